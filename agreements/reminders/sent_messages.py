"""Who was told what of a record, and when."""

from django.db.models import QuerySet

from agreements.models import Agreement, FollowUp, Message


def messages_of(agreement: Agreement) -> QuerySet[Message]:
    """Messages that speak of an agreement or of a row of it, the newest first."""
    return _with_recipients().filter(pk__in=agreement.message_items.values("message"))


def messages_of_follow_up(follow_up: FollowUp) -> QuerySet[Message]:
    """Messages that speak of a follow-up, the newest first."""
    return _with_recipients().filter(pk__in=follow_up.message_items.values("message"))


def _with_recipients() -> QuerySet[Message]:
    return Message.objects.select_related("recipient", "created_by")
