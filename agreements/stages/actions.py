"""The actions that move an agreement along its track or end it.

Only these, `past_steps`, `change_of_track` and `agreements.corrections` move it (`moves.enter` sets `stage`); a new
record gets its first stage from `agreements.record.registration`. Each runs in one transaction with the agreement
locked, takes `by` (the user) and `today` (date in Asia/Jakarta), and raises ValidationError with a sentence when
refused; then nothing is written.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.before_signing.assessment import keep_signing_reason, refuse_without_parts, replies_of
from agreements.lifecycle import rules, vocabulary
from agreements.lifecycle.vocabulary import SATISFIED, Stage, StepState, Track, Verb
from agreements.models import Agreement, Step
from agreements.record.letters import save_step
from agreements.record.locks import lock_alive
from agreements.record.renewal import binds, carry_over
from agreements.record.saving import finish, step_facts
from agreements.record.signing import SignedText, refuse_future_sides
from jambi_coop.lib.dates.fields import refuse_future
from jambi_coop.lib.dates.known_date import KnownDate

from .gate import refuse_at_gate
from .moves import (
    close_current,
    enter,
    last_round,
    open_steps,
    refuse_future_evidence,
    refuse_verb,
)
from .step_evidence import Evidence, StepEvidence
from .steps import check_facts


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
    text: SignedText | None = None,
) -> list[rules.Missing]:
    """Finish the present step and enter stage `to`. Returns the unmet steps before it, as warnings.

    `on`: day on which `to` was entered (for signing: the day of the signature). `evidence` proves the step that is
    finished; where two holders were asked, it is told of each. `analysis_reason` says why a text is signed although
    points of the analysis are missing; `text` is the paper, for a signing only.

    The council gets a plan with all its parts (PP 28/2018 Article 30(3)), unless the plan has a waiver. Refused at the
    legal gate: without the letter of confirmation and the steps before it there is no signing, unless a waiver is
    recorded (UU 23/2014 Article 367(2); PP 28/2018 Articles 28-33).
    """
    evidence = evidence or StepEvidence()
    agreement = lock_alive(agreement)
    bound = binds(agreement)
    refuse_verb(agreement, Verb.ADVANCE)
    if not on:
        raise ValidationError(_("Give the date, even if only the year is known."), code="date_needed")
    refuse_future(on, today)
    refuse_future_evidence(evidence, today)
    refuse_future_sides(text.sides if text else (), today)
    track = Track(agreement.track)
    if to not in rules.next_stages(track, Stage(agreement.stage), step_facts(agreement)):
        raise ValidationError(
            _("From “%(from)s” the agreement cannot go to “%(to)s”."),
            code="not_next",
            params={"from": agreement.get_stage_display(), "to": Stage(to).label},
        )
    refuse_without_parts(rules.missing(track, to, step_facts(agreement), replies_of(agreement)))
    close_current(agreement, evidence, on, by)
    unmet = rules.missing(track, to, step_facts(agreement))
    refuse_at_gate(agreement, unmet)
    keep_signing_reason(agreement, to, analysis_reason, by=by)
    open_steps(agreement, rules.the_spec(track, to), on, by, text=text)
    enter(agreement, to, on)
    if not bound:
        carry_over(agreement, by=by)
    finish(agreement, by=by, reason=str(Verb.ADVANCE.label))
    return unmet


@transaction.atomic
def return_for_repair(
    agreement: Agreement, *, by, on: KnownDate, today: date, evidence: StepEvidence | None = None
) -> None:
    """Record that the Minister asks for repair: the plan gets a further round (PP 28/2018 Article 31(3)a)."""
    evidence = evidence or StepEvidence()
    agreement = lock_alive(agreement)
    refuse_verb(agreement, Verb.RETURN)
    refuse_future(on, today)
    track = Track(agreement.track)
    for holder in rules.the_spec(track, Stage.VERIFICATION).holders:
        step = last_round(agreement, Stage.VERIFICATION, holder) or Step(
            agreement=agreement, stage=Stage.VERIFICATION, holder=holder, version=0
        )
        evidence.write_to(step)
        step.state, step.outcome, step.decided_on = StepState.RETURNED, Step.Outcome.REPAIR, on
        check_facts(step, track)
        save_step(step, by=by)
    open_steps(agreement, rules.the_spec(track, Stage.PLAN), on, by)
    enter(agreement, Stage.PLAN, on)
    finish(agreement, by=by, reason=str(Verb.RETURN.label))


@transaction.atomic
def stop(agreement: Agreement, *, by, on: KnownDate, today: date, code: str, reason: str) -> None:
    """Discontinue a proposal before signing. `code` is a StopReason; `reason` is internal."""
    agreement = lock_alive(agreement)
    refuse_verb(agreement, Verb.STOP)
    refuse_future(on, today)
    if code == vocabulary.StopReason.AFTER_INTENT and not agreement.steps.filter(
        stage=Stage.INTENT, state__in=SATISFIED
    ):
        raise ValidationError(_("No Letter of Intent is recorded for this agreement."), code="no_intent")
    _leave(agreement, Stage.DISCONTINUED, on, reason)
    agreement.end_reason_code = vocabulary.StopReason(code)
    finish(agreement, by=by, reason=reason)


@transaction.atomic
def end(agreement: Agreement, *, by, on: KnownDate, today: date, reason: str) -> None:
    """End an agreement early, after signing or after a programme or membership has begun."""
    agreement = lock_alive(agreement)
    refuse_verb(agreement, Verb.END)
    refuse_future(on, today)
    _leave(agreement, Stage.TERMINATED, on, reason)
    finish(agreement, by=by, reason=reason)


def _leave(agreement: Agreement, to: Stage, on: KnownDate, reason: str) -> None:
    if not reason.strip():
        raise ValidationError(_("Give the reason."), code="reason_needed")
    agreement.end_reason = reason.strip()
    enter(agreement, to, on)
