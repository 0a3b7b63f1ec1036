"""Rows with a version: a change based on an older version is refused, so that it overwrites nothing.

A page that shows a row for editing contains its version and posts it back on saving. `lock_version` is the one check;
it locks the row, so call it in the transaction that writes the change.
"""

from typing import Any, TypeVar

from django.db import models, router, transaction
from django.utils.translation import gettext_lazy as _

NEVER = 0
"""A version that no saved row has; used for a form that was posted without a version."""

Row = TypeVar("Row", bound=Any)


class StaleVersion(Exception):
    """Raised where somebody changed `instance` since it was read; `row` is its present state, None if it is gone."""

    def __init__(self, instance, row=None):
        self.current: int | None = row.version if row else None
        super().__init__(f"{instance._meta.label} {instance.pk} is at version {self.current}")
        self.instance = instance
        self.row = row


class Versioned(models.Model):
    """Abstract model of a row that several people edit: its version rises by one with every change."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


def version_in(text: object) -> int:
    """Return the version that was posted with a form; NEVER where it is missing or not a number."""
    return int(str(text)) if str(text).isdecimal() and len(str(text)) < 10 else NEVER


def lock_version(instance: Row, expected: int | None = None) -> Row:
    """Return the row as it is now, locked until the transaction ends; outside of one it is only read.

    Raises StaleVersion when it is gone, or not at the version `expected`; None skips that check.
    """
    model = type(instance)
    using = router.db_for_write(model, instance=instance)
    # By the key: PostgreSQL locks no row whose order comes from a row beside it that may be missing.
    rows = model._base_manager.using(using).filter(pk=instance.pk).order_by("pk")
    if transaction.get_connection(using).in_atomic_block:
        rows = rows.select_for_update(no_key=True)
    row = rows.first()
    if row is None or expected not in (None, row.version):
        raise StaleVersion(instance, row)
    return row


def bump(instance) -> None:
    """Raise the version of a row whose relations or inline rows changed, without a history record.

    Its `auto_now` fields are updated as well.
    """
    with transaction.atomic():
        instance.version = lock_version(instance).version + 1
        values = {"version": instance.version, **auto_now_values(instance)}
        type(instance)._base_manager.filter(pk=instance.pk).update(**values)


def auto_now_values(instance) -> dict:
    """Set the `auto_now` fields of `instance` to the present moment, and return them by name."""
    return {
        field.name: field.pre_save(instance, add=False)
        for field in instance._meta.concrete_fields
        if getattr(field, "auto_now", False)
    }
