"""Bulk writes that record history and raise versions, which Django's own do not; many-to-many rows included."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from simple_history.utils import get_history_manager_for_model, get_history_model_for_model

from jambi_coop.lib.dates.fields import column_names

from .versioning import StaleVersion, Versioned, auto_now_values

BATCH = 500

Links = Mapping[str, Sequence[tuple[Any, Sequence[Any]]]]
"""By the name of a many-to-many field: a saved row, and the rows that it is to be linked with, instead of the former
ones."""


def bulk_update_with_history(
    rows: Iterable[models.Model], fields: Sequence[str], *, by, reason: str, links: Links | None = None
) -> int:
    """Write `fields` of rows changed in memory, with one history record each; return their number.

    `rows` are instances or a queryset whose instances were changed; `by` is the user or None for a
    command; `reason` goes into the history. Known dates may be named. `links` are of these rows. All or nothing:
    raises StaleVersion when one of the rows was changed or deleted since it was read.
    """
    rows = list(rows)
    if not rows:
        return 0
    model = type(rows[0])
    with transaction.atomic():
        names = column_names(model, fields)
        if issubclass(model, Versioned):
            _raise_versions(model, rows)
            names.append("version")
        for row in rows:
            moments = auto_now_values(row)
        names += [name for name in moments if name not in names]
        _plain_manager(model).bulk_update(rows, names, batch_size=BATCH)
        _set_links(model, links or {})
        _record(model, rows, by, reason, is_update=True)
    return len(rows)


def bulk_create_with_history(
    rows: Iterable[models.Model], *, by, reason: str, links: Links | None = None
) -> list[models.Model]:
    """Create rows with one history record each; return them with their primary keys. `links` are of these rows. All or
    nothing."""
    rows = list(rows)
    if not rows:
        return []
    model = type(rows[0])
    with transaction.atomic():
        saved = _plain_manager(model).bulk_create(rows, batch_size=BATCH)
        _set_links(model, links or {})
        _record(model, saved, by, reason, is_update=False)
    return saved


def _set_links(model: type[models.Model], links: Links) -> None:
    """Write the rows of many-to-many fields, two queries for each field."""
    for name, pairs in links.items():
        through, own, other = _through(model, name)
        through._base_manager.filter(**{f"{own}__in": [row.pk for row, _linked in pairs]}).delete()
        through._base_manager.bulk_create(
            (through(**{f"{own}_id": row.pk, f"{other}_id": one.pk}) for row, linked in pairs for one in linked),
            batch_size=BATCH,
        )


def _through(model: type[models.Model], name: str) -> tuple[Any, str, str]:
    """Return the model between the two, and its names for this row and for the other one."""
    of_model: Any = model._meta.get_field(name)
    return of_model.remote_field.through, of_model.m2m_field_name(), of_model.m2m_reverse_field_name()


def _record(model: type[models.Model], rows: list, by: Any, reason: str, *, is_update: bool) -> None:
    """Write a history record for each row, with the many-to-many rows as they are now."""
    records = get_history_manager_for_model(model).bulk_history_create(
        rows, batch_size=BATCH, update=is_update, default_user=by, default_change_reason=_fitting(model, reason)
    )
    history_model = get_history_model_for_model(model)
    for of_model in getattr(history_model, "_history_m2m_fields", ()):
        through, own, other = _through(model, of_model.name)
        of_history = getattr(history_model, of_model.name).model
        by_row = {row.pk: record for row, record in zip(rows, records, strict=True)}
        found = through._base_manager.filter(**{f"{own}__in": list(by_row)})
        of_history.objects.bulk_create(
            (
                of_history(
                    history=by_row[getattr(one, f"{own}_id")],
                    id=one.pk,
                    **{f"{side}_id": getattr(one, f"{side}_id") for side in (own, other)},
                )
                for one in found
            ),
            batch_size=BATCH,
        )


def _fitting(model, reason: str) -> str:
    """Return the reason, cut to the length of the column in the history of `model`."""
    longest = get_history_model_for_model(model)._meta.get_field("history_change_reason").max_length
    return reason[:longest] if longest else reason


def _raise_versions(model, rows) -> None:
    """Raise the version of each row in memory, or StaleVersion. The rows are locked in the order of their primary keys,
    so that two bulk writes cannot deadlock."""
    current: dict[int, Any] = {}
    ids = sorted(row.pk for row in rows)
    for start in range(0, len(ids), BATCH):
        part = model._base_manager.filter(pk__in=ids[start : start + BATCH]).order_by("pk")
        current |= {one.pk: one for one in part.select_for_update(no_key=True).only("version")}
    for row in rows:
        if row.pk not in current or current[row.pk].version != row.version:
            raise StaleVersion(row, current.get(row.pk))
    for row in rows:
        row.version += 1


def _plain_manager(model):
    """Return the manager over all rows of the model, also those that its default manager hides."""
    return model._base_manager
