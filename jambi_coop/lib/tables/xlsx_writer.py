"""The one writer of XLSX files. Rows are written straight to disk, so memory does not grow with them.

Text is always written as text, never as a formula or a link; days and numbers have their own cell types.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain
from tempfile import TemporaryDirectory
from typing import BinaryIO

from xlsxwriter import Workbook

from jambi_coop.lib.dates.known_date import Precision, format_known

from .table import Column, ColumnKind, headers, yes_no

MAX_TEXT = 32_767
MAX_ROWS = 1_048_576
DATE_FORMATS = {"id": "[$-421]dd mmmm yyyy", "en": "[$-409]d mmmm yyyy"}
MONEY_FORMAT = "#,##0.00"
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
A4 = 9
FOOTERS = {"id": "&RHalaman &P dari &N", "en": "&RPage &P of &N"}

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ILLEGAL_IN_NAME = re.compile(r"[\[\]:*?/\\]")
# Excel counts 1 January 1900 as day 1, and wrongly has a 29 February 1900.
_DAY_ZERO = date(1899, 12, 30).toordinal()
_FIRST_DAY = date(1900, 1, 1)
_LEAP_BUG_UNTIL = 61


@dataclass(frozen=True)
class Layout:
    """Parts that a report for people adds to the bare table; the default is a data file that can be imported again.

    `heading` lines are above the header row, `closing` lines below the table; `numbering` adds
    the row (1) (2) (3); `total` is one more row, its texts in bold, outside the filter.
    """

    heading: Sequence[str] = ()
    numbering: bool = False
    total: Sequence | None = None
    closing: Sequence[str] = ()


def write_xlsx(
    columns: Sequence[Column],
    rows: Iterable[Sequence],
    *,
    sheet_title: str,
    language: str,
    out: BinaryIO,
    layout: Layout | None = None,
) -> None:
    """Write one table to `out`; rows beyond the limit of the format continue in a further sheet."""
    layout = layout or Layout()
    language = "en" if language.startswith("en") else "id"
    # A temporary folder of its own, so that no file is left when an error occurs halfway through the rows.
    with TemporaryDirectory() as folder, _workbook(out, folder) as workbook:
        workbook.set_properties({"title": clean_text(sheet_title), "author": ""})
        formats = _formats(workbook, language)
        rest, number = iter(rows), 1
        while rest is not None:
            sheet = workbook.add_worksheet(_sheet_name(sheet_title, number))
            rest = _write_sheet(sheet, columns, rest, layout, language, formats)
            number += 1


@contextmanager
def _workbook(out: BinaryIO, folder: str):
    """Open a workbook that is written to `out` on success only."""
    workbook = Workbook(out, {**OPTIONS, "tmpdir": folder})
    try:
        yield workbook
    except BaseException:
        for sheet in workbook.worksheets():
            sheet.row_data_fh.close()
        raise
    workbook.close()


def clean_text(text: str) -> str:
    """Return `text` without characters that XML forbids, cut to the 32,767 characters of a cell."""
    if _ILLEGAL.search(text):
        text = _ILLEGAL.sub("", text)
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _formats(workbook: Workbook, language: str) -> dict:
    top = {"valign": "top"}
    return {
        "title": workbook.add_format({"bold": True}),
        "header": workbook.add_format({"bold": True, "text_wrap": True, "bottom": 1, **top}),
        "numbering": workbook.add_format({"align": "center", "bottom": 1}),
        "text": workbook.add_format({"num_format": "@", **top}),
        "date": workbook.add_format({"num_format": DATE_FORMATS[language], "align": "left", **top}),
        "money": workbook.add_format({"num_format": MONEY_FORMAT, **top}),
        "number": workbook.add_format(top),
    }


def _write_sheet(sheet, columns, rows, layout, language, formats):
    """Fill one sheet; return the iterator of the rows that did not fit, or None."""
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    head = len(layout.heading)
    for row, line in enumerate(layout.heading):
        sheet.write_string(row, 0, clean_text(line), formats["title"])
    for index, text in enumerate(headers(columns, language)):
        sheet.write_string(head, index, clean_text(text), formats["header"])
    first = head + 1
    if layout.numbering:
        for index in range(len(columns)):
            sheet.write_string(first, index, f"({index + 1})", formats["numbering"])
        first += 1
    _set_up_page(sheet, head, first, layout, language)
    writers = [_writer(sheet, column.kind, language, formats) for column in columns]
    limit = MAX_ROWS - len(layout.closing) - 2
    row, rest = _write_rows(rows, first, limit, writers)
    if columns:
        sheet.autofilter(first - 1, 0, max(row - 1, first - 1), len(columns) - 1)
    if rest is None:
        _write_end(sheet, row, layout, writers, formats)
    return rest


def _write_rows(rows, row, limit, writers):
    for values in rows:
        if row >= limit:
            return row, chain([values], rows)
        for index, (write, value) in enumerate(zip(writers, values, strict=True)):
            if value is not None:
                write(row, index, value)
        row += 1
    return row, None


def _write_end(sheet, row, layout, writers, formats):
    if layout.total is not None:
        for index, (write, value) in enumerate(zip(writers, layout.total, strict=True)):
            if isinstance(value, str):
                sheet.write_string(row, index, clean_text(value), formats["title"])
            elif value is not None:
                write(row, index, value)
        row += 1
    for line in layout.closing:
        row += 1
        sheet.write_string(row, 0, clean_text(line))


def _set_up_page(sheet, head, first, layout, language):
    sheet.freeze_panes(first, 0)
    sheet.repeat_rows(head, first - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(FOOTERS[language])


def _writer(sheet, kind: str, language: str, formats: dict) -> Callable:  # noqa: C901 - a small function for each kind
    """Return the function that writes one cell of a column: (row, index, value other than None)."""
    write_string, write_number = sheet.write_string, sheet.write_number
    text_format, date_format = formats["text"], formats["date"]
    yes, no = yes_no(language)

    def write_text(row, index, value):
        text = value if type(value) is str else str(value)
        # A printable text has no character that XML forbids; most texts are printable, so this saves the search.
        if len(text) > MAX_TEXT or not text.isprintable():
            text = clean_text(text)
        write_string(row, index, text, text_format)

    def write_day(row, index, value):
        serial = value.toordinal() - _DAY_ZERO
        if serial < _LEAP_BUG_UNTIL:
            if value.toordinal() < _FIRST_DAY.toordinal():
                write_text(row, index, value.isoformat())
                return
            serial -= 1
        write_number(row, index, serial, date_format)

    def write_known(row, index, value):
        if value.precision == Precision.DAY:
            write_day(row, index, value.earliest)
        elif value:
            write_string(row, index, format_known(value, language), text_format)

    def write_money(row, index, value):
        write_number(row, index, value, formats["money"])

    def write_figure(row, index, value):
        write_number(row, index, value, formats["number"])

    def write_boolean(row, index, value):
        write_string(row, index, yes if value else no, text_format)

    return {
        ColumnKind.INTEGER: write_figure,
        ColumnKind.DECIMAL: write_figure,
        ColumnKind.DATE: write_day,
        ColumnKind.KNOWN_DATE: write_known,
        ColumnKind.MONEY: write_money,
        ColumnKind.BOOLEAN: write_boolean,
    }.get(ColumnKind(kind), write_text)


def _sheet_name(title: str, number: int) -> str:
    """Return a sheet name of at most 31 characters that the format allows; numbered from the second sheet on."""
    suffix = f" ({number})" if number > 1 else ""
    name = _ILLEGAL_IN_NAME.sub(" ", clean_text(title)).strip(" '") or "Data"
    if name.lower() == "history":  # reserved by Excel
        name = "Data"
    return name[: 31 - len(suffix)].rstrip(" '") + suffix
