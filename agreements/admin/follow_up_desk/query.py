"""Which follow-ups the desk lists and in what order, so that PostgreSQL reads them from an index."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.contrib.auth import get_user_model
from django.db.models import Count, F, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth

from agreements.models import Agreement, FollowUp, Office
from agreements.permissions import agreements_for, sees_everything
from agreements.search import MAX_WORDS, matching
from jambi_coop.lib.date_fields import overlaps_q
from jambi_coop.lib.statements import Statement, statement_of

from .asked import NOBODY, Asked, Group, Show

PAGE_SIZE = 50


@dataclass(frozen=True)
class Reader:
    """Who looks at the desk: what this person may see, and which rows may be changed."""

    user: object
    everything: bool
    may_write: bool
    offices: frozenset

    def may_change(self, office_id: int | None) -> bool:
        """As `may_change_follow_up`, without a query for each row."""
        return self.may_write and (self.everything or office_id in self.offices)

    @property
    def sees_every_follow_up(self) -> bool:
        return self.everything and self.user.has_perm("agreements.view_agreement")

    def follow_ups(self) -> QuerySet:
        """The follow-ups of the agreements that this person may see, without those in the trash."""
        if self.sees_every_follow_up:
            # Not a join with all agreements: few lie in the trash, and an index names them.
            return FollowUp.objects.exclude(agreement__in=Agreement.objects.trashed())
        return FollowUp.objects.filter(agreement__in=agreements_for(self.user, Agreement.objects.kept()))


def reader_of(user) -> Reader:
    everything = sees_everything(user)
    may_write = user.has_perm("agreements.change_followup")
    own = frozenset() if everything or not may_write else frozenset(user.offices.values_list("pk", flat=True))
    return Reader(user, everything, may_write, own)


@cache
def everybody() -> Statement:
    """The accounts that can be put in charge, as `named`."""
    return statement_of(named(get_user_model().objects.filter(is_active=True, is_staff=True)))


def named(users: QuerySet) -> QuerySet:
    """What `names_of` takes of these accounts."""
    rows = users.order_by("first_name", "last_name", "username")
    return rows.values_list("pk", "first_name", "last_name", "username")


def names_of(users: Iterable[tuple]) -> dict[str, str]:
    """The name of each account by its number as a text, in the order of the names."""
    return {str(pk): f"{first_name} {last_name}".strip() or username for pk, first_name, last_name, username in users}


def day_column(show: Show) -> str:
    """The day by which a list is read: of what is done the day when it was done, else the due date."""
    return {Show.DONE: "done_on_latest", Show.CANCELLED: "cancelled_on"}.get(show, "due_on_latest")


def _year_q(show: Show, year: int) -> Q:
    first, last = date(year, 1, 1), date(year, 12, 31)
    parts = {
        Show.DONE: overlaps_q("done_on", first, last),
        Show.CANCELLED: Q(cancelled_on__range=(first, last)),
    }
    due = overlaps_q("due_on", first, last)
    return due | parts[Show.DONE] | parts[Show.CANCELLED] if show == Show.ALL else parts.get(show, due)


def narrowed(follow_ups: QuerySet, asked: Asked) -> QuerySet:
    """`follow_ups` after every filter but the state."""
    if asked.office:
        # The number as a value and not by a join, so that the index of the office is read in order.
        number = Subquery(Office.objects.filter(code=asked.office).values("pk")[:1])
        follow_ups = follow_ups.filter(**_link("office", "office_id", number if asked.office != NOBODY else NOBODY))
    if asked.person:
        follow_ups = follow_ups.filter(**_link("person_in_charge", "person_in_charge_id", asked.person))
    if asked.agreement:
        follow_ups = follow_ups.filter(agreement_id=asked.agreement)
    if asked.year:
        follow_ups = follow_ups.filter(_year_q(asked.show, int(asked.year)))
    return _with_words(follow_ups, asked.words) if asked.words else follow_ups


def _link(name: str, lookup: str, value) -> dict:
    return {f"{name}__isnull": True} if value == NOBODY else {lookup: value}


def _with_words(follow_ups: QuerySet, words: str) -> QuerySet:
    """Each word stands in the title or in what describes the agreement."""
    agreements = Agreement.objects.all()
    # The stored text of an agreement holds the titles of its follow-ups, so that an index finds the candidates.
    found = follow_ups.filter(agreement__in=matching(agreements, words, staff=True))
    for word in re.findall(r"\w+", words)[:MAX_WORDS]:
        found = found.filter(Q(title__icontains=word) | Q(agreement__in=matching(agreements, word)))
    return found


def ordering(asked: Asked) -> list:
    """The order by columns that an index holds; unknown dates come last, and equal ones by number."""
    day = day_column(asked.show)
    order = _sort(asked.sort) if asked.sort else _default(asked.show)
    if asked.group == Group.OFFICE:
        return [F("office__name").asc(nulls_last=True), *order]
    if asked.group == Group.AGREEMENT:
        return [F("agreement__register_number").asc(), *order]
    if asked.group == Group.MONTH and (asked.sort or asked.show == Show.ALL):
        return [TruncMonth(day).asc(nulls_last=True), *order]
    return order


def _default(show: Show) -> list:
    """What is late the longest first; of what is over the newest; of all the open ones, the done, the cancelled."""
    due = [F("due_on_latest").asc(nulls_last=True), F("pk").asc()]
    if show == Show.DONE:
        return [F("done_on_latest").desc(), F("pk").desc()]
    if show == Show.CANCELLED:
        return [F("cancelled_on").desc(), F("pk").desc()]
    if show == Show.ALL:
        return [F("cancelled_on").desc(nulls_first=True), F("done_on_latest").desc(nulls_first=True), *due]
    return due


def _sort(sort: str) -> list:
    columns = {
        "title": ["title"],
        "agreement": ["agreement__register_number"],
        "office": ["office__name"],
        "person": ["person_in_charge__first_name", "person_in_charge__last_name", "person_in_charge__username"],
        "due": ["due_on_latest"],
        "moved": ["times_moved"],
        "done": ["done_on_latest"],
    }[sort.removeprefix("-")]
    never_empty = sort.removeprefix("-") in ("title", "agreement", "moved")
    last = None if never_empty else True
    names = [*columns, "pk"]
    if sort.startswith("-"):
        return [F(name).desc(nulls_last=last if name != "pk" else None) for name in names]
    return [F(name).asc(nulls_last=last if name != "pk" else None) for name in names]


def counted(follow_ups: QuerySet, most: int) -> int:
    """How many, at most one more than `most`: counting further would take longer with every row."""
    return follow_ups.order_by()[: most + 1].count()


def group_counts(follow_ups: QuerySet, asked: Asked, keys: Sequence) -> dict:
    """How many there are in each of the groups `keys` of one page; None is the group without a value."""
    known = [key for key in keys if key is not None]
    column = {Group.OFFICE: "office_id", Group.AGREEMENT: "agreement_id"}.get(asked.group)
    counted_rows = follow_ups.order_by()
    if column:
        within = Q(**{f"{column}__in": known})
    else:
        day, column = day_column(asked.show), "month"
        counted_rows = counted_rows.annotate(month=TruncMonth(day))
        within = Q(**{f"{day}__range": (min(known), _month_end(max(known)))}) if known else Q(pk__in=[])
    if None in keys:
        within |= Q(**{f"{day if column == 'month' else column}__isnull": True})
    return dict(counted_rows.filter(within).values_list(column).annotate(number=Count("pk")))


def _month_end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
