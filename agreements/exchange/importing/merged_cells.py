"""Cells that are merged downwards: the file has their value once, and it is meant for every row of the merge.

It is read for each row, and the row says so. A figure is not: read twice, an amount would be counted twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from agreements.exchange.register.columns import Kind
from jambi_coop.lib.sheets.heading import Row

from .rows import SheetRow

FIGURES = frozenset({Kind.AMOUNT, Kind.NUMBER, Kind.WHOLE})


class Above(NamedTuple):
    """The cell with the value of a merge: the number of its row, and the value."""

    number: int
    value: Any


def cells_above(merged: Iterable[tuple[int, int, int, int]], rows: Sequence[Row]) -> dict[int, dict[int, Above]]:
    """Return the cells that have the value of an empty one below, by row number and place of the column."""
    places = {row.number: place for place, row in enumerate(rows)}
    found: dict[int, dict[int, Above]] = defaultdict(dict)
    for top, left, bottom, _right in merged:
        first = places.get(top)
        if first is None or left >= len(rows[first].cells) or rows[first].cells[left] is None:
            continue
        for row in rows[first + 1 :]:
            if row.number > bottom or left in found[row.number]:  # merges never overlap, unless to keep a reader busy
                break
            if row.cells[left] is None:
                found[row.number][left] = Above(top, rows[first].cells[left])
    return found


def with_merged(row: SheetRow, above: Mapping[str, Above]) -> SheetRow:
    """Return the row with the values of the cells that it is merged with, by the key of the column."""
    cells, faults = dict(row.cells), list(row.faults)
    read: dict[int, list[str]] = defaultdict(list)
    for key, (number, value) in above.items():
        column = row.table.column(key)
        if column.kind in FIGURES:
            reason = _(
                "The cell is merged with that of row %(row)d, and a figure is not counted twice. Undo the merge, and "
                "write into each row what belongs to it."
            )
            faults.append((key, reason % {"row": number}))
            continue
        cells[key] = value
        read[number].append(str(column.header))
    text = _("Merged cells, read as in row %(row)d: %(columns)s.")
    notes = [text % {"row": number, "columns": ", ".join(headers)} for number, headers in read.items()]
    return replace(row, cells=cells, notes=(*row.notes, *notes), faults=tuple(faults))
