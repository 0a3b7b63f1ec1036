"""The rules of the tracks, applied to one agreement: missing steps, possible next stages, allowed verbs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from .questions import QuestionSource, plan_gaps
from .tracks import END_STAGES, TRACK_OF_KIND, TRACKS, StageSpec, Text
from .vocabulary import (
    PARTY_TRACKS,
    SATISFIED,
    TOUCHED,
    CouncilRole,
    Holder,
    SignedBefore,
    Stage,
    StatusGroup,
    StepState,
    Track,
    Verb,
)

PP_28_2018_IN_FORCE = date(2018, 7, 13)
"""Agreements signed before this day stay valid until they end (PP 28/2018 Article 48)."""


@dataclass(frozen=True)
class StepFact:
    """The values of one recorded step that the rules read."""

    stage: str
    round: int
    holder: str
    state: str
    waived: bool = False
    council_role: str = ""


@dataclass(frozen=True)
class Missing:
    """One unmet requirement. `blocking`: only a waiver allows passing it. `stage` and `holder` name the step; `part`
    names the missing part of its paper, and is empty where the whole step is meant."""

    stage: Stage
    holder: Holder
    state: StepState
    blocking: bool
    basis: str
    part: Text = ""

    def __str__(self) -> str:
        return f"{self.stage.label} – {self.part or self.holder.label}"


def first_stage(track: Track) -> Stage:
    """Return the stage of a record that has just been created in `track`."""
    if track == Track.LEGACY:
        return Stage.SIGNING
    return TRACKS[track][0].stage


def spec_of(track: Track, stage: Stage) -> StageSpec | None:
    """Return the spec of a stage in its track; None for a stage that is not in the track's list."""
    return next((spec for spec in TRACKS[Track(track)] if spec.stage == stage), None)


def the_spec(track: Track, stage: Stage) -> StageSpec:
    """Return the spec of a stage in its track; raises LookupError for a stage that is not in the track's list."""
    spec = spec_of(track, stage)
    if spec is None:
        raise LookupError(f"{stage} is no stage of {track}")
    return spec


def position(track: Track, stage: Stage) -> int:
    """Return the place of `stage` in `track`, from 0; end stages outside its list come after all others, and a stage of
    another track is -1."""
    for index, spec in enumerate(TRACKS[Track(track)]):
        if spec.stage == stage:
            return index
    return len(TRACKS[Track(track)]) if stage in END_STAGES else -1


def latest_rounds(steps: Iterable[StepFact]) -> dict[tuple[str, str], StepFact]:
    """Return the step of the last round for each stage and holder; only that one decides."""
    latest: dict[tuple[str, str], StepFact] = {}
    for step in steps:
        known = latest.get((step.stage, step.holder))
        if known is None or step.round > known.round:
            latest[(step.stage, step.holder)] = step
    return latest


def acting_holders(spec: StageSpec, latest: Mapping[tuple[str, str], StepFact]) -> tuple[Holder, ...]:
    """Return those who act on a stage, given the last rounds of an agreement.

    That is the one who may act in place of the holder where a step is recorded there and the holder was not asked.
    """
    if spec.instead is None or (spec.stage, spec.instead) not in latest:
        return spec.holders
    asked = [latest[spec.stage, holder].state for holder in spec.holders if (spec.stage, holder) in latest]
    return spec.holders if TOUCHED.intersection(asked) else (spec.instead,)


def stage_name(track: str, stage: str) -> str:
    """Return the name of a stage as its track calls it."""
    spec = spec_of(Track(track), Stage(stage))
    return str(spec.name if spec else Stage(stage).label)


def is_satisfied(track: Track, step: StepFact | None) -> bool:
    """True for a step that is done or approved; in the party tracks the council's step counts only as an approval.

    UU 23/2014 Article 154(1)g and PP 28/2018 Article 30 know no exception there. A council step without a recorded role
    counts as an approval, since its state says "approved".
    """
    if step is None or step.state not in SATISFIED:
        return False
    return track not in PARTY_TRACKS or step.stage != Stage.COUNCIL or is_approval(step.council_role)


def is_approval(council_role: str) -> bool:
    """True for the role "approval", and for a step whose role was not recorded."""
    return council_role in ("", CouncilRole.APPROVAL)


def is_gated(track: Track, stage: Stage) -> bool:
    """True for signing and everything after it in a party track (UU 23/2014 Article 367(2))."""
    return (
        track in PARTY_TRACKS
        and position(track, stage) >= position(track, Stage.SIGNING)
        and (stage != Stage.DISCONTINUED)
    )


def missing(
    track: Track, target: Stage, steps: Iterable[StepFact], replies: Mapping[str, str] | None = None
) -> list[Missing]:
    """Return the mandatory steps before `target` that are not satisfied.

    `replies`, from the assessment before signing, add for the council the missing parts of the cooperation plan
    (PP 28/2018 Article 30(3)); None leaves them out, as for an old file.

    A step is satisfied when it is *done* or *approved* in its last round (`is_satisfied`), or waived. *Not known* never
    satisfies; optional stages are never missing. In the party tracks the steps before signing block signing and every
    stage after it; for an earlier target the list is only a warning, except for the parts of the plan.
    """
    latest = latest_rounds(steps)
    # The gate is at signing. The stages after it are only an order of work, not a condition of anything.
    gated = is_gated(track, target)
    limit = position(track, Stage.SIGNING) if gated else position(track, target)
    found = _missing_parts(track, target, latest, replies) if replies is not None else []
    for spec in TRACKS[Track(track)][: max(limit, 0)]:
        if spec.optional:
            continue
        for holder in acting_holders(spec, latest):
            step = latest.get((spec.stage, holder))
            if step is None or not (step.waived or is_satisfied(track, step)):
                state = StepState(step.state) if step else StepState.NOT_STARTED
                found.append(Missing(spec.stage, holder, state, gated, spec.basis))
    return found


