"""The agreement: one cooperation of the city with partners abroad, from first contact to results.

To add a field: touch `Agreement` and a migration; `agreements.admin.agreement.AgreementAdmin.fieldsets`; the page in
`templates/agreements/public/agreement_page/` or the canaries of `tests/agreements/public/test_white_list.py`;
`agreements.exchange.agreement_columns`; `agreements.record.search`; `agreements.record.completeness`, where it has to
be filled in; `agreements.record.renewal.CARRIED`. `docs/how-to/agreement-field.md` has the order and the tests.
"""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from agreements.lifecycle.rules import fits, stage_name
from agreements.lifecycle.vocabulary import SignedBefore, Stage, StatusGroup, StopReason, Track
from jambi_coop.lib.dates.fields import KnownDateField, known_date_constraints, refuse_future
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.publication import Classified, PublicationClass, exemption_constraint
from jambi_coop.lib.records.trash import ALIVE, AliveManager, Trashable, TrashQuerySet
from jambi_coop.lib.versions.versioning import Versioned

from .of_this_city import of_this_city_q


def home_region():
    """The region whose register this is."""
    return settings.REGISTRY_REGION


def slug_of(title):
    """The readable end of an agreement's address."""
    return slugify(title)[:60] or "-"


class LegalField(models.Model):
    """One of the five fields of cooperation that UU 23/2014 Article 367(1) names, letters a to e; a closed list."""

    letter = models.CharField(_("letter"), max_length=1, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)

    class Meta:
        verbose_name = _("legal field")
        verbose_name_plural = _("legal fields")
        ordering = ["letter"]

    def __str__(self):
        return f"{self.letter}. {self.name}"


