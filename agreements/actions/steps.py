"""Edits of one step outside the verbs: allowed, unless they would undo what the gate rests on."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements import lifecycle
from agreements.lifecycle import Stage, StepFact, StepState, Track
from agreements.models import Step

from .base import facts, refuse_future


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
    if after - before:
        raise ValidationError(
            _("The agreement has been signed; this step carries it. Use “Correct a wrong step” to take it back."),
            code="gate",
        )
