"""Checks of a single step, also for edits outside the life cycle actions: allowed unless they undo the gate."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.lifecycle import rules, tracks, vocabulary
from agreements.lifecycle.vocabulary import PARTY_TRACKS, SATISFIED, CouncilRole, Stage, StepState, Track
from agreements.models import Agreement, Step
from agreements.record.old_texts import may_lack_steps
from agreements.record.saving import step_facts
from jambi_coop.lib.dates.fields import refuse_future
from jambi_coop.lib.dates.known_date import KnownDate

VALID_FOR_A_TIME = (Stage.CONFIRMATION, Stage.FULL_POWERS)
"""Stages at which the paper of the answer may say until when it holds."""
DATES = ("sent_on", "received_on", "decided_on")
IN_ORDER = (("sent_on", "received_on"), ("received_on", "decided_on"), ("sent_on", "decided_on"))
"""Pairs of dates of one step; the second cannot be before the first."""


def check_facts(step: Step, track: Track) -> None:
    """Refuse a step whose proof, council role or dates are impossible; used by the actions, the table and the form."""
    _refuse_unproven(step, track)
    _refuse_role(step, track)
    _refuse_disorder(step)


def _refuse_unproven(step: Step, track: Track) -> None:
    """Refuse an approval by others without a date, a letter number, a document or a source."""
    spec = rules.spec_of(track, Stage(step.stage))
    proofs = (step.decided_on or step.ended_on, step.reply_number, step.document_id, step.source_id)
    if spec is not None and spec.asked and step.state == StepState.APPROVED and not any(proofs):
        raise ValidationError(
            _("%(step)s: give the date, the letter number or the document of the answer."),
            code="unproven",
            params={"step": step},
        )


def _refuse_role(step: Step, track: Track) -> None:
    """In the party tracks the council must approve, or its step is not done; elsewhere "not needed" needs a reason."""
    if step.stage != Stage.COUNCIL or not step.council_role:
        return
    if track in PARTY_TRACKS:
        if step.state in SATISFIED and not rules.is_approval(step.council_role):
            text = _(
                "In this track the council approves (UU 23/2014 Article 154(1)g, PP 28/2018 Article 30): with the role "
                "“%(role)s” the step cannot be “%(state)s”."
            )
            words = {"role": step.get_council_role_display(), "state": step.get_state_display()}
            raise ValidationError({"council_role": text % words}, code="not_an_approval")
    elif step.council_role == CouncilRole.NOT_NEEDED and not step.note.strip():
        text = _("Write in the internal note why the council is not needed.")
        raise ValidationError({"note": text}, code="reason_needed")


def _refuse_disorder(step: Step) -> None:
    """Refuse a receipt before the sending, or a decision before either. Imprecise dates that may fit are accepted."""
    for first, second in IN_ORDER:
        earlier, later = (_day(step, name) for name in (first, second))
        if later.certainly_before(earlier):
            text = _("“%(second)s” (%(later)s) lies before “%(first)s” (%(earlier)s).")
            words = {"second": _label(step, second), "later": later, "first": _label(step, first), "earlier": earlier}
            raise ValidationError({second: text % words}, code="disorder")


def _day(step: Step, name: str) -> KnownDate:
    """Return the date; of a paper that was signed the day of the signing, while the step does not say another one."""
    day = getattr(step, name)
    return day or step.ended_on if name == "decided_on" else day


def _label(step: Step, name: str) -> str:
    """Return the name of a date as the forms show it."""
    spec = rules.spec_of(Track(step.agreement.track), Stage(step.stage))
    if name == "received_on" and spec is not None and not spec.asked:
        return _("begun on")
    return str({"sent_on": _("sent on"), "received_on": _("received on")}.get(name, _("finished or decided on")))


def drop_wrong_begin(step: Step, spec: tracks.StageSpec) -> None:
    """Remove the begin date of own work if it is after the end date.

    The register sets the begin to the day on which the stage was entered, which for an old file is the day of typing;
    the recorded end date takes precedence.
    """
    if not spec.asked and step.decided_on.certainly_before(step.received_on):
        step.received_on = KnownDate.unknown()


def refuse_without_letter(step: Step, track: Track) -> None:
    """Refuse a letter of confirmation without its own number and date, by which it opens the gate.

    Where they are not known, a waiver is recorded instead.
    """
    if track not in PARTY_TRACKS or step.stage != Stage.CONFIRMATION or step.state not in SATISFIED:
        return
    absent = [name for name in ("reply_number", "decided_on") if not getattr(step, name)]
    if absent:
        text = _(
            "The letter of confirmation needs its own number and date. Where they are not known, the step is "
            "“Recorded without proof of the step”."
        )
        raise ValidationError(dict.fromkeys(absent, text), code="letter_needed")


def next_round(agreement: Agreement, stage: str, holder: str) -> int:
    """Return the number of a further step of `stage` at `holder`. Rounds are counted by the register, not typed."""
    last = agreement.steps.filter(stage=stage, holder=holder).order_by("round").last()
    return last.round + 1 if last else 1


def _refuse_new(step: Step, spec: tracks.StageSpec | None) -> None:
    """Refuse a new step of a stage outside the track, at a holder who does not act there, or of a round that is not
    the next."""
    if spec is None:
        text = _("The stage “%(stage)s” does not belong to the track.") % {"stage": step.get_stage_display()}
        raise ValidationError({"stage": text}, code="stage")
    if step.holder not in spec.possible_holders:
        names = ", ".join(str(holder.label) for holder in spec.possible_holders)
        text = _("“%(stage)s” is held by: %(names)s.") % {"stage": step.get_stage_display(), "names": names}
        raise ValidationError({"holder": text}, code="holder")
    if step.round != next_round(step.agreement, step.stage, step.holder):
        raise ValidationError(_("This round is not the next one of the step."), code="round")
    before = step.agreement.steps.filter(stage=step.stage, holder=step.holder).order_by("round").last()
    if before is not None and before.state == StepState.SUBMITTED:
        text = _("Round %(number)d was sent and is not answered yet: record the answer there first.")
        raise ValidationError(text % {"number": before.round}, code="round_open")


def check_step(step: Step, today: date) -> None:
    """Refuse an edit of `step` (saved or new) that its track or the legal gate does not allow.

    Raises ValidationError: a state, holder or round that the stage cannot have; impossible facts (see `check_facts`); a
    future date; a step of a signed agreement that would open the gate again (use *Correct a wrong step* for that).
    """
    agreement = step.agreement
    track, stage = Track(agreement.track), Stage(step.stage)
    spec = rules.spec_of(track, stage)
    if step.pk is None:
        _refuse_new(step, spec)
    if spec is not None and StepState(step.state) not in spec.states():
        raise ValidationError(
            {
                "state": _("“%(stage)s” cannot be “%(state)s”.")
                % {"stage": step.get_stage_display(), "state": step.get_state_display()}
            }
        )
    for name in DATES:
        try:
            refuse_future(getattr(step, name), today)
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error
    check_facts(step, track)
    if not agreement.steps.filter(pk=step.pk, state__in=SATISFIED).exists():
        # A step of an old file that was recorded without the letter stays as it is.
        refuse_without_letter(step, track)
    _refuse_opened_gate(step, track, stage)


def opens_gate(step: Step) -> bool:
    """True for an edit that `check_step` refuses since a signature rests on the step, or since it comes after the gate
    that is not passed."""
    track = Track(step.agreement.track)
    if not rules.is_gated(track, Stage(step.agreement.stage)):
        return False
    try:
        _refuse_opened_gate(step, track, Stage(step.stage))
    except ValidationError:
        return True
    return False


def _refuse_opened_gate(step: Step, track: Track, stage: Stage) -> None:
    agreement = step.agreement
    if may_lack_steps(agreement):
        return
    known = step_facts(agreement)
    others = [f for f in known if (f.stage, f.holder, f.round) != (step.stage, step.holder, step.round)]
    changed = [*others, step.fact]
    before = {str(m) for m in rules.missing(track, Stage(agreement.stage), known) if m.blocking}
    after = {str(m) for m in rules.missing(track, Stage(agreement.stage), changed) if m.blocking}
    reached = rules.is_gated(track, stage) and step.state in vocabulary.TOUCHED
    if reached and any(m.blocking for m in rules.missing(track, stage, changed)):
        raise ValidationError(_("This step comes after the gate: use “Advance” or “Record past steps”."), code="gate")
    if after - before:
        raise ValidationError(
            _("The agreement has been signed; this step carries it. Use “Correct a wrong step” to take it back."),
            code="gate",
        )
