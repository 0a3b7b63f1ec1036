"""The form with which everybody logs in, staff and liaison officers."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


class LoginForm(AdminAuthenticationForm):
    """Django's words speak of staff accounts, and in Indonesian double the name of the field."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _("Enter the right user name and password. Both are case-sensitive."),
    }


def is_right(form: LoginForm, request: Any) -> bool:
    """Whether name and password are right. The log of failed logins keeps what was sent along, and what comes here with
    the words of a form must not get there; so they are out of its sight meanwhile."""
    sent, request.POST = request.POST, QueryDict()
    try:
        return form.is_valid()
    finally:
        request.POST = sent
