"""Subjects and texts of mails, as plain text with full addresses, in the language of the installation.

To change the words of a mail: touch its template in `templates/agreements/reminders/mail/`, and run `make messages`.
To remind of something new: touch `Matter` and `items_of` in `agreements.reminders.due_items`, its rows in
`agreements.reminders.gather`, its sentence in `templates/agreements/reminders/mail/_due.txt`, and the tests in
`tests/agreements/reminders/`. How it goes out is in `agreements.reminders.messages`. More: `docs/how-to/mail.md`.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from agreements.models import FollowUp, Office
from agreements.record.wording import days_label
from jambi_coop.lib.dates.counting import days_between
from jambi_coop.lib.records.people import name_of

from .due_items import DueItem, Matter, follow_up_item
from .mail_links import Links, link_to_confirmation
from .sentences import sentence

Text = tuple[str, str]
"""Subject and text."""


def in_mail_language():
    """Return a context manager that activates the language of mails (`LANGUAGE_CODE`)."""
    return translation.override(settings.LANGUAGE_CODE)


def compose(template: str, person, **context) -> Text:
    """Render a template (its path): the lines up to the first empty line are the subject, the rest is the text."""
    given = {"name": name_of(person), "region": settings.REGISTRY_REGION, **context}
    subject, _empty, text = render_to_string(template, given).strip().partition("\n\n")
    return subject, text.strip() + "\n"


def reminder_text(
    follow_up: FollowUp, person, today: date, *, escalated: bool = False, links: Links | None = None
) -> Text:
    """Write a reminder of one follow-up. `escalated`: it says that the head is informed as well. `links` of that
    person, where many texts are written at once."""
    days, exact = days_between(follow_up.due_on, today)
    links = links or Links(person, [follow_up])
    with in_mail_language():
        return compose(
            "agreements/reminders/mail/reminder.txt",
            person,
            follow_up=follow_up,
            days=days,
            days_label=days_label(abs(days or 0), exact),
            is_exact=exact,
            escalated=escalated,
            link=links.of(follow_up),
            may_report=links.is_report(follow_up),
        )


def reminders_text(follow_ups: Sequence[FollowUp], person, today: date) -> Text:
    """Write one reminder of several follow-ups, with a line and a link for each."""
    links = Links(person, follow_ups)
    with in_mail_language():
        return compose(
            "agreements/reminders/mail/reminders.txt",
            person,
            subject=_("%(count)d open follow-ups") % {"count": len(follow_ups)},
            lines=[(row, (item := follow_up_item(row)) and sentence(item, today), links.of(row)) for row in follow_ups],
            may_report=all(links.is_report(row) for row in follow_ups),
        )


def notice_text(item: DueItem, person, today: date, *, in_charge: Sequence = ()) -> Text:
    """Write a notice of an item that is no follow-up of the reader; to the head it names those `in_charge`."""
    with in_mail_language():
        return compose(
            "agreements/reminders/mail/notice.txt",
            person,
            sentence=sentence(item, today),
            agreement=item.agreement,
            in_charge=", ".join(name_of(user) for user in in_charge),
            link=Links(person, [item.subject_row]).of(item.subject_row),
        )


def confirmation_text(items: Sequence[DueItem], office: Office | None, person) -> Text:
    """Write the request of a round of confirmations to one office, or about agreements without a lead office."""
    with in_mail_language():
        return compose(
            "agreements/reminders/mail/confirmation.txt",
            person,
            office=office,
            count=len(items),
            begin=items[0].known,
            agreements=[item.agreement for item in items],
            link=link_to_confirmation(person, office),
        )


def weekly_text(person, mine: Sequence[DueItem], late: Sequence[DueItem], today: date) -> Text:
    """Write the weekly summary; `late` are the escalated items, for the head of the coordinating office."""
    links = Links(person, [item.subject_row for item in (*mine, *late)])

    def lines(items: Iterable[DueItem]) -> list[tuple]:
        return [(item, sentence(item, today), links.of(item.subject_row)) for item in items]

    follow_ups = [item for item in mine if item.matter == Matter.FOLLOW_UP]
    with in_mail_language():
        return compose(
            "agreements/reminders/mail/weekly.txt",
            person,
            overdue=lines(item for item in follow_ups if item.day < today),
            soon=lines(item for item in follow_ups if item.day >= today),
            agreements=lines(item for item in mine if item.matter != Matter.FOLLOW_UP),
            of_others=lines(item for item in late if item not in mine),
            preferences=settings.SITE_URL + reverse("agreements:mail_preferences"),
        )
