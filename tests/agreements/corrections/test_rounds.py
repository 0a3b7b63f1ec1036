"""Further rounds that were begun by mistake: the round before counts again, and the stage stays where it was."""

import pytest
from django.core.exceptions import ValidationError

from agreements.corrections.actions import correct, correction_of
from agreements.lifecycle import rules
from agreements.lifecycle.vocabulary import Stage, StepState, Track
from agreements.models import Agreement, Step
from agreements.record.letters import LetterFacts
from agreements.stages.actions import advance, return_for_repair
from agreements.stages.letters import open_round, send_letter, take_back_letter
from agreements.stages.past_steps import record_past
from agreements.stages.step_evidence import PastStep, StepEvidence
from tests.factories import advance_to, make_agreement, make_assessment

from .facts import ON, REASON, TODAY, code_of, facts_of, names_of, step_of

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def past(step, state):
    evidence = StepEvidence(decided_on=ON, reply_number="7/J" if state == "approved" else "")
    return PastStep(stage=step.stage, holder=step.holder, state=state, evidence=evidence)


@pytest.mark.parametrize(
    ("at", "again"),
    [
        (Stage.CONSULTATION, Stage.EXPLORATION),
        (Stage.COUNCIL, Stage.COUNCIL),
        (Stage.CONSULTATION, Stage.CONSULTATION),
        (Stage.VERIFICATION, Stage.COUNCIL),
        (Stage.VERIFICATION, Stage.PLAN),
        (Stage.DISCUSSION, Stage.DISCUSSION),
    ],
)
def test_further_round_begun_by_mistake_is_removed_and_the_stage_stays(editor, verifier, at, again):
    agreement = make_agreement(by=editor)
    advance_to(agreement, at, editor)
    done = rules.the_spec(Track.KSDPL, again).satisfied_state
    for step in agreement.steps.filter(stage=again):
        record_past(agreement, steps=[past(step, done)], by=editor, today=TODAY)
    before = facts_of(agreement)
    opened = [open_round(step, by=editor, today=TODAY) for step in agreement.steps.filter(stage=again)]
    for step in opened:
        first = agreement.steps.get(stage=again, holder=step.holder, round=1)
        assert any("putaran 2" in name for name in names_of(first))
        assert correction_of(step).changes()[0].old == "2"
        correct(step, by=verifier, reason=REASON)
        assert Agreement.objects.get().stage == at
    assert facts_of(agreement) == before
    assert not correction_of(step_of(agreement, again)).why_not(verifier)


def test_further_round_of_a_repaired_plan_leads_back_to_the_plan(editor, verifier):
    agreement = make_agreement(by=editor)
    make_assessment(agreement)
    advance_to(agreement, Stage.VERIFICATION, editor)
    return_for_repair(agreement, by=editor, on=ON, today=TODAY)
    advance(agreement, to=Stage.COUNCIL, by=editor, on=ON, today=TODAY)
    correct(step_of(agreement, Stage.COUNCIL), by=verifier, reason=REASON)
    agreement.refresh_from_db()
    assert (agreement.stage, step_of(agreement, Stage.COUNCIL).round) == (Stage.PLAN, 1)
    open_round(step_of(agreement, Stage.PLAN), by=editor, today=TODAY)
    correct(step_of(agreement, Stage.PLAN), by=verifier, reason=REASON)
    agreement.refresh_from_db()
    assert (agreement.stage, step_of(agreement, Stage.PLAN).round) == (Stage.PLAN, 2)


def test_further_round_with_a_letter_keeps_the_stage_and_says_what_goes_first(editor, verifier):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.COUNCIL, editor)
    record_past(agreement, steps=[past(step_of(agreement, Stage.COUNCIL), "approved")], by=editor, today=TODAY)
    further = open_round(step_of(agreement, Stage.COUNCIL), by=editor, today=TODAY)
    letter = send_letter(further, LetterFacts(number="9/KS", sent_on=ON), by=editor, today=TODAY)
    correct(step_of(agreement, Stage.COUNCIL), by=verifier, reason=REASON)
    further.refresh_from_db()
    agreement.refresh_from_db()
    assert (further.state, agreement.stage) == (StepState.NOT_STARTED, Stage.COUNCIL)
    with pytest.raises(ValidationError) as refusal:
        correct(further, by=verifier, reason=REASON)
    assert code_of(refusal) == "not_correctable"
    take_back_letter(letter, reason=REASON, by=verifier, today=TODAY)
    correct(Step.objects.get(pk=further.pk), by=verifier, reason=REASON)
    agreement.refresh_from_db()
    assert (step_of(agreement, Stage.COUNCIL).round, agreement.stage) == (1, Stage.COUNCIL)
