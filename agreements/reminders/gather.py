"""Query the rows from which items fall due, with a number of queries that does not grow with the rows.

Left out: the trash, examples, contacts, comparison cases, and agreements that have ended or were given up.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from agreements.lifecycle.tracks import END_STAGES
from agreements.lifecycle.vocabulary import StatusGroup
from agreements.models import Agreement, FollowUp, Instrument, ReportState, Review
from agreements.models.agreement import AgreementQuerySet
from agreements.record.rounds import begin_of_round, confirmable, is_due
from jambi_coop.lib.dates.counting import add_months

from .due_items import (
    DueItem,
    Matter,
    confirmation_item,
    first_follow_up_item,
    follow_up_item,
    items_of,
    steps_of,
    validity_item,
)
from .recipients import PEOPLE_OF_FOLLOW_UP, PEOPLE_OF_FOLLOW_UP_MANY


def due_items(today: date) -> list[DueItem]:
    """Return every item of which a reminder day was reached, whether a message was sent or not; the first due first."""
    horizon = today + timedelta(days=settings.REMIND_BEFORE_DAYS)
    found = chain(
        *(_follow_ups(horizon), _ends(today), _reviews(today, horizon), _fees(today, horizon), _first(today, horizon)),
        _validities(today),
        _confirmations(today),
    )
    return sorted(found, key=lambda item: (item.day, item.row_key))


def followed_agreements() -> AgreementQuerySet:
    """Return the agreements about which reminders are sent."""
    return Agreement.objects.alive().of_this_city()


def followed_follow_ups() -> QuerySet[FollowUp]:
    """Return the open follow-ups about which reminders are sent, with the people in charge. A follow-up with a report
    that waits for a decision is left out: until then its office can do nothing."""
    reported = FollowUp.objects.filter(reports__state=ReportState.SUBMITTED)
    return (
        FollowUp.objects.open()
        .filter(agreement__in=followed_agreements())
        .exclude(pk__in=reported.values("pk"))
        .select_related("agreement", *PEOPLE_OF_FOLLOW_UP)
        .prefetch_related(*PEOPLE_OF_FOLLOW_UP_MANY)
    )


def _follow_ups(horizon: date) -> Iterator[DueItem]:
    for follow_up in followed_follow_ups().filter(due_on_latest__lte=horizon):
        item = follow_up_item(follow_up)
        if item:
            yield item


def _living(today: date) -> Q:
    """Return the condition for agreements not in an end stage and not past the end of the last term."""
    return ~Q(stage__in=list(END_STAGES)) & (Q(digest__ends_latest__isnull=True) | Q(digest__ends_latest__gte=today))


def _with_people(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    return agreements.select_related("digest", "person_in_charge", "lead_office").prefetch_related(
        "lead_office__liaisons"
    )


def _with_rows(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    renewing = Agreement.objects.alive()
    return _with_people(agreements).prefetch_related(
        "instruments__signatures", "reviews", Prefetch("renewed_by", renewing)
    )


def _only(agreements: QuerySet[Agreement], matter: Matter, today: date) -> Iterator[DueItem]:
    for agreement in _with_rows(agreements):
        for item in items_of(agreement):
            if item.matter == matter and steps_of(item) and steps_of(item)[0].day <= today:
                yield item


def _ends(today: date) -> Iterator[DueItem]:
    asked = Instrument.objects.aggregate(longest=Max("notice_months"))["longest"] or 0
    limit = add_months(today, max([*settings.EXPIRY_NOTICE_MONTHS, asked]) + 1)
    ending = followed_agreements().on(today).ending_by(limit, today)
    yield from _only(ending, Matter.END, today)


def _reviews(today: date, horizon: date) -> Iterator[DueItem]:
    due = Q(pk__in=Instrument.objects.filter(review_on__lte=horizon).values("agreement")) | Q(
        pk__in=Review.objects.filter(next_review_on__lte=horizon).values("agreement")
    )
    yield from _only(followed_agreements().filter(_living(today), due), Matter.REVIEW, today)


def _fees(today: date, horizon: date) -> Iterator[DueItem]:
    unpaid = followed_agreements().filter(_living(today), paid_until_latest__lte=horizon)
    yield from _only(unpaid, Matter.FEE, today)


def _first(today: date, horizon: date) -> Iterator[DueItem]:
    dated = FollowUp.objects.filter(agreement=OuterRef("pk"), cancelled_on__isnull=True).filter(
        Q(due_on_latest__isnull=False) | Q(started_on_latest__isnull=False) | Q(done_on_latest__isnull=False)
    )
    known = followed_agreements().on(today).filter(~Q(stretch__status=StatusGroup.UNKNOWN))
    silent = known.filter(
        ~Exists(dated),
        _living(today),
        digest__is_committed=True,
        stretch__activity_on__isnull=True,
        digest__anchor_on__lte=horizon - timedelta(days=settings.FIRST_FOLLOW_UP_DAYS),
    )
    for agreement in _with_people(silent):
        item = first_follow_up_item(agreement)
        if item:
            yield item


def _validities(today: date) -> Iterator[DueItem]:
    open_texts = Instrument.objects.filter(validity="", signed_on_latest__isnull=False)
    for agreement in _with_rows(followed_agreements().filter(_living(today), pk__in=open_texts.values("agreement"))):
        item = validity_item(agreement)
        if item:
            yield item


def _confirmations(today: date) -> Iterator[DueItem]:
    begin = begin_of_round(today)
    if begin is not None:
        for agreement in _with_people(confirmable(followed_agreements(), today, is_due(today))):
            yield confirmation_item(agreement, begin)
