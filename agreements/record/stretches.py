"""Status and condition as stretches of days: the rules are evaluated once for every day on which their answer can
change.

Between two such turning days no comparison of the rules changes, so the answers of the turning days are the answers of
all days. Lists filter and count by the stretch that contains today.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from django.conf import settings

from agreements.lifecycle.vocabulary import StatusGroup
from jambi_coop.lib.dates.counting import add_years
from jambi_coop.lib.dates.known_date import FIRST_YEAR, KnownDate

from .condition import RULES, ConditionFacts, active_days, inactive_days, rule_of
from .status import status_group_of

DAY = timedelta(days=1)
FIRST_DAY = date(FIRST_YEAR, 1, 1)
"""The first day that a date in the register can have."""
NOTHING_KNOWN = KnownDate.unknown()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts of an agreement that the rules need, past and future: `answer_on` leaves out what is certainly after
    its day. `activities` and `evidence` each have a latest day; `due` is the first open due date.
    """

    stage: str
    track: str
    is_comparison: bool
    is_committed: bool
    ends_latest: date | None
    begins_on: date | None
    former_end_on: date | None
    anchor_kind: str
    anchor: KnownDate
    due: KnownDate
    due_moved: int
    activities: tuple[KnownDate, ...]
    evidence: tuple[KnownDate, ...]


class RuleAnswer(NamedTuple):
    """The public group, the condition with its rule ("" where none is shown), and the facts that count on that day."""

    status: StatusGroup
    condition: str
    rule: str
    activity_earliest: date | None
    activity_on: date | None
    evidence_on: date | None


def answer_on(facts: Facts, day: date) -> RuleAnswer:
    """Evaluate the rules for `day`."""
    activity = latest_of(known for known in facts.activities if not known.certainly_after(day))
    evidence_on = latest_of(known for known in facts.evidence if not known.certainly_after(day)).latest
    group = status_group_of(
        facts.stage,
        facts.ends_latest,
        evidence_on,
        day,
        begins_on=facts.begins_on,
        former_end_on=facts.former_end_on,
    )
    evidence = ConditionFacts(
        track=facts.track,
        group=group,
        is_committed=facts.is_committed,
        is_comparison=facts.is_comparison,
        activity=activity,
        anchor=facts.anchor,
        anchor_kind=facts.anchor_kind,
        due=facts.due,
        due_moved=facts.due_moved,
    )
    rule = rule_of(evidence, day)
    condition = RULES[rule].value if rule else ""
    return RuleAnswer(group, condition, rule, activity.earliest, activity.latest, evidence_on)


def latest_of(days) -> KnownDate:
    """Return the date whose latest possible day is the last one; unknown without any."""
    return max((day for day in days if day.latest), key=lambda day: day.latest, default=NOTHING_KNOWN)


def stretches_of(facts: Facts) -> list[tuple[date, date, RuleAnswer]]:
    """Return (first day, last day, answer), in order, from `FIRST_DAY` to the end of the calendar."""
    days = sorted({FIRST_DAY, *(day for day in turning_days(facts) if day > FIRST_DAY)})
    answers = [(day, answer_on(facts, day)) for day in days]
    runs = [next(run) for _answer, run in groupby(answers, key=lambda one: one[1])]
    ends = [day - DAY for day, _answer in runs[1:]] + [date.max]
    return [(first, last, answer) for (first, answer), last in zip(runs, ends, strict=True)]


def turning_days(facts: Facts) -> Iterator[date]:
    """Yield every day on which a comparison of the rules can have another result than on the day before."""
    active, inactive = active_days(facts.track), inactive_days(facts.track)
    for known in (*facts.activities, *facts.evidence):
        if known.earliest:
            yield known.earliest
    for activity in facts.activities:
        yield from _days_after(activity.latest, active, inactive)
    for day in filter(None, (known.latest for known in facts.evidence)):
        # Two days, since 28 and 29 February have the same limit where its year has no 29 February.
        yield from (add_years(day, settings.STATUS_UNKNOWN_YEARS) + number * DAY for number in (1, 2))
    yield from _days_after(facts.anchor.latest, active, settings.FIRST_FOLLOW_UP_DAYS)
    yield from _days_after(facts.due.latest, 0, -settings.FOLLOW_UP_AHEAD_DAYS - 1)
    yield from _days_after(facts.ends_latest, 0)
    yield from _days_after(facts.former_end_on, 0)
    if facts.begins_on:
        yield facts.begins_on


def _days_after(day: date | None, *limits: int) -> Iterator[date]:
    """Yield, for each limit in days, the first day on which more than that has passed since `day`."""
    if day is not None:
        yield from (day + timedelta(days=limit + 1) for limit in limits)
