"""CSV as it comes: the encoding and the separator are found by what makes sense of the file, and told to the reader."""

import codecs
import csv
from collections import Counter
from io import StringIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jambi_coop.lib.tables.csv_writer import unescape_cell

from .refusals import MAX_AREA, MAX_CELL_TEXT, MAX_COLUMNS, MAX_ROWS, UnreadableFile

SEPARATORS = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("vertical bar"),
}
SAMPLE_LINES = 200
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
_MANY_CONTROLS = 0.02


def read_csv(content: bytes) -> tuple[list[list[str | None]], list[str]]:
    """Return the rows as Excel would number them, and what was found out about the file, in words."""
    text, notes = _decoded(content)
    text = text.translate(_CONTROLS) if _readable(text) else ""
    if not text.strip():
        raise UnreadableFile("not text")
    text, separator = _named_separator(text)
    if separator is None:
        separator = _separator(text)
        if separator not in (None, ","):
            name = SEPARATORS[separator]
            notes.append(_("The columns are separated by a %(separator)s; this was recognised.") % {"separator": name})
    return _rows(text, separator or ","), notes


def _decoded(content: bytes) -> tuple[str, list[str]]:
    """The text, and a note where its encoding is another than UTF-8."""
    encoding, name = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile("not text") from error
    note = _("The text is encoded as %(encoding)s; check that letters such as é are right.") % {"encoding": name}
    return text.removeprefix("\ufeff"), [note] if name else []


def _encoding(content: bytes) -> tuple[str, str]:
    """(how Python calls the encoding, its name for people; empty for UTF-8)."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "UTF-16"
    start = content[:4000]
    zeros = [start[offset::2].count(0) for offset in (0, 1)]
    if max(zeros) > len(start) // 5 > 2 * min(zeros):
        return ("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"), "UTF-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", "Windows-1252"
    return "utf-8", ""


def _readable(text: str) -> bool:
    """Whether these may be letters: what no encoding made sense of is full of control characters."""
    start = text[:20_000]
    return sum(ord(sign) in _CONTROLS for sign in start) <= len(start) * _MANY_CONTROLS + 2


def _named_separator(text: str) -> tuple[str, str | None]:
    """The text without Excel's first line `sep=;`, and the separator that it names."""
    first, _end, rest = text.partition("\n")
    first = first.strip().strip('"')
    if len(first) == 5 and first.lower().startswith("sep=") and first[4] in SEPARATORS:
        return "\n" + rest, first[4]  # a blank line in its place, so that the rows keep their numbers
    if first.lower() == "sep=":
        return "\n" + rest, "\t"
    return text, None


def _separator(text: str) -> str | None:
    """The sign that divides the most lines into one and the same number of cells; None where none divides them."""
    sample = "".join(text.splitlines(keepends=True)[:SAMPLE_LINES])
    best: tuple[float, int] = (0, 0)
    found = None
    for sign in SEPARATORS:
        widths = Counter(width for width in _widths(sample, sign) if width > 1)
        if not widths:
            continue
        width, lines = max(widths.items(), key=lambda item: (item[1], item[0]))
        if (score := (lines * (1 - 1 / width), width)) > best:
            best, found = score, sign
    return found


def _widths(sample: str, separator: str) -> list[int]:
    try:
        return [len(row) for row in csv.reader(StringIO(sample, newline=""), delimiter=separator)]
    except csv.Error:
        return []


def _rows(text: str, separator: str) -> list[list[str | None]]:
    rows: list[list[str | None]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    area = last = 0
    begun = 1
    try:
        for cells in reader:
            row = [_cell(cell) for cell in cells]
            while row and row[-1] is None:
                row.pop()
            rows.append(row)
            last = len(rows) if row else last
            area += len(row)
            _check_size(row, last, area)
            begun = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile("unclosed quote", line=begun) from error
    return rows[:last]


def _check_size(row: list[str | None], last: int, area: int) -> None:
    if last > MAX_ROWS:
        raise UnreadableFile("too many rows", sheet="CSV", most=MAX_ROWS)
    if len(row) > MAX_COLUMNS:
        raise UnreadableFile("too many columns", sheet="CSV", most=MAX_COLUMNS)
    if area > MAX_AREA:
        raise UnreadableFile("too many cells", sheet="CSV")
    if any(cell is not None and len(cell) > MAX_CELL_TEXT for cell in row):
        raise UnreadableFile("cell too long", most=MAX_CELL_TEXT)


def _cell(text: str) -> str | None:
    """A text without the mark that our own writer puts before what looks like a formula; None without content."""
    text = unescape_cell(text).replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else None
