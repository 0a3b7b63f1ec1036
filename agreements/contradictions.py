"""What does not fit together in a record: the register tells, it does not refuse."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements import lifecycle
from agreements.lifecycle import Stage, StepFact, Track
from agreements.models import Agreement, Step
from agreements.status import status_of

# Steps by which others agree; signing before one of them is possible, and told.
APPROVALS = (Stage.COUNCIL, Stage.VERIFICATION, Stage.CONFIRMATION, Stage.CENTRAL_APPROVAL)


def contradictions(agreement: Agreement, steps: list[Step], today: date) -> list[str]:
    """What was saved although it does not fit together: the register tells, it does not refuse."""
    found = [status_of(agreement, today).contradiction]
    track, stage, signed = Track(agreement.track), Stage(agreement.stage), agreement.signed_on
    if signed and lifecycle.spec_of(track, Stage.SIGNING) and lifecycle.before_signing(track, stage):
        found.append(_("There is a signing date, but the stage is still before signing."))
    approved = [step for step in steps if step.stage in APPROVALS and step.state in lifecycle.SATISFIED]
    for step in approved:
        if signed and step.decided_on and signed.certainly_before(step.decided_on):
            text = _("Signed on %(signed)s, before “%(step)s” of %(decided)s.")
            found.append(text % {"signed": signed, "step": step, "decided": step.decided_on})
    early = [
        one
        for one in agreement.follow_ups.all()
        for day in [one.started_on or one.done_on]
        if signed and day and day.certainly_before(signed)
    ]
    if early:
        text = ngettext(
            "%(count)d follow-up took place before the signing.",
            "%(count)d follow-ups took place before the signing.",
            len(early),
        )
        found.append(text % {"count": len(early)})
    return [one for one in found if one]


def stage_against_steps(agreement: Agreement, steps: Sequence[Step]) -> list[str]:
    """Where the stage says other than the steps; none of this can come from the verbs of the register."""
    track, stage = Track(agreement.track), Stage(agreement.stage)
    if lifecycle.position(track, stage) < 0:
        return [_("The stage “%(stage)s” does not belong to the track.") % {"stage": stage.label}]
    known = [StepFact(step.stage, step.round, step.holder, step.state, hasattr(step, "waiver")) for step in steps]
    found = []
    furthest = lifecycle.furthest_stage(track, known)
    if furthest and lifecycle.position(track, furthest) > lifecycle.position(track, stage):
        text = _("The stage is “%(stage)s”, but there is a step of “%(further)s”.")
        found.append(text % {"stage": stage.label, "further": furthest.label})
    blocking = [str(one) for one in lifecycle.missing(track, stage, known) if one.blocking]
    if blocking:
        text = _("The stage is “%(stage)s” without: %(steps)s.")
        found.append(text % {"stage": stage.label, "steps": "; ".join(blocking)})
    return found
