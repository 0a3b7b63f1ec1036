"""Legal steps of one agreement, and the recorded ways past an unmet one."""

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.lifecycle.rules import StepFact
from agreements.lifecycle.vocabulary import CouncilRole, Holder, Stage, StepState, state_word
from jambi_coop.lib.dates.fields import KnownDateField, known_date_constraints
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.trash import ALIVE, AliveManager, Trashable, TrashQuerySet
from jambi_coop.lib.versions.versioning import Versioned

WAIVER_REASON_MIN_LENGTH = 20


WITH_OTHERS = ~models.Q(holder=Holder.CITY) & (
    models.Q(state=StepState.SUBMITTED) | models.Q(stage=Stage.DISCUSSION, state=StepState.IN_PROGRESS)
)
"""The paper is with the holder: the step was asked, or the partner works on it (`lifecycle.holding.who_moves`)."""


class Step(Versioned, Trashable):
    """One round of one legal step of an agreement, at the city or at a body that is asked.

    A repair is a further round, not an overwrite. `sent_on` and `reply_number`, and where others are asked also
    `received_on` and `letter_number`, are derived from its letters (`agreements.record.letters`). Of own work, which
    nobody sends, `received_on` is the day on which it was begun, and `letter_number` is of its own paper. Where the
    step signs a paper, `instrument` is that paper and has the day: read `ended_on`, not `decided_on`.
    """

    class Outcome(models.TextChoices):
        """The Minister's consideration (PP 28/2018 Article 31(3))."""

        REPAIR = "repair", _("Repair the plan")
        GO_ON = "go_on", _("Draft the text")

    agreement = models.ForeignKey(
        "agreements.Agreement", verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="steps"
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    instrument = models.ForeignKey(
        "agreements.Instrument",
        verbose_name=_("instrument"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="steps",
    )
    holder = models.CharField(_("held by"), max_length=20, choices=Holder.choices, default=Holder.CITY)
    state = models.CharField(_("state"), max_length=16, choices=StepState.choices, default=StepState.NOT_STARTED)
    sent_on = KnownDateField(_("sent on"), blank=True)
    received_on = KnownDateField(_("received on"), blank=True)
    decided_on = KnownDateField(_("finished or decided on"), blank=True)
    council_role = models.CharField(_("role of the council"), max_length=12, choices=CouncilRole.choices, blank=True)
    outcome = models.CharField(_("the Minister's outcome"), max_length=8, choices=Outcome.choices, blank=True)
    letter_number = models.CharField(_("letter number"), max_length=120, blank=True, db_index=True)
    reply_number = models.CharField(_("number of the answer"), max_length=120, blank=True, db_index=True)
    signatories = models.CharField(_("signatories"), max_length=300, blank=True)
    valid_until = KnownDateField(_("valid until"), blank=True)
    note = models.TextField(_("internal note"), blank=True)
    source = models.ForeignKey(
        "agreements.Source",
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    document = models.ForeignKey(
        "agreements.Document",
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proves_steps",
    )

    objects = AliveManager.from_queryset(TrashQuerySet)()
    with_trash = TrashQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["agreement", "pk"]
        indexes = [
            models.Index("state", "holder", "agreement", name="step_by_state"),
            models.Index("holder", "agreement", "stage", condition=WITH_OTHERS, name="step_with_others"),
        ]
        constraints = [
            models.UniqueConstraint(
                "agreement",
                "stage",
                "round",
                "holder",
                condition=ALIVE,
                name="step_once_per_round",
            ),
            models.CheckConstraint(name="step_round_from_one", condition=models.Q(round__gte=1)),
            *known_date_constraints("sent_on"),
            *known_date_constraints("received_on"),
            *known_date_constraints("decided_on"),
        ]

    def __str__(self):
        return f"{self.get_stage_display()} – {self.get_holder_display()}"

    def get_state_display(self):
        return state_word(self.stage, self.state)

    @property
    def ended_on(self) -> KnownDate:
        """The day on which the step was finished or decided: of a step that signs a paper, the day of the signing."""
        return (self.instrument.signed_on if self.instrument is not None else None) or self.decided_on

    @property
    def is_waived(self):
        """It is recorded as one without proof."""
        return hasattr(self, "waiver")

    @property
    def fact(self):
        """As the rules of the life cycle read it."""
        return StepFact(self.stage, self.round, self.holder, self.state, self.is_waived, self.council_role)


class Waiver(models.Model):
    """The record that a required step of an agreement has no proof, and why. Never edited, never deleted.

    The city waives no law; the register records what happened (UU 23/2014 Article 367(2)).
    """

    class Ground(models.TextChoices):
        NOT_FOUND = "not_found", _("Proof not found yet")
        NOT_DONE = "not_done", _("Not done")
        NOT_REQUIRED = "not_required", _("Not required")

    step = models.OneToOneField(Step, verbose_name=_("step"), on_delete=models.CASCADE, related_name="waiver")
    ground = models.CharField(_("ground"), max_length=12, choices=Ground.choices)
    reason = models.TextField(_("reason"), validators=[MinLengthValidator(WAIVER_REASON_MIN_LENGTH)])
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    on = models.DateField(_("on"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("record without proof of the step")
        verbose_name_plural = _("records without proof of the step")
        ordering = ["on", "pk"]

    def __str__(self):
        return f"{self.step}: {self.get_ground_display()}"
