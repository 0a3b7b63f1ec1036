"""A table without a file format: typed columns, and rows as tuples in the order of the columns."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.utils.translation import override

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class ColumnKind(StrEnum):
    """The type of the values of a column; None is an empty cell in all of them."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"  # datetime.date
    KNOWN_DATE = "known_date"  # jambi_coop.lib.dates.known_date.KnownDate
    MONEY = "money"  # an amount; its currency is a column of its own
    BOOLEAN = "boolean"
    URL = "url"


@dataclass(frozen=True)
class Column:
    """One column. `key` is a stable name for machines, `header` a lazy text for people, `width` in characters."""

    key: str
    header: "StrOrPromise"
    kind: ColumnKind | str = ColumnKind.TEXT
    width: float = 18


TableColumn = tuple[Column, Callable[[Any], Any]]
"""A column, and the function that returns its cell for a row."""


def plain(key: str, header: "StrOrPromise", kind: ColumnKind | str = ColumnKind.TEXT, width: float = 18) -> TableColumn:
    """Return a column with the attribute `key` of each row, unchanged."""
    return Column(key, header, kind, width), attrgetter(key)


def word(key: str, header: "StrOrPromise", width: float = 18) -> TableColumn:
    """Return a column with the label of a field with choices; None where nothing is chosen."""
    return Column(key, header, width=width), lambda row: getattr(row, f"get_{key}_display")() or None


def table_rows(columns: Sequence[TableColumn], rows: Iterable, language: str) -> Iterator[tuple]:
    """Yield the cells of each row, in one language, whatever the language of the page is."""
    for row in rows:
        with override(language):
            cells = tuple(cell(row) for _column, cell in columns)
        yield cells


def headers(columns: Sequence[Column], language: str) -> list[str]:
    """Return the column headers in the language of the file, whatever the language of the page is."""
    with override(language):
        return [str(column.header) for column in columns]


def yes_no(language: str) -> tuple[str, str]:
    """Return the words for True and False."""
    return ("Yes", "No") if language.startswith("en") else ("Ya", "Tidak")


def boolean_text(yes: str, no: str) -> Callable[[bool], str]:
    """Return a function that gives `yes` for true values and `no` for false ones."""
    return lambda value: yes if value else no


def iso(value: date) -> str:
    """Return a day as yyyy-mm-dd; the time of a datetime is left out."""
    return value.isoformat()[:10]
