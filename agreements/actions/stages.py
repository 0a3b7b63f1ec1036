"""The verbs that move an agreement along its track; the only writers of `stage`.

Each runs in one transaction with the agreement locked, takes `by` (who) and `today` (Asia/Jakarta), and
raises ValidationError with a sentence when refused, leaving nothing written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements import lifecycle
from agreements.lifecycle import SATISFIED, Stage, StepState, Track, Verb
from agreements.models import Agreement, Step
from agreements.permissions import require
from jambi_coop.lib.dates import KnownDate

from .assessment import keep_signing_reason, refuse_without_parts, replies_of
from .base import facts, finish, lock, refuse_future, save
from .reviews import binds, carry_back, carry_over
from .steps import refuse_unproven
from .waivers import WaiverRequest, record_waiver, refuse_unmet

UNKNOWN = KnownDate.unknown()


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What proves a step: dates, letter, signatories, document. Empty values leave what the step has."""

    sent_on: KnownDate = UNKNOWN
    received_on: KnownDate = UNKNOWN
    decided_on: KnownDate = UNKNOWN
    valid_until: KnownDate = UNKNOWN
    letter_number: str = ""
    signatories: str = ""
    council_role: str = ""
    outcome: str = ""
    note: str = ""
    document: Any = None
    source: Any = None

    def write_to(self, step: Step) -> None:
        for item in fields(Evidence):
            value = getattr(self, item.name)
            if value:
                setattr(step, item.name, value)

    def dates(self) -> list[KnownDate]:
        return [self.sent_on, self.received_on, self.decided_on]


@dataclass(frozen=True, kw_only=True)
class PastStep:
    """One line of the table in which all steps of an old file are recorded at once."""

    stage: Stage
    holder: str
    state: StepState
    round: int = 1
    evidence: Evidence = field(default_factory=Evidence)


def _allowed(agreement: Agreement, verb: Verb) -> None:
    if verb not in lifecycle.allowed_verbs(Track(agreement.track), Stage(agreement.stage)):
        raise ValidationError(
            _("“%(verb)s” is not possible while the agreement is at “%(stage)s”."),
            code="not_allowed",
            params={"verb": verb.label, "stage": agreement.get_stage_display()},
        )


def _refuse_future(evidence: Evidence, today: date) -> None:
    for on in evidence.dates():
        refuse_future(on, today)


def _last_round(agreement: Agreement, stage: str, holder: str) -> Step | None:
    return agreement.steps.filter(stage=stage, holder=holder).order_by("round").last()


def _close_current(agreement: Agreement, evidence: Evidence, by) -> None:
    """Mark the steps of the present stage as done or approved, with their evidence."""
    spec = lifecycle.the_spec(Track(agreement.track), Stage(agreement.stage))
    for holder in spec.holders:
        step = _last_round(agreement, spec.stage, holder)
        if step is None:
            step = Step(agreement=agreement, stage=spec.stage, holder=holder, version=0)
        if step.state in SATISFIED or step.state == StepState.NOT_APPLICABLE or (step.pk and hasattr(step, "waiver")):
            continue
        if step.state in (StepState.RETURNED, StepState.REJECTED):
            raise ValidationError(
                _("%(step)s was answered with “%(state)s”. Add a further round of this step first."),
                code="answered_no",
                params={"step": step, "state": step.get_state_display()},
            )
        evidence.write_to(step)
        step.state = spec.satisfied_state
        refuse_unproven(step, spec)
        if spec.stage == Stage.VERIFICATION:
            step.outcome = Step.Outcome.GO_ON
        save(step, by=by)


def _open(agreement: Agreement, spec: lifecycle.StageSpec, on: KnownDate, by) -> None:
    """Open the steps of the stage that is entered; a further round when the last one was answered."""
    for holder in spec.holders:
        last = _last_round(agreement, spec.stage, holder)
        answered = last is not None and (last.state in SATISFIED | {StepState.RETURNED, StepState.REJECTED})
        if last is None or answered:
            step = Step(
                agreement=agreement, stage=spec.stage, holder=holder, round=last.round + 1 if last else 1, version=0
            )
        else:
            step = last
        step.state = spec.opening_state
        if spec.event:
            step.decided_on = on
        save(step, by=by)


