"""Where a fact was read, and claims that are not money."""

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from jambi_coop.lib.dates.fields import KnownDateField
from jambi_coop.lib.versions.versioning import Versioned


class Source(Versioned):
    """A document, letter, press item, interview or paper in which a fact was read."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Document")
        LETTER = "letter", _("Letter")
        PRESS = "press", _("Press")
        WEBSITE = "website", _("Website")
        INTERVIEW = "interview", _("Interview")
        PAPER = "paper", _("Paper")

    class Certainty(models.TextChoices):
        READ = "read", _("Read in the document itself")
        SECONDARY = "secondary", _("Second-hand")
        UNSURE = "unsure", _("Unsure")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    citation = models.CharField(_("citation"), max_length=300, unique=True)
    link = models.URLField(_("link"), max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])])
    dated = KnownDateField(_("dated"), blank=True)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty.choices, default=Certainty.SECONDARY)
    is_public = models.BooleanField(
        _("may be named in public"), default=False, help_text=_("Otherwise the public reads “internal source”.")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["citation"]
        permissions = [
            ("export_source", _("Can export sources")),
            ("import_source", _("Can import sources")),
        ]

    def __str__(self):
        return self.citation


class Checked(models.Model):
    """A fact with its source, *not yet checked* until somebody has compared it with the source."""

    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("checked by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_checked(self):
        return self.checked_on is not None


class Statement(Versioned, Checked):
    """A claim about an agreement that is not money and may be disputed; two sources are two rows."""

    class Topic(models.TextChoices):
        START = "start", _("Start")
        SCOPE = "scope", _("Scope")
        PARTICIPANTS = "participants", _("Participants")
        LEGAL_NATURE = "legal_nature", _("Legal nature")
        PROGRESS = "progress", _("Progress")
        RESULT = "result", _("Result")
        OTHER = "other", _("Other")

    agreement = models.ForeignKey(
        "agreements.Agreement", verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="statements"
    )
    topic = models.CharField(_("topic"), max_length=14, choices=Topic.choices)
    text = models.TextField(_("text"))
    text_en = models.TextField(_("text in English"), blank=True)
    as_of = KnownDateField(_("as of"), blank=True)
    is_public = models.BooleanField(_("shown in public"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["agreement", "topic", "as_of_earliest", "pk"]

    def __str__(self):
        return self.text[:80]


class CityStatement(Versioned, Checked):
    """A claim of a source about the city's international relations that belongs to no record.

    Such as a country named as a partner, a total or a policy: it is neither an agreement nor a partner. Two sources are
    two rows.
    """

    class Topic(models.TextChoices):
        COUNTRIES = "countries", _("Countries named as partners")
        CONTACTS = "contacts", _("Visits and contacts")
        TOTALS = "totals", _("Numbers of cooperations")
        POLICY = "policy", _("Policy and persons by their office")
        OTHER = "other", pgettext_lazy("topic", "Other")

    topic = models.CharField(_("topic"), max_length=10, choices=Topic.choices)
    text = models.TextField(_("text"))
    text_en = models.TextField(_("text in English"), blank=True)
    as_of = KnownDateField(_("as of"), blank=True)
    is_public = models.BooleanField(_("shown in public"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("statement on the city")
        verbose_name_plural = _("statements on the city")
        ordering = ["topic", "as_of_earliest", "pk"]

    def __str__(self):
        return self.text[:80]
