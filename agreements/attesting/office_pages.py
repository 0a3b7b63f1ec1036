"""The page /lapor/konfirmasi/, on which liaison officers answer for the agreements that their offices lead."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agreements.models import Agreement
from agreements.record.rounds import begin_of_round
from jambi_coop.lib.web import login_again

from .actions import ADD
from .pages import say_what_was_entered
from .sheet import AnswerSheet, page_of_rows, rows_of_sheet


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def office_confirmations(request: HttpRequest) -> HttpResponse:
    """Show the agreements of the user's offices, and take in the answers; 404 for an account without an office. Input
    sent after the session has ended is carried through the login."""
    if login_again.is_sent_without_session(request):
        done = _("You are logged in again. What you had entered was not lost.")
        return login_again.carry(request, "agreements/attesting/login.html", {}, lambda: _answers(request), done=done)
    return _answers(request)


@login_required
def _answers(request: HttpRequest) -> HttpResponse:
    offices = list(request.user.offices.all())
    if not offices or not request.user.has_perm(ADD):
        raise Http404
    today = timezone.localdate()
    page, note = page_of_rows(request, rows_of_sheet(Agreement.objects.filter(lead_office__in=offices), today))
    data = request.POST if request.method == "POST" else None
    sheet = AnswerSheet(list(page), today=today, may_ask=False, data=data)
    if request.method == "POST" and sheet.is_valid():
        number = sheet.save(request.user)
        if number is not None:
            say_what_was_entered(request, number)
            for agreement in sheet.to_record:
                text = _("“%(title)s”: report what happened on its follow-up, or tell Bagian Kerja Sama.")
                messages.warning(request, text % {"title": agreement})
            return redirect(request.get_full_path())
    context = {
        "sheet": sheet,
        "offices": offices,
        "faults": sheet.faults,
        "page_obj": page,
        "note": note,
        "begin": begin_of_round(today),
    }
    return TemplateResponse(request, "agreements/attesting/office_sheet.html", context)
