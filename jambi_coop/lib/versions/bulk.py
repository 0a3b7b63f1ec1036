"""Bulk writes that record history and raise versions, which Django's own do not; many-to-many rows included."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from simple_history.utils import get_history_model_for_model

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
    """Write a history record for each row, with the many-to-many rows as they are now.

    The database copies the rows as they are stored: thousands of them never pass through Python a second time.
    """
    history_model: Any = get_history_model_for_model(model)
    added = {
        "history_date": timezone.now(),
        "history_type": "~" if is_update else "+",
        "history_user": by.pk if by is not None else None,
        "history_change_reason": _fitting(model, reason),
    }
    keys = sorted(row.pk for row in rows)
    for start in range(0, len(keys), BATCH):
        _copy_rows(model, history_model, keys[start : start + BATCH], added)
    if getattr(history_model, "_history_m2m_fields", ()):
        _record_links(model, history_model, keys)


def _copy_rows(model: Any, history_model: Any, keys: Sequence[Any], added: Mapping[str, Any]) -> None:
    """Copy these rows into the table of their history, in the order of their keys; `added` are its own columns."""
    tracked = [one for one in history_model.tracked_fields if one.column]  # a known date is three columns beside it
    kept = [(one.column, history_model._meta.get_field(one.name).column) for one in tracked]
    own = [history_model._meta.get_field(name) for name in added]
    quote = connection.ops.quote_name
    into = ", ".join(quote(one) for one in [*(there for _here, there in kept), *(one.column for one in own)])
    what = ", ".join([*(quote(here) for here, _there in kept), *(["%s"] * len(own))])
    key = quote(model._meta.pk.column)
    of_keys = ", ".join(["%s"] * len(keys))
    values = [one.get_db_prep_save(value, connection) for one, value in zip(own, added.values(), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(history_model._meta.db_table)} ({into}) SELECT {what} "  # noqa: S608 - names of models
            f"FROM {quote(model._meta.db_table)} WHERE {key} IN ({of_keys}) ORDER BY {key}",
            [*values, *keys],
        )


def _record_links(model: Any, history_model: Any, keys: Sequence[Any]) -> None:
    """Write the many-to-many rows of these rows, as they are now, to their latest history record."""
    own_key = model._meta.pk.attname
    latest = history_model.objects.filter(**{f"{own_key}__in": keys}).order_by().values(own_key)
    by_row = dict(latest.annotate(latest=models.Max("history_id")).values_list(own_key, "latest"))
    for of_model in history_model._history_m2m_fields:
        through, own, other = _through(model, of_model.name)
        of_history = getattr(history_model, of_model.name).model
        found = through._base_manager.filter(**{f"{own}__in": keys})
        of_history.objects.bulk_create(
            (
                of_history(
                    history_id=by_row[getattr(one, f"{own}_id")],
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
