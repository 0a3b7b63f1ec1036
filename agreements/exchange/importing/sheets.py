"""From a file to its rows: which sheet is which table, and which column is which.

A heading is known by the names of the columns (`SheetColumn.headings`), compared without case, spaces and
punctuation. What the user chose for a file, or for the same headings before, comes first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, BinaryIO

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from agreements.exchange.office_workbook.tables import OFFICE_TABLES
from agreements.exchange.register.cells import DayOrder
from agreements.exchange.register.columns import Kind, SheetColumn, Table, When
from agreements.exchange.register.tables import BY_KEY, ONLY_OUT, TAKEN_IN
from agreements.record.wording import INTERNAL_FORMAT
from jambi_coop.lib.dates.parser import day_and_month, halves_of
from jambi_coop.lib.sheets.cell_reading import LANGUAGES, text_of
from jambi_coop.lib.sheets.heading import FoundTable, Heading, find_table, folded
from jambi_coop.lib.sheets.refusals import UnreadableFile
from jambi_coop.lib.sheets.workbook import Sheet, read_workbook

from .merged_cells import cells_above, with_merged
from .office_sheets import office_table_of
from .old_register_columns import OLD_REGISTER, likeliest
from .rows import SheetRow
from .sheet_notes import notes_of, notes_on_office_sheet, notes_on_untaken

TABLES = {**BY_KEY, OLD_REGISTER.key: OLD_REGISTER, **{table.key: table for table in OFFICE_TABLES}}
"""Every table that a sheet can be, by key."""
OFFERED = (OLD_REGISTER, *TAKEN_IN)

IGNORED = "ignored"
"""A column, or a sheet, that the user leaves out."""
SAMPLES = 3
LONGEST_NAME = 31
"""Characters of the name of a sheet; a CSV file may have a longer one."""
HELP_SHEETS = frozenset(
    folded(word) for word in ("Petunjuk", "Pilihan", "Kamus", "Instructions", "Choices", "Dictionary")
)
FOOT = 200
"""Rows at the end of a sheet in which the mark of a report is looked for."""
ROW_NUMBER, WHAT_IS_WRONG = gettext_lazy("Row number"), gettext_lazy("What is wrong, and what to do")
"""The last two columns of a workbook of rejected rows, beside the columns of the file."""
LOOKED_AT = 50
"""Rows whose values say what a column is."""
LEAST_COLUMNS = 2
"""Headings of a table that have to be known before a sheet is taken for that table."""


class ReportFile(UnreadableFile):
    """Raised for a report that the register wrote for people: its cells are worded and folded, and no data."""

    def __init__(self) -> None:
        super().__init__("report")

    def __str__(self) -> str:
        return _("This is a report file; use the data template.")


class OutgoingFile(UnreadableFile):
    """Raised for a file of which every sheet goes out only."""

    def __init__(self) -> None:
        super().__init__("outgoing")

    def __str__(self) -> str:
        return _(
            "The register writes this table and does not take it in. Write what changed on the pages of the register."
        )


@dataclass(frozen=True)
class MatchedColumn:
    """A column of the file: its place, heading and first values, and the column of the register that it is taken
    for.

    `is_left_out` where the user left it out. `month_first` is the first date of it that can only be one with the month
    first ("" without one), `order` what was chosen for all of its dates. `read_by_spreadsheet` are the dates
    beside it that the spreadsheet has read itself and that may have been meant the other way round.
    """

    index: int
    heading: str
    samples: tuple[str, ...]
    column: SheetColumn | None
    is_left_out: bool = False
    month_first: str = ""
    order: DayOrder | None = None
    read_by_spreadsheet: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The heading, or what stands for it where there is none."""
        return self.heading or _("Column %(number)d, without a heading") % {"number": self.index + 1}


@dataclass(frozen=True)
class MatchedSheet:
    """A sheet of the file, and the table that it is taken for; None for one that is left out, with the reason.

    `found` is what stands in the sheet, also while nobody has said which table it is, and where it `is_left_out` by
    the user.
    """

    name: str
    table: Table | None
    columns: tuple[MatchedColumn, ...]
    found: FoundTable | None
    reason: str = ""
    is_left_out: bool = False
    goes_out_only: bool = False
    is_hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def is_certain(self) -> bool:
        """True where every column is known or left out, and none is there twice."""
        return self.table is not None and all(one.column is not None or one.is_left_out for one in self.columns)

    @property
    def questions(self) -> Iterable[str]:
        """What only the user can say, and has not said yet; without it the rows are not read."""
        if self.table is None and self.found is not None and not self.is_left_out:
            yield _("%(sheet)s: it is not clear which table this is. Choose it.") % {"sheet": self.name}
        for one in self.columns:
            if one.month_first and one.order is None:
                yield _(
                    "%(sheet)s, “%(column)s”: some dates have the month first, such as %(date)s. "
                    "Say once how all dates of this column are meant."
                ) % {"sheet": self.name, "column": one.name, "date": one.month_first}

    def rows(self) -> Iterable[SheetRow]:
        if self.table is None or self.found is None:
            return
        taken = [(one.index, one.column.key) for one in self.columns if one.column is not None]
        orders = {one.column.key: one.order for one in self.columns if one.column is not None and one.order}
        above = cells_above(self.merged, self.found.rows)
        for row in self.found.rows:
            cells = {key: row.cells[index] for index, key in taken}
            if any(value is not None for value in cells.values()):
                came = SheetRow(self.table, self.name[:LONGEST_NAME], row.number, cells, orders=orders)
                merged = above.get(row.number, {})
                yield with_merged(came, {key: merged[index] for index, key in taken if index in merged})


