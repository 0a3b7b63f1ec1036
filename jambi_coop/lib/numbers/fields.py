"""Form fields for numbers: a text is typed, `parse_number` reads it, and a form shown again says what it read."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jambi_coop.lib.dates.known_date import FIRST_YEAR, LAST_YEAR

from .figures import figure, format_number, without_zeros
from .number_text import WHOLE, Digits, NumberTextError, parse_number


class NumberBoundField(forms.BoundField):
    """A field in its form; its help text ends with the number that was read from what the input shows, where that
    looks otherwise."""

    field: "NumberFormField"

    @property
    def help_text(self):
        return " ".join(str(one) for one in (self._help_text, self._read) if one)

    @help_text.setter
    def help_text(self, text):
        self._help_text = text

    @property
    def _read(self) -> str:
        shown = self.value()
        try:
            value = self.field.to_python(shown)
        except ValidationError:
            return ""
        words = self.field.as_figure(value)
        return "" if value is None or words == str(shown).strip() else _("Read as %(number)s.") % {"number": words}


class NumberFormField(forms.Field):
    """Form field for a number with at most `decimal_places` decimals; the value is a Decimal or None."""

    widget = forms.TextInput
    bound_field_class = NumberBoundField
    inputmode = "decimal"

    def __init__(
        self, *, max_digits=20, decimal_places=2, allow_negative=True, min_value=None, max_value=None, **kwargs
    ):
        self.digits = Digits(max_digits, decimal_places, allow_negative)
        super().__init__(**kwargs)
        if min_value is not None:
            self.validators.append(MinValueValidator(min_value))
        if max_value is not None:
            self.validators.append(MaxValueValidator(max_value))

    def widget_attrs(self, widget):
        return {"inputmode": self.inputmode, "autocomplete": "off"}

    def read(self, text: str):
        """Return the number in a text; raises NumberTextError."""
        return parse_number(text, self.digits)

    def as_figure(self, value) -> str:
        """Return a value as pages show it, "" for None."""
        return "" if value is None else figure(value, get_language() or "id")

    def prepare_value(self, value):
        """Return the text of the input, which reads back the same: below a million without marks between thousands."""
        if isinstance(value, bool) or not isinstance(value, Decimal | int):
            return value
        value = without_zeros(Decimal(value))
        if abs(value) >= 10**6:
            return format_number(value, get_language() or "id")
        language = get_language() or "id"
        text = format_number(value, language).replace("," if language.startswith("en") else ".", "")
        return f"{text}0" if value.as_tuple().exponent == -3 and self.digits.before_mark > 3 else text

    def to_python(self, value):
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, Decimal | int):
            return value
        try:
            return self.read(value)
        except NumberTextError as error:
            raise ValidationError(error.message, code=error.code, params=error.params) from error

    def has_changed(self, initial, data):
        if self.disabled:
            return False
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class WholeNumberFormField(NumberFormField):
    """Form field for a number of people, days or other whole things, from 0; the value is an int or None."""

    inputmode = "numeric"

    def __init__(self, *, max_digits=WHOLE.max_digits, **kwargs):
        super().__init__(max_digits=max_digits, decimal_places=0, allow_negative=False, **kwargs)

    def read(self, text: str) -> int:
        return int(super().read(text))

    def prepare_value(self, value):
        # With marks between thousands, since these have one reading here.
        return self.as_figure(value) if isinstance(value, int) and not isinstance(value, bool) else value


class YearFormField(WholeNumberFormField):
    """Form field for a year that the dates of the register can have; a year has no mark between its digits."""

    def __init__(self, *, min_value=None, max_value=None, **kwargs):
        first, last = max(min_value or FIRST_YEAR, FIRST_YEAR), min(max_value or LAST_YEAR, LAST_YEAR)
        super().__init__(min_value=first, max_value=last, **kwargs)

    def as_figure(self, value) -> str:
        return "" if value is None else str(value)
