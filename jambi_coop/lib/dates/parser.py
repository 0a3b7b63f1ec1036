"""The one parser of dates, so that a text means the same in a form, an import and a command."""

import re
import unicodedata
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from .known_date import FIRST_YEAR, LAST_YEAR, KnownDate

_DAY_BEFORE_ALL = date(FIRST_YEAR - 1, 12, 31)
LONGEST = 80  # no date needs more; longer input is not matched against the patterns, which protects from attacks

_MONTH_NAMES = (
    "januari january jan",
    "februari pebruari february feb peb",
    "maret march mar mrt",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agt ags agu agus agst aug",
    "september sept sep",
    "oktober october okt oct",
    "november nopember nov nop",
    "desember december des dec",
)
MONTH_NUMBERS = {word: number for number, words in enumerate(_MONTH_NAMES, start=1) for word in words.split()}
_WEEKDAY_NAMES = (
    "senin monday mon",
    "selasa tuesday tue",
    "rabu wednesday wed",
    "kamis thursday thu",
    "jumat jum'at friday fri",
    "sabtu saturday sat",
    "minggu ahad sunday sun",
)
WEEKDAY_NUMBERS = {word: number for number, words in enumerate(_WEEKDAY_NAMES) for word in words.split()}
UNKNOWN_TEXTS = {"", "-", "–", "—", "?", "tidak diketahui", "belum diketahui", "unknown", "not known"}

_FLAGS = re.ASCII | re.IGNORECASE
_BEFORE = re.compile(r"(?:sebelum|before|<)\s*(.+)", _FLAGS)
_AROUND = re.compile(r"(?:sekitar|kira-kira|kurang lebih|about|around|circa|ca\.?|c\.|±|~)\s*(?:tahun\s+)?(.+)", _FLAGS)
_UP_TO = re.compile(r"\.\./\s*(\d{4}(?:-\d\d){0,2})", _FLAGS)
_ABOUT_YEAR = re.compile(r"(\d{4})~", _FLAGS)
_ISO_RANGE = re.compile(r"(\d{4}(?:-\d\d){0,2})\s*/\s*(\d{4}(?:-\d\d){0,2})", _FLAGS)
_YEARS = re.compile(r"(\d{4})-(\d{4})", _FLAGS)
_WHOLE = r"(\d{1,2}(?:-\d{1,2}-|[^-\d][^-]*)\d{4})"
_TWO_DAYS = re.compile(f"{_WHOLE}-{_WHOLE}", _FLAGS)
_WITH_YEAR = re.compile(r"\d{4}", _FLAGS)
_DAYS_OF_MONTH = re.compile(r"(\d{1,2})-(\d{1,2}\s+[a-z].*)", _FLAGS)
_SEPARATOR = re.compile(r"\s*[–—]\s*|\s+-\s+|\s+(?:sampai(?:\s+dengan)?|hingga|s\.?d\.?|s/d|to|until)\s+", _FLAGS)

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[ T]00:00(?::00)?)?", _FLAGS)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:\s*([-/.])\s*|\s+)(\d{1,2})(?:\s*\2\s*|\s+)(\d+)", _FLAGS)
_DAY_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s.-]*([a-z]+)\.?(?:[\s,-]+(\d+))?", _FLAGS)
_NAME_DAY = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,\s*|\s+)(\d{4})", _FLAGS)
_NAME_YEAR = re.compile(r"([a-z]+)\.?(?:[\s-]+(\d+))?", _FLAGS)
_YEAR_MONTH = re.compile(r"(\d{4})-(\d{1,2})", _FLAGS)
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})", _FLAGS)
_YEAR = re.compile(r"(?:tahun\s+|year\s+)?(\d{4})", _FLAGS)
_DAY = re.compile(r"\d{1,2}", _FLAGS)
_WEEKDAY = re.compile(r"(?:hari\s+)?([a-z']+)\s*[,/]?\s+(?:tanggal\s+)?(\d.*|[a-z]+\s+\d.*)", _FLAGS)
_SERIAL = re.compile(r"\d{5}(?:\.0+)?", _FLAGS)

