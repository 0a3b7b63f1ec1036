"""Bulk writes that record history and raise versions, which Django's own do not."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models, transaction
from simple_history import utils as history

from jambi_coop.lib.dates.fields import column_names

from .versioning import StaleVersion, Versioned, auto_now_values

BATCH = 500


def bulk_update_with_history(rows: Iterable[models.Model], fields: Sequence[str], *, by, reason: str) -> int:
    """Write `fields` of rows changed in memory, with one history record each; return their number.

    `rows` are instances or a queryset whose instances were changed; `by` is the user or None for a
    command; `reason` goes into the history. Known dates may be named. All or nothing: raises
    StaleVersion when one of the rows was changed or deleted since it was read.
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
        return history.bulk_update_with_history(
            rows,
            model,
            names,
            batch_size=BATCH,
            default_user=by,
            default_change_reason=_fitting(model, reason),
            manager=_plain_manager(model),
        )


def bulk_create_with_history(rows: Iterable[models.Model], *, by, reason: str) -> list[models.Model]:
    """Create rows with one history record each; return them with their primary keys. All or nothing."""
    rows = list(rows)
    if not rows:
        return []
    model = type(rows[0])
    with transaction.atomic():
        return history.bulk_create_with_history(
            rows,
            model,
            batch_size=BATCH,
            default_user=by,
            default_change_reason=_fitting(model, reason),
        )


def _fitting(model, reason: str) -> str:
    """Return the reason, cut to the length of the column in the history of `model`."""
    history_model = history.get_history_model_for_model(model)
    longest = history_model._meta.get_field("history_change_reason").max_length
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
