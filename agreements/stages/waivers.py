"""Waivers: the only way past an unmet requirement of the gate, and it is recorded."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.lifecycle import rules
from agreements.lifecycle.vocabulary import Stage, StepState, Track
from agreements.models import Agreement, Step, Waiver
from agreements.record.locks import lock_alive
from agreements.record.permissions import require
from agreements.record.reasons import stated
from agreements.record.saving import finish, record_author, save


@dataclass(frozen=True)
class WaiverRequest:
    """Ground and reason with which a step without proof is recorded."""

    ground: str
    reason: str


def record_waiver(
    agreement: Agreement, stage: Stage, holder: str, request: WaiverRequest, *, by, today: date
) -> Waiver:
    """Write one waiver inside a transaction that has the agreement locked; needs the right `waive_step`."""
    require(by, "agreements.waive_step")
    return write_waiver(agreement, stage, holder, request, by=by, today=today)


def write_waiver(agreement: Agreement, stage: Stage, holder: str, request: WaiverRequest, *, by, today: date) -> Waiver:
    """Write one waiver without checking a right: only for the system itself (`by` None), as when examples are
    loaded."""
    reason = stated(request.reason)
    if request.ground not in Waiver.Ground.values:
        raise ValidationError(_("Choose why there is no proof."), code="ground_needed")
    spec = rules.spec_of(Track(agreement.track), Stage(stage))
    if spec is None or spec.optional or spec.event or holder not in spec.possible_holders:
        raise ValidationError(_("This track does not require that step."), code="not_required")
    step = agreement.steps.filter(stage=stage, holder=holder).order_by("round").last()
    if step is None:
        step = Step(agreement=agreement, stage=stage, holder=holder, state=StepState.UNKNOWN, version=0)
        save(step, by=by)
    if rules.is_satisfied(Track(agreement.track), step.fact) or step.is_waived:
        raise ValidationError(_("Nothing is missing for that step."), code="not_missing")
    waiver = Waiver(step=step, ground=request.ground, reason=reason, by=by, on=today)
    record_author(waiver, by=by)
    waiver.save()
    return waiver


@transaction.atomic
def waive(agreement: Agreement, *, stage: Stage, holder: str, ground: str, reason: str, by, today: date) -> Waiver:
    """Record that a required step has no proof. It stays visible for ever, inside and in public."""
    agreement = lock_alive(agreement)
    waiver = record_waiver(agreement, stage, holder, WaiverRequest(ground, reason), by=by, today=today)
    finish(agreement, by=by, reason=reason)
    return waiver
