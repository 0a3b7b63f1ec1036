"""The one parser of money amounts. A text that can be read in two ways is refused with both readings, never guessed."""

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .currencies import CURRENCIES

LONGEST = 60
WHOLE_DIGITS = 18  # digits of the database column before its two decimals

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
# Currencies that a sign may mean; the sign is accepted if the currency of the field is among them.
SIGNS = {
    "rp": {"IDR"},
    "us$": {"USD"},
    "s$": {"SGD"},
    "a$": {"AUD"},
    "$": {"USD", "SGD", "AUD", "NZD", "CAD", "HKD", "BND", "TWD"},
    "€": {"EUR"},
    "£": {"GBP"},
    "¥": {"JPY", "CNY"},
    "rm": {"MYR"},
}
_CURRENCY = r"(?P<{}>rp\.?|us\$|s\$|a\$|\$|€|£|¥|rm|[a-z]{{3}})"
_WHOLE = re.compile(
    rf"(?:{_CURRENCY.format('before')}\s*)?(?P<sign>-|(?P<bracket>\())?\s*(?P<number>[\d.,' ]*\d)"
    rf"(?:,-)?(?(bracket)\s*\))(?:\s*(?P<scale>{'|'.join(SCALES)}))?(?:\s*{_CURRENCY.format('after')})?",
    re.ASCII | re.IGNORECASE,
)
_GROUPED = {
    ",": re.compile(r"\d{1,3}(,\d{3})+"),
    ".": re.compile(r"\d{1,3}(\.\d{3})+"),
    " ": re.compile(r"\d{1,3}( \d{3})+"),
    "'": re.compile(r"\d{1,3}('\d{3})+"),
}

NOT_READ = _("“%(text)s” is not an amount that can be read. Write only the figure, like 13400000 or 13.4 million.")
TWO_READINGS = _("“%(text)s” can be read in two ways. Choose one: %(whole)s or %(fraction)s?")
OTHER_CURRENCY = _("“%(text)s” names another currency than %(currency)s.")
NEGATIVE = _("An amount cannot be negative. Record a correction as a line of its own.")
TOO_LARGE = _("“%(text)s” is too large: at most 18 digits.")
TOO_FINE = _("“%(text)s” has more than two decimals.")
NOT_COUNTED = _("“%(text)s” is not a whole number. Write only the figure, like 25 or 1.200.")


class AmountTextError(ValueError):
    """Raised for a text that is no amount; `message % params` says why, and what to write, in the reader's language."""

    def __init__(self, message, params=None):
        super().__init__(message)
        self.message = message
        self.params = params or {}

    def __str__(self) -> str:
        return str(self.message) % self.params


def parse_amount(text: str, currency: str = "", *, allow_negative: bool = False) -> Decimal:
    """Return the amount in whole currency units, with at most two decimals.

    Reads `625.000.000.000`, `1,234,567.89`, `13,4 juta`, `Rp 625 miliar`, `98950`. Raises
    AmountTextError for `98.950` (two readings), for a currency in the text that is not `currency`
    (ISO 4217 code; empty accepts any), and for an amount that does not fit the column.
    """
    shown = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
    params = {"text": shown[:LONGEST], "currency": currency}
    plain = unicodedata.normalize("NFKC", shown).replace("−", "-").replace("’", "'")  # noqa: RUF001 - what people type
    sign_first = re.sub(r"^-\s*(?=[^\d\s-])", "", plain)  # people write both -Rp 5 and Rp -5
    match = _WHOLE.fullmatch(sign_first) if len(plain) <= LONGEST else None
    if match is None:
        raise AmountTextError(NOT_READ, params)
    _check_currency(match, currency, params)
    value = _number(match["number"], params).scaleb(SCALES.get((match["scale"] or "").lower(), 0))
    if match["sign"] or sign_first != plain:
        value = -value
    return _fitting(value, allow_negative, params)


def parse_count(text: str) -> int:
    """Return a number of people or things, from `25` or `1.200`; raises AmountTextError.

    Such a number has no fraction, so a mark between groups of three digits has only one reading.
    """
    shown = " ".join(str(text).split())
    marks = set(shown) - set("0123456789")
    grouped = len(marks) == 1 and (mark := next(iter(marks))) in _GROUPED and _GROUPED[mark].fullmatch(shown)
    digits = re.sub(r"\D", "", shown)
    if len(shown) > LONGEST or not digits or (marks and not grouped):
        raise AmountTextError(NOT_COUNTED, {"text": shown[:LONGEST]})
    return int(digits)


def _check_currency(match: re.Match, currency: str, params: dict) -> None:
    for written in (match["before"], match["after"]):
        if not written:
            continue
        sign = written.lower().rstrip(".")
        meant = SIGNS.get(sign, {sign.upper()})
        if not meant <= CURRENCIES:
            raise AmountTextError(NOT_READ, params)
        if currency and currency.upper() not in meant:
            raise AmountTextError(OTHER_CURRENCY, params)


def _number(text: str, params: dict) -> Decimal:
    """Read digits with any separators as a Decimal; raises AmountTextError on two readings."""
    marks = sorted(set(text) - set("0123456789"), key=text.rindex)
    if not marks:
        return Decimal(text)
    if len(marks) == 1:
        return _one_mark(text, marks[0], params)
    if len(marks) > 2:
        raise AmountTextError(NOT_READ, params)
    # Two kinds: the later one starts the decimals, the earlier one groups thousands.
    thousands, decimal = marks
    whole, fraction = text.rsplit(decimal, 1)
    if decimal not in ".," or not _GROUPED[thousands].fullmatch(whole):
        raise AmountTextError(NOT_READ, params)
    return Decimal(f"{whole.replace(thousands, '')}.{fraction}")


def _one_mark(text: str, mark: str, params: dict) -> Decimal:
    pieces = text.split(mark)
    grouped = _GROUPED[mark].fullmatch(text)
    if len(pieces) > 2 or mark in " '":
        if not grouped:
            raise AmountTextError(NOT_READ, params)
        return Decimal(text.replace(mark, ""))
    whole, fraction = pieces
    if not whole:
        raise AmountTextError(NOT_READ, params)
    if grouped and not text.startswith("0"):
        point = "." if (get_language() or "id").startswith("en") else ","
        short = fraction.rstrip("0").ljust(2, "0")
        readings = {"whole": whole + fraction, "fraction": f"{whole}{point}{short}"}
        raise AmountTextError(TWO_READINGS, {**params, **readings})
    return Decimal(f"{whole}.{fraction}")


def _fitting(value: Decimal, allow_negative: bool, params: dict) -> Decimal:
    if value < 0 and not allow_negative:
        raise AmountTextError(NEGATIVE, params)
    if abs(value) >= Decimal(10) ** WHOLE_DIGITS:
        raise AmountTextError(TOO_LARGE, params)
    cents = value.quantize(Decimal("0.01"))
    if cents != value:
        raise AmountTextError(TOO_FINE, params)
    return cents.quantize(Decimal(1)) if cents == cents.to_integral_value() else cents
