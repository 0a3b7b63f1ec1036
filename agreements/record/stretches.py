"""Status and condition as stretches of days: the rules are evaluated once for every day on which their answer can
change.

Between two such turning days no comparison of the rules changes, so the answers of the turning days are the answers of
all days. Lists filter and count by the stretch that contains today.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from django.conf import settings

from agreements.lifecycle.vocabulary import StatusGroup
from agreements.models.digest import AnchorKind
from jambi_coop.lib.dates.known_date import FIRST_YEAR, KnownDate

from .condition import RULES, ConditionFacts, active_days, inactive_days, rule_of
from .horizon import Attested, reach
from .status import status_group_of

DAY = timedelta(days=1)
FIRST_DAY = date(FIRST_YEAR, 1, 1)
"""The first day that a date in the register can have."""
NOTHING_KNOWN = KnownDate.unknown()


class Paper(NamedTuple):
    """The day of an instrument, joining or handover, and its kind, an `AnchorKind` or "".

    `is_event`: it is something that happened with the partner, so that the record is known up to it; an automatic
    extension, minutes or a notice are not.
    """

    kind: str
    day: KnownDate
    is_event: bool = True


class Due(NamedTuple):
    """The due date of an open follow-up, and how often it was moved."""

    day: KnownDate
    moved: int


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts of an agreement that the rules need, past and future: `answer_on` leaves out what is certainly after
    its day.

    `activities`, `letters`, `evidence` and `papers` are dated events; after a letter of intent, letters of steps count
    as activity while no text is signed (`first_text`). `start` is the beginning of a programme. `ended_on` is the last
    day of an ended one.
    """

    stage: str
    track: str
    is_comparison: bool
    is_committed: bool
    ends_latest: date | None
    open_ended: bool
    paid_until: date | None
    begins_on: date | None
    former_end_on: date | None
    ended_on: date | None
    first_text: KnownDate
    start: KnownDate
    activities: tuple[KnownDate, ...]
    letters: tuple[KnownDate, ...]
    papers: tuple[Paper, ...]
    evidence: tuple[KnownDate, ...]
    dues: tuple[Due, ...]
    attested: tuple[Attested, ...]


class RuleAnswer(NamedTuple):
    """The public group, the condition with its rule ("" where none is shown), and the facts that count on that day."""

    status: StatusGroup
    condition: str
    rule: str
    activity_earliest: date | None
    activity_on: date | None
    paper_kind: str
    paper_earliest: date | None
    paper_on: date | None
    evidence_on: date | None
    horizon_on: date | None
    is_attested: bool
    due_earliest: date | None
    due_on: date | None
    due_moved: int


class Counted(NamedTuple):
    """The facts that count on a day, and what follows from them alone. It stays the same until the first possible day
    of a further fact (`first_days`).

    `activity` is the latest one by its last possible day, `moved` by its first; `base` the day up to which they alone
    make the record known.
    """

    papers: list[Paper]
    activity: KnownDate
    moved: KnownDate
    paper: Paper
    evidence_on: date | None
    has_result: bool
    base: date | None


def counted_on(facts: Facts, day: date) -> Counted:
    """Leave out of the facts what is certainly after `day`."""
    activities = _seen(facts.activities, day)
    if facts.is_committed and (not facts.first_text or facts.first_text.certainly_after(day)):
        activities += _seen(facts.letters, day)
    papers = [paper for paper in facts.papers if not paper.day.certainly_after(day)]
    return Counted(
        papers=papers,
        activity=latest_of(activities),
        moved=max(activities, key=lambda known: known.earliest or date.min, default=NOTHING_KNOWN),
        paper=_latest_paper(facts, papers, day),
        evidence_on=_first_possible(_seen(facts.evidence, day)),
        has_result=_has_result(facts, activities, papers),
        base=_base(facts, activities, papers, day),
    )


