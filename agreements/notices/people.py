"""Who hears of what falls due. Only accounts that are active count: whoever has left is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from agreements.models import Agreement, FollowUp, Office

from .items import DueItem

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PEOPLE_OF_FOLLOW_UP = ("person_in_charge", "office", "agreement__person_in_charge")
PEOPLE_OF_FOLLOW_UP_MANY = ("office__liaisons",)
"""What to load with follow-ups before asking `those_in_charge` of many."""


def those_in_charge(follow_up: FollowUp) -> list[User]:
    """Its person in charge; else the liaison officers of its office; else the agreement's person in charge."""
    return (
        _active([follow_up.person_in_charge])
        or _liaisons(follow_up.office)
        or _active([follow_up.agreement.person_in_charge])
    )


def those_for_agreement(agreement: Agreement, head: User | None) -> list[User]:
    """Its person in charge; else the liaison officers of its lead office; else the head of the coordinating one."""
    return _active([agreement.person_in_charge]) or _liaisons(agreement.lead_office) or _active([head])


def people_of(item: DueItem, head: User | None) -> list[User]:
    """Who hears of an item; empty where a follow-up has nobody in charge, or an agreement not even a head."""
    return those_in_charge(item.follow_up) if item.follow_up else those_for_agreement(item.agreement, head)


def head_of_coordination() -> User | None:
    """The head of the office that keeps the register; None where none is named or the account is closed."""
    office = Office.objects.select_related("head").filter(code=settings.COORDINATING_OFFICE).first()
    active = _active([office.head]) if office is not None else []
    return active[0] if active else None


def account_closed(user: User | None) -> bool:
    """Somebody is named, and the account was closed."""
    return user is not None and not user.is_active


def _active(users) -> list[User]:
    return [user for user in users if user is not None and user.is_active]


def _liaisons(office: Office | None) -> list[User]:
    if office is None:
        return []
    return sorted(_active(office.liaisons.all()), key=lambda user: user.pk)
