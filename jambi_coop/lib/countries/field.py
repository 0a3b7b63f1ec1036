"""The form field for a country: typed by its name in Indonesian or English, or by its code; stored as ISO 3166-1
alpha-2."""

import difflib
import unicodedata
from functools import cache

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jambi_coop.lib.countries.codes import COUNTRY_CODES, country_name

LANGUAGES = ("id", "en")


def _key(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if char.isalnum())


@cache
def _codes_by_name() -> dict[str, str]:
    return {_key(country_name(code, language)): code for language in LANGUAGES for code in sorted(COUNTRY_CODES)}


class CountryField(forms.CharField):
    """One text input instead of a list of 249 choices; for an unknown name the error suggests the nearest ones."""

    def __init__(self, *, max_length=None, **kwargs):
        super().__init__(max_length=80, **kwargs)

    def prepare_value(self, value):
        if value and str(value).upper() in COUNTRY_CODES:
            return country_name(str(value).upper(), get_language() or "id")
        return value

    def to_python(self, value) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        if text.upper() in COUNTRY_CODES:
            return text.upper()
        names = _codes_by_name()
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

    def has_changed(self, initial, data):
        try:
            return (initial or "") != self.to_python(data)
        except ValidationError:
            return True
