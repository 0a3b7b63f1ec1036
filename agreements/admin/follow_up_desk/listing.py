"""The list that was asked for: how many rows it has, and those of a page as plain values.

Whoever sees everything is shown the same by the same address, so that the SQL is kept: to put it together takes longer
than running it. For the account of a department it is put together each time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.db.models import QuerySet

from agreements.models import FollowUp
from agreements.models.follow_up import state_q
from jambi_coop.lib.kept import Kept
from jambi_coop.lib.statements import Statement, count_statement_of, statement_of

from .asked import Asked
from .query import Reader, narrowed, ordering
from .rows import COLUMNS

_KEPT: Kept[Statement] = Kept(most=500)


@dataclass(frozen=True)
class Listing:
    """What one reader asks for on a day (Asia/Jakarta)."""

    reader: Reader
    asked: Asked
    today: date

    @cached_property
    def all(self) -> QuerySet:
        """All its follow-ups, in no order."""
        shown = state_q(self.asked.show, self.today)
        return narrowed(self.reader.follow_ups(), self.asked).filter(shown).order_by()

    def count(self, most: int) -> int:
        """How many, at most one more than `most`: counting further would take longer with every row."""
        found = self._kept(("count", most), lambda: count_statement_of(self.all[: most + 1])).rows()
        return found[0][0] if found else 0

    def page(self, start: int, size: int) -> list[tuple]:
        """The `COLUMNS` of so many rows from number `start` (from 0) on."""
        return self._kept(("page", start, size), lambda: statement_of(self._page(start, size))).rows()

    def _page(self, start: int, size: int) -> QuerySet:
        """An index finds which rows stand on the page; only those are joined with what they show."""
        order = ordering(self.asked)
        on_page = self.all.order_by(*order).values("pk")[start : start + size]
        return FollowUp.objects.filter(pk__in=on_page).order_by(*order).values_list(*COLUMNS)

    def _kept(self, what: tuple, build: Callable[[], Statement]) -> Statement:
        if not self.reader.sees_every_follow_up:
            return build()
        key = (*what, self.asked.listed, self.today, settings.FOLLOW_UP_AHEAD_DAYS)
        return _KEPT.of(key, build)
