"""The parts of a figure: a finding in one sentence, a table, bars, and the rule of counting."""

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
from jambi_coop.lib.numbers.figures import format_number
from jambi_coop.lib.tables.table import Column, ColumnKind
from jambi_coop.lib.web.examples import keeping_examples

ENOUGH = 3
"""Below this number of cases they are only listed, without a finding: so few say nothing about the whole."""
LINES = "-daftar"
"""Suffix to the slug of a figure: the HTML anchor of its `lines`."""
ENOUGH_FOR_PERCENT = 10
"""Below this number no percentage is given: it would suggest more precision than there is."""

Value = str | int | Decimal | KnownDate | None


@dataclass(frozen=True)
class Cell:
    """One cell of a table: `value` for files, `text` for the page.

    `url` is the list that proves the value, `lang` the language of a text in another language, `note` is shown after
    it.
    """

    value: Value
    text: str
    url: str = ""
    lang: str = ""
    note: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar: `value`, out of `whole` if given; `text` is the formatted number, `lang` as in a cell."""

    label: str
    value: int | Decimal
    text: str
    whole: int | None = None
    lang: str = ""


@dataclass(frozen=True)
class Bars:
    """Bars on one scale; `name` distinguishes groups with separate scales."""

    bars: tuple[Bar, ...]
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class StatisticFigure:
    """One figure: `name` says what is counted, `finding` the result, `rule` how it was counted; `n` is the number
    counted.

    `lines` are the single facts behind it under the heading `lines_title`; `more_lines`: there are more than are shown.
    `left_out` says what could not be counted. `is_fact` marks sums, which are true for any number of cases.
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
        """(header, CSS class) of each column."""
        return [(str(column.header), kind) for column, kind in zip(self.columns, self._classes, strict=True)]

    @property
    def body(self) -> list[tuple[Cell, list[tuple[str, Cell]]]]:
        """For each row, its head and the (CSS class, cell) of the other columns."""
        return [(row[0], list(zip(self._classes[1:], row[1:], strict=True))) for row in self.rows]

    @property
    def _classes(self) -> list[str]:
        figures = (ColumnKind.INTEGER, ColumnKind.MONEY)
        return ["number" if place and column.kind in figures else "" for place, column in enumerate(self.columns)]


def shown(examples: bool) -> AgreementQuerySet:
    """Return the agreements that statistics count: published ones of this city."""
    return Agreement.objects.public().of_this_city(examples=examples).order_by()


def language() -> str:
    """Return the active language, "id" if there is none."""
    return get_language() or "id"


def number(value: int | Decimal) -> str:
    """Format a number for the active language."""
    return format_number(Decimal(value), language())


def count_cell(count: int, url: str = "") -> Cell:
    """Return a cell with a number that links to the list behind it; no link for zero."""
    return Cell(count, number(count), url if count else "")


def share(part: int, whole: int) -> str:
    """Return the share as in " (60%)"; "" if there are too few for a percentage."""
    return f" ({round(100 * part / whole)}%)" if whole >= ENOUGH_FOR_PERCENT else ""


def out_of(part: int, whole: int) -> str:
    """Format as in "1 dari 4"."""
    return _("%(part)s of %(whole)s") % {"part": number(part), "whole": number(whole)}


def list_url(name: str, *, examples: bool, **values) -> str:
    """Return the address of the page `name` filtered by `values`."""
    query = QueryDict(mutable=True)
    query.update(values)
    return keeping_examples(f"{reverse(name)}?{query.urlencode()}", examples)


def bars_of(pairs: Iterable[tuple[str, int]]) -> Bars:
    """Return bars with their number as text; those of zero are left out."""
    return Bars(tuple(Bar(label, value, number(value)) for label, value in pairs if value))