NOT_READ = _("“%(text)s” is not a date that can be read. Write it like 27 March 2026, June 2014 or about 2018.")
NO_SUCH_DAY = _("“%(text)s” is not in the calendar. Write it like 27 March 2026.")
MONTH_BEFORE_DAY = _("“%(text)s” has the month before the day. Write the day first, like 27 March 2026.")
WRONG_WEEKDAY = _("“%(text)s” names another day of the week than that date has. Write it like 27 March 2026.")
SHORT_YEAR = _("Write the year of “%(text)s” with four digits, like 27 March 2026.")
FAR_YEAR = _("The year of “%(text)s” must lie between %(first)s and %(last)s.")
REVERSED = _("“%(text)s” ends before it starts. Write the earlier date first.")
SERIAL = _(
    "“%(text)s” is a spreadsheet's day number, not a date. Write it like 27 March 2026, or format the cell as a date."
)


class DateTextError(ValueError):
    """Raised for a text that is no date; `message % params` says why, and what to write, in the reader's language."""

    def __init__(self, message, params=None):
        super().__init__(message)
        self.message = message
        self.params = params or {}

    def __str__(self) -> str:
        return str(self.message) % self.params


class _Problem(Exception):
    """Carries a message to `parse`, which has the whole text for its parameters."""


def parse(text: str) -> KnownDate:
    """Read a date of any precision in Indonesian, English, ISO or EDTF; the day always comes before the month.

    Empty, "-" and "tidak diketahui" give the unknown date. Raises DateTextError for a text that
    is no date, is not in the calendar, or could be read in two ways.
    """
    shown = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
    whole = unicodedata.normalize("NFKC", shown).lower()
    plain = whole.strip(" .,;")
    if plain in UNKNOWN_TEXTS and (plain or not str(text).strip()):
        return KnownDate.unknown()
    params = {"text": shown[:LONGEST], "first": FIRST_YEAR, "last": LAST_YEAR}
    if len(plain) > LONGEST:
        raise DateTextError(NOT_READ, params)
    try:
        return _up_to(whole.strip(" ,;")) or _whole(plain)
    except _Problem as problem:
        raise DateTextError(problem.args[0], params) from None


def day_and_month(text: str) -> tuple[int, int, int] | None:
    """Return the three figures of a date such as `03/04/2020`, in the order in which they stand; None for any other
    text. Which is the day the text does not say; `parse` takes the first."""
    plain = unicodedata.normalize("NFKC", str(text)).strip(" .,;")
    found = _DAY_FIRST.fullmatch(plain) if len(plain) <= LONGEST else None
    return (int(found[1]), int(found[3]), int(found[4])) if found and len(found[4]) == 4 else None


def halves_of(text: str) -> list[str] | None:
    """Return the two parts of a text such as `02/03/2016 - 01/03/2021`, of which each has its own year; None for any
    other text. Whether they are dates `parse` says."""
    plain = " ".join(unicodedata.normalize("NFKC", str(text)).split()).strip(" .,;")
    if len(plain) > LONGEST:
        return None
    if match := _TWO_DAYS.fullmatch(plain) or _YEARS.fullmatch(plain) or _ISO_RANGE.fullmatch(plain):
        return [match[1], match[2]]
    halves = _SEPARATOR.split(plain)
    return halves if len(halves) == 2 and all(_WITH_YEAR.search(half) for half in halves) else None


def _up_to(text: str) -> KnownDate | None:
    """Read ../2016-03-31, EDTF for a day not later than this; the dots are a part of it."""
    if not (match := _UP_TO.fullmatch(text)):
        return None
    if match[1] == _DAY_BEFORE_ALL.isoformat():
        return KnownDate.before(_DAY_BEFORE_ALL + timedelta(days=1))
    last = _ends(_point(match[1]))[1]
    if last == date(LAST_YEAR, 12, 31):
        raise _Problem(FAR_YEAR)
    return KnownDate.before(last + timedelta(days=1))


