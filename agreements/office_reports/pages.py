"""The pages under /lapor/, on which liaison officers report on the follow-ups of their office; 404 for others."""

from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import F, Prefetch, Q, QuerySet
from django.forms import HiddenInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agreements.models import Agreement, FollowUp, FollowUpReport, ReportState
from agreements.record.permissions import follow_ups_for, is_liaison
from agreements.record.rounds import confirmable, is_due
from agreements.record.wording import late_label
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.versions.versioned_forms import CHANGED
from jambi_coop.lib.versions.versioning import StaleVersion, version_in
from jambi_coop.lib.web import login_again

from .actions import open_report, submit_report, take_back_report, what_is_missing
from .fields import ReportFields
from .forms import ReportForm

REPORT = "agreements.add_followupreport"
LOGIN = "agreements/office_reports/login.html"
RECENT_DAYS = 365
RECENT_ROWS = 10


@never_cache
@login_required
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """List the follow-ups of the user's offices and of the user: overdue first, then by due date, then undated."""
    if not request.user.has_perm(REPORT):
        raise Http404
    offices = list(request.user.offices.select_related("calendar_link"))
    own = FollowUp.objects.filter(Q(office__in=offices) | Q(person_in_charge=request.user))
    mine, today = follow_ups_for(request.user, own).select_related("agreement", "office"), timezone.localdate()
    rows = _open_rows(mine, today)
    led = Agreement.objects.filter(lead_office__in=offices)
    context = {
        "offices": offices,
        "to_confirm": confirmable(led, today, is_due(today)).count(),
        "rows": rows,
        "groups": [
            ("overdue", _("Overdue"), [row for row in rows if row.late]),
            ("coming", _("Coming up"), [row for row in rows if not row.late and row.due_on]),
            ("undated", _("Without a due date"), [row for row in rows if not row.due_on]),
        ],
        "closed": _closed_rows(mine, today),
    }
    return render(request, "agreements/office_reports/list.html", context)


def _open_rows(mine: QuerySet[FollowUp], today: date) -> list[FollowUp]:
    """Return the open follow-ups with `open_reports` (at most one) and `late`, by how much it is overdue, or ""."""
    reports = FollowUpReport.objects.exclude(state=ReportState.APPROVED)
    rows = list(
        mine.open()
        .prefetch_related(Prefetch("reports", queryset=reports, to_attr="open_reports"))
        .order_by(F("due_on_latest").asc(nulls_last=True), "pk")
    )
    for row in rows:
        row.late = late_label(row, today) if row.state(today) == FollowUp.State.LATE else ""
    return rows


def _closed_rows(mine: QuerySet[FollowUp], today: date) -> list[FollowUp]:
    """Return the follow-ups done or cancelled within the last year, the latest first, at most RECENT_ROWS."""
    since = today - timedelta(days=RECENT_DAYS)
    closed = mine.filter(Q(done_on_latest__gte=since) | Q(cancelled_on__gte=since))
    return sorted(closed, key=lambda row: row.done_on.latest or row.cancelled_on, reverse=True)[:RECENT_ROWS]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Show or save the report on one follow-up. Input sent after the session has ended is carried through the login."""
    if "take_back" not in request.POST and login_again.is_sent_without_session(request):
        return login_again.carry(
            request, LOGIN, _submitted_fields(request), lambda: _report(request, pk, logged_in=True)
        )
    return _report(request, pk)


def _submitted_fields(request: HttpRequest) -> dict:
    """Return the context with the filled fields, shown above the login. An uploaded file cannot be shown again."""
    words = ReportFields(request.POST)
    words.fields["drop_evidence"].widget = HiddenInput()
    for name in list(words.fields):
        if not request.POST.get(name, "").strip():
            del words.fields[name]
    return {"words": words}


@login_required
def _report(request: HttpRequest, pk: int, *, logged_in: bool = False) -> HttpResponse:
    """Handle the request of a logged-in user: take back, save or submit, or show the form or the submitted report.

    `logged_in`: the input comes from before the login that the user has just made.
    """
    follow_up = get_object_or_404(_own(request), pk=pk)
    report = _report_on(follow_up)
    if request.method == "POST" and "take_back" in request.POST:
        return _taken_back(request, report)
    if request.method == "POST":
        return _take_in(request, ReportForm(request.POST, request.FILES, instance=report), logged_in)
    if _is_written(report):
        begin = {} if report.pk else {"happened_on": KnownDate.day(timezone.localdate())}
        return _show_form(request, ReportForm(instance=report, initial=begin))
    return _show_report(request, report)


def refused_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a form whose CSRF token is no longer valid: show it again with all input and a new token."""
    follow_up = _own(request).filter(pk=pk).first()
    if follow_up is None:
        return login_again.ask(request, LOGIN, _submitted_fields(request))
    form = ReportForm(request.POST, instance=_report_on(follow_up))
    return _show_form(request, form, status=403, expired=True, file_lost=bool(request.FILES))


