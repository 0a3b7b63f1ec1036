"""Shared parts of the life cycle actions: checks, closing and opening of steps, entering of a stage with its dates."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.lifecycle import rules, tracks
from agreements.lifecycle.vocabulary import SATISFIED, Stage, StepState, Track, Verb
from agreements.models import Agreement, Step
from agreements.record.letters import save_step
from agreements.record.saving import save, step_facts
from agreements.record.signing import SignedText, keep_signing
from jambi_coop.lib.dates.fields import refuse_future
from jambi_coop.lib.dates.known_date import KnownDate

from .step_evidence import UNKNOWN, Evidence, StepEvidence, evidence_of
from .steps import check_facts, drop_wrong_begin, refuse_without_letter

ANSWERED_NO = (StepState.RETURNED, StepState.REJECTED)


def refuse_verb(agreement: Agreement, verb: Verb) -> None:
    """Raise ValidationError when the life cycle does not allow the action at the present stage."""
    if verb not in rules.allowed_verbs(Track(agreement.track), Stage(agreement.stage)):
        raise ValidationError(
            _("“%(verb)s” is not possible while the agreement is at “%(stage)s”."),
            code="not_allowed",
            params={"verb": verb.label, "stage": agreement.get_stage_display()},
        )


def refuse_future_evidence(evidence: Evidence, today: date) -> None:
    """Raise ValidationError when a date of the evidence is after `today`."""
    told = [evidence] if isinstance(evidence, StepEvidence) else evidence.values()
    for on in [on for one in told for on in one.dates()]:
        refuse_future(on, today)


def last_round(agreement: Agreement, stage: str, holder: str) -> Step | None:
    """Return the step of the last round of `stage` at `holder`, or None."""
    return agreement.steps.filter(stage=stage, holder=holder).order_by("round").last()


def still_open(agreement: Agreement) -> list[Step]:
    """Return the steps of the present stage that `close_current` would close, one for each holder; new ones are
    unsaved."""
    track = Track(agreement.track)
    spec = rules.spec_of(track, Stage(agreement.stage))
    found = []
    latest = rules.latest_rounds(step_facts(agreement))
    for holder in rules.acting_holders(spec, latest) if spec else ():
        step = last_round(agreement, agreement.stage, holder)
        if step is None:
            step = Step(agreement=agreement, stage=agreement.stage, holder=holder, version=0)
        if not (rules.is_satisfied(track, step.fact) or step.state == StepState.NOT_APPLICABLE or step.is_waived):
            found.append(step)
    return found


def close_current(agreement: Agreement, evidence: Evidence, on: KnownDate, by) -> None:
    """Mark the steps of the present stage as done or approved, each with the evidence of its holder.

    The city's own work without a day of its own ends on the day `on`, on which the next stage is reached; that a paper
    was signed on that day is not said.
    """
    steps = still_open(agreement)
    if len(steps) > 1 and isinstance(evidence, StepEvidence) and evidence.names_a_paper():
        names = ", ".join(step.get_holder_display() for step in steps)
        text = _("A letter is of one holder. Say for each of them which letter is theirs: %(names)s.")
        raise ValidationError(text, code="whose", params={"names": names})
    for step in steps:
        try:
            _close(step, evidence_of(evidence, step.holder), on, by)
        except ValidationError as error:
            if len(steps) == 1 or not hasattr(error, "error_dict"):
                raise
            told = {f"{step.holder}-{name}": errors for name, errors in error.error_dict.items()}
            raise ValidationError(told) from error


def _close(step: Step, evidence: StepEvidence, on: KnownDate, by) -> None:
    track = Track(step.agreement.track)
    spec = rules.the_spec(track, Stage(step.stage))
    if step.state in ANSWERED_NO:
        raise ValidationError(
            _("%(step)s was answered with “%(state)s”. Record the letter that asks again: it begins a further round."),
            code="answered_no",
            params={"step": step, "state": step.get_state_display()},
        )
    evidence.write_to(step)
    step.state = spec.satisfied_state
    if not spec.asked and spec.instrument is None:
        step.decided_on = step.decided_on or on
    drop_wrong_begin(step, spec)
    check_facts(step, track)
    refuse_without_letter(step, track)
    if spec.stage == Stage.VERIFICATION:
        step.outcome = Step.Outcome.GO_ON
    keep_signing(step, by=by)
    save_step(step, by=by)


def open_steps(
    agreement: Agreement, spec: tracks.StageSpec, on: KnownDate, by, *, text: SignedText | None = None
) -> None:
    """Open the steps of the stage that is entered; a further round when the last one was answered.

    `on` is the day of an event, or the day on which the city's own work began. It is not the day on which others were
    asked. `text`: the paper, where the stage is a signing.
    """
    for holder in rules.acting_holders(spec, rules.latest_rounds(step_facts(agreement))):
        last = last_round(agreement, spec.stage, holder)
        answered = last is not None and last.state in (*SATISFIED, *ANSWERED_NO)
        if last is None or answered:
            step = Step(
                agreement=agreement, stage=spec.stage, holder=holder, round=last.round + 1 if last else 1, version=0
            )
        else:
            step = last
        step.state = spec.opening_state
        if spec.event:
            step.decided_on = on
        elif not spec.asked:
            step.received_on = on or step.received_on
        keep_signing(step, by=by, text=text)
        save(step, by=by)


def enter(agreement: Agreement, to: Stage, on: KnownDate) -> None:
    """Set the stage and the dates that follow from it: joining, end."""
    agreement.stage = to
    agreement.stage_as_of = on
    if to == Stage.MEMBER and on and not agreement.joined_on:
        agreement.joined_on = on
    elif to in tracks.END_STAGES:
        agreement.ended_on = on


def last_event(agreement: Agreement, stage: Stage) -> KnownDate:
    """Return the latest date of the steps of one stage: the day as of which the stage is known."""
    days = [
        day
        for step in agreement.steps.filter(stage=stage).select_related("instrument")
        for day in (step.sent_on, step.received_on, step.ended_on)
        if day.latest
    ]
    return max(days, key=lambda day: day.latest or date.min, default=UNKNOWN)
