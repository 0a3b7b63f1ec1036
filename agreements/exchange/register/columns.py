"""What a column of a sheet is: where its value lies in a row, how it is headed, and whether an import may write it.

The columns of one table are a list (`agreements.exchange.register.tables`); export, template, dictionary and import
read the same list, so that a file that went out comes in again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from jambi_coop.lib.dates.fields import KnownDateField
from jambi_coop.lib.sheets.cell_reading import LANGUAGES
from jambi_coop.lib.tables.table import Column, ColumnKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Kind(StrEnum):
    """How the text of a cell becomes a value."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    KNOWN_DATE = "known_date"
    DAY = "day"
    AMOUNT = "amount"
    NUMBER = "number"
    WHOLE = "whole"
    COUNTRY = "country"
    CURRENCY = "currency"
    LINK = "link"  # to one row of another table, by its name, number or key
    LINKS = "links"  # to several rows, divided by `;`
    KEY = "key"  # the key of the row itself
    SHOWN = "shown"  # worked out; goes out, and is never taken in


WRITTEN_AS: dict[Kind, ColumnKind] = {
    Kind.KNOWN_DATE: ColumnKind.KNOWN_DATE,
    Kind.DAY: ColumnKind.DATE,
    Kind.AMOUNT: ColumnKind.MONEY,
    Kind.NUMBER: ColumnKind.DECIMAL,
    Kind.WHOLE: ColumnKind.INTEGER,
    Kind.YES_NO: ColumnKind.BOOLEAN,
}


class When(StrEnum):
    """When an import writes a column."""

    ALWAYS = "always"
    NEW = "new"  # only for a new row; of a row that is there an act of the register changes it
    NEVER = "never"


def label_of(row: models.Model, name: str) -> str:
    """Return the label of the choice that a row has in this field; `get_..._display` looks at all choices each time."""
    value = getattr(row, name)
    return str(labels_of(type(row), name, get_language() or LANGUAGES[0]).get(value, value))


@cache
def labels_of(model: type[models.Model], name: str, language: str) -> dict[Any, str]:
    """Return the labels of the choices of a field in a language, by value."""
    with override(language):
        return {value: str(label) for value, label in model._meta.get_field(name).flatchoices}


@dataclass(frozen=True, eq=False)
class SheetColumn:
    """One column of a sheet. `field` is the attribute of the row; `names` are further headings that mean it.

    `choices`: what a CHOICE offers, by code, where it is not what the field offers.
    Two columns are never compared by what they say: each is one of a table's.
    """

    key: str
    header: "StrOrPromise"
    kind: Kind
    field: str = ""
    names: tuple[str, ...] = ()
    note: "StrOrPromise" = ""
    when: When = When.ALWAYS
    required: bool = False
    width: float = 18
    link: str = ""  # the table that a LINK leads to
    read: Callable[[Any], Any] | None = None  # the value that goes out, where it is not the attribute `field`
    choices: "Mapping[str, StrOrPromise] | None" = None

    def value(self, row: Any) -> Any:
        """Return the value that goes out, as Python has it."""
        return self.read(row) if self.read is not None else getattr(row, self.field)

    def cell(self, row: Any) -> Any:
        """Return the cell of a row as a file shows it: of a choice its label."""
        value = self.value(row)
        if isinstance(value, list):
            value = "; ".join(map(str, value))
        if self.kind == Kind.CHOICE and value not in (None, ""):
            return str(self.labels(type(row)).get(value, value))
        return None if value == "" else value

    def labels(self, model: type[models.Model]) -> "Mapping[str, StrOrPromise]":
        """Return what a CHOICE of a row of this model offers, by code."""
        return self.choices or labels_of(model, self.field, get_language() or LANGUAGES[0])

    def headings(self) -> list[str]:
        """Return every heading by which the column is known: its header in both languages, its key, other names."""
        found = [self.key, *self.names]
        for language in LANGUAGES:
            with override(language):
                found.append(str(self.header))
        return found

    def written(self) -> Column:
        """Return the column as the writers of files know it."""
        return Column(self.key, self.header, WRITTEN_AS.get(self.kind, ColumnKind.TEXT), self.width)


