"""Messages: written down first, then sent outside of any transaction; the same person never gets one twice."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Agreement, FollowUp, FollowUpReport, Message, MessageItem, ReportState
from jambi_coop.lib.records.people import name_of

from .mail_links import Links
from .mail_text import reminder_text
from .recipients import PEOPLE_OF_FOLLOW_UP, PEOPLE_OF_FOLLOW_UP_MANY, recipients_of

log = logging.getLogger(__name__)

CUT_OFF_AFTER = timedelta(hours=1)
"""A message that is being sent for longer was left by a run that died; it is taken up again."""
NO_ADDRESS = "no address"
"""Stored as the error where the account has lost its address, or was closed, in the meantime."""
IN_REQUEST_SECONDS = 3
"""How long somebody at a page waits for a mail server that does not answer; the nightly run has more time."""
UNSENT = (Message.State.PENDING, Message.State.FAILED)


def why_unreachable(user, *, channel: str = Message.Channel.MAIL) -> str:
    """Why a person cannot get a message, in a sentence; "" where nothing hinders."""
    if not user.is_active:
        return _("The account of %(name)s is closed.") % {"name": name_of(user)}
    if channel == Message.Channel.MAIL and not user.email:
        return _("The account of %(name)s has no e-mail address.") % {"name": name_of(user)}
    return ""


@transaction.atomic
def queue_message(
    *,
    recipient,
    key: str,
    kind: str,
    subject: str,
    text: str,
    now: datetime,
    by=None,
    channel: str = Message.Channel.MAIL,
    items: Iterable[Agreement | FollowUp] = (),
) -> Message | None:
    """Write down a message that `deliver` sends; a text to copy counts as sent at once.

    None where that person has this key already, or cannot be reached (`why_unreachable`).
    """
    if why_unreachable(recipient, channel=channel):
        return None
    is_text = channel == Message.Channel.TEXT
    message, created = Message.objects.get_or_create(
        recipient=recipient,
        key=key,
        defaults={
            "kind": kind,
            "channel": channel,
            "address": "" if is_text else recipient.email,
            # A line break in a subject would begin another header.
            "subject": " ".join(subject.split())[:200],
            "text": text,
            "state": Message.State.SENT if is_text else Message.State.PENDING,
            "created_at": now,
            "sent_at": now if is_text else None,
            "created_by": by,
        },
    )
    if not created:
        return None
    for item in items:
        follow_up = item if isinstance(item, FollowUp) else None
        agreement = item.agreement if isinstance(item, FollowUp) else item
        MessageItem.objects.create(message=message, agreement=agreement, follow_up=follow_up)
    return message


def may_be_taken_up(now: datetime) -> Q:
    """Messages that wait, failed, or were cut off while they were sent."""
    cut_off = Q(state=Message.State.SENDING, claimed_at__lt=now - CUT_OFF_AFTER)
    return Q(channel=Message.Channel.MAIL) & (Q(state__in=UNSENT) | cut_off)


def deliver(message: Message, *, now: datetime, seconds: int | None = None) -> bool:
    """Send one message and note what became of it; False where it was not sent, or another run has it. Never raises
    for a mail server that is away.

    Call it outside of a transaction. Of two runs at once only one can claim a message. A run that dies between
    the mail server's yes and our note of it sends that message again after an hour: better twice than never.
    """
    mine = Message.objects.filter(may_be_taken_up(now), pk=message.pk)
    if not mine.update(state=Message.State.SENDING, claimed_at=now, attempts=F("attempts") + 1):
        message.refresh_from_db()
        return False
    message.refresh_from_db()
    error = _send(message, seconds)
    message.state = Message.State.FAILED if error else Message.State.SENT
    message.error, message.sent_at = error, None if error else now
    message.save(update_fields=["state", "error", "sent_at", "address"])
    return not error


def _send(message: Message, seconds: int | None) -> str:
    """Hand it to the mail server; returns "" or what went wrong, without an address or a name."""
    recipient = message.recipient
    if not recipient.is_active or not recipient.email:
        return NO_ADDRESS
    message.address = recipient.email
    try:
        server = get_connection(timeout=seconds or settings.EMAIL_TIMEOUT)
        EmailMessage(message.subject, message.text, to=[message.address], connection=server).send()
    except Exception as error:  # whatever a mail server does must not stop the other messages
        words = f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()
        log.warning("message %s was not sent: %s", message.pk, words)
        return words
    return ""


@dataclass
class Delivery:
    """What became of some messages: `skipped` have no address any more, `waiting` were not tried."""

    sent: int = 0
    failed: int = 0
    skipped: int = 0
    waiting: int = 0


def deliver_in_request(messages: Sequence[Message], *, now: datetime) -> None:
    """For somebody who waits at a page: after one failure the others wait for the nightly run."""
    deliver_all(messages, now=now, seconds=IN_REQUEST_SECONDS)


def deliver_all(
    messages: Sequence[Message], *, now: datetime, seconds: int | None = None, give_up_after: int = 1
) -> Delivery:
    """Send messages until the mail server has failed so many times in a row."""
    done, failures = Delivery(), 0
    for place, message in enumerate(messages):
        if failures == give_up_after:
            done.waiting = len(messages) - place
            break
        if deliver(message, now=now, seconds=seconds):
            done.sent, failures = done.sent + 1, 0
        elif message.error == NO_ADDRESS:
            # That says nothing of the mail server.
            done.skipped += 1
        elif message.state in UNSENT:
            done.failed, failures = done.failed + 1, failures + 1
    return done


# --- reminders by hand -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reminder:
    """A reminder of one follow-up to one person as it would go out. Without a recipient nobody is in charge;
    `problem` says why it does not go out; `sent_on` is the day of the latest message about it to that person.
    `awaits_decision`: a report on it waits for a decision, so there is nothing to remind of; `is_texted`: a text to
    copy about it was written down today."""

    follow_up: FollowUp
    recipient: Any
    subject: str = ""
    text: str = ""
    sent_on: date | None = None
    problem: str = ""
    awaits_decision: bool = False
    is_texted: bool = False

    def goes_out_on(self, day: date) -> bool:
        """Nobody hears of a follow-up twice on one day."""
        return not self.problem and self.sent_on != day


def preview_reminders(
    follow_ups: Iterable[FollowUp], *, today: date, channel: str = Message.Channel.MAIL
) -> list[Reminder]:
    """What `remind` would send, for looking at first: one for each follow-up that is open and each person. By mail
    others stand in for whoever has no address; where nobody has one, those who should have are named."""
    rows = list(
        FollowUp.objects.open()
        .filter(pk__in=[one.pk for one in follow_ups], agreement__trashed_at__isnull=True)
        .select_related("agreement", *PEOPLE_OF_FOLLOW_UP)
        .prefetch_related(*PEOPLE_OF_FOLLOW_UP_MANY)
        .order_by("due_on_latest", "pk")
    )
    by_mail = channel == Message.Channel.MAIL
    people = {row: recipients_of(row, by_mail=by_mail) or recipients_of(row) for row in rows}
    everybody = dict.fromkeys(chain(*people.values()))
    links = {person: Links(person, [row for row in rows if person in people[row]]) for person in everybody}
    last = _last_sent(rows)
    submitted = FollowUpReport.objects.filter(follow_up__in=rows, state=ReportState.SUBMITTED)
    held = set(submitted.values_list("follow_up", flat=True))
    found = []
    for row in rows:
        for person in people[row]:
            subject, text = reminder_text(row, person, today, links=links[person])
            days = last.get((person.pk, row.pk), {})
            awaits_decision, is_texted = row.pk in held, days.get(Message.Channel.TEXT) == today
            waits = _("The report of the office waits for a decision.") if awaits_decision else ""
            problem, sent_on = waits or why_unreachable(person, channel=channel), max(days.values(), default=None)
            found.append(Reminder(row, person, subject, text, sent_on, problem, awaits_decision, is_texted))
        if not people[row]:
            found.append(Reminder(row, None, problem=_("Nobody is in charge.")))
    return found


def _last_sent(rows: Sequence[FollowUp]) -> dict[tuple[int, int], dict[str, date]]:
    """Person and follow-up -> way -> the day of the latest message."""
    last: dict[tuple[int, int], dict[str, date]] = {}
    sent = MessageItem.objects.filter(follow_up__in=rows, message__state=Message.State.SENT)
    columns = ("message__recipient", "follow_up", "message__channel")
    for person, row, channel, at in sent.values_list(*columns).annotate(at=Max("message__sent_at")).order_by():
        last.setdefault((person, row), {})[channel] = timezone.localdate(at)
    return last


def remind(follow_ups: Iterable[FollowUp], *, by, now: datetime) -> list[Message]:
    """Remind those in charge of these follow-ups by mail, at most once a day each; where `preview_reminders` names a
    problem nothing goes out. Returns the messages written down, sent or not."""
    today = timezone.localdate(now)
    written = []
    for one in preview_reminders(follow_ups, today=today):
        if not one.goes_out_on(today):
            continue
        message = queue_message(
            recipient=one.recipient,
            key=f"followup:{one.follow_up.pk}:{today:%Y-%m-%d}:{Message.Channel.MAIL}-by-hand",
            kind=Message.Kind.MANUAL,
            subject=one.subject,
            text=one.text,
            now=now,
            by=by,
            items=[one.follow_up],
        )
        if message is not None:
            written.append(message)
    transaction.on_commit(lambda: deliver_in_request(written, now=now))
    return written
