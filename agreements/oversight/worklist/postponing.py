"""Putting an entry of one's own work list off until a day, and taking it back."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.models import Snooze
from jambi_coop.lib.dates.counting import add_years

from .lists import find_entry
from .scope import WorklistScope


def last_day(today: date) -> date:
    """Nothing is put off for longer than a year."""
    return add_years(today, 1)


def postpone(entry: str, *, by, until: date, today: date) -> Snooze:
    """Put off an entry that stands in one of the person's own views; others still see it."""
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
    """The entry returns to the person's views at once; False when it was not put off."""
    deleted, _rows = Snooze.objects.filter(user=by, entry=entry).delete()
    return bool(deleted)
