"""The one parser of numbers, so that a text means the same in a form, an import and a command.

A text that can be read in two ways is refused with both readings, never guessed. The language of the page decides
nothing: the papers that are copied from are Indonesian and English, so `1.500` may be one and a half or one thousand
five hundred whatever language the clerk reads the page in. What is read says the column: whole things have no
fraction, so `1.500` and `1,500` people are one thousand five hundred; degrees of latitude never reach a thousand, so
`-1.612` and `-1,612` are the same place.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .figures import decimal_mark

LONGEST = 60

SCALES = {
    "ribu": 3,
    "rb": 3,
    "thousand": 3,
    "juta": 6,
    "jt": 6,
    "million": 6,
    "miliar": 9,
    "milyar": 9,
    "billion": 9,
    "triliun": 12,
    "trilyun": 12,
    "trillion": 12,
}
FIGURE = r"(?P<sign>-|(?P<bracket>\())?\s*(?P<number>[\d.,' ]*\d)"
SCALE = rf"(?:\s*(?P<scale>{'|'.join(SCALES)}))?"
_WHOLE = re.compile(rf"{FIGURE}(?(bracket)\s*\)){SCALE}", re.ASCII | re.IGNORECASE)
# Nobody groups digits after a leading zero: `0.500` is a half.
_GROUPED = {mark: re.compile(rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+") for mark in ",. '"}


@dataclass(frozen=True)
class Digits:
    """What the column of a number holds: digits in all, those after the decimal mark, and whether below zero."""

    max_digits: int
    decimal_places: int
    allow_negative: bool = True

    @property
    def before_mark(self) -> int:
        return self.max_digits - self.decimal_places

    @property
    def unreadable(self) -> str:
        """The reason to refuse a text that is no number of this column."""
        return "not_read" if self.decimal_places else "not_whole"

    def holds(self, value: Decimal) -> bool:
        """True where the value has no more decimals than the column."""
        return value == self.rounded(value)

    def rounded(self, value: Decimal) -> Decimal:
        """Return the value with exactly the decimals of the column."""
        return value.quantize(Decimal(1).scaleb(-self.decimal_places), ROUND_HALF_UP)


WHOLE = Digits(max_digits=18, decimal_places=0, allow_negative=False)


class NumberTextError(ValueError):
    """Raised for a text that is no number here; `message % params` says why, and what to write, in the reader's
    language. `code` names the reason."""

    sentences = {
        "not_read": _("“%(text)s” is not a number that can be read. Write only the figure, like 1250 or 13.4 million."),
        "not_whole": _("“%(text)s” is not a whole number. Write only the figure, like 25 or 1.200."),
        "two_readings": _("“%(text)s” can be read in two ways. Choose one: %(whole)s or %(fraction)s?"),
        "two_readings_too_fine": _(
            "“%(text)s” can be read in two ways: as %(whole)s, or with a fraction of more decimals than are kept here. "
            "Write %(whole)s, or round it: %(fraction)s."
        ),
        "negative": _("“%(text)s” is below zero; this number cannot be."),
        "too_large": _("“%(text)s” is too large: at most %(digits)s digits."),
        "too_fine": _("“%(text)s” has too many decimals: at most %(decimals)s."),
    }

    def __init__(self, code: str, params: dict):
        super().__init__(code)
        self.code = code
        self.message = self.sentences[code]
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params


def parse_number(text: str, digits: Digits) -> Decimal:
    """Return the number that a column with these `digits` can hold.

    Reads `1250`, `1,5`, `1.5`, `1 000`, `1.000.000,50`, `1,000,000.50`, `13,4 juta`. Raises NumberTextError for
    `1.250` where it may be both (two readings), and for a number that does not fit.
    """
    shown, plain = plain_text(text)
    params = params_of(shown, digits)
    match = _WHOLE.fullmatch(plain) if len(plain) <= LONGEST else None
    if match is None:
        raise NumberTextError(digits.unreadable, params)
    return value_of(match, digits, params, negative=bool(match["sign"]))


def parse_count(text: str) -> int:
    """Return a number of people, days or other whole things: `25`, `1.200`, `1,200` and `1 200` have one reading."""
    return int(parse_number(text, WHOLE))


def plain_text(text: str) -> tuple[str, str]:
    """Return a typed text on one line as it can be shown, and with the marks that the patterns know."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
    return shown, unicodedata.normalize("NFKC", shown).replace("−", "-").replace("’", "'")  # noqa: RUF001 - as typed


