"""Which row holds the headings of a table, or which two."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from .workbook import CellValue, Sheet

WITHIN = 30
"""Rows in which headings are looked for by their shape alone; letterheads are shorter."""
LONGEST_HEADING = 120
LOOKED_AT = 200
"""Rows in which known headings are looked for, and whose width says how wide the table is."""
_NUMBERING = re.compile(r"\(?\s*(\d{1,3})\s*\)?(?:\s*=.*)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURE = re.compile(r"[\d.,/\-\s]+")


def folded(text: object) -> str:
    """Small letters and digits only: "Tgl. Mulai" and "tgl mulai" are the same heading."""
    plain = unicodedata.normalize("NFKD", str(text)).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


class CellTexts:
    """The texts of a row in one line each, by column; figures and dates are none."""

    def __init__(self, row: Sequence[CellValue]):
        self.row = row
        self.filled = [index for index, cell in enumerate(row) if cell is not None]
        self.by_column = {index: " ".join(cell.split()) for index, cell in enumerate(row) if isinstance(cell, str)}
        self.words = {index: text for index, text in self.by_column.items() if not _FIGURE.fullmatch(text)}

    @property
    def all(self) -> list[str]:
        return list(self.by_column.values())

    @property
    def is_short(self) -> bool:
        return 0 < max(map(len, self.words.values()), default=0) <= LONGEST_HEADING

    @property
    def may_head(self) -> bool:
        """Mostly short texts: then the row may be one of headings."""
        return self.is_short and len(self.words) * 2 >= len(self.filled)

    @property
    def has_the_shape(self) -> bool:
        """Words, and no figures but years that follow one another, at least two of them."""
        figures = [str(self.row[index]).strip() for index in self.filled if index not in self.words]
        years = all(_YEAR.fullmatch(text) for text in figures) and figures == sorted(set(figures))
        return self.is_short and (not figures or (len(figures) > 1 and years))

    @property
    def only_words(self) -> bool:
        return self.is_short and len(self.filled) == len(self.words)


def find_header(sheet: Sheet, known: frozenset[str]) -> tuple[int, int] | None:
    """Return the first and the last row of the headings, as places in `sheet.rows`; one row is both."""
    rows = [CellTexts(row) for row in sheet.rows[:LOOKED_AT]]
    at = _by_names(rows, known)
    if at is None:
        at = _by_shape(rows[: max(0, WITHIN + 1 - sheet.first_row)], rows)
    if at is None:
        return None
    for top, bottom in ((at, at + 1), (at - 1, at)):
        if top >= 0 and bottom < len(rows) and _is_double(sheet, top, bottom, rows):
            return top, bottom
    return at, at


def heading_texts(sheet: Sheet, top: int, bottom: int) -> list[str]:
    """The headings by column, "Group – Sub" where there are two rows of them."""
    if top == bottom:
        return [_one_line(cell) for cell in _trimmed(sheet.rows[top])]
    above, below = _trimmed(sheet.rows[top]), _trimmed(sheet.rows[bottom])
    width = max(len(above), len(below))
    groups = _groups(sheet, top, width)
    texts = []
    for column in range(width):
        group = _one_line(above[groups.get(column, column)]) if groups.get(column, column) < len(above) else ""
        sub = _one_line(below[column]) if column < len(below) else ""
        texts.append(" – ".join(part for part in (group, sub) if part))
    return texts


def is_numbering(row: Sequence[CellValue]) -> bool:
    """True for a row (1) (2) (3) of the numbers of the columns; without a gap, and at least three unless
    they are in brackets."""
    cells = [str(cell) for cell in row if cell is not None]
    matches = [_NUMBERING.fullmatch(cell.strip()) for cell in cells]
    numbers = [int(match[1]) for match in matches if match]
    fewest = 2 if all(cell.strip().startswith("(") for cell in cells) else 3
    return len(numbers) == len(cells) >= fewest and numbers == list(range(1, len(numbers) + 1))


def _by_names(rows: Sequence[CellTexts], known: Collection[str]) -> int | None:
    """The row with the most known names, at least two, or one where it stands alone in the row."""
    if not known:
        return None
    best, found = 0, None
    for at, texts in enumerate(rows):
        hits = len({name for text in texts.all if (name := folded(text)) in known})
        if hits > best and texts.may_head and (hits > 1 or len(texts.filled) == 1 == hits):
            best, found = hits, at
    if best == 1 and found is not None and found >= WITHIN:
        return None
    return found


def _by_shape(first: Sequence[CellTexts], every: Sequence[CellTexts]) -> int | None:
    """The first row of texts that is about as wide as the table; None where such a row holds figures: it is data."""
    widest = max((len(texts.filled) for texts in every), default=0)
    for at, texts in enumerate(first):
        if len(texts.filled) >= 2 and len(texts.filled) * 10 >= widest * 6:
            return at if texts.has_the_shape else None
    return None


def _is_double(sheet: Sheet, top: int, bottom: int, rows: Sequence[CellTexts]) -> bool:
    """Whether two rows are one heading: below stand only words, and only under groups, or the file says so by a merge
    of a cell above with the one below."""
    above, below = rows[top], rows[bottom]
    if len(above.filled) < 2 or not below.only_words or is_numbering(sheet.rows[bottom]):
        return False
    width = max(above.filled[-1], below.filled[-1]) + 1
    groups = _groups(sheet, top, width)
    under = [column for column in below.filled if column in groups]
    if len(under) != len(below.filled) or len(set(groups.values())) == 0:
        return False
    spanned = {group for column, group in groups.items() if column != group}
    return {groups[column] for column in below.filled} <= spanned and len(under) > 1


def _groups(sheet: Sheet, top: int, width: int) -> dict[int, int]:
    """The column of the group's heading by column. The file says it by merged cells; where it merges none, a heading
    reaches over the blank cells on its right, of which those below are filled."""
    number = sheet.first_row + top
    merged = [(left, right) for first, left, last, right in sheet.merged if first == last == number and right > left]
    if merged:
        return {column: left for left, right in merged for column in range(left, right + 1)}
    above = CellTexts(sheet.rows[top]).filled
    below = CellTexts(sheet.rows[top + 1]).filled if top + 1 < len(sheet.rows) else []
    groups = {}
    for place, left in enumerate(above):
        end = above[place + 1] if place + 1 < len(above) else width
        if end - left > 1 and all(column in below for column in range(left, end)):
            groups.update(dict.fromkeys(range(left, end), left))
    return groups


def _trimmed(row: Sequence[CellValue]) -> list[CellValue]:
    cells = list(row)
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _one_line(cell: CellValue) -> str:
    return "" if cell is None else " ".join(str(cell).split())
