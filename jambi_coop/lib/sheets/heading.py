"""Where in a sheet the table is: its headings, its rows, and in words why any other row is not one of them.

Lists of offices have a letterhead above, headings of two rows, a row of column numbers, and signatures below. What is
left out stands in `skipped` with its reason; a line of which it is not certain that it is no data stays a row.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .closing import closing_rows
from .header_rows import CellTexts, find_header, folded, heading_texts, is_numbering
from .workbook import CellValue, Sheet

__all__ = ["FoundTable", "Heading", "Row", "find_table", "folded"]


@dataclass(frozen=True)
class Heading:
    """A column: its place in every row, and its heading in one line: "" without one, "Group – Sub" of two rows."""

    index: int
    text: str


@dataclass(frozen=True)
class Row:
    """A row of data, with its number in Excel and a cell for each heading."""

    number: int
    cells: tuple[CellValue, ...]
    is_hidden: bool = False


@dataclass(frozen=True)
class FoundTable:
    """The table of a sheet. `skipped` has the number of every other row, and why it is none of the table's."""

    sheet: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    skipped: tuple[tuple[int, str], ...]


def find_table(sheet: Sheet, known: Collection[str] = ()) -> FoundTable | None:
    """Return the table of a sheet, or None where none is seen.

    `known` are folded names of columns (`folded`): with them the headings are recognised wherever they stand, without
    them by their shape within the first thirty rows.
    """
    header = find_header(sheet, frozenset(known))
    if header is None:
        return None
    top, bottom = header
    texts = heading_texts(sheet, top, bottom)
    body = sheet.rows[bottom + 1 :]
    width = max([len(texts), *(_width(row) for row in body)])
    texts += [""] * (width - len(texts))
    why = _reasons_above(sheet, top) | _reasons_in(body, bottom + 1, texts)
    why |= closing_rows(sheet.rows, [at for at in range(bottom + 1, len(sheet.rows)) if at not in why], width)
    rows = tuple(
        Row(number, tuple(row + [None] * width)[:width], number in sheet.hidden_rows)
        for at, row in enumerate(sheet.rows)
        if at > bottom and at not in why
        for number in [sheet.first_row + at]
    )
    skipped = tuple((sheet.first_row + at, reason) for at, reason in sorted(why.items()))
    return FoundTable(sheet.name, tuple(Heading(*pair) for pair in enumerate(texts)), rows, skipped)


def _reasons_above(sheet: Sheet, top: int) -> dict[int, str]:
    return {at: _("above the headings") if _width(sheet.rows[at]) else _("blank row") for at in range(top)}


def _reasons_in(body: Sequence[list[CellValue]], start: int, texts: Sequence[str]) -> dict[int, str]:
    """Blank rows, the row of column numbers under the headings, and the headings repeated on a further page."""
    found, is_first = {}, True
    named = [text for text in texts if text]
    column = texts.index(named[0]) if named else 0
    for at, row in enumerate(body, start=start):
        if not _width(row):
            found[at] = _("blank row")
            continue
        if is_first and is_numbering(row):
            found[at] = _("numbers of the columns")
        elif len(named) > 2 and isinstance(row[column], str) and CellTexts(row).all == named:
            found[at] = _("the headings once more")
        is_first = is_first and at in found
    return found


def _width(row: Sequence[CellValue]) -> int:
    return max((index + 1 for index, cell in enumerate(row) if cell is not None), default=0)
