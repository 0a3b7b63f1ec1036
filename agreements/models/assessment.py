"""The file on which a partner was chosen: what was analysed, with whom one met, what was decided. Kept for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from agreements.lifecycle.questions import BY_CODE, QUESTIONS, Reply
from jambi_coop.lib.dates.fields import KnownDateField, known_date_constraints
from jambi_coop.lib.versions.versioning import Versioned

from .journey import Journey


class Assessment(Versioned):
    """The file on which a partner was chosen for one agreement or proposal, from first contact to the decision.

    The partner's strengths stand with the partner, the city's needs here with the plan that they come from, so
    that complementarity is argued and not only asserted. Nobody deletes it, not even for a stopped proposal.
    """

    class Decision(models.TextChoices):
        GO = "go", pgettext_lazy("decision", "Go on")
        WAIT = "wait", pgettext_lazy("decision", "Wait")
        STOP = "stop", pgettext_lazy("decision", "Stop")

    agreement = models.OneToOneField(
        "agreements.Agreement", verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="assessment"
    )
    first_contact_on = KnownDateField(_("first contact on"), blank=True)
    first_contact_note = models.CharField(_("how the first contact came about"), max_length=300, blank=True)
    city_needs = models.TextField(
        _("needs of the city"), blank=True, help_text=_("What the city wants from this partner; shown in public.")
    )
    city_needs_en = models.TextField(_("needs of the city in English"), blank=True)
    plan_document = models.CharField(
        _("plan document"),
        max_length=200,
        blank=True,
        help_text=_("The plan from which the needs come, with its page or article, such as the RPJMD."),
    )
    decision = models.CharField(_("decision"), max_length=5, choices=Decision.choices, blank=True)
    decided_on = KnownDateField(_("decided on"), blank=True)
    decision_reason = models.CharField(
        _("reason of the decision"), max_length=500, blank=True, help_text=_("Stays inside.")
    )
    signing_reason = models.CharField(
        _("why it was signed with points left out"), max_length=500, blank=True, editable=False
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("assessment before signing")
        verbose_name_plural = _("assessments before signing")
        ordering = ["agreement"]
        constraints = [
            *known_date_constraints("first_contact_on"),
            *known_date_constraints("decided_on"),
            models.CheckConstraint(
                name="assessment_decision_has_reason",
                condition=models.Q(decision="") | ~models.Q(decision_reason=""),
                violation_error_message=_("Give the reason of the decision."),
            ),
        ]

    def __str__(self):
        return str(self.agreement)

    def replies(self):
        """Code of a question -> reply, of the questions that were answered."""
        return {answer.question: answer.reply for answer in self.answers.all()}

    def says_anything(self):
        """False for a file in which nothing is known, such as one that holds a reason only: that is none.
        Its answers and visits are loaded."""
        answered = any(answer.reply != Reply.UNKNOWN or answer.note for answer in self.answers.all())
        return bool(answered or self.first_contact_on or self.city_needs or self.decision or self.visits.all())


class Answer(Versioned):
    """The reply to one question of an assessment, with a note and the source that shows it."""

    assessment = models.ForeignKey(
        Assessment, verbose_name=_("assessment before signing"), on_delete=models.CASCADE, related_name="answers"
    )
    question = models.CharField(
        _("question"), max_length=20, choices=[(question.code, question.name) for question in QUESTIONS]
    )
    reply = models.CharField(_("reply"), max_length=8, choices=Reply.choices)
    note = models.CharField(_("note"), max_length=500, blank=True, help_text=_("Shown in public with the reply."))
    note_en = models.CharField(_("note in English"), max_length=500, blank=True)
    source = models.ForeignKey(
        "agreements.Source",
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["assessment", "pk"]
        constraints = [models.UniqueConstraint("assessment", "question", name="answer_once_per_question")]

    def __str__(self):
        question = BY_CODE[self.question]
        return f"{question.name}: {question.words[Reply(self.reply)]}"


class OfficialVisit(Versioned, Journey):
    """An official visit of one side to the other, before or around the signing."""

    class Direction(models.TextChoices):
        HERE = "here", _("The partner came here")
        THERE = "there", _("The city went there")

    assessment = models.ForeignKey(
        Assessment, verbose_name=_("assessment before signing"), on_delete=models.CASCADE, related_name="visits"
    )
    on = KnownDateField(_("on"))
    direction = models.CharField(_("direction"), max_length=5, choices=Direction.choices)
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("Stays inside."))
    source = models.ForeignKey(
        "agreements.Source",
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("official visit")
        verbose_name_plural = _("official visits")
        ordering = ["assessment", "on_earliest", "pk"]
        constraints = [*known_date_constraints("on"), *known_date_constraints("journey_reported_on")]

    def __str__(self):
        return f"{self.on} ({self.get_direction_display()})"
