"""The one writer of XLSX files. Rows are written straight to disk, so memory does not grow with them.

Text is always written as text, never as a formula or a link; days and numbers have their own cell types.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from itertools import chain
from tempfile import TemporaryDirectory
from typing import BinaryIO

from xlsxwriter import Workbook

from .choices import SHEET_NAMES, Choices
from .layout import Layout, SheetSpec
from .table import Column, headers
from .xlsx_cells import LOCKED, OPEN, PLAIN, RULED, Formats, RowHeights, blank_format, cell_writer, clean_text

MAX_ROWS = 1_048_576
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
PROTECTION = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}
"""What a protected sheet still allows beside filling in."""
FOOTERS = {"id": "&RHalaman &P dari &N", "en": "&RPage &P of &N"}
LONGEST_FOOTER = 200
LINE_WIDTH = 110
BOLD_WIDTH = 0.8

_ILLEGAL_IN_NAME = re.compile(r"[\[\]:*?/\\]")


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
    write_workbook([SheetSpec(sheet_title, columns, rows, layout or Layout())], out, language)


def write_workbook(sheets: Sequence[SheetSpec], out: BinaryIO, language: str) -> None:
    """Write several sheets to `out`, in their order; nothing is written when one of them fails."""
    language = "en" if language.startswith("en") else "id"
    # A temporary folder of its own, so that no file is left when an error occurs halfway through the rows.
    with TemporaryDirectory() as folder, _workbook(out, folder) as workbook:
        workbook.set_properties({"title": clean_text(sheets[0].title), "author": ""})
        formats, choices = Formats(workbook, language), Choices(sheets, language)
        taken = {SHEET_NAMES[language].lower()} if choices.long else set()
        for spec in sheets:
            rest = iter(spec.rows)
            while rest is not None:
                sheet = workbook.add_worksheet(_sheet_name(spec.title, taken))
                rest = _TableSheet(sheet, spec, language, formats, choices).write(rest)
        choices.write(workbook, formats)


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


class _TableSheet:
    """One sheet while it is written, from its first row to its last."""

    def __init__(self, sheet, spec: SheetSpec, language: str, formats: Formats, choices: Choices):
        self.sheet, self.spec, self.layout = sheet, spec, spec.layout
        self.language, self.formats, self.choices = language, formats, choices
        styles = [self._style(column) for column in spec.columns]
        self.heights = RowHeights(sheet)
        # What people read or fill in on the sheet itself breaks into lines.
        is_wrapped = self.layout.numbering or spec.fillable is not None
        self.writers = [
            cell_writer(sheet, column, language, formats, self.heights, style, wrapped=is_wrapped)
            for column, style in zip(spec.columns, styles, strict=True)
        ]
        self.blanks = [
            blank_format(column.kind, style, formats) if style != PLAIN else None
            for column, style in zip(spec.columns, styles, strict=True)
        ]

    def write(self, rows):
        """Fill the sheet; return the iterator of the rows that did not fit, or None."""
        if self.spec.lines is not None:
            return self._write_lines(self.spec.lines)
        first = self._write_head()
        limit = MAX_ROWS - len(self.layout.closing) - 2
        row, rest = self._write_rows(rows, first, limit)
        if self.spec.columns:
            self.sheet.autofilter(first - 1, 0, max(row - 1, first - 1), len(self.spec.columns) - 1)
        if rest is None:
            spare = range(row, min(row + self.spec.spare_rows, limit))
            for blank in spare:
                self._write_row(blank, [None] * len(self.writers))
            row += len(spare)
            self._write_end(row)
        self.choices.apply(self.sheet, self.spec, first, row - 1)
        if self.spec.fillable is not None:
            self.sheet.protect("", PROTECTION)
        return rest

    def _style(self, column: Column) -> str:
        if self.spec.fillable is None:
            return RULED if self.layout.numbering else PLAIN
        return OPEN if column.key in self.spec.fillable else LOCKED

    def _text(self, row: int, index: int, text: str, kind: str | None = None, style: str = PLAIN) -> None:
        form = self.formats.get(kind, style) if kind else None
        self.sheet.write_string(row, index, clean_text(text, self.language), form)

    def _write_lines(self, lines: Sequence[str]) -> None:
        """A page of text, the first line of which is its title."""
        self.sheet.set_column(0, 0, LINE_WIDTH)
        for row, line in enumerate(lines):
            self._text(row, 0, line, "lines" if row else "title")
            self.heights.fit(row, line, LINE_WIDTH)
        self._set_up_page()

    def _write_head(self) -> int:
        """Write what stands above the rows, and return the place of the first row."""
        for index, column in enumerate(self.spec.columns):
            self.sheet.set_column(index, index, column.width)
        head = len(self.layout.heading)
        for row, line in enumerate(self.layout.heading):
            self._text(row, 0, line, "title")
        for index, text in enumerate(headers(self.spec.columns, self.language)):
            self._text(head, index, text, "header", RULED if self.layout.numbering else PLAIN)
            # Bold letters are wider than those that a column is measured in.
            self.heights.fit(head, text, self.spec.columns[index].width * BOLD_WIDTH)
            if note := self.spec.notes.get(self.spec.columns[index].key):
                size = {"x_scale": 2, "y_scale": max(1, len(note) / 120)}
                self.sheet.write_comment(head, index, clean_text(note, self.language), {"author": "", **size})
        first = head + 1
        if self.layout.numbering:
            for index in range(len(self.spec.columns)):
                self._text(first, index, f"({index + 1})", "numbering")
            first += 1
        self.sheet.freeze_panes(first, 0)
        self.sheet.repeat_rows(head, first - 1)
        self._set_up_page()
        return first

    def _write_rows(self, rows, row, limit):
        for values in rows:
            if row >= limit:
                return row, chain([values], rows)
            self._write_row(row, values)
            row += 1
        return row, None

    def _write_row(self, row: int, values: Sequence) -> None:
        for index, (write, value) in enumerate(zip(self.writers, values, strict=True)):
            self._write_cell(row, index, write, value)

    def _write_cell(self, row: int, index: int, write, value) -> None:
        if value is not None:
            write(row, index, value)
        elif (blank := self.blanks[index]) is not None:
            self.sheet.write_blank(row, index, None, blank)

    def _write_end(self, row: int) -> None:
        if self.layout.total is not None:
            for index, (write, value) in enumerate(zip(self.writers, self.layout.total, strict=True)):
                if isinstance(value, str):
                    self._text(row, index, value, "title", RULED if self.layout.numbering else PLAIN)
                else:
                    self._write_cell(row, index, write, value)
            row += 1
        for line in self.layout.closing:
            row += 1
            self._write_closing(row, line)

    def _write_closing(self, row: int, line: str) -> None:
        """A line below the table; one that is longer than the table breaks, or it would make the printed page small."""
        width = sum(column.width for column in self.spec.columns)
        if len(line) <= width or len(self.spec.columns) < 2:
            self._text(row, 0, line)
            return
        text = clean_text(line, self.language)
        self.heights.fit(row, text, width)
        self.sheet.merge_range(row, 0, row, len(self.spec.columns) - 1, text, self.formats.get("lines"))

    def _set_up_page(self) -> None:
        if self.layout.landscape:
            self.sheet.set_landscape()
        self.sheet.set_paper(self.layout.paper)
        self.sheet.fit_to_pages(1, 0)
        text = clean_text(self.layout.footer, self.language).replace("&", "&&")
        left = f"&L{text[:LONGEST_FOOTER].rstrip('&')}" if text else ""
        self.sheet.set_footer(left + FOOTERS[self.language])


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a sheet name of at most 31 characters that the format allows and that no sheet has yet; numbered from the
    second sheet of the same name on."""
    plain = _ILLEGAL_IN_NAME.sub(" ", clean_text(title)).strip(" '") or "Data"
    if plain.lower() == "history":  # reserved by Excel
        plain = "Data"
    number, name = 1, plain[:31].rstrip(" '")
    while name.lower() in taken:
        number += 1
        suffix = f" ({number})"
        name = plain[: 31 - len(suffix)].rstrip(" '") + suffix
    taken.add(name.lower())
    return name
