"""Whose work list, on which day, how far it looks; and the kinds of record that can stand on it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet, TextChoices
from django.utils.translation import pgettext_lazy

from agreements.models import Agreement, Document, FollowUp, FollowUpReport, Indicator, Measurement, Office, Step
from agreements.permissions import agreements_for, sees_everything
from agreements.working_days import extra_days
from jambi_coop.lib.working_days import ExtraDays
from partners.models import Partner

from .attendance import no_person, unattended


class View(TextChoices):
    """How far the list looks: one's own tasks, those of one's offices, everything."""

    MINE = "mine", pgettext_lazy("work list", "My tasks")
    UNIT = "unit", pgettext_lazy("work list", "My office")
    ALL = "all", pgettext_lazy("work list", "All")


@dataclass(frozen=True)
class Kind:
    """A kind of record. `agreement`, `follow_up` and `shown` (what the row is called after) are the ways to those
    rows, "." for the record itself, "" where there is none."""

    name: str
    model: Any  # a class of models
    agreement: str = "agreement"
    follow_up: str = ""
    shown: str = "."

    @property
    def prefix(self) -> str:
        """For lookups on the agreement: "" or "indicator__agreement__"."""
        return "" if self.agreement == "." else f"{self.agreement}__"

    @property
    def follow_up_prefix(self) -> str:
        return "" if self.follow_up == "." else f"{self.follow_up}__"

    def agreement_of(self, record) -> Agreement | None:
        return _at(record, self.agreement)

    def follow_up_of(self, record) -> FollowUp | None:
        return _at(record, self.follow_up)

    def shown_of(self, record) -> Model:
        return _at(record, self.shown)

    def related(self) -> list[str]:
        """What a row needs to be read with its record."""
        found = [f"{self.prefix}{name}" for name in ("digest", "person_in_charge", "lead_office") if self.agreement]
        found += [f"{self.follow_up_prefix}{name}" for name in ("person_in_charge", "office") if self.follow_up]
        return found

    def related_many(self) -> list[str]:
        return [f"{self.follow_up_prefix}office__liaisons"] if self.follow_up else []


def _at(record, way: str):
    if not way:
        return None
    return record if way == "." else attrgetter(way.replace("__", "."))(record)


AGREEMENT = Kind("agreement", Agreement, ".")
FOLLOW_UP = Kind("followup", FollowUp, follow_up=".")
STEP = Kind("step", Step, shown="agreement")
DOCUMENT = Kind("document", Document)
INDICATOR = Kind("indicator", Indicator)
MEASUREMENT = Kind("measurement", Measurement, "indicator__agreement", shown="indicator")
REPORT = Kind("report", FollowUpReport, "follow_up__agreement", "follow_up", "follow_up")
PARTNER = Kind("partner", Partner, "")


@dataclass(frozen=True)
class Scope:
    """The reader, the day (Asia/Jakarta) and the view; what it finds out is asked once."""

    user: Any  # who is signed in
    today: date
    view: View = View.ALL

    def with_view(self, view: View) -> "Scope":
        return Scope(self.user, self.today, view)

    @cached_property
    def sees_everything(self) -> bool:
        return sees_everything(self.user)

    @cached_property
    def visible(self) -> QuerySet:
        """Keys of the agreements that an account of a department may see."""
        return agreements_for(self.user, Agreement.objects.order_by()).values("pk")

    @cached_property
    def offices(self) -> list[int]:
        """Offices for which the reader reports, or which the reader heads."""
        mine = Office.objects.filter(Q(liaisons=self.user) | Q(head=self.user))
        return sorted(set(mine.order_by().values_list("pk", flat=True)))

    @cached_property
    def closed(self) -> list[int]:
        """The accounts that were closed: whoever had them is in charge of nothing."""
        return list(get_user_model().objects.filter(is_active=False).order_by("pk").values_list("pk", flat=True))

    @cached_property
    def takes_unattended(self) -> bool:
        """Whether what nobody looks after is a task of the reader."""
        return self.sees_everything and self.may("agreements.change_agreement")

    @cached_property
    def extra_days(self) -> ExtraDays:
        return extra_days()

    def may(self, right: str) -> bool:
        return self.user.has_perm(right)

    def records(self, kind: Kind, unclaimed: str = "") -> QuerySet:
        """What the reader may see of a kind, in this view: nothing of the trash, no comparison cases.

        What nobody looks after is a task of those who may change agreements; who has the right `unclaimed` has as
        a task of their own all that hangs on an agreement without anybody in charge.
        """
        rows = kind.model.objects.order_by()
        if kind is AGREEMENT:
            rows = rows.on(self.today)
        if not kind.agreement:
            seen = self.sees_everything and self.may("partners.view_partner") and self.view == View.ALL
            return rows if seen else rows.none()
        if not self.may("agreements.view_agreement"):
            return rows.none()
        at = kind.prefix
        rows = rows.filter(**{f"{at}trashed_at__isnull": True, f"{at}is_comparison": False})
        if not self.sees_everything:
            rows = rows.filter(**{f"{at}pk__in": self.visible})
        return rows.filter(self._in_view(kind, unclaimed))

    def _in_view(self, kind: Kind, unclaimed: str) -> Q:
        if self.view == View.ALL:
            return Q()
        at, follow_up = kind.prefix, kind.follow_up_prefix
        if self.view == View.UNIT:
            supported = Agreement.supporting_offices.through.objects.filter(office__in=self.offices)
            found = Q(**{f"{at}lead_office__in": self.offices})
            found |= Q(**{f"{at}pk__in": supported.values("agreement")})
            return found | Q(**{f"{follow_up}office__in": self.offices}) if kind.follow_up else found
        found = Q(**{f"{at}person_in_charge": self.user})
        if kind.follow_up:
            found |= Q(**{f"{follow_up}person_in_charge": self.user})
            if not self.sees_everything:
                found |= Q(**{f"{follow_up}office__in": self.offices})
        if unclaimed and self.may(unclaimed):
            found |= no_person(self.closed, at)
        elif self.takes_unattended:
            found |= unattended(self.closed, follow_up) if kind.follow_up else no_person(self.closed, at)
        return found


def view_of(value: str | None, scope: Scope) -> View:
    """The view that was asked for. Where it is none or not the reader's: *my tasks*, but everything for those who see
    it and may change nothing, such as the heads: a list that is empty for them would read as an all-clear."""
    if value in views_of(scope):
        return View(value)
    return View.ALL if scope.sees_everything and not scope.takes_unattended else View.MINE


def views_of(scope: Scope) -> list[View]:
    """The views that make sense for this reader."""
    found = [View.MINE]
    if scope.offices:
        found.append(View.UNIT)
    return [*found, View.ALL] if scope.sees_everything else found
