"""Rows without a key that the register may have already: found by what tells such rows apart, never decided by it.

Of an agreement that is its title; of a party its partner and role; of an instrument its kind with the day of signing;
of a step its stage (`past_steps`);
of a follow-up its title and day; of money every column; of a promised result its title; of a target its value and day;
of a measured value its period and source.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from agreements.exchange.register.columns import Table, When
from jambi_coop.lib.sheets.heading import folded

from .rows import ComparedRow
from .values import canonical

Mark = tuple[str, ...]


def _parts(*names: str) -> Callable[[Any], Mark]:
    """Return a function that gives the values of these attributes, as they are compared."""
    return lambda get: tuple(canonical(get(name)) for name in names)


MARKS: dict[str, tuple[str, Callable[[Any], Mark]]] = {
    "partners": ("", lambda get: (folded(get("name")),)),
    "agreements": ("", lambda get: (folded(get("title")),)),
    "parties": ("agreement", _parts("partner", "role")),
    "instruments": ("agreement", _parts("kind", "signed_on")),
    "steps": ("agreement", _parts("stage")),
    "follow_ups": (
        "agreement",
        lambda get: (folded(get("title")), canonical(get("done_on")) or canonical(get("due_on"))),
    ),
    "money": ("agreement", _parts("kind", "amount", "currency", "value_date", "provider", "receiver", "source")),
    "indicators": ("agreement", lambda get: (folded(get("title")),)),
    "targets": ("indicator", _parts("value", "due")),
    "measurements": ("indicator", _parts("period", "source")),
}
"""By table: the row above, within which rows are told apart ("" for the whole register), and by what."""


def alike(table: Table, new: Sequence[ComparedRow], source: Any = None) -> dict[str, list[Any]]:
    """Return by the place of each new row the rows of the register that it may be. `source` is that of the file."""
    if table.key not in MARKS or not new:
        return {}
    above, mark_of = MARKS[table.key]
    known, fresh = _known(table, above, mark_of, new), table.model()
    found = {}
    for one in new:
        parent = one.values.get(above) if above else None
        if above and (parent is None or parent.pk is None):
            continue
        rows = known.get((parent.pk if parent is not None else None, *mark_of(_value_of_new(fresh, one, source))))
        if rows:
            found[one.came.place] = rows
    return found


def _known(table: Table, above: str, mark_of: Callable, new: Sequence[ComparedRow]) -> dict[tuple, list[Any]]:
    rows = table.model._default_manager.all()
    if above:
        parents = {one.values[above].pk for one in new if one.values.get(above) is not None}
        rows = rows.filter(**{f"{above}__in": parents - {None}})
    elif hasattr(rows, "alive"):
        rows = rows.alive()
    related = [name for name in table.related if name not in ("stretch", "digest")]
    found: dict[tuple, list[Any]] = defaultdict(list)
    for row in rows.select_related(*related).prefetch_related(*table.prefetched).order_by("pk"):
        parent = getattr(row, f"{above}_id") if above else None
        found[(parent, *mark_of(lambda name, row=row: getattr(row, name)))].append(row)
    return found


def _value_of_new(fresh: Any, one: ComparedRow, source: Any) -> Callable[[str], Any]:
    """Return a function that gives a value of a new row: of its cell, else what a `fresh` one starts with."""

    def value(name: str) -> Any:
        if name in one.values:
            return one.values[name]
        if name == "source":
            return source
        return None if fresh._meta.get_field(name).is_relation else getattr(fresh, name)

    return value


def likeness(table: Table, one: ComparedRow, row: Any) -> bool:
    """True where every cell of the new row says what the row of the register says."""
    columns = {column.key: column for column in table.columns if column.when != When.NEVER}
    for key, value in one.values.items():
        column = columns[key]
        if column.read is not None and not hasattr(row, column.field):
            before = column.value(row)
        else:
            before = getattr(row, column.field, None)
        if hasattr(before, "all"):
            before = list(before.all())
        if canonical(before) != canonical(value):
            return False
    return True
