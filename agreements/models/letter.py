"""Letters of the steps: what went out to a holder, what came in, and which of them was the answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from jambi_coop.lib.dates.fields import KnownDateField, known_date_constraints
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.versions.versioning import Versioned


class Letter(Versioned):
    """One letter of a step, to its holder or from it, with the days at both ends.

    Of a letter that the city sent, `received_on` is the day on which it reached the holder: the limits of the law run
    from there. Of one that came in, it is the day on which the city had it. `dated` is the day written on the paper.
    What the step says of its letters (`sent_on`, `letter_number` …) is derived from these rows by
    `agreements.record.letters`, which alone writes both. The decision that a letter tells stands on the step.
    """

    class Direction(models.TextChoices):
        """Which way a letter went, and whether it asks, reminds, informs or answers."""

        OUT = "out", pgettext_lazy("letter", "Sent")
        REMINDER = "reminder", pgettext_lazy("letter", "Reminder")
        IN = "in", pgettext_lazy("letter", "Received")
        REPLY = "reply", pgettext_lazy("letter", "Answer")

    step = models.ForeignKey(
        "agreements.Step", verbose_name=_("step"), on_delete=models.CASCADE, related_name="letters"
    )
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices)
    number = models.CharField(_("letter number"), max_length=120, blank=True, db_index=True)
    dated = KnownDateField(_("date of the letter"), blank=True)
    sent_on = KnownDateField(_("sent on"), blank=True)
    received_on = KnownDateField(_("received on"), blank=True)
    correspondent = models.CharField(
        _("from or to"), max_length=200, blank=True, help_text=_("The other side, where it is not simply the holder.")
    )
    subject = models.CharField(pgettext_lazy("letter", "subject"), max_length=300, blank=True)
    document = models.ForeignKey(
        "agreements.Document",
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="letters",
    )
    note = models.TextField(_("internal note"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = pgettext_lazy("correspondence", "letter")
        verbose_name_plural = pgettext_lazy("correspondence", "letters")
        ordering = ["pk"]
        constraints = [
            *known_date_constraints("dated"),
            *known_date_constraints("sent_on"),
            *known_date_constraints("received_on"),
        ]

    def __str__(self):
        return f"{self.get_direction_display()} {self.number}".strip()

    @property
    def is_outgoing(self) -> bool:
        return self.direction in (self.Direction.OUT, self.Direction.REMINDER)

    @property
    def days(self) -> tuple[KnownDate, ...]:
        return (self.dated, self.sent_on, self.received_on)

    @property
    def moved_on(self) -> KnownDate:
        """The day on which the city sent or received it; else the nearest day that is known of it."""
        near, far = (self.sent_on, self.received_on) if self.is_outgoing else (self.received_on, self.sent_on)
        return near or self.dated or far
