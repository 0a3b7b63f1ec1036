"""The move of a record to another track, with a reason."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.lifecycle import rules, tracks, vocabulary
from agreements.lifecycle.vocabulary import SATISFIED, Stage, Track, Verb
from agreements.models import Agreement
from agreements.record.instruments import signing_day
from agreements.record.locks import lock_alive
from agreements.record.old_texts import may_lack_steps
from agreements.record.permissions import require
from agreements.record.saving import finish, step_facts

from .moves import last_event, open_steps, refuse_verb
from .step_evidence import UNKNOWN


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
