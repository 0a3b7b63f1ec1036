"""The form with which everybody logs in, staff and liaison officers."""

from django.contrib.admin.forms import AdminAuthenticationForm
from django.utils.translation import gettext_lazy as _


class LoginForm(AdminAuthenticationForm):
    """Django's words speak of staff accounts, and in Indonesian double the name of the field."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _("Enter the right user name and password. Both are case-sensitive."),
    }