@dataclass(frozen=True)
class MatchedFile:
    """A file as it was read and understood. `notes` are sentences on what was done with it."""

    sheets: tuple[MatchedSheet, ...]
    notes: tuple[str, ...]

    @cached_property
    def rows(self) -> list[SheetRow]:
        return [row for sheet in self.sheets for row in sheet.rows()]

    @property
    def office_rows(self) -> list[SheetRow]:
        """The rows of the workbook of an office; other sheets of such a file are not taken in."""
        return [row for row in self.rows if row.table in OFFICE_TABLES]

    @property
    def is_office_workbook(self) -> bool:
        """True for the workbook that an office fills in for the yearly review."""
        return any(sheet.table in OFFICE_TABLES for sheet in self.sheets)

    @property
    def goes_out_only(self) -> bool:
        return any(sheet.goes_out_only for sheet in self.sheets) and not any(sheet.found for sheet in self.sheets)

    @property
    def is_certain(self) -> bool:
        return all(sheet.is_certain for sheet in self.sheets if sheet.table is not None)

    @property
    def questions(self) -> list[str]:
        """What has to be said on the page of the columns before anything is compared."""
        return [question for sheet in self.sheets for question in sheet.questions]


def read_file(file: BinaryIO, name: str, matching: Mapping[str, Any]) -> MatchedFile:
    """Read a file and match its sheets and columns. Raises `UnreadableFile` with a sentence.

    `matching`: by sheet name `{"table": key, "columns": {index: key or IGNORED}, "orders": {index: order}}`, as the
    user chose.
    """
    book = read_workbook(file, name)
    if any(map(_is_report, book.sheets)):
        raise ReportFile
    sheets = [_match(sheet, matching.get(sheet.name, {}), alone=len(book.sheets) == 1) for sheet in book.sheets]
    notes = list(book.notes)
    is_office_workbook = any(sheet.table in OFFICE_TABLES for sheet in sheets)
    for sheet in sheets:
        notes += notes_of(sheet)
        notes += notes_on_office_sheet(sheet) if is_office_workbook else notes_on_untaken(sheet)
    return MatchedFile(tuple(sheets), tuple(notes))


def _is_report(sheet: Sheet) -> bool:
    """True for a sheet with the mark of our reports at its foot, in either language."""
    marks = set()
    for language in LANGUAGES:
        with override(language):
            marks.add(folded(INTERNAL_FORMAT))
    cells = (cell for row in sheet.rows[-FOOT:] for cell in row if isinstance(cell, str))
    return any(folded(cell) in marks for cell in cells)


def _match(sheet: Sheet, chosen: Mapping[str, Any], *, alone: bool) -> MatchedSheet:
    if folded(sheet.name) in HELP_SHEETS:
        return MatchedSheet(sheet.name, None, (), None)
    if chosen.get("table") == IGNORED:
        found = _find(sheet, OFFERED)
        return MatchedSheet(sheet.name, None, (), found, _("this sheet is left out."), is_left_out=True)
    named = _table_named(sheet.name)
    if named in ONLY_OUT and _has_columns_of(sheet, named):
        reason = _("this sheet goes out only and is not taken in.")
        return MatchedSheet(sheet.name, None, (), None, reason, goes_out_only=True)
    table = TABLES.get(str(chosen.get("table", ""))) or office_table_of(sheet)
    table = table or (named if named not in ONLY_OUT else None)
    found = _find(sheet, [table] if table is not None else OFFERED) or _find(sheet, OFFERED)
    if found is None:
        return MatchedSheet(sheet.name, None, (), None, _("no table was found in this sheet."))
    table = table or _table_of(found)
    if table is None:
        return MatchedSheet(sheet.name, None, (), found)
    merged = sheet.merged if table not in OFFICE_TABLES else ()
    columns = tuple(_columns(table, found, chosen))
    return MatchedSheet(sheet.name, table, columns, found, is_hidden=sheet.is_hidden, merged=merged)


def own_headings(found: FoundTable) -> tuple[Heading, ...]:
    """Return the headings without the last two of a workbook of rejected rows."""
    last = [folded(one.text) for one in found.headings[-2:]]
    for language in LANGUAGES:
        with override(language):
            if last == [folded(ROW_NUMBER), folded(WHAT_IS_WRONG)]:
                return found.headings[:-2]
    return found.headings


