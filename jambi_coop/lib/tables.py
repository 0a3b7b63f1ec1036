"""A table without a file format: typed columns, and rows as tuples in the order of the columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import override

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Kind(StrEnum):
    """What a column holds; None is an empty cell in every one."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"  # datetime.date
    KNOWN_DATE = "known_date"  # jambi_coop.lib.dates.KnownDate
    MONEY = "money"  # an amount; its currency is a column of its own
    BOOLEAN = "boolean"
    URL = "url"


@dataclass(frozen=True)
class Column:
    """`key` is stable and for machines, `header` a lazy text for people, `width` in characters."""

    key: str
    header: "StrOrPromise"
    kind: Kind | str = Kind.TEXT
    width: float = 18


def headers(columns: Sequence[Column], language: str) -> list[str]:
    """The column heads in the language of the file, whatever that of the page is."""
    with override(language):
        return [str(column.header) for column in columns]


def yes_no(language: str) -> tuple[str, str]:
    """The words for True and False."""
    return ("Yes", "No") if language.startswith("en") else ("Ya", "Tidak")


def boolean_text(yes: str, no: str) -> Callable[[bool], str]:
    return lambda value: yes if value else no


def iso(value: date) -> str:
    return value.isoformat()[:10]
