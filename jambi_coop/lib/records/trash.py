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
