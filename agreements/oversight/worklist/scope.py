"""Whose work list, on which day, how far it looks; and the records of each kind that the reader may see there."""

from collections import defaultdict
from dataclasses import dataclass
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
    Measurement,
    Office,
    Snooze,
    Step,
)
from agreements.record.permissions import agreements_for, sees_everything
from agreements.record.working_days import extra_days
from jambi_coop.lib.dates.working_days import ExtraDays
from partners.models import Partner

from .attendance import no_person, unattended

APPROVE = "agreements.approve_followupreport"


class View(TextChoices):
    """How far the list looks: one's own tasks, those of one's offices, everything."""

    MINE = "mine", pgettext_lazy("work list", "My tasks")
    UNIT = "unit", pgettext_lazy("work list", "My office")
    ALL = "all", pgettext_lazy("work list", "All")


@dataclass(frozen=True)
class WorklistScope:
    """The reader, the day (Asia/Jakarta) and the view; what it finds out is asked once.

    The records are those that the reader may see in this view, with what a row says of them: nothing of the trash, no
    comparison cases. What nobody looks after is a task of those who may change agreements.
    """

    user: Any  # who is signed in
    today: date
    view: View = View.ALL

    def with_view(self, view: View) -> "WorklistScope":
        return WorklistScope(self.user, self.today, view)

    def may(self, right: str) -> bool:
        return self.user.has_perm(right)

    @property
    def sees_everything(self) -> bool:
        return sees_everything(self.user)

    @property
    def takes_unattended(self) -> bool:
        """Whether what nobody looks after is a task of the reader."""
        return self.sees_everything and self.may("agreements.change_agreement")

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
    def extra_days(self) -> ExtraDays:
        return extra_days()

    @cached_property
    def postponed(self) -> dict[str, list[Snooze]]:
        """What is put off, by entry: in the reader's own views by the reader, in the view of all by anybody."""
        snoozes = Snooze.objects.filter(until__gt=self.today).select_related("user").only("entry", "until", *_NAME)
        if self.view != View.ALL:
            snoozes = snoozes.filter(user=self.user)
        found: dict[str, list[Snooze]] = defaultdict(list)
        for one in snoozes:
            found[one.entry].append(one)
        return found

    # --- the records -----------------------------------------------------------------------------

    def agreements(self) -> QuerySet:
        """As agreements of the day of this scope."""
        rows: Any = self._agreements(self.takes_unattended)
        return rows.on(self.today).select_related("digest", "stretch", "person_in_charge", "lead_office")

    def follow_ups(self) -> QuerySet:
        return self._follow_ups().select_related(*_OF_FOLLOW_UP).prefetch_related("office__liaisons")

    def reports(self) -> QuerySet:
        """Who decides on reports has as own tasks those of every agreement without anybody in charge."""
        rows = FollowUpReport.objects.order_by().filter(follow_up__in=self._follow_ups(self.may(APPROVE)))
        related = ("follow_up", *(f"follow_up__{name}" for name in _OF_FOLLOW_UP))
        return rows.select_related(*related).prefetch_related("follow_up__office__liaisons")

    def values(self) -> QuerySet:
        """Whose task they are: as for `reports`."""
        agreements = self._agreements(self.may(APPROVE) or self.takes_unattended)
        rows = Measurement.objects.order_by().filter(indicator__agreement__in=agreements)
        return rows.select_related("indicator", *(f"indicator__{name}" for name in _OF_AGREEMENT))

    def steps(self) -> QuerySet:
        return self._parts(Step.objects)

    def documents(self) -> QuerySet:
        return self._parts(Document.objects)

    def indicators(self) -> QuerySet:
        return self._parts(Indicator.objects).select_related("agreement__digest", *_OF_AGREEMENT)

    def partners(self) -> QuerySet:
        """They are nobody's own task, and no department's."""
        seen = self.view == View.ALL and self.sees_everything and self.may("partners.view_partner")
        return Partner.objects.order_by() if seen else Partner.objects.none()

    def _parts(self, rows) -> QuerySet:
        found = rows.order_by().filter(agreement__in=self._agreements(self.takes_unattended))
        return found.select_related(*_OF_AGREEMENT)

    def _seen(self) -> QuerySet:
        rows = agreements_for(self.user, Agreement.objects.order_by())
        return rows.filter(trashed_at__isnull=True, is_comparison=False)

    def _agreements(self, with_nobodys: bool) -> QuerySet:
        """Those of this view; among the reader's own tasks `with_nobodys`, those of which nobody is in charge."""
        if self.view == View.ALL:
            return self._seen()
        nobodys = no_person(self.closed) if with_nobodys and self.view == View.MINE else Q()
        return self._seen().filter(self._of_the_reader() | nobodys)

    def _of_the_reader(self) -> Q:
        """Agreements in whose charge the reader is, or the reader's offices are."""
        if self.view == View.MINE:
            return Q(person_in_charge=self.user)
        supported = Agreement.supporting_offices.through.objects.filter(office__in=self.offices)
        return Q(lead_office__in=self.offices) | Q(pk__in=supported.values("agreement"))

    def _follow_ups(self, with_nobodys: bool = False) -> QuerySet:
        """Those of this view; among the reader's own tasks `with_nobodys`, all of agreements without a person."""
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
    """The view that was asked for. Where it is none or not the reader's: *my tasks*, but everything for those who see
    it and may change nothing, such as the heads: a list that is empty for them would read as an all-clear."""
    if value in views_of(scope):
        return View(value)
    return View.ALL if scope.sees_everything and not scope.takes_unattended else View.MINE


def views_of(scope: WorklistScope) -> list[View]:
    """The views that make sense for this reader."""
    found = [View.MINE]
    if scope.offices:
        found.append(View.UNIT)
    return [*found, View.ALL] if scope.sees_everything else found
