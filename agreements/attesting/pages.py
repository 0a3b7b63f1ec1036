"""Pages of the staff: the round of confirmations office by office, and the acceptance of what was entered.

The admin site has the URLs, wraps these views and provides the page around them.
"""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from agreements.models import Agreement, Attestation, Office
from agreements.record.locks import lock_agreements_of
from agreements.record.permissions import sees_everything
from agreements.record.rounds import begin_of_round, confirmable, is_due, to_accept
from agreements.record.staff.action_page import refuse_unless
from jambi_coop.lib.versions.versioned_forms import CHANGED
from jambi_coop.lib.versions.versioning import StaleVersion, version_in
from jambi_coop.lib.web import paging

from .actions import ACCEPT, ADD, accept
from .sheet import PAGE_SIZE, AnswerSheet, page_of_rows, rows_of_sheet

TICK = "accept"


def may_open(user) -> bool:
    """True for those of Bagian Kerja Sama who enter answers; a department has its page under /lapor/."""
    return sees_everything(user) and user.has_perm(ADD)


def may_accept(user) -> bool:
    """True for those who may accept what others entered."""
    return sees_everything(user) and user.has_perm(ACCEPT)


@require_safe
def confirmations(request: HttpRequest) -> HttpResponse:
    """List the offices with the number of their agreements, and of those that the present round still asks for."""
    refuse_unless(may_open(request.user))
    today = localdate()
    rows = confirmable(Agreement.objects.all(), today).order_by()
    asked = confirmable(Agreement.objects.all(), today, is_due(today)).order_by()
    due = dict(asked.values_list("lead_office").annotate(Count("pk")))
    number = dict(rows.values_list("lead_office").annotate(Count("pk")))
    offices = Office.objects.filter(pk__in=[pk for pk in number if pk])
    lines = [(office, number[office.pk], due.get(office.pk, 0)) for office in offices]
    context = {
        "begin": begin_of_round(today),
        "lines": sorted(lines, key=lambda line: (-line[2], line[0].name)),
        "without": (number.get(None, 0), due.get(None, 0)),
        "waiting": to_accept().count() if may_accept(request.user) else 0,
    }
    return _show(request, "agreements/attesting/offices.html", _("Half-yearly confirmation"), **context)


@require_http_methods(["GET", "HEAD", "POST"])
def confirmations_of_office(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the agreements that an office leads, and take in its answers."""
    refuse_unless(may_open(request.user))
    office = get_object_or_404(Office, pk=pk)
    return _sheet_page(request, Agreement.objects.filter(lead_office=office), str(office), needs_office=False)


@require_http_methods(["GET", "HEAD", "POST"])
def confirmations_without_office(request: HttpRequest) -> HttpResponse:
    """The same for agreements without a lead office; the page asks which office answered."""
    refuse_unless(may_open(request.user))
    rows = Agreement.objects.filter(lead_office__isnull=True)
    return _sheet_page(request, rows, _("Without a lead office"), needs_office=True)


def _sheet_page(request: HttpRequest, agreements, title: str, *, needs_office: bool) -> HttpResponse:
    today = localdate()
    rows = rows_of_sheet(agreements, today)
    page, note = page_of_rows(request, rows)
    data = request.POST if request.method == "POST" else None
    sheet = AnswerSheet(list(page), today=today, may_ask=True, data=data, needs_office=needs_office)
    if request.method == "POST" and sheet.is_valid():
        number = sheet.save(request.user)
        if number is not None:
            say_what_was_entered(request, number)
            _link_what_is_to_be_recorded(request, sheet)
            return HttpResponseRedirect(request.get_full_path())
    context = {"sheet": sheet, "faults": sheet.faults, "page_obj": page, "note": note, "may_open_record": True}
    return _show(request, "agreements/attesting/sheet.html", title, **context)


def say_what_was_entered(request: HttpRequest, number: int) -> None:
    """Add a message with the number of answers that were entered."""
    if not number:
        messages.info(request, _("No answer was entered: every row says “not asked yet” or “not recorded yet”."))
        return
    text = ngettext(
        "%(count)d answer is entered. What an office confirms counts once somebody else has accepted it.",
        "%(count)d answers are entered. What an office confirms counts once somebody else has accepted it.",
        number,
    )
    messages.success(request, text % {"count": number})


def _link_what_is_to_be_recorded(request: HttpRequest, sheet: AnswerSheet) -> None:
    for agreement in sheet.to_record:
        address = f"{reverse('admin:agreements_followup_add')}?agreement={agreement.pk}"
        text = format_html("{}: <a href='{}'>{}</a>", agreement, address, _("Record what happened"))
        messages.warning(request, text)


@require_http_methods(["GET", "HEAD", "POST"])
def confirmations_to_accept(request: HttpRequest) -> HttpResponse:
    """List what nobody has accepted yet, each with a tick of its own, and accept on POST what is ticked."""
    refuse_unless(may_accept(request.user))
    errors: dict[int, str] = {}
    if request.method == "POST":
        number, errors = _accept_ticked(request)
        if not errors:
            text = ngettext("%(count)d answer is accepted.", "%(count)d answers are accepted.", number)
            messages.success(request, text % {"count": number})
            return HttpResponseRedirect(request.get_full_path())
    rows = to_accept().select_related("agreement", "office", "entered_by")
    page, note = paging.page_of(paging.CappedPaginator(rows, PAGE_SIZE), request.GET.get("page", ""))
    ticked = set(request.POST.getlist(TICK))
    lines = [
        {
            "row": row,
            "value": f"{row.pk}:{row.version}",
            "is_ticked": f"{row.pk}:{row.version}" in ticked,
            "is_own": row.entered_by_id == request.user.pk,
            "error": errors.pop(row.pk, ""),
        }
        for row in page
    ]
    context = {"lines": lines, "page_obj": page, "note": note, "errors": list(errors.values())}
    return _show(request, "agreements/attesting/to_accept.html", _("Answers to accept"), **context)


def _accept_ticked(request: HttpRequest) -> tuple[int, dict[int, str]]:
    """Accept the ticked rows in one transaction; return their number and, where one was refused and nothing is written,
    the reason of each."""
    ticked = {}
    for value in request.POST.getlist(TICK):
        pk, _colon, version = value.partition(":")
        if pk.isascii() and pk.isdecimal() and len(pk) < 10:
            ticked[int(pk)] = version_in(version)
    errors = {}
    with transaction.atomic():
        rows = Attestation.objects.filter(pk__in=ticked)
        lock_agreements_of(rows)
        for row in rows.order_by("pk"):
            try:
                with transaction.atomic():
                    accept(row, by=request.user, today=localdate(), expected=ticked[row.pk])
            except StaleVersion:
                errors[row.pk] = str(CHANGED)
            except ValidationError as error:
                errors[row.pk] = f"{row.agreement}: {' '.join(error.messages)}"
        transaction.set_rollback(bool(errors))
    return len(ticked), errors


def _show(request: HttpRequest, template: str, title: str, **context) -> HttpResponse:
    request.current_app = admin.site.name
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **context})
