"""A form of the staff area that is sent after the session has ended is carried through the login.

Nothing is stored for a stranger: the page itself holds what was sent, and gives it back with the name and password.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from .login_form import LoginForm, is_right

PREFIX = "login-again"
NAME = f"{PREFIX}-username"
FILE_LOST = f"{PREFIX}-file-lost"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of the field


def is_sent_without_session(request: HttpRequest) -> bool:
    """Whether fields came from nobody. Not where a password is among them, which no page may hold."""
    if request.method != "POST" or request.user.is_authenticated:
        return False
    names = [name for name, _values in _sent(request)]
    return bool(names) and not any("password" in name for name in names)


def carry(request: HttpRequest, context: dict, go_on: Callable[[], HttpResponse]) -> HttpResponse:
    """The page that asks for the login, until it succeeds with an account that may do what was sent; then what
    `go_on` answers to the request as it was sent first. `context` is what every page of the site has."""
    if NAME not in request.POST:
        return _page(request, context, LoginForm(request, prefix=PREFIX))
    form = LoginForm(request, data=request.POST, prefix=PREFIX)
    if not is_right(form, request):
        return _page(request, context, form)
    with_login = request.POST
    _begin(request, form)
    try:
        response = go_on()
    except PermissionDenied:
        end_session(request)
        request.POST = with_login
        sentence = _("This account may not do that. Log in with the one with which you wrote.")
        form.add_error(None, ValidationError(sentence, code="no_right"))
        return _page(request, context, form)
    messages.success(request, _("You are logged in again. What you had entered was not lost."))
    if FILE_LOST in with_login:
        messages.warning(request, _("The file that you had chosen could not be kept: choose it again."))
    return response


def _begin(request: HttpRequest, form: LoginForm) -> None:
    """The session, and the request without the fields of the login."""
    begin_session(request, form.get_user())
    # A login renews the token; views that look at the cookie again would bring the old one back.
    request.COOKIES[settings.CSRF_COOKIE_NAME] = request.META["CSRF_COOKIE"]
    fields: Any = request.POST.copy()
    for name in [name for name in fields if name.startswith(PREFIX)]:
        del fields[name]
    request.POST = fields


def _page(request: HttpRequest, context: dict, form: LoginForm) -> HttpResponse:
    # The reader begins at the notice above.
    form.fields["username"].widget.attrs.pop("autofocus", None)
    file_lost = bool(request.FILES) or FILE_LOST in request.POST
    shown = {**context, "form": form, "sent": _sent(request), "file_lost": FILE_LOST if file_lost else ""}
    page = TemplateResponse(request, "admin/login_again.html", shown, status=403)
    add_never_cache_headers(page)
    return page


def _sent(request: HttpRequest) -> list[tuple[str, list[str]]]:
    """What the form itself had sent, without what this page adds."""
    fields = request.POST.lists()
    return [(name, values) for name, values in fields if name != TOKEN and not name.startswith(PREFIX)]
