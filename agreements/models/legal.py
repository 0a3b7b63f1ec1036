"""Legal bases: regulations, their articles, and which agreement rests on which."""

from django.core.validators import URLValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from jambi_coop.lib.dates.fields import KnownDateField
from jambi_coop.lib.versions.versioning import Versioned

from .source import Source


class RegulationQuerySet(models.QuerySet):
    """Regulations by whether they were revoked."""

    def revoked(self):
        return self.filter(revoked=True)


class Regulation(Versioned):
    """A law or regulation, with its status and where that status was read."""

    class Kind(models.TextChoices):
        UU = "uu", _("Law (UU)")
        PP = "pp", _("Government Regulation (PP)")
        PERPRES = "perpres", _("Presidential Regulation")
        PERMENDAGRI = "permendagri", _("Regulation of the Minister of Home Affairs")
        PERMENLU = "permenlu", _("Regulation of the Minister of Foreign Affairs")
        PMK = "pmk", _("Regulation of the Minister of Finance")
        SE = "se", _("Circular letter")
        PERDA = "perda", _("Regional regulation")
        OTHER = "other", _("Other")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=60)
    year = models.PositiveSmallIntegerField(_("year"))
    short_name = models.CharField(_("short name"), max_length=80, unique=True, help_text=_("Such as “PP 28/2018”."))
    slug = models.SlugField(_("web address part"), max_length=80, unique=True)
    title = models.CharField(_("full title"), max_length=400)
    title_en = models.CharField(_("title in English"), max_length=400, blank=True)
    summary = models.TextField(_("what it says, in plain words"), blank=True)
    summary_en = models.TextField(_("plain words in English"), blank=True)
    in_force_from = KnownDateField(_("in force from"), blank=True)
    revoked = models.BooleanField(_("no longer in force"), default=False)
    revoked_by = models.ForeignKey(
        "self",
        verbose_name=_("revoked or replaced by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="revokes",
    )
    amended_by = models.ManyToManyField(
        "self", verbose_name=_("amended by"), blank=True, symmetrical=False, related_name="amends"
    )
    status_source = models.ForeignKey(
        Source,
        verbose_name=_("source of the status"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    status_note = models.CharField(_("note on the status"), max_length=300, blank=True)
    status_note_en = models.CharField(_("note on the status in English"), max_length=300, blank=True)
    official_link = models.URLField(
        _("official text"), max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    checked_on = models.DateField(
        _("compared with the official text on"),
        null=True,
        blank=True,
        help_text=_("Empty until somebody has compared it with the official text."),
    )

    objects = RegulationQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[amended_by])

    class Meta:
        verbose_name = _("regulation")
        verbose_name_plural = _("regulations")
        ordering = ["kind", "-year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number", "year"],
                name="regulation_kind_number_year",
                violation_error_message=_("A regulation of this kind, number and year is recorded already."),
            ),
            models.CheckConstraint(
                name="regulation_revoker_means_revoked",
                condition=models.Q(revoked_by__isnull=True) | models.Q(revoked=True),
                violation_error_message=_("A regulation that was revoked by another is no longer in force."),
            ),
        ]

    def __str__(self):
        return self.short_name

    def get_absolute_url(self):
        return reverse("agreements:regulation", args=[self.slug])


class LegalBasis(Versioned):
    """One article or paragraph of a regulation that an agreement can rest on."""

    regulation = models.ForeignKey(
        Regulation, verbose_name=_("regulation"), on_delete=models.PROTECT, related_name="articles"
    )
    article = models.CharField(_("article"), max_length=80, help_text=_("Such as “Pasal 367 ayat (2)”."))
    text = models.TextField(_("official wording"), blank=True, help_text=_("Paste it only from the official text."))
    text_read_in = models.CharField(_("wording read in"), max_length=200, blank=True)
    summary = models.TextField(_("in plain words"))
    summary_en = models.TextField(_("plain words in English"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        ordering = ["regulation", "order", "article"]
        constraints = [
            models.UniqueConstraint(
                fields=["regulation", "article"],
                name="legal_basis_article",
                violation_error_message=_("This article of the regulation is recorded already."),
            ),
        ]

    def __str__(self):
        return f"{self.regulation.short_name} {self.article}"


class Citation(Versioned):
    """One article of a regulation on which an agreement rests."""

    agreement = models.ForeignKey(
        "agreements.Agreement", verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="citations"
    )
    legal_basis = models.ForeignKey(
        LegalBasis, verbose_name=_("legal basis"), on_delete=models.PROTECT, related_name="citations"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("legal basis of the agreement")
        verbose_name_plural = _("legal bases of the agreement")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "legal_basis"],
                name="citation_once",
                violation_error_message=_("This one is named already."),
            ),
        ]

    def __str__(self):
        return str(self.legal_basis)
