"""The cells of an XLSX file: their texts, their formats, and the function that writes each kind of value."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from xlsxwriter import Workbook

from jambi_coop.lib.dates.known_date import Precision, format_known

from .table import Column, ColumnKind, yes_no

MAX_TEXT = 32_767
"""UTF-16 units that a cell holds, counted as they are written."""
DATE_FORMATS = {"id": "[$-421]dd mmmm yyyy", "en": "[$-409]d mmmm yyyy"}
MONEY_FORMAT = "#,##0.00"
CUT = {"id": "… [dipotong]", "en": "… [cut]"}
"""How a text ends that no cell can hold whole."""
LINE_HEIGHT, MOST_LINES = 15, 27
"""Points of a line, and how many lines a row shows at most: no row is higher than 409 points."""
PLAIN, LOCKED, OPEN, RULED = "plain", "locked", "open", "ruled"
"""Styles of a cell: as it is; of a column that is not to be changed; of one that is to be filled in; of a report that
people read on paper."""
_STYLES: dict[str, dict[str, Any]] = {
    PLAIN: {},
    LOCKED: {"bg_color": "#E7E6E6", "font_color": "#404040"},
    OPEN: {"locked": False, "border": 1, "border_color": "#BFBFBF"},
    RULED: {"border": 1, "text_wrap": True},
}

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LITERAL_ESCAPE = re.compile("_x[0-9a-fA-F]{4}_")
_ESCAPE_OF_ESCAPE = len("_x005F")
# Excel counts 1 January 1900 as day 1, and wrongly has a 29 February 1900.
_DAY_ZERO = date(1899, 12, 30).toordinal()
_FIRST_DAY = date(1900, 1, 1)
_LEAP_BUG_UNTIL = 61


def clean_text(text: str, language: str = "id") -> str:
    """Return the text as a cell can hold it: line breaks as "\\n", without characters that XML forbids, and cut with a
    word that says so where it would be too long as it is written."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _ILLEGAL.search(text):
        text = _ILLEGAL.sub("", text)
    if len(text) <= MAX_TEXT // 2 or _written_length(text) <= MAX_TEXT:  # nothing takes more than twice its length
        return text
    room = MAX_TEXT - len(CUT[language])
    text = text[:room]
    while (excess := _written_length(text) - room) > 0:
        text = text[: -max(1, excess // 2)]
    return text + CUT[language]


def _written_length(text: str) -> int:
    """UTF-16 units of the text after `_x0041_` that stands in it was written as `_x005F_x0041_`."""
    return len(text.encode("utf-16-le")) // 2 + _ESCAPE_OF_ESCAPE * len(_LITERAL_ESCAPE.findall(text))


class Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook, language: str):
        self._workbook = workbook
        self._made: dict[tuple[str, str], Any] = {}
        top = {"valign": "top"}
        self._kinds: dict[str, dict[str, Any]] = {
            "title": {"bold": True},
            "header": {"bold": True, "text_wrap": True, "bottom": 1, **top},
            "numbering": {"align": "center", "border": 1},
            "text": {"num_format": "@", **top},
            "lines": {"num_format": "@", "text_wrap": True, **top},
            "date": {"num_format": DATE_FORMATS[language], "align": "left", **top},
            "money": {"num_format": MONEY_FORMAT, **top},
            "number": top,
        }

    def get(self, kind: str, style: str = PLAIN):
        if (kind, style) not in self._made:
            self._made[kind, style] = self._workbook.add_format({**self._kinds[kind], **_STYLES[style]})
        return self._made[kind, style]


def blank_format(kind: str, style: str, formats: Formats):
    """The format of a cell without a value: that which a value typed into it shall have.

    A date of known precision is typed as text: a cell of dates would make a day of "June 2026".
    """
    names = {ColumnKind.INTEGER: "number", ColumnKind.DECIMAL: "number", ColumnKind.MONEY: "money"}
    return formats.get({**names, ColumnKind.DATE: "date"}.get(ColumnKind(kind), "lines"), style)


class RowHeights:
    """Sets the height of the rows with a text of several lines; not every program does it when it opens the file."""

    def __init__(self, sheet):
        self._sheet = sheet
        self._row, self._lines = -1, 0

    def fit(self, row: int, text: str, width: float) -> None:
        """Make the row high enough for this text, unless it is already."""
        lines = sum(max(1, -(-len(line) // max(1, int(width)))) for line in text.split("\n"))
        if row == self._row and lines <= self._lines:
            return
        self._row, self._lines = row, lines
        self._sheet.set_row(row, LINE_HEIGHT * min(lines, MOST_LINES))


def _serial(day: date) -> int | None:
    """Return the number by which a spreadsheet knows a day; None for one before its first."""
    if day.toordinal() < _FIRST_DAY.toordinal():
        return None
    serial = day.toordinal() - _DAY_ZERO
    return serial - 1 if serial < _LEAP_BUG_UNTIL else serial


def cell_writer(  # noqa: C901 - a small function for each kind
    sheet,
    column: Column,
    language: str,
    formats: Formats,
    heights: RowHeights,
    style: str = PLAIN,
    *,
    wrapped: bool = False,
) -> Callable:
    """Return the function that writes one cell of a column: (row, index, value other than None).

    `wrapped`: a text that is longer than the column is wide breaks into lines, as on paper.
    """
    write_string, write_number = sheet.write_string, sheet.write_number
    text_format, lines_format = formats.get("text", style), formats.get("lines", style)
    date_format, money_format = formats.get("date", style), formats.get("money", style)
    number_format, (yes, no) = formats.get("number", style), yes_no(language)

    def write_text(row, index, value):
        text = value if type(value) is str else str(value)
        # A printable text has no character that XML forbids; most texts are printable, so this saves the search.
        if len(text) > MAX_TEXT // 2 or not text.isprintable():
            text = clean_text(text, language)
        if "\n" in text or (wrapped and len(text) > column.width):
            heights.fit(row, text, column.width)
            write_string(row, index, text, lines_format)
        else:
            write_string(row, index, text, text_format)

    def write_day(row, index, value):
        serial = _serial(value)
        if serial is None:
            write_text(row, index, value.isoformat())
        else:
            write_number(row, index, serial, date_format)

    def write_known(row, index, value):
        if value.precision == Precision.DAY:
            write_day(row, index, value.earliest)
        elif value:
            write_text(row, index, format_known(value, language))

    def write_figure(row, index, value):
        write_number(row, index, value, number_format)

    def write_money(row, index, value):
        write_number(row, index, value, money_format)

    def write_boolean(row, index, value):
        write_string(row, index, yes if value else no, text_format)

    return {
        ColumnKind.INTEGER: write_figure,
        ColumnKind.DECIMAL: write_figure,
        ColumnKind.DATE: write_day,
        ColumnKind.KNOWN_DATE: write_known,
        ColumnKind.MONEY: write_money,
        ColumnKind.BOOLEAN: write_boolean,
    }.get(ColumnKind(column.kind), write_text)
