"""What lists and search need to know of an agreement, gathered in one row."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .agreement import Agreement


class Digest(models.Model):
    """Facts of one agreement's many rows in one row, written only by `agreements.search.refresh_digest`.

    It holds no status: what a date means depends on the day and is worked out when asked
    (`agreements.status`). Days are the *latest* possible ones, uncapped, where not said otherwise.
    `activity_on` is of what is shown in public; `evidence_on` looks at internal rows too. The stored
    text-search vectors of PostgreSQL and the indexes of the sort orders are in the migration `sort_and_search`.
    """

    agreement = models.OneToOneField(Agreement, primary_key=True, on_delete=models.CASCADE, related_name="digest")
    ends_earliest = models.DateField(_("ends on, earliest"), null=True)
    ends_latest = models.DateField(_("ends on, latest"), null=True)
    open_ended = models.BooleanField(_("open-ended"), default=False)
    evidence_on = models.DateField(_("latest dated evidence"), null=True)
    activity_earliest = models.DateField(_("latest activity, earliest day"), null=True)
    activity_on = models.DateField(_("latest activity"), null=True)
    has_public_document = models.BooleanField(_("has a public document"), default=False)
    partner_names = models.TextField(_("partners"), blank=True)
    public_text = models.TextField(blank=True)
    staff_text = models.TextField(blank=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")

    def __str__(self):
        return f"digest of {self.agreement_id}"
