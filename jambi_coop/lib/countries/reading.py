"""Reading of a country: its name in Indonesian or English, a usual other name, or its code."""

import difflib
import unicodedata
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .codes import COUNTRY_CODES, country_name

LANGUAGES = ("id", "en")
OTHER_NAMES = {
    **dict.fromkeys(("Inggris", "Britania Raya", "Britania", "Great Britain", "Britain", "England", "UK"), "GB"),
    **dict.fromkeys(("RRT", "RRC", "Cina", "China", "Republik Rakyat Tiongkok", "Republik Rakyat Cina"), "CN"),
    **dict.fromkeys(("Negeri Belanda", "Holland"), "NL"),
    **dict.fromkeys(("Korsel", "Republik Korea", "Republic of Korea", "South Korea"), "KR"),
    **dict.fromkeys(("Korut",), "KP"),
    **dict.fromkeys(("Amerika", "USA", "U.S.A.", "United States of America"), "US"),
    **dict.fromkeys(("Turki", "Turkey"), "TR"),
    **dict.fromkeys(("Ceko", "Republik Ceko", "Czech Republic"), "CZ"),
    **dict.fromkeys(("Uni Emirat Arab", "UEA", "UAE"), "AE"),
    **dict.fromkeys(("Viet Nam",), "VN"),
    **dict.fromkeys(("Brunei", "Brunei Darussalam"), "BN"),
    **dict.fromkeys(("Timor Leste", "Timor-Leste"), "TL"),
    **dict.fromkeys(("Selandia Baru",), "NZ"),
}
"""Names that people write, beside those of CLDR."""


def _key(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if char.isalnum())


@cache
def _codes_by_name() -> dict[str, str]:
    found = {_key(country_name(code, language)): code for language in LANGUAGES for code in sorted(COUNTRY_CODES)}
    return found | {_key(name): code for name, code in OTHER_NAMES.items()}


def read_country(text: str) -> str:
    """Return the code (ISO 3166-1 alpha-2) of a country; raises ValidationError, with the nearest names, for a text
    that names none."""
    names = _codes_by_name()
    if text.upper() in COUNTRY_CODES and _key(text) not in names:
        return text.upper()
    if _key(text) in names:
        return names[_key(text)]
    near = difflib.get_close_matches(_key(text), names, n=3, cutoff=0.6)
    if not near:
        raise ValidationError(
            _("‘%(name)s’ is not a country we know. Write its name, such as Germany or Malaysia."),
            code="unknown_country",
            params={"name": text},
        )
    found = dict.fromkeys(country_name(names[key], get_language() or "id") for key in near)
    raise ValidationError(
        _("‘%(name)s’ is not a country we know. Did you mean: %(near)s?"),
        code="unknown_country",
        params={"name": text, "near": ", ".join(found)},
    )
