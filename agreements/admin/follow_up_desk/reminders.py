"""Reminding those in charge of ticked rows: looked at first, then mailed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements import actions
from agreements.actions.messages import Reminder, preview_reminders
from agreements.models import FollowUp, Message
from agreements.worklist.names import person_name

from .bulk import ticked_rows
from .texts import page_of_ticked, texts


@dataclass(frozen=True)
class Line:
    """One reminder of the preview; `left_out` says why it does not go out by mail."""

    reminder: Reminder
    left_out: str


@dataclass(frozen=True)
class Addressee:
    """A person with everything that he or she is told; without a name nobody is in charge."""

    name: str
    address: str
    lines: list[Line]


def addressees(reminders: Sequence[Reminder], today: date) -> list[Addressee]:
    """The reminders by recipient, in the order of the names; those for nobody last."""
    people: dict[int | None, list[Reminder]] = {}
    for reminder in reminders:
        people.setdefault(reminder.recipient and reminder.recipient.pk, []).append(reminder)
    found = []
    for mine in people.values():
        person = mine[0].recipient
        name = person_name(person)
        lines = [Line(one, _why_left_out(one, today)) for one in mine]
        found.append(Addressee(name, person.email if person else "", lines))
    return sorted(found, key=lambda one: (not one.name, one.name.lower()))


def _why_left_out(reminder: Reminder, today: date) -> str:
    if reminder.problem:
        return reminder.problem
    return _("Has been told of it today.") if reminder.sent_on == today else ""


def remind(page, do: str):
    """Answer to "remind" (preview), "send" (by mail), "texts" (to copy) and "copied" (they went out by hand); None
    with `page.bulk_error` set when refused."""
    try:
        rows = ticked_rows(page.reader, page.ticks)
    except (ValidationError, PermissionDenied) as error:
        page.bulk_error = " ".join(getattr(error, "messages", [str(error)]))
        return None
    if do in ("texts", "copied"):
        return texts(page, rows, are_out=do == "copied")
    reminders = preview_reminders(rows, today=page.today)
    if do == "send":
        return _sent(page, reminders)
    return _preview(page, rows, addressees(reminders, page.today))


def _sent(page, reminders: Sequence[Reminder]):
    wanted = {one.follow_up.pk: one.follow_up for one in reminders if not _why_left_out(one, page.today)}
    written = actions.remind(list(wanted.values()), by=page.request.user, now=timezone.now())
    sent = sum(message.state == Message.State.SENT for message in written)
    if sent:
        text = ngettext("%(count)s reminder was sent.", "%(count)s reminders were sent.", sent)
        messages.success(page.request, text % {"count": sent})
    if waiting := len(written) - sent:
        text = ngettext(
            "%(count)s reminder could not be sent yet and is tried again at night.",
            "%(count)s reminders could not be sent yet and are tried again at night.",
            waiting,
        )
        messages.warning(page.request, text % {"count": waiting})
    if not written:
        messages.warning(page.request, _("There was nobody to remind."))
    return HttpResponseRedirect(page.address)


def _preview(page, rows: Sequence[FollowUp], people: list[Addressee]):
    told = {line.reminder.follow_up.pk for one in people for line in one.lines}
    context = {
        **page_of_ticked(page, _("Remind those in charge")),
        "people": people,
        "closed": [row for row in rows if row.pk not in told],
        "to_send": sum(not line.left_out for one in people for line in one.lines),
    }
    return TemplateResponse(page.request, "admin/agreements/desk/remind.html", context)
