"""Values of cells as texts: in words for the reader, and in one fixed form by which two values are compared."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import get_language

from agreements.exchange.register.columns import Kind, SheetColumn
from agreements.models import Agreement
from jambi_coop.lib.countries.codes import country_name
from jambi_coop.lib.dates.known_date import KnownDate, format_known, to_text
from jambi_coop.lib.numbers.figures import figure
from jambi_coop.lib.sheets.cell_reading import text_of
from jambi_coop.lib.sheets.heading import folded
from jambi_coop.lib.tables.table import yes_no

READ_BY_RULE = frozenset({Kind.KNOWN_DATE, Kind.DAY, Kind.AMOUNT, Kind.NUMBER, Kind.COUNTRY})
"""Kinds of columns whose cells are shown beside what they were read as."""


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | KnownDate) and not value)


def canonical(value: Any) -> str:
    """Return the value in the one form in which values are compared and fingerprinted, whatever the language."""
    if _is_empty(value):
        return ""
    if isinstance(value, KnownDate):
        return to_text(value)
    if isinstance(value, models.Model):
        return f"{value._meta.model_name}:{value.pk}"
    if isinstance(value, list | tuple):
        return ";".join(sorted(canonical(one) for one in value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, bool):
        return str(value)
    return text_of(value)


def same(before: Any, after: Any) -> bool:
    """True where the two values mean the same."""
    return canonical(before) == canonical(after)


class Words:
    """Headings and values in words, in the language of the reader; what is the same for many rows is looked up once."""

    def __init__(self) -> None:
        self.language = get_language() or "id"
        self._headings: dict[SheetColumn, str] = {}

    def heading(self, column: SheetColumn) -> str:
        if column not in self._headings:
            self._headings[column] = str(column.header)
        return self._headings[column]

    def value(self, column: SheetColumn, value: Any, model: type[models.Model]) -> str:
        """Return the value as the reader of the page writes it; "" for an empty one."""
        if _is_empty(value):
            return ""
        if isinstance(value, KnownDate):
            return format_known(value, self.language)
        if isinstance(value, bool):
            return yes_no(self.language)[0 if value else 1]
        if isinstance(value, list | tuple):
            return "; ".join(self.value(column, one, model) for one in value)
        if column.kind == Kind.CHOICE:
            return str(column.labels(model).get(value, value))
        if column.kind == Kind.COUNTRY:
            return country_name(value, self.language)
        if column.kind in (Kind.AMOUNT, Kind.NUMBER):
            return figure(value, self.language)
        if isinstance(value, Agreement):
            return value.register_number or value.title
        return str(value) if not hasattr(value, "isoformat") else format_known(KnownDate.day(value), self.language)


def as_written(column: SheetColumn, cell: Any) -> str:
    """Return the text of a cell that the reader should see beside what it was read as: of days and numbers that stand
    there as text; else ""."""
    return text_of(cell)[:80] if column.kind in READ_BY_RULE and not isinstance(cell, date) else ""


def says_the_same(shown: Any, cell: Any) -> bool:
    """True where a cell of a column that is never taken in still says what went out."""
    return folded(text_of(shown)) == folded(text_of(cell)) or canonical(shown) == canonical(cell)
