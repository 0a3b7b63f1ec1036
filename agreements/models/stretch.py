"""Status and follow-up condition of an agreement, as stretches of days on which neither changes."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.lifecycle.vocabulary import StatusGroup
from jambi_coop.lib.dates.counting import known_between
from jambi_coop.lib.dates.known_date import KnownDate

from .agreement import Agreement


class Stretch(models.Model):
    """Consecutive days on which status and follow-up condition of an agreement, and their grounds, stay the same.

    They run from `first_day` to `last_day`, both included.

    Every agreement has stretches without gap or overlap from the first day that a date of the register can have;
    they are written only by `agreements.record.digest.refresh_digest`, out of what is recorded now. Those of days
    before that writing say nothing of what was known then: ask for the day of today, or of one to come.

    `condition` and `rule` are empty where no condition is shown. The other columns are what counts on these days:
    `activity_*` is the latest activity, `paper_*` the latest instrument, joining or start with its kind, `evidence_on`
    the latest dated evidence (its first possible day), `horizon_on` the day up to which the record is known, with
    `is_attested` where an office carries it, and `due_*` the due date that decides or comes next.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="stretches")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    status = models.CharField(_("status"), max_length=16, choices=StatusGroup.choices)
    condition = models.CharField(_("follow-up condition"), max_length=16, blank=True)
    rule = models.CharField(_("rule that decides"), max_length=20, blank=True)
    activity_earliest = models.DateField(_("latest activity, earliest day"), null=True)
    activity_on = models.DateField(_("latest activity"), null=True)
    paper_kind = models.CharField(_("what the follow-up counts from"), max_length=16, blank=True)
    paper_earliest = models.DateField(_("counts from, earliest day"), null=True)
    paper_on = models.DateField(_("counts from"), null=True)
    evidence_on = models.DateField(_("latest dated evidence"), null=True)
    horizon_on = models.DateField(_("known up to"), null=True)
    is_attested = models.BooleanField(_("confirmed by an office"), default=False)
    due_earliest = models.DateField(_("due, earliest day"), null=True)
    due_on = models.DateField(_("due"), null=True)
    due_moved = models.PositiveSmallIntegerField(_("times the due date was moved"), default=0)

    class Meta:
        verbose_name = _("stretch of days")
        verbose_name_plural = _("stretches of days")
        ordering = ["agreement", "first_day"]
        constraints = [
            models.UniqueConstraint("agreement", "first_day", name="stretch_begins_once"),
            models.CheckConstraint(name="stretch_in_order", condition=Q(first_day__lte=F("last_day"))),
        ]
        indexes = [models.Index("status", "condition", "last_day", "first_day", "agreement", name="stretch_by_answer")]

    def __str__(self):
        return f"{self.first_day} – {self.last_day}: {self.status}, {self.condition or '–'}"

    @property
    def paper(self) -> KnownDate:
        """The latest instrument, joining or start, as well as its day is known."""
        return known_between(self.paper_earliest, self.paper_on)

    @property
    def due(self) -> KnownDate:
        """The due date that decides or comes next, as well as it is known."""
        return known_between(self.due_earliest, self.due_on)

    @property
    def activity(self) -> KnownDate:
        """The latest activity, as well as it is known."""
        return known_between(self.activity_earliest, self.activity_on)