def _enter(agreement: Agreement, to: Stage, on: KnownDate) -> None:
    """Set the stage and the dates that the stage means."""
    agreement.stage = to
    agreement.stage_as_of = on
    if to == Stage.SIGNING and on:
        days = [on, agreement.city_signed_on, *(party.signed_on for party in agreement.parties.all())]
        agreement.signed_on = max((day for day in days if day.latest), key=lambda day: day.latest)
    elif to == Stage.MEMBER and on and not agreement.joined_on:
        agreement.joined_on = on
    elif to in lifecycle.END_STAGES:
        agreement.ended_on = on


@transaction.atomic
def advance(
    agreement: Agreement,
    *,
    to: Stage,
    by,
    on: KnownDate,
    today: date,
    evidence: Evidence | None = None,
    analysis_reason: str = "",
) -> list[lifecycle.Missing]:
    """Finish the present step and enter stage `to`. Returns the unmet steps before it, as warnings.

    The council gets a plan with all its parts (PP 28/2018 Article 30(3)); a waiver of the plan leads past that.
    `analysis_reason` says why a text is signed although points of the analysis are missing.

    `on`: day on which `to` was entered (for signing: the day of the signature). `evidence` proves the step
    that is finished. Refused at the legal gate: no signing without the letter of confirmation and the steps
    before it, unless a waiver is recorded (UU 23/2014 Article 367(2); PP 28/2018 Articles 28-33).
    """
    evidence = evidence or Evidence()
    agreement = lock(agreement)
    bound = binds(agreement)
    _allowed(agreement, Verb.ADVANCE)
    if not on:
        raise ValidationError(_("Give the date, even if only the year is known."), code="date_needed")
    refuse_future(on, today)
    _refuse_future(evidence, today)
    track = Track(agreement.track)
    if to not in lifecycle.next_stages(track, Stage(agreement.stage), facts(agreement)):
        raise ValidationError(
            _("From “%(from)s” the agreement cannot go to “%(to)s”."),
            code="not_next",
            params={"from": agreement.get_stage_display(), "to": Stage(to).label},
        )
    unmet = lifecycle.missing(track, to, facts(agreement), replies_of(agreement))
    refuse_without_parts(unmet)
    _close_current(agreement, evidence, by)
    unmet = lifecycle.missing(track, to, facts(agreement))
    refuse_unmet(unmet)
    keep_signing_reason(agreement, to, analysis_reason, by=by)
    _open(agreement, lifecycle.the_spec(track, to), on, by)
    _enter(agreement, to, on)
    if not bound:
        carry_over(agreement, by=by)
    finish(agreement, by=by, reason=str(Verb.ADVANCE.label))
    return unmet


@transaction.atomic
def record_past(
    agreement: Agreement,
    *,
    steps: Sequence[PastStep],
    by,
    today: date,
    waivers: Mapping[tuple[str, str], WaiverRequest] | None = None,
) -> list[lifecycle.Missing]:
    """Record the steps of an old file in one go; dates may be of any precision or unknown.

    The stage becomes the furthest one that a step shows, never an earlier one than now. Steps that are
    missing at the legal gate need an entry in `waivers`, keyed by (stage, holder), from a user with the
    right. Returns the unmet steps that remain, as warnings.
    """
    agreement = lock(agreement)
    bound = binds(agreement)
    track = Track(agreement.track)
    for past in steps:
        _refuse_future(past.evidence, today)
        _record_one(agreement, track, past, by)
    now = Stage(agreement.stage)
    furthest = lifecycle.furthest_stage(track, facts(agreement)) or now
    target = furthest if lifecycle.position(track, furthest) > lifecycle.position(track, now) else now
    for (stage, holder), request in (waivers or {}).items():
        record_waiver(agreement, Stage(stage), holder, request, by=by, today=today)
    unmet = lifecycle.missing(track, target, facts(agreement))
    refuse_unmet(unmet)
    event = _last_event(agreement, target)
    if target != now:
        _enter(agreement, target, event)
    signing = agreement.steps.filter(stage=Stage.SIGNING, state=StepState.DONE).first()
    if signing and signing.decided_on and not agreement.signed_on:
        agreement.signed_on = signing.decided_on
    if not bound:
        carry_over(agreement, by=by)
    finish(agreement, by=by, reason=str(Verb.RECORD_PAST.label))
    return unmet


