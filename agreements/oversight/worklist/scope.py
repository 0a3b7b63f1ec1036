"""The scope of a work list: user, day and view; and the records of each kind that the user may see in it."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import pgettext_lazy

from agreements.models import (
    Agreement,
    Document,
    FollowUp,
    FollowUpReport,
    Indicator,
    Instrument,
    Measurement,
    Office,
    Snooze,
    Step,
)
from agreements.models.of_this_city import of_this_city_q
from agreements.record.permissions import agreements_for, sees_everything
from agreements.record.working_days import extra_days
from jambi_coop.lib.dates.working_days import ExtraDays
from partners.models import Partner

from .attendance import no_person, unattended

APPROVE = "agreements.approve_followupreport"


class View(TextChoices):
    """Which records the list covers: one's own tasks, those of one's offices, or everything."""

    MINE = "mine", pgettext_lazy("work list", "My tasks")
    UNIT = "unit", pgettext_lazy("work list", "My office")
    ALL = "all", pgettext_lazy("work list", "All")


@dataclass(frozen=True)
class WorklistScope:
    """The user, the day (Asia/Jakarta) and the view. Values looked up are cached.

    The methods return the records that the user may see in this view, with the related rows that the list shows;
    without the trash, without what is no cooperation of this city, and without invented examples where `examples` is
    off. Unattended records are a task of users who may change agreements.
    """

    user: Any  # the logged-in user
    today: date
    view: View = View.ALL
    examples: bool = True

    def with_view(self, view: View) -> "WorklistScope":
        return replace(self, view=view)

    def may(self, right: str) -> bool:
        return self.user.has_perm(right)

    @property
    def sees_everything(self) -> bool:
        return sees_everything(self.user)

    @property
    def takes_unattended(self) -> bool:
        """True if unattended records are a task of this user."""
        return self.sees_everything and self.may("agreements.change_agreement")

    @cached_property
    def offices(self) -> list[int]:
        """Offices of which the user is a liaison officer or the head."""
        mine = Office.objects.filter(Q(liaisons=self.user) | Q(head=self.user))
        return sorted(set(mine.order_by().values_list("pk", flat=True)))

    @cached_property
    def closed(self) -> list[int]:
        """Ids of the closed accounts, which count as in charge of nothing."""
        return list(get_user_model().objects.filter(is_active=False).order_by("pk").values_list("pk", flat=True))

    @cached_property
    def extra_days(self) -> ExtraDays:
        return extra_days()

    @cached_property
    def postponed(self) -> dict[str, list[Snooze]]:
        """Postponed entries by key: in the user's own views those of the user, in the view of all those of anybody."""
        snoozes = Snooze.objects.filter(until__gt=self.today).select_related("user").only("entry", "until", *_NAME)
        if self.view != View.ALL:
            snoozes = snoozes.filter(user=self.user)
        found: dict[str, list[Snooze]] = defaultdict(list)
        for one in snoozes:
            found[one.entry].append(one)
        return found

    # --- the records -----------------------------------------------------------------------------

    def agreements(self) -> QuerySet:
        """Return agreements with their state on the day of this scope."""
        rows: Any = self._agreements(self.takes_unattended)
        return rows.on(self.today).select_related("digest", "stretch", "person_in_charge", "lead_office")

    def follow_ups(self) -> QuerySet:
        return self._follow_ups().select_related(*_OF_FOLLOW_UP).prefetch_related("office__liaisons")

    def reports(self) -> QuerySet:
        """Return reports. For a user who decides on them, those of agreements with nobody in charge are own tasks."""
        rows = FollowUpReport.objects.order_by().filter(follow_up__in=self._follow_ups(self.may(APPROVE)))
        related = ("follow_up", *(f"follow_up__{name}" for name in _OF_FOLLOW_UP))
        return rows.select_related(*related).prefetch_related("follow_up__office__liaisons")

    def values(self) -> QuerySet:
        """Return measured values; the rule of own tasks is that of `reports`."""
        agreements = self._agreements(self.may(APPROVE) or self.takes_unattended)
        rows = Measurement.objects.order_by().filter(
            indicator__trashed_at__isnull=True, indicator__agreement__in=agreements
        )
        return rows.select_related("indicator", *(f"indicator__{name}" for name in _OF_AGREEMENT))

    def steps(self) -> QuerySet:
        return self._parts(Step.objects)

    def documents(self) -> QuerySet:
        return self._parts(Document.objects).select_related("agreement__digest", *_OF_AGREEMENT)

    def instruments(self) -> QuerySet:
        return self._parts(Instrument.objects)

    def indicators(self) -> QuerySet:
        return self._parts(Indicator.objects).select_related("agreement__digest", *_OF_AGREEMENT)

    def partners(self) -> QuerySet:
        """Return partners. They are nobody's own task, and not shown to departments."""
        seen = self.view == View.ALL and self.sees_everything and self.may("partners.view_partner")
        partners = Partner.objects.order_by() if seen else Partner.objects.none()
        return partners if self.examples else partners.filter(is_example=False)

    def city_offices(self) -> QuerySet:
        """Return the city's offices, on the terms of `partners`."""
        seen = self.view == View.ALL and self.sees_everything and self.may("agreements.view_office")
        return Office.objects.order_by() if seen else Office.objects.none()

    def _parts(self, rows) -> QuerySet:
        found = rows.order_by().filter(agreement__in=self._agreements(self.takes_unattended))
        return found.select_related(*_OF_AGREEMENT)

    def _seen(self) -> QuerySet:
        rows = agreements_for(self.user, Agreement.objects.order_by())
        return rows.filter(of_this_city_q(examples=self.examples), trashed_at__isnull=True)

    def _agreements(self, with_nobodys: bool) -> QuerySet:
        """Return those of this view; with `with_nobodys`, the user's own tasks include those with nobody in charge."""
        if self.view == View.ALL:
            return self._seen()
        nobodys = no_person(self.closed) if with_nobodys and self.view == View.MINE else Q()
        return self._seen().filter(self._of_the_reader() | nobodys)

    def _of_the_reader(self) -> Q:
        """Condition: the user, or one of the user's offices, is in charge of the agreement."""
        if self.view == View.MINE:
            return Q(person_in_charge=self.user)
        supported = Agreement.supporting_offices.through.objects.filter(office__in=self.offices)
        return Q(lead_office__in=self.offices) | Q(pk__in=supported.values("agreement"))

    def _follow_ups(self, with_nobodys: bool = False) -> QuerySet:
        """Return those of this view; with `with_nobodys`, own tasks include all of agreements with nobody in charge."""
        rows = FollowUp.objects.order_by().filter(agreement__in=self._seen())
        if self.view == View.ALL:
            return rows
        found = Q(agreement__in=self._seen().filter(self._of_the_reader()))
        if self.view == View.UNIT or not self.sees_everything:
            found |= Q(office__in=self.offices)
        if self.view == View.MINE:
            found |= Q(person_in_charge=self.user)
            if with_nobodys:
                found |= no_person(self.closed, "agreement__")
            elif self.takes_unattended:
                found |= unattended(self.closed)
        return rows.filter(found)


_NAME = ("user__username", "user__first_name", "user__last_name")
_OF_AGREEMENT = ("agreement__person_in_charge", "agreement__lead_office")
_OF_FOLLOW_UP = ("person_in_charge", "office", *_OF_AGREEMENT)


def view_of(value: str | None, scope: WorklistScope) -> View:
    """Return the view that was asked for, if it exists and is offered to the user.

    Otherwise *my tasks*; but everything for users who see everything and may change nothing, such as the heads: their
    own list is always empty, which would look like an all-clear.
    """
    if value in views_of(scope):
        return View(value)
    return View.ALL if scope.sees_everything and not scope.takes_unattended else View.MINE


def views_of(scope: WorklistScope) -> list[View]:
    """Return the views offered to this user."""
    found = [View.MINE]
    if scope.offices:
        found.append(View.UNIT)
    return [*found, View.ALL] if scope.sees_everything else found
