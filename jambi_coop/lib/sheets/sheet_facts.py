"""What the XML of a sheet tells beyond its values, and how far its content reaches; shared by both formats."""

from collections.abc import Callable
from dataclasses import dataclass, field

from .refusals import (
    MAX_AREA,
    MAX_BLANK_ROWS,
    MAX_CELL_TEXT,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_FAR_CELLS,
    MAX_ROWS,
    MAX_TEXT,
    MAX_TOTAL_AREA,
    UnreadableFile,
)

Place = tuple[int, int]
"""(row number as Excel shows it, column from 0)."""


@dataclass
class Budget:
    """What all sheets of a workbook have taken together."""

    cells: int = 0
    area: int = 0
    text: int = 0

    def has_text(self, length: int) -> None:
        """So many characters more are held in memory."""
        self.text += length
        if self.text > MAX_TEXT:
            raise UnreadableFile("too much text")


@dataclass
class SheetFacts:
    """Of one sheet: hidden rows and columns, merged ranges (first row, first column, last row, last column), formulas
    without a stored value, and the errors that formulas ended in."""

    name: str
    budget: Budget = field(default_factory=Budget)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    empty_formulas: set[Place] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    last_row: int = 0
    last_column: int = -1
    rows: int = 0
    far_cells: int = 0

    def refuse(self, code: str, most: int = 0) -> UnreadableFile:
        return UnreadableFile(code, sheet=self.name, most=most)

    def has_row(self) -> None:
        """A row is named in the sheet, with or without content."""
        self.rows += 1
        if self.rows > MAX_BLANK_ROWS:
            raise self.refuse("too many blank rows", MAX_BLANK_ROWS)

    def has_cell(self) -> None:
        """A cell is named in the sheet, with or without content."""
        self.budget.cells += 1
        if self.budget.cells > MAX_CELLS:
            raise self.refuse("too many blank rows", MAX_CELLS)

    def has_far_cell(self) -> None:
        """A cell is named right of the last column that may have content."""
        self.far_cells += 1
        if self.far_cells > MAX_FAR_CELLS:
            raise self.refuse("too many blank rows", MAX_FAR_CELLS)

    def has_content(self, row: int, column: int) -> None:
        """There is a value, a text or a formula in this cell."""
        if row > MAX_ROWS:
            raise self.refuse("too many rows", MAX_ROWS)
        if column >= MAX_COLUMNS:
            raise self.refuse("too many columns", MAX_COLUMNS)
        if row > self.last_row:
            self.last_row = row
        if column > self.last_column:
            self.last_column = column

    def close(self) -> None:
        """The sheet ends: what it takes in memory is known."""
        area = self.last_row * (self.last_column + 1)
        self.budget.area += area
        if area > MAX_AREA or self.budget.area > MAX_TOTAL_AREA:
            raise self.refuse("too many cells")


def check_text(length: int) -> None:
    """Refuse a text of so many characters, of which more may follow."""
    if length > MAX_CELL_TEXT:
        raise UnreadableFile("cell too long", most=MAX_CELL_TEXT)


class Handlers(dict[str, Callable[[dict[str, str]], None]]):
    """The function for each element by its name with any prefix; `otherwise` for every other element."""

    def __init__(self, by_local_name: dict[str, Callable[[dict[str, str]], None]], otherwise: Callable):
        super().__init__(by_local_name)
        self.otherwise = otherwise

    def __missing__(self, name: str):
        handler = self.get(name.rpartition(":")[2], self.otherwise)
        if len(self) < 1000:
            self[name] = handler
        return handler
