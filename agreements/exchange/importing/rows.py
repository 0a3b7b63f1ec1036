"""What an import knows of each row of a file: the cells that came in, the row of the register, and the difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models

from agreements.exchange.register.cells import DayOrder
from agreements.exchange.register.columns import SheetColumn, Table
from agreements.models import ImportRow
from agreements.stages.begin_in_bulk import NewRecord, Paper
from jambi_coop.lib.sheets.cell_reading import text_of

State = ImportRow.State
Written = tuple["ComparedRow", models.Model, dict[str, Any] | None]
"""A line of the file, a row that it wrote, and the former values of a row that was there."""


@dataclass(frozen=True)
class SheetRow:
    """One line of a file: its sheet, the number that the spreadsheet shows for it, and its cells by column key.

    `candidates` and `notes` were found before the comparison: keys and marks of what the line may be the same as, and
    sentences on how it was understood; `faults` are column keys with the reason why the line cannot be taken over.
    `orders` are what was chosen for its dates, by column key.
    """

    table: Table
    sheet: str
    number: int
    cells: dict[str, Any]
    candidates: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()
    orders: Mapping[str, DayOrder] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """How the row is told apart from all others of the file: one line may have rows of several tables."""
        return f"{self.table.key}!{self.sheet}!{self.number}"


class Difference(NamedTuple):
    """One column of a row that changes, with both values as Python has them."""

    column: SheetColumn
    before: Any
    after: Any


@dataclass(frozen=True)
class Fault:
    """Why a row is rejected: the heading of the column ("" for the whole row), the text of the cell, the reason with
    the remedy."""

    heading: str
    text: str
    reason: str


@dataclass
class ComparedRow:
    """A line of the file beside the row of the register that it means.

    `row` is the row of the register with the new values, not saved; `found` the row as it is, None for a new one.
    `links` are the rows of many-to-many columns. `label` names the row for the reader. `record` is what begins a new
    agreement, `paper` a new instrument with its signatures.
    """

    came: SheetRow
    row: models.Model | None = None
    found: models.Model | None = None
    values: dict[str, Any] = field(default_factory=dict)
    links: dict[str, list[Any]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    candidates: list[str] = field(default_factory=list)
    label: str = ""
    record: NewRecord | None = None
    paper: Paper | None = None

    @property
    def state(self) -> State:
        if self.faults:
            return State.REJECTED
        if self.found is None:
            return State.NEW
        return State.CHANGED if self.differences else State.SAME

    def refuse(self, reason: str, column: SheetColumn | None = None) -> None:
        """Reject the row for a column, or as a whole."""
        heading = str(column.header) if column is not None else ""
        text = text_of_cell(self.came, column)
        fault = Fault(heading, text, reason)
        if fault not in self.faults:
            self.faults.append(fault)

    def refuse_error(self, error: ValidationError) -> None:
        """Reject the row for every reason of an error, each at its column where it names one of the table's."""
        if not hasattr(error, "error_dict"):
            for reason in error.messages:
                self.refuse(reason)
            return
        columns = {column.key: column for column in self.came.table.columns}
        for name, reasons in error.message_dict.items():
            for reason in reasons:
                self.refuse(reason, columns.get(name))


def text_of_cell(came: SheetRow, column: SheetColumn | None) -> str:
    """Return the text of a cell as it came in, cut to what a page shows."""
    return text_of(came.cells.get(column.key))[:200] if column is not None else ""


@dataclass(frozen=True)
class UnknownPartner:
    """A partner that the register does not have: its name, the addresses of the nearest ones, what the file says of it,
    and the numbers of the lines that name it."""

    name: str
    near: list[str]
    kind: str
    country: str
    place: str
    numbers: list[int]


@dataclass
class Comparison:
    """Everything that an import of a file would do. `unknown` are partners to be decided on; `written` is what acts
    have carried out with the comparison, for the caller to take back where it was not shown."""

    rows: Sequence[ComparedRow]
    unknown: Sequence[UnknownPartner] = ()
    written: Sequence[Written] = ()

    def counts(self) -> dict[str, int]:
        """Return the number of rows by state, and of those with a note."""
        found = {str(state): 0 for state in State}
        for one in self.rows:
            found[str(one.state)] += 1
        found["notes"] = sum(1 for one in self.rows if one.notes)
        return found

    @property
    def writes(self) -> list[ComparedRow]:
        return [one for one in self.rows if one.state in (State.NEW, State.CHANGED)]
