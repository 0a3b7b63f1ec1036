"""Values of cells as texts: in words for the reader, and in one fixed form by which two values are compared."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import get_language

from agreements.exchange.register.cells import text_of
from agreements.exchange.register.columns import Kind, SheetColumn
from agreements.models import Agreement
from jambi_coop.lib.countries.codes import country_name
from jambi_coop.lib.dates.known_date import KnownDate, format_known, to_text
from jambi_coop.lib.numbers.figures import figure
from jambi_coop.lib.sheets.heading import folded
from jambi_coop.lib.tables.table import yes_no

EMPTY = (None, "", [])


def canonical(value: Any) -> str:
    """Return the value in the one form in which values are compared and fingerprinted, whatever the language."""
    if value in EMPTY or (isinstance(value, KnownDate) and not value):
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


def format_value(column: SheetColumn, value: Any, model: type[models.Model]) -> str:
    """Return the value as the reader of the page writes it; "" for an empty one."""
    language = get_language() or "id"
    if value in EMPTY or (isinstance(value, KnownDate) and not value):
        return ""
    if isinstance(value, KnownDate):
        return format_known(value, language)
    if isinstance(value, bool):
        return yes_no(language)[0 if value else 1]
    if isinstance(value, list | tuple):
        return "; ".join(format_value(column, one, model) for one in value)
    if column.kind == Kind.CHOICE:
        return str(column.labels(model).get(value, value))
    if column.kind == Kind.COUNTRY:
        return country_name(value, language)
    if column.kind in (Kind.AMOUNT, Kind.NUMBER):
        return figure(value, language)
    if isinstance(value, Agreement):
        return value.register_number or value.title
    return str(value) if not hasattr(value, "isoformat") else format_known(KnownDate.day(value), language)


def as_written(column: SheetColumn, cell: Any) -> str:
    """Return the text of a cell that the reader should see beside what it was read as: of days and numbers that stand
    there as text; else ""."""
    if isinstance(cell, date):
        return ""
    read_by_rule = (Kind.KNOWN_DATE, Kind.DAY, Kind.AMOUNT, Kind.NUMBER, Kind.COUNTRY)
    return text_of(cell)[:80] if column.kind in read_by_rule else ""


def says_the_same(shown: Any, cell: Any) -> bool:
    """True where a cell of a column that is never taken in still says what went out."""
    return folded(text_of(shown)) == folded(text_of(cell)) or canonical(shown) == canonical(cell)
