"""The signing of an instrument that no stage of the track brings: an extension, a plan of action, minutes, a handover.

The papers of the stages (LoI, agreement text, the state's agreement) get their day from the step: `advance` and
`record_past`. No form writes the day of a signing otherwise.
"""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.lifecycle import rules
from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import EXTENSION_KINDS, IN_FORCE_KINDS, InstrumentKind, Stage, Track
from agreements.models import Agreement, Instrument
from agreements.record.locks import lock_alive
from agreements.record.saving import finish, step_facts
from agreements.record.signing import SideSigned, keep_signatures, refuse_future_sides

from .gate import refuse_at_gate

BINDING = IN_FORCE_KINDS | EXTENSION_KINDS | {InstrumentKind.IMPLEMENTING}
"""Papers by which the cooperation is carried out: only after the approval (UU 23/2014 Article 367(2))."""


@transaction.atomic
def sign(instrument: Instrument, *, sides: Sequence[SideSigned], by, today: date) -> Instrument:
    """Record that an instrument was signed; `sides` has at least one side, whose day may be unknown.

    Raises ValidationError for a paper that a stage still ahead brings, at the legal gate, and for a day in the future.
    """
    instrument = lock_alive(instrument)
    agreement = Agreement.objects.get(pk=instrument.agreement_id)
    refuse_future_sides(sides, today)
    if not sides:
        raise ValidationError(_("Say who signed, or on which day."), code="nobody")
    refuse_signing(agreement, instrument)
    instrument.clean()
    keep_signatures(instrument, sides, by=by, reason=_("Signing"))
    finish(agreement, by=by, reason=_("Signing"))
    return instrument


def refuse_signing(agreement: Agreement, instrument: Instrument) -> None:
    """Raise ValidationError for a paper that nobody signs, that a stage still ahead brings, or at the legal gate."""
    if instrument.kind == InstrumentKind.AUTOMATIC:
        raise ValidationError(_("An automatic extension is not signed."), code="automatic")
    track, stage = Track(agreement.track), Stage(agreement.stage)
    for spec in TRACKS[track]:
        if spec.instrument == instrument.kind and rules.position(track, spec.stage) > rules.position(track, stage) >= 0:
            text = _("This text is signed at the stage “%(stage)s”: advance to it, or record the past step.")
            raise ValidationError(text, code="by_step", params={"stage": spec.stage.label})
    if rules.is_gated(track, Stage.SIGNING) and instrument.kind in BINDING:
        refuse_at_gate(agreement, rules.missing(track, Stage.SIGNING, step_facts(agreement)))
