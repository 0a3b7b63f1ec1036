"""What changed from the last report of a kind that was sent to the present one: rows new and gone, cells old → new."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy, pgettext_lazy

from agreements.models import SentReport
from jambi_coop.lib.tables.table import Column

from .report import NUMBER, Report
from .sent import texts_of


class ChangeKind(TextChoices):
    """What became of a row since a report was sent."""

    NEW = "new", pgettext_lazy("row of a report", "New")
    GONE = "gone", pgettext_lazy("row of a report", "No longer there")
    CHANGED = "changed", pgettext_lazy("row of a report", "Changed")


class CellChange(NamedTuple):
    """A cell that says something else than before."""

    header: str
    old: str
    new: str


class RowChange(NamedTuple):
    """A row that is new, gone or changed; `name` is what people know it by."""

    kind: ChangeKind
    key: str
    name: str
    cells: tuple[CellChange, ...] = ()


COLUMNS = (
    Column("change", pgettext_lazy("column", "Change"), width=18),
    Column("key", gettext_lazy("Row"), width=22),
    Column("name", gettext_lazy("Name"), width=50),
    Column("column", gettext_lazy("Column"), width=24),
    Column("old", gettext_lazy("Before"), width=50),
    Column("new", pgettext_lazy("column", "Now"), width=50),
)


def changes_since(sent: SentReport, report: Report) -> list[RowChange]:
    """Return what changed; columns that change with the day alone, and those that one of the two has not, are not
    compared."""
    before, now = dict(map(tuple, sent.rows)), dict(map(tuple, texts_of(report)))
    old_places = {key: place for place, (key, _header) in enumerate(sent.columns)}
    left_out = {NUMBER.key, *report.moving}
    compared = [
        (str(column.header), old_places[column.key], place)
        for place, column in enumerate(report.columns)
        if column.key in old_places and column.key not in left_out
    ]
    return [*_now(before, now, compared), *_gone(before, now)]


def _now(before: dict, now: dict, compared: list[tuple[str, int, int]]) -> Iterator[RowChange]:
    for key, texts in now.items():
        if key not in before:
            yield RowChange(ChangeKind.NEW, key, _name(texts))
            continue
        cells = tuple(
            CellChange(header, before[key][old], texts[new])
            for header, old, new in compared
            if before[key][old] != texts[new]
        )
        if cells:
            yield RowChange(ChangeKind.CHANGED, key, _name(texts), cells)


def _gone(before: dict, now: dict) -> Iterator[RowChange]:
    for key, texts in before.items():
        if key not in now:
            yield RowChange(ChangeKind.GONE, key, _name(texts))


def _name(texts: list[str]) -> str:
    """Return the first cells of a row that say something, after its number."""
    return " – ".join([text.replace("\n", ", ") for text in texts[1:] if text][:2])


def change_rows(changes: list[RowChange]) -> list[tuple]:
    """Return the changes as rows of a sheet: one for each cell, and one for a row that is new or gone."""
    found: list[tuple] = []
    for change in changes:
        if not change.cells:
            found.append((str(change.kind.label), change.key, change.name, None, None, None))
        for cell in change.cells:
            found.append((str(change.kind.label), change.key, change.name, cell.header, cell.old, cell.new))
    return found
