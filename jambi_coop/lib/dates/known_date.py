"""The type for dates that are not always known to the day: day, month, year, range, before, about, or unknown."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from django.utils.translation import get_language

FIRST_YEAR, LAST_YEAR = 1900, 2200

MONTHS = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
WORDS = {
    "id": {"before": "sebelum", "around": "sekitar", "unknown": "tidak diketahui"},
    "en": {"before": "before", "around": "about", "unknown": "unknown"},
}


class Precision(StrEnum):
    """The precision of a date; the values are stored in the database."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"
    BEFORE = "before"
    AROUND = "around"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class KnownDate:
    """A date known to be between `earliest` and `latest`, both included; None means no limit.

    Create it with the class methods: they make equal ranges of days equal however they were
    written (1–30 June 2014 is June 2014) and raise ValueError outside the years 1900–2200.
    The unknown date is falsy.
    """

    earliest: date | None
    latest: date | None
    precision: Precision

    @classmethod
    def unknown(cls) -> Self:
        return cls(None, None, Precision.UNKNOWN)

    @classmethod
    def day(cls, day: date) -> Self:
        _check_year(day.year)
        return cls(day, day, Precision.DAY)

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        _check_year(year)
        last = calendar.monthrange(year, month)[1]
        return cls(date(year, month, 1), date(year, month, last), Precision.MONTH)

    @classmethod
    def year(cls, year: int) -> Self:
        _check_year(year)
        return cls(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)

    @classmethod
    def range(cls, first: date, last: date) -> Self:
        """Return the range from `first` to `last`; one day, a whole month or a whole year gets that precision."""
        if last < first:
            raise ValueError("the range ends before it starts")
        if first == last:
            return cls.day(first)
        for whole in (cls.month(first.year, first.month), cls.year(first.year)):
            if (first, last) == (whole.earliest, whole.latest):
                return whole
        _check_year(first.year)
        _check_year(last.year)
        return cls(first, last, Precision.RANGE)

    @classmethod
    def before(cls, day: date) -> Self:
        """Return a date known only to be before `day`: "before April 2016" has the latest day 31 March 2016."""
        _check_year(day.year)
        return cls(None, day - timedelta(days=1), Precision.BEFORE)

    @classmethod
    def around(cls, year: int) -> Self:
        """Return the year with the years before and after it, so that no rule refuses a date that may be true."""
        _check_year(year)
        return cls(date(year - 1, 1, 1), date(year + 1, 12, 31), Precision.AROUND)

    def __bool__(self) -> bool:
        return self.precision != Precision.UNKNOWN

    def __str__(self) -> str:
        return format_known(self, get_language() or "id")

    @property
    def is_exact(self) -> bool:
        return self.precision == Precision.DAY

    def certainly_after(self, other: "date | KnownDate") -> bool:
        """True where every possible day of this date is after every possible day of `other`."""
        latest = other.latest if isinstance(other, KnownDate) else other
        return self.earliest is not None and latest is not None and self.earliest > latest

    def certainly_before(self, other: "date | KnownDate") -> bool:
        """True where every possible day of this date is before every possible day of `other`."""
        earliest = other.earliest if isinstance(other, KnownDate) else other
        return self.latest is not None and earliest is not None and self.latest < earliest


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year {year} lies outside {FIRST_YEAR}-{LAST_YEAR}")


def format_known(known: KnownDate, language: str) -> str:
    """Return the date in words, "17 Agustus 2020", "sebelum April 2016"; `parse` reads them back to the same date."""
    language = "en" if language.startswith("en") else "id"
    words, first, last = WORDS[language], known.earliest, known.latest
    if known.precision == Precision.BEFORE and last is not None:
        return f"{words['before']} {_point(*_start_parts(last + timedelta(days=1)), language)}"
    if not known or first is None or last is None:
        return words["unknown"]
    if known.precision == Precision.AROUND:
        return f"{words['around']} {first.year + 1}"
    if known.precision == Precision.RANGE:
        return _stretch(first, last, language)
    if known.precision == Precision.YEAR:
        return str(first.year)
    day = first.day if known.precision == Precision.DAY else None
    return _point(first.year, first.month, day, language)


def format_on(known: KnownDate, language: str = "") -> str:
    """Return the date in the form that follows a verb: "on 5 May 2024", "in May 2024", "before April 2016".

    Only English needs a preposition, and which one depends on the precision.
    """
    language = language or get_language() or "id"
    words = format_known(known, language)
    if not language.startswith("en") or known.precision in (Precision.BEFORE, Precision.AROUND):
        return words
    if not known or known.earliest is None or known.latest is None:
        return "on an unknown day"
    by_day = known.precision == Precision.DAY or (
        known.precision == Precision.RANGE and _unit(known.earliest, known.latest) == Precision.DAY
    )
    return f"{'on' if by_day else 'in'} {words}"


def _stretch(first: date, last: date, language: str) -> str:
    """Return a range in words, with month and year only once where both ends share them.

    "15–26 Oktober 2018", "Juni – Agustus 2014".
    """
    unit = _unit(first, last)
    if unit == Precision.YEAR:
        return f"{first.year}–{last.year}"
    day_of = (lambda day: day.day) if unit == Precision.DAY else (lambda day: None)
    end = _point(last.year, last.month, day_of(last), language)
    if first.year != last.year:
        return f"{_point(first.year, first.month, day_of(first), language)} – {end}"
    if first.month != last.month:
        return f"{_point(None, first.month, day_of(first), language)} – {end}"
    return f"{first.day}–{end}"


def _unit(first: date, last: date) -> Precision:
    """Return the coarsest unit that describes the range without losing a day."""
    if first.day != 1 or last.day != calendar.monthrange(last.year, last.month)[1]:
        return Precision.DAY
    whole_years = first.month == 1 and last.month == 12
    return Precision.YEAR if whole_years else Precision.MONTH


def _start_parts(day: date) -> tuple[int, int | None, int | None]:
    """Return year, month, day of the largest unit that starts on `day`: 1 April 2016 gives (2016, 4, None)."""
    if (day.month, day.day) == (1, 1):
        return day.year, None, None
    return day.year, day.month, None if day.day == 1 else day.day


def _point(year: int | None, month: int | None, day: int | None, language: str) -> str:
    name = MONTHS[language][month - 1] if month else None
    return " ".join(str(part) for part in (day, name, year) if part is not None)


def to_text(known: KnownDate) -> str:
    """Return the date for machines, in EDTF level 1 (ISO 8601-2): 2014-06-17, 2014-06, 2016/2017, ../2016-03-31, 2018~.

    "Before April 2016" is written by its last possible day, ../2016-03-31. The unknown date gives the empty string.
    `parse` reads the text back to the same date.
    """
    first, last = known.earliest, known.latest
    if known.precision == Precision.BEFORE and last is not None:
        return f"../{last.isoformat()}"
    if not known or first is None or last is None:
        return ""
    if known.precision == Precision.AROUND:
        return f"{first.year + 1}~"
    if known.precision == Precision.RANGE:
        unit = _unit(first, last)
        return f"{_iso_in(first, unit)}/{_iso_in(last, unit)}"
    return _iso_in(first, known.precision)


def _iso_in(day: date, unit: Precision) -> str:
    length = {Precision.YEAR: 4, Precision.MONTH: 7}.get(unit, 10)
    return day.isoformat()[:length]
