"""Follow-ups: activities under an agreement, planned or done, mostly after its signature."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from jambi_coop.lib.dates.fields import KnownDateField, known_date_constraints, overlaps_q
from jambi_coop.lib.records.publication import PublicationClass
from jambi_coop.lib.records.trash import AliveManager, Trashable, TrashQuerySet
from jambi_coop.lib.versions.versioning import Versioned

from .journey import Journey
from .of_this_city import of_this_city_q

OPEN = Q(done_on_latest__isnull=True, cancelled_on__isnull=True)
DONE = Q(done_on_latest__isnull=False, cancelled_on__isnull=True)


class StateFilter(models.TextChoices):
    """Choices of the state filter in lists of follow-ups: each `FollowUp.State`, and some that span several.

    A follow-up that is late is open, and planned or ongoing, too.
    """

    OPEN = "open", pgettext_lazy("follow-ups", "Open")
    LATE = "late", pgettext_lazy("follow-ups", "Late")
    SOON = "soon", pgettext_lazy("follow-ups", "Due soon")
    UNDATED = "undated", pgettext_lazy("follow-ups", "Without a date")
    PLANNED = "planned", pgettext_lazy("follow-ups", "Planned")
    ONGOING = "ongoing", pgettext_lazy("follow-ups", "Ongoing")
    DONE = "done", pgettext_lazy("follow-ups", "Done")
    CANCELLED = "cancelled", pgettext_lazy("follow-ups", "Cancelled")
    ALL = "all", pgettext_lazy("follow-ups", "All")


def state_q(state: str, today: date) -> Q:
    """The condition of a `StateFilter` or `FollowUp.State` on the day `today`; `FollowUp.state` says it of one row.

    A date counts by its latest day: while one possible day of it is left, nothing is late.
    """
    ahead = today + timedelta(days=settings.FOLLOW_UP_AHEAD_DAYS)
    return {
        StateFilter.OPEN: OPEN,
        StateFilter.LATE: OPEN & Q(due_on_latest__lt=today),
        StateFilter.SOON: OPEN & overlaps_q("due_on", today, ahead),
        StateFilter.UNDATED: OPEN & Q(due_on_latest__isnull=True),
        StateFilter.PLANNED: OPEN & (Q(started_on_earliest__isnull=True) | Q(started_on_earliest__gt=today)),
        StateFilter.ONGOING: OPEN & Q(started_on_earliest__lte=today),
        StateFilter.DONE: DONE,
        StateFilter.CANCELLED: Q(cancelled_on__isnull=False),
        StateFilter.ALL: Q(),
    }[StateFilter(state)]


class FollowUpQuerySet(TrashQuerySet):
    """Follow-ups by their state on a day and by whether the public may read them."""

    def in_state(self, state: str, today: date):
        """Those that `state_q` describes."""
        return self.filter(state_q(state, today))

    def public(self):
        return self.filter(is_public=True)

    def in_public(self, *, examples: bool = False):
        """Public ones of the public cooperation of this city: what is listed and counted for anybody; those of invented
        `examples` where the reader asked for them."""
        return self.public().filter(
            of_this_city_q("agreement__", examples=examples),
            agreement__publication_class=PublicationClass.PUBLIC,
            agreement__trashed_at__isnull=True,
        )

    def open(self):
        """Neither done nor cancelled."""
        return self.filter(OPEN)

    def scheduled(self):
        """Open, with a due date: what comes next is decided."""
        return self.open().filter(due_on_latest__isnull=False)

    def overdue(self, today: date):
        """Open, and every possible day of the due date has passed."""
        return self.in_state(StateFilter.LATE, today)

    def done(self):
        """Done, on a day that is more or less known, and not cancelled afterwards."""
        return self.filter(DONE)


class FollowUp(Versioned, Trashable, Journey):
    """Something to be done after (or before) signing, or that was done: a meeting, a course, works, a report."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        TRAINING = "training", _("Training course")
        VISIT = "visit", _("Visit")
        WORKS = "works", _("Works")
        REPORT = "report", _("Report")
        FEE = "fee", _("Membership fee")
        RENEWAL = "renewal", _("Renewal decision")
        OTHER = "other", _("Other")

    class State(models.TextChoices):
        """Derived from the dates, never stored."""

        PLANNED = "planned", _("Planned")
        ONGOING = "ongoing", _("Ongoing")
        DONE = "done", pgettext_lazy("follow-up", "Done")
        LATE = "late", _("Late")
        CANCELLED = "cancelled", _("Cancelled")

    agreement = models.ForeignKey(
        "agreements.Agreement", verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="follow_ups"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    office = models.ForeignKey(
        "agreements.Office",
        verbose_name=_("office"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="follow_ups",
    )
    person_in_charge = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person in charge"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    offered_on = KnownDateField(_("offered on"), blank=True)
    decree_number = models.CharField(_("decree number"), max_length=120, blank=True)
    due_on = KnownDateField(_("due on"), blank=True)
    times_moved = models.PositiveSmallIntegerField(_("times moved"), default=0, editable=False)
    started_on = KnownDateField(_("started on"), blank=True)
    done_on = KnownDateField(_("done on"), blank=True)
    result = models.CharField(_("result in one sentence"), max_length=300, blank=True)
    result_en = models.CharField(_("result in English"), max_length=300, blank=True)
    public_note = models.CharField(_("public note by the office"), max_length=300, blank=True)
    note = models.TextField(_("internal note"), blank=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    cancelled_reason = models.CharField(_("reason of cancelling"), max_length=300, blank=True)
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
        verbose_name=_("evidence"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proves_follow_ups",
    )
    is_public = models.BooleanField(_("shown in public"), default=True)

    objects = AliveManager.from_queryset(FollowUpQuerySet)()
    with_trash = FollowUpQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["agreement", "-done_on_latest", "due_on_earliest", "pk"]
        indexes = [
            models.Index("due_on_latest", "id", name="follow_up_due"),
            models.Index("office", "due_on_latest", name="follow_up_office_due"),
            models.Index("done_on_latest", "id", name="follow_up_done"),
            # The orders of the desk, which mostly shows what is open.
            models.Index("due_on_latest", "id", "agreement", condition=OPEN, name="follow_up_open_due"),
            models.Index("person_in_charge", "due_on_latest", "id", condition=OPEN, name="follow_up_open_person"),
            models.Index("title", "id", condition=OPEN, name="follow_up_open_title"),
            models.Index("times_moved", "id", condition=OPEN, name="follow_up_open_moved"),
            models.Index("cancelled_on", "id", condition=Q(cancelled_on__isnull=False), name="follow_up_cancelled"),
            # Ongoing follow-ups without a planned end, for the work list.
            models.Index(
                "started_on_latest", "id", condition=OPEN & Q(due_on_latest__isnull=True), name="follow_up_ongoing"
            ),
            models.Index(fields=["-cancelled_on", "-done_on_latest", "due_on_latest", "id"], name="follow_up_by_state"),
        ]
        constraints = [
            *known_date_constraints("due_on"),
            *known_date_constraints("started_on"),
            *known_date_constraints("done_on"),
            *known_date_constraints("journey_reported_on"),
            models.CheckConstraint(
                name="follow_up_cancel_has_reason",
                condition=Q(cancelled_on__isnull=True, cancelled_reason="")
                | (Q(cancelled_on__isnull=False) & ~Q(cancelled_reason="")),
                violation_error_message=_("A cancelled follow-up has a date and a reason; an open one has neither."),
            ),
            models.CheckConstraint(
                name="follow_up_start_before_done",
                condition=Q(started_on_earliest__isnull=True)
                | Q(done_on_latest__isnull=True)
                | Q(started_on_earliest__lte=F("done_on_latest")),
                violation_error_message=_("It cannot be done before it started."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self) -> bool:
        """Neither done nor cancelled."""
        return not self.done_on and not self.cancelled_on

    def state(self, today: date) -> State:
        """State on the day `today` (Asia/Jakarta); `state_q` says the same to the database."""
        if self.cancelled_on:
            return self.State.CANCELLED
        if self.done_on:
            return self.State.DONE
        if self.due_on and self.due_on.latest and self.due_on.latest < today:
            return self.State.LATE
        if self.started_on and self.started_on.earliest and self.started_on.earliest <= today:
            return self.State.ONGOING
        return self.State.PLANNED


class Headcount(Versioned):
    """A number of people of one office, or of another body."""

    office = models.ForeignKey(
        "agreements.Office", verbose_name=_("office"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    body = models.CharField(_("other body"), max_length=120, blank=True)
    people = models.PositiveIntegerField(_("number of people"))

    class Meta:
        abstract = True
        verbose_name = _("participants")
        verbose_name_plural = _("participants")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_office_or_body",
                condition=(Q(office__isnull=True) & ~Q(body="")) | Q(office__isnull=False, body=""),
                violation_error_message=_("Name an office of the city or another body, not both."),
            ),
        ]

    def __str__(self):
        return f"{self.office or self.body}: {self.people}"


class Participation(Headcount):
    """The number of people of one office, or of another body, who took part in a follow-up."""

    follow_up = models.ForeignKey(
        FollowUp, verbose_name=_("follow-up"), on_delete=models.CASCADE, related_name="participations"
    )

    history = HistoricalRecords()

    class Meta(Headcount.Meta):
        abstract = False