def _has_columns_of(sheet: Sheet, table: Table) -> bool:
    found = _find(sheet, [table])
    known = [one for one in found.headings if _column_named(table, one.text)] if found is not None else []
    return len(known) >= LEAST_COLUMNS


def _find(sheet: Sheet, tables: Iterable[Table]) -> FoundTable | None:
    """Return what stands in a sheet that is one of these tables."""
    return find_table(sheet, {folded(name) for one in tables for column in one.columns for name in column.headings()})


def _table_named(name: str) -> Table | None:
    """Return the table that has this name in either language."""
    for table in TABLES.values():
        names = {folded(one) for one in (table.key, *table.names)}
        for language in LANGUAGES:
            with override(language):
                names.add(folded(table.title))
        if folded(name) in names:
            return table
    return None


def _table_of(found: FoundTable) -> Table | None:
    """Return the table whose columns the headings are; None where no table has most of them alone."""
    scores = sorted(
        ((sum(1 for one in found.headings if _column_named(table, one.text)), table.key) for table in OFFERED),
        reverse=True,
    )
    (best, key), (second, _other) = scores[:2]
    return TABLES[key] if best >= LEAST_COLUMNS and best > second else None


def _column_named(table: Table, heading: str) -> SheetColumn | None:
    return next(iter(_columns_named(table, heading)), None)


def _columns_named(table: Table, heading: str) -> list[SheetColumn]:
    wanted = folded(heading)
    return [one for one in table.columns if wanted in {folded(name) for name in one.headings()}] if wanted else []


def _columns_meant(table: Table, found: FoundTable) -> dict[int, SheetColumn]:
    """Return the column that each heading means, by its place; of a heading that may mean two, one that no other
    heading names, and whose choices its values are."""
    named = {one.index: _columns_named(table, one.text) for one in found.headings}
    certain = {columns[0].key for columns in named.values() if len(columns) == 1}
    meant = {}
    for index, columns in named.items():
        free = [one for one in columns if len(columns) == 1 or one.key not in certain]
        if free:
            meant[index] = likeliest(free, [text_of(row.cells[index]) for row in found.rows[:LOOKED_AT]])
    return meant


def _columns(table: Table, found: FoundTable, chosen: Mapping[str, Any]) -> Iterable[MatchedColumn]:
    taken: set[str] = set()
    by_key = {one.key: one for one in table.columns}
    columns, orders = chosen.get("columns", {}), chosen.get("orders", {})
    meant = _columns_meant(table, found)
    for heading in own_headings(found):
        samples = [text_of(row.cells[heading.index])[:60] for row in found.rows[:LOOKED_AT]]
        filled = tuple(dict.fromkeys(text for text in samples if text))[:SAMPLES]
        if not heading.text and not filled:
            continue
        wanted = columns.get(str(heading.index), "")
        column = by_key.get(wanted) if wanted else meant.get(heading.index)
        if column is not None and column.key in taken:
            column = None
        matched = MatchedColumn(heading.index, heading.text, filled, column, is_left_out=wanted == IGNORED)
        if column is not None:
            taken.add(column.key)
            if column.kind in (Kind.KNOWN_DATE, Kind.DAY) and column.when != When.NEVER:
                matched = _with_dates(matched, table, found, orders.get(str(heading.index), ""))
        yield matched


def _with_dates(matched: MatchedColumn, table: Table, found: FoundTable, order: str) -> MatchedColumn:
    """Return a column of dates with the order that was chosen for them. An office is not asked for it; of its dates
    that can be read in two ways none is guessed."""
    month_first = _month_first(found, matched.index)
    if month_first and table in OFFICE_TABLES:
        order = DayOrder.MIXED
    read = _read_by_spreadsheet(found, matched.index) if month_first else ()
    return replace(matched, month_first=month_first, order=DayOrder(order) if order else None, read_by_spreadsheet=read)


def _month_first(found: FoundTable, index: int) -> str:
    """Return the first cell of a column with a date that can only be one with the month first, "" without one."""
    for row in found.rows:
        cell = row.cells[index]
        for text in (halves_of(cell) or [cell]) if isinstance(cell, str) else ():
            figures = day_and_month(text)
            if figures is not None and figures[0] <= 12 < figures[1]:
                return text_of(cell)
    return ""


def _read_by_spreadsheet(found: FoundTable, index: int) -> tuple[str, ...]:
    """Return the date cells of a column that would be dates as well with day and month changed over."""
    cells = [row.cells[index] for row in found.rows]
    return tuple(text_of(one) for one in cells if isinstance(one, date) and one.day <= 12 and one.day != one.month)


def columns_to_choose(table: Table) -> list[SheetColumn]:
    """Return the columns that a column of a foreign file may be taken for."""
    return [one for one in table.columns if one.when != When.NEVER or one.kind == Kind.KEY]
