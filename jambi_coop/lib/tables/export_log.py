"""The log of what staff took out of the register as files: who, when, which, how many rows."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

EXPORT = 4
"""The action of an entry, beside Django's adding, changing and deleting (1 to 3)."""


def log_export(user, model, what: str) -> None:
    """Note that `user` took a file of rows of `model`; `what` names the file and its filter.

    Nothing is noted of what people without an account take from the public pages.
    """
    if not user.is_authenticated:
        return
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(model),
        object_repr=what[:200],
        action_flag=EXPORT,
        change_message=what,
    )
