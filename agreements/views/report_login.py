"""A report sent after the session had ended: its words are shown again and carried through the login.

Nothing is stored for a stranger: the page itself holds the words, and gives them back with the name and password.
"""

from django.contrib.auth import login as begin_session
from django.core.exceptions import ValidationError
from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from agreements.forms.report_fields import ReportFields
from agreements.models import FollowUp
from agreements.permissions import follow_ups_for
from jambi_coop.lib.login_form import LoginForm, is_right

NAME = "username"
FILE_LOST = "file_lost"


def is_sent_without_session(request: HttpRequest) -> bool:
    """Words of a report from nobody, or with the name and password that this page asks for."""
    if request.method != "POST" or "take_back" in request.POST:
        return False
    return not request.user.is_authenticated or NAME in request.POST


def log_in(request: HttpRequest, pk: int) -> HttpResponse | None:
    """The page that asks for the login, until it succeeds with an account that reports on this follow-up."""
    if NAME not in request.POST:
        return ask(request)
    form = LoginForm(request, data=request.POST)
    if is_right(form, request):
        if follow_ups_for(form.get_user(), FollowUp.objects.filter(pk=pk)).exists():
            begin_session(request, form.get_user())
            return None
        sentence = _("This account does not report on this follow-up. Log in with the one with which you wrote.")
        form.add_error(None, ValidationError(sentence, code="no_reporter"))
    return ask(request, form)


def ask(request: HttpRequest, form: LoginForm | None = None) -> HttpResponse:
    """What was sent, in its fields, under the fields of the login. It says nothing of the follow-up itself."""
    form = form or LoginForm(request)
    # The reader begins at the notice above.
    form.fields[NAME].widget.attrs.pop("autofocus", None)
    context = {
        "login": form,
        "words": _words(request),
        "file_lost": bool(request.FILES) or FILE_LOST in request.POST,
    }
    return render(request, "reports/login.html", context, status=403)


def _words(request: HttpRequest) -> ReportFields:
    """Fields with something in them; a file cannot be given back."""
    words = ReportFields(request.POST)
    words.fields["drop_evidence"].widget = HiddenInput()
    for name in list(words.fields):
        if not request.POST.get(name, "").strip():
            del words.fields[name]
    return words
