"""Format amounts of money, and the form fields that read amounts and counts.

Amounts are Decimals, currencies ISO 4217 codes.
"""

from decimal import ROUND_HALF_UP, Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from .amount_text import AmountTextError, parse_amount, parse_count

SCALES = {
    "id": ((12, "triliun"), (9, "miliar"), (6, "juta")),
    "en": ((12, "trillion"), (9, "billion"), (6, "million")),
}


def _language(language: str) -> str:
    return "en" if language.startswith("en") else "id"


def format_number(value: Decimal | int, language: str) -> str:
    """Return the number with the separators of the language and as many decimals as the value has."""
    text = f"{Decimal(value):,f}"
    return text if _language(language) == "en" else text.translate(str.maketrans(",.", ".,"))


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


class AmountFormField(forms.DecimalField):
    """Form field for a DecimalField column; the amount is typed as text and read by `parse_amount`.

    A form that knows the currency sets `currency` on the field; a text that names another one is
    then refused. The value is shown unambiguously: below a million without thousands separators.
    """

    widget = forms.TextInput

    def __init__(self, *, allow_negative=False, currency="", **kwargs):
        self.allow_negative = allow_negative
        self.currency = currency
        super().__init__(**{"max_digits": 20, "decimal_places": 2, **kwargs, "localize": False})

    def widget_attrs(self, widget):
        return {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value):
        if not isinstance(value, Decimal | int) or isinstance(value, bool):
            return value
        value = Decimal(value)
        if value == value.to_integral_value():
            value = value.quantize(Decimal(1))
        language = get_language() or "id"
        figure = format_number(value, language)
        if abs(value) >= 10**6:
            return figure
        return figure.replace("," if _language(language) == "en" else ".", "")

    def to_python(self, value):
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, Decimal | int):
            return Decimal(value)
        try:
            return parse_amount(value, self.currency, allow_negative=self.allow_negative)
        except AmountTextError as error:
            raise ValidationError(error.message, code="invalid_amount", params=error.params) from error

    def has_changed(self, initial, data):
        if self.disabled:
            return False
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class CountFormField(forms.CharField):
    """Form field for a whole number of people or things, typed as text and read by `parse_count`."""

    def widget_attrs(self, widget):
        return {"inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value):
        text = super().to_python(value)
        try:
            return parse_count(text) if text else None
        except AmountTextError as error:
            raise ValidationError(error.message, code="invalid", params=error.params) from error
