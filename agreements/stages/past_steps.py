"""The action that records all steps of an old file at once."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import model_to_dict
from django.utils.translation import gettext as _

from agreements.before_signing.assessment import keep_signing_reason
from agreements.lifecycle import rules
from agreements.lifecycle.vocabulary import SATISFIED, Stage, StepState, Track, Verb
from agreements.models import Agreement, Step
from agreements.record.letters import save_step
from agreements.record.locks import lock_alive
from agreements.record.renewal import binds, carry_over
from agreements.record.saving import finish, save, step_facts
from agreements.record.signing import forget_days, keep_signing, take_back_signatures
from jambi_coop.lib.dates.known_date import KnownDate

from .gate import refuse_at_gate
from .moves import enter, last_event, refuse_future_evidence
from .step_evidence import PastStep
from .steps import check_facts, drop_wrong_begin
from .waivers import WaiverRequest, record_waiver


@transaction.atomic
def record_past(
    agreement: Agreement,
    *,
    steps: Sequence[PastStep],
    by,
    today: date,
    waivers: Mapping[tuple[str, str], WaiverRequest] | None = None,
    analysis_reason: str | None = None,
) -> list[rules.Missing]:
    """Record the steps of an old file at once; dates may be of any precision or unknown.

    The stage becomes the furthest one that a step shows, never an earlier one than now. Steps that are missing at the
    legal gate need an entry in `waivers`, keyed by (stage, holder), from a user with the right. Returns the unmet steps
    that remain, as warnings.

    `analysis_reason`: as for `advance`, when the record comes to its signing here; None does not ask for it, as when
    cases are loaded. The parts of the cooperation plan are never asked of an old file.
    """
    agreement = lock_alive(agreement)
    bound = binds(agreement)
    track = Track(agreement.track)
    for past in steps:
        refuse_future_evidence(past.evidence, today)
        write_past_step(agreement, past, by=by)
    now = Stage(agreement.stage)
    furthest = rules.furthest_stage(track, step_facts(agreement)) or now
    target = furthest if rules.position(track, furthest) > rules.position(track, now) else now
    for (stage, holder), request in (waivers or {}).items():
        record_waiver(agreement, Stage(stage), holder, request, by=by, today=today)
    unmet = rules.missing(track, target, step_facts(agreement))
    # A stopped proposal misses nothing by itself; if it had been signed, that signing must pass the gate.
    of_signing = rules.missing(track, furthest, step_facts(agreement)) if target == Stage.DISCONTINUED else unmet
    refuse_at_gate(agreement, of_signing)
    event = last_event(agreement, target)
    if target != now:
        enter(agreement, target, event)
        _drop_late_begins(agreement, target, event, today, by)
    signs = rules.is_gated(track, target) and not rules.is_gated(track, now)
    if signs and analysis_reason is not None:
        keep_signing_reason(agreement, Stage.SIGNING, analysis_reason, by=by)
    if not bound:
        carry_over(agreement, by=by)
    finish(agreement, by=by, reason=str(Verb.RECORD_PAST.label))
    return unmet


def write_past_step(agreement: Agreement, past: PastStep, *, by) -> None:
    """Write one line of an old file, with the paper that the step signed; the stage of the agreement stays."""
    track = Track(agreement.track)
    spec = rules.spec_of(track, past.stage)
    if spec is None or past.state not in spec.states() or past.holder not in spec.possible_holders:
        raise ValidationError(
            _("“%(stage)s” cannot be recorded as “%(state)s” in this track."),
            code="state_not_possible",
            params={"stage": Stage(past.stage).label, "state": StepState(past.state).label},
        )
    step = agreement.steps.filter(stage=past.stage, holder=past.holder, round=past.round).first()
    before = model_to_dict(step) if step else None
    if step is None:
        step = Step(agreement=agreement, stage=past.stage, holder=past.holder, round=past.round, version=0)
    past.write_to(step)
    paper, reason = step.instrument, str(Verb.RECORD_PAST.label)
    forgets = paper is not None and "decided_on" in past.cleared
    if model_to_dict(step) == before and not forgets and past.text is None:
        # Nothing changed: saving would add an empty entry to the history.
        return
    drop_wrong_begin(step, spec)
    check_facts(step, track)
    if paper is not None and step.state not in SATISFIED:
        take_back_signatures(paper, by=by, reason=reason)
    elif paper is not None and forgets:
        forget_days(paper, by=by, reason=reason)
    keep_signing(step, by=by, text=past.text)
    save_step(step, by=by)


def _drop_late_begins(agreement: Agreement, target: Stage, event: KnownDate, today: date, by) -> None:
    """Remove begin dates that are only the day on which the record was entered; an early stage of an old file began
    before it.

    Removed is a date after the day of the stage now reached, or, if that stage has no date, a date that is `today`.
    """
    track = Track(agreement.track)
    for step in agreement.steps.exclude(received_on_earliest=None):
        spec = rules.spec_of(track, Stage(step.stage))
        if spec is None or spec.asked or rules.position(track, spec.stage) >= rules.position(track, target):
            continue
        if step.received_on.certainly_after(event) or (not event and step.received_on.earliest == today):
            step.received_on = KnownDate.unknown()
            save(step, by=by)
