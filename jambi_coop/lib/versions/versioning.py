"""Rows with a version: a change made on top of an older version is refused, never written over.

Whoever shows a row for editing sends its version along and gives it back on saving. `lock_version` is the one check;
it locks the row, so call it where the rest of the change is written, in one transaction.
"""

from typing import Any, TypeVar

from django.db import models, router, transaction
from django.utils.translation import gettext_lazy as _

NEVER = 0
"""A version that no saved row has: what a form was opened on that did not say so."""

Row = TypeVar("Row", bound=Any)


class StaleVersion(Exception):
    """Somebody changed `instance` since it was read; `row` is how it stands now, None if gone."""

    def __init__(self, instance, row=None):
        self.current: int | None = row.version if row else None
        super().__init__(f"{instance._meta.label} {instance.pk} is at version {self.current}")
        self.instance = instance
        self.row = row


class Versioned(models.Model):
    """A row that two people can meet: its version rises by one with every change."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


def version_in(text: object) -> int:
    """The version that came back with a form; NEVER when it is missing or no number."""
    return int(str(text)) if str(text).isdecimal() and len(str(text)) < 10 else NEVER


def lock_version(instance: Row, expected: int | None = None) -> Row:
    """The row as it stands now, locked until the transaction ends.

    Raises StaleVersion when it is gone, or not at the version `expected`; None asks for no check.
    """
    model = type(instance)
    using = router.db_for_write(model, instance=instance)
    rows = model._base_manager.using(using).filter(pk=instance.pk)
    if transaction.get_connection(using).in_atomic_block:
        rows = rows.select_for_update(no_key=True)
    row = rows.first()
    if row is None or expected not in (None, row.version):
        raise StaleVersion(instance, row)
    return row


def bump(instance) -> None:
    """Raise the version of a row whose links or children changed, without a history record.

    Days of last change (`auto_now`) move along.
    """
    with transaction.atomic():
        instance.version = lock_version(instance).version + 1
        values = {"version": instance.version, **auto_now_values(instance)}
        type(instance)._base_manager.filter(pk=instance.pk).update(**values)


def auto_now_values(instance) -> dict:
    """The `auto_now` fields of `instance`, set to this moment on it and returned."""
    return {
        field.name: field.pre_save(instance, add=False)
        for field in instance._meta.concrete_fields
        if getattr(field, "auto_now", False)
    }