def answer_on(facts: Facts, day: date, counted: Counted | None = None) -> RuleAnswer:
    """Evaluate the rules for `day`; `counted` are the facts that count on it, where they are worked out already."""
    counted = counted or counted_on(facts, day)
    activity, moved, paper = counted.activity, counted.moved, counted.paper
    group, evidence_on = _status(facts, counted.evidence_on, day)
    horizon, is_attested = _horizon(facts, counted.base, day)
    due = _due(facts.dues, day)
    found = ConditionFacts(
        track=facts.track,
        group=group,
        stage=facts.stage,
        is_committed=facts.is_committed,
        is_comparison=facts.is_comparison,
        activity=activity,
        moved=moved,
        paper=paper.day,
        paper_kind=paper.kind,
        has_result=counted.has_result,
        horizon=horizon,
        is_attested=is_attested,
        is_covered=_is_covered(facts, counted.papers, day),
        due=due.day,
        due_moved=due.moved,
    )
    rule = rule_of(found, day)
    if rule == "active":
        activity = moved  # what makes it so is the one that is told
    return RuleAnswer(
        status=group,
        condition=RULES[rule].value if rule else "",
        rule=rule,
        activity_earliest=activity.earliest,
        activity_on=activity.latest,
        paper_kind=paper.kind,
        paper_earliest=paper.day.earliest,
        paper_on=paper.day.latest,
        evidence_on=evidence_on,
        horizon_on=horizon,
        is_attested=is_attested,
        due_earliest=due.day.earliest,
        due_on=due.day.latest,
        due_moved=due.moved,
    )


def _seen(days: Iterable[KnownDate], day: date) -> list[KnownDate]:
    """Return the dates that are not certainly after `day`."""
    return [known for known in days if not known.certainly_after(day)]


def latest_of(days: Iterable[KnownDate]) -> KnownDate:
    """Return the date whose latest possible day is the last one; unknown without any."""
    return max((day for day in days if day.latest), key=lambda day: day.latest or date.min, default=NOTHING_KNOWN)


def _first_possible(days: Iterable[KnownDate]) -> date | None:
    """Return the last of the earliest possible days; None without any."""
    return max((day.earliest for day in days if day.earliest), default=None)


def _latest_paper(facts: Facts, papers: list[Paper], day: date) -> Paper:
    """Return the latest instrument, joining or handover; without one the start of a programme."""
    dated = [paper for paper in papers if paper.day.latest]
    if dated:
        return max(dated, key=lambda paper: paper.day.latest or date.min)
    if facts.start and not facts.start.certainly_after(day):
        return Paper(AnchorKind.START, facts.start)
    return Paper("", NOTHING_KNOWN)


def _status(facts: Facts, dated: date | None, day: date) -> tuple[StatusGroup, date | None]:
    """Return the group on `day`, and the first possible day of the latest evidence: of the `dated` one, or of a
    confirmation."""
    running = [one.until for one in facts.attested if one.is_running and one.accepted_on <= day]
    evidence_on = max(filter(None, (dated, *running)), default=None)
    group = status_group_of(
        facts.stage,
        facts.ends_latest,
        evidence_on,
        day,
        begins_on=facts.begins_on,
        former_end_on=facts.former_end_on,
        open_ended=facts.open_ended,
        paid_until=facts.paid_until,
    )
    return group, evidence_on


def _base(facts: Facts, activities: Iterable[KnownDate], papers: Iterable[Paper], day: date) -> date | None:
    """Return the later of the last activity and the last instrument, else the start of a programme."""
    base = _first_possible([*activities, *(paper.day for paper in papers if paper.is_event)])
    if base is None and facts.start and not facts.start.certainly_after(day):
        base = facts.start.earliest
    return base


def _horizon(facts: Facts, base: date | None, day: date) -> tuple[date | None, bool]:
    """Return the day up to which the record is known on `day`, and whether an office carries it.

    It is the `base` of what happened, else the first confirmation; confirmations that touch it carry it on.
    """
    if base is None:
        first = next((one for one in facts.attested if one.accepted_on <= day), None)
        return (reach(first.until, facts.attested, day), True) if first is not None else (None, False)
    horizon = reach(base, facts.attested, day)
    return horizon, horizon > base


