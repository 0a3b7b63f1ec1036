"""Edits of one step outside the verbs: allowed, unless they would undo what the gate rests on."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements import lifecycle
from agreements.lifecycle import Stage, StepFact, StepState, Track
from agreements.models import Step

from .base import facts, refuse_future


def refuse_unproven(step: Step, spec: lifecycle.StageSpec) -> None:
    """An answer of others counts as given only with a date, a letter number, a document or a source."""
    proofs = (step.decided_on, step.letter_number, step.document_id, step.source_id)
    if spec.asked and step.state == StepState.APPROVED and not any(proofs):
        raise ValidationError(
            _("%(step)s: give the date, the letter number or the document of the answer."),
            code="unproven",
            params={"step": step},
        )


def check_step(step: Step, today) -> None:
    """Refuse an edit of `step` (saved or new) that its track or the legal gate does not allow.

    Raises ValidationError: a state that the stage cannot have; a future date; a step of a signed agreement
    that would open the gate again (use *Correct a wrong step* for that).
    """
    agreement = step.agreement
    track, stage = Track(agreement.track), Stage(step.stage)
    spec = lifecycle.spec_of(track, stage)
    if spec is not None and StepState(step.state) not in spec.states():
        raise ValidationError(
            {
                "state": _("“%(stage)s” cannot be “%(state)s”.")
                % {"stage": step.get_stage_display(), "state": step.get_state_display()}
            }
        )
    if spec is not None:
        refuse_unproven(step, spec)
    for name in ("sent_on", "received_on", "decided_on"):
        try:
            refuse_future(getattr(step, name), today)
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error
    waived = step.pk is not None and hasattr(step, "waiver")
    others = [f for f in facts(agreement) if (f.stage, f.holder, f.round) != (step.stage, step.holder, step.round)]
    changed = [*others, StepFact(step.stage, step.round, step.holder, step.state, waived)]
    before = {str(m) for m in lifecycle.missing(track, Stage(agreement.stage), facts(agreement)) if m.blocking}
    after = {str(m) for m in lifecycle.missing(track, Stage(agreement.stage), changed) if m.blocking}
    reached = lifecycle.is_gated(track, stage) and step.state in lifecycle.TOUCHED
    if reached and any(m.blocking for m in lifecycle.missing(track, stage, changed)):
        raise ValidationError(_("This step comes after the gate: use “Advance” or “Record past steps”."), code="gate")
    if after - before:
        raise ValidationError(
            _("The agreement has been signed; this step carries it. Use “Correct a wrong step” to take it back."),
            code="gate",
        )