class Sector(Versioned):
    """A concrete subject of cooperation, such as waste, education or health; staff may add more."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    slug = models.SlugField(_("web address part"), max_length=80, unique=True)
    dac_code = models.CharField(_("DAC 5-digit sector code"), max_length=5, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["name"]
        permissions = [
            ("export_sector", _("Can export sectors")),
            ("import_sector", _("Can import sectors")),
        ]

    def __str__(self):
        return self.name


class RegisterSeries(models.Model):
    """A series of register numbers, such as `KSLN-2026`, with the last number given out; locked while one is taken."""

    series = models.CharField(max_length=30, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.series}: {self.last}"


class AgreementQuerySet(TrashQuerySet):
    """Agreements by who may read them, by their status and condition on a day, and by the end of their term."""

    def public(self):
        """Agreements that anybody may read."""
        return self.alive().filter(publication_class=PublicationClass.PUBLIC)

    def on(self, today: date):
        """Add `stretch`, the stretch of days that contains `today`, to filter, order and load by."""
        of_the_day = Q(stretches__first_day__lte=today, stretches__last_day__gte=today)
        return self.annotate(stretch=FilteredRelation("stretches", condition=of_the_day))

    def in_force(self, today: date):
        """Those whose public status on `today` is *in force*."""
        return self.on(today).filter(stretch__status=StatusGroup.IN_FORCE)

    def ending_by(self, last_day: date, today: date):
        """Of `on(today)` those in force that end on `last_day` at the latest.

        What is in force ends today or later; said here, it lets the index of the ends find them.
        """
        return self.filter(stretch__status=StatusGroup.IN_FORCE, digest__ends_latest__range=(today, last_day))

    def of_this_city(self, *, examples: bool = False, contacts: bool = False):
        """Narrow to the cooperation of this city (`of_this_city_q`)."""
        return self.filter(of_this_city_q(examples=examples, contacts=contacts))


class Agreement(Versioned, Classified, Trashable):
    """One cooperation of the city with partners abroad, followed from the first contact to its results.

    What was signed or exchanged in it, an LoI or an extension too, is a row of `Instrument`, not another record.
    `stage` is written only by the actions of `agreements.stages`, and first by
    `agreements.record.registration.register`; whether the agreement is in force comes from the instruments and the day
    (`agreements.record.status`).
    """

    class Kind(models.TextChoices):
        SISTER_CITY = "sister_city", _("Twin province, regency or city")
        LOCAL_GOVERNMENT = "local_government", _("Other cooperation with a local government")
        GRANT = "grant", _("Grant")
        LOAN = "loan", _("Loan of the state")
        GRANTED_LOAN = "granted_loan", _("Loan of the state passed on as a grant")
        TRAINING = "training", _("Training")
        TECHNICAL = "technical", _("Technical cooperation")
        MEMBERSHIP = "membership", _("Membership")
        CONTACT = "contact", _("Visit or contact")
        OTHER = "other", pgettext_lazy("kind", "Other")

    class LegalForm(models.TextChoices):
        """PP 28/2018 Articles 24 and 25."""

        KSDPL_TWIN = "ksdpl_twin", _("KSDPL – twin province, regency or city")
        KSDPL_OTHER = "ksdpl_other", _("KSDPL – other cooperation")
        KSDLL_PASS_ON = "ksdll_pass_on", _("KSDLL – continuation of the central government's cooperation")
        KSDLL_OTHER = "ksdll_other", _("KSDLL – other cooperation with the central government's approval")
        NONE = "none", _("None of these")

    class CityRole(models.TextChoices):
        PARTY = "party", _("Party")
        IMPLEMENTER = "implementer", _("Implementer of a pass-on")
        BENEFICIARY = "beneficiary", _("Beneficiary")
        MEMBER = "member", pgettext_lazy("role", "Member")

    register_number = models.CharField(_("register number"), max_length=30, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    summary_en = models.TextField(_("summary in English"), blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    legal_form = models.CharField(_("legal form"), max_length=14, choices=LegalForm.choices, blank=True)
    track = models.CharField(_("track"), max_length=10, choices=Track.choices, editable=False)
    signed_before = models.CharField(
        _("signed before 13 July 2018"),
        max_length=10,
        choices=SignedBefore.choices,
        blank=True,
        editable=False,
        help_text=_("Asked when a text that was signed already is taken in; empty where the record began otherwise."),
    )
    city_role = models.CharField(_("role of the city"), max_length=12, choices=CityRole.choices, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("arranged under"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="arrangements",
    )
    renews = models.ForeignKey(
        "self", verbose_name=_("renews"), null=True, blank=True, on_delete=models.PROTECT, related_name="renewed_by"
    )
    legal_fields = models.ManyToManyField(
        LegalField, verbose_name=_("fields (UU 23/2014 Art. 367(1))"), blank=True, related_name="agreements"
    )
    sectors = models.ManyToManyField(Sector, verbose_name=_("sectors"), blank=True, related_name="agreements")
    partners = models.ManyToManyField(
        "partners.Partner", verbose_name=_("partners"), through="Party", related_name="agreements"
    )
    lead_office = models.ForeignKey(
        "agreements.Office",
        verbose_name=_("lead office"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="led_agreements",
    )
    supporting_offices = models.ManyToManyField(
        "agreements.Office", verbose_name=_("supporting offices"), blank=True, related_name="supported_agreements"
    )
    person_in_charge = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person in charge"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="agreements_in_charge",
    )
    other_actors = models.TextField(
        _("other actors involved"),
        blank=True,
        help_text=_("Universities, business, community; shown in public."),
    )
    without_text = models.BooleanField(
        _("without a text"),
        default=False,
        help_text=_("It is known that nothing is signed, as for courses in kind; then no text is asked for."),
    )
    location = models.CharField(_("place in the city"), max_length=200, blank=True)
    joined_on = KnownDateField(_("joined on"), blank=True)
    paid_until = KnownDateField(_("fee paid until"), blank=True)
    finance_register_number = models.CharField(_("Ministry of Finance register number"), max_length=80, blank=True)
    audit_copy_sent_on = KnownDateField(_("copy sent to BPK on"), blank=True, validators=[refuse_future])
    audit_copy_number = models.CharField(
        _("number of the letter to BPK"),
        max_length=120,
        blank=True,
        help_text=_(
            "A copy of the grant or loan agreement, or of its pass-on, goes to the supreme audit agency: PP 10/2011 "
            "Articles 57(5), 61(3) and 64. Not shown in public."
        ),
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, editable=False)
    stage_as_of = KnownDateField(_("stage as of"), blank=True, editable=False)
    stage_source = models.ForeignKey(
        "agreements.Source",
        verbose_name=_("source of the stage"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    end_reason_code = models.CharField(
        _("why discontinued"), max_length=16, choices=StopReason.choices, blank=True, editable=False
    )
    end_reason = models.TextField(_("reason of the end"), blank=True, editable=False)
    ended_on = KnownDateField(_("ended on"), blank=True, editable=False)
    note = models.TextField(_("internal note"), blank=True)
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
    region = models.CharField(_("region"), max_length=100, default=home_region)
    is_comparison = models.BooleanField(
        _("comparison case of another region"), default=False, editable=False, help_text=_("Outside every count.")
    )
    is_example = models.BooleanField(_("example record"), default=False, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed at"), auto_now=True)

    objects = AgreementQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[legal_fields, sectors, supporting_offices])

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = [F("digest__signed_on_earliest").desc(nulls_last=True), "-pk"]
        indexes = [
            models.Index("title", "id", name="agreement_by_title"),
            models.Index("stage", name="agreement_by_stage"),
            models.Index(
                "stage",
                "id",
                condition=models.Q(trashed_at__isnull=True, is_comparison=False),
                name="agreement_of_city_stage",
            ),
            models.Index("kind", name="agreement_by_kind"),
            models.Index("trashed_at", condition=models.Q(trashed_at__isnull=False), name="agreement_in_trash"),
            # Few rows each, which others are compared with or counted beside.
            models.Index("id", condition=models.Q(is_comparison=True), name="agreement_of_others"),
            models.Index("id", condition=models.Q(is_example=True), name="agreement_of_examples"),
        ]
        constraints = [
            exemption_constraint("agreement"),
            *known_date_constraints("joined_on"),
            *known_date_constraints("audit_copy_sent_on"),
            *known_date_constraints("ended_on"),
            models.CheckConstraint(
                name="agreement_not_its_own_parent",
                condition=(Q(parent__isnull=True) | ~Q(parent=F("id"))) & (Q(renews__isnull=True) | ~Q(renews=F("id"))),
                violation_error_message=_("An agreement cannot be arranged under itself or renew itself."),
            ),
        ]
        permissions = [
            ("publish_agreement", _("Can publish or loosen a class that somebody else edited")),
            ("waive_step", _("Can record a step without proof")),
            ("correct_step", _("Can correct a wrong step")),
            ("check_agreement", _("Can mark facts as checked")),
            ("export_agreement", _("Can export agreements")),
            ("import_agreement", _("Can import agreements")),
            ("purge_agreement", _("Can purge the trash")),
        ]

    def __str__(self):
        return self.title

    def get_stage_display(self):
        return stage_name(self.track, self.stage) if self.track else str(Stage(self.stage).label)

    def clean(self):
        super().clean()
        if self.track and not fits(self.kind, Track(self.track)):
            raise ValidationError(
                {"kind": _("This kind does not fit the track of the record. Change the track first.")}
            )

    @property
    def signed_on(self) -> KnownDate:
        """The day on which its text was signed, as derived for lists and pages (`Digest.signed_on`)."""
        digest = getattr(self, "digest", None)
        return digest.signed_on if digest is not None else KnownDate.unknown()

    def get_absolute_url(self):
        return reverse("agreements:detail", args=[self.register_number, slug_of(self.title)])

    def stretch_on(self, today: date):
        """Return the `Stretch` that contains `today`: the one loaded with the agreement, else by a query."""
        loaded = getattr(self, "stretch", None)
        if loaded is None or not loaded.first_day <= today <= loaded.last_day:
            loaded = self.stretch = self.stretches.get(first_day__lte=today, last_day__gte=today)
        return loaded


class Party(Versioned, Trashable):
    """A partner's part in an agreement; what it signed is in the signatures of the instruments."""

    class Role(models.TextChoices):
        """IATI OrganisationRole: funding 1, accountable 2, implementing 4."""

        PARTY = "party", _("Party")
        FUNDER = "funder", _("Funder")
        ACCOUNTABLE = "accountable", _("Accountable")
        IMPLEMENTER = "implementer", _("Implementer")

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="parties"
    )
    partner = models.ForeignKey(
        "partners.Partner", verbose_name=_("partner"), on_delete=models.PROTECT, related_name="parties"
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.PARTY)

    objects = AliveManager.from_queryset(TrashQuerySet)()
    with_trash = TrashQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "partner", "role"],
                condition=ALIVE,
                name="party_once_per_role",
                violation_error_message=_("This partner already has this role in the agreement."),
            ),
        ]

    def __str__(self):
        return f"{self.partner} ({self.get_role_display()})"
