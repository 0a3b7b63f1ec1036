"""Cells of an old register that hold something else, or more, than one value of their column: a word where a day
belongs, a term in one cell, what both sides signed with.

What can be told apart goes into columns of its own, and a note says so; what cannot goes into the note of the text as
it came, or is refused. Nothing is left out without a word.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from agreements.exchange.register.cells import CellFault, DayOrder, parts_of, read_date
from jambi_coop.lib.dates.known_date import KnownDate, to_text
from jambi_coop.lib.dates.parser import DateTextError, halves_of
from jambi_coop.lib.sheets.cell_reading import is_blank, text_of
from jambi_coop.lib.sheets.heading import folded

from .rows import SheetRow

STATUS_TEXTS = frozenset(
    folded(one)
    for one in (
        "Berjalan",
        "Selesai",
        "Batal",
        "Regret",
        "Berlaku",
        "Masih berlaku",
        "Tidak berlaku",
        "Aktif",
        "Proses",
    )
)
"""What stands where a date belongs, in real sheets: the state of the day on which somebody typed it."""
DATES = ("signed_on", "starts_on", "ends_on")
OF_BOTH = (("numbers", "city_number", "partner_number"), ("signatories", "city_signatory", "partner_signatory"))
"""A column for what both sides have, and those of our side and of the partner."""
PAPER_NOTE = "paper_note"
"""The cell that goes into the note of the text."""

SHORT = {"kota": "Pemkot", "kabupaten": "Pemkab", "provinsi": "Pemprov"}
"""How the government of a region is called in short, by the first word of its name."""

Term = tuple[KnownDate, KnownDate]


def one_value_each(came: SheetRow) -> SheetRow:
    """Return the line with one value in each cell, as far as its values can be told apart."""
    cells, notes = dict(came.cells), list(came.notes)
    _drop_states(cells, notes)
    faults = _read_term(came, cells, notes)
    kept = [text for columns in OF_BOTH if (text := _divide(came, cells, notes, *columns))]
    cells[PAPER_NOTE] = "\n".join(kept) or None
    return replace(came, cells=cells, notes=tuple(notes), faults=(*came.faults, *faults))


def without_our_side(names: Sequence[str], region: str) -> tuple[list[str], list[str]]:
    """Return the names of the partners, and those of our own side, which lists name among the parties."""
    region = region or settings.REGISTRY_REGION
    level, _space, rest = region.partition(" ")
    ours = {folded(one) for one in (region, f"Pemerintah {region}", f"{SHORT.get(level.casefold(), level)} {rest}")}
    return [one for one in names if folded(one) not in ours], [one for one in names if folded(one) in ours]


def _drop_states(cells: dict[str, Any], notes: list[str]) -> None:
    for key in DATES:
        if folded(text_of(cells.get(key))) in STATUS_TEXTS:
            notes.append(_("“%(text)s” is no date and is not taken over.") % {"text": text_of(cells.pop(key))})


# --- begin and end in one cell ----------------------------------------------------------------------------


def _read_term(came: SheetRow, cells: dict[str, Any], notes: list[str]) -> list[tuple[str, str]]:
    """Put begin and end of a term that stands in one cell into their columns; return (column, reason) where another
    cell says something else."""
    for key in (*DATES, "duration"):
        term = term_of(text_of(cells.get(key)), came.orders.get(key, DayOrder.DAY_FIRST))
        if term is None:
            continue
        text = text_of(cells.pop(key))
        for other, day in zip(("starts_on", "ends_on"), term, strict=True):
            if not is_blank(cells.get(other)) and not _says(cells[other], day, came.orders.get(other)):
                cells[key] = text
                reason = _("“%(text)s” is a term, and “%(column)s” says another day. Leave one of them.")
                return [(key, reason % {"text": text, "column": came.table.column(other).header})]
            cells[other] = day.earliest if day.is_exact else to_text(day)
        note = _("%(column)s: “%(text)s” is a term; its first day is read as the begin, its last as the end.")
        notes.append(note % {"column": came.table.column(key).header, "text": text})
    return []


def term_of(text: str, order: DayOrder) -> Term | None:
    """Return begin and end, where the text has two dates that each stand for themselves; None for any other text, also
    for a day that is not known exactly, such as "15–26 Oktober 2018"."""
    halves = halves_of(text) or ["", ""]
    try:
        begin, end = (read_date(half, order) for half in halves)
    except (CellFault, DateTextError):
        return None
    return (begin, end) if begin and end else None


def _says(cell: Any, day: KnownDate, order: DayOrder | None) -> bool:
    try:
        return read_date(cell, order or DayOrder.DAY_FIRST) == day
    except (CellFault, DateTextError):
        return False


# --- what both sides have in one cell -----------------------------------------------------------------------


def _divide(came: SheetRow, cells: dict[str, Any], notes: list[str], both: str, ours: str, theirs: str) -> str:
    """Divide a cell of both sides: one value is ours, of two the first. Return what has to go into the note."""
    cell = cells.pop(both, None)
    if is_blank(cell):
        return ""
    parts, header = parts_of(text_of(cell)), came.table.column(both).header
    is_free = is_blank(cells.get(ours))
    if len(parts) == 1 and is_free:
        cells[ours] = cell
        return ""
    if len(parts) == 2 and is_free and is_blank(cells.get(theirs)):
        cells[ours], cells[theirs] = parts
        note = _("%(column)s: two in one cell; “%(first)s” is read as ours, “%(second)s” as the partner's.")
        notes.append(note % {"column": header, "first": parts[0], "second": parts[1]})
        return ""
    note = _("%(column)s: which of “%(text)s” is ours cannot be told; it goes into the note of the text.")
    notes.append(note % {"column": header, "text": "; ".join(parts)})
    return f"{header}: {'; '.join(parts)}"
