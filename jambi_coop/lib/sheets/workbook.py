"""The one reader of spreadsheets that come in: XLSX, ODS and CSV with every value as it is, and nothing executed.

Whole figures come as int, dates as dates in both systems of Excel, figures that were stored as text stay texts, and the
error of a formula comes as its text (`#N/A`) and is named in the notes. Line breaks in a cell are "\\n".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from .csv_reader import read_csv
from .file_kind import kind_of
from .ods_parts import copy_ods
from .refusals import MAX_FILE, UnreadableFile
from .sheet_facts import Place, SheetFacts
from .xlsx_parts import copy_xlsx

CellValue = str | int | float | bool | date | datetime | time | timedelta | None

NAMED = 5
"""Cells that a note names before it says "and so on"."""
_LARGEST_INTEGER = 2**53
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DURATION = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")


@dataclass(frozen=True)
class Sheet:
    """One sheet. `rows` begins with row `first_row` of Excel, each row with column A; blank rows at both ends are left
    out.

    `empty_formulas` are (row number, column from 0) of formulas without a stored value, which read as empty cells.
    `merged` are (first row, first column, last row, last column) of merged cells.
    """

    name: str
    first_row: int
    rows: list[list[CellValue]]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    empty_formulas: frozenset[Place] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True)
class Workbook:
    """A file as it was read. `kind` is "xlsx", "ods" or "csv"; `notes` are sentences for the reader of the page."""

    kind: str
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)


def read_workbook(file: BinaryIO, name: str) -> Workbook:
    """Read a seekable binary file that was called `name`; what it is, its content says.

    Raises UnreadableFile, which says what is wrong and what to do.
    """
    kind, package = kind_of(file)
    notes = _about_the_name(name, kind)
    if package is None:
        rows, more = read_csv(file.read(MAX_FILE))
        return Workbook(kind, [_sheet(Path(name).stem, rows, SheetFacts(""))], notes + more)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"checked.{kind}"
        facts = copy_xlsx(package, path) if kind == "xlsx" else copy_ods(package, path)
        sheets = _calamine_sheets(path, facts)
    return Workbook(kind, sheets, notes + [note for one in facts for note in _about_the_sheet(one)])


def cell_name(place: Place) -> str:
    """B3 for (3, 1)."""
    return f"{column_letters(place[1])}{place[0]}"


def column_letters(column: int) -> str:
    """AA for column 26, counted from 0."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _calamine_sheets(path: Path, facts: list[SheetFacts]) -> list[Sheet]:
    """The values of the checked copy, by the library that reads them fast."""
    try:
        with CalamineWorkbook.from_path(path) as book:
            hidden = {one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible}
            return [
                _sheet(one.name, book.get_sheet_by_name(one.name).to_python(False), one, one.name in hidden)
                for one in facts
            ]
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise UnreadableFile("damaged") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how a fault inside the library shows; it is no Exception
            raise UnreadableFile("damaged") from error
        raise


def _sheet(name: str, found: Iterable[Iterable], facts: SheetFacts, is_hidden: bool = False) -> Sheet:
    rows = [[_value(cell) for cell in row] for row in found]
    for (row, column), error in facts.errors.items():
        rows.extend([] for _row in range(row - len(rows)))
        rows[row - 1].extend([None] * (column + 1 - len(rows[row - 1])))
        rows[row - 1][column] = error
    filled = [number for number, row in enumerate(rows) if any(cell is not None for cell in row)]
    first, last = (filled[0], filled[-1] + 1) if filled else (0, 0)
    return Sheet(
        name,
        first + 1,
        rows[first:last],
        is_hidden,
        frozenset(facts.hidden_rows),
        frozenset(facts.empty_formulas),
        tuple(facts.merged),
    )


def _value(cell) -> CellValue:
    """The value of a cell as Python has it; a cell without anything in it is None."""
    if isinstance(cell, str):
        return _text(cell) if cell else None
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < _LARGEST_INTEGER:
            return int(cell)
        return cell if isfinite(cell) else str(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    return cell


def _text(text: str) -> CellValue:
    """The text with line breaks as "\\n", without characters that no cell can show; ODS writes a duration as a text."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        text = _CONTROLS.sub("", text)
    if text.startswith("PT") and (match := _DURATION.fullmatch(text)):
        hours, minutes, seconds = map(int, match.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return text if text.strip() else None


def _about_the_name(name: str, kind: str) -> list[str]:
    ending = Path(name).suffix.lower().lstrip(".")
    if ending in (kind, "", "txt", "tsv", "ots", "xltx") and (kind == "csv" or ending not in ("txt", "tsv")):
        return []
    params = {"name": Path(name).name, "kind": kind.upper()}
    return [_("“%(name)s” is a %(kind)s file by its content, and was read as one.") % params]


def _about_the_sheet(facts: SheetFacts) -> list[str]:
    """What a reader of the list could not see in it."""
    notes = []
    if facts.errors:
        named = _named(f"{cell_name(place)} {error}" for place, error in sorted(facts.errors.items()))
        notes.append(
            _("Sheet “%(sheet)s”: formulas ended in an error: %(cells)s.") % {"sheet": facts.name, "cells": named}
        )
    if facts.empty_formulas:
        text = _(
            "Sheet “%(sheet)s”: formulas without a stored result read as empty cells: %(cells)s. Open the file in "
            "Excel, save it, and send it again."
        )
        cells = _named(cell_name(place) for place in sorted(facts.empty_formulas))
        notes.append(text % {"sheet": facts.name, "cells": cells})
    columns = [column for column in sorted(facts.hidden_columns) if column <= facts.last_column]
    if columns:
        text = _("Sheet “%(sheet)s”: hidden columns were read too: %(columns)s.")
        notes.append(text % {"sheet": facts.name, "columns": _named(map(column_letters, columns))})
    return notes


def _named(names: Iterable[str]) -> str:
    every = list(names)
    return ", ".join(every[:NAMED]) + (" …" if len(every) > NAMED else "")
