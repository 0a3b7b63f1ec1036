"""The rejected rows of a file as a workbook: the cells as they came, and beside them what is wrong with each."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import override

from agreements.models import ImportBatch, ImportRow
from jambi_coop.lib.sheets.cell_reading import LANGUAGES, text_of
from jambi_coop.lib.tables.layout import SheetSpec
from jambi_coop.lib.tables.table import Column
from jambi_coop.lib.tables.xlsx_writer import write_workbook

from .batches import file_of
from .rejected_with import sentences_on
from .sheets import ROW_NUMBER, WHAT_IS_WRONG, MatchedSheet


def write_rejected(batch: ImportBatch, out: BinaryIO, language: str) -> None:
    """Write one sheet for each sheet of the file that has rejected rows; the headings are those of the file, so that
    the corrected rows can be imported again."""
    faults: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in batch.import_rows.filter(state=ImportRow.State.REJECTED):
        of_itself = _refers_to(row.number)
        for heading, text, reason in row.faults:
            place = f"{heading} “{text}”: " if heading and text else (f"{heading}: " if heading else "")
            if reason not in of_itself:
                faults[(row.sheet, row.number)].append(f"{place}{reason}")
    sheets = [
        SheetSpec(sheet.name, _columns(sheet), _rows(sheet, faults))
        for sheet in file_of(batch).sheets
        if any(place[0] == sheet.name[:31] for place in faults)
    ]
    write_workbook(sheets, out, language)


def _refers_to(number: int) -> set[str]:
    """Return the reasons that refer a reader to this line. One line may have an agreement and its text, of which one is
    refused for the other's faults; here both are one row, with these faults beside it."""
    found = set()
    for language in LANGUAGES:
        with override(language):
            found |= sentences_on(number)
    return found


def _columns(sheet: MatchedSheet) -> list[Column]:
    own = [Column(f"c{one.index}", one.heading, width=20) for one in sheet.columns]
    return [
        *own,
        Column("row", ROW_NUMBER, width=10),
        Column("reason", WHAT_IS_WRONG, width=80),
    ]


def _rows(sheet: MatchedSheet, faults: dict[tuple[str, int], list[str]]) -> Iterator[tuple[Any, ...]]:
    assert sheet.found is not None
    for row in sheet.found.rows:
        found = faults.get((sheet.name[:31], row.number))
        if found:
            cells = [text_of(row.cells[one.index]) or None for one in sheet.columns]
            yield (*cells, str(row.number), "\n".join(dict.fromkeys(found)))
