"""The daily round of messages: plan who gets what, store it, and have it sent by `messages.deliver_all`.

It is planned from the rows alone, so that a second run on the same day finds nothing to do.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import JobRun, MailPreference, Message, MessageItem

from .due_items import DueItem, Matter, ReminderDay, current_reminder_day, is_for_single_mail
from .gather import due_items
from .mail_text import Text, confirmation_text, notice_text, reminder_text, weekly_text
from .messages import Delivery, deliver_all, may_be_taken_up, queue_message, why_unreachable
from .recipients import head_of_coordination, people_of

RETRY_DAYS = 14
"""A message by hand that could not be sent for so long is not tried again; the check of the register reports it."""
FAILURES_IN_A_ROW = 3
"""After so many failures the mail server is taken as down, and the other messages wait for the next run."""
PLANNED = (Message.Kind.URGENT, Message.Kind.ESCALATION, Message.Kind.WEEKLY)
SUPERSEDED = "superseded"
"""Stored as the error of a message that was not sent before its matter was over."""


@dataclass(frozen=True)
class Planned:
    """One message that is due today; `write` composes subject and text, and is called only if the message is new."""

    recipient: Any
    key: str
    kind: str
    items: list[DueItem]
    write: Callable[[], Text]


@dataclass
class Round:
    """The messages that are due today; items without anybody in charge; reasons why people cannot be reached; whether
    the coordinating office has a head; and, after sending, the result `done`."""

    messages: list[Planned] = field(default_factory=list)
    unattended: list[DueItem] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)
    has_head: bool = True
    done: Delivery = field(default_factory=Delivery)

    @property
    def is_ok(self) -> bool:
        """True where no message failed or was left waiting."""
        return not self.done.failed and not self.done.waiting

    @property
    def summary(self) -> str:
        """One line for the log of runs."""
        done = self.done
        counted = [
            (done.failed, _("%(count)d not sent")),
            (done.waiting, _("%(count)d waiting")),
            (done.skipped, _("%(count)d left out: no address, or account closed")),
            (len(self.unattended), _("%(count)d with nobody in charge")),
        ]
        parts = [_("%(count)d sent") % {"count": done.sent}]
        parts += [text % {"count": count} for count, text in counted if count]
        parts += [] if self.has_head else [_("the coordinating office has no head")]
        return "; ".join([*parts, *self.unreachable])


# --- the plan ----------------------------------------------------------------------------------------


def plan_round(today: date) -> Round:
    """Plan the messages of today: single messages, and the weekly summaries where they are due."""
    head = head_of_coordination()
    due_now = [(item, step) for item in due_items(today) if (step := current_reminder_day(item, today))]
    plan = Round(has_head=head is not None)
    asked = [(item, step) for item, step in due_now if item.matter == Matter.CONFIRM]
    wanted = [
        *_singles([one for one in due_now if one not in asked], head, today, plan),
        *_confirmations(asked, head, today),
        *(_weekly_summaries(due_now, head, today) if weekly_is_due(today) else []),
    ]
    unique = {(one.recipient.pk, one.key): one for one in reversed(wanted)}
    # A missing address is reported also where another person gets the message instead.
    named = [(item.follow_up or item.agreement).person_in_charge for item, _step in due_now]
    problems = {why_unreachable(one): None for one in named if one is not None and one.is_active and not one.email}
    for one in reversed(unique.values()):
        problem = why_unreachable(one.recipient)
        if problem:
            problems[problem] = None
        else:
            plan.messages.append(one)
    plan.unreachable = list(problems)
    return plan


def _is_reached(head) -> bool:
    """True where somebody heads the coordinating office and can be reached by mail."""
    return head is not None and bool(head.email)


def _singles(due_now: list[tuple[DueItem, ReminderDay]], head, today: date, plan: Round) -> Iterator[Planned]:
    for item, step in due_now:
        people = people_of(item, head)
        if not people:
            plan.unattended.append(item)
        if not is_for_single_mail(step, today):
            continue
        key, row = item.key(step), item.follow_up
        for person in people:
            write = partial(notice_text, item, person, today)
            if row is not None:
                write = partial(reminder_text, row, person, today, escalated=step.is_escalation and _is_reached(head))
            yield Planned(person, key, Message.Kind.URGENT, [item], write)
        if step.is_escalation and head is not None and head not in people:
            write = partial(notice_text, item, head, today, in_charge=people)
            yield Planned(head, key, Message.Kind.ESCALATION, [item], write)


def _confirmations(asked: list[tuple[DueItem, ReminderDay]], head, today: date) -> Iterator[Planned]:
    """Plan one message for each person and office at the begin of a round, whatever the number of its agreements."""
    found: dict[tuple[Any, Any], list[DueItem]] = {}
    for item, step in asked:
        if is_for_single_mail(step, today):
            for person in people_of(item, head):
                found.setdefault((person, item.agreement.lead_office), []).append(item)
    for (person, office), items in found.items():
        key = f"{Matter.CONFIRM}:office-{office.pk if office else 0}:{items[0].day:%Y-%m-%d}"
        yield Planned(person, key, Message.Kind.URGENT, items, partial(confirmation_text, items, office, person))


def week_key(today: date) -> str:
    """Return the key of the summary of this week; weeks begin on Monday."""
    year, week, _day = today.isocalendar()
    return f"weekly:{year}-W{week:02}"


def weekly_is_due(today: date) -> bool:
    """True until a run of this week has succeeded: normally on Monday, later where that run was missed."""
    monday = today - timedelta(days=today.weekday())
    start = timezone.make_aware(datetime.combine(monday, datetime.min.time()))
    return not JobRun.objects.filter(job=JobRun.Job.REMINDERS, is_ok=True, started_at__gte=start).exists()


def _weekly_summaries(due_now: list[tuple[DueItem, ReminderDay]], head, today: date) -> Iterator[Planned]:
    unwanted = set(MailPreference.objects.filter(wants_weekly=False).values_list("user", flat=True))
    items: dict[Any, list[DueItem]] = {}
    for item, _step in due_now:
        for person in people_of(item, head):
            items.setdefault(person, []).append(item)
    late = [item for item, step in due_now if step.is_escalation]
    if head is not None and late:
        items.setdefault(head, [])
    for person, mine in sorted(items.items(), key=lambda pair: pair[0].pk):
        if person.pk not in unwanted:
            others = late if person == head else []
            write = partial(weekly_text, person, mine, others, today)
            yield Planned(person, week_key(today), Message.Kind.WEEKLY, [*mine, *others], write)


# --- the round ---------------------------------------------------------------------------------------


def send_round(*, now: datetime) -> Round:
    """Store the messages that are due and send them, together with those that an earlier run could not send."""
    today = timezone.localdate(now)
    plan = plan_round(today)
    keys = {one.key for one in plan.messages}
    known = set(Message.objects.filter(key__in=keys).values_list("recipient", "key"))
    for one in plan.messages:
        if (one.recipient.pk, one.key) not in known:
            subject, text = one.write()
            rows = dict.fromkeys(item.subject_row for item in one.items)
            queue_message(
                recipient=one.recipient, key=one.key, kind=one.kind, subject=subject, text=text, now=now, items=rows
            )
    waiting = _unsent(plan.messages, today, now)
    plan.done = deliver_all(waiting, now=now, give_up_after=FAILURES_IN_A_ROW)
    return plan


def _unsent(planned: Iterable[Planned], today: date, now: datetime) -> list[Message]:
    """Return the unsent messages that are still needed; a message whose matter is over is marked `SUPERSEDED`."""
    due = {(one.recipient.pk, one.key) for one in planned}
    recent = Q(kind__in=PLANNED) | Q(created_at__gte=now - timedelta(days=RETRY_DAYS))
    # Messages that failed before come last, so that a bad address does not delay the others.
    waiting = list(
        Message.objects.filter(may_be_taken_up(now), recent).select_related("recipient").order_by("attempts", "pk")
    )
    over = Q(follow_up__done_on_latest__isnull=False) | Q(follow_up__cancelled_on__isnull=False)
    over |= Q(agreement__trashed_at__isnull=False)
    by_hand = [message for message in waiting if message.kind == Message.Kind.MANUAL]
    closed = set(MessageItem.objects.filter(over, message__in=by_hand).values_list("message", flat=True))
    kept = []
    for message in waiting:
        is_planned = message.kind in PLANNED and message.key != week_key(today)
        if (message.recipient_id, message.key) not in due and (is_planned or message.pk in closed):
            if message.error != SUPERSEDED:
                message.state, message.error = Message.State.FAILED, SUPERSEDED
                message.save(update_fields=["state", "error"])
        else:
            kept.append(message)
    return kept
