"""Which form field reads a typed number or day of a model: the same in the admin and where a file is loaded."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.db import models

from jambi_coop.lib.dates.fields import DayFormField
from jambi_coop.lib.numbers.fields import NumberFormField, WholeNumberFormField


class DayWidget(AdminDateWidget):
    """Text input for a day with the calendar of the admin, wide enough for the name of a month."""

    def __init__(self, attrs=None):
        super().__init__({"size": 20, **(attrs or {})})


TYPED: dict[type[models.Field], dict[str, Any]] = {
    models.DateField: {"form_class": DayFormField, "widget": DayWidget},
    models.DecimalField: {"form_class": NumberFormField, "widget": forms.TextInput},
    models.IntegerField: {"form_class": WholeNumberFormField, "widget": forms.TextInput},
    models.BigIntegerField: {"form_class": WholeNumberFormField, "widget": forms.TextInput},
}
"""`formfield_overrides` of every admin with numbers or days."""


def value_from_text(field: models.Field, text: str):
    """Return the value that a form would save for `text`; raises ValidationError. Fields of other kinds keep it."""
    kind = next((kind for kind in type(field).__mro__ if kind in TYPED), None)
    if kind is None or isinstance(field, models.DateTimeField):
        return text
    form_field = field.formfield(form_class=TYPED[kind]["form_class"])
    assert form_field is not None
    return form_field.to_python(text)
