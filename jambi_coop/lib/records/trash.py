"""Trash: a deleted row keeps its data and its files until it is purged."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TrashQuerySet(models.QuerySet):
    """Queryset of `Trashable` rows; nothing is hidden unless `alive` is called."""

    def alive(self):
        """Return the rows that are not in the trash."""
        return self.filter(trashed_at__isnull=True)

    def trashed(self):
        return self.filter(trashed_at__isnull=False)


ALIVE = models.Q(trashed_at__isnull=True)
"""The condition of a unique constraint that rows in the trash do not count for."""


def once_while_alive(model: type[models.Model]) -> list[tuple[str, ...]]:
    """Return the fields of the unique constraints of a model that leave out the trash."""
    found = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    return [tuple(one.fields) for one in found if one.condition == ALIVE and one.fields]


class AliveManager(models.Manager):
    """Manager that hides the rows in the trash: the first manager of a model whose rows belong to a record.

    Being the first, it is also used for the rows of a record (`agreement.follow_ups`), for what is prefetched and for
    related rows of forms. A condition that is written across a relation (`follow_ups__office`) is not narrowed by it.
    """

    def get_queryset(self):
        return super().get_queryset().filter(trashed_at__isnull=True)


class Trashable(models.Model):
    """Abstract model of a row that can be moved to the trash, with user, time and reason, and restored."""

    trashed_at = models.DateTimeField(_("moved to trash at"), null=True, blank=True, editable=False)
    trashed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("moved to trash by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    trashed_reason = models.CharField(_("reason for deleting"), max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def in_trash(self):
        return self.trashed_at is not None
