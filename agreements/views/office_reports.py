"""Pages on which liaison officers report on the follow-ups of their office; nobody else finds them."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms import HiddenInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agreements import actions
from agreements.actions.report_drafts import keep_draft
from agreements.forms import ReportForm
from agreements.forms.report_fields import ReportFields
from agreements.models import FollowUp, FollowUpReport, ReportState
from agreements.permissions import follow_ups_for, is_liaison
from agreements.views.present.office_reports import own_lists
from jambi_coop.lib import login_again
from jambi_coop.lib.versioned_forms import CHANGED
from jambi_coop.lib.versioning import StaleVersion

REPORT = "agreements.add_followupreport"
LOGIN = "reports/login.html"


@never_cache
@login_required
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """What the reader's own offices, or the reader in person, have to report on: overdue first, then by due date,
    then the undated."""
    if not request.user.has_perm(REPORT):
        raise Http404
    offices = list(request.user.offices.select_related("calendar_link"))
    mine = Q(office__in=offices) | Q(person_in_charge=request.user)
    lists = own_lists(follow_ups_for(request.user, FollowUp.objects.filter(mine)), timezone.localdate())
    return render(request, "reports/list.html", {"offices": offices, "lists": lists})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The report on one follow-up; what is sent after the session has ended is carried through the login."""
    if "take_back" not in request.POST and login_again.is_sent_without_session(request):
        return login_again.carry(request, LOGIN, _sent_words(request), lambda: _report(request, pk, logged_in=True))
    return _report(request, pk)


def _sent_words(request: HttpRequest) -> dict:
    """The fields of a report with something in them, shown again above the login; a file cannot be given back."""
    words = ReportFields(request.POST)
    words.fields["drop_evidence"].widget = HiddenInput()
    for name in list(words.fields):
        if not request.POST.get(name, "").strip():
            del words.fields[name]
    return {"words": words}


@login_required
def _report(request: HttpRequest, pk: int, *, logged_in: bool = False) -> HttpResponse:
    """To be written, sent already, or taken over. `logged_in`: again, with what is sent now."""
    follow_up = get_object_or_404(_own(request), pk=pk)
    report, today = actions.open_report(follow_up), timezone.localdate()
    if request.method == "POST" and "take_back" in request.POST:
        return _taken_back(request, follow_up, report)
    if request.method == "POST":
        form = ReportForm(request.POST, request.FILES, follow_up=follow_up, report=report, today=today)
        return _take_in(request, form, logged_in)
    if _is_written(follow_up, report):
        return _show_form(request, ReportForm(follow_up=follow_up, report=report, today=today))
    return _show_report(request, follow_up, report)


def refused_token(request: HttpRequest, pk: int) -> HttpResponse:
    """The form came with a token that does not hold any more: shown again with every word and a new one."""
    follow_up = _own(request).filter(pk=pk).first()
    if follow_up is None:
        return login_again.ask(request, LOGIN, _sent_words(request))
    form = ReportForm(
        request.POST, follow_up=follow_up, report=actions.open_report(follow_up), today=timezone.localdate()
    )
    return _show_form(request, form, status=403, expired=True, file_lost=bool(request.FILES))


def _own(request: HttpRequest) -> QuerySet[FollowUp]:
    return follow_ups_for(request.user, FollowUp.objects.select_related("agreement", "office"))


def _is_written(follow_up: FollowUp, report: FollowUpReport | None) -> bool:
    """An office may write a report on it now."""
    return follow_up.is_open and (report is None or report.is_open)


def _take_in(request: HttpRequest, form: ReportForm, logged_in: bool) -> HttpResponse:
    """Keep first what was sent, then judge it: a refusal loses nothing."""
    now = timezone.now()
    form.full_clean()
    try:
        report = keep_draft(
            form.follow_up,
            seen=form.seen,
            values=form.values(),
            participants=form.participants(),
            upload=form.cleaned_data.get("upload"),
            drop_evidence=bool(form.cleaned_data.get("drop_evidence")),
            by=request.user,
            now=now,
        )
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


def _taken_back(request: HttpRequest, follow_up: FollowUp, report: FollowUpReport | None) -> HttpResponse:
    """A report that was sent becomes a draft again, unless somebody has decided meanwhile."""
    try:
        if report is not None:
            seen = request.POST.get("version", "")
            expected = int(seen) if seen.isdecimal() and len(seen) < 15 else -1
            actions.take_back_report(report, by=request.user, expected=expected)
            messages.success(request, _("The report is a draft again. Send it when you have added to it."))
    except StaleVersion:
        messages.error(request, CHANGED)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("agreements:report_form", pk=follow_up.pk)


def _send(form: ReportForm, report: FollowUpReport, by, now) -> None:
    """Hand the draft over, or leave at each field what stands in the way."""
    for name, sentence in actions.what_is_missing(report).items():
        if name not in form.errors:
            form.add_error(name, sentence)
    if not form.errors:
        actions.submit_report(report, by=by, now=now, expected=report.version)


def _overtaken(request: HttpRequest, form: ReportForm, refusal: list[str] | None = None) -> HttpResponse:
    """Somebody was faster: show what is saved now beside the reader's own words, which nothing has replaced.

    `refusal`: the sentences with which an action has refused it.
    """
    follow_up = FollowUp.objects.select_related("agreement", "office").get(pk=form.follow_up.pk)
    report = actions.open_report(follow_up)
    differences = form.differences(report)
    is_same = report is not None and not (refusal or differences or form.is_new_file)
    if is_same and ("send" not in request.POST or not report.is_open):
        # By a second tap on the button.
        return redirect("agreements:report_form", pk=follow_up.pk)
    newest = report.history.select_related("history_user").first() if report else None
    told = {"refusal": refusal, "differences": differences, "newest": newest, "file_lost": form.is_new_file}
    if _is_written(follow_up, report):
        form.add_error(None, ValidationError(refusal or CHANGED, code="conflict"))
        return _show_form(request, form.on_top_of(report), status=409, conflict=told)
    return _show_report(request, follow_up, report, status=409, conflict=told)


def _show_form(request: HttpRequest, form: ReportForm, status: int = 200, **extra) -> HttpResponse:
    context = {
        "form": form,
        "faults": [field for field in form if field.errors] if form.is_bound else [],
        "sending": "send" in request.POST,
        "follow_up": form.follow_up,
        "report": form.row,
        "earlier": _taken_over(form.follow_up),
        **_dated(form.follow_up, form.today),
        **extra,
    }
    return render(request, "reports/form.html", context, status=status)


def _show_report(
    request: HttpRequest, follow_up: FollowUp, report: FollowUpReport | None, status: int = 200, **extra
) -> HttpResponse:
    context = {
        "follow_up": follow_up,
        "report": report,
        "may_take_back": _may_take_back(request, follow_up, report),
        "earlier": _taken_over(follow_up),
        **_dated(follow_up, timezone.localdate()),
        **extra,
    }
    return render(request, "reports/report.html", context, status=status)


def _may_take_back(request: HttpRequest, follow_up: FollowUp, report: FollowUpReport | None) -> bool:
    waits = report is not None and not report.is_open and follow_up.is_open
    return waits and is_liaison(request.user, follow_up)


def _taken_over(follow_up: FollowUp) -> list[FollowUpReport]:
    """Approved reports, newest first."""
    approved = follow_up.reports.filter(state=ReportState.APPROVED)
    return list(approved.select_related("document").prefetch_related("participations__office").order_by("-pk"))


def _dated(follow_up: FollowUp, today: date) -> dict:
    return {"state": follow_up.state(today), "today": today}
