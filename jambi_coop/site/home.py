"""Counts and lists of the first page: public agreements of this city only, with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from agreements.follow_up.filters import Tab
from agreements.lifecycle.vocabulary import StatusGroup
from agreements.models import Agreement, FollowUp, LegalField, Party
from agreements.models.digest import SignedText
from agreements.record.condition import Condition, enough_confirmed
from agreements.record.filters.by_links import NO_FIELD
from agreements.record.status import LIST_LABELS
from jambi_coop.lib.countries.codes import country_name
from jambi_coop.lib.records.language import localised
from partners.filters import INTERNATIONAL
from partners.models import Partner

ROWS = 5
Kind = Agreement.Kind
# Kinds in which the city and a partner sign a text.
WITH_TEXT = (Kind.SISTER_CITY, Kind.LOCAL_GOVERNMENT, Kind.TECHNICAL, Kind.OTHER)

# The counts of the first page: title, kinds of agreement, and the text that they have ("" where none is asked for).
# Every agreement is in one of them, so that they add up to the list.
KIND_GROUPS = [
    (_("Signed agreements"), WITH_TEXT, SignedText.AGREEMENT),
    (_("Letters of intent (LoI) without an agreement"), WITH_TEXT, SignedText.INTENT),
    (_("Proposals without a signed text"), WITH_TEXT, SignedText.NONE),
    (_("Projects, grants and loans"), (Kind.GRANT, Kind.GRANTED_LOAN, Kind.LOAN), ""),
    (pgettext_lazy("plural", "Training"), (Kind.TRAINING,), ""),
    (_("Memberships and observer seats"), (Kind.MEMBERSHIP,), ""),
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
    """One of the counts on the first page, divided by status in `status_counts`."""

    title: str
    count: int
    query: str
    status_counts: list[StatusCount]


@dataclass(frozen=True)
class NameCount:
    """A country or field, or what has none, with the number of its agreements, and the query string of the list with
    them."""

    name: str | Promise
    count: int
    query: str


def query_of(**values) -> str:
    """Return a query string; a list gives its key several times."""
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query.setlist(name, list(value) if isinstance(value, list | tuple) else [value])
    return query.urlencode()


def shown(examples: bool, *, contacts: bool = False) -> QuerySet:
    """Return the agreements that the first page counts and lists."""
    return Agreement.objects.public().of_this_city(examples=examples, contacts=contacts)


SILENT_QUERY = query_of(status=StatusGroup.IN_FORCE, condition=Condition.NONE_YET)


class Tally(NamedTuple):
    """The number of agreements with one kind, text, status and condition; `asked` is the number of those that await an
    answer of others, `attested` of those that an office confirms."""

    kind: str
    text: str
    status: str
    condition: str
    count: int
    asked: int
    attested: int


def tallies(today: date, examples: bool) -> list[Tally]:
    """Count agreements and contacts by kind, text, status and condition with one query; the other counts are sums of
    these. A contact has neither a condition nor a status in which something is awaited."""
    names = ("kind", "digest__signed_text", "stretch__status", "stretch__condition")
    of_one = shown(examples, contacts=True).on(today).order_by().values(*names)
    attested = Count("pk", filter=Q(stretch__is_attested=True))
    rows = of_one.annotate(count=Count("pk"), asked=Count("digest__waiting_since"), attested=attested)
    return [Tally(*row) for row in rows.values_list(*names, "count", "asked", "attested")]


def kind_groups(found: Sequence[Tally]) -> list[KindGroup]:
    """Return the counts, each divided by status; that of proposals only where there is one."""
    result = []
    for title, kinds, text in KIND_GROUPS:
        own = [one for one in found if one.kind in kinds and text in ("", one.text)]
        asked = {"kind": kinds, "text": text} if text else {"kind": kinds}
        by_group = {group: sum(one.count for one in own if one.status == group) for group in StatusGroup}
        status_counts = [
            StatusCount(number, str(LIST_LABELS[group]), query_of(**asked, status=group))
            for group, number in by_group.items()
            if number
        ]
        if own or text != SignedText.NONE:
            total = sum(one.count for one in own)
            result.append(KindGroup(str(title), total, query_of(**asked), status_counts))
    return result


def conditions(found: Sequence[Tally]) -> list[StatusCount]:
    """Return the number of agreements in each follow-up condition that occurs, in the order of `Condition`."""
    numbers = {condition: sum(one.count for one in found if one.condition == condition) for condition in Condition}
    return [
        StatusCount(number, str(condition.label), query_of(condition=condition))
        for condition, number in numbers.items()
        if number
    ]


class Confirmed(NamedTuple):
    """How many of `total` agreements with a condition an office confirms today, and how many are not confirmed."""

    total: int
    attested: int
    unconfirmed: int

    @property
    def is_enough(self) -> bool:
        """True where a conclusion can be drawn from the conditions."""
        return enough_confirmed(self.unconfirmed, self.total)


def confirmed(found: Sequence[Tally]) -> Confirmed:
    """Count the agreements on whose conditions the first page rests."""
    own = [one for one in found if one.condition]
    unconfirmed = sum(one.count for one in own if one.condition == Condition.UNCONFIRMED)
    return Confirmed(sum(one.count for one in own), sum(one.attested for one in own), unconfirmed)


def silent_count(found: Sequence[Tally]) -> int:
    """Return the number of agreements in force without any follow-up yet."""
    return sum(one.count for one in found if (one.status, one.condition) == (StatusGroup.IN_FORCE, Condition.NONE_YET))


def awaiting_counts(found: Sequence[Tally]) -> tuple[int, int]:
    """Return the number of agreements that await an approval, and of those among them that await an answer."""
    own = [one for one in found if one.status == StatusGroup.AWAITING]
    return sum(one.count for one in own), sum(one.asked for one in own)


def contact_count(found: Sequence[Tally]) -> int:
    """Return the number of visits and contacts, which are no agreements."""
    return sum(one.count for one in found if one.kind == Kind.CONTACT)


CONTACT_QUERY = query_of(kind=Kind.CONTACT)


def late_count(today: date, examples: bool) -> int:
    """Return the number of public follow-ups that are late."""
    return FollowUp.objects.in_public(examples=examples).overdue(today).count()


LATE_QUERY = query_of(tab=Tab.LATE)


def ending_soon(today: date, examples: bool) -> QuerySet:
    """Return the agreements that end within `ENDING_SOON_DAYS`, the nearest end first."""
    ending = shown(examples).on(today).ending_by(today + timedelta(days=settings.ENDING_SOON_DAYS), today)
    return ending.select_related("digest").order_by("digest__ends_latest", "pk")


def newest_follow_ups(today: date, examples: bool) -> QuerySet:
    """Return public follow-ups that were done, the newest first; at most `ROWS`."""
    return (
        FollowUp.objects.in_public(examples=examples)
        .done()
        .filter(done_on_latest__lte=today)
        .select_related("agreement", "office")
        .order_by("-done_on_latest", "-pk")[:ROWS]
    )


def by_country(examples: bool) -> list[NameCount]:
    """Return the countries of public partners with the number of their public agreements, the largest first, and last
    the international bodies."""
    parties = Party.objects.filter(agreement__in=shown(examples), partner__in=Partner.objects.public())
    rows = parties.order_by().values_list("partner__country").annotate(count=Count("agreement", distinct=True))
    counts = dict(rows.order_by("-count", "partner__country"))
    international, language = counts.pop("", 0), get_language() or "id"
    countries = [
        NameCount(country_name(code, language), count, query_of(country=code)) for code, count in counts.items()
    ]
    if international:
        countries.append(NameCount(_("International bodies"), international, query_of(country=INTERNATIONAL)))
    return countries


def by_field(examples: bool) -> list[NameCount]:
    """Return the five fields of UU 23/2014 Article 367(1) with the number of public agreements in each, and last those
    in none. While there are any, a field without an agreement is left out: 0 would say more than is known."""
    counts = dict(shown(examples).order_by().values_list("legal_fields").annotate(Count("pk")))
    unclassified = counts.get(None, 0)
    fields = [
        NameCount(localised(field, "name"), counts.get(field.letter, 0), query_of(field=field.letter))
        for field in LegalField.objects.all()
        if counts.get(field.letter) or not unclassified
    ]
    if unclassified:
        fields.append(NameCount(_("Not classified"), unclassified, query_of(field=NO_FIELD)))
    return fields
