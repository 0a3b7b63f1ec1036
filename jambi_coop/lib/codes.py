"""Codes of today's countries (ISO 3166-1 alpha-2) and currencies (ISO 4217), as CLDR has them."""

from babel import Locale
from babel.core import get_global

# Two-letter codes of CLDR that are no countries of ISO 3166-1: unions, parts, placeholders.
NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
COUNTRY_CODES = frozenset(
    code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha() and code not in NOT_ISO
)
# In use today, and the Special Drawing Rights in which some loans are counted.
CURRENCIES = frozenset(
    code
    for territory, used in get_global("territory_currencies").items()
    if territory in COUNTRY_CODES
    for code, _start, end, tender in used
    if end is None and tender
) | {"XDR"}
