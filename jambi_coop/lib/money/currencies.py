"""Codes of today's currencies (ISO 4217) and their names, as CLDR has them."""

from functools import lru_cache

from babel.core import get_global
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jambi_coop.lib.countries.codes import COUNTRY_CODES, cldr_names

# Legal tender of today, and the Special Drawing Rights, in which some loans are denominated.
CURRENCIES = frozenset(
    code
    for territory, used in get_global("territory_currencies").items()
    if territory in COUNTRY_CODES
    for code, _start, end, tender in used
    if end is None and tender
) | {"XDR"}
COMMON_CURRENCIES = ("IDR", "EUR", "USD", "SGD", "JPY", "AUD", "MYR", "CNY", "KRW", "GBP")


def currency_name(code: str, language: str) -> str:
    """Return the name of a currency, or the code itself where there is none."""
    return cldr_names(language).currencies.get(code, code)


@lru_cache
def currency_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Return (code, "EUR – Euro") for a form: `COMMON_CURRENCIES` first, the rest by code."""
    codes = [*COMMON_CURRENCIES, *sorted(CURRENCIES - set(COMMON_CURRENCIES))]
    return tuple((code, f"{code} – {currency_name(code, language)}") for code in codes)


def validate_currency(code: str) -> None:
    """Validator of a model field: raise ValidationError unless `code` is an ISO 4217 code of today."""
    if code not in CURRENCIES:
        raise ValidationError(
            _("“%(code)s” is not a currency code. Write one such as IDR, EUR or USD."),
            code="currency",
            params={"code": code},
        )
