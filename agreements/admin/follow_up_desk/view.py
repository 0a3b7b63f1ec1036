"""The page: reads the address, answers with the list or the board, passes on what was sent."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.actions.follow_up_checks import waiting_report
from agreements.models import Agreement, FollowUp
from jambi_coop.lib.date_fields import HINT

from ..page import change_url, run
from . import panel
from .asked import BOARD, NOBODY, Asked, read
from .bulk import BULK_FORMS, BulkForm, act_on_ticked, ticks_of
from .forms import ROW_FORMS, RowForm, forms_of
from .query import Reader, everybody, names_of, reader_of
from .reminders import remind

REMIND = ("remind", "send", "texts", "copied")


@dataclass(eq=False)
class Desk:
    """One request to the desk, and what is to be shown of it again."""

    model_admin: object
    request: object
    reader: Reader
    asked: Asked
    agreement: Agreement | None
    today: date
    ticks: dict[int, int] = field(default_factory=dict)
    row_form: RowForm | None = None
    bulk_form: BulkForm | None = None
    bulk_error: str = ""

    @property
    def address(self) -> str:
        """The same page without anything opened."""
        return self.request.path + self.asked.query(page=self.asked.page)

    @property
    def edited(self) -> int | None:
        if self.row_form is not None:
            return self.row_form.row.pk
        return int(self.asked.edit) if self.asked.edit else None

    @cached_property
    def people(self) -> dict[str, str]:
        """Names of those who can be put in charge, by their number as a text."""
        return names_of(everybody().rows())

    def follow_up(self, pk: int | None) -> FollowUp | None:
        """The row that may be seen and changed; None for any other number."""
        if not pk:
            return None
        rows = self.reader.follow_ups().select_related("agreement", "office", "person_in_charge")
        row = rows.filter(pk=pk).first()
        return row if row is not None and self.reader.may_change(row.office_id) else None


def desk(model_admin, request):
    """The list of follow-ups for staff."""
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    asked, agreement = read(request)
    page = Desk(model_admin, request, reader_of(request.user), asked, agreement, timezone.localdate())
    if request.method == "POST":
        return _written(page)
    return _shown(page)


def _written(page: Desk):
    do = page.request.POST.get("do", "")
    page.ticks = ticks_of(page.request.POST.getlist("row"))
    if not page.reader.may_write:
        raise PermissionDenied
    if do in ROW_FORMS:
        return _row_written(page, ROW_FORMS[do])
    if do in BULK_FORMS:
        return _bulk_written(page, BULK_FORMS[do])
    if do in REMIND:
        return remind(page, do) or _shown(page)
    return HttpResponseRedirect(page.address)


def _row_written(page: Desk, form_class):
    pk = page.request.POST.get("pk", "")
    row = page.follow_up(int(pk) if pk.isascii() and pk.isdecimal() and len(pk) < 10 else None)
    if row is None:
        raise PermissionDenied
    form = form_class(page.request.POST, row=row, user=page.request.user, today=page.today)
    if form.is_valid():
        done, sentence = run(form, form.act)
        if done:
            messages.success(page.request, sentence)
            return HttpResponseRedirect(page.address)
    page.row_form = form
    return _shown(page, 409 if form.has_error("__all__", "conflict") else 200)


def _bulk_written(page: Desk, form_class):
    form = form_class(page.request.POST, people=page.people, today=page.today)
    if form.is_valid():
        sentence = act_on_ticked(form, page.reader, page.ticks)
        if sentence:
            messages.success(page.request, sentence)
            if form.warning:
                messages.warning(page.request, form.warning)
            return HttpResponseRedirect(page.address)
    page.bulk_form = form
    return _shown(page, 409 if form.has_error("__all__", "conflict") else 200)


def _shown(page: Desk, status: int = 200):
    request, admin_site = page.request, page.model_admin.admin_site
    context = {
        **admin_site.each_context(request),
        **panel.context(page),
        **_edit(page),
        "opts": page.model_admin.opts,
        "agreement": page.agreement,
        "may_add": page.model_admin.has_add_permission(request),
        "may_write": page.reader.may_write,
        "title": _("Follow-ups"),
        "today": page.today,
    }
    if page.asked.view == BOARD:
        context |= panel.board(page)
    else:
        context |= panel.listed(page) | _bulk(page)
    shown = {row["pk"] for part in context["parts"] for row in part["rows"]}
    context["edited_alone"] = context["edited"] is not None and page.edited not in shown
    request.current_app = admin_site.name
    return TemplateResponse(request, f"admin/agreements/desk/{page.asked.view or 'list'}.html", context, status=status)


def _bulk(page: Desk) -> dict:
    """The form over the ticked rows, written out in the template: Django's widgets would take the most of the page."""
    if not page.reader.may_write:
        return {}
    sent = page.bulk_form
    errors = [{"text": page.bulk_error}] if page.bulk_error else []
    for name, texts in sent.errors.items() if sent is not None else ():
        field = sent[name] if name in sent.fields else None
        errors += [{"text": text, "id": field and field.id_for_label, "label": field and field.label} for text in texts]
    typed = page.request.POST if errors else {}
    return {
        "bulk_errors": errors,
        "assign_options": panel.options(
            [("", "–"), (NOBODY, _("Nobody")), *page.people.items()], typed.get("person", "")
        ),
        "typed": typed,
        "date_hint": HINT,
    }


def _edit(page: Desk) -> dict:
    """The opened row with its forms; the one that was sent stands open with what was typed."""
    row = page.follow_up(page.edited)
    if row is None:
        return {"edited": None, "row_forms": []}
    report = waiting_report(row)
    forms = forms_of(row, page.request.user, page.today, is_reported=report is not None)
    sent = page.row_form
    if sent is not None:
        forms = [sent if form.do == sent.do else form for form in forms]
        # Somebody closed it meanwhile: what was typed stays readable.
        forms = forms if sent in forms else [sent, *forms]
    return {
        "edited": row,
        "row_forms": forms,
        # Where a report is to be read first, nothing else is suggested by standing open.
        "opened": sent.do if sent is not None else forms[0].do if forms and report is None else "",
        "waiting_report": report,
        "report_url": change_url(report) if report is not None and page.reader.everything else "",
    }