def _has_result(facts: Facts, activities: list[KnownDate], papers: list[Paper]) -> bool:
    """True with an activity, or a handover, that is not certainly before the first text."""
    done = [*activities, *(paper.day for paper in papers if paper.kind == AnchorKind.HANDOVER)]
    return any(day.latest and not day.certainly_before(facts.first_text) for day in done)


def _is_covered(facts: Facts, papers: list[Paper], day: date) -> bool:
    """True where confirmations reach without a hole from the first instrument to the end.

    One of them must lie over the end: with an end on the day of the text, or before it, there is no day between them,
    and yet nobody has confirmed anything.
    """
    first, end = min((paper.day.earliest for paper in papers if paper.day.earliest), default=None), facts.ended_on
    if first is None or end is None:
        return False
    over_end = any(one.accepted_on <= day and one.first <= end <= one.until for one in facts.attested)
    return over_end and reach(first, facts.attested, day) >= end


def _due(dues: tuple[Due, ...], day: date) -> Due:
    """Return the due date that counts on `day`: one that has passed lately, else the next one, else the last before."""
    ahead = [one for one in dues if one.day.latest and one.day.latest >= day]
    past = [one for one in dues if one.day.latest and one.day.latest < day]
    lately = [one for one in past if (day - (one.day.latest or day)).days <= settings.ATTESTATION_VALID_DAYS]
    for found, choose in ((lately, min), (ahead, min), (past, max)):
        if found:
            return choose(found, key=lambda one: (one.day.latest or date.max, one.moved))
    return Due(NOTHING_KNOWN, 0)


def stretches_of(facts: Facts) -> list[tuple[date, date, RuleAnswer]]:
    """Return (first day, last day, answer), in order, from `FIRST_DAY` to the end of the calendar."""
    days = sorted({FIRST_DAY, *(day for day in turning_days(facts) if day > FIRST_DAY)})
    begins, counted, answers = set(first_days(facts)), counted_on(facts, FIRST_DAY), []
    for day in days:
        if day in begins:
            counted = counted_on(facts, day)
        answers.append((day, answer_on(facts, day, counted)))
    runs = [next(run) for _answer, run in groupby(answers, key=lambda one: one[1])]
    ends = [day - DAY for day, _answer in runs[1:]] + [date.max]
    return [(first, last, answer) for (first, answer), last in zip(runs, ends, strict=True)]


def first_days(facts: Facts) -> Iterator[date]:
    """Yield the first possible day of every fact: from it on the fact counts."""
    papers = [paper.day for paper in facts.papers]
    for known in (*facts.activities, *facts.letters, *papers, *facts.evidence, facts.first_text, facts.start):
        if known.earliest:
            yield known.earliest


def turning_days(facts: Facts) -> Iterator[date]:
    """Yield every day on which a comparison of the rules can have another result than on the day before."""
    active, inactive = active_days(facts.track), inactive_days(facts.track)
    valid, first = settings.ATTESTATION_VALID_DAYS, settings.FIRST_FOLLOW_UP_DAYS
    papers = [paper.day for paper in facts.papers]
    yield from first_days(facts)
    for known in (*facts.activities, *facts.letters, *papers, facts.start):
        yield from _days_after(known.latest, active, inactive, first)
        yield from _days_after(known.earliest, active, valid)
    for known in facts.evidence:
        yield from _days_after(known.earliest, valid)
    for one in facts.attested:
        yield one.accepted_on
        yield from _days_after(one.until, valid)
    for due in facts.dues:
        yield from _days_after(due.day.latest, 0, valid, -settings.FOLLOW_UP_AHEAD_DAYS - 1)
    for day in (facts.ends_latest, facts.former_end_on, facts.paid_until):
        yield from _days_after(day, 0)
    if facts.begins_on:
        yield facts.begins_on


def _days_after(day: date | None, *limits: int) -> Iterator[date]:
    """Yield, for each limit in days, the first day on which more than that has passed since `day`."""
    if day is not None:
        yield from (day + timedelta(days=limit + 1) for limit in limits)