def _missing_parts(
    track: Track, target: Stage, latest: Mapping[tuple[str, str], StepFact], replies: Mapping[str, str]
) -> list[Missing]:
    """Return the missing parts of the plan where the target is the council; none where the plan was waived."""
    plan = latest.get((Stage.PLAN, Holder.CITY))
    if track not in PARTY_TRACKS or target != Stage.COUNCIL or (plan is not None and plan.waived):
        return []
    state = StepState(plan.state) if plan else StepState.NOT_STARTED
    return [
        Missing(Stage.PLAN, Holder.CITY, state, True, part.sources[QuestionSource.PLAN], part.name)
        for part in plan_gaps(replies)
    ]


def next_stages(track: Track, stage: Stage, steps: Iterable[StepFact]) -> list[Stage]:
    """Return the stages that `advance` may enter: the next one, and later ones beyond optional or satisfied stages."""
    if stage in END_STAGES:
        return []
    latest = latest_rounds(steps)
    targets = []
    for spec in TRACKS[Track(track)][position(track, stage) + 1 :]:
        targets.append(spec.stage)
        held = [latest.get((spec.stage, holder)) for holder in acting_holders(spec, latest)]
        if not spec.optional and not all(is_satisfied(track, step) for step in held):
            break
    return targets


def furthest_stage(track: Track, steps: Iterable[StepFact]) -> Stage | None:
    """Return the last stage of `track` that was reached according to a step; None without any."""
    reached = [
        spec.stage
        for spec in TRACKS[Track(track)]
        if any(step.stage == spec.stage and step.state in TOUCHED for step in steps)
    ]
    return reached[-1] if reached else None


def stopped_at(track: Track, steps: Iterable[StepFact]) -> Stage:
    """Return the last stage that a discontinued proposal had reached; the first one where no step shows any."""
    return furthest_stage(track, steps) or first_stage(track)


def before_effect(track: Track) -> tuple[StageSpec, ...]:
    """Return the stages before the agreement takes effect; later stages are not a condition of anything."""
    return tuple(
        takewhile(lambda spec: spec.group not in (StatusGroup.IN_FORCE, StatusGroup.ENDED), TRACKS[Track(track)])
    )


def before_signing(track: Track, stage: Stage) -> bool:
    """True for a stage in which nothing binding exists: the record can be discontinued, but not ended."""
    spec = spec_of(track, stage)
    return spec is not None and spec.group in (StatusGroup.EXPLORATORY, StatusGroup.PREPARATION, StatusGroup.AWAITING)


def allowed_verbs(track: Track, stage: Stage) -> list[Verb]:
    """Return the verbs that make sense at `stage`; the user's rights are checked elsewhere (`permissions.may_do`)."""
    if stage in END_STAGES:
        return [Verb.RECORD_PAST, Verb.WAIVE]
    if stage == Stage.CONTACT:
        return [Verb.RECORD_PAST]
    verbs = [Verb.ADVANCE, Verb.RECORD_PAST]
    if track in PARTY_TRACKS and stage == Stage.VERIFICATION:
        verbs.append(Verb.RETURN)
    verbs.append(Verb.STOP if before_signing(track, stage) else Verb.END)
    return [*verbs, Verb.WAIVE, Verb.CHANGE_TRACK]


def fits(kind: str, track: Track) -> bool:
    """False for a cooperation with a foreign local government outside the party tracks and *legacy*: the gate of
    UU 23/2014 Article 367(2) applies only in the party tracks, and another track would avoid it. A contact has a track
    of its own, and nothing else is in it."""
    if Track.CONTACT in (TRACK_OF_KIND.get(kind), track):
        return TRACK_OF_KIND.get(kind) == track
    return TRACK_OF_KIND.get(kind) != Track.KSDPL or track in (*PARTY_TRACKS, Track.LEGACY)


def may_be_legacy(latest_signing_day: date | None) -> bool:
    """True for a text whose latest possible signing day is before PP 28/2018 came into force (Article 48)."""
    return latest_signing_day is not None and latest_signing_day < PP_28_2018_IN_FORCE


def track_of_old_text(kind: str, before: str, *, with_government: bool) -> Track:
    """Return the track of a text that was signed already, of an agreement of this kind.

    `before`: whether it was signed before PP 28/2018 came into force. Not known counts as before, since no step of a
    law may be asked of a text that may be older. `with_government`: a partner is a foreign local government.
    """
    decided = TRACK_OF_KIND.get(kind)
    if decided not in (None, Track.KSDPL):
        return decided
    if before != SignedBefore.NO:
        return Track.LEGACY
    return Track.KSDPL if decided == Track.KSDPL or with_government else Track.KSDLL


def contradicts(before: str, signed: tuple[date | None, date | None]) -> bool:
    """True where the first and last possible day of a signing do not allow the answer `before`."""
    first, last = signed
    certainly_before = last is not None and last < PP_28_2018_IN_FORCE
    certainly_after = first is not None and first >= PP_28_2018_IN_FORCE
    return (certainly_before and before != SignedBefore.YES) or (certainly_after and before != SignedBefore.NO)
