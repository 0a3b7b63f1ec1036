"""Correction of wrong steps, and the move of a record to another track."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.lifecycle import rules, tracks, vocabulary
from agreements.lifecycle.vocabulary import SATISFIED, Stage, StepState, Track, Verb
from agreements.models import Agreement, Step
from agreements.record.instruments import signing_day
from agreements.record.locks import lock_alive
from agreements.record.old_texts import may_lack_steps
from agreements.record.permissions import require
from agreements.record.renewal import carry_back
from agreements.record.saving import finish, save, step_facts
from agreements.record.signing import take_back_signatures

from .gate import refuse_at_gate
from .moves import last_event, last_round, open_steps, refuse_verb
from .step_evidence import UNKNOWN


@transaction.atomic
def correct(agreement: Agreement, *, to: Stage, by, reason: str, today: date) -> None:
    """Take back wrong steps: the agreement returns to `to`; what was written stays in the history.

    `to` is a stage of the track at or before the present one; its step is opened again and the later ones are emptied.
    Needs the right `correct_step` and a reason.
    """
    require(by, "agreements.correct_step")
    agreement = lock_alive(agreement)
    track = Track(agreement.track)
    target = rules.position(track, to)
    if target < 0 or to in tracks.END_STAGES or target > rules.position(track, Stage(agreement.stage)):
        raise ValidationError(_("Choose a stage that the agreement has already reached."), code="not_reached")
    if not reason.strip():
        raise ValidationError(_("Give the reason."), code="reason_needed")
    spec = rules.the_spec(track, to)
    # A return to signing or a later stage must still pass the gate.
    refuse_at_gate(agreement, rules.missing(track, to, step_facts(agreement)))
    for step in agreement.steps.all():
        place = rules.position(track, Stage(step.stage))
        if place > target and step.state in vocabulary.TOUCHED:
            _empty(step, rules.the_spec(track, Stage(step.stage)), StepState.NOT_STARTED, by, reason)
        elif place == target and step.state in SATISFIED and not spec.event:
            _empty(step, spec, spec.opening_state, by, reason)
        elif target <= place and step.is_waived and step == last_round(agreement, step.stage, step.holder):
            # The waiver stays visible, but it was for the round that is taken back: a new round needs its own.
            save(
                Step(agreement=agreement, stage=step.stage, holder=step.holder, round=step.round + 1, version=0), by=by
            )
    agreement.ended_on, agreement.end_reason, agreement.end_reason_code = UNKNOWN, "", ""
    agreement.stage, agreement.stage_as_of = to, last_event(agreement, to)
    carry_back(agreement, by=by)
    finish(agreement, by=by, reason=reason)


def _empty(step: Step, spec: tracks.StageSpec, state: StepState, by, reason: str) -> None:
    step.state, step.decided_on, step.outcome = state, UNKNOWN, ""
    if step.instrument is not None:
        take_back_signatures(step.instrument, by=by, reason=reason)
    if not spec.asked and state == StepState.NOT_STARTED:
        step.received_on = UNKNOWN  # the work has not begun either
    save(step, by=by, reason=reason)


def refuse_track(kind: str, track: Track) -> None:
    """Refuse a track without the gate, other than the legacy one, for a cooperation with a foreign local government."""
    if not rules.fits(kind, track):
        raise ValidationError(
            _("The kind “%(kind)s” cannot follow the track “%(track)s”."),
            code="kind_and_track",
            params={"kind": Agreement.Kind(kind).label, "track": Track(track).label},
        )


def _make_contact(agreement: Agreement) -> None:
    """Give a record the kind of a contact; refuse it where something was signed or begun."""
    touched = {step.stage for step in agreement.steps.all() if step.state in SATISFIED}
    if agreement.signed_on or agreement.stage in tracks.SIGNED_STAGES or Stage.INTENT in touched:
        raise ValidationError(_("Something was signed or begun: this is more than a contact."), code="not_a_contact")
    agreement.kind = Agreement.Kind.CONTACT


@transaction.atomic
def change_track(agreement: Agreement, *, track: Track, by, reason: str, today: date) -> None:
    """Move a record to another track, with a reason; its steps stay.

    It keeps its stage if the new track has it, else it gets the furthest stage that its steps show; never one that the
    gate refuses. Leaving the party tracks needs the right `correct_step`. On the track of contacts a record becomes a
    contact.
    """
    agreement = lock_alive(agreement)
    refuse_verb(agreement, Verb.CHANGE_TRACK)
    if not reason.strip():
        raise ValidationError(_("Give the reason."), code="reason_needed")
    if track == Track.LEGACY and not rules.may_be_legacy(signing_day(agreement).latest):
        raise ValidationError(
            _("The track for old texts needs a signing date before 13 July 2018 (PP 28/2018 Article 48)."),
            code="not_legacy",
        )
    if track == Track.CONTACT:
        _make_contact(agreement)
    refuse_track(agreement.kind, track)
    if agreement.track in vocabulary.PARTY_TRACKS and track not in vocabulary.PARTY_TRACKS:
        # On the other tracks the gate does not apply.
        require(by, "agreements.correct_step")
    known = step_facts(agreement)
    stage = Stage(agreement.stage)
    if rules.spec_of(track, stage) is None:
        stage = rules.furthest_stage(track, known) or rules.first_stage(track)
    agreement.track, agreement.stage = track, stage
    if any(unmet.blocking for unmet in rules.missing(track, stage, known)) and not may_lack_steps(agreement):
        before = [spec.stage for spec in tracks.TRACKS[track] if not rules.is_gated(track, spec.stage)]
        reached = [fact for fact in known if fact.stage in before]
        agreement.stage = stage = rules.furthest_stage(track, reached) or rules.first_stage(track)
    agreement.stage_as_of = last_event(agreement, stage)
    if not agreement.steps.filter(stage=stage).exists():
        spec = rules.the_spec(track, stage)
        open_steps(agreement, spec, signing_day(agreement) if spec.event else UNKNOWN, by)
    finish(agreement, by=by, reason=reason)
