"""Agreements in force for which nothing is recorded after the signing, shown above the list of follow-ups."""

from datetime import date

from django.db.models import Count, F, QuerySet
from django.http import QueryDict
from django.urls import reverse

from agreements.follow_up.filters import NO_OFFICE
from agreements.lifecycle.vocabulary import StatusGroup
from agreements.models import Agreement
from agreements.record.condition import Condition
from agreements.record.filters.by_links import of_fields_q, of_office_q
from agreements.record.verdict import verdict_of
from jambi_coop.lib.web.examples import keeping_examples

MOST_SHOWN = 5


def silent_agreements(office: str, field: str, today: date, *, examples: bool = False) -> dict:
    """Return those of an office and a legal field ("" for all), the longest silence first, in two queries.

    `rows` are at most MOST_SHOWN pairs (agreement, verdict) of `total`; `none_yet` of these have waited so long that
    this is their condition.
    """
    found = _silent(office, field, today, examples=examples)
    counts = dict(found.order_by().values_list("stretch__condition").annotate(Count("pk")))
    rows = found.select_related("digest", "stretch", "lead_office")
    rows = rows.order_by(F("digest__anchor_on").asc(nulls_last=True), "pk")[:MOST_SHOWN]
    return {
        "rows": [(row, verdict_of(row, today)) for row in rows],
        "total": sum(counts.values()),
        "none_yet": counts.get(Condition.NONE_YET, 0),
        "none_yet_url": _url(Condition.NONE_YET, office, field, examples),
        "attention_url": _url(Condition.ATTENTION, office, field, examples),
    }


def _silent(office: str, field: str, today: date, *, examples: bool) -> QuerySet:
    found = Agreement.objects.public().of_this_city(examples=examples).in_force(today)
    if office == NO_OFFICE:
        found = found.filter(lead_office__isnull=True, supporting_offices__isnull=True)
    elif office:
        found = found.filter(of_office_q(office))
    if field:
        found = found.filter(of_fields_q([field]))
    return found.filter(stretch__rule__in=("none_yet", "nothing_planned"))


def _url(condition: Condition, office: str, field: str, examples: bool) -> str:
    """Return the address of the list of agreements in force with this condition."""
    query = QueryDict(mutable=True)
    query["status"], query["condition"] = StatusGroup.IN_FORCE.value, condition.value
    for name, value in (("office", office), ("field", field)):
        if value and value != NO_OFFICE:
            query[name] = value
    return keeping_examples(f"{reverse('agreements:list')}?{query.urlencode()}", examples)
