"""Messages: stored first (`queue_message`), then handed to the mail server outside of any transaction (`deliver`).

A unique key keeps a person from getting one twice.
"""

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
"""A message that has been in the state "sending" for longer was left by a run that died; it is sent again."""
NO_ADDRESS = "no address"
"""Stored as the error where the account has no address any more, or was closed, in the meantime."""
IN_REQUEST_SECONDS = 3
"""Timeout of the mail server while a user waits for a page; the nightly run has more time (`EMAIL_TIMEOUT`)."""
UNSENT = (Message.State.PENDING, Message.State.FAILED)


def why_unreachable(user, *, channel: str = Message.Channel.MAIL) -> str:
    """Return a sentence that says why a person cannot get a message; "" where nothing prevents it."""
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
    """Store a message for `deliver`; a text to copy counts as sent at once.

    Return None where that person already has a message with this key, or cannot be reached (`why_unreachable`).
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
            # A line break in a subject would start another header.
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
    """Return the condition for mails that wait, failed, or were cut off while being sent."""
    cut_off = Q(state=Message.State.SENDING, claimed_at__lt=now - CUT_OFF_AFTER)
    return Q(channel=Message.Channel.MAIL) & (Q(state__in=UNSENT) | cut_off)


def deliver(message: Message, *, now: datetime, seconds: int | None = None) -> bool:
    """Send one message and store the result; return False where it was not sent, or another run has claimed it. Errors
    of the mail server are stored, not raised.

    Call it outside of a transaction. Of two runs at once only one can claim a message. If a run dies after the mail
    server has accepted a message and before that is stored, the message is sent again after an hour (`CUT_OFF_AFTER`):
    better twice than never.
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
    """Pass the message to the mail server; return "" or the error, without an address or a name."""
    recipient = message.recipient
    if not recipient.is_active or not recipient.email:
        return NO_ADDRESS
    message.address = recipient.email
    try:
        server = get_connection(timeout=seconds or settings.EMAIL_TIMEOUT)
        EmailMessage(message.subject, message.text, to=[message.address], connection=server).send()
    except Exception as error:  # no error of a mail server may stop the other messages
        words = f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()
        log.warning("message %s was not sent: %s", message.pk, words)
        return words
    return ""


@dataclass
class Delivery:
    """Numbers of messages by result: `skipped` have no address any more, `waiting` were not tried."""

    sent: int = 0
    failed: int = 0
    skipped: int = 0
    waiting: int = 0


def deliver_in_request(messages: Sequence[Message], *, now: datetime) -> None:
    """Send messages while a user waits for a page: after one failure the others are left for the nightly run."""
    deliver_all(messages, now=now, seconds=IN_REQUEST_SECONDS)


def deliver_all(
    messages: Sequence[Message], *, now: datetime, seconds: int | None = None, give_up_after: int = 1
) -> Delivery:
    """Send messages until the mail server has failed `give_up_after` times in a row."""
    done, failures = Delivery(), 0
    for place, message in enumerate(messages):
        if failures == give_up_after:
            done.waiting = len(messages) - place
            break
        if deliver(message, now=now, seconds=seconds):
            done.sent, failures = done.sent + 1, 0
        elif message.error == NO_ADDRESS:
            # A missing address is no failure of the mail server.
            done.skipped += 1
        elif message.state in UNSENT:
            done.failed, failures = done.failed + 1, failures + 1
    return done


# --- reminders by hand -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reminder:
    """A reminder of one follow-up to one person, as it would be sent. Without a recipient nobody is in charge.

    `problem` says why it is not sent; `sent_on` is the day of the latest message about it to that person.
    `awaits_decision`: a report on it waits for a decision, so there is nothing to remind of. `is_texted`: a text to
    copy about it was recorded as sent today.
    """

    follow_up: FollowUp
    recipient: Any
    subject: str = ""
    text: str = ""
    sent_on: date | None = None
    problem: str = ""
    awaits_decision: bool = False
    is_texted: bool = False

    def goes_out_on(self, day: date) -> bool:
        """True unless there is a problem, or that person was already reminded of it on `day`."""
        return not self.problem and self.sent_on != day


def preview_reminders(
    follow_ups: Iterable[FollowUp], *, today: date, channel: str = Message.Channel.MAIL
) -> list[Reminder]:
    """Return the reminders that `remind` would send, one for each open follow-up and person, without sending them.

    By mail others take the place of a person without an address; where none of them has one, those who should have one
    are returned with the problem.
    """
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
    """Return (person, follow-up) -> channel -> day of the latest message."""
    last: dict[tuple[int, int], dict[str, date]] = {}
    sent = MessageItem.objects.filter(follow_up__in=rows, message__state=Message.State.SENT)
    columns = ("message__recipient", "follow_up", "message__channel")
    for person, row, channel, at in sent.values_list(*columns).annotate(at=Max("message__sent_at")).order_by():
        last.setdefault((person, row), {})[channel] = timezone.localdate(at)
    return last


def remind(follow_ups: Iterable[FollowUp], *, by, now: datetime) -> list[Message]:
    """Remind those in charge of these follow-ups by mail, each at most once a day; reminders with a problem
    (`preview_reminders`) are not sent. Return the stored messages, sent or not."""
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
