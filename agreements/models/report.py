"""Reports of an office on one of its follow-ups, with their states from draft to approval."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from jambi_coop.lib.dates.fields import KnownDateField, known_date_constraints
from jambi_coop.lib.versions.versioning import Versioned

from .follow_up import Headcount


class ReportState(models.TextChoices):
    """State of a report or a measured value; only approved ones count and are shown in public."""

    DRAFT = "draft", pgettext_lazy("report", "Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned for repair")
    APPROVED = "approved", _("Approved")


OPEN_STATES = (ReportState.DRAFT, ReportState.RETURNED)
"""States in which its office may still change a report."""


PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


def percent_constraint(name: str) -> models.CheckConstraint:
    """Return the constraint that a share is unknown or between 0 and 100."""
    return models.CheckConstraint(
        name=f"report_{name}_is_a_share",
        condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (0, 100)}),
        violation_error_message=_("A share lies between 0 and 100 percent."),
    )


class FollowUpReport(Versioned):
    """One report of an office on one follow-up: what was done, when, with what result.

    Approving it writes the follow-up (`agreements.office_reports.actions.approve_report`). In public show the day, what
    was done, the result and the note; the obstacle and the next step stay inside, so that offices name them.
    Procurement, physical progress and absorption are, with obstacle and next step, the headings of the quarterly report
    on a loan or grant (PP 10/2011 Article 76).
    """

    follow_up = models.ForeignKey(
        "agreements.FollowUp", verbose_name=_("follow-up"), on_delete=models.CASCADE, related_name="reports"
    )
    state = models.CharField(_("state"), max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    happened_on = KnownDateField(_("when"), blank=True)
    progress = models.TextField(_("what was done"), max_length=1000, blank=True)
    is_final = models.BooleanField(_("the follow-up is finished"), default=False)
    result = models.CharField(_("result in one sentence"), max_length=300, blank=True)
    procurement = models.CharField(_("procurement of goods and services"), max_length=500, blank=True)
    physical_progress = models.DecimalField(
        _("physical progress, in percent"), max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    absorption = models.DecimalField(
        _("absorption of the funds, in percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=PERCENT,
    )
    obstacle = models.CharField(_("obstacle"), max_length=300, blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_due_on = models.DateField(_("next step due on"), null=True, blank=True)
    public_note = models.CharField(_("public note by the office"), max_length=300, blank=True)
    document = models.ForeignKey(
        "agreements.Document",
        verbose_name=_("evidence"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proves_reports",
    )
    evidence_link = models.URLField(
        _("link to evidence"), max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewed by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True, editable=False)
    review_note = models.CharField(_("what has to be repaired"), max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed at"), auto_now=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("report of an office")
        verbose_name_plural = _("reports of offices")
        ordering = ["follow_up", "pk"]
        indexes = [models.Index("state", "submitted_at", name="report_by_state")]
        constraints = [
            *known_date_constraints("happened_on"),
            percent_constraint("physical_progress"),
            percent_constraint("absorption"),
            # A second report is begun when the first was decided on.
            models.UniqueConstraint(
                "follow_up", condition=~Q(state=ReportState.APPROVED), name="report_one_open_per_follow_up"
            ),
        ]
        permissions = [("approve_followupreport", "Can approve or return reports and measured values")]

    def __str__(self):
        return f"{self.follow_up} ({self.get_state_display()})"

    @property
    def is_open(self):
        """Its office may still change it."""
        return self.state in OPEN_STATES


class ReportedParticipation(Headcount):
    """The number of people of one office or body that a report names; approval writes it to the follow-up."""

    report = models.ForeignKey(
        FollowUpReport, verbose_name=_("report of an office"), on_delete=models.CASCADE, related_name="participations"
    )

    history = HistoricalRecords()

    class Meta(Headcount.Meta):
        abstract = False