def _own(request: HttpRequest) -> QuerySet[FollowUp]:
    return follow_ups_for(request.user, FollowUp.objects.select_related("agreement", "office"))


def _report_on(follow_up: FollowUp) -> FollowUpReport:
    """Return the report that was not approved yet, or a new one."""
    return open_report(follow_up) or FollowUpReport(follow_up=follow_up)


def _is_written(report: FollowUpReport) -> bool:
    """True when the office may change the report now."""
    return report.is_open and report.follow_up.is_open


def _take_in(request: HttpRequest, form: ReportForm, logged_in: bool) -> HttpResponse:
    """Save the input first, then check it, so that a refusal loses nothing."""
    now = timezone.now()
    form.full_clean()
    try:
        report = form.keep(by=request.user, now=now)
        if "send" in request.POST:
            _send(form, report, request.user, now)
    except StaleVersion:
        return _overtaken(request, form)
    except ValidationError as error:
        return _overtaken(request, form, error.messages)
    if logged_in:
        messages.success(
            request, _("You are logged in again, and what you wrote is saved as a draft. It is not sent yet.")
        )
    elif not form.errors and "send" not in request.POST:
        messages.success(request, _("The draft is saved. It has not been sent yet."))
    if form.errors:
        return _show_form(request, form.on_top_of(report))
    return redirect("agreements:report_form", pk=form.follow_up.pk)


def _taken_back(request: HttpRequest, report: FollowUpReport) -> HttpResponse:
    """Make a submitted report a draft again, unless it was decided on in the meantime."""
    try:
        if report.pk:
            seen = version_in(request.POST.get("version"))
            take_back_report(report, by=request.user, expected=seen)
            messages.success(request, _("The report is a draft again. Send it when you have added to it."))
    except StaleVersion:
        messages.error(request, CHANGED)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("agreements:report_form", pk=report.follow_up_id)


def _send(form: ReportForm, report: FollowUpReport, by, now) -> None:
    """Submit the draft, or add an error to each field that is missing."""
    for name, sentence in what_is_missing(report).items():
        if name not in form.errors:
            form.add_error(name, sentence)
    if not form.errors:
        submit_report(report, by=by, now=now, expected=report.version)


def _overtaken(request: HttpRequest, form: ReportForm, refusal: list[str] | None = None) -> HttpResponse:
    """Show the saved report beside the input of a user who was too late; the input is kept as typed.

    `refusal`: the messages of an action that refused the input.
    """
    report = _report_on(FollowUp.objects.select_related("agreement", "office").get(pk=form.follow_up.pk))
    differences = form.differences(report)
    is_same = report.pk and not (refusal or differences or form.is_new_file)
    if is_same and ("send" not in request.POST or not report.is_open):
        # The same input came twice, by a second tap on the button.
        return redirect("agreements:report_form", pk=form.follow_up.pk)
    newest = report.history.select_related("history_user").first() if report.pk else None
    conflict = {"refusal": refusal, "differences": differences, "newest": newest, "file_lost": form.is_new_file}
    if _is_written(report):
        form.add_error(None, ValidationError(refusal or CHANGED, code="conflict"))
        return _show_form(request, form.on_top_of(report), status=409, conflict=conflict)
    return _show_report(request, report, status=409, conflict=conflict)


def _show_form(request: HttpRequest, form: ReportForm, status: int = 200, **extra) -> HttpResponse:
    shown = {"form": form, "faults": [field for field in form if field.errors] if form.is_bound else []}
    sending = "send" in request.POST
    return _show(
        request, "agreements/office_reports/form.html", form.instance, status, sending=sending, **shown, **extra
    )


def _show_report(request: HttpRequest, report: FollowUpReport, status: int = 200, **extra) -> HttpResponse:
    waits = report.pk and not report.is_open and report.follow_up.is_open
    may_take_back = bool(waits and is_liaison(request.user, report.follow_up))
    return _show(request, "agreements/office_reports/report.html", report, status, may_take_back=may_take_back, **extra)


def _show(request: HttpRequest, template: str, report: FollowUpReport, status: int, **extra) -> HttpResponse:
    """Return the page about a follow-up and its report, with the reports approved before, the newest first."""
    follow_up = report.follow_up
    approved = follow_up.reports.filter(state=ReportState.APPROVED).select_related("document").order_by("-pk")
    context = {
        "follow_up": follow_up,
        "report": report if report.pk else None,
        "state": follow_up.state(timezone.localdate()),
        "earlier": approved.prefetch_related("participations__office"),
        **extra,
    }
    # Rendered late, so that a login during this request can still add its message.
    return TemplateResponse(request, template, context, status=status)
