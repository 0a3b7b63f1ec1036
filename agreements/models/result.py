"""Promised results, what was measured (IATI: result, indicator, period), and whom results serve."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from jambi_coop.lib.dates.fields import KnownDateField, known_date_constraints, refuse_future
from jambi_coop.lib.numbers.figures import figure
from jambi_coop.lib.records.trash import AliveManager, Trashable, TrashQuerySet
from jambi_coop.lib.versions.versioning import Versioned

from .report import ReportState
from .source import Checked


class Indicator(Versioned, Trashable):
    """A result that was promised, and how it is measured. Values are numbers in `unit`."""

    class Level(models.TextChoices):
        """IATI ResultType 1-3."""

        OUTPUT = "output", _("Output")
        OUTCOME = "outcome", _("Outcome")
        IMPACT = "impact", _("Impact")

    class Direction(models.TextChoices):
        UP = "up", _("More is better")
        DOWN = "down", _("Less is better")

    agreement = models.ForeignKey(
        "agreements.Agreement", verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="indicators"
    )
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    level = models.CharField(_("level"), max_length=8, choices=Level.choices)
    unit = models.CharField(_("unit"), max_length=60)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices, default=Direction.UP)
    baseline = models.DecimalField(_("baseline"), max_digits=18, decimal_places=2, null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField(_("year of the baseline"), null=True, blank=True)
    is_public = models.BooleanField(_("shown in public"), default=True)

    objects = AliveManager.from_queryset(TrashQuerySet)()
    with_trash = TrashQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["agreement", "pk"]
        constraints = [
            models.CheckConstraint(
                name="indicator_baseline_with_year",
                condition=models.Q(baseline__isnull=True, baseline_year__isnull=True)
                | models.Q(baseline__isnull=False, baseline_year__isnull=False),
                violation_error_message=_("A baseline has a value and a year."),
            ),
        ]

    def __str__(self):
        return self.title


class Target(models.Model):
    """A promised value of an indicator, and the day by which it was promised.

    A new one is a further row with its reason; the old ones stay, never edited and never deleted, so that a lowered
    promise shows.
    """

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.CASCADE, related_name="targets"
    )
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=2)
    due = KnownDateField(_("to be reached by"), blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    source = models.ForeignKey(
        "agreements.Source", verbose_name=_("source"), on_delete=models.PROTECT, related_name="+"
    )
    set_on = models.DateField(_("set on"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("set by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["indicator", "pk"]
        constraints = [*known_date_constraints("due")]

    def __str__(self):
        return f"{self.indicator}: {figure(self.value, get_language() or 'id')}"


class Measurement(Versioned, Checked, Trashable):
    """A measured value of an indicator for a period, with evidence; only approved ones are public.

    As activity it counts on `measured_on`, else by its period.
    """

    State = ReportState

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.CASCADE, related_name="measurements"
    )
    period = KnownDateField(_("period"), validators=[refuse_future])
    measured_on = KnownDateField(
        _("measured on"),
        blank=True,
        validators=[refuse_future],
        help_text=_("Day of the measurement or of its statement, where it is not the period itself."),
    )
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=2)
    comment = models.CharField(_("comment"), max_length=300, blank=True)
    comment_en = models.CharField(_("comment in English"), max_length=300, blank=True)
    document = models.ForeignKey(
        "agreements.Document",
        verbose_name=_("evidence"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proves_measurements",
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ReportState.choices, default=ReportState.DRAFT, editable=False
    )
    review_note = models.CharField(_("what has to be repaired"), max_length=300, blank=True, editable=False)

    objects = AliveManager.from_queryset(TrashQuerySet)()
    with_trash = TrashQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["indicator", "period_earliest", "pk"]
        constraints = [*known_date_constraints("period"), *known_date_constraints("measured_on")]

    def __str__(self):
        return f"{self.indicator}: {figure(self.value, get_language() or 'id')}"


class BeneficiaryCountQuerySet(models.QuerySet):
    """Counts of beneficiaries by who may read them."""

    def in_public(self):
        """Those that show with a public agreement; a count of a result that is held back is held back with it."""
        held_back = models.Q(indicator__isnull=False, indicator__is_public=False)
        return self.filter(is_public=True).exclude(held_back)


class OfAliveResult(models.Manager):
    """Manager that leaves out the numbers of a promised result in the trash: they go and come with it."""

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .filter(models.Q(indicator__isnull=True) | models.Q(indicator__trashed_at__isnull=True))
        )


class BeneficiaryCount(Versioned, Checked):
    """A number of people, households or institutions whom a result serves, as one source gives it.

    Two sources, and two days, are two rows. What is only expected is never added to what was reached, and numbers of
    groups that may overlap are not added up either (`agreements.record.beneficiaries`).
    """

    class Kind(models.TextChoices):
        SERVED = "served", _("Served")
        EXPECTED = "expected", _("Expected")

    class Unit(models.TextChoices):
        PEOPLE = "people", _("People")
        HOUSEHOLDS = "households", _("Households")
        INSTITUTIONS = "institutions", _("Institutions")

    agreement = models.ForeignKey(
        "agreements.Agreement", verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="beneficiaries"
    )
    indicator = models.ForeignKey(
        Indicator,
        verbose_name=_("promised result"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="beneficiaries",
        help_text=_("Leave it empty where the source speaks of the cooperation as a whole."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=8,
        choices=Kind.choices,
        help_text=_("“Expected” for a number that a source plans or announces: it is never added to those served."),
    )
    number = models.PositiveIntegerField(pgettext_lazy("how many", "number"), validators=[MinValueValidator(1)])
    unit = models.CharField(_("unit"), max_length=12, choices=Unit.choices)
    group = models.CharField(_("who they are"), max_length=200)
    group_en = models.CharField(_("who they are, in English"), max_length=200, blank=True)
    is_separate = models.BooleanField(
        _("counted in no other group"),
        default=False,
        help_text=_(
            "Nobody of this group is counted in another group of the same cooperation, under any name. Needed only "
            "where there are several groups of one unit: without it they are not added up."
        ),
    )
    as_of = KnownDateField(_("as of"), blank=True)
    is_public = models.BooleanField(_("shown in public"), default=True)

    objects = OfAliveResult.from_queryset(BeneficiaryCountQuerySet)()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("number of beneficiaries")
        verbose_name_plural = _("beneficiaries")
        ordering = ["agreement", "as_of_earliest", "pk"]
        constraints = [
            *known_date_constraints("as_of"),
            models.CheckConstraint(
                name="beneficiarycount_at_least_one",
                condition=models.Q(number__gte=1),
                violation_error_message=_("A number of beneficiaries is at least 1."),
            ),
        ]

    def clean(self):
        """A count of those served is of a day that has come; its result belongs to the same agreement."""
        super().clean()
        if self.kind == self.Kind.SERVED:
            try:
                refuse_future(self.as_of)
            except ValidationError as error:
                raise ValidationError({"as_of": error}) from error
        if self.indicator is not None and self.agreement_id not in (None, self.indicator.agreement_id):
            raise ValidationError({"indicator": _("This result belongs to another agreement.")})

    def __str__(self):
        return f"{self.number} {self.get_unit_display()}: {self.group}"