def params_of(shown: str, digits: Digits) -> dict:
    """Return what the sentences of a refusal name."""
    return {"text": shown[:LONGEST], "digits": digits.before_mark, "decimals": digits.decimal_places}


def value_of(match: re.Match, digits: Digits, params: dict, *, negative: bool) -> Decimal:
    """Return the value of a match with the groups of FIGURE and SCALE; raises NumberTextError."""
    with localcontext(prec=2 * LONGEST):
        power = SCALES.get((match["scale"] or "").lower(), 0)
        value = _reading(match, digits, power, params).scaleb(power)
        return _fitting(-value if negative else value, digits, params)


def _reading(match: re.Match, digits: Digits, power: int, params: dict) -> Decimal:
    """Read digits with any separators; `power` is the power of ten that a word such as “juta” stands for."""
    text = match["number"]
    marks = sorted(set(text) - set("0123456789"), key=text.rindex)
    if not marks:
        return Decimal(text)
    # A number of whole things is not written with a fraction, unless with a word: 1,5 juta.
    may_have_fraction = bool(power or digits.decimal_places)
    if len(marks) == 1:
        return _one_mark(match, marks[0], digits, params, may_have_fraction=may_have_fraction)
    # Two kinds: the later one starts the decimals, the earlier one groups thousands.
    thousands, decimal = marks[0], marks[-1]
    whole, fraction = text.rsplit(decimal, 1)
    if len(marks) > 2 or decimal not in ".," or not may_have_fraction or not _GROUPED[thousands].fullmatch(whole):
        raise NumberTextError(digits.unreadable, params)
    return Decimal(f"{whole.replace(thousands, '')}.{fraction}")


def _one_mark(match: re.Match, mark: str, digits: Digits, params: dict, *, may_have_fraction: bool) -> Decimal:
    text = match["number"]
    whole, *fractions = text.split(mark)
    is_fraction = may_have_fraction and mark in ".," and len(fractions) == 1 and bool(whole)
    is_grouped = _GROUPED[mark].fullmatch(text) is not None and not (is_fraction and digits.before_mark <= 3)
    if is_grouped and is_fraction:
        raise _two_readings(match, whole, fractions[0], digits, params)
    if is_grouped:
        return Decimal(text.replace(mark, ""))
    if is_fraction:
        return Decimal(f"{whole}.{fractions[0]}")
    raise NumberTextError(digits.unreadable, params)


def _two_readings(match: re.Match, whole: str, fraction: str, digits: Digits, params: dict) -> NumberTextError:
    """Return the refusal that names both readings, each as a text of one reading."""
    sign, word = "-" if match["sign"] else "", f" {match['scale']}" if match["scale"] else ""
    value, code = Decimal(f"{whole}.{fraction}"), "two_readings"
    if not word and not digits.holds(value):
        value, code = digits.rounded(value), "two_readings_too_fine"
    ones, _point, decimals = f"{value:f}".partition(".")
    decimals = decimals.rstrip("0").ljust(2, "0")
    if len(decimals) == 3:  # would have two readings again
        decimals += "0"
    readings = {
        "whole": f"{sign}{whole}{fraction}{word}",
        "fraction": f"{sign}{ones}{decimal_mark(get_language() or 'id')}{decimals}{word}",
    }
    return NumberTextError(code, {**params, **readings})


def _fitting(value: Decimal, digits: Digits, params: dict) -> Decimal:
    if value < 0 and not digits.allow_negative:
        raise NumberTextError("negative", params)
    if abs(value) >= Decimal(10) ** digits.before_mark:
        raise NumberTextError("too_large", params)
    if not digits.holds(value):
        raise NumberTextError("too_fine" if digits.decimal_places else "not_whole", params)
    if value == value.to_integral_value():
        return value.quantize(Decimal(1)) + 0  # plus zero, since -0 is 0
    return digits.rounded(value)
