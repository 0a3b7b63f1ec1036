"""Working days with the extra days of the register, and limits in working days with their working shown.

Where the calendar has no holidays for a year, nothing is counted, and the sentence says so.
"""

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import DayOff
from jambi_coop.lib.dates.working_days import (
    ExtraDays,
    days_left_out,
    latest_start,
    uncovered_years,
    working_days_after,
)

from .wording import day_label


def extra_days() -> ExtraDays:
    """Read all extra days with one query; call it once and count with the result as often as needed."""
    rows = list(DayOff.objects.order_by().values_list("kind", "day", "name"))
    days = {kind: frozenset(day for of_kind, day, _name in rows if of_kind == kind) for kind in DayOff.Kind}
    names = {day: name for kind, day, name in rows if kind == DayOff.Kind.OFF}
    return ExtraDays(off=days[DayOff.Kind.OFF], worked=days[DayOff.Kind.WORKING], names=names)


def not_counted_sentence(start: date, end: date, extra: ExtraDays) -> str:
    """Return why working days between two days are not counted; "" where the calendar covers them."""
    years = ", ".join(map(str, uncovered_years(start, end, extra)))
    if not years:
        return ""
    return _("Working days are not counted: the calendar has no holidays for %(years)s yet.") % {"years": years}


def limit_sentence(received: date, limit: int, extra: ExtraDays) -> str:
    """Return until when a limit in working days runs from the receipt of a letter, and which days were left out."""
    until = working_days_after(received, limit, extra)
    words = _("%(limit)d working days from receipt of the letter on %(received)s end on %(until)s.") % {
        "limit": limit,
        "received": day_label(received),
        "until": day_label(until),
    }
    return not_counted_sentence(received, until, extra) or f"{words} {_left_out(received, until, extra)}"


def sending_sentence(until: date, limit: int, extra: ExtraDays) -> str:
    """Return by when a letter must be received so that a limit in working days has run at the end of `until`."""
    latest = latest_start(until, limit, extra)
    words = _(
        "Send it so that it is received on %(latest)s at the latest: then its %(limit)d working days end by %(until)s."
    )
    words %= {"latest": day_label(latest), "limit": limit, "until": day_label(until)}
    return not_counted_sentence(latest, until, extra) or f"{words} {_left_out(latest, until, extra)}"


def _left_out(start: date, end: date, extra: ExtraDays) -> str:
    days = days_left_out(start, end, extra, get_language() or "id")
    if not days:
        return _("Left out: Saturdays and Sundays.")
    named = "; ".join(f"{day_label(day)} ({name})" for day, name in days)
    return _("Left out: Saturdays and Sundays; %(days)s.") % {"days": named}
