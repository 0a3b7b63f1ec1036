"""How long an agreement holds: its terms, one after another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from jambi_coop.lib.dates.fields import KnownDateField, known_date_constraints
from jambi_coop.lib.versions.versioning import Versioned


class Term(Versioned):
    """A period for which an agreement holds; an extension is a further term of the same agreement."""

    class Basis(models.TextChoices):
        TEXT = "text", _("Agreement text")
        ADDENDUM = "addendum", _("Addendum")
        EXCHANGE = "exchange", _("Exchange of letters")
        AUTOMATIC = "automatic", _("Automatic")

    agreement = models.ForeignKey(
        "agreements.Agreement", verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="terms"
    )
    starts_on = KnownDateField(_("starts on"), blank=True)
    ends_on = KnownDateField(_("ends on"), blank=True)
    open_ended = models.BooleanField(_("open-ended"), default=False)
    review_on = models.DateField(_("to be reviewed on"), null=True, blank=True)
    notice_months = models.PositiveSmallIntegerField(_("months of notice"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis.choices, default=Basis.TEXT)
    document = models.ForeignKey(
        "agreements.Document",
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proves_terms",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        # The last one decides on the end; one whose start nobody knows comes first on every database.
        ordering = ["agreement", F("starts_on_earliest").asc(nulls_first=True), "pk"]
        constraints = [
            *known_date_constraints("starts_on"),
            *known_date_constraints("ends_on"),
            models.CheckConstraint(
                name="term_ends_or_is_open",
                condition=Q(open_ended=False) | Q(ends_on_latest__isnull=True),
                violation_error_message=_("An open-ended term has no end; give a review date instead."),
            ),
            models.CheckConstraint(
                name="term_ends_after_start",
                condition=Q(ends_on_latest__isnull=True)
                | Q(starts_on_earliest__isnull=True)
                | Q(ends_on_latest__gte=F("starts_on_earliest")),
                violation_error_message=_("The term cannot end before it starts."),
            ),
        ]

    def __str__(self):
        return f"{self.starts_on} – {self.ends_on}"
