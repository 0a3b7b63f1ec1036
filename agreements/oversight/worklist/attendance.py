"""Who looks after a record, by the same rule as the recipients of reminders. Closed accounts do not count."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, TextChoices

from agreements.models import Agreement, FollowUp, Office
from agreements.reminders.recipients import those_in_charge
from jambi_coop.lib.records.people import name_of


class Role(TextChoices):
    """The capacity in which a person is named on a row: in charge of the record, liaison of its office, or of its
    agreement."""

    OWN = ""
    LIAISON = "liaison"
    AGREEMENT = "agreement"


def no_person(closed: Sequence[int], prefix: str = "") -> Q:
    """Condition: nobody is in charge, or a closed account is.

    `closed` are the ids of the closed accounts. They are few, so that an index can be used.
    """
    person = f"{prefix}person_in_charge"
    return Q(**{f"{person}__isnull": True}) | Q(**{f"{person}__in": closed})


def unattended(closed: Sequence[int], prefix: str = "") -> Q:
    """Condition: the follow-up at `prefix` has no person in charge, its office no liaison officer, its agreement
    nobody.

    The same rule as `those_in_charge`, as a database condition.
    """
    liaisons = Office.liaisons.through.objects.filter(office=OuterRef(f"{prefix}office"), user__is_active=True)
    return no_person(closed, prefix) & no_person(closed, f"{prefix}agreement__") & Q(~Exists(liaisons))


def attendants(agreement: Agreement | None, follow_up: FollowUp | None) -> tuple[str, Role]:
    """Return the names of those who look after the record, and their role; "" if nobody does."""
    if follow_up is not None:
        people = those_in_charge(follow_up)
        role = Role.OWN
        if people and people != [follow_up.person_in_charge]:
            role = Role.LIAISON if _are_liaisons(people, follow_up) else Role.AGREEMENT
        return ", ".join(name_of(person) for person in people), role
    person = agreement.person_in_charge if agreement is not None else None
    return (name_of(person) if person is not None and person.is_active else ""), Role.OWN


def _are_liaisons(people: list, follow_up: FollowUp) -> bool:
    return follow_up.office is not None and set(people) <= set(follow_up.office.liaisons.all())
