"""Rows with a version: a change made on top of an older version is refused, never written over.

Whoever shows a row for editing sends its version along and gives it back on saving. All functions
here lock the row, so call them where the rest of the change is written, in one transaction.
"""

from django.db import models, router, transaction
from django.utils.translation import gettext_lazy as _


class StaleVersion(Exception):
    """Somebody changed `instance` since it was read; `current` is its version now, None if gone."""

    def __init__(self, instance, current: int | None):
        super().__init__(f"{instance._meta.label} {instance.pk} is at version {current}")
        self.instance = instance
        self.current = current


class Versioned(models.Model):
    """A row that two people can meet: its version rises by one with every change."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


def locked_row(instance):
    """The row as it is now, locked until the transaction ends; None when it is gone."""
    model = type(instance)
    using = router.db_for_write(model, instance=instance)
    rows = model._base_manager.using(using).filter(pk=instance.pk)
    if transaction.get_connection(using).in_atomic_block:
        rows = rows.select_for_update(no_key=True)
    return rows.first()


def raise_version(instance, expected: int) -> None:
    """Give `instance` the version after `expected` for the save that follows.

    Raises StaleVersion unless the row is at `expected`. Call it inside a transaction.
    """
    row = locked_row(instance)
    current = row.version if row else None
    if current != expected:
        raise StaleVersion(instance, current)
    instance.version = expected + 1


def save_versioned(instance, expected: int) -> None:
    """Save an existing row read at version `expected`; raises StaleVersion."""
    with transaction.atomic():
        raise_version(instance, expected)
        instance.save()


def bump(instance, expected: int | None = None) -> None:
    """Raise the version of a row whose links or children changed, without a history record.

    With `expected` it raises StaleVersion unless the row is at that version. Days of last change
    (`auto_now`) move along.
    """
    with transaction.atomic():
        row = locked_row(instance)
        if row is None:
            raise StaleVersion(instance, None)
        if expected not in (None, row.version):
            raise StaleVersion(instance, row.version)
        values = {"version": row.version + 1, **auto_now_values(instance)}
        type(instance)._base_manager.filter(pk=instance.pk).update(**values)
    instance.version = row.version + 1


def auto_now_values(instance) -> dict:
    """The `auto_now` fields of `instance`, set to this moment on it and returned."""
    return {
        field.name: field.pre_save(instance, add=False)
        for field in instance._meta.concrete_fields
        if getattr(field, "auto_now", False)
    }
