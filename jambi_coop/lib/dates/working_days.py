"""Working days in Indonesia: Monday to Friday, without national holidays and joint leave (cuti bersama).

The library `holidays` has both, as the joint decrees of three ministers (SKB) set them: national holidays,
among them Lebaran (two days), Nyepi, Waisak, Imlek, the day of Pancasila and the days of general and local
elections; and the joint leave of the years that had a decree when the library was released, at present to 2027.
A decree is issued in the autumn before its year and is sometimes changed within it, and Lebaran and Idul Adha
depend on observation until their eve. For years without a decree the library only calculates the holidays, and
has no joint leave: such a year is not covered (`uncovered_years`), and nothing should be counted in it. Days
that the library does not have yet, and local decisions, come as data: `ExtraDays`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from holidays import GOVERNMENT, PUBLIC, HolidayBase, country_holidays

COUNTRY = "ID"
SATURDAY = 5


@dataclass(frozen=True)
class ExtraDays:
    """Corrections to the library: further days `off`, and holidays that were `worked`: they were moved or revoked.

    A Saturday or Sunday is never a working day, and a day in both sets is off. `names` are of the days off.
    """

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    names: Mapping[date, str] = field(default_factory=dict, compare=False)


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


def latest_start(end: date, number: int, extra: ExtraDays = NO_EXTRA_DAYS) -> date:
    """Return the latest working day after which `number` working days have passed at the end of `end`."""
    day = end
    while not is_working_day(day, extra) or working_days_between(day, end, extra) < number:
        day -= timedelta(days=1)
    return day


def uncovered_years(start: date, end: date, extra: ExtraDays = NO_EXTRA_DAYS) -> list[int]:
    """Return the years from `start` to `end` whose holidays are not known: no joint decree in the library, and no extra
    day off of that year."""
    entered = {day.year for day in extra.off}
    years = range(start.year, end.year + 1)
    return [year for year in years if year not in entered and not _has_joint_leave(year)]


def days_left_out(
    start: date, end: date, extra: ExtraDays = NO_EXTRA_DAYS, language: str = "id"
) -> list[tuple[date, str]]:
    """Return the weekdays after `start`, up to and including `end`, that are no working days, with their names."""
    names = _calendar(NO_EXTRA_DAYS, "en_US" if language.startswith("en") else "id")
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    off = (day for day in days if day.weekday() < SATURDAY and not is_working_day(day, extra))
    return [(day, extra.names.get(day) or names.get(day) or "") for day in off]


@lru_cache(maxsize=64)
def _has_joint_leave(year: int) -> bool:
    return bool(country_holidays(COUNTRY, years=year, categories=(GOVERNMENT,)))


@lru_cache(maxsize=16)
def _calendar(extra: ExtraDays, language: str = "id") -> HolidayBase:
    """Return the calendar of the library with `extra`; the library calculates a year when it is first needed."""
    days = country_holidays(COUNTRY, categories=(PUBLIC, GOVERNMENT), language=language)
    for day in extra.worked - extra.off:
        if day in days:
            del days[day]
    days.update(dict.fromkeys(extra.off, "off"))
    return days
