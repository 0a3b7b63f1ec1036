"""Models of the bodies abroad that the city works with, and of their contact persons."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from jambi_coop.lib.countries.codes import country_name
from jambi_coop.lib.records.publication import Classified, PublicationClass, exemption_constraint
from jambi_coop.lib.records.trash import Trashable, TrashQuerySet
from jambi_coop.lib.versions.versioning import Versioned


class PartnerQuerySet(TrashQuerySet):
    """Queryset of partners."""

    def public(self):
        """Return the partners whose page anybody may read."""
        return self.alive().filter(publication_class=PublicationClass.PUBLIC)

    def of_this_city(self, *, examples: bool = False):
        """Narrow to what lists and counts are about: without those that occur in cases of other regions only or stand
        only above a partner, and with invented `examples` only where the reader asked for them.

        The agreements are reached by the name of their link, since this app knows nothing else of them.
        """
        own: dict[str, Any] = {"is_comparison": False, "publication_class": PublicationClass.PUBLIC}
        if not examples:
            own["is_example"] = False
        shared = {f"parties__agreement__{name}": value for name, value in own.items()}
        kept = {"parties__trashed_at__isnull": True, "parties__agreement__trashed_at__isnull": True}
        here = self.model.objects.filter(pk=OuterRef("pk"), **kept, **shared)
        elsewhere = self.model.objects.filter(
            parties__trashed_at__isnull=True, parties__agreement__is_comparison=True
        ).order_by()
        above = self.model.objects.filter(children__isnull=False).order_by()
        found = self.exclude(~Exists(here), Q(pk__in=elsewhere.values("pk")) | Q(pk__in=above.values("pk")))
        return found if examples else found.filter(is_example=False)


class Partner(Versioned, Classified, Trashable):
    """A body abroad that the city works with or talks to."""

    class Kind(models.TextChoices):
        LOCAL_GOVERNMENT = "local_government", _("Local government")
        NATIONAL_GOVERNMENT = "national_government", _("National government")
        UN_BODY = "un_body", _("United Nations body")
        DEVELOPMENT_BANK = "development_bank", _("Development bank")
        CITY_NETWORK = "city_network", _("City network")
        NGO = "ngo", _("Non-governmental organisation")
        UNIVERSITY = "university", _("University or school")
        COMPANY = "company", _("Company")
        FOUNDATION = "foundation", _("Foundation")
        OTHER = "other", _("Other")

    class Level(models.TextChoices):
        CITY = "city", _("City or municipality")
        VILLAGE = "village", _("Village")
        DISTRICT = "district", _("Regency or district")
        PROVINCE = "province", _("Province, prefecture or state")
        NATIONAL = "national", _("National")
        INTERNATIONAL = "international", _("International")

    # IATI 2.03, codelist OrganisationType.
    IATI_ORGANISATION_TYPES = {
        Kind.LOCAL_GOVERNMENT: "11",
        Kind.NATIONAL_GOVERNMENT: "10",
        Kind.UN_BODY: "40",
        Kind.DEVELOPMENT_BANK: "40",
        Kind.CITY_NETWORK: "21",
        Kind.NGO: "21",
        Kind.UNIVERSITY: "80",
        Kind.COMPANY: "70",
        Kind.FOUNDATION: "60",
        Kind.OTHER: "90",
    }

    name = models.CharField(_("name (Latin letters)"), max_length=200)
    name_local = models.CharField(_("name in its own script"), max_length=200, blank=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    slug = models.SlugField(
        _("web address part"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("Made from the name when left empty. An old address keeps leading here."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        help_text=_("Leave empty for an international body such as UN-Habitat."),
    )
    place = models.CharField(_("city or place"), max_length=120, blank=True)
    level = models.CharField(_("administrative level"), max_length=14, choices=Level.choices, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    website = models.URLField(_("official website"), blank=True, validators=[URLValidator(schemes=["http", "https"])])
    profile = models.TextField(_("profile"), blank=True)
    profile_en = models.TextField(_("profile in English"), blank=True)
    strengths = models.TextField(
        _("strengths that matter to the city"),
        blank=True,
        help_text=_("What this partner is good at that the city needs (complementarity)."),
    )
    strengths_en = models.TextField(_("strengths in English"), blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text=_("For example the government under which a development bank works."),
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged_from",
    )
    iati_reference = models.CharField(_("IATI organisation reference"), max_length=60, blank=True)
    is_example = models.BooleanField(_("example record"), default=False, editable=False)

    objects = PartnerQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name", "pk"]
        indexes = [models.Index(Lower("name"), name="partner_name_lower")]
        constraints = [
            exemption_constraint("partner"),
            models.CheckConstraint(
                name="partner_coordinates_in_pairs",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
            models.CheckConstraint(
                name="partner_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                violation_error_message=_("A partner cannot be part of itself."),
            ),
        ]
        permissions = [
            ("publish_partner", _("Can publish a partner or loosen its class")),
            ("merge_partner", _("Can merge two partners")),
            ("export_partner", _("Can export partners")),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("partners:detail", args=[self.slug])

    @property
    def country_display(self):
        """The name of the country in the language of the page; "" for an international body."""
        return country_name(self.country, get_language() or "id") if self.country else ""


class FormerSlug(models.Model):
    """A slug that a partner had before it was renamed or merged; its URL redirects to the partner."""

    slug = models.SlugField(max_length=120, unique=True)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="former_slugs")

    class Meta:
        verbose_name = _("former web address")
        verbose_name_plural = _("former web addresses")

    def __str__(self):
        return self.slug


class Contact(Versioned):
    """A contact person at a partner: never public, and in no download (UU 27/2022)."""

    partner = models.ForeignKey(Partner, verbose_name=_("partner"), on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    position = models.CharField(_("position"), max_length=120, blank=True)
    email = models.EmailField(_("office e-mail"), blank=True)
    phone = models.CharField(_("office phone"), max_length=40, blank=True)
    purpose = models.CharField(
        _("purpose of keeping it"),
        max_length=200,
        help_text=_("Personal data is kept only for a stated purpose (UU 27/2022)."),
    )
    anonymised_on = models.DateField(_("anonymised on"), null=True, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        ordering = ["partner", "name"]

    def __str__(self):
        return self.name
