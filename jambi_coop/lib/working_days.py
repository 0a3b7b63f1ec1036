"""Working days in Indonesia: Monday to Friday, without national holidays and joint leave (cuti bersama).

The library `holidays` knows both, as the joint decrees of three ministers (SKB) set them: national holidays,
among them Lebaran (two days), Nyepi, Waisak, Imlek, the day of Pancasila and the days of general and local
elections; and the joint leave of the years that had a decree when the library came out, at present to 2027.
A decree comes out in the autumn before its year and is sometimes changed within it, and Lebaran and Idul Adha
hang on observation until their eve. So what lies ahead is an estimate: later years are reckoned, and without
any joint leave. What the library does not know yet, and what was decided otherwise here, comes as data:
`ExtraDays`.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from holidays import GOVERNMENT, PUBLIC, country_holidays

COUNTRY = "ID"
SATURDAY = 5


@dataclass(frozen=True)
class ExtraDays:
    """What the library lacks: more days `off`, and holidays that were `worked`, because they were moved or revoked.

    A Saturday or Sunday is never a working day, and a day in both sets is off.
    """

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


NO_EXTRA_DAYS = ExtraDays()


def is_working_day(day: date, extra: ExtraDays = NO_EXTRA_DAYS) -> bool:
    if day.weekday() >= SATURDAY or day in extra.off:
        return False
    return day in extra.worked or day not in _holidays(day.year)


def working_days_after(start: date, number: int, extra: ExtraDays = NO_EXTRA_DAYS) -> date:
    """The day on which the `number`-th working day after `start` falls; the next working day is the first.

    Raises ValueError unless `number` is at least 1.
    """
    if number < 1:
        raise ValueError("Working days are counted from 1.")
    year = start.year
    place = bisect_right(_working_days(year, extra), start) + number - 1
    while place >= len(_working_days(year, extra)):
        place -= len(_working_days(year, extra))
        year += 1
    return _working_days(year, extra)[place]


def working_days_between(start: date, end: date, extra: ExtraDays = NO_EXTRA_DAYS) -> int:
    """How many working days lie after `start`, up to and including `end`; none when `end` is not later."""
    if end <= start:
        return 0
    whole_years = sum(len(_working_days(year, extra)) for year in range(start.year, end.year))
    until_end = bisect_right(_working_days(end.year, extra), end)
    return whole_years + until_end - bisect_right(_working_days(start.year, extra), start)


@lru_cache(maxsize=256)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays(COUNTRY, years=year, expand=False, categories=(PUBLIC, GOVERNMENT)))


# A count over years then costs one look-up for each year, whatever the number of days.
@lru_cache(maxsize=256)
def _working_days(year: int, extra: ExtraDays) -> tuple[date, ...]:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return tuple(day for day in days if day.year == year and is_working_day(day, extra))
