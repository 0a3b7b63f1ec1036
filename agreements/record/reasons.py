"""The reason without which some acts are refused: it is kept for ever, so it has to say something."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.models.step import WAIVER_REASON_MIN_LENGTH as REASON_MIN_LENGTH


def stated(reason: str) -> str:
    """Return the reason without blanks around it; ValidationError where it has less than `REASON_MIN_LENGTH`
    characters."""
    reason = reason.strip()
    if len(reason) < REASON_MIN_LENGTH:
        raise ValidationError(
            _("Write the reason in at least %(count)d characters."),
            code="reason_short",
            params={"count": REASON_MIN_LENGTH},
        )
    return reason
