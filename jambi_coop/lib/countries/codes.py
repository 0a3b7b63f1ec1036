"""Codes of today's countries (ISO 3166-1 alpha-2) and their names, as CLDR has them."""

import unicodedata
from functools import lru_cache

from babel import Locale

# Two-letter codes of CLDR that are not countries of ISO 3166-1: unions, parts of countries, placeholders.
NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
COUNTRY_CODES = frozenset(
    code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha() and code not in NOT_ISO
)


@lru_cache
def cldr_names(language: str) -> Locale:
    """Return the locale with names of countries and currencies: English, or Indonesian for any other language code."""
    return Locale("en" if language.startswith("en") else "id")


def _sorting(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


def country_name(code: str, language: str) -> str:
    """Return the name of an ISO 3166-1 alpha-2 country; the code itself when unknown, "" for ""."""
    return cldr_names(language).territories.get(code, code) if code else ""


@lru_cache
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of the 249 countries of ISO 3166-1, by name."""
    pairs = ((code, country_name(code, language)) for code in COUNTRY_CODES)
    return tuple(sorted(pairs, key=lambda pair: _sorting(pair[1])))
