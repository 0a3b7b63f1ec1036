"""Working days in Indonesia: Monday to Friday, without national holidays and joint leave (cuti bersama).

The library `holidays` has both, as the joint decrees of three ministers (SKB) set them: national holidays,
among them Lebaran (two days), Nyepi, Waisak, Imlek, the day of Pancasila and the days of general and local
elections; and the joint leave of the years that had a decree when the library was released, at present to 2027.
A decree is issued in the autumn before its year and is sometimes changed within it, and Lebaran and Idul Adha
depend on observation until their eve. So future days are an estimate: for later years the holidays are
calculated, and there is no joint leave. Days that the library does not have yet, and local decisions, come as
data: `ExtraDays`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from holidays import GOVERNMENT, PUBLIC, HolidayBase, country_holidays

COUNTRY = "ID"


@dataclass(frozen=True)
class ExtraDays:
    """Corrections to the library: further days `off`, and holidays that were `worked`: they were moved or revoked.

    A Saturday or Sunday is never a working day, and a day in both sets is off.
    """

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


NO_EXTRA_DAYS = ExtraDays()


def is_working_day(day: date, extra: ExtraDays = NO_EXTRA_DAYS) -> bool:
    """True for a working day in Indonesia, with the corrections `extra`."""
    return _calendar(extra).is_working_day(day)


def working_days_after(start: date, number: int, extra: ExtraDays = NO_EXTRA_DAYS) -> date:
    """Return the `number`-th working day after `start`; the next working day is the first.

    Raises ValueError unless `number` is at least 1.
    """
    if number < 1:
        raise ValueError("Working days are counted from 1.")
    return _calendar(extra).get_nth_working_day(start, number)


def working_days_between(start: date, end: date, extra: ExtraDays = NO_EXTRA_DAYS) -> int:
    """Return the number of working days after `start`, up to and including `end`; 0 when `end` is not later."""
    return _calendar(extra).get_working_days_count(start + timedelta(days=1), end) if end > start else 0


@lru_cache(maxsize=16)
def _calendar(extra: ExtraDays) -> HolidayBase:
    """Return the calendar of the library with `extra`; the library calculates a year when it is first needed."""
    days = country_holidays(COUNTRY, categories=(PUBLIC, GOVERNMENT))
    for day in extra.worked - extra.off:
        if day in days:
            del days[day]
    days.update(dict.fromkeys(extra.off, "off"))
    return days
