"""Carry a form that is sent after the session has ended through the login.

Nothing is stored for an anonymous visitor: the login page contains the submitted fields as hidden ones, and posts them
again with user name and password.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from .login_form import LoginForm, is_right

PREFIX = "login-again"
NAME, PASSWORD, FILE_LOST = (f"{PREFIX}-{name}" for name in ("username", "password", "file-lost"))
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of the field


def is_sent_without_session(request: HttpRequest) -> bool:
    """True where a form was posted without a session, or with the user name and password of the login page.

    False where another password is among the fields, since no page may contain one.
    """
    if request.method != "POST" or (request.user.is_authenticated and NAME not in request.POST):
        return False
    names = [name for name, _values in _sent(request)]
    return bool(names) and not any("password" in name for name in names)


@sensitive_post_parameters(PASSWORD)
def carry(
    request: HttpRequest, template: str, context: dict, go_on: Callable[[], HttpResponse], *, done: str = ""
) -> HttpResponse:
    """Show the login page until the login succeeds with an account that has the right for the request; then return the
    answer of `go_on` to the original request, with the message `done`."""
    if NAME not in request.POST:
        return ask(request, template, context)
    login = LoginForm(request, data=request.POST, prefix=PREFIX)
    if not is_right(login, request):
        return ask(request, template, context, login)
    with_login = request.POST
    _begin(request, login)
    try:
        response = go_on()
    except (PermissionDenied, Http404):
        end_session(request)
        request.POST = with_login
        sentence = _("This account may not do that. Log in with the one with which you wrote.")
        login.add_error(None, ValidationError(sentence, code="no_right"))
        return ask(request, template, context, login)
    if done:
        messages.success(request, done)
    if FILE_LOST in with_login:
        messages.warning(request, _("The file that you had chosen could not be kept: choose it again."))
    return response


def ask(request: HttpRequest, template: str, context: dict, login: LoginForm | None = None) -> HttpResponse:
    """Return the login page with the submitted fields (403); `context` is for the rest of its template."""
    login = login or LoginForm(request, prefix=PREFIX)
    # No autofocus, so that reading starts at the notice above.
    login.fields["username"].widget.attrs.pop("autofocus", None)
    file_lost = FILE_LOST if request.FILES or FILE_LOST in request.POST else ""
    shown = {**context, "login": login, "sent": _sent(request), "file_lost": file_lost}
    page = TemplateResponse(request, template, shown, status=403)
    add_never_cache_headers(page)
    return page


def _begin(request: HttpRequest, login: LoginForm) -> None:
    """Begin the session, and remove the login fields from the request."""
    begin_session(request, login.get_user())
    # A login renews the CSRF token; views that read the cookie again would restore the old one.
    request.COOKIES[settings.CSRF_COOKIE_NAME] = request.META["CSRF_COOKIE"]
    fields: Any = request.POST.copy()
    for name in [name for name in fields if name.startswith(PREFIX)]:
        del fields[name]
    request.POST = fields


def _sent(request: HttpRequest) -> list[tuple[str, list[str]]]:
    """Return the fields of the original form, without the token and the fields of the login page."""
    fields = request.POST.lists()
    return [(name, values) for name, values in fields if name != TOKEN and not name.startswith(PREFIX)]
