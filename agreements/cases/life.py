"""The life of a case: its steps, written by the actions of the application, in the order of the file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields

from agreements.lifecycle.rules import position, the_spec
from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import Stage, StepState, Track
from agreements.models import Agreement, Step
from agreements.stages.actions import advance, end, return_for_repair, stop
from agreements.stages.past_steps import record_past
from agreements.stages.step_evidence import PastStep, StepEvidence
from agreements.stages.waivers import WaiverRequest, write_waiver
from jambi_coop.lib.dates.fields import valid_day
from jambi_coop.lib.dates.parser import parse
from jambi_coop.lib.numbers.number_text import parse_count

from .files import FixtureError
from .run import Run
from .values import at, fill, fixed_days, read


def live(run: Run, agreement: Agreement, verbs: Sequence[Mapping]) -> None:
    """Run the actions of a case; each item is a mapping of one action to its facts."""
    for number, line in enumerate(verbs, start=1):
        ((verb, facts),) = line.items()
        with at(f"life {number} ({verb})"):
            if verb in ACTIONS:
                _act(run, agreement, verb, facts)
            elif verb in VERBS:
                VERBS[verb](run, agreement, facts)
            else:
                raise FixtureError(f"“{verb}” is none of {', '.join([*ACTIONS, *VERBS])}")


ACTIONS: dict[str, Callable] = {
    "advance": advance,
    "return_for_repair": return_for_repair,
    "stop": stop,
    "end": end,
}
FIELDS_OF_VERBS = ("to", "code", "reason", "analysis_reason")
"""Facts passed to an action unchanged. `on` is the day, and all others are evidence of the step that is finished."""


def _act(run: Run, agreement: Agreement, verb: str, facts: Mapping) -> None:
    given = {name: facts[name] for name in FIELDS_OF_VERBS if name in facts}
    proof = {name: value for name, value in facts.items() if name not in given and name != "on"}
    if proof:
        given["evidence"] = _evidence(run, proof)
    if "to" in given:
        given["to"] = Stage(given["to"])
    ACTIONS[verb](agreement, by=None, on=read(parse, fixed_days(facts["on"], run)), today=run.today, **given)


def _evidence(run: Run, facts: Mapping) -> StepEvidence:
    """Return the evidence of a step, validated by the fields of the step."""
    step = Step()
    fill(step, facts, run)
    return StepEvidence(**{item.name: getattr(step, item.name) for item in fields(StepEvidence)})


def _past_steps(run: Run, agreement: Agreement, facts: Mapping) -> list[PastStep]:
    """Return one line per holder: all holders of the stage without `holder`, done or approved without `state`."""
    facts = dict(facts)
    spec = the_spec(Track(agreement.track), Stage(facts.pop("stage")))
    holders = [facts.pop("holder")] if "holder" in facts else spec.holders
    state = facts.pop("state", spec.satisfied_state)
    number = read(parse_count, facts.pop("round", "1"))
    evidence = _evidence(run, facts)
    return [
        PastStep(stage=spec.stage, holder=holder, state=state, round=number, evidence=evidence) for holder in holders
    ]


def _record_past(run: Run, agreement: Agreement, lines: Sequence[Mapping]) -> None:
    steps = [step for line in lines for step in _past_steps(run, agreement, line)]
    record_past(agreement, steps=steps, by=None, today=run.today)


def _steps_before(run: Run, agreement: Agreement, facts: Mapping) -> None:
    """Record every mandatory step before `stage` as done or approved, spread over the days `first` to `last`.

    `but` names stages to leave out.
    """
    track, stage = Track(agreement.track), Stage(facts["stage"])
    first, last = (read(valid_day, fixed_days(facts[name], run)) for name in ("first", "last"))
    specs = [
        spec
        for spec in TRACKS[track][: position(track, stage)]
        if not spec.optional and spec.stage not in facts.get("but", [])
    ]
    pace = (last - first) / max(len(specs) - 1, 1)
    lines = [
        {"stage": spec.stage, "decided_on": (first + pace * number).isoformat()} for number, spec in enumerate(specs)
    ]
    _record_past(run, agreement, lines)


def _rest_unknown(run: Run, agreement: Agreement, facts: Mapping) -> None:
    """Record every step up to the present stage that has no record as *not known*: the sources do not tell whether it
    was taken. Later steps get no record, which reads "not started"."""
    agreement.refresh_from_db()
    track = Track(agreement.track)
    recorded = set(agreement.steps.values_list("stage", flat=True))
    lines = [
        {"stage": spec.stage, "state": StepState.UNKNOWN}
        for spec in TRACKS[track][: position(track, Stage(agreement.stage)) + 1]
        if spec.stage not in recorded
    ]
    _record_past(run, agreement, lines)


def _waive(run: Run, agreement: Agreement, facts: Mapping) -> None:
    stage = Stage(facts["stage"])
    holders = [facts["holder"]] if "holder" in facts else the_spec(Track(agreement.track), stage).holders
    request = WaiverRequest(facts["ground"], facts["reason"])
    for holder in holders:
        write_waiver(agreement, stage, holder, request, by=None, today=run.today)


def _waive_unknown(run: Run, agreement: Agreement, facts: Mapping) -> None:
    """Record every mandatory step before a stage as not known and without proof, except those named in `but`."""
    track = Track(agreement.track)
    request = WaiverRequest("not_found", facts["reason"])
    before = TRACKS[track][: position(track, Stage(facts["before"]))]
    specs = [spec for spec in before if not spec.optional and spec.stage not in facts.get("but", [])]
    lines = [{"stage": spec.stage, "state": StepState.UNKNOWN} for spec in specs]
    _record_past(run, agreement, lines)
    for spec in specs:
        for holder in spec.holders:
            write_waiver(agreement, spec.stage, holder, request, by=None, today=run.today)


VERBS: dict[str, Callable] = {
    "record_past": _record_past,
    "steps_before": _steps_before,
    "rest_unknown": _rest_unknown,
    "waive": _waive,
    "waive_unknown": _waive_unknown,
}
