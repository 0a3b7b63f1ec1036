"""Texts to copy for those in charge of ticked rows; whose went out is ticked, and only that is written down."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements import actions
from agreements.models import FollowUp
from agreements.worklist.names import person_name

COLUMNS = 60
"""Characters that surely stand in one line of the box."""


@dataclass(frozen=True)
class Box:
    """The text of one person as the page shows it; `notes` say what was left out and what a mail has told today."""

    pk: int
    name: str
    text: str
    rows: int
    notes: list[str]


def page_of_ticked(page, title: str) -> dict:
    """What every page about ticked rows wants."""
    page.request.current_app = page.model_admin.admin_site.name
    return {
        **page.model_admin.admin_site.each_context(page.request),
        "opts": page.model_admin.opts,
        "title": title,
        "ticks": [f"{pk}-{version}" for pk, version in page.ticks.items()],
        "query": page.asked.query(page=page.asked.page),
    }


def texts(page, rows: Sequence[FollowUp], *, are_out: bool):
    """The texts; or, where they are said to be out, those of the ticked persons written down."""
    if not are_out:
        return _shown(page, rows)
    ticked = {int(pk) for pk in page.request.POST.getlist("person") if pk.isascii() and pk.isdecimal() and len(pk) < 10}
    if not ticked:
        return _shown(page, rows, _("Tick at least one person whose text went out. Nothing has been written down."))
    count = len(actions.write_down_texts(rows, people=ticked, by=page.request.user, now=timezone.now()))
    if count:
        text = ngettext("%(count)s text is written down as sent.", "%(count)s texts are written down as sent.", count)
        messages.success(page.request, text % {"count": count})
    else:
        messages.warning(page.request, _("Nothing was written down: these texts were written down today already."))
    return HttpResponseRedirect(page.address)


def _shown(page, rows: Sequence[FollowUp], error: str = ""):
    found = actions.texts_to_copy(rows, today=page.today)
    reached = {one.follow_up.pk for text in found for one in (*text.told, *text.left_out)}
    context = {
        **page_of_ticked(page, _("Texts to copy")),
        "boxes": [_box(one, page.today) for one in found],
        "to_write": any(one.told for one in found),
        "unreached": [row for row in rows if row.pk not in reached],
        "error": error,
    }
    return TemplateResponse(page.request, "admin/agreements/desk/texts.html", context)


def _box(text: actions.PersonText, today) -> Box:
    notes = [_note(one, one.problem or _("Was told by text today.")) for one in text.left_out]
    notes += [_note(one, _("Has been told of it today.")) for one in text.told if one.sent_on == today]
    rows = sum(1 + len(line) // COLUMNS for line in text.text.splitlines())
    name = person_name(text.recipient)
    return Box(text.recipient.pk, name, text.text, rows, notes)


def _note(reminder, words: str) -> str:
    return f"“{reminder.follow_up.title}”: {words}"
