"""What the rows of a file would change, and what hinders them; writing exactly what was shown, or nothing."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from tablib import Dataset

from jambi_coop.lib.sheets.cell_reading import quoted
from jambi_coop.lib.web.form_values import NOTHING, shown

from .cells import ReferenceField
from .resources import ReferenceResource


@dataclass(frozen=True)
class CellChange:
    """A value that a file changes: the column, and both values in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class RowChange:
    """A row of a file that is new or changes a row of the register; `number` is that of the spreadsheet."""

    number: int
    is_new: bool
    name: str
    cells: list[CellChange]


@dataclass(frozen=True)
class CellFault:
    """What hinders a row of a file: the column, what stands there, and what to do. `label` is "" for the whole row."""

    number: int
    label: str
    value: str
    sentence: str


@dataclass
class Preview:
    """What a file would do, or has done. `fingerprint` differs as soon as anything else would be written."""

    changes: list[RowChange] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    unchanged: int = 0
    ignored: list[str] = field(default_factory=list)
    fingerprint: str = ""
    rows: list[models.Model] = field(default_factory=list)
    """The rows that existed before and were changed."""

    @property
    def new(self) -> int:
        return sum(change.is_new for change in self.changes)

    @property
    def changed(self) -> int:
        return len(self.changes) - self.new


def preview_of(resource: ReferenceResource, dataset: Dataset, *, write: bool = False) -> Preview:
    """Return what the file would change, with every fault; with `write` it is written unless there is a fault.

    Raises ValidationError where the table as a whole cannot be read, and any error that is not one of the file.
    """
    result = resource.import_data(dataset, dry_run=not write)
    for error in [*result.base_errors, *(one for row in result.rows for one in row.errors)]:
        raise error.error
    found = Preview(ignored=resource.ignored)
    written: list[Any] = []
    for number, row in zip(resource.numbers, result.rows, strict=True):
        if row.is_invalid():
            found.faults += _faults(resource, number, row)
        elif row.is_skip():
            found.unchanged += 1
        else:
            found.changes.append(_change(resource, number, row))
            written.append([number, row.is_new(), *_machine_values(resource, row)])
            found.rows += [] if row.is_new() else [row.instance]
    found.fingerprint = hashlib.sha256(json.dumps(written).encode()).hexdigest()
    return found


def write_shown(resource: ReferenceResource, dataset: Dataset, fingerprint: str) -> tuple[bool, Preview]:
    """Write the file where it still does what was shown; else write nothing, and return (False, what it would do now).

    All rows of the table are locked first, in one order, so that nobody changes one between the comparison and the
    writing, and two imports wait for each other.
    """
    with transaction.atomic():
        list(resource.get_queryset().select_for_update(no_key=True).order_by("pk").values_list("pk"))
        found = preview_of(resource, dataset, write=True)
        same = not found.faults and found.fingerprint == fingerprint
        if not same:
            transaction.set_rollback(True)
    return same, found


def _change(resource: ReferenceResource, number: int, row) -> RowChange:
    cells = [
        CellChange(
            str(one.heading),
            NOTHING if row.is_new() else _value_shown(one, row.original),
            _value_shown(one, row.instance),
        )
        for one in _changed_fields(resource, row)
    ]
    return RowChange(number, row.is_new(), str(row.instance if row.is_new() else row.original), cells)


def _changed_fields(resource: ReferenceResource, row) -> Iterator[ReferenceField]:
    """Of a new row every column with a value, of another those that differ."""
    for one in resource.get_import_fields():
        if row.is_new():
            changed = one.export(row.instance) is not None
        else:
            changed = one.get_value(row.instance) != one.get_value(row.original)
        if changed:
            yield one


def _value_shown(one: ReferenceField, row: models.Model) -> str:
    return shown(one.cell.form_field, one.get_value(row))


def _machine_values(resource: ReferenceResource, row) -> list[list[str]]:
    """Return (column, old, new) of what is written, the same in every language and before and after a row has its
    primary key."""

    def text(one, instance) -> str:
        value = one.get_value(instance) if instance is not None else None
        return repr(one.export(instance) if isinstance(value, models.Model) else value)

    return [
        [str(one.column_name), text(one, row.original), text(one, row.instance)]
        for one in _changed_fields(resource, row)
    ]


def _faults(resource: ReferenceResource, number: int, row) -> Iterator[CellFault]:
    order = [*resource.get_import_order(), NON_FIELD_ERRORS]
    found = _by_field(row.validation_error)
    for name, sentences in sorted(found, key=lambda one: order.index(one[0]) if one[0] in order else len(order)):
        one = resource.fields.get(name)
        label = str(one.heading) if one else _("Whole row")
        value = quoted(row.row_values.get(name)) if one else ""
        yield from (CellFault(number, label, value, str(sentence)) for sentence in sentences)


def _by_field(error: ValidationError) -> list[tuple[str, list[str]]]:
    errors = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    return [(name, [sentence for one in several for sentence in _sentences(one)]) for name, several in errors.items()]


def _sentences(error: ValidationError) -> list[str]:
    """Return the sentences of an error; that of an empty field speaks of forms, and this is a file."""
    return [_("A new row needs a value here.")] if error.code in ("blank", "null") else error.messages