def _whole(text: str) -> KnownDate:
    if match := _BEFORE.fullmatch(text):
        return KnownDate.before(_ends(_point(match[1]))[0])
    if match := _ABOUT_YEAR.fullmatch(text):
        return KnownDate.around(_year(match[1]))
    if match := _AROUND.fullmatch(text):
        if not (year := _YEAR.fullmatch(match[1])):
            raise _Problem(NOT_READ)
        return KnownDate.around(_year(year[1]))
    if match := _YEARS.fullmatch(text) or _ISO_RANGE.fullmatch(text):
        return _range(_point(match[1]), _point(match[2]))
    halves = _SEPARATOR.split(text)
    if len(halves) == 1 and (match := _DAYS_OF_MONTH.fullmatch(text)):
        halves = [match[1], match[2]]
    if len(halves) == 2:
        last = _point(halves[1])
        return _range(_first_half(halves[0], last), last)
    return _point(text)


def _range(first: KnownDate, last: KnownDate) -> KnownDate:
    start, end = _ends(first)[0], _ends(last)[1]
    if end < start:
        raise _Problem(REVERSED)
    return KnownDate.range(start, end)


def _ends(point: KnownDate) -> tuple[date, date]:
    """Return the first and last day of a day, month or year."""
    assert point.earliest is not None
    assert point.latest is not None
    return point.earliest, point.latest


def _first_half(text: str, last: KnownDate) -> KnownDate:
    """Read the first part of a range, which leaves out what it shares: "15" of "15–26 Oktober 2018"."""
    end = _ends(last)[1]
    year = str(end.year)
    if _DAY.fullmatch(text):
        if not last.is_exact:
            raise _Problem(NOT_READ)
        return _day(text, end.month, year)
    if (match := _DAY_NAME.fullmatch(text)) and match[3] is None:
        return _day(match[1], _month_number(match[2]), year)
    if (match := _NAME_YEAR.fullmatch(text)) and match[2] is None:
        return KnownDate.month(int(year), _month_number(match[1]))
    return _point(text)


def _point(text: str) -> KnownDate:
    """Read one day, month or year; a day may have the name of its weekday before it."""
    if (match := _WEEKDAY.fullmatch(text)) and match[1] in WEEKDAY_NUMBERS:
        named = _point(match[2])
        if not named.is_exact or _ends(named)[0].weekday() != WEEKDAY_NUMBERS[match[1]]:
            raise _Problem(WRONG_WEEKDAY)
        return named
    for read in (_numbers, _names):
        known = read(text)
        if known is not None:
            return known
    raise _Problem(SERIAL if _SERIAL.fullmatch(text) else NOT_READ)


def _numbers(text: str) -> KnownDate | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(match[4], int(match[3]), match[1])
    if match := _DAY_FIRST.fullmatch(text):
        if int(match[3]) > 12 and int(match[1]) <= 12:
            raise _Problem(MONTH_BEFORE_DAY)
        return _day(match[1], int(match[3]), match[4])
    if match := _YEAR_MONTH.fullmatch(text):
        return _month(int(match[2]), match[1])
    if match := _MONTH_YEAR.fullmatch(text):
        return _month(int(match[1]), match[2])
    if match := _YEAR.fullmatch(text):
        return KnownDate.year(_year(match[1]))
    return None


def _names(text: str) -> KnownDate | None:
    if match := _NAME_DAY.fullmatch(text):
        return _day(match[2], _month_number(match[1]), match[3])
    if (match := _DAY_NAME.fullmatch(text)) and match[3]:
        return _day(match[1], _month_number(match[2]), match[3])
    if (match := _NAME_YEAR.fullmatch(text)) and match[2]:
        return _month(_month_number(match[1]), match[2])
    return None


def _day(day: str, month: int, year: str) -> KnownDate:
    try:
        return KnownDate.day(date(_year(year), month, int(day)))
    except ValueError:
        raise _Problem(NO_SUCH_DAY) from None


def _month(month: int, year: str) -> KnownDate:
    if not 1 <= month <= 12:
        raise _Problem(NO_SUCH_DAY)
    return KnownDate.month(_year(year), month)


def _year(text: str) -> int:
    if len(text) <= 2:
        raise _Problem(SHORT_YEAR)
    if len(text) != 4 or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise _Problem(FAR_YEAR)
    return int(text)


def _month_number(word: str) -> int:
    if word not in MONTH_NUMBERS:
        raise _Problem(NOT_READ)
    return MONTH_NUMBERS[word]
