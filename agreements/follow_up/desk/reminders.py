"""Reminders to the persons in charge of ticked rows: by mail after a preview, or as texts to copy.

Of the texts to copy, only those that the user marks as sent are recorded.
"""

from collections.abc import Collection, Sequence
from datetime import date

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import FollowUp, Message
from agreements.reminders.messages import Reminder, preview_reminders, remind
from agreements.reminders.texts_to_copy import PersonText, texts_to_copy, write_down_texts
from jambi_coop.lib.records.people import name_of

COLUMNS = 60
"""Characters that surely fit in one line of the text box."""


def preview(rows: Sequence[FollowUp], today: date) -> dict:
    """Return the reminders that would go out by mail, grouped by person and sorted by name.

    Each has the reason why it is left out, or "". Those without a person in charge (None) come last. `closed`: the rows
    for which there is no reminder; `to_send`: the number that goes out.
    """
    people: dict[int | None, list[Reminder]] = {}
    for one in preview_reminders(rows, today=today):
        people.setdefault(one.recipient and one.recipient.pk, []).append(one)
    found = [(mine[0].recipient, [(one, _why_left_out(one, today)) for one in mine]) for mine in people.values()]
    included = {one.follow_up.pk for mine in people.values() for one in mine}
    return {
        "people": sorted(found, key=lambda one: (one[0] is None, name_of(one[0]).lower())),
        "closed": [row for row in rows if row.pk not in included],
        "to_send": sum(not why for _person, lines in found for _one, why in lines),
    }


def _why_left_out(reminder: Reminder, today: date) -> str:
    if reminder.goes_out_on(today):
        return ""
    return reminder.problem or _("Has been told of it today.")


def send(request, rows: Sequence[FollowUp], today: date) -> None:
    """Mail what `preview` shows, and show the user how many were sent."""
    reminders = preview_reminders(rows, today=today)
    wanted = {one.follow_up.pk: one.follow_up for one in reminders if one.goes_out_on(today)}
    written = remind(list(wanted.values()), by=request.user, now=timezone.now())
    sent = sum(message.state == Message.State.SENT for message in written)
    if sent:
        text = ngettext("%(count)s reminder was sent.", "%(count)s reminders were sent.", sent)
        messages.success(request, text % {"count": sent})
    if waiting := len(written) - sent:
        text = ngettext(
            "%(count)s reminder could not be sent yet and is tried again at night.",
            "%(count)s reminders could not be sent yet and are tried again at night.",
            waiting,
        )
        messages.warning(request, text % {"count": waiting})
    if not written:
        messages.warning(request, _("There was nobody to remind."))


def texts(rows: Sequence[FollowUp], today: date) -> dict:
    """Return the text for each person; `notes` name what was left out and what a mail has already reminded of today."""
    found = texts_to_copy(rows, today=today)
    reached = {one.follow_up.pk for text in found for one in (*text.included, *text.left_out)}
    return {
        "boxes": [_box(one, today) for one in found],
        "to_write": any(one.included for one in found),
        "unreached": [row for row in rows if row.pk not in reached],
    }


def _box(text: PersonText, today: date) -> dict:
    notes = [(one, one.problem or _("Was told by text today.")) for one in text.left_out]
    notes += [(one, _("Has been told of it today.")) for one in text.included if one.sent_on == today]
    return {
        "pk": text.recipient.pk,
        "name": name_of(text.recipient),
        "text": text.text,
        "rows": sum(1 + len(line) // COLUMNS for line in text.text.splitlines()),
        "notes": [f"“{one.follow_up.title}”: {words}" for one, words in notes],
    }


def write_down(request, rows: Sequence[FollowUp], people: Collection[int]) -> None:
    """Record that the texts of these people were sent, and show the user how many."""
    count = len(write_down_texts(rows, people=people, by=request.user, now=timezone.now()))
    if count:
        text = ngettext("%(count)s text is written down as sent.", "%(count)s texts are written down as sent.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.warning(request, _("Nothing was written down: these texts were written down today already."))
