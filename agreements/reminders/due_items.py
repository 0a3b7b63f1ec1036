"""Items that fall due and the days of their reminders: pure rules over rows that were loaded.

A due date is stored in its own row only and its reminder days are derived from it, so a date that is moved starts a
new series of reminders.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from django.conf import settings

from agreements.lifecycle.tracks import SIGNED_STAGES
from agreements.models import Agreement, FollowUp, Review
from agreements.record.instruments import Term, latest_signing, terms_of, without_validity
from jambi_coop.lib.dates.counting import add_months
from jambi_coop.lib.dates.known_date import KnownDate

SINGLE_MAIL_DAYS = 60
"""A reminder that is late by more days than this is only in the weekly summary, so that an import of old records does
not send many mails at once."""


class Matter(StrEnum):
    """The kind of item that falls due; the values are part of the keys of messages."""

    FOLLOW_UP = "followup"
    END = "end"
    REVIEW = "review"
    FEE = "fee"
    FIRST = "first"
    VALIDITY = "validity"
    CONFIRM = "confirm"


@dataclass(frozen=True)
class ReminderDay:
    """One of the days on which people are reminded of an item; with `is_escalation` also the head of the coordinating
    office."""

    name: str
    day: date
    is_escalation: bool = False


@dataclass(frozen=True, kw_only=True)
class DueItem:
    """Something that falls due: `day` is the last day that `known` allows. `notice_months`: how many months before its
    end the text asks for notice. Reminder days up to `settled_on` were settled by a decision of that day."""

    matter: Matter
    agreement: Agreement
    known: KnownDate
    day: date
    follow_up: FollowUp | None = None
    notice_months: int | None = None
    settled_on: date | None = None

    @property
    def row_key(self) -> str:
        """Key of the matter and the row, without the date."""
        return f"{self.matter}:{self.follow_up.pk if self.follow_up else self.agreement.pk}"

    def key(self, step: ReminderDay) -> str:
        """Return the key of a message about this reminder day; another due date gives another key."""
        return f"{self.row_key}:{self.day:%Y-%m-%d}:{step.name}"

    @property
    def subject_row(self) -> Agreement | FollowUp:
        """The record that a message about it names and links to."""
        return self.follow_up or self.agreement

    @property
    def notice_day(self) -> date | None:
        """The last day on which notice can be given; None where the text does not ask for notice."""
        return add_months(self.day, -self.notice_months) if self.notice_months else None


def steps_of(item: DueItem) -> list[ReminderDay]:
    """Return all reminder days of an item, the earliest first."""
    if item.matter == Matter.CONFIRM:
        return [ReminderDay("round", item.day)]
    if item.matter == Matter.END:
        steps = [
            ReminderDay(f"{months}-months", add_months(item.day, -months)) for months in settings.EXPIRY_NOTICE_MONTHS
        ]
        if item.notice_day:
            steps.append(ReminderDay("notice", item.notice_day))
        # Of two on one day the notice comes last, so that it is the current one: it says more.
        return sorted(steps, key=lambda step: (step.day, step.name == "notice"))
    return [
        ReminderDay("before", item.day - timedelta(days=settings.REMIND_BEFORE_DAYS)),
        ReminderDay("due", item.day),
        ReminderDay("after", item.day + timedelta(days=settings.REMIND_AFTER_DAYS)),
        ReminderDay("escalated", item.day + timedelta(days=settings.ESCALATE_AFTER_DAYS), is_escalation=True),
    ]


def current_reminder_day(item: DueItem, today: date) -> ReminderDay | None:
    """Return the latest reminder day that was reached; earlier ones that were missed are left out. None before the
    first, and where a decision has settled it."""
    reached = [step for step in steps_of(item) if step.day <= today]
    if not reached or (item.settled_on is not None and reached[-1].day <= item.settled_on):
        return None
    return reached[-1]


def is_for_single_mail(step: ReminderDay, today: date) -> bool:
    """True for a reminder day recent enough for a mail of its own (`SINGLE_MAIL_DAYS`)."""
    return step.day >= today - timedelta(days=SINGLE_MAIL_DAYS)


# --- from rows to items ------------------------------------------------------------------------------


def follow_up_item(follow_up: FollowUp) -> DueItem | None:
    """Return the item of an open follow-up; None where it is closed or has no due date."""
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
    """Yield end, review and fee of an agreement whose instruments, reviews and renewing records are loaded."""
    terms = terms_of(agreement)
    reviews = sorted(agreement.reviews.all(), key=lambda review: (review.held_on, review.pk))
    yield from (item for item in (_end(agreement, terms, reviews), _review(agreement, terms, reviews)) if item)
    if agreement.paid_until.latest:
        yield DueItem(
            matter=Matter.FEE, agreement=agreement, known=agreement.paid_until, day=agreement.paid_until.latest
        )


def _end(agreement: Agreement, terms: list[Term], reviews: list[Review]) -> DueItem | None:
    """Return the end of the last term; None without one, for an open-ended term, after a signed renewal, and after a
    decision to end it."""
    dated = [term for term in terms if term.ends_on.latest]
    renewed = any(one.stage in SIGNED_STAGES and not one.in_trash for one in agreement.renewed_by.all())
    if not dated or terms[-1].open_ended or renewed:
        return None
    last = max(dated, key=lambda term: term.ends_on.latest or date.min)
    day = last.ends_on.latest or date.max
    item = DueItem(
        matter=Matter.END, agreement=agreement, known=last.ends_on, day=day, notice_months=last.notice_months
    )
    first = steps_of(item)[0].day if steps_of(item) else day
    decided = [review for review in reviews if review.held_on >= first]
    if any(review.decision == Review.Decision.END for review in decided):
        return None
    # After a decision to go on the later reminders are still sent: the text runs out all the same.
    return replace(item, settled_on=max((review.held_on for review in decided), default=None))


def _review(agreement: Agreement, terms: list[Term], reviews: list[Review]) -> DueItem | None:
    """Return the next review, as set by the last review or by the open-ended term; None without one."""
    last = reviews[-1] if reviews else None
    days = [last.next_review_on if last else None]
    days += [terms[-1].review_on] if terms and terms[-1].open_ended else []
    ahead = [day for day in days if day is not None and (last is None or day > last.held_on)]
    if not ahead:
        return None
    return DueItem(matter=Matter.REVIEW, agreement=agreement, known=KnownDate.day(min(ahead)), day=min(ahead))


def first_follow_up_item(agreement: Agreement) -> DueItem | None:
    """Return when a first follow-up is expected, for an agreement (with its digest) without any dated follow-up."""
    anchor = agreement.digest.anchor_on
    if anchor is None:
        return None
    day = anchor + timedelta(days=settings.FIRST_FOLLOW_UP_DAYS)
    return DueItem(matter=Matter.FIRST, agreement=agreement, known=KnownDate.day(day), day=day)


def validity_item(agreement: Agreement) -> DueItem | None:
    """Return the signing after which nobody said how long the text holds, of an agreement whose instruments are loaded;
    None where all is said, or where no day of signing is known."""
    signed = latest_signing(one.signed_on for one in without_validity(agreement))
    if signed.latest is None:
        return None
    return DueItem(matter=Matter.VALIDITY, agreement=agreement, known=signed, day=signed.latest)


def confirmation_item(agreement: Agreement, begin: date) -> DueItem:
    """Return the request of the round that began on `begin` to confirm the record of an agreement."""
    return DueItem(matter=Matter.CONFIRM, agreement=agreement, known=KnownDate.day(begin), day=begin)
