"""The history of a row in words: who changed which field when, from what to what, and why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jambi_coop.lib.dates.fields import KnownDateField
from jambi_coop.lib.records import people
from jambi_coop.lib.web.form_values import NOTHING, shown

# Fields that the system maintains; they mean nothing to a reader of the history.
SILENT = frozenset({"id", "version", "edited_by", "created_at", "updated_at"})
MANAGER_NAME = "simple_history_manager_attribute"  # where simple-history stores it on a model
PLAIN = forms.Field()
VERBS = {"+": gettext_lazy("Added"), "~": gettext_lazy("Changed"), "-": gettext_lazy("Deleted")}


@dataclass(frozen=True)
class Change:
    """One field that changed from `old` to `new`, both in words; `old` is `NOTHING` where the row was added."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class HistoryEntry:
    """One saved change of one row; `subject` names the row where it belongs to the one whose history is shown."""

    at: datetime
    by: str
    verb: str
    reason: str
    subject: str
    added: bool
    changes: list[Change]


def has_history(model: type[models.Model]) -> bool:
    """True for a model whose history simple-history records."""
    return hasattr(model._meta, MANAGER_NAME)


def history_manager(model: type[models.Model]):
    """Return the manager of the history records of `model`."""
    return getattr(model, getattr(model._meta, MANAGER_NAME))


def entries_of(
    model: type[models.Model],
    *,
    parent: str = "",
    spelled_out: Mapping[str, Callable] | None = None,
    name: Callable[[models.Model], str] | None = None,
    **rows,
) -> list[HistoryEntry]:
    """Return every recorded change of the rows of `model` that match `rows`, oldest first for each row.

    With `parent`, the name of the foreign key to the row whose history is shown, each entry names its own row: by
    `name(record)`, else by its first other foreign key or text.
    `spelled_out` maps the name of a field to a function that puts its value into words. The number of queries depends
    on the number of relations of the model, not on the number of changes.
    """
    history = history_manager(model)
    records = list(history.filter(**rows).select_related("history_user").order_by("history_date", "history_id"))
    words = _Words(model, records, spelled_out or {})
    key = model._meta.pk.attname
    by_row: dict = {}
    for record in records:
        by_row.setdefault(getattr(record, key), []).append(record)
    return [
        _entry(model, before, record, words, parent, name)
        for same in by_row.values()
        for before, record in pairwise([None, *same])
    ]


def _entry(model, before, record, words: "_Words", parent: str, name_of) -> HistoryEntry:
    added = record.history_type == "+"
    name = ""
    if parent:
        row = name_of(record) if name_of else words.name_of_row(record, parent)
        name = f"{model._meta.verbose_name}: {row}" if row else str(model._meta.verbose_name)
    return HistoryEntry(
        at=record.history_date,
        by=people.name_of(record.history_user),
        verb=str(VERBS[record.history_type]),
        reason=record.history_change_reason or "",
        subject=name,
        added=added,
        changes=list(_changes(before, record, words, added)) if record.history_type != "-" else [],
    )


def _changes(before, record, words: "_Words", added: bool) -> Iterable[Change]:
    for field in words.fields:
        new = words.of(record, field)
        old = words.of(before, field) if before is not None else NOTHING
        if new != old and (before is not None or added):
            yield Change(str(field.verbose_name), old, new)


class _Words:
    """Values of history records in words; related rows are fetched with one query for each relation."""

    def __init__(self, model: type[models.Model], records: list, spelled_out: Mapping[str, Callable]):
        self.spelled_out = spelled_out
        self.fields = _fields(model)
        self.links = {
            field.name: _linked(field, [getattr(record, field.attname) for record in records])
            for field in self.fields
            if field.many_to_one or field.one_to_one
        }
        self.sets = {field.name: _linked_sets(field, records) for field in self.fields if field.many_to_many}

    def of(self, record, field) -> str:
        if field.many_to_many:
            return ", ".join(sorted(self.sets[field.name].get(record.history_id, []))) or NOTHING
        if field.name in self.links:
            key = getattr(record, field.attname)
            return NOTHING if key is None else self.links[field.name].get(key) or _("a record deleted since")
        value = getattr(record, field.name)
        if field.name in self.spelled_out:
            return self.spelled_out[field.name](value) or NOTHING
        if field.choices:
            return str(dict(field.flatchoices).get(value, value or NOTHING)) or NOTHING
        return shown(PLAIN, value)

    def name_of_row(self, record, parent: str) -> str:
        """Return its first foreign key other than the one to its parent, or its first text, in words."""
        for field in self.fields:
            if field.name in self.links and field.name != parent:
                return self.of(record, field)
            if isinstance(field, models.CharField | models.TextField) and not field.choices:
                return self.of(record, field)[:80]
        return ""


def _fields(model: type[models.Model]) -> list[models.Field]:
    """Return the fields that a reader knows, in the order of the model; the three columns of a known date count as
    one."""
    dates = [field for field in model._meta.private_fields if isinstance(field, KnownDateField)]
    columns = {name for field in dates for name in field.column_names}
    plain = [field for field in model._meta.concrete_fields if field.name not in columns | SILENT]
    history = history_manager(model).model
    links = [field for field in model._meta.many_to_many if field.name in {one.name for one in _saved_links(history)}]
    return sorted([*plain, *dates, *links], key=lambda field: field.creation_counter)


def _saved_links(history: type[models.Model]) -> list[models.Field]:
    return list(getattr(history, "_history_m2m_fields", []))


def _linked(field, keys: list) -> dict:
    """Return the names of the rows to which `field` refers, by primary key."""
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    rows = field.related_model._base_manager.filter(pk__in=wanted)
    if field.related_model._meta.model_name == "user":
        return {row.pk: people.name_of(row) for row in rows}
    return {row.pk: str(row) for row in rows}


def _linked_sets(field, records: list) -> dict:
    """Return, for each history record, the names of the rows of a many-to-many field."""
    if not records:
        return {}
    through = getattr(type(records[0]), field.name).model
    column = f"{field.m2m_reverse_field_name()}_id"
    pairs = list(through.objects.filter(history__in=records).values_list("history_id", column))
    names = _linked(field, [key for _record, key in pairs])
    found: dict = {}
    for record, key in pairs:
        found.setdefault(record, []).append(names.get(key) or _("a record deleted since"))
    return found
