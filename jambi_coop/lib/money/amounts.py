"""Format amounts of money, and the form fields that read amounts and counts.

Amounts are Decimals, currencies ISO 4217 codes.
"""

from decimal import ROUND_HALF_UP, Decimal

from jambi_coop.lib.numbers.fields import NumberFormField
from jambi_coop.lib.numbers.figures import format_number

from .amount_text import parse_amount

SCALES = {
    "id": ((12, "triliun"), (9, "miliar"), (6, "juta")),
    "en": ((12, "trillion"), (9, "billion"), (6, "million")),
}


def _language(language: str) -> str:
    return "en" if language.startswith("en") else "id"


def format_money(amount: Decimal, currency: str, language: str) -> str:
    """Return the full figure: "Rp625.000.000.000", "EUR 13.400.000"; decimals only where there are any."""
    amount = Decimal(amount)
    if amount == amount.to_integral_value():
        amount = amount.quantize(Decimal(1))
    return _with_currency(format_number(amount, language), currency, language)


def compact_money(amount: Decimal, currency: str, language: str) -> str:
    """Return the amount rounded to two decimals of a million or more, "Rp625 miliar", "EUR 13,4 juta"; the full figure
    below a million."""
    scales = reversed(SCALES[_language(language)])
    rounded, word = next(
        (rounded, word)
        for power, word in scales
        if abs(rounded := _hundredths(Decimal(amount).scaleb(-power))) < 1000 or power == 12
    )
    if abs(Decimal(amount)) < 10**6:
        return format_money(amount, currency, language)
    # Formatted with "f", since normalize() alone would write 100 as 1E+2.
    figure = format_number(Decimal(f"{rounded.normalize():f}"), language)
    return _with_currency(f"{figure} {word}", currency, language)


def _hundredths(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _with_currency(figure: str, currency: str, language: str) -> str:
    if currency == "IDR" and _language(language) == "id":
        return f"-Rp{figure[1:]}" if figure.startswith("-") else f"Rp{figure}"
    return f"{currency} {figure}"


class AmountFormField(NumberFormField):
    """Form field for a DecimalField column with an amount of money; the text is read by `parse_amount`.

    A form that knows the currency sets `currency` on the field; a text that names another one is
    then refused.
    """

    def __init__(self, *, allow_negative=False, currency="", **kwargs):
        self.currency = currency
        super().__init__(allow_negative=allow_negative, **kwargs)

    def read(self, text: str) -> Decimal:
        return parse_amount(text, self.currency, self.digits)
