"""The recipients of reminders. Only active accounts count, so people who have left are passed over; for mails
(`by_mail`) people without an address are passed over too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from agreements.models import Agreement, FollowUp, Office
from agreements.record.permissions import EDITOR, OPERATOR, VERIFIER

from .due_items import DueItem, Matter

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PEOPLE_OF_FOLLOW_UP = ("person_in_charge", "office", "agreement__person_in_charge")
PEOPLE_OF_FOLLOW_UP_MANY = ("office__liaisons", "person_in_charge__groups", "person_in_charge__offices")
"""Relations to load (`select_related`, and here `prefetch_related`) before calling `recipients_of` for many."""


def those_in_charge(follow_up: FollowUp, *, by_mail: bool = False) -> list[User]:
    """Return the follow-up's person in charge; else the liaison officers of its office; else the agreement's person in
    charge."""
    return (
        _reached([follow_up.person_in_charge], by_mail)
        or _liaisons(follow_up.office, by_mail)
        or _reached([follow_up.agreement.person_in_charge], by_mail)
    )


def recipients_of(follow_up: FollowUp, *, by_mail: bool = False) -> list[User]:
    """Return those in charge. Where the person in charge is from another office, and so may not be able to report, the
    liaison officers of the follow-up's office are added."""
    people = those_in_charge(follow_up, by_mail=by_mail)
    if people != [follow_up.person_in_charge] or is_own_work(people[0], follow_up.office):
        return people
    return [*people, *(one for one in _liaisons(follow_up.office, by_mail) if one not in people)]


def those_for_agreement(agreement: Agreement, head: User | None, *, by_mail: bool = False) -> list[User]:
    """Return the agreement's person in charge; else the liaison officers of its lead office; else `head`, the head of
    the coordinating office."""
    return (
        _reached([agreement.person_in_charge], by_mail)
        or _liaisons(agreement.lead_office, by_mail)
        or _reached([head], by_mail)
    )


def those_to_confirm(agreement: Agreement, head: User | None, *, by_mail: bool = False) -> list[User]:
    """Return the liaison officers of the lead office, who answer for it, and the agreement's person in charge; without
    both `head`."""
    found = [*_liaisons(agreement.lead_office, by_mail), *_reached([agreement.person_in_charge], by_mail)]
    return list(dict.fromkeys(found)) or _reached([head], by_mail)


def people_of(item: DueItem, head: User | None) -> list[User]:
    """Return the recipients of an item; where none has an address, those who should have one. Empty where a follow-up
    has nobody in charge, or where for an agreement there is not even a head."""
    if item.follow_up:
        return recipients_of(item.follow_up, by_mail=True) or recipients_of(item.follow_up)
    people = those_to_confirm if item.matter == Matter.CONFIRM else those_for_agreement
    return people(item.agreement, head, by_mail=True) or people(item.agreement, head)


def is_own_work(person: User, office: Office | None) -> bool:
    """True for a person who writes reports for this office: one of its liaison officers, or Bagian Kerja Sama.

    It reads the loaded groups and offices, to avoid a query on permissions for every row.
    """
    groups = {group.name for group in person.groups.all()}
    if person.is_superuser or groups & {EDITOR, VERIFIER}:
        return True
    return office is not None and OPERATOR in groups and office in person.offices.all()


def head_of_coordination() -> User | None:
    """Return the head of the coordinating office; None where none is named or the account is closed."""
    office = Office.objects.select_related("head").filter(code=settings.COORDINATING_OFFICE).first()
    active = _reached([office.head]) if office is not None else []
    return active[0] if active else None


def account_closed(user: User | None) -> bool:
    """True where a person is named whose account is closed."""
    return user is not None and not user.is_active


def _reached(users, by_mail: bool = False) -> list[User]:
    return [user for user in users if user is not None and user.is_active and (user.email or not by_mail)]


def _liaisons(office: Office | None, by_mail: bool = False) -> list[User]:
    """Return the liaison officers of an office; of one that is only proposed nobody."""
    if office is None or not office.is_confirmed:
        return []
    return sorted(_reached(office.liaisons.all(), by_mail), key=lambda user: user.pk)
