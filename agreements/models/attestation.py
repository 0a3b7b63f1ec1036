"""What an office stood for: that a record is complete, or that nothing happened, in a period."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from jambi_coop.lib.dates.fields import KnownDateField, known_date_constraints
from jambi_coop.lib.versions.versioning import Versioned


class Attestation(Versioned):
    """A statement on the completeness of one agreement's record for a period, kept for ever.

    Only what an office confirms extends the time up to which the record is known (the horizon), and only once a second
    person has accepted it. Reading sources, or asking without an answer, is shown and proves nothing. Written by
    `agreements.attesting.actions`; the public sees no person's name.
    """

    class Kind(models.TextChoices):
        SOURCES = "sources", _("Sources read")
        ASKED = "asked", _("Office asked, no answer")
        SILENT = "silent", _("The office confirms: nothing happened in the period")
        COMPLETE = "complete", _("The office confirms: complete as recorded")

    class Running(models.TextChoices):
        """Whether the cooperation still goes on, as the office answered."""

        YES = "yes", _("Still in force or running")
        NO = "no", _("No longer in force or running")
        NOT_ASKED = "not_asked", _("Not asked")

    agreement = models.ForeignKey(
        "agreements.Agreement", verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="attestations"
    )
    kind = models.CharField(_("what was done"), max_length=10, choices=Kind.choices)
    starts_on = KnownDateField(_("from"), blank=True)
    ends_on = KnownDateField(_("until"))
    running = models.CharField(
        _("still in force or running"), max_length=10, choices=Running.choices, default=Running.NOT_ASKED
    )
    office = models.ForeignKey(
        "agreements.Office",
        verbose_name=_("by which office"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="attestations",
        help_text=_("The office that answered or was asked; empty for sources read."),
    )
    answered_on = models.DateField(_("answered, asked or read on"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    entered_on = models.DateField(_("entered on"), editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("accepted by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    accepted_on = models.DateField(_("accepted on"), null=True, editable=False)
    source = models.ForeignKey(
        "agreements.Source",
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    note = models.TextField(_("internal note"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["agreement", "ends_on_earliest", "pk"]
        permissions = [("accept_attestation", _("Can accept what an office confirms"))]
        indexes = [
            models.Index(
                "agreement",
                condition=Q(kind__in=["silent", "complete"], accepted_on__isnull=True),
                name="attestation_to_accept",
            )
        ]
        constraints = [
            *known_date_constraints("starts_on"),
            *known_date_constraints("ends_on"),
            models.CheckConstraint(
                name="attestation_in_order",
                condition=Q(starts_on_earliest__isnull=True)
                | Q(ends_on_latest__isnull=True)
                | Q(ends_on_latest__gte=F("starts_on_earliest")),
                violation_error_message=_("The period cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="attestation_until_the_answer",
                condition=Q(ends_on_earliest__isnull=True) | Q(ends_on_earliest__lte=F("answered_on")),
                violation_error_message=_("Nobody can answer for days after the day of the answer."),
            ),
            models.CheckConstraint(
                name="attestation_office_answers",
                condition=Q(kind="sources") | Q(office__isnull=False),
                violation_error_message=_("Name the office that answered or was asked."),
            ),
            models.CheckConstraint(
                name="attestation_by_two",
                condition=Q(accepted_by__isnull=True) | Q(entered_by__isnull=True) | ~Q(accepted_by=F("entered_by")),
                violation_error_message=_("Somebody else accepts it, not the one who entered it."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.starts_on} – {self.ends_on})"

    def clean(self):
        super().clean()
        if self.confirms and self.starts_on.earliest is None:
            raise ValidationError({"starts_on": _("Say from which day on the office stands for it.")})

    @property
    def confirms(self) -> bool:
        """True for the answers of an office, which extend the horizon once they are accepted."""
        return self.kind in CONFIRMS


CONFIRMS = (Attestation.Kind.SILENT, Attestation.Kind.COMPLETE)
