"""The trail of legal steps: every stage of the track in order, with each round as it was recorded."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.lifecycle import TRACKS, Stage, StageSpec, StepState, Track, position
from agreements.models import Agreement, Step
from jambi_coop.lib.dates import KnownDate
from jambi_coop.lib.working_days import ExtraDays

from .procedure import anchor_of
from .waiting import answer_words, waiting_words, whereabouts
from .words import SourceLine, date_words, holder_words, source_line

WITH_THE_CENTRE = (Track.KSDPL, Track.KSDLL, Track.PASS_ON, Track.LEGACY)


@dataclass(frozen=True)
class WaiverLine:
    """The recorded way past a step without proof."""

    ground: str
    reason: str
    on: str


@dataclass(frozen=True)
class StepLine:
    """One round of one step at one holder; without a record `state` is `unrecorded` or `not_started`.

    `waiting` tells how long an answer is waited for, `took` how long it took.
    """

    state: str
    word: str
    holder: str
    round: int = 1
    dates: tuple[tuple[str, str], ...] = ()
    letter_number: str = ""
    reply_number: str = ""
    council_role: str = ""
    outcome: str = ""
    waiting: str = ""
    took: str = ""
    waiver: WaiverLine | None = None
    source: SourceLine | None = None


@dataclass(frozen=True)
class StageLine:
    """One stage of the track; `state` is that of its last line and colours the mark."""

    title: str
    basis: str
    is_current: bool
    is_optional: bool
    lines: tuple[StepLine, ...]

    @property
    def state(self) -> str:
        return self.lines[-1].state

    @property
    def has_rounds(self) -> bool:
        return any(line.round > 1 for line in self.lines)


@dataclass(frozen=True)
class Trail:
    """`whereabouts` says with whom it lies now, `gap` tells of steps without recorded proof; `stray` are steps of a
    track that was left. `anchor` is the part of the page on the procedure."""

    heading: str
    track: str
    anchor: str
    whereabouts: str
    stages: tuple[StageLine, ...]
    stray: tuple[StageLine, ...]
    gap: str
    asks_the_centre: bool

    @property
    def has_unknown(self) -> bool:
        return any(line.state == StepState.UNKNOWN for stage in self.stages for line in stage.lines)


def build_trail(agreement: Agreement, today: date, extra: ExtraDays) -> Trail:
    """From the digest and `steps` with their waivers and sources as loaded; `extra` days of the calendar."""
    track = Track(agreement.track)
    by_stage: dict[str, list[Step]] = {}
    for step in sorted(agreement.steps.all(), key=lambda step: (step.round, step.pk)):
        by_stage.setdefault(step.stage, []).append(step)
    of_track = [spec.stage for spec in TRACKS[track]]
    with_centre = track in WITH_THE_CENTRE
    return Trail(
        heading=_("Coordination with central government") if with_centre else _("Stages"),
        track=str(track.label),
        anchor=anchor_of(track),
        whereabouts=whereabouts(agreement, today, extra),
        stages=tuple(
            _stage_line(agreement, spec, by_stage.get(spec.stage, []), today, extra) for spec in TRACKS[track]
        ),
        stray=tuple(
            StageLine(str(Stage(stage).label), "", False, True, _step_lines(steps, None, today, extra))
            for stage, steps in by_stage.items()
            if stage not in of_track
        ),
        gap=_gap(agreement),
        asks_the_centre=with_centre,
    )


def _stage_line(agreement: Agreement, spec: StageSpec, steps: list[Step], today: date, extra: ExtraDays) -> StageLine:
    passed = _is_passed(agreement, spec.stage)
    lines = tuple(_unless_left_open(line, passed) for line in _step_lines(steps, spec, today, extra))
    missing = [holder for holder in spec.holders if all(step.holder != holder for step in steps)]
    lines += tuple(_unrecorded(agreement, spec, holder_words(agreement, holder)) for holder in missing)
    return StageLine(
        title=str(spec.stage.label),
        basis=spec.basis,
        is_current=agreement.stage == spec.stage,
        is_optional=spec.optional,
        lines=lines,
    )


def _is_passed(agreement: Agreement, stage: Stage) -> bool:
    """True when the agreement stands beyond `stage`, so that it is no longer to come."""
    track = Track(agreement.track)
    return position(track, stage) < position(track, Stage(agreement.stage))


def _unrecorded(agreement: Agreement, spec: StageSpec, holder: str) -> StepLine:
    """A step that nobody recorded: still to come, or passed without a record, which is not the same."""
    if _is_passed(agreement, spec.stage) or agreement.stage == spec.stage:
        return StepLine("unrecorded", _("Not recorded"), holder)
    return StepLine(StepState.NOT_STARTED, str(StepState.NOT_STARTED.label), holder)


def _unless_left_open(line: StepLine, passed: bool) -> StepLine:
    """A step opened by the register itself, of which nothing was recorded before the agreement went on."""
    untouched = line.state in (StepState.NOT_STARTED, StepState.IN_PROGRESS) and not line.dates
    if not (passed and untouched) or line.waiver or line.letter_number:
        return line
    return replace(line, state="unrecorded", word=_("Not recorded"))


def _step_lines(steps: Iterable[Step], spec: StageSpec | None, today: date, extra: ExtraDays) -> tuple[StepLine, ...]:
    return tuple(
        StepLine(
            state=step.state,
            word=step.get_state_display(),
            holder=holder_words(step.agreement, step.holder),
            round=step.round,
            dates=_dates(step, spec),
            letter_number=step.letter_number,
            reply_number=step.reply_number,
            council_role=step.get_council_role_display() if step.council_role else "",
            outcome=step.get_outcome_display() if step.outcome else "",
            waiting=waiting_words(step, spec, today, extra),
            took=answer_words(step, spec, extra),
            waiver=_waiver(step),
            source=source_line(step.source),
        )
        for step in steps
    )


def _dates(step: Step, spec: StageSpec | None) -> tuple[tuple[str, str], ...]:
    """Own work is begun, not received; of work that was left open and passed, that day says nothing."""
    is_own = spec is not None and not spec.asked
    is_left_open = is_own and step.state == StepState.IN_PROGRESS and step.stage != step.agreement.stage
    decided = {
        StepState.APPROVED: _("answered on"),
        StepState.REJECTED: _("answered on"),
        StepState.RETURNED: _("returned on"),
        StepState.IN_PROGRESS: _("since"),
    }.get(StepState(step.state), _("finished on"))
    named = [
        (_("sent on"), step.sent_on),
        (_("begun on") if is_own else _("received on"), KnownDate.unknown() if is_left_open else step.received_on),
        (decided, step.decided_on),
        (_("valid until"), step.valid_until),
    ]
    return tuple((label, date_words(known)) for label, known in named if known)


def _waiver(step: Step) -> WaiverLine | None:
    waiver = getattr(step, "waiver", None)
    if waiver is None:
        return None
    return WaiverLine(waiver.get_ground_display(), waiver.reason, str(KnownDate.day(waiver.on)))


def _gap(agreement: Agreement) -> str:
    """The sentence on steps recorded without proof; "" when there are none."""
    count = sum(1 for step in agreement.steps.all() if getattr(step, "waiver", None))
    return gap_words(count, agreement)


def gap_words(count: int, agreement: Agreement) -> str:
    """That so many steps have no proof on record, as a fact; "" for none."""
    if not count:
        return ""
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
