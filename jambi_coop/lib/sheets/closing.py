"""What stands under the last row of a list: the total, notes, and the block of signatures.

Only the end of the sheet is looked at, and only lines that are nearly empty. One sign alone is not enough: a place with
a day ("Jambi, 24 November 2026") may as well be a value.
"""

import re
from collections.abc import Sequence
from datetime import date, time, timedelta

from django.utils.translation import gettext as _

from .workbook import CellValue

Rows = Sequence[Sequence[CellValue]]

_MONTH = r"(?:jan|feb|peb|mar|apr|mei|may|jun|jul|agu|agt|ags|aug|sep|okt|oct|nov|nop|des|dec)[a-z]*"
_DOTS = r"[\s\d.…_]"
_OFFICES = (
    "kepala|sekretaris|wali ?kota|wakil|asisten|kabag|kasubbag|direktur|camat|ketua|pejabat|pembina|penata|pengatur"
)
_DAY = rf"(?:tanggal *)?{_DOTS}{{1,20}}(?:{_MONTH})?{_DOTS}{{0,20}}"
_SIGNS = {
    "opening": re.compile(r"(?:mengetahui|menyetujui|mengesahkan|disetujui|diketahui)\b[^.]{0,60}", re.I),
    "place and day": re.compile(rf"[a-z][a-z .'-]{{1,40}}, ?{_DAY}", re.I),
    "office": re.compile(rf"(?:(?:a\. ?n|an|plt|plh|pj|u\.b)\. *)?(?:{_OFFICES})\b.{{0,80}}", re.I),
    "number of the civil servant": re.compile(r"n\.?i\.?p\.?\s*[:.]?\s*[\d .…_-]*", re.I),
}  # fmt: skip
_BEGINNINGS = {"opening", "place and day"}
LONGEST_BLOCK = 15
"""Rows of a block of signatures; two signatories with their offices and ranks take about ten."""
_TOTALS = {"jumlah", "total", "jumlah total", "total jumlah", "grand total", "jumlah keseluruhan"}
_NOTE = re.compile(r"(?:sumber|catatan|keterangan|ket|source|note|notes|keadaan per|as of)\s*[.:].*|\*.+", re.I | re.S)


def closing_rows(rows: Rows, places: Sequence[int], width: int) -> dict[int, str]:
    """Return the places of the rows that close the list, and why; `places` are those that may hold data."""
    end = [at for at in places if at in _tail(rows, places, width)]
    block = _signature_block(rows, end)
    found = dict.fromkeys(block, _("block of signatures"))
    rest = [at for at in places if at not in found]
    while rest and _is_note(rows[rest[-1]], width):
        found[rest.pop()] = _("note under the list")
    if len(rest) > 1 and _is_total(rows[rest[-1]]):
        found[rest[-1]] = _("total")
    return found


def _tail(rows: Rows, places: Sequence[int], width: int) -> set[int]:
    """The rows at the end that hold few cells, and only texts."""
    found = set()
    for at in reversed(places):
        filled = [cell for cell in rows[at] if cell is not None]
        if len(filled) > max(2, width // 2) or any(
            isinstance(cell, (bool, float, date, time, timedelta)) for cell in filled
        ):
            break
        if any(isinstance(cell, int) and cell < 10**9 for cell in filled):  # larger ones: the number of a civil servant
            break
        found.add(at)
    return found


def _signature_block(rows: Rows, end: Sequence[int]) -> list[int]:
    """The rows from the first sign of a signature to the end, where at least two different signs are seen, and one of
    them is that with which such blocks begin."""
    seen = {at: _signs(rows[at]) for at in end}
    begins = next((place for place, at in enumerate(end) if seen[at]), len(end))
    block = list(end[begins:])
    signs = set().union(*(seen[at] for at in block))
    return block if len(signs) >= 2 and signs & _BEGINNINGS and len(block) <= LONGEST_BLOCK else []


def _signs(row: Sequence[CellValue]) -> set[str]:
    texts = [" ".join(cell.split()) for cell in row if isinstance(cell, str)]
    return {name for name, pattern in _SIGNS.items() if any(pattern.fullmatch(text) for text in texts)}


def _is_note(row: Sequence[CellValue], width: int) -> bool:
    filled = [(index, cell) for index, cell in enumerate(row) if cell is not None]
    if len(filled) != 1 or width < 2 or filled[0][0] > 1:
        return False
    return isinstance(filled[0][1], str) and bool(_NOTE.fullmatch(filled[0][1].strip()))


def _is_total(row: Sequence[CellValue]) -> bool:
    """The word for a total, and beside it only figures, at least one."""
    filled = [cell for cell in row if cell is not None]
    texts = [cell for cell in filled if isinstance(cell, str)]
    named = len(texts) == 1 and filled[0] == texts[0] and " ".join(texts[0].casefold().split()).strip(" :") in _TOTALS
    return named and len(filled) > 1 and all(type(cell) in (int, float) for cell in filled[1:])
