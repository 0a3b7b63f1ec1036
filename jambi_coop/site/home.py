"""Counts and lists of the first page: public agreements of this city only, with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from agreements.follow_up.filters import Tab
from agreements.lifecycle.vocabulary import StatusGroup
from agreements.models import Agreement, FollowUp, LegalField, Party
from agreements.record.condition import Condition
from jambi_coop.lib.countries.codes import country_name
from jambi_coop.lib.records.language import localised
from partners.models import Partner

ROWS = 5
MOST_COUNTRIES = 10
Kind = Agreement.Kind

# The four counts of the first page, and the kinds of agreement in each.
KIND_GROUPS = [
    (
        _("Agreements and letters of intent"),
        _("Sister cities, cooperation with local governments, technical cooperation"),
        (Kind.SISTER_CITY, Kind.LOCAL_GOVERNMENT, Kind.TECHNICAL, Kind.OTHER),
    ),
    (_("Projects, grants and loans"), _("Mostly passed on by the state"), (Kind.GRANT, Kind.GRANTED_LOAN, Kind.LOAN)),
    (pgettext_lazy("plural", "Training"), _("Courses and places offered abroad"), (Kind.TRAINING,)),
    (_("Memberships"), _("City networks and associations"), (Kind.MEMBERSHIP,)),
]


@dataclass(frozen=True)
class StatusCount:
    """The number of agreements with one status or condition; `query` is the query string of the list with the same
    agreements."""

    count: int
    word: str
    query: str


@dataclass(frozen=True)
class KindGroup:
    """One of the four counts on the first page, divided by status in `standings`."""

    title: str
    explanation: str
    count: int
    query: str
    status_counts: list[StatusCount]


@dataclass(frozen=True)
class NameCount:
    """A country or field with the number of its agreements, and the query string of the list with them."""

    name: str
    count: int
    query: str


def query_of(**values) -> str:
    """Return a query string; a list gives its key several times."""
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query.setlist(name, list(value) if isinstance(value, list | tuple) else [value])
    return query.urlencode()


def shown() -> QuerySet:
    """Return the agreements that the first page counts and lists."""
    return Agreement.objects.public().of_this_city()


SILENT_QUERY = query_of(status=StatusGroup.IN_FORCE, condition=Condition.NONE_YET)


class Tally(NamedTuple):
    """The number of agreements with one kind, status and condition; `asked` is the number of those that await an
    answer of others."""

    kind: str
    status: str
    condition: str
    count: int
    asked: int


def tallies(today: date) -> list[Tally]:
    """Count agreements by kind, status and condition with one query; the other counts are sums of these."""
    of_one = shown().on(today).order_by().values("kind", "stretch__status", "stretch__condition")
    rows = of_one.annotate(count=Count("pk"), asked=Count("digest__waiting_since"))
    names = ("kind", "stretch__status", "stretch__condition", "count", "asked")
    return [Tally(*row) for row in rows.values_list(*names)]


def kind_groups(found: Sequence[Tally]) -> list[KindGroup]:
    """Return the four counts, each divided by status."""
    result = []
    for title, explanation, kinds in KIND_GROUPS:
        own = [one for one in found if one.kind in kinds]
        by_group = {group: sum(one.count for one in own if one.status == group) for group in StatusGroup}
        status_counts = [
            StatusCount(number, str(group.label), query_of(kind=kinds, status=group))
            for group, number in by_group.items()
            if number
        ]
        total = sum(one.count for one in own)
        result.append(KindGroup(str(title), str(explanation), total, query_of(kind=kinds), status_counts))
    return result


def conditions(found: Sequence[Tally]) -> list[StatusCount]:
    """Return the number of agreements in each follow-up condition that occurs, in the order of `Condition`."""
    numbers = {condition: sum(one.count for one in found if one.condition == condition) for condition in Condition}
    return [
        StatusCount(number, str(condition.label), query_of(condition=condition))
        for condition, number in numbers.items()
        if number
    ]


def silent_count(found: Sequence[Tally]) -> int:
    """Return the number of agreements in force without any follow-up yet."""
    return sum(one.count for one in found if (one.status, one.condition) == (StatusGroup.IN_FORCE, Condition.NONE_YET))


def awaiting_counts(found: Sequence[Tally]) -> tuple[int, int]:
    """Return the number of agreements that await an approval, and of those among them that await an answer."""
    own = [one for one in found if one.status == StatusGroup.AWAITING]
    return sum(one.count for one in own), sum(one.asked for one in own)


def late_count(today: date) -> int:
    """Return the number of public follow-ups that are late."""
    return FollowUp.objects.in_public().overdue(today).count()


LATE_QUERY = query_of(tab=Tab.LATE)


def ending_soon(today: date) -> QuerySet:
    """Return the agreements that end within `ENDING_SOON_DAYS`, the nearest end first."""
    ending = shown().on(today).ending_by(today + timedelta(days=settings.ENDING_SOON_DAYS), today)
    return ending.select_related("digest").order_by("digest__ends_latest", "pk")


def newest_follow_ups(today: date) -> QuerySet:
    """Return public follow-ups that were done, the newest first; at most `ROWS`."""
    return (
        FollowUp.objects.in_public()
        .done()
        .filter(done_on_latest__lte=today)
        .select_related("agreement", "office")
        .order_by("-done_on_latest", "-pk")[:ROWS]
    )


def by_country() -> list[NameCount]:
    """Return the countries of public partners with the number of their public agreements, the largest first; at most
    `MOST_COUNTRIES`."""
    parties = Party.objects.filter(agreement__in=shown(), partner__in=Partner.objects.public())
    rows = (
        parties.exclude(partner__country="")
        .order_by()
        .values("partner__country")
        .annotate(count=Count("agreement", distinct=True))
        .order_by("-count", "partner__country")[:MOST_COUNTRIES]
    )
    language = get_language() or "id"
    return [
        NameCount(
            country_name(row["partner__country"], language), row["count"], query_of(country=row["partner__country"])
        )
        for row in rows
    ]


def by_field() -> list[NameCount]:
    """Return the five fields of UU 23/2014 Article 367(1) with the number of public agreements in each."""
    counted = LegalField.objects.annotate(
        count=Count("agreements", filter=Q(agreements__in=shown().order_by().values("pk")), distinct=True)
    )
    return [NameCount(localised(field, "name"), field.count, query_of(field=field.letter)) for field in counted]
