"""What the first page counts and lists: public agreements of this city only, a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from agreements.condition import Condition
from agreements.filters.follow_up import Tab
from agreements.lifecycle import Group
from agreements.models import Agreement, FollowUp, LegalField, Party
from agreements.reports.standing import condition_counts
from jambi_coop.lib.language import localised
from jambi_coop.lib.money import country_name
from partners.models import Partner

ROWS = 5
MOST_COUNTRIES = 10
Kind = Agreement.Kind

# The four counts, by what a thing is, and the kinds of agreement in each.
WHATS = [
    (
        _("Agreements and letters of intent"),
        _("Sister cities, cooperation with local governments, technical cooperation"),
        (Kind.SISTER_CITY, Kind.LOCAL_GOVERNMENT, Kind.TECHNICAL, Kind.OTHER),
    ),
    (_("Projects, grants and loans"), _("Mostly passed on by the state"), (Kind.GRANT, Kind.LOAN)),
    (pgettext_lazy("plural", "Training"), _("Courses and places offered abroad"), (Kind.TRAINING,)),
    (_("Memberships"), _("City networks and associations"), (Kind.MEMBERSHIP,)),
]


@dataclass(frozen=True)
class Standing:
    """How many of one count stand where: `query` is the query string of the list that proves the number."""

    count: int
    word: str
    query: str


@dataclass(frozen=True)
class What:
    """One of the four counts on the first page."""

    title: str
    explanation: str
    count: int
    query: str
    standings: list[Standing]


@dataclass(frozen=True)
class Entry:
    """A name with the number of its agreements and the query string of the list that proves it."""

    name: str
    count: int
    query: str


def query_of(**values) -> str:
    """A query string; lists repeat their key."""
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query.setlist(name, list(value) if isinstance(value, list | tuple) else [value])
    return query.urlencode()


def shown() -> QuerySet:
    """What the first page speaks about."""
    return Agreement.objects.public().of_this_city()


SILENT, ASKED = "silent", "asked"
SILENT_QUERY = query_of(status=Group.IN_FORCE, condition=Condition.NONE_YET)


def counts(today: date) -> tuple[list[What], dict[str, int]]:
    """The four counts with where they stand, and the totals per public group; one query.

    Beside the groups the totals tell how many in force have no follow-up yet (`SILENT`), and for how many of those
    that await approval an answer of others is waited for (`ASKED`).
    """
    groups = {f"n_{group}": Count("pk", filter=Q(stretch__status=group)) for group in Group.values}
    silent = Q(stretch__condition=Condition.NONE_YET, stretch__status=Group.IN_FORCE)
    asked = Q(digest__waiting_since__isnull=False, stretch__status=Group.AWAITING)
    groups |= {SILENT: Count("pk", filter=silent), ASKED: Count("pk", filter=asked)}
    rows = shown().on(today).order_by().values("kind").annotate(total=Count("pk"), **groups)
    by_kind: dict[str, dict[str, int]] = {row["kind"]: row for row in rows}
    totals: dict[str, int] = defaultdict(int)
    whats = []
    for title, explanation, kinds in WHATS:
        found = [by_kind[kind] for kind in kinds if kind in by_kind]
        standings = []
        for group in Group:
            number = sum(row[f"n_{group}"] for row in found)
            totals[group] += number
            if number:
                standings.append(Standing(number, str(group.label), query_of(kind=kinds, status=group)))
        for name in (SILENT, ASKED):
            totals[name] += sum(row[name] for row in found)
        total = sum(row["total"] for row in found)
        whats.append(What(str(title), str(explanation), total, query_of(kind=kinds), standings))
    return whats, dict(totals)


def conditions(today: date) -> list[Standing]:
    """How many agreements stand in each follow-up condition that occurs, in the order of the list; one query."""
    counted = condition_counts(today)
    return [
        Standing(counted[condition], str(condition.label), query_of(condition=condition))
        for condition in Condition
        if condition in counted
    ]


def late_count(today: date) -> int:
    """How many follow-ups the list of late ones holds."""
    return FollowUp.objects.in_public().overdue(today).count()


LATE_QUERY = query_of(tab=Tab.LATE)


def ending_soon(today: date) -> QuerySet:
    """In force and ending within the days of the settings, the nearest end first."""
    ending = shown().in_force(today).filter(digest__ends_latest__lte=today + timedelta(settings.ENDING_SOON_DAYS))
    return ending.select_related("digest").order_by("digest__ends_latest", "pk")


def newest_follow_ups(today: date) -> QuerySet:
    """Public follow-ups that were done, the newest first; at most five."""
    return (
        FollowUp.objects.in_public()
        .done()
        .filter(done_on_latest__lte=today)
        .select_related("agreement", "office")
        .order_by("-done_on_latest", "-pk")[:ROWS]
    )


def by_country() -> list[Entry]:
    """Countries of public partners by the number of public agreements, the most first."""
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
        Entry(country_name(row["partner__country"], language), row["count"], query_of(country=row["partner__country"]))
        for row in rows
    ]


def by_field() -> list[Entry]:
    """The five fields of UU 23/2014 Article 367(1) with the number of public agreements in each."""
    counted = LegalField.objects.annotate(
        count=Count("agreements", filter=Q(agreements__in=shown().order_by().values("pk")), distinct=True)
    )
    return [Entry(localised(field, "name"), field.count, query_of(field=field.letter)) for field in counted]
