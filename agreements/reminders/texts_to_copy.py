"""Texts to copy: one for each person, with all that is to be said; written down once it went out by hand."""

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
    """What one person is to be told, in one text. `left_out` waits for a decision, or was told by text today."""

    recipient: Any
    subject: str
    text: str
    included: list[Reminder]
    left_out: list[Reminder]


def texts_to_copy(follow_ups: Iterable[FollowUp], *, today: date) -> list[PersonText]:
    """A text for each person in charge of some of these, by name; without words where nothing is left to be told.

    A mail of today keeps nothing out: who mails at night may still write at noon.
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
    """Keep that the texts of these `people` (their numbers) went out; returns the messages that are new."""
    today = timezone.localdate(now)
    written = []
    for one in texts_to_copy(follow_ups, today=today):
        if one.recipient.pk not in people or not one.included:
            continue
        rows = [reminder.follow_up for reminder in one.included]
        message = queue_message(
            recipient=one.recipient,
            # What a person was told by text today is left out of the next one, so the first row tells them apart.
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
