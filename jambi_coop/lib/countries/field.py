"""The form field for a country: typed by its name in Indonesian or English, or by its code; stored as ISO 3166-1
alpha-2."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from jambi_coop.lib.countries.codes import COUNTRY_CODES, country_name
from jambi_coop.lib.countries.reading import read_country


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
        return read_country(text)

    def has_changed(self, initial, data):
        try:
            return (initial or "") != self.to_python(data)
        except ValidationError:
            return True
