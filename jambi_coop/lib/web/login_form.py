"""The login form for staff and liaison officers."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


class LoginForm(AdminAuthenticationForm):
    """Login form with its own error message: Django's mentions staff accounts, and repeats the name of the field in
    Indonesian."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _("Enter the right user name and password. Both are case-sensitive."),
    }


def is_right(form: LoginForm, request: Any) -> bool:
    """Return whether user name and password are right.

    The log of failed logins stores the posted fields. The fields of a carried form must not get there, so
    `request.POST` is empty during the check.
    """
    sent, request.POST = request.POST, QueryDict()
    try:
        return form.is_valid()
    finally:
        request.POST = sent
