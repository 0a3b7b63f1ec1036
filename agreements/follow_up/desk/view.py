"""The page of the desk: reads the request, shows the list, runs the forms."""

from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.follow_up.checks import waiting_report
from agreements.models import FollowUp
from agreements.record.permissions import may_change_follow_ups, sees_everything
from agreements.record.staff.action_page import change_url, run
from jambi_coop.lib.web.form_faults import Fault, faults_of
from jambi_coop.lib.web.paging import CappedPaginator

from . import reminders
from .bulk import BULK_FORMS, BulkForm, act_on_ticked, ticked_rows, ticks_of
from .desk_filter import (
    TABS,
    DeskFilter,
    columns,
    count_sentence,
    say_today,
    with_links,
)
from .forms import ROW_FORMS, RowForm, forms_of

PAGE_SIZE = 50
REMIND = ("remind", "send", "texts", "copied")


def number_of(text: str) -> int | None:
    """Return a primary key or page number from the request; None if it is no positive number."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 10
    return int(text) or None if is_number else None


@dataclass(eq=False)
class Desk:
    """One request to the desk, with the input that has to be shown again."""

    model_admin: object
    request: object
    found: DeskFilter
    today: date
    may_write: bool
    ticks: dict[int, int] = field(default_factory=dict)
    row_form: RowForm | None = None
    bulk_form: BulkForm | None = None
    bulk_error: str = ""

    @property
    def shown(self) -> QueryDict:
        """The parameters of the same page without an opened row."""
        shown = self.found.data.copy()
        if page := number_of(self.request.GET.get("page", "")):
            shown["page"] = page
        return shown

    @property
    def query(self) -> str:
        return f"?{self.shown.urlencode()}"

    def back(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.request.path + self.query)

    def follow_up(self, pk: int | None) -> FollowUp | None:
        """Return a row that the user may see and change; None for any other primary key."""
        if not pk or not self.may_write:
            return None
        return self.found.queryset.select_related("agreement", "office", "person_in_charge").filter(pk=pk).first()

    def answer(self, template: str, context: dict, status: int = 200) -> TemplateResponse:
        admin_site = self.model_admin.admin_site
        self.request.current_app = admin_site.name
        common = {"opts": self.model_admin.opts, "query": self.query}
        context = {**admin_site.each_context(self.request), **common, **context}
        return TemplateResponse(self.request, template, context, status=status)


def desk(model_admin, request):
    """Show the list of follow-ups to staff, or run what was sent."""
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    today = timezone.localdate()
    page = Desk(model_admin, request, DeskFilter(request, today=today), today, may_change_follow_ups(request.user))
    return _written(page) if request.method == "POST" else _shown(page)


def _written(page: Desk):
    do = page.request.POST.get("do", "")
    page.ticks = ticks_of(page.request.POST.getlist("row"))
    if not page.may_write:
        raise PermissionDenied
    if do in ROW_FORMS:
        return _row_written(page, ROW_FORMS[do])
    if do in BULK_FORMS:
        return _bulk_written(page, BULK_FORMS[do])
    if do in REMIND:
        return _reminded(page, do)
    return page.back()


def _row_written(page: Desk, form_class):
    row = page.follow_up(number_of(page.request.POST.get("pk", "")))
    if row is None:
        raise PermissionDenied
    form = form_class(page.request.POST, row=row, user=page.request.user, today=page.today)
    if form.is_valid():
        done, sentence = run(form, form.act)
        if done:
            messages.success(page.request, sentence)
            return page.back()
    page.row_form = form
    return _shown(page, 409 if form.has_error("__all__", "conflict") else 200)


def _bulk_written(page: Desk, form_class):
    form = form_class(page.request.POST, people=page.found.people, today=page.today)
    if form.is_valid():
        sentence = act_on_ticked(form, page.found.queryset, page.ticks, page.request.user)
        if sentence:
            messages.success(page.request, sentence)
            if form.warning:
                messages.warning(page.request, form.warning)
            return page.back()
    page.bulk_form = form
    return _shown(page, 409 if form.has_error("__all__", "conflict") else 200)


def _reminded(page: Desk, do: str):
    """Handle "remind" (preview), "send" (by mail), "texts" (to copy) and "copied" (sent by hand)."""
    request = page.request
    try:
        rows = ticked_rows(page.found.queryset, page.ticks)
    except ValidationError as refused:
        page.bulk_error = " ".join(refused.messages)
        return _shown(page)
    ticks = {"ticks": [f"{pk}-{version}" for pk, version in page.ticks.items()]}
    if do == "remind":
        context = {"title": _("Remind those in charge"), **reminders.preview(rows, page.today)}
        return page.answer("agreements/follow_up/desk/remind.html", context | ticks)
    error = ""
    if do == "send":
        reminders.send(request, rows, page.today)
        return page.back()
    if do == "copied":
        if people := {number for text in request.POST.getlist("person") if (number := number_of(text))}:
            reminders.write_down(request, rows, people)
            return page.back()
        error = _("Tick at least one person whose text went out. Nothing has been written down.")
    context = {"title": _("Texts to copy"), "error": error, **reminders.texts(rows, page.today)}
    return page.answer("agreements/follow_up/desk/texts.html", context | ticks)


def _shown(page: Desk, status: int = 200):
    request, found = page.request, page.found
    paginator = CappedPaginator(with_links(found.qs), PAGE_SIZE)
    current = paginator.get_page(request.GET.get("page"))
    rows = say_today(current, page.today)
    context = {
        **_edit(page, rows),
        **_bulk(page),
        "title": _("Follow-ups"),
        "today": page.today,
        "filter": found,
        "agreement": found.agreement,
        "state": found.asked_state.value,
        "tabs": [(state.value, state.label) for state in TABS],
        "columns": columns(found.data.get("sort", "")),
        "shown": page.shown,
        "rows": rows,
        "page_obj": current,
        "page_numbers": paginator.get_elided_page_range(current.number, on_each_side=2, on_ends=1),
        "count_sentence": count_sentence(paginator),
        "may_add": page.model_admin.has_add_permission(request),
        "may_write": page.may_write,
        "reads_reports": sees_everything(request.user),
        "all_ticked": request.GET.get("all") == "1",
        "ticked": page.ticks,
    }
    return page.answer("agreements/follow_up/desk/list.html", context, status)


def _bulk(page: Desk) -> dict:
    """Return the context of the forms for ticked rows; with the input of both if one was refused."""
    if not page.may_write:
        return {}
    sent = page.bulk_form
    faults = [Fault("", "", page.bulk_error)] if page.bulk_error else faults_of(sent) if sent is not None else []
    typed = page.request.POST.dict() if faults else None
    forms = {do: form(people=page.found.people, today=page.today, initial=typed) for do, form in BULK_FORMS.items()}
    return {"bulk_faults": faults, "bulk": forms}


def _edit(page: Desk, rows: list[FollowUp]) -> dict:
    """Return the context of the opened row and its forms; the form that was sent is open with its input."""
    sent = page.row_form
    row = page.follow_up(sent.row.pk if sent is not None else number_of(page.request.GET.get("edit", "")))
    if row is None:
        return {"edited": None, "row_forms": []}
    report = waiting_report(row)
    forms = forms_of(row, page.request.user, page.today, is_reported=report is not None)
    if sent is not None:
        forms = [sent if form.do == sent.do else form for form in forms]
        # If somebody has closed the row in the meantime, its form is no longer offered; the input stays readable.
        forms = forms if sent in forms else [sent, *forms]
    return {
        "edited": row,
        "edited_alone": row not in rows,
        "row_forms": forms,
        # No form is open while a report waits: the report has to be read first.
        "opened": sent.do if sent is not None else forms[0].do if forms and report is None else "",
        "waiting_report": report,
        "report_url": change_url(report) if report is not None else "",
    }
