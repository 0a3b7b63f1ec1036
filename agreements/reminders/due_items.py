"""What falls due, and the days on which somebody is told: pure rules over rows that were loaded.

A due date stands in its own row only; a step is worked out from it, so a date that moves starts anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from django.conf import settings

from agreements.lifecycle import SIGNED_STAGES
from agreements.models import Agreement, FollowUp, Review, Term
from jambi_coop.lib.dates.counting import add_months
from jambi_coop.lib.dates.known_date import KnownDate

SINGLE_MAIL_DAYS = 60
"""A step that was missed for longer is told in the weekly summary only: who imports old records floods nobody."""


class Matter(StrEnum):
    """What kind of thing falls due; the values stand in the keys of messages."""

    FOLLOW_UP = "followup"
    END = "end"
    REVIEW = "review"
    FEE = "fee"
    FIRST = "first"


@dataclass(frozen=True)
class ReminderDay:
    """One of the days on which somebody is told of an item; `is_escalation`: the head of the office as well."""

    name: str
    day: date
    is_escalation: bool = False


@dataclass(frozen=True, kw_only=True)
class DueItem:
    """Something that falls due: `day` is the last day that `known` allows. `notice_months`: by which a text asks
    for notice before its end. Steps before `settled_on` were answered by a decision of that day."""

    matter: Matter
    agreement: Agreement
    known: KnownDate
    day: date
    follow_up: FollowUp | None = None
    notice_months: int | None = None
    settled_on: date | None = None

    @property
    def row_key(self) -> str:
        """The same for the same matter of the same row, whatever its date."""
        return f"{self.matter}:{self.follow_up.pk if self.follow_up else self.agreement.pk}"

    def key(self, step: ReminderDay) -> str:
        """What a message on this step is about; another due date is another key."""
        return f"{self.row_key}:{self.day:%Y-%m-%d}:{step.name}"

    @property
    def subject_row(self) -> Agreement | FollowUp:
        """The record a message about it speaks of."""
        return self.follow_up or self.agreement

    @property
    def notice_day(self) -> date | None:
        """The last day on which notice can be given, where the text asks for it."""
        return add_months(self.day, -self.notice_months) if self.notice_months else None


def steps_of(item: DueItem) -> list[ReminderDay]:
    """All steps of an item, the earliest first."""
    if item.matter == Matter.END:
        steps = [
            ReminderDay(f"{months}-months", add_months(item.day, -months)) for months in settings.EXPIRY_NOTICE_MONTHS
        ]
        if item.notice_day:
            steps.append(ReminderDay("notice", item.notice_day))
        # Of two on one day the notice that the text asks for says more.
        return sorted(steps, key=lambda step: (step.day, step.name == "notice"))
    return [
        ReminderDay("before", item.day - timedelta(days=settings.REMIND_BEFORE_DAYS)),
        ReminderDay("due", item.day),
        ReminderDay("after", item.day + timedelta(days=settings.REMIND_AFTER_DAYS)),
        ReminderDay("escalated", item.day + timedelta(days=settings.ESCALATE_AFTER_DAYS), is_escalation=True),
    ]


def current_reminder_day(item: DueItem, today: date) -> ReminderDay | None:
    """The latest step that was reached; of steps missed in lost nights only this one is told. None before the
    first, and where a decision answered it."""
    reached = [step for step in steps_of(item) if step.day <= today]
    if not reached or (item.settled_on is not None and reached[-1].day <= item.settled_on):
        return None
    return reached[-1]


def is_for_single_mail(step: ReminderDay, today: date) -> bool:
    """Recent enough for a message of its own."""
    return step.day >= today - timedelta(days=SINGLE_MAIL_DAYS)


# --- from rows to items ------------------------------------------------------------------------------


def follow_up_item(follow_up: FollowUp) -> DueItem | None:
    """Its due date, while it is open."""
    if not follow_up.is_open or follow_up.due_on.latest is None:
        return None
    return DueItem(
        matter=Matter.FOLLOW_UP,
        agreement=follow_up.agreement,
        follow_up=follow_up,
        known=follow_up.due_on,
        day=follow_up.due_on.latest,
    )


def items_of(agreement: Agreement) -> Iterator[DueItem]:
    """End, review and fee of an agreement whose terms, reviews and renewing records are loaded."""
    terms = sorted(agreement.terms.all(), key=lambda term: (term.starts_on.earliest or date.min, term.pk))
    reviews = sorted(agreement.reviews.all(), key=lambda review: (review.held_on, review.pk))
    yield from (item for item in (_end(agreement, terms, reviews), _review(agreement, terms, reviews)) if item)
    if agreement.paid_until.latest:
        yield DueItem(
            matter=Matter.FEE, agreement=agreement, known=agreement.paid_until, day=agreement.paid_until.latest
        )


def _end(agreement: Agreement, terms: list[Term], reviews: list[Review]) -> DueItem | None:
    """The end of the last term, until somebody decides on it: a renewing record that is signed, or a review."""
    dated = [term for term in terms if term.ends_on.latest]
    renewed = any(one.stage in SIGNED_STAGES and not one.in_trash for one in agreement.renewed_by.all())
    if not dated or terms[-1].open_ended or renewed:
        return None
    last = max(dated, key=lambda term: (term.ends_on.latest or date.min, term.pk))
    day = last.ends_on.latest or date.max
    item = DueItem(
        matter=Matter.END, agreement=agreement, known=last.ends_on, day=day, notice_months=last.notice_months
    )
    first = steps_of(item)[0].day if steps_of(item) else day
    decided = [review for review in reviews if review.held_on >= first]
    if any(review.decision == Review.Decision.END for review in decided):
        return None
    # Who decides to go on is still told of the steps to come: the text runs out all the same.
    return replace(item, settled_on=max((review.held_on for review in decided), default=None))


def _review(agreement: Agreement, terms: list[Term], reviews: list[Review]) -> DueItem | None:
    """The next review: as the last one set it, or as the open-ended term asks for it."""
    last = reviews[-1] if reviews else None
    days = [last.next_review_on if last else None]
    days += [terms[-1].review_on] if terms and terms[-1].open_ended else []
    ahead = [day for day in days if day is not None and (last is None or day > last.held_on)]
    if not ahead:
        return None
    return DueItem(matter=Matter.REVIEW, agreement=agreement, known=KnownDate.day(min(ahead)), day=min(ahead))


def first_follow_up_item(agreement: Agreement) -> DueItem | None:
    """When a first follow-up is expected, of an agreement (with its digest) that has nothing dated."""
    anchor = agreement.digest.anchor_on
    if anchor is None:
        return None
    day = anchor + timedelta(days=settings.FIRST_FOLLOW_UP_DAYS)
    return DueItem(matter=Matter.FIRST, agreement=agreement, known=KnownDate.day(day), day=day)
