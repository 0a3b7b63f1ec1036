"""The papers of a journey abroad of the head of region."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jambi_coop.lib.dates.fields import KnownDateField


class Journey(models.Model):
    """A row that may be a journey abroad of the head of region: the two numbers that it needs, and its report.

    Without the permit of the Minister of Home Affairs, asked for through the governor, a head of region who travels is
    suspended (UU 23/2014 Articles 76(1)i and 77(2)). Since December 2024 an approval of travel abroad (persetujuan
    PDLN) is said to be needed beside it.
    """

    travel_permit_number = models.CharField(
        _("foreign travel permit number"),
        max_length=120,
        blank=True,
        help_text=_("The Minister's permit for the head of region (UU 23/2014 Article 76(1)i)."),
    )
    travel_approval_number = models.CharField(
        _("number of the approval of travel abroad (PDLN)"),
        max_length=120,
        blank=True,
        help_text=_("Second-hand: asked for since December 2024 (SE Mensesneg B-32/M/S/LN.00/12/2024)."),
    )
    journey_reported_on = KnownDateField(_("reported after the journey on"), blank=True)

    class Meta:
        abstract = True
