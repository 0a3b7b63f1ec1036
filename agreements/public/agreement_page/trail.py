"""The part on the legal steps: every stage of the track in order, with each round as it was recorded."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from agreements.lifecycle.rules import acting_holders, latest_rounds, position
from agreements.lifecycle.tracks import END_STAGES, TRACKS, StageSpec
from agreements.lifecycle.vocabulary import AGREEMENTS_OF_OTHERS, PARTY_TRACKS, TOUCHED, Holder, Stage, StepState, Track
from agreements.models import Agreement, Letter, Step, Waiver
from agreements.record.old_texts import track_sentence
from agreements.record.wording import happened, holder_label
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.working_days import ExtraDays

from .abandoned import stage_reached, stopped_sentence
from .procedure import anchor_of
from .waiting import answer_sentence, limit_working, waiting_sentence, whereabouts

WITH_THE_CENTRE = (Track.KSDPL, Track.KSDLL, Track.PASS_ON, Track.LEGACY)
LEFT_OPEN = {StepState.NOT_STARTED, StepState.IN_PROGRESS}
CARRIED_OUT = (Stage.IMPLEMENTATION, Stage.HANDOVER, Stage.OPERATION, Stage.COMPLETED)
NOT_REACHED = {StepState.NOT_STARTED, StepState.UNKNOWN}


@dataclass(frozen=True)
class StepLine:
    """One round of one step at one holder.

    Without a record `state` is `unrecorded`, `not_continued` or `not_started`, and `step` is None. `waiting`
    says how long an answer has been awaited, `working` how its limit was counted, `took` how long it took.
    """

    state: str
    word: str
    holder: str
    step: Step | None = None
    dates: tuple[tuple[str, KnownDate], ...] = ()
    waiting: str = ""
    working: str = ""
    took: str = ""


@dataclass(frozen=True)
class StageLine:
    """One stage of the track; `spec` is None for a stage of a former track. `state`, that of its last line, colours
    the mark."""

    title: str
    lines: tuple[StepLine, ...]
    spec: StageSpec | None = None
    is_current: bool = False
    is_behind: bool = False

    @property
    def state(self) -> str:
        return self.lines[-1].state

    @property
    def has_rounds(self) -> bool:
        return any(line.step and line.step.round > 1 for line in self.lines)


def trail_of(agreement: Agreement, today: date, extra: ExtraDays) -> dict | None:
    """Return the trail from the digest and the `steps` with their waivers and sources; `extra` are days of the
    calendar. None for a case of another region of which no step is recorded: a list of the law's steps would read as
    what it left undone.

    `whereabouts` says with whom the agreement is now, `stopped` where and why it was given up, `gap` how many steps
    have no recorded proof. `stray` are steps of a former track that were taken. `anchor` is the part of the page on
    the procedure. `has_gate`: the approval of the central government is required first. `has_unknown`: a step before
    the present stage may or may not have been taken. `reason_of_all` is the waiver that stands for all of them, where
    they say the same; `track_sentence` says that nobody knows whether the track is the right one.
    """
    if agreement.is_comparison and not any(_has_record(step) for step in agreement.steps.all()):
        return None
    track = Track(agreement.track)
    by_stage: dict[str, list[Step]] = {}
    for step in sorted(agreement.steps.all(), key=lambda step: (step.round, step.pk)):
        by_stage.setdefault(step.stage, []).append(step)
    of_track = [spec.stage for spec in TRACKS[track]]
    stages = [_stage_line(agreement, spec, by_stage.get(spec.stage, []), today, extra) for spec in TRACKS[track]]
    behind = [line.state for stage in stages if stage.is_behind for line in stage.lines]
    return {
        "heading": _("Coordination with central government") if track in WITH_THE_CENTRE else _("Stages"),
        "track": track.label,
        "anchor": anchor_of(track),
        "whereabouts": whereabouts(agreement, today, extra),
        "stopped": stopped_sentence(agreement),
        "stages": stages,
        "stray": [
            StageLine(str(Stage(stage).label), _step_lines(steps, None, today, extra))
            for stage, steps in by_stage.items()
            if stage not in of_track and any(_has_record(step) for step in steps)
        ],
        "gap": unproven_sentence(sum(1 for step in agreement.steps.all() if hasattr(step, "waiver")), agreement),
        "reason_of_all": _one_reason(agreement),
        "track_sentence": track_sentence(agreement),
        "has_gate": track in PARTY_TRACKS,
        "has_unknown": StepState.UNKNOWN in behind,
    }


def _has_record(step: Step) -> bool:
    return step.state in TOUCHED or hasattr(step, "waiver")


def _one_reason(agreement: Agreement) -> Waiver | None:
    """Return one of the waivers if there are several and all say the same; then the reason is told once."""
    waivers = [step.waiver for step in agreement.steps.all() if hasattr(step, "waiver")]
    said = {(one.ground, one.reason, one.on) for one in waivers}
    return waivers[0] if len(waivers) > 1 and len(said) == 1 else None


def _stage_line(agreement: Agreement, spec: StageSpec, steps: list[Step], today: date, extra: ExtraDays) -> StageLine:
    blank = _blank(agreement, spec.stage)
    acting = acting_holders(spec, latest_rounds(step.fact for step in steps))
    if spec.instead:
        steps = [step for step in steps if step.holder in acting or step.state in TOUCHED]
    lines = _step_lines(steps, spec, today, extra)
    track = Track(agreement.track)
    place, stands = position(track, spec.stage), position(track, Stage(agreement.stage))
    if place < stands:
        lines = tuple(_unless_left(line, LEFT_OPEN, *blank) for line in lines)
    elif place > stands:
        # "Not known" is said only of a step that must have been passed.
        lines = tuple(_unless_left(line, NOT_REACHED, *blank) for line in lines)
    missing = [holder for holder in acting if all(step.holder != holder for step in steps)]
    lines += tuple(StepLine(*blank, _holder_of(agreement, spec.stage, holder)) for holder in missing)
    return StageLine(
        title=str(spec.name),
        lines=lines,
        spec=spec,
        is_current=agreement.stage == spec.stage,
        is_behind=place <= stands,
    )


def _blank(agreement: Agreement, stage: Stage) -> tuple[str, str]:
    """Return (state, word) of a step without a record: still to come, given up, or passed without a record."""
    track, now = Track(agreement.track), Stage(agreement.stage)
    place = position(track, stage)
    if agreement.is_comparison:
        # Nobody followed the case of the other city, so that its later steps are not "not started" either.
        return "unrecorded", _("Not recorded")
    if now == Stage.DISCONTINUED and place >= position(track, stage_reached(agreement)):
        return "not_continued", _("Not continued")
    if now == Stage.TERMINATED and stage == Stage.COMPLETED:
        return "not_continued", _("Not continued")
    if place <= position(track, now):
        return "unrecorded", _("Not recorded")
    # Not "not yet": nobody says that it has not happened.
    return StepState.NOT_STARTED, _("Not recorded yet")


def _unless_left(line: StepLine, states: Set[str], state: str, word: str) -> StepLine:
    """Replace state and word of a line that is in one of `states` and has no facts.

    These are steps that the register itself opened before the agreement went on, and steps after the present stage.
    """
    has_facts = line.dates or hasattr(line.step, "waiver") or line.step.letter_number or line.step.source_id
    if line.state not in states or has_facts:
        return line
    return replace(line, state=state, word=word)


def _step_lines(steps: Iterable[Step], spec: StageSpec | None, today: date, extra: ExtraDays) -> tuple[StepLine, ...]:
    return tuple(
        StepLine(
            state=step.state,
            word=step.get_state_display(),
            holder=_holder(step),
            step=step,
            dates=_dates(step, spec),
            waiting="" if step.agreement.stage in END_STAGES else waiting_sentence(step, spec, today, extra),
            working=limit_working(step, spec, extra),
            took=answer_sentence(step, spec, extra),
        )
        for step in steps
    )


def _holder(step: Step) -> str:
    """Return the holder; what the state and a partner have signed is no answer of the Ministry of Finance."""
    if (step.stage, step.holder, step.state) == (Stage.STATE_AGREEMENT, Holder.FINANCE, StepState.APPROVED):
        return _("the state and the partner")
    return _holder_of(step.agreement, step.stage, step.holder)


def _holder_of(agreement: Agreement, stage: str, holder: str) -> str:
    """Return the holder in words; "" for the works of a project of the state, which a step gives to the city because
    it names no other: who carried them out is not recorded there."""
    if agreement.track == Track.PASS_ON and stage in CARRIED_OUT and holder == Holder.CITY:
        return ""
    return holder_label(agreement, holder)


def _dates(step: Step, spec: StageSpec | None) -> tuple[tuple[str, KnownDate], ...]:
    """Return the labelled dates of a step. The city's own work is begun, not received.

    If own work was left unfinished and the agreement went on, its begin date is left out.
    """
    is_own = spec is not None and not spec.asked
    is_left_open = is_own and step.state == StepState.IN_PROGRESS and step.stage != step.agreement.stage
    received = KnownDate.unknown() if is_left_open else step.received_on
    reminders = [one for one in step.letters.all() if one.direction == Letter.Direction.REMINDER]
    ends = {
        StepState.APPROVED: pgettext("step", "answered"),
        StepState.REJECTED: pgettext("step", "answered"),
        StepState.RETURNED: pgettext("step", "returned"),
    }
    if step.stage in AGREEMENTS_OF_OTHERS:
        ends[StepState.APPROVED] = pgettext("step", "signed")
    if step.stage == Stage.MEMBER:
        ends[StepState.DONE] = pgettext("step", "joined")
    decided = happened(ends.get(StepState(step.state), pgettext("step", "finished")), step.ended_on)
    named = [
        (happened(pgettext("step", "sent"), step.sent_on), step.sent_on),
        (happened(pgettext("step", "begun") if is_own else pgettext("step", "received"), received), received),
        *((happened(pgettext("step", "reminded"), one.moved_on), one.moved_on) for one in reminders),
        (_("since") if step.state == StepState.IN_PROGRESS else decided, step.ended_on),
        (_("valid until"), step.valid_until),
    ]
    return tuple((label, known) for label, known in named if known)


def unproven_sentence(count: int, agreement: Agreement) -> str:
    """Return a sentence that says how many steps have no recorded proof; "" for none."""
    if not count:
        return ""
    if agreement.is_comparison:
        words = ngettext(
            "The public records do not tell of %(count)d step.",
            "The public records do not tell of %(count)d steps.",
            count,
        )
        return words % {"count": count}
    track, stage = Track(agreement.track), Stage(agreement.stage)
    signed = bool(agreement.signed_on) or position(track, stage) >= position(track, Stage.SIGNING) >= 0
    if signed and stage != Stage.DISCONTINUED:
        words = ngettext(
            "Signed with %(count)d step without recorded proof.",
            "Signed with %(count)d steps without recorded proof.",
            count,
        )
    else:
        words = ngettext(
            "%(count)d step is recorded without proof.", "%(count)d steps are recorded without proof.", count
        )
    return words % {"count": count}
