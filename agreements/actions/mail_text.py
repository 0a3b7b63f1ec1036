"""The texts of messages, in the language of the mails: plain text with full addresses."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from agreements.models import FollowUp
from agreements.notices import DueItem, Matter, sentence


def name_of(user) -> str:
    """How a person is addressed."""
    return user.get_full_name() or user.get_username()


def report_link(follow_up: FollowUp) -> str:
    """The full address of the page on which one follow-up is reported on."""
    return settings.SITE_URL + reverse("agreements:report_form", args=[follow_up.pk])


def link_of(item: DueItem) -> str:
    """Where one goes on with an item: the report, else the record at the staff desk."""
    if item.follow_up:
        return report_link(item.follow_up)
    return settings.SITE_URL + reverse("admin:agreements_agreement_change", args=[item.agreement.pk])


def reminder_text(follow_up: FollowUp, person, today: date, *, escalated: bool = False) -> tuple[str, str]:
    """Subject and text of a reminder of one follow-up. `escalated`: the head hears of it as well, which it says."""
    due = follow_up.due_on.latest
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "follow_up": follow_up,
            "agreement": follow_up.agreement,
            "due": str(follow_up.due_on),
            "days": abs((due - today).days) if due else None,
            "state": _state(due, today),
            "escalated": escalated,
            "link": report_link(follow_up),
        }
        return _subject(follow_up, due, today), _render("reminder", person, context)


def notice_text(item: DueItem, person, today: date, *, in_charge: Sequence = ()) -> tuple[str, str]:
    """Subject and text on an item that is no follow-up of the reader's own; `in_charge` are named to the head."""
    with translation.override(settings.LANGUAGE_CODE):
        words = sentence(item, today)
        context = {
            "sentence": words,
            "agreement": item.agreement,
            "in_charge": ", ".join(name_of(user) for user in in_charge),
            "link": link_of(item),
        }
        return f"{item.agreement.register_number}: {words}", _render("notice", person, context)


def digest_text(person, mine: Sequence[DueItem], late: Sequence[DueItem], today: date) -> tuple[str, str]:
    """Subject and text of the weekly summary; `late` is what the head of the coordinating office hears of."""
    with translation.override(settings.LANGUAGE_CODE):
        follow_ups = [item for item in mine if item.matter == Matter.FOLLOW_UP]
        groups = [
            (_("Overdue"), [item for item in follow_ups if item.day < today]),
            (_("Due soon"), [item for item in follow_ups if item.day >= today]),
            (_("Agreements"), [item for item in mine if item.matter != Matter.FOLLOW_UP]),
            (_("Overdue for long, with others in charge"), [item for item in late if item not in mine]),
        ]
        context = {
            "groups": [{"heading": heading, "lines": _lines(items, today)} for heading, items in groups if items],
            "preferences": settings.SITE_URL + reverse("agreements:mail_preferences"),
        }
        return _("Your week in the cooperation registry"), _render("digest", person, context)


def _lines(items: Sequence[DueItem], today: date) -> list[dict]:
    return [{"sentence": sentence(item, today), "agreement": item.agreement, "link": link_of(item)} for item in items]


def _render(name: str, person, context: dict) -> str:
    given = {"name": name_of(person), "region": settings.REGISTRY_REGION, **context}
    return render_to_string(f"emails/{name}.txt", given).strip() + "\n"


def _state(due: date | None, today: date) -> str:
    if due is None:
        return "undated"
    if due < today:
        return "overdue"
    return "today" if due == today else "ahead"


def _subject(follow_up: FollowUp, due: date | None, today: date) -> str:
    given = {"date": follow_up.due_on, "title": follow_up.title}
    if due is None:
        return _("Open follow-up: %(title)s") % given
    return (_("Overdue since %(date)s: %(title)s") if due < today else _("Due on %(date)s: %(title)s")) % given
