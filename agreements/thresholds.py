"""The settings of the office on which the condition, the status and the work list depend."""

from collections.abc import Hashable

from django.conf import settings

THRESHOLDS = (
    *("FOLLOW_UP_ACTIVE_DAYS", "FOLLOW_UP_ACTIVE_DAYS_LONG", "FOLLOW_UP_INACTIVE_DAYS", "FOLLOW_UP_INACTIVE_DAYS_LONG"),
    *("FIRST_FOLLOW_UP_DAYS", "FOLLOW_UP_AHEAD_DAYS", "STATUS_UNKNOWN_YEARS"),
    *("ENDING_SOON_DAYS", "EXPIRY_NOTICE_MONTHS", "WAITING_DAYS"),
)


def thresholds() -> tuple[Hashable, ...]:
    """Their values, in this order: a part of the key of what is kept for as long as they stay the same."""
    values = [getattr(settings, name) for name in THRESHOLDS]
    return tuple(tuple(value) if isinstance(value, list) else value for value in values)
