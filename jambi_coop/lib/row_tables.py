"""One table of columns for a model: what each reads from the database and how a cell is made of it.

Rows are tuples straight from a cursor, never model instances; what hangs on many rows is looked up for
a batch at a time, so memory and queries per row do not grow with the table.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

from django.db.models import QuerySet
from import_export.fields import Field

from jambi_coop.lib.tables import Column

BATCH = 2000


@dataclass(frozen=True)
class Cells:
    """A column and its cells. `paths` are read with `values_list`.

    `make` is given the facts of one download (labels, look-ups) and returns the function from the
    values of `paths` to the cell; without it there is one path and its value is the cell.
    `attribute` names the field of the model that the column is, for import.
    """

    column: Column
    paths: tuple[str, ...]
    make: Callable[[object], Callable] | None = None
    attribute: str = ""


def plain(column: Column, path: str = "") -> Cells:
    """The value of one field as it is."""
    path = path or column.key
    return Cells(column, (path,), attribute=path)


def table_rows(
    table: Sequence[Cells], queryset: QuerySet, facts: object, load: Callable[[list], None]
) -> Iterator[tuple]:
    """The rows of `queryset` in its order. `load` is called with the ids of each batch before its rows."""
    paths = list(dict.fromkeys(["pk", *(path for cells in table for path in cells.paths)]))
    place = {path: index for index, path in enumerate(paths)}
    readers = [_reader(cells, place, facts) for cells in table]
    return _rows(queryset.values_list(*paths), readers, load)


def _rows(values: QuerySet, readers: list[Callable], load: Callable[[list], None]) -> Iterator[tuple]:
    cursor = values.iterator(chunk_size=BATCH)
    while batch := list(islice(cursor, BATCH)):
        load([row[0] for row in batch])
        for row in batch:
            yield tuple([read(row) for read in readers])


def _reader(cells: Cells, place: dict[str, int], facts: object) -> Callable:
    get = itemgetter(*(place[path] for path in cells.paths))
    if cells.make is None:
        return get
    make = cells.make(facts)
    if len(cells.paths) == 1:
        return lambda row: make(get(row))
    return lambda row: make(*get(row))


def import_export_fields(table: Sequence[Cells]) -> dict[str, Field]:
    """The columns as django-import-export's fields, named by their keys; what is worked out is read-only."""
    return {
        cells.column.key: Field(
            attribute=cells.attribute or None, column_name=cells.column.key, readonly=not cells.attribute
        )
        for cells in table
    }
