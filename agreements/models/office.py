"""Offices of the city (perangkat daerah)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from jambi_coop.lib.versions.versioning import Versioned

from .source import Source


class Office(Versioned):
    """An office of the city (OPD) that leads, carries out or reports; it is made inactive, never deleted.

    Without `confirmed_on` it is only proposed: by an editor, or by the loader because a source names it. A proposed
    office stands in records like any other, but has neither head nor liaison officers and gets no mails.
    """

    name = models.CharField(_("name"), max_length=200, unique=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    source = models.ForeignKey(
        Source,
        verbose_name=_("named in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Where the office was read, such as a letter or a decree; stays inside."),
    )
    confirmed_on = models.DateField(
        _("confirmed on"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The day on which a manager confirmed that the city has this office under this name."),
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
        constraints = [
            models.CheckConstraint(
                condition=models.Q(head__isnull=True) | models.Q(confirmed_on__isnull=False),
                name="office_proposed_has_no_head",
                violation_error_message=_("An office has a head only once it is confirmed."),
            )
        ]
        permissions = [
            ("export_office", _("Can export city offices")),
            ("import_office", _("Can import city offices")),
        ]

    def __str__(self):
        """The name as staff choose it; public pages show the name alone."""
        return self.marked(self.short_name or self.name)

    @property
    def is_confirmed(self):
        return self.confirmed_on is not None

    def marked(self, name: str) -> str:
        """Return `name`, with a mark while the office is only proposed."""
        return name if self.is_confirmed else gettext("%(office)s (proposed – not yet confirmed)") % {"office": name}
