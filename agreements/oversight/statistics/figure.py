"""What a figure is made of: a finding in one sentence, a table, bars, and how it was counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import Agreement
from agreements.models.agreement import AgreementQuerySet
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.money.amounts import format_number
from jambi_coop.lib.tables.table import Column, ColumnKind

ENOUGH = 3
"""Fewer say nothing about the whole; they are listed, and no finding is drawn from them."""
LINES = "-daftar"
"""Behind the slug of a figure: the anchor of its `lines`."""
ENOUGH_FOR_PERCENT = 10
"""Of fewer, a percentage would claim more than is known."""

Value = str | int | Decimal | KnownDate | None


@dataclass(frozen=True)
class Cell:
    """`value` for files, `text` for the page; `url` is what proves it, `lang` the language of a foreign text, `note`
    what stands behind it.
    """

    value: Value
    text: str
    url: str = ""
    lang: str = ""
    note: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar: `value` out of `whole` where there is one; `text` is the number in words, `lang` as in a cell."""

    label: str
    value: int | Decimal
    text: str
    whole: int | None = None
    lang: str = ""


@dataclass(frozen=True)
class Bars:
    """Bars on one scale; `name` tells groups with scales of their own apart."""

    bars: tuple[Bar, ...]
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class StatisticFigure:
    """`name` says what is counted, `finding` what came out, `rule` how it was counted; `n` is how many.

    `lines` are the single facts behind it under the heading `lines_title`, `more_lines` whether there are others.
    `left_out` says what could not be counted. `is_fact` marks sums, which need no number of cases to be true.
    """

    slug: str
    name: str
    finding: str
    rule: str
    n: int
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    charts: tuple[Bars, ...]
    lines_title: str = ""
    lines: tuple[Cell, ...] = ()
    more_lines: bool = False
    left_out: str = ""
    is_fact: bool = False

    @property
    def is_enough(self) -> bool:
        return self.n >= (1 if self.is_fact else ENOUGH)

    @property
    def lines_anchor(self) -> str:
        return f"{self.slug}{LINES}"

    @property
    def heads(self) -> list[tuple[str, str]]:
        """(header, class) of each column."""
        return [(str(column.header), kind) for column, kind in zip(self.columns, self._classes, strict=True)]

    @property
    def body(self) -> list[tuple[Cell, list[tuple[str, Cell]]]]:
        """(the head of the row, (class, cell) of the others)."""
        return [(row[0], list(zip(self._classes[1:], row[1:], strict=True))) for row in self.rows]

    @property
    def _classes(self) -> list[str]:
        figures = (ColumnKind.INTEGER, ColumnKind.MONEY)
        return ["number" if place and column.kind in figures else "" for place, column in enumerate(self.columns)]


def shown() -> AgreementQuerySet:
    """What statistics speak about: published agreements of this city."""
    return Agreement.objects.public().of_this_city().order_by()


def language() -> str:
    return get_language() or "id"


def number(value: int | Decimal) -> str:
    """In the marks of the language of the page."""
    return format_number(Decimal(value), language())


def count_cell(count: int, url: str = "") -> Cell:
    """A number with the list that proves it; nothing to prove where it is zero."""
    return Cell(count, number(count), url if count else "")


def share(part: int, whole: int) -> str:
    """ " (60%)", and nothing where there are too few for a percentage."""
    return f" ({round(100 * part / whole)}%)" if whole >= ENOUGH_FOR_PERCENT else ""


def out_of(part: int, whole: int) -> str:
    """ "1 dari 4"."""
    return _("%(part)s of %(whole)s") % {"part": number(part), "whole": number(whole)}


def list_url(name: str, **values) -> str:
    """The page `name` filtered by `values`."""
    query = QueryDict(mutable=True)
    query.update(values)
    return f"{reverse(name)}?{query.urlencode()}"


def bars_of(pairs: Iterable[tuple[str, int]]) -> Bars:
    """Bars with their number, those of zero left out."""
    return Bars(tuple(Bar(label, value, number(value)) for label, value in pairs if value))
