"""What a list of the work list is made of, and what one row of it says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import DateField, Model, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jambi_coop.lib.dates import KnownDate, days_between

from .scope import Kind, Scope

Text = str | Promise
Record = TypeVar("Record", bound=Model)
NO_DAY = date(9999, 12, 31)
"""Stands for an unknown day, so that it sorts last in every database."""


def by_day(*columns: str | Combinable):
    """The expression `day` of a source: the first of the columns that is known."""
    return Coalesce(*columns, Value(NO_DAY), output_field=DateField())


@dataclass(frozen=True)
class NextStep:
    """What the reader can do about a row: words and address."""

    label: Text
    name: str
    args: tuple = ()
    query: str = ""

    @property
    def url(self) -> str:
        return reverse(self.name, args=self.args) + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True)
class Reason:
    """Why a record stands on a list, and the day from which (or, with `is_deadline`, until which) it counts."""

    why: str
    day: KnownDate
    is_deadline: bool = False


@dataclass(frozen=True, kw_only=True)
class Source(Generic[Record]):
    """One condition of a list over one kind of record.

    `find` narrows a queryset and annotates it with `day` (see `by_day`). `rank` puts some conditions of a list
    before others. `staff_only`: nothing for the accounts of departments. `unclaimed`: see `Scope.records`.
    """

    code: str
    kind: Kind
    find: Callable[[Any, Scope], QuerySet]
    reason: Callable[[Record, Scope], Reason]
    step: Callable[[Record, Scope], NextStep]
    rank: int = 0
    staff_only: bool = False
    unclaimed: str = ""
    related: tuple[str, ...] = ()

    def records(self, scope: Scope) -> QuerySet:
        rows = self.find(scope.records(self.kind, self.unclaimed), scope)
        return rows.none() if self.staff_only and not scope.sees_everything else rows

    def key(self, pk: int) -> str:
        """Names an entry, such as `overdue:followup:12`."""
        return f"{self.code}:{self.kind.name}:{pk}"


@dataclass(frozen=True, kw_only=True)
class WorkList:
    """One of the nine lists; `rule` says in a sentence, with the thresholds of today, what stands on it."""

    code: str
    title: Text
    rule: Callable[[], str]
    sources: tuple[Source[Any], ...]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row as a page shows it. `day` is that of its reason, `days` what it means today. `under` is the agreement of
    a record that hangs on one; `person` names those who look after it, `person_as` says as what (`attendance.Role`).
    """

    key: str
    title: str
    title_lang: str
    url: str
    number: str
    under: str
    under_lang: str
    is_example: bool
    why: str
    days: str
    day: KnownDate
    is_late: bool
    person: str
    person_as: str
    office: str
    step: NextStep
    may_postpone: bool
    postponed: tuple["Postponed", ...] = ()


@dataclass(frozen=True)
class Postponed:
    """Who has put a row off, until when."""

    by: str
    until: date


def days_words(reason: Reason, today: date) -> str:
    """The days in words: since when, how late, how long still; nothing where the day is not
    known, or is known too loosely to say that it has passed."""
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
