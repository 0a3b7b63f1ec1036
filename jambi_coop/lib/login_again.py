"""A form of the staff area that is sent after the session has ended is carried through the login.

Nothing is stored for a stranger: the page itself holds what was sent, and gives it back with the name and password.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login as begin_session
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from .login_form import LoginForm

PREFIX = "login-again"
NAME = f"{PREFIX}-username"
FILE_LOST = f"{PREFIX}-file-lost"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of the field


def is_sent_without_session(request: HttpRequest) -> bool:
    """Whether fields came from nobody. Not where a password is among them, which no page may hold."""
    if request.method != "POST" or request.user.is_authenticated:
        return False
    return not any("password" in name for name, _values in _sent(request))


def log_in(request: HttpRequest, context: dict) -> HttpResponse | None:
    """The page that asks for the login, until it succeeds; then nothing, and the request is as it was sent first."""
    answered = NAME in request.POST
    form = LoginForm(request, data=request.POST if answered else None, prefix=PREFIX)
    if not (answered and form.is_valid()):
        # The reader begins at the notice above.
        form.fields["username"].widget.attrs.pop("autofocus", None)
        file_lost = bool(request.FILES) or FILE_LOST in request.POST
        shown = {**context, "form": form, "sent": _sent(request), "file_lost": FILE_LOST if file_lost else ""}
        page = TemplateResponse(request, "admin/login_again.html", shown, status=403)
        add_never_cache_headers(page)
        return page
    begin_session(request, form.get_user())
    messages.success(request, _("You are logged in again. What you had entered was not lost."))
    if FILE_LOST in request.POST:
        messages.warning(request, _("The file that you had chosen could not be kept: choose it again."))
    fields: Any = request.POST.copy()
    for name in [name for name in fields if name.startswith(PREFIX)]:
        del fields[name]
    request.POST = fields
    return None


def _sent(request: HttpRequest) -> list[tuple[str, list[str]]]:
    """What the form itself had sent, without what this page adds."""
    fields = request.POST.lists()
    return [(name, values) for name, values in fields if name != TOKEN and not name.startswith(PREFIX)]
