"""Counting with dates: days between two dates, months and years later, a known date from its two limits."""

import calendar
from datetime import date, timedelta
from functools import lru_cache

from .known_date import KnownDate

DAYS_PER_MONTH = 365.25 / 12


def full_months(first: date, last: date) -> int:
    """Return the whole months from `first` to `last`, never rounded up; 0 where `last` is not later."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(months - (add_months(first, months) > last), 0)


def days_between(first: date | KnownDate, last: date | KnownDate) -> tuple[int | None, bool]:
    """Return the days from `first` to `last`, and whether that is exact (both are known to the day).

    A date that is less well known counts by its latest day; None when one of them has none.
    """
    ends = [value.latest if isinstance(value, KnownDate) else value for value in (first, last)]
    exact = all(not isinstance(value, KnownDate) or value.is_exact for value in (first, last))
    if ends[0] is None or ends[1] is None:
        return None, False
    return (ends[1] - ends[0]).days, exact


# Cached, since lists and downloads build the same dates again and again.
@lru_cache(maxsize=20_000)
def known_between(earliest: date | None, latest: date | None) -> KnownDate:
    """Return the date known to be between two days, both included; unknown without a latest one."""
    if latest is None:
        return KnownDate.unknown()
    if earliest is None:
        return KnownDate.before(latest + timedelta(days=1))
    return KnownDate.range(earliest, latest)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month `months` later (or earlier), or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def add_years(day: date, years: int) -> date:
    """Return the same day `years` later (or earlier); 29 February becomes the 28th in a year without it."""
    return add_months(day, 12 * years)
