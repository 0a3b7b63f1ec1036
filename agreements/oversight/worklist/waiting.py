"""Steps that are with others: the city council, which has a limit in working days, and bodies without a known limit."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.lifecycle.citation import written_out
from agreements.lifecycle.rules import spec_of
from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import Holder, Stage, StepState, Track
from agreements.models import Step
from agreements.record.digest import waiting_since
from agreements.record.working_days import not_counted_sentence
from jambi_coop.lib.dates.working_days import ExtraDays, uncovered_years, working_days_after, working_days_between

from .entry import Heading, Reason, WorkList, by_day
from .next_actions import open_step
from .scope import WorklistScope

LIMITS = {
    (track, spec.stage): spec.working_day_limit
    for track, specs in TRACKS.items()
    for spec in specs
    if spec.working_day_limit
}
"""Working days that the law gives the body that was asked, by track and stage."""


def limit_of(step: Step) -> int | None:
    """Return the limit of a step in working days. It runs from the day of receipt; None without that day."""
    limit = LIMITS.get((Track(step.agreement.track), Stage(step.stage)))
    return limit if step.received_on.latest else None


def last_late_day(limit: int, today: date, extra: ExtraDays) -> date:
    """Return the last day of receipt from which more than `limit` working days have passed today."""
    day = today - timedelta(days=limit)
    while working_days_between(day, today, extra) <= limit:
        day -= timedelta(days=1)
    return day


def find_waiting(steps: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find steps that were submitted at the present stage and not answered in time. A step without any day is
    included."""
    judged, late = Q(), Q()
    for (track, stage), limit in LIMITS.items():
        last = last_late_day(limit, scope.today, scope.extra_days)
        if uncovered_years(last, scope.today, scope.extra_days):
            continue  # Nothing is counted without the holidays of the year; the days of the office apply.
        here = Q(agreement__track=track, stage=stage, received_on_latest__isnull=False)
        judged |= here
        late |= here & Q(received_on_latest__lte=last)
    long_ago = scope.today - timedelta(days=settings.WAITING_DAYS)
    rows = steps.filter(state=StepState.SUBMITTED, stage=F("agreement__stage"))
    rows = rows.annotate(day=by_day("received_on_latest", "sent_on_latest"))
    undated = Q(received_on_latest__isnull=True, sent_on_latest__isnull=True)
    return rows.filter(late | (~judged & (Q(day__lt=long_ago) | undated)))


def why_waiting(step: Step, scope: WorklistScope) -> Reason:
    """Say with whom the step is, since when, and which limit applies."""
    since = waiting_since(step.agreement, step)
    given = {"holder": step.get_holder_display(), "stage": step.get_stage_display(), "date": since}
    limit = limit_of(step)
    received = step.received_on.latest
    refusal = not_counted_sentence(received, scope.today, scope.extra_days) if limit and received else ""
    if refusal:
        text = _("%(stage)s: received by %(holder)s on %(date)s.")
        return Reason(f"{text % given} {refusal}", since)
    if limit and step.received_on.latest:
        given["count"] = working_days_between(step.received_on.latest, scope.today, scope.extra_days)
        given["limit"] = limit
        given["until"] = working_days_after(step.received_on.latest, limit, scope.extra_days)
        text = _(
            "%(stage)s: received by %(holder)s on %(date)s, %(count)d working days ago; the limit is %(limit)d "
            "working days (%(basis)s)."
        )
        return Reason(text % {**given, "basis": _basis(step)}, since)
    if not since:
        text = _("%(stage)s: sent to %(holder)s; the day is not recorded.")
    elif step.received_on:
        text = _("%(stage)s: with %(holder)s since %(date)s. No limit is known.")
    elif step.holder == Holder.COUNCIL and (Track(step.agreement.track), Stage(step.stage)) in LIMITS:
        text = _(
            "%(stage)s: sent to %(holder)s on %(date)s. Its limit runs from the day of receipt, which is not recorded."
        )
    else:
        text = _("%(stage)s: sent to %(holder)s on %(date)s, receipt not recorded. No limit is known.")
    return Reason(text % given, since)


def _basis(step: Step) -> str:
    spec = spec_of(Track(step.agreement.track), Stage(step.stage))
    return written_out(spec.basis) if spec else ""


def _rule() -> str:
    council = max(LIMITS.values())
    return _(
        "Submitted and not answered: the city council for more than %(council)d working days since receipt; ministries "
        "and partners for more than %(days)d days since receipt or sending (a setting of the office: no limit in law "
        "is known for them)."
    ) % {"council": council, "days": settings.WAITING_DAYS}


WAITING = Heading(
    code="waiting",
    title=gettext_lazy("Waiting for an answer"),
    rule=_rule,
    lists=(WorkList("waiting", "step", WorklistScope.steps, find_waiting, why_waiting, open_step),),
)
