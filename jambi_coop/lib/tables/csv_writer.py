"""The one writer of CSV, with two dialects: one that an Indonesian Excel opens by double-click, one for machines."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO

from jambi_coop.lib.dates.known_date import format_known, to_text

from .table import (
    Column,
    ColumnKind,
    boolean_text,
    headers,
    iso,
    yes_no,
)

EXCEL_ID = "excel-id"
STANDARD = "standard"
DIALECTS = (EXCEL_ID, STANDARD)
ROWS_PER_CHUNK = 500

# A spreadsheet program may execute a cell that starts with one of these; it converts the wide forms to them.
DANGEROUS = frozenset("=+-@\t\r\n\x00＝＋－＠")  # noqa: RUF001 - the wide forms are meant
SUSPECT = DANGEROUS | {"'"}
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n\x00＝＋－＠]")  # noqa: RUF001 - the wide forms are meant


def stream_csv(columns: Sequence[Column], rows: Iterable[Sequence], dialect: str, language: str) -> Iterator[bytes]:
    """Return the file as an iterator of chunks, the header first.

    "excel-id": `;`, UTF-8 with BOM, decimal comma, days as dd/mm/yyyy (the short date of the
    Indonesian region), less well-known dates in words. "standard": `,`, UTF-8, decimal point, ISO
    days, dates as `known_date.to_text` writes them, true and false. Raises ValueError for another dialect.
    """
    if dialect not in DIALECTS:
        raise ValueError(f"no such dialect: {dialect}")
    head = [escape_cell(text) for text in headers(columns, language)]
    kinds = list(enumerate(ColumnKind(column.kind) for column in columns))
    texts = [index for index, kind in kinds if kind in (ColumnKind.TEXT, ColumnKind.URL)]
    available = _formatters(dialect, language)
    formatters = [(index, available[kind]) for index, kind in kinds if kind in available]
    return _chunks(head, rows, texts, formatters, dialect)


def escape_cell(text: str) -> str:
    """Put a `'` before a text that a spreadsheet program could take for a formula."""
    if text and (text[0] in DANGEROUS or (text[0] == "'" and _ESCAPED.match(text))):
        return "'" + text
    return text


def unescape_cell(text: str) -> str:
    """Take the `'` away again that `escape_cell` puts before a text, and no other."""
    return text[1:] if text.startswith("'") and _ESCAPED.match(text) else text


def _chunks(head, rows, texts, formatters, dialect) -> Iterator[bytes]:
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";" if dialect == EXCEL_ID else ",", lineterminator="\r\n")
    if dialect == EXCEL_ID:
        buffer.write("\ufeff")
    writer.writerow(head)
    yield _taken(buffer)
    for number, row in enumerate(rows, start=1):
        if len(row) != len(head):
            raise ValueError(f"row {number} has {len(row)} cells for {len(head)} columns")
        writer.writerow(_cells(row, texts, formatters))
        if number % ROWS_PER_CHUNK == 0:
            yield _taken(buffer)
    if buffer.tell():
        yield _taken(buffer)


def _cells(row, texts, formatters) -> list:
    """The row as it is written: texts escaped, other values formatted; None stays None."""
    cells = list(row)
    for index in texts:  # without a call per cell: most of the time of a large file goes here
        text = cells[index]
        if text:
            if text.__class__ is not str:
                cells[index] = text = str(text)
            if text[0] in SUSPECT:
                cells[index] = escape_cell(text)
    for index, form in formatters:
        if cells[index] is not None:
            cells[index] = form(cells[index])
    return cells


def _taken(buffer: StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "replace")


def _point(value) -> str:
    return f"{value:f}"


def _comma(value) -> str:
    return f"{value:f}".replace(".", ",")


def _formatters(dialect: str, language: str) -> dict[ColumnKind, Callable]:
    """Return by column kind the function that turns a value other than None into the text of a cell; text and integers
    have none."""
    excel = dialect == EXCEL_ID

    def known(value):
        if not excel:
            return to_text(value)
        return day(value.earliest) if value.is_exact else format_known(value, language) if value else ""

    def day(value):
        return f"{value.day:02}/{value.month:02}/{value.year:04}" if excel else iso(value)

    number = _comma if excel else _point
    return {
        ColumnKind.DECIMAL: number,
        ColumnKind.MONEY: number,
        ColumnKind.DATE: day,
        ColumnKind.KNOWN_DATE: known,
        ColumnKind.BOOLEAN: boolean_text(*yes_no(language)) if excel else boolean_text("true", "false"),
    }
