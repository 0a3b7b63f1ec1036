"""Offices of the city (perangkat daerah)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from jambi_coop.lib.versions.versioning import Versioned


class Office(Versioned):
    """An office of the city (OPD) that leads, carries out or reports; it is made inactive, never deleted."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    is_active = models.BooleanField(_("active"), default=True)
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("head of the office"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="headed_offices",
        help_text=_("At Bagian Kerja Sama: hears of what stays overdue."),
    )
    liaisons = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("liaison officers"),
        blank=True,
        related_name="offices",
        help_text=_("Accounts that report for this office."),
    )

    history = HistoricalRecords(m2m_fields=[liaisons])

    class Meta:
        verbose_name = _("city office")
        verbose_name_plural = _("city offices")
        ordering = ["name"]

    def __str__(self):
        return self.short_name or self.name