def _record_one(agreement: Agreement, track: Track, past: PastStep, by) -> None:
    spec = lifecycle.spec_of(track, past.stage)
    if spec is None or past.state not in spec.states():
        raise ValidationError(
            _("“%(stage)s” cannot be recorded as “%(state)s” in this track."),
            code="state_not_possible",
            params={"stage": Stage(past.stage).label, "state": StepState(past.state).label},
        )
    step = agreement.steps.filter(stage=past.stage, holder=past.holder, round=past.round).first()
    if step is None:
        step = Step(agreement=agreement, stage=past.stage, holder=past.holder, round=past.round, version=0)
    step.state = past.state
    past.evidence.write_to(step)
    refuse_unproven(step, spec)
    save(step, by=by)


def _last_event(agreement: Agreement, stage: Stage) -> KnownDate:
    """Latest dated fact of the steps of one stage: the day as of which the stage is known."""
    days = [
        day
        for step in agreement.steps.filter(stage=stage)
        for day in (step.sent_on, step.received_on, step.decided_on)
        if day.latest
    ]
    return max(days, key=lambda day: day.latest, default=UNKNOWN)


@transaction.atomic
def return_for_repair(
    agreement: Agreement, *, by, on: KnownDate, today: date, evidence: Evidence | None = None
) -> None:
    """The Minister asks for repair: the plan gets a further round (PP 28/2018 Article 31(3)a)."""
    evidence = evidence or Evidence()
    agreement = lock(agreement)
    _allowed(agreement, Verb.RETURN)
    refuse_future(on, today)
    track = Track(agreement.track)
    for holder in lifecycle.the_spec(track, Stage.VERIFICATION).holders:
        step = _last_round(agreement, Stage.VERIFICATION, holder) or Step(
            agreement=agreement, stage=Stage.VERIFICATION, holder=holder, version=0
        )
        evidence.write_to(step)
        step.state, step.outcome, step.decided_on = StepState.RETURNED, Step.Outcome.REPAIR, on
        save(step, by=by)
    _open(agreement, lifecycle.the_spec(track, Stage.PLAN), on, by)
    _enter(agreement, Stage.PLAN, on)
    finish(agreement, by=by, reason=str(Verb.RETURN.label))


@transaction.atomic
def stop(agreement: Agreement, *, by, on: KnownDate, today: date, code: str, reason: str) -> None:
    """Discontinue before signing. `code` is a StopReason, `reason` is kept inside the office."""
    agreement = lock(agreement)
    _allowed(agreement, Verb.STOP)
    refuse_future(on, today)
    if code == lifecycle.StopReason.AFTER_INTENT and not agreement.steps.filter(
        stage=Stage.INTENT, state__in=SATISFIED
    ):
        raise ValidationError(_("No Letter of Intent is recorded for this agreement."), code="no_intent")
    _leave(agreement, Stage.DISCONTINUED, on, reason)
    agreement.end_reason_code = lifecycle.StopReason(code)
    finish(agreement, by=by, reason=reason)


@transaction.atomic
def end(agreement: Agreement, *, by, on: KnownDate, today: date, reason: str) -> None:
    """End early after signing (or after a programme or membership began)."""
    agreement = lock(agreement)
    _allowed(agreement, Verb.END)
    refuse_future(on, today)
    _leave(agreement, Stage.TERMINATED, on, reason)
    finish(agreement, by=by, reason=reason)


def _leave(agreement: Agreement, to: Stage, on: KnownDate, reason: str) -> None:
    if not reason.strip():
        raise ValidationError(_("Give the reason."), code="reason_needed")
    agreement.end_reason = reason.strip()
    _enter(agreement, to, on)


