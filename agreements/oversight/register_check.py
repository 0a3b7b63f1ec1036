"""The nightly check for errors and gaps in the register.

It works in chunks, with bounded memory and a fixed number of queries for each chunk.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.lifecycle.tracks import END_STAGES
from agreements.models import (
    Agreement,
    FollowUp,
    FollowUpReport,
    Measurement,
    Message,
    Office,
    RegisterSeries,
    ReportState,
    Review,
    Step,
)
from agreements.record.contradictions import contradictions, stage_against_steps
from agreements.record.digest import drift_of, refresh_digest, with_rows
from agreements.record.instruments import terms_of, without_base, without_validity
from agreements.record.letters import derive_letter_columns, drift_of_letters
from agreements.reminders.gather import followed_agreements, followed_follow_ups
from agreements.reminders.messages import CUT_OFF_AFTER, UNSENT
from agreements.reminders.nightly_round import SUPERSEDED
from agreements.reminders.recipients import account_closed, head_of_coordination, those_in_charge
from jambi_coop.lib.versions.versioning import lock_version

CHUNK = 200
REPORT_WAITS_DAYS = 14
MESSAGE_STUCK_AFTER = timedelta(days=1)

GROUPS = {
    "digest": gettext_lazy("Gathered facts differ from the records"),
    "letters": gettext_lazy("Steps say something else than their letters"),
    "series": gettext_lazy("Number series behind the numbers given out"),
    "stage": gettext_lazy("Stage and steps do not fit together"),
    "contradiction": gettext_lazy("What does not fit together"),
    "review_date": gettext_lazy("Open-ended without a day of review"),
    "validity": gettext_lazy("Signed, and nobody has said how long it holds"),
    "base": gettext_lazy("Extensions of which the text is not recorded"),
    "in_charge": gettext_lazy("Follow-ups with nobody in charge"),
    "closed": gettext_lazy("In charge, but the account is closed"),
    "liaison": gettext_lazy("Offices without a liaison officer"),
    "head": gettext_lazy("Head of the coordinating office"),
    "message": gettext_lazy("Messages that were not sent"),
    "report": gettext_lazy("Reports that have waited for a decision for long"),
    "measurement": gettext_lazy("Approved values not compared with their source"),
}
DRIFT = ("digest", "letters", "series")
"""Groups that only a fault of the program or a manual change in the database can cause."""


@dataclass(frozen=True)
class Finding:
    """One finding; `where` is a register number, or the name of a record that is no agreement."""

    group: str
    where: str
    text: str = ""
    repaired: bool = False

    @property
    def is_drift(self) -> bool:
        return self.group in DRIFT and not self.repaired


def check_register(*, today: date, now: datetime, repair: bool = False) -> Iterator[Finding]:
    """Yield all findings; `repair` rewrites digests and number series that are wrong."""
    for rows in _chunks(Agreement.objects.all(), today):
        for agreement in rows:
            yield from _check(agreement, today, repair)
    yield from _series(repair)
    yield from _follow_ups()
    yield from _offices()
    yield from _messages(now)
    yield from _waiting(now)


def _chunks(agreements: QuerySet[Agreement], today: date) -> Iterator[list[Agreement]]:
    last = 0
    reviews = Prefetch("reviews", Review.objects.order_by("held_on", "pk"))
    loaded = with_rows(agreements.on(today)).select_related("digest", "stretch", "lead_office", "person_in_charge")
    loaded = loaded.prefetch_related("stretches", reviews).order_by("pk")
    while rows := list(loaded.filter(pk__gt=last)[:CHUNK]):
        yield rows
        last = rows[-1].pk


def _check(agreement: Agreement, today: date, repair: bool) -> Iterator[Finding]:
    number = agreement.register_number
    yield from _letters(agreement, repair)
    differs = drift_of(agreement)
    if differs:
        yield from _drift(agreement, repair)
    # The checks below read the digest: without a repair, a wrong one would give wrong findings.
    if agreement.in_trash or (differs and not repair):
        return
    steps = list(agreement.steps.all())
    yield from (Finding("stage", number, text) for text in stage_against_steps(agreement, steps))
    if agreement.is_comparison or agreement.is_example:
        return
    yield from (Finding("contradiction", number, text) for text in contradictions(agreement, steps, today))
    if agreement.digest.open_ended and agreement.stage not in END_STAGES and not _has_review_day(agreement):
        yield Finding("review_date", number)
    yield from (Finding("validity", number, str(one)) for one in without_validity(agreement))
    yield from (Finding("base", number, str(one)) for one in without_base(agreement))
    if account_closed(agreement.person_in_charge):
        yield Finding("closed", number, str(agreement.person_in_charge))


def _letters(agreement: Agreement, repair: bool) -> Iterator[Finding]:
    """Compare the steps with their letters; again under a lock where they differ, as for the digest."""
    for step in agreement.steps.all():
        if not drift_of_letters(step):
            continue
        with transaction.atomic():
            lock_version(agreement)
            now = Step.objects.get(pk=step.pk)
            columns = drift_of_letters(now)
            if columns and repair:
                derive_letter_columns(now, by=None, reason="check_register --repair")
                refresh_digest(agreement)
        if columns:
            yield Finding("letters", agreement.register_number, f"{step}: {', '.join(columns)}", repaired=repair)


def _drift(agreement: Agreement, repair: bool) -> Iterator[Finding]:
    """Compare again under a lock, since somebody may have saved while the rows were read; repair if asked to."""
    with transaction.atomic():
        lock_version(agreement)
        columns = drift_of(with_rows(Agreement.objects.filter(pk=agreement.pk)).select_related("digest").get())
        if columns and repair:
            refresh_digest(agreement)
    if columns:
        yield Finding("digest", agreement.register_number, ", ".join(columns), repaired=repair)


def _has_review_day(agreement: Agreement) -> bool:
    terms, reviews = terms_of(agreement), list(agreement.reviews.all())
    return bool(terms and terms[-1].review_on) or bool(reviews and reviews[-1].next_review_on)


def _series(repair: bool) -> Iterator[Finding]:
    """Check that no number series is behind its highest number: it would give out a number twice."""
    highest: dict[str, int] = {}
    for number in Agreement.objects.order_by().values_list("register_number", flat=True).iterator():
        series, _dash, digits = number.rpartition("-")
        highest[series] = max(highest.get(series, 0), int(digits) if digits.isdecimal() else 0)
    known = dict(RegisterSeries.objects.values_list("series", "last"))
    for series, last in sorted(highest.items()):
        if known.get(series, 0) < last:
            if repair:
                RegisterSeries.objects.update_or_create(series=series, defaults={"last": last})
            yield Finding("series", series, f"{known.get(series, 0)} < {last}", repaired=repair)


def _follow_ups() -> Iterator[Finding]:
    last = 0
    while rows := list(followed_follow_ups().filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = rows[-1].pk
        for row in rows:
            number = row.agreement.register_number
            if not those_in_charge(row):
                yield Finding("in_charge", number, row.title)
            if account_closed(row.person_in_charge):
                yield Finding("closed", number, f"{row.title}: {row.person_in_charge}")


def _offices() -> Iterator[Finding]:
    """Find offices with open follow-ups but no liaison officer, and a missing head of the coordinating office.

    The head is informed of follow-ups that stay overdue.
    """
    open_ones = FollowUp.objects.open().filter(office=OuterRef("pk"), agreement__in=followed_agreements())
    has_liaison = Office.liaisons.through.objects.filter(office=OuterRef("pk"), user__is_active=True)
    for office in Office.objects.filter(Exists(open_ones), ~Exists(has_liaison), is_active=True):
        yield Finding("liaison", office.name)
    if head_of_coordination() is None:
        yield Finding("head", settings.COORDINATING_OFFICE, _("None is named, or the account is closed."))


def _messages(now: datetime) -> Iterator[Finding]:
    waiting = Q(state__in=UNSENT, created_at__lt=now - MESSAGE_STUCK_AFTER) & ~Q(error=SUPERSEDED)
    cut_off = Q(state=Message.State.SENDING, claimed_at__lt=now - CUT_OFF_AFTER)
    for message in Message.objects.filter(waiting | cut_off).select_related("recipient").order_by("pk"):
        # The recipient's name stays out of the log; users who may read messages find it there.
        yield Finding("message", f"#{message.pk}", f"{message.key}: {message.error or message.get_state_display()}")


def _waiting(now: datetime) -> Iterator[Finding]:
    limit = now - timedelta(days=REPORT_WAITS_DAYS)
    reports = FollowUpReport.objects.filter(
        state=ReportState.SUBMITTED,
        submitted_at__lt=limit,
        follow_up__trashed_at__isnull=True,
        follow_up__agreement__in=followed_agreements(),
    )
    for report in reports.select_related("follow_up__agreement").order_by("submitted_at", "pk").iterator():
        days = (timezone.localdate(now) - timezone.localdate(report.submitted_at)).days
        text = _("%(title)s: %(days)d days") % {"title": report.follow_up.title, "days": days}
        yield Finding("report", report.follow_up.agreement.register_number, text)
    values = Measurement.objects.filter(
        state=ReportState.APPROVED,
        checked_on__isnull=True,
        indicator__trashed_at__isnull=True,
        indicator__agreement__in=followed_agreements(),
    )
    for value in values.select_related("indicator__agreement").order_by("pk").iterator():
        yield Finding("measurement", value.indicator.agreement.register_number, f"{value}, {value.period}")
