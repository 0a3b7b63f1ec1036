"""The messages that were written about a record."""

from django.db.models import QuerySet

from agreements.models import Agreement, FollowUp, Message


def messages_of(agreement: Agreement) -> QuerySet[Message]:
    """Return the messages about an agreement or a follow-up of it, the newest first."""
    return _with_recipients().filter(pk__in=agreement.message_items.values("message"))


def messages_of_follow_up(follow_up: FollowUp) -> QuerySet[Message]:
    """Return the messages about a follow-up, the newest first."""
    return _with_recipients().filter(pk__in=follow_up.message_items.values("message"))


def _with_recipients() -> QuerySet[Message]:
    return Message.objects.select_related("recipient", "created_by")
