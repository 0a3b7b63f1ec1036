"""Reminders as texts to copy into another program: one for each person, with all follow-ups. They are recorded as
messages once the user confirms to have sent them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from agreements.models import FollowUp, Message
from jambi_coop.lib.records.people import name_of

from .mail_text import reminders_text
from .messages import Reminder, preview_reminders, queue_message


@dataclass(frozen=True)
class PersonText:
    """One text for one person with the reminders `included`. Those `left_out` have a problem, such as a report that
    waits for a decision, or were sent as a text today."""

    recipient: Any
    subject: str
    text: str
    included: list[Reminder]
    left_out: list[Reminder]


def texts_to_copy(follow_ups: Iterable[FollowUp], *, today: date) -> list[PersonText]:
    """Return a text for each person in charge of some of these, ordered by name; the text is "" where nothing is left
    to remind of.

    A mail of today does not exclude a follow-up: a text may follow the mail of the nightly round on the same day.
    """
    people: dict[int, list[Reminder]] = {}
    for one in preview_reminders(follow_ups, today=today, channel=Message.Channel.TEXT):
        person: Any = one.recipient
        if person is not None:
            people.setdefault(person.pk, []).append(one)
    found = [_text(reminders, today) for reminders in people.values()]
    return sorted(found, key=lambda one: name_of(one.recipient).lower())


def _text(reminders: list[Reminder], today: date) -> PersonText:
    included = [one for one in reminders if not one.problem and not one.is_texted]
    left_out = [one for one in reminders if one not in included]
    person: Any = reminders[0].recipient
    if len(included) == 1:
        return PersonText(person, included[0].subject, included[0].text, included, left_out)
    subject, text = reminders_text([one.follow_up for one in included], person, today) if included else ("", "")
    return PersonText(person, subject, text, included, left_out)


def write_down_texts(follow_ups: Iterable[FollowUp], *, people: Collection[int], by, now: datetime) -> list[Message]:
    """Record that the texts for these `people` (primary keys) were sent by hand; return the new messages."""
    today = timezone.localdate(now)
    written = []
    for one in texts_to_copy(follow_ups, today=today):
        if one.recipient.pk not in people or not one.included:
            continue
        rows = [reminder.follow_up for reminder in one.included]
        message = queue_message(
            recipient=one.recipient,
            # A follow-up in a text of today is left out of the next text, so the first row makes the key unique.
            key=f"followup:{rows[0].pk}:{today:%Y-%m-%d}:{Message.Channel.TEXT}-by-hand",
            kind=Message.Kind.MANUAL,
            subject=one.subject,
            text=one.text,
            now=now,
            by=by,
            channel=Message.Channel.TEXT,
            items=rows,
        )
        if message is not None:
            written.append(message)
    return written
