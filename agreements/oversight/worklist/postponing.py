"""Postponing an entry of the user's own work list until a day, and taking that back."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.models import Snooze
from jambi_coop.lib.dates.counting import add_years

from .lists import find_entry
from .scope import WorklistScope


def last_day(today: date) -> date:
    """Return the last day that can be chosen, one year ahead."""
    return add_years(today, 1)


def postpone(entry: str, *, by, until: date, today: date) -> Snooze:
    """Postpone an entry of one of the user's own views; others still see it.

    Raises ValidationError when the day is out of range or the entry is no longer on the list.
    """
    if not today + timedelta(days=1) <= until <= last_day(today):
        raise ValidationError(
            {"until": _("Choose a day from tomorrow on, at most one year ahead.")}, code="out_of_range"
        )
    agreement = find_entry(entry, WorklistScope(by, today))
    if agreement is None:
        raise ValidationError(_("This entry does not stand on your work list any more."), code="gone")
    snooze, _created = Snooze.objects.update_or_create(
        user=by, entry=entry, defaults={"until": until, "agreement": agreement}
    )
    return snooze


def take_back(entry: str, *, by) -> bool:
    """Bring an entry back into the user's views at once; False if it was not postponed."""
    deleted, _rows = Snooze.objects.filter(user=by, entry=entry).delete()
    return bool(deleted)
