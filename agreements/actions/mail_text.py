"""The texts of messages, in the language of the mails: plain text with full addresses."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from agreements.models import FollowUp
from agreements.notices import DueItem, Matter, days_in_words, follow_up_item, sentence
from jambi_coop.lib.dates import days_between, on_words
from jambi_coop.lib.people import name_of

from .mail_links import Links


def reminder_text(
    follow_up: FollowUp, person, today: date, *, escalated: bool = False, links: Links | None = None
) -> tuple[str, str]:
    """Subject and text of a reminder of one follow-up. `escalated`: the head hears of it as well, which it says.
    `links` of that person, where many texts are written at once."""
    days, exact = days_between(follow_up.due_on, today)
    links = links or Links(person, [follow_up])
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "follow_up": follow_up,
            "agreement": follow_up.agreement,
            "due": on_words(follow_up.due_on),
            "days": days_in_words(days or 0, exact),
            "state": _state(days, exact),
            "escalated": escalated,
            "link": links.of(follow_up),
            "may_report": links.is_report(follow_up),
        }
        return _subject(follow_up, days), _render("reminder", person, context)


def reminders_text(follow_ups: Sequence[FollowUp], person, today: date) -> tuple[str, str]:
    """Subject and text of one reminder of several follow-ups, with a line and a link for each."""
    links = Links(person, follow_ups)
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "lines": [
                {"sentence": _open(row, today), "agreement": row.agreement, "link": links.of(row)} for row in follow_ups
            ],
            "may_report": all(links.is_report(row) for row in follow_ups),
        }
        return _("%(count)d open follow-ups") % {"count": len(follow_ups)}, _render("reminders", person, context)


def _open(follow_up: FollowUp, today: date) -> str:
    item = follow_up_item(follow_up)
    if item is not None:
        return sentence(item, today)
    return _("“%(title)s” is open and has no due date.") % {"title": follow_up.title}


def notice_text(item: DueItem, person, today: date, *, in_charge: Sequence = ()) -> tuple[str, str]:
    """Subject and text on an item that is no follow-up of the reader's own; `in_charge` are named to the head."""
    with translation.override(settings.LANGUAGE_CODE):
        words = sentence(item, today)
        context = {
            "sentence": words,
            "agreement": item.agreement,
            "in_charge": ", ".join(name_of(user) for user in in_charge),
            "link": Links(person, [item.subject_row]).of(item.subject_row),
        }
        return f"{item.agreement.register_number}: {words}", _render("notice", person, context)


def digest_text(person, mine: Sequence[DueItem], late: Sequence[DueItem], today: date) -> tuple[str, str]:
    """Subject and text of the weekly summary; `late` is what the head of the coordinating office hears of."""
    with translation.override(settings.LANGUAGE_CODE):
        links = Links(person, [item.subject_row for item in (*mine, *late)])
        follow_ups = [item for item in mine if item.matter == Matter.FOLLOW_UP]
        groups = [
            (_("Open with you, overdue:"), [item for item in follow_ups if item.day < today]),
            (_("Open with you, due soon:"), [item for item in follow_ups if item.day >= today]),
            (_("Agreements with something due:"), [item for item in mine if item.matter != Matter.FOLLOW_UP]),
            (_("With others in charge, overdue for long:"), [item for item in late if item not in mine]),
        ]
        context = {
            "groups": [
                {"heading": heading, "lines": _lines(items, links, today)} for heading, items in groups if items
            ],
            "preferences": settings.SITE_URL + reverse("agreements:mail_preferences"),
        }
        return _("Your week in the cooperation registry"), _render("digest", person, context)


def _lines(items: Sequence[DueItem], links: Links, today: date) -> list[dict]:
    return [
        {"sentence": sentence(item, today), "agreement": item.agreement, "link": links.of(item.subject_row)}
        for item in items
    ]


def _render(name: str, person, context: dict) -> str:
    given = {"name": name_of(person), "region": settings.REGISTRY_REGION, **context}
    return render_to_string(f"emails/{name}.txt", given).strip() + "\n"


def _state(days: int | None, exact: bool) -> str:
    """`days` since the due date. One that is not known to the day is never due "today"."""
    if days is None:
        return "undated"
    if days == 0:
        return "today" if exact else "about now"
    return "overdue" if days > 0 else "ahead"


def _subject(follow_up: FollowUp, days: int | None) -> str:
    given = {"date": follow_up.due_on, "on": on_words(follow_up.due_on), "title": follow_up.title}
    if days is None:
        return _("Open follow-up: %(title)s") % given
    return (_("Overdue since %(date)s: %(title)s") if days > 0 else _("Due %(on)s: %(title)s")) % given
