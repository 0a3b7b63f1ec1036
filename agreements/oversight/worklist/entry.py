"""The parts of the work list: small lists, each of one kind of record, under ten headings."""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import DateField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jambi_coop.lib.dates.counting import days_between
from jambi_coop.lib.dates.known_date import KnownDate

from .next_actions import NextAction
from .scope import View, WorklistScope

Text = str | Promise
NO_DAY = date(9999, 12, 31)
"""Stands for an unknown day, so that it sorts last in every database."""

TITLES: dict[str, Text] = {
    "agreement": gettext_lazy("Agreements"),
    "document": gettext_lazy("Documents"),
    "followup": gettext_lazy("Follow-ups"),
    "indicator": gettext_lazy("indicators"),
    "instrument": gettext_lazy("instruments"),
    "measurement": gettext_lazy("measurements"),
    "partner": gettext_lazy("Partners"),
    "report": gettext_lazy("Reports of offices"),
}
"""Titles of the lists under a heading with several kinds of record."""


def by_day(*columns: str | Combinable):
    """Return the `day` by which a list is ordered: the first of the columns that is known."""
    return Coalesce(*columns, Value(NO_DAY), output_field=DateField())


class Reason(NamedTuple):
    """Why a record is on a list, and the day since which (with `is_deadline`: until which) it counts."""

    why: str
    day: KnownDate
    is_deadline: bool = False


@dataclass(frozen=True, eq=False)
class WorkList:
    """The records of one kind that meet one condition.

    `of` returns the records that the user may see; `find` narrows them and annotates `day` (see `by_day`). `why` and
    `action` give the reason and the next action of one record. The title distinguishes a list from the others under its
    heading. `staff_only`: empty for the accounts of departments.
    """

    code: str
    kind: str
    of: Callable[[WorklistScope], QuerySet]
    find: Callable[[Any, WorklistScope], QuerySet]
    why: Callable[[Any, WorklistScope], Reason]
    action: Callable[[Any, WorklistScope], NextAction]
    _: KW_ONLY
    own_title: Text = ""
    staff_only: bool = False

    @property
    def title(self) -> Text:
        return self.own_title or TITLES[self.kind]

    @property
    def slug(self) -> str:
        """The name of the list in addresses."""
        return f"{self.code}-{self.kind}"

    def key(self, pk: object) -> str:
        """Return the key of an entry, such as `overdue:followup:12`; it is stored when an entry is postponed."""
        return f"{self.code}:{self.kind}:{pk}"

    def rows(self, scope: WorklistScope) -> QuerySet:
        found = self.find(self.of(scope), scope).order_by("day", "pk")
        return found.none() if self.staff_only and not scope.sees_everything else found

    def postponed(self, scope: WorklistScope) -> list[int]:
        """Return the primary keys that the user has postponed: left out of the user's own views, but not of the view
        of all."""
        prefix = self.key("")
        if scope.view == View.ALL:
            return []
        return [int(entry.removeprefix(prefix)) for entry in scope.postponed if entry.startswith(prefix)]

    def shown(self, scope: WorklistScope) -> QuerySet:
        return self.rows(scope).exclude(pk__in=self.postponed(scope))


@dataclass(frozen=True, kw_only=True, eq=False)
class Heading:
    """Lists that belong together; `rule` returns a sentence with the conditions and the present thresholds.

    If only some rows are shown, they are the first of all lists by day, or with `in_turn` those of one list after
    another.
    """

    code: str
    title: Text
    rule: Callable[[], str]
    lists: tuple[WorkList, ...]
    in_turn: bool = False


def reason_days_label(reason: Reason, today: date) -> str:
    """Format the days: since when, how late, or how long still.

    "" if the day is unknown, or too imprecise to say that it has passed.
    """
    days, exact = days_between(reason.day, today)
    if days is None or (days < 0 and not reason.is_deadline):
        return ""
    if days == 0:
        return _("today")
    number = ngettext("%(count)d day", "%(count)d days", abs(days)) % {"count": abs(days)}
    number = number if exact else _("about %(days)s") % {"days": number}
    if not reason.is_deadline:
        return _("for %(days)s") % {"days": number}
    return (_("%(days)s late") if days > 0 else _("%(days)s left")) % {"days": number}
