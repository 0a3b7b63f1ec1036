"""Amounts of money as text: a number as `jambi_coop.lib.numbers` reads it, with or without its currency."""

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from jambi_coop.lib.numbers.number_text import (
    FIGURE,
    LONGEST,
    SCALE,
    Digits,
    NumberTextError,
    params_of,
    plain_text,
    value_of,
)

from .currencies import CURRENCIES

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
    rf"(?:{_CURRENCY.format('before')}\s*)?{FIGURE}(?:,-)?(?(bracket)\s*\)){SCALE}"
    rf"(?:\s*{_CURRENCY.format('after')})?",
    re.ASCII | re.IGNORECASE,
)
DIGITS = Digits(max_digits=20, decimal_places=2, allow_negative=False)


class AmountTextError(NumberTextError):
    """Raised for a text that is no amount of money."""

    sentences = {
        **NumberTextError.sentences,
        "not_read": _(
            "“%(text)s” is not an amount that can be read. Write only the figure, like 13400000 or 13.4 million."
        ),
        "negative": _("An amount cannot be negative. Record a correction as a line of its own."),
        "other_currency": _("“%(text)s” names another currency than %(currency)s."),
    }


def parse_amount(text: str, currency: str = "", digits: Digits = DIGITS) -> Decimal:
    """Return the amount in whole currency units.

    Reads `625.000.000.000`, `1,234,567.89`, `13,4 juta`, `Rp 625 miliar`, `98950`. Raises
    AmountTextError for `98.950` (two readings), for a currency in the text that is not `currency`
    (ISO 4217 code; empty accepts any), and for an amount that does not fit the column.
    """
    shown, plain = plain_text(text)
    params = {**params_of(shown, digits), "currency": currency}
    sign_first = re.sub(r"^-\s*(?=[^\d\s-])", "", plain)  # people write both -Rp 5 and Rp -5
    match = _WHOLE.fullmatch(sign_first) if len(plain) <= LONGEST else None
    if match is None:
        raise AmountTextError("not_read", params)
    _check_currency(match, currency, params)
    try:
        return value_of(match, digits, params, negative=bool(match["sign"]) or sign_first != plain)
    except NumberTextError as error:
        raise AmountTextError(error.code, error.params) from None


def _check_currency(match: re.Match, currency: str, params: dict) -> None:
    for written in (match["before"], match["after"]):
        if not written:
            continue
        sign = written.lower().rstrip(".")
        meant = SIGNS.get(sign, {sign.upper()})
        if not meant <= CURRENCIES:
            raise AmountTextError("not_read", params)
        if currency and currency.upper() not in meant:
            raise AmountTextError("other_currency", params)