@transaction.atomic
def correct(agreement: Agreement, *, to: Stage, by, reason: str, today: date) -> None:
    """Take back wrong steps: the agreement returns to `to`; what was written stays in the history.

    `to` is a stage of the track at or before the present one; its step is opened again and the later ones
    are emptied. Needs the right `correct_step` and a reason.
    """
    require(by, "agreements.correct_step")
    agreement = lock(agreement)
    track = Track(agreement.track)
    target = lifecycle.position(track, to)
    if target < 0 or to in lifecycle.END_STAGES or target > lifecycle.position(track, Stage(agreement.stage)):
        raise ValidationError(_("Choose a stage that the agreement has already reached."), code="not_reached")
    if not reason.strip():
        raise ValidationError(_("Give the reason."), code="reason_needed")
    spec = lifecycle.the_spec(track, to)
    # Turned back to signing or beyond, the gate must still hold.
    refuse_unmet(lifecycle.missing(track, to, facts(agreement)))
    for step in agreement.steps.all():
        place = lifecycle.position(track, Stage(step.stage))
        if place > target and step.state in lifecycle.TOUCHED:
            _empty(step, StepState.NOT_STARTED, by, reason)
        elif place == target and step.state in SATISFIED and not spec.event:
            _empty(step, spec.opening_state, by, reason)
        elif target <= place and hasattr(step, "waiver") and step == _last_round(agreement, step.stage, step.holder):
            # The waiver stays visible, but it was for what is taken back.
            save(
                Step(agreement=agreement, stage=step.stage, holder=step.holder, round=step.round + 1, version=0), by=by
            )
    if target < lifecycle.position(track, Stage.SIGNING):
        agreement.signed_on = UNKNOWN
    agreement.ended_on, agreement.end_reason, agreement.end_reason_code = UNKNOWN, "", ""
    agreement.stage, agreement.stage_as_of = to, KnownDate.day(today)
    carry_back(agreement, by=by)
    finish(agreement, by=by, reason=reason)


def _empty(step: Step, state: StepState, by, reason: str) -> None:
    step.state, step.decided_on, step.outcome = state, UNKNOWN, ""
    save(step, by=by, reason=reason)


def refuse_track(kind: str, track: Track) -> None:
    """Refuse a track that would take the city's own cooperation with a local government past the gate."""
    if not lifecycle.fits(kind, track):
        raise ValidationError(
            _("The kind “%(kind)s” cannot follow the track “%(track)s”."),
            code="kind_and_track",
            params={"kind": Agreement.Kind(kind).label, "track": Track(track).label},
        )


@transaction.atomic
def change_track(agreement: Agreement, *, track: Track, by, reason: str, today: date) -> None:
    """Move a record to another track, with a reason; its steps stay. It lands where the gate lets it."""
    agreement = lock(agreement)
    _allowed(agreement, Verb.CHANGE_TRACK)
    if not reason.strip():
        raise ValidationError(_("Give the reason."), code="reason_needed")
    if track == Track.LEGACY and not lifecycle.may_be_legacy(agreement.signed_on.latest):
        raise ValidationError(
            _("The track for old texts needs a signing date before 13 July 2018 (PP 28/2018 Article 48)."),
            code="not_legacy",
        )
    refuse_track(agreement.kind, track)
    if agreement.track in lifecycle.PARTY_TRACKS and track not in lifecycle.PARTY_TRACKS:
        # It takes the agreement out of reach of the gate.
        require(by, "agreements.correct_step")
    known = facts(agreement)
    stage = Stage(agreement.stage)
    if lifecycle.spec_of(track, stage) is None:
        stage = lifecycle.furthest_stage(track, known) or lifecycle.first_stage(track)
    if any(unmet.blocking for unmet in lifecycle.missing(track, stage, known)):
        before = [spec.stage for spec in lifecycle.TRACKS[track] if not lifecycle.is_gated(track, spec.stage)]
        reached = [fact for fact in known if fact.stage in before]
        stage = lifecycle.furthest_stage(track, reached) or lifecycle.first_stage(track)
    agreement.track, agreement.stage = track, stage
    agreement.stage_as_of = KnownDate.day(today)
    if not agreement.steps.filter(stage=stage).exists():
        _open(agreement, lifecycle.the_spec(track, stage), agreement.signed_on, by)
    finish(agreement, by=by, reason=reason)
