"""Cells of the files of reference rows: the text of a cell becomes the value that a form would save for it.

A cell of any type is first a text, so that a number, a date or a yes of a spreadsheet and the same thing typed mean the
same. Every fault is a ValueError with a sentence, which the library gathers by column.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from jambi_coop.lib.dates.fields import KnownDateField
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.sheets.cell_reading import by_label, is_blank, quoted, read_choice, read_yes_no, text_of
from jambi_coop.lib.tables.table import Column, ColumnKind
from jambi_coop.lib.web.typed_fields import value_from_text

_ERRORS = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")


def cell_text(value) -> str:
    """Return the content of a cell as somebody would type it on one line; "" for a blank cell."""
    return "" if is_blank(value) else " ".join(text_of(value).splitlines())


class Cell(Widget):
    """Cell of a text, a day or a date: read by the field of the form on which it is typed."""

    kind = ColumnKind.TEXT

    def __init__(self, field: models.Field):
        super().__init__()
        self.field = field
        if isinstance(field, KnownDateField):
            self.kind = ColumnKind.KNOWN_DATE
        elif isinstance(field, models.DateField):
            self.kind = ColumnKind.DATE

    def clean(self, value, row=None, **kwargs) -> Any:
        text = cell_text(value)
        if _ERRORS.fullmatch(text):
            raise ValueError(_("“%(text)s” is the error of a formula. Write the value itself.") % {"text": text})
        try:
            return self.read(text)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error

    def read(self, text: str) -> Any:
        if isinstance(self.field, models.DateField):
            return value_from_text(self.field, text)
        value = self.form_field.to_python(text)
        self.form_field.run_validators(value)
        return value

    @property
    def form_field(self) -> forms.Field:
        """The field of the form of the admin."""
        scheme = {"assume_scheme": "https"} if isinstance(self.field, models.URLField) else {}
        form_field = self.field.formfield(**scheme)
        assert form_field is not None
        return form_field

    def render(self, value, obj=None, **kwargs) -> Any:
        return None if value == "" or value == KnownDate.unknown() else value


class ChoiceCell(Cell):
    """Cell of a field with choices: the label in Indonesian or English, or the code; written as the label."""

    def read(self, text: str) -> str:
        return read_choice(text, by_label(self._choices()), self._choices())

    def render(self, value, obj=None, **kwargs) -> str | None:
        return str(dict(self._choices()).get(value, value)) if value else None

    def _choices(self) -> list[tuple[str, Any]]:
        return [(str(code), label) for code, label in self.field.flatchoices]


class YesNoCell(Cell):
    """Cell of a yes or no, in Indonesian or English; nothing else is taken for a no."""

    kind = ColumnKind.BOOLEAN

    def read(self, text: str) -> bool:
        return read_yes_no(text)


class RowCell(Cell):
    """Cell that names another row by its `key`. A row that is not there is never made."""

    def __init__(self, field: models.ForeignKey, key: str):
        super().__init__(field)
        self.key = key

    def read(self, text: str) -> models.Model:
        other: Any = self.field.related_model
        found = other._base_manager.filter(**{self.key: text}).first()
        if found is None:
            names = {"kind": other._meta.verbose_name, "column": other._meta.get_field(self.key).verbose_name}
            raise ValidationError(
                _("No %(kind)s has the %(column)s “%(text)s”. Write it as in that table, or record it first.")
                % {**names, "text": quoted(text)}
            )
        return found

    def render(self, value, obj=None, **kwargs) -> str | None:
        return None if value is None else getattr(value, self.key)


class ReferenceField(Field):
    """A column: the field of the model that it fills, under the name that this field has in the forms. An empty cell
    changes nothing."""

    def __init__(self, cell: Cell):
        super().__init__(attribute=cell.field.name, column_name=cell.field.name, widget=cell)
        self.cell = cell

    @property
    def heading(self):
        return capfirst(self.cell.field.verbose_name)

    @property
    def column(self) -> Column:
        return Column(str(self.column_name), self.heading, self.cell.kind, width=24)

    def save(self, instance, row, is_m2m=False, **kwargs) -> None:
        if cell_text(row[self.column_name]):
            super().save(instance, row, is_m2m, **kwargs)


def text(model: type[models.Model], name: str) -> ReferenceField:
    """Return the column of a text, a day or a date of known precision."""
    return ReferenceField(Cell(_field(model, name)))


def choice(model: type[models.Model], name: str) -> ReferenceField:
    """Return the column of a field with choices."""
    return ReferenceField(ChoiceCell(_field(model, name)))


def yes_or_no(model: type[models.Model], name: str) -> ReferenceField:
    """Return the column of a yes or no."""
    return ReferenceField(YesNoCell(_field(model, name)))


def row_of(model: type[models.Model], name: str, key: str) -> ReferenceField:
    """Return the column that names another row by its `key`."""
    return ReferenceField(RowCell(_field(model, name), key))


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)