@dataclass(frozen=True)
class Table:
    """One sheet: the rows of a model. `prefix` begins the keys of its rows; `path` leads from a row to its agreement.

    `names` are other names of the sheet. `takes_new`: a row without a key becomes a new row of the register.
    """

    key: str
    title: "StrOrPromise"
    model: type[models.Model]
    columns: Sequence[SheetColumn]
    prefix: str = ""
    path: str = "agreement"
    names: tuple[str, ...] = ()
    takes_new: bool = True
    is_taken_in: bool = True
    related: tuple[str, ...] = field(default=())
    prefetched: tuple[Any, ...] = field(default=())
    about: "StrOrPromise" = ""

    def column(self, key: str) -> SheetColumn:
        return self.by_key[key]

    @cached_property
    def by_key(self) -> dict[str, SheetColumn]:
        return {one.key: one for one in self.columns}

    @cached_property
    def by_field(self) -> dict[str, SheetColumn]:
        """The columns by the attribute of the row that they show."""
        return {one.field: one for one in self.columns if one.field}

    @cached_property
    def attributes(self) -> frozenset[str]:
        """The names that a row of the table keeps; a column with another name is only needed for a new row."""
        known = {one.name for one in self.model._meta.private_fields}
        return frozenset(known | {one.name for one in self.model._meta.concrete_fields})

    @cached_property
    def key_column(self) -> SheetColumn:
        """The column that tells which row of the register it is."""
        return next(one for one in self.columns if one.kind == Kind.KEY)

    def key_of(self, row: models.Model) -> str:
        return str(self.key_column.value(row))


def own(model: type[models.Model], names: str, **changed: dict) -> list[SheetColumn]:
    """Return a column for each of these fields of the model, by the type of the field.

    `changed` replaces parts of a column by its key, such as `title={"names": ("Judul",)}`.
    """
    return [replace(_of_field(model, name), **changed.get(name, {})) for name in names.split()]


def _of_field(model: type[models.Model], name: str) -> SheetColumn:
    of_model = next(one for one in [*model._meta.get_fields(), *_known_dates(model)] if one.name == name)
    required = not of_model.blank and not of_model.has_default() if hasattr(of_model, "has_default") else False
    column = SheetColumn(
        key=name,
        header=_capitalised(of_model.verbose_name),
        kind=_kind(of_model),
        field=name,
        note=of_model.help_text,
        required=required,
        width=40 if isinstance(of_model, models.TextField) else 20,
    )
    if isinstance(of_model, models.ForeignKey | models.ManyToManyField):
        return replace(column, link=TABLE_OF[of_model.related_model._meta.model_name], width=30)
    return column


def _known_dates(model: type[models.Model]) -> Iterable[Any]:
    return [one for one in model._meta.private_fields if isinstance(one, KnownDateField)]


TABLE_OF = {
    "agreement": "agreements",
    "partner": "partners",
    "office": "offices",
    "source": "sources",
    "sector": "sectors",
    "legalfield": "legal_fields",
    "user": "people",
    "instrument": "instruments",
    "indicator": "indicators",
    "transaction": "money",
    "party": "parties",
    "followup": "follow_ups",
}
"""The table to whose rows a relation to a model leads."""

BY_TYPE: list[tuple[type, Kind]] = [
    (KnownDateField, Kind.KNOWN_DATE),
    (models.ManyToManyField, Kind.LINKS),
    (models.ForeignKey, Kind.LINK),
    (models.DateField, Kind.DAY),
    (models.BooleanField, Kind.YES_NO),
    (models.DecimalField, Kind.NUMBER),
    (models.IntegerField, Kind.WHOLE),
]


def _kind(of_model: Any) -> Kind:
    if getattr(of_model, "choices", None):
        return Kind.CHOICE
    return next((kind for type_, kind in BY_TYPE if isinstance(of_model, type_)), Kind.TEXT)


def _capitalised(text: "StrOrPromise") -> "StrOrPromise":

    return lazy(lambda: capfirst(str(text)), str)()


def row_key(prefix: str) -> SheetColumn:
    """Return the column with the key of a row, such as `TL-12`: it tells which row of the register is meant."""
    return SheetColumn(
        key="key",
        header=_("Row key (do not change)"),
        kind=Kind.KEY,
        note=_("Filled in by the register. Leave it empty for a new row."),
        width=12,
        read=lambda row: f"{prefix}-{row.pk}",
    )


def shown(key: str, header: "StrOrPromise", read: Callable[[Any], Any], width: float = 18) -> SheetColumn:
    """Return a column that is worked out: it goes out, and is never taken in."""
    return SheetColumn(key, header, Kind.SHOWN, read=read, when=When.NEVER, width=width)
