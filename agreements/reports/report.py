"""One report: a table with title, filters, totals, notes and the definitions of its figures.

Page, print, XLSX and DOCX are written once, from this (`agreements.reports.files`). A report is made by a function
`(parameters, today, user) -> Report` in a module of its own; `agreements.reports.kinds` lists them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from agreements.lifecycle.tracks import Text
from agreements.record.wording import INTERNAL_FORMAT
from jambi_coop.lib.money.amounts import format_money
from jambi_coop.lib.tables.cell_text import cell_text
from jambi_coop.lib.tables.table import Column, ColumnKind, TableColumn

NUMBER = Column("number", pgettext_lazy("column", "No."), ColumnKind.INTEGER, 5)
LINE = "\n"


class Total(NamedTuple):
    """A sum of checked lines in one currency."""

    label: str
    currency: str
    amount: Decimal

    @property
    def sentence(self) -> str:
        return f"{self.label}: {format_money(self.amount, self.currency, get_language() or 'id')}"


class Fold(NamedTuple):
    """One column on paper that holds several columns of the spreadsheet, a line each; `labelled` lines begin with the
    heading of their column."""

    header: Text
    keys: tuple[str, ...]
    labelled: bool = False
    width: float = 20


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report as it stands on the day `as_of`.

    `keys` name the rows, so that the next report can be compared with this one; `moving` are columns that change with
    the day alone and are not compared. `count_row` is a row of sums of counts. `folds` say how the columns are laid out
    on paper, where they are too many for it.
    """

    title: str
    as_of: date
    filters: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple, ...]
    keys: tuple[str, ...]
    count_row: tuple | None = None
    totals: tuple[Total, ...] = ()
    notes: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    folds: tuple[Fold, ...] = ()
    moving: frozenset[str] = field(default_factory=frozenset)

    @property
    def closing(self) -> tuple[str, ...]:
        """The lines below the table: sums, notes, definitions, and what the report is not."""
        return (*(total.sentence for total in self.totals), *self.notes, *self.definitions, str(INTERNAL_FORMAT))


EMPTY = gettext_lazy("NIL")
"""Written in place of rows where a report has none."""


class Table(NamedTuple):
    """Columns, rows and the keys of the rows, ready for `Report`."""

    columns: tuple[Column, ...]
    rows: tuple[tuple, ...]
    keys: tuple[str, ...]


def table_of(columns: Sequence[TableColumn], things: Iterable[Any], key: Callable[[Any], str]) -> Table:
    """Return a numbered table with a row for each thing, in the language that is active."""
    things = list(things)
    rows = (
        (number, *(_cell(cell(thing)) for _column, cell in columns)) for number, thing in enumerate(things, start=1)
    )
    return Table((NUMBER, *(column for column, _cell in columns)), tuple(rows), tuple(map(key, things)))


def _cell(value):
    """Return a cell as it is kept: what is empty is None, whatever its type."""
    return None if value == "" or (value is not None and not isinstance(value, int | Decimal) and not value) else value


def lines(texts: Iterable[str | None]) -> str | None:
    """Return texts, each once and on a line of its own; None where there are none."""
    return LINE.join(dict.fromkeys(filter(None, texts))) or None


def for_paper(report: Report) -> Report:
    """Return the report with the columns that fit on paper; the same where it needs no folding."""
    if not report.folds:
        return report
    places = {column.key: index for index, column in enumerate(report.columns)}
    language = get_language() or "id"

    def folded(row: tuple, fold: Fold) -> str | None:
        parts = []
        for key in fold.keys:
            column = report.columns[places[key]]
            text = cell_text(row[places[key]], column.kind, language)
            parts.append(f"{column.header}: {text}" if text and fold.labelled else text)
        return LINE.join(filter(None, parts)) or None

    columns = [Column(fold.keys[0], str(fold.header), width=fold.width) for fold in report.folds]
    rows = [(row[0], *(folded(row, fold) for fold in report.folds)) for row in report.rows]
    return Report(**{**vars(report), "columns": (NUMBER, *columns), "rows": tuple(rows), "folds": ()})
