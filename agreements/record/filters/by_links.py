"""Conditions on Agreement over rows of other tables, as EXISTS, so that no agreement is listed twice."""

from django.db.models import Exists, OuterRef, Q

from agreements.models import Agreement

NO_FIELD = "-"
"""Value in addresses for records without a legal field."""


def of_office_q(code: str) -> Q:
    """Return the condition "led or supported by the office with this code"."""
    links = Agreement.supporting_offices.through.objects
    return Q(lead_office__code=code) | Q(Exists(links.filter(agreement=OuterRef("pk"), office__code=code)))


def of_fields_q(letters: list[str]) -> Q:
    """Return the condition "in one of these legal fields" (letters of UU 23/2014 Article 367(1)); `NO_FIELD` among them
    stands for records in none."""
    links = Agreement.legal_fields.through.objects.filter(agreement=OuterRef("pk"))
    found = Q(Exists(links.filter(legalfield__in=[letter for letter in letters if letter != NO_FIELD])))
    return found | ~Q(Exists(links)) if NO_FIELD in letters else found
