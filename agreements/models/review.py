"""Evaluation of an agreement and the decision on its future: an event, not a stage."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from jambi_coop.lib.versions.versioning import Versioned


class Review(Versioned):
    """One evaluation of an agreement, with its finding and the decision on what comes next.

    Written by `agreements.follow_up.reviews.record_review`, with what follows from it, and not changed afterwards but
    for its wording. `instrument` is the extension that followed from it.
    """

    class Decision(models.TextChoices):
        CONTINUE = "continue", _("Continue unchanged")
        EXTEND = "extend", _("Extend")
        AMEND = "amend", _("Amend")
        END = "end", _("Let it end")

    agreement = models.ForeignKey(
        "agreements.Agreement", verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="reviews"
    )
    held_on = models.DateField(_("reviewed on"))
    finding = models.TextField(_("finding"), max_length=1000)
    finding_en = models.TextField(_("finding in English"), max_length=1000, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    reason = models.CharField(_("reason of the decision"), max_length=500)
    next_review_on = models.DateField(_("next review on"), null=True, blank=True)
    instrument = models.ForeignKey(
        "agreements.Instrument",
        verbose_name=_("extension that was added"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="decided_by",
    )
    document = models.ForeignKey(
        "agreements.Document",
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proves_reviews",
    )
    is_public = models.BooleanField(
        _("shown in public"),
        default=False,
        help_text=_("The day, the decision and the finding; the reason stays inside."),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["agreement", "-held_on", "-pk"]
        indexes = [models.Index("agreement", "held_on", name="review_by_day")]
        constraints = [
            models.CheckConstraint(
                name="review_next_after_this",
                condition=models.Q(next_review_on__isnull=True) | models.Q(next_review_on__gt=models.F("held_on")),
                violation_error_message=_("The next review comes after this one."),
            ),
        ]

    def __str__(self):
        return f"{self.get_decision_display()} ({self.held_on:%Y-%m-%d})"
