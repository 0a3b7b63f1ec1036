"""Letters of a step: what went out and came in, what the step says of them, and what is refused."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agreements.lifecycle.vocabulary import Holder, Stage, StepState
from agreements.models import Agreement, Letter, Step
from agreements.record.letters import LetterFacts, derived_columns, drift_of_letters
from agreements.record.search import matching
from agreements.stages.actions import advance
from agreements.stages.letters import (
    Decision,
    may_have_round,
    open_round,
    receive_letter,
    record_receipt,
    send_letter,
    send_reminder,
    take_back_letter,
)
from agreements.stages.past_steps import record_past
from agreements.stages.step_evidence import PastStep, StepEvidence
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.factories import advance_to, make_agreement, make_document, make_signed

TODAY = date(2026, 11, 24)
UNKNOWN = KnownDate.unknown()
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def day(month, number, year=2026):
    return KnownDate.day(date(year, month, number))


def refused(action, *args, **values):
    """The code of the complaint, or its first sentence where it has none; nothing where it was not refused."""
    try:
        action(*args, **values)
    except ValidationError as error:
        found = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        first = next(iter(found.values()))[0]
        return first.code or first.messages[0]
    return None


@pytest.fixture
def at(editor):
    def place(stage, **values):
        agreement = make_agreement(by=editor, **values)
        advance_to(agreement, stage, editor)
        return agreement

    return place


@pytest.fixture
def common(editor):
    return {"by": editor, "today": TODAY}


def step_of(agreement, holder=None, stage=None):
    steps = Step.objects.filter(agreement=agreement, stage=stage or agreement.stage).order_by("round")
    return (steps.filter(holder=holder) if holder else steps).last()


def said(step):
    step = Step.objects.get(pk=step.pk)
    return step.state, step.letter_number, str(step.sent_on), str(step.received_on), step.reply_number


# --- one letter after the other ------------------------------------------------------------------------------


def test_one_consultation_has_its_letters_to_two_ministries_each_with_its_own_answer(at, common):
    agreement = at(Stage.CONSULTATION)
    home, foreign = (step_of(agreement, one) for one in (Holder.HOME_AFFAIRS, Holder.FOREIGN_AFFAIRS))
    send_letter(home, LetterFacts(number="120/KS", sent_on=day(5, 4), subject="Konsultasi"), **common)
    assert said(home)[:3] == (StepState.SUBMITTED, "120/KS", str(day(5, 4)))
    assert said(foreign)[0] == StepState.NOT_STARTED
    send_letter(foreign, LetterFacts(number="121/KS", sent_on=day(5, 5)), **common)
    record_receipt(home, day(5, 7), **common)
    send_reminder(home, LetterFacts(number="150/KS", sent_on=day(6, 20)), **common)
    reply = LetterFacts(number="193/PUU", dated=day(7, 1), received_on=day(7, 6))
    receive_letter(home, reply, decision=Decision(state=StepState.APPROVED), **common)
    assert said(home) == (StepState.APPROVED, "120/KS", str(day(5, 4)), str(day(5, 7)), "193/PUU")
    assert Step.objects.get(pk=home.pk).decided_on == day(7, 1)
    assert said(foreign) == (StepState.SUBMITTED, "121/KS", str(day(5, 5)), str(UNKNOWN), "")
    assert agreement.stage == Agreement.objects.get().stage == Stage.CONSULTATION
    receive_letter(foreign, LetterFacts(number="D/7"), decision=Decision(state="approved", on=day(7, 9)), **common)
    advance(agreement, to=Stage.INTENT, by=common["by"], on=day(7, 10), today=TODAY)
    assert [one.direction for one in home.letters.all()] == ["out", "reminder", "reply"]
    assert [one.number for one in foreign.letters.all()] == ["121/KS", "D/7"]


def test_step_tells_of_the_first_letter_and_of_the_last_answer(at, common):
    step = step_of(at(Stage.COUNCIL))
    send_letter(step, LetterFacts(number="2", sent_on=day(6, 1)), **common)
    send_letter(step, LetterFacts(number="1", sent_on=day(5, 1), received_on=day(5, 3)), **common)
    send_letter(step, LetterFacts(number="3"), **common)
    receive_letter(step, LetterFacts(number="B", dated=day(7, 2)), **common)
    receive_letter(step, LetterFacts(number="A", dated=day(7, 1)), **common)
    receive_letter(step, LetterFacts(number="lain", dated=day(8, 1)), is_reply=False, **common)
    assert said(step) == (StepState.SUBMITTED, "1", str(day(5, 1)), str(day(5, 3)), "A")
    step = Step.objects.get(pk=step.pk)
    assert drift_of_letters(step) == []
    step.reply_number = "B"
    assert drift_of_letters(step) == ["reply_number"]


def test_every_letter_is_found_by_its_number_and_only_by_staff(at, common):
    agreement = at(Stage.COUNCIL)
    step = step_of(agreement)
    send_letter(step, LetterFacts(number="181/KS", sent_on=day(5, 1)), **common)
    send_reminder(step, LetterFacts(number="182/KS", sent_on=day(6, 1)), **common)
    receive_letter(step, LetterFacts(number="DPRD/183"), is_reply=False, **common)
    for number in ("181/KS", "182/KS", "DPRD/183"):
        assert matching(Agreement.objects.all(), number, staff=True).get() == agreement
        assert not matching(Agreement.objects.all(), number).exists()


def test_last_letter_is_the_last_evidence(at, common):
    agreement = at(Stage.COUNCIL)
    step = step_of(agreement)
    send_letter(step, LetterFacts(sent_on=day(11, 1)), **common)
    send_reminder(step, LetterFacts(sent_on=day(11, 20)), **common)
    assert agreement.stretches.order_by("first_day").last().evidence_on == date(2026, 11, 20)


def test_paper_of_the_answer_proves_the_step(at, common, editor):
    agreement = at(Stage.COUNCIL)
    step = step_of(agreement)
    paper = make_document(agreement, by=editor, kind="council")
    send_letter(step, LetterFacts(number="181/KS"), **common)
    receive_letter(step, LetterFacts(document=paper), decision=Decision(state="approved", on=day(7, 1)), **common)
    assert Step.objects.get(pk=step.pk).document == paper


# --- what is told with a verb or in the table of past steps --------------------------------------------------


def test_what_a_verb_tells_of_letters_becomes_letters(at, common, editor):
    agreement = at(Stage.COUNCIL)
    told = StepEvidence(letter_number="181/KS", sent_on=day(5, 1), reply_number="DPRD/9", decided_on=day(6, 1))
    advance(agreement, to=Stage.VERIFICATION, by=editor, on=day(6, 2), today=TODAY, evidence=told)
    letters = Letter.objects.filter(step__stage=Stage.COUNCIL).values_list("direction", "number")
    assert list(letters) == [("out", "181/KS"), ("reply", "DPRD/9")]


def test_letters_that_were_recorded_stay_when_the_stage_is_left(at, common, editor):
    agreement = at(Stage.COUNCIL)
    step = step_of(agreement)
    send_letter(step, LetterFacts(number="181/KS", sent_on=day(5, 1), subject="Permohonan"), **common)
    send_reminder(step, LetterFacts(number="182/KS"), **common)
    evidence = StepEvidence(reply_number="DPRD/9", decided_on=day(6, 1))
    advance(agreement, to=Stage.VERIFICATION, by=editor, on=day(6, 2), today=TODAY, evidence=evidence)
    assert [(one.number, one.subject) for one in step.letters.all()] == [
        ("181/KS", "Permohonan"),
        ("182/KS", ""),
        ("DPRD/9", ""),
    ]
    assert said(step) == (StepState.APPROVED, "181/KS", str(day(5, 1)), str(UNKNOWN), "DPRD/9")


def test_table_of_past_steps_corrects_its_letters_and_empties_them(editor):
    agreement = make_agreement(by=editor)
    line = {"stage": Stage.COUNCIL, "holder": Holder.COUNCIL, "state": StepState.APPROVED}
    told = StepEvidence(letter_number="1", reply_number="2", sent_on=parse("2019"), decided_on=parse("2020"))
    record_past(agreement, steps=[PastStep(evidence=told, **line)], by=editor, today=TODAY)
    step = step_of(agreement, stage=Stage.COUNCIL)
    sent = step.letters.get(direction="out")
    again = PastStep(evidence=StepEvidence(letter_number="11"), cleared=("reply_number",), **line)
    record_past(agreement, steps=[again], by=editor, today=TODAY)
    assert [(one.pk, one.number, str(one.sent_on)) for one in step.letters.all()] == [(sent.pk, "11", "2019")]
    assert Letter.history.filter(history_type="-").get().number == "2"
    record_past(agreement, steps=[PastStep(cleared=("letter_number", "sent_on"), **line)], by=editor, today=TODAY)
    assert (said(step)[1:3], step.letters.count()) == (("", str(UNKNOWN)), 0)


def test_own_work_keeps_the_number_of_its_paper_and_has_no_letter(editor):
    agreement = make_agreement(by=editor)
    evidence = StepEvidence(letter_number="005/usulan")
    advance(agreement, to=Stage.EXPLORATION, by=editor, on=day(5, 1), today=TODAY, evidence=evidence)
    step = step_of(agreement, stage=Stage.INITIATIVE)
    assert (step.letter_number, step.letters.count(), drift_of_letters(step)) == ("005/usulan", 0, [])
    assert set(derived_columns(step, [])) == {"sent_on", "reply_number"}


def test_one_letter_does_not_prove_the_answers_of_two_ministries(at, editor):
    agreement = at(Stage.CONSULTATION)
    values = {"to": Stage.INTENT, "by": editor, "on": day(7, 1), "today": TODAY}
    assert refused(advance, agreement, evidence=StepEvidence(reply_number="193/PUU"), **values) == "whose"
    evidence = {
        Holder.HOME_AFFAIRS: StepEvidence(reply_number="193/PUU", decided_on=day(6, 1)),
        Holder.FOREIGN_AFFAIRS: StepEvidence(reply_number="D/7", decided_on=day(6, 20)),
    }
    advance(agreement, evidence=evidence, **values)
    answers = {one.holder: (one.reply_number, one.decided_on) for one in agreement.steps.filter(stage="consultation")}
    assert answers == {"home_affairs": ("193/PUU", day(6, 1)), "foreign_affairs": ("D/7", day(6, 20))}


# --- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, "empty"),
        ({"number": "1", "sent_on": KnownDate.day(date(2026, 11, 25))}, "future"),
        ({"dated": day(5, 4), "sent_on": day(5, 3)}, "disorder"),
        ({"sent_on": day(5, 4), "received_on": day(5, 3)}, "disorder"),
        ({"dated": day(5, 4), "sent_on": day(5, 4), "received_on": day(5, 4)}, None),
        ({"sent_on": KnownDate.month(2026, 5), "received_on": day(5, 3)}, None),
    ],
)
def test_letter_says_something_and_its_days_stand_in_order(at, common, facts, code):
    assert refused(send_letter, step_of(at(Stage.COUNCIL)), LetterFacts(**facts), **common) == code


def test_nothing_is_asked_of_a_step_that_is_decided_ahead_or_of_the_city(at, common, editor):
    agreement = at(Stage.VERIFICATION)
    letter = LetterFacts(number="1", sent_on=day(5, 1))
    assert refused(send_letter, step_of(agreement, stage=Stage.COUNCIL), letter, **common) == "decided"
    assert refused(send_letter, step_of(agreement, stage=Stage.PLAN), letter, **common) == "own_work"
    ahead = agreement.steps.create(stage=Stage.CONFIRMATION, holder=Holder.FOREIGN_AFFAIRS)
    assert refused(send_letter, ahead, letter, **common) == "ahead"
    strange = agreement.steps.create(stage=Stage.VERIFICATION, holder=Holder.FINANCE)
    assert refused(send_letter, strange, letter, **common) == "holder"
    former = agreement.steps.create(stage=Stage.FULL_POWERS, holder=Holder.FOREIGN_AFFAIRS)
    assert refused(send_letter, former, letter, **common) == "holder"
    assert not Letter.objects.filter(number="1").exists()


def test_answer_and_reminder_need_a_letter_and_come_after_it(at, common):
    step = step_of(at(Stage.COUNCIL))
    early, late = LetterFacts(dated=day(4, 30)), LetterFacts(dated=day(5, 2))
    assert refused(receive_letter, step, late, **common) == "not_sent"
    assert refused(send_reminder, step, late, **common) == "not_waiting"
    assert refused(record_receipt, step, day(5, 2), **common) == "not_sent"
    send_letter(step, LetterFacts(number="1", sent_on=day(5, 1)), **common)
    assert refused(receive_letter, step, early, **common) == "before_letter"
    assert refused(send_reminder, step, early, **common) == "before_letter"
    assert refused(record_receipt, step, day(4, 30), **common) == "disorder"
    assert refused(receive_letter, step, LetterFacts(dated=day(5, 6), received_on=day(5, 9)), **common) is None
    assert refused(record_receipt, step, day(5, 7), **common) == "before_receipt"
    assert refused(record_receipt, step, day(5, 2), **common) is None
    assert refused(receive_letter, step, LetterFacts(dated=day(5, 1)), **common) == "before_receipt"
    assert refused(send_reminder, step, LetterFacts(dated=day(5, 1)), **common) is None
    assert refused(receive_letter, step, early, is_reply=False, **common) is None  # it crossed the city's letter
    assert refused(receive_letter, step, late, decision=Decision(state="approved"), **common) is None
    assert refused(receive_letter, step, late, **common) == "decided"
    assert refused(send_reminder, step, late, **common) == "not_waiting"
    assert refused(receive_letter, step, late, is_reply=False, **common) is None


def test_decision_in_the_future_or_without_its_letter_is_refused(at, common):
    step = step_of(at(Stage.CONFIRMATION))
    send_letter(step, LetterFacts(number="1", sent_on=day(5, 1)), **common)
    late = Decision(state=StepState.APPROVED, on=KnownDate.day(date(2026, 12, 1)))
    assert refused(receive_letter, step, LetterFacts(number="D/1"), decision=late, **common) == "future"
    approved = Decision(state=StepState.APPROVED, on=day(6, 1))
    assert "perlu nomor" in refused(receive_letter, step, LetterFacts(subject="Ya"), decision=approved, **common)
    assert step.letters.filter(direction="reply").count() == 0
    assert refused(receive_letter, step, LetterFacts(number="D/1"), decision=approved, **common) is None


def test_minister_returns_the_plan_by_the_verb_and_the_partner_decides_nothing(at, common):
    agreement = at(Stage.VERIFICATION)
    step = step_of(agreement)
    send_letter(step, LetterFacts(number="1"), **common)
    returned = Decision(state=StepState.RETURNED, on=day(6, 1))
    assert refused(receive_letter, step, LetterFacts(number="2"), decision=returned, **common) == "use_return"
    approved = Decision(state=StepState.APPROVED, on=day(6, 1))
    receive_letter(step, LetterFacts(number="2"), decision=approved, **common)
    assert Step.objects.get(pk=step.pk).outcome == Step.Outcome.GO_ON
    other = at(Stage.DISCUSSION)
    talk = step_of(other)
    send_letter(talk, LetterFacts(number="9", sent_on=day(5, 1)), **common)
    send_reminder(talk, LetterFacts(sent_on=day(5, 20)), **common)
    assert said(talk)[:3] == (StepState.IN_PROGRESS, "", str(day(5, 1)))
    assert refused(receive_letter, talk, LetterFacts(number="2"), decision=approved, **common) == "no_decision"


def test_council_that_has_another_role_approves_nothing(at, common):
    step = step_of(at(Stage.COUNCIL))
    send_letter(step, LetterFacts(number="1"), **common)
    opinion = Decision(state=StepState.APPROVED, on=day(6, 1), council_role="opinion")
    assert "DPRD memberi persetujuan" in refused(
        receive_letter, step, LetterFacts(number="2"), decision=opinion, **common
    )


# --- further rounds ------------------------------------------------------------------------------------------


def test_letter_after_a_return_begins_a_further_round(at, common, editor):
    agreement = at(Stage.COUNCIL)
    first = step_of(agreement)
    send_letter(first, LetterFacts(number="1", sent_on=day(5, 1)), **common)
    receive_letter(first, LetterFacts(number="DPRD/1"), decision=Decision(state="returned", on=day(5, 20)), **common)
    assert refused(advance, agreement, to=Stage.VERIFICATION, by=editor, on=day(6, 1), today=TODAY) == "answered_no"
    early = LetterFacts(number="2", sent_on=day(5, 19))
    assert refused(send_letter, first, early, **common) == "before_round"
    assert step_of(agreement).round == 1
    send_letter(first, LetterFacts(number="2", sent_on=day(6, 1)), **common)
    second = step_of(agreement)
    assert (second.round, said(second)[:2]) == (2, (StepState.SUBMITTED, "2"))
    assert said(first) == (StepState.RETURNED, "1", str(day(5, 1)), str(UNKNOWN), "DPRD/1")
    assert refused(receive_letter, first, LetterFacts(number="x"), is_reply=False, **common) == "later_round"


@pytest.mark.parametrize("act", [receive_letter, send_reminder, send_letter])
def test_no_letter_of_a_further_round_is_earlier_than_the_end_of_the_round_before(at, common, act):
    agreement = at(Stage.COUNCIL)
    first = step_of(agreement)
    send_letter(first, LetterFacts(number="1", sent_on=day(5, 1)), **common)
    receive_letter(first, LetterFacts(number="DPRD/1"), decision=Decision(state="returned", on=day(5, 20)), **common)
    send_letter(first, LetterFacts(number="2"), **common)  # on a day that nobody told
    second = step_of(agreement)
    assert refused(act, second, LetterFacts(dated=day(5, 19)), **common) == "before_round"
    assert refused(record_receipt, second, day(5, 19), **common) == "before_round"
    assert refused(act, second, LetterFacts(dated=day(5, 20)), **common) is None


def test_further_round_only_of_what_is_over_and_never_through_the_gate(at, common, editor):
    agreement = at(Stage.COUNCIL)
    plan = step_of(agreement, stage=Stage.PLAN)
    further = open_round(plan, **common)
    assert (further.round, further.state) == (2, StepState.IN_PROGRESS)
    assert refused(open_round, further, **common) == "round_open"
    assert refused(open_round, plan, **common) == "later_round"
    signed = make_signed(by=editor)
    council = step_of(signed, stage=Stage.COUNCIL)
    assert refused(open_round, council, **common) == "gate"
    assert (may_have_round(plan), may_have_round(council)) == (True, False)


# --- taking back ---------------------------------------------------------------------------------------------

REASON = "Surat ini milik kerja sama lain."


def test_letter_that_was_recorded_by_mistake_is_taken_back_and_stays_in_the_history(at, common, verifier):
    step = step_of(at(Stage.COUNCIL))
    send_letter(step, LetterFacts(number="1", sent_on=day(5, 1)), **common)
    second = send_letter(step, LetterFacts(number="2", sent_on=day(5, 2)), **common)
    values = {"reason": REASON, "by": verifier, "today": TODAY}
    take_back_letter(step.letters.get(number="1"), **values)
    assert said(step)[:3] == (StepState.SUBMITTED, "2", str(day(5, 2)))
    take_back_letter(second, **values)
    assert said(step) == (StepState.NOT_STARTED, "", str(UNKNOWN), str(UNKNOWN), "")
    gone = Letter.history.filter(history_type="-")
    assert {(one.number, one.history_user, one.history_change_reason) for one in gone} == {
        ("1", verifier, REASON),
        ("2", verifier, REASON),
    }


def test_letter_is_not_taken_back_without_right_and_reason_or_from_under_a_decision(at, common, editor, verifier):
    step = step_of(at(Stage.COUNCIL))
    letter = send_letter(step, LetterFacts(number="1"), **common)
    with pytest.raises(PermissionDenied):
        take_back_letter(letter, reason=REASON, by=editor, today=TODAY)
    assert refused(take_back_letter, letter, reason="Salah.", by=verifier, today=TODAY) == "reason_short"
    other = receive_letter(step, LetterFacts(number="x"), is_reply=False, **common)
    reply = receive_letter(step, LetterFacts(number="2"), decision=Decision(state="approved", on=day(6, 1)), **common)
    for one in (letter, reply):
        assert refused(take_back_letter, one, reason=REASON, by=verifier, today=TODAY) == "decided"
    assert refused(take_back_letter, other, reason=REASON, by=verifier, today=TODAY) is None


def test_answer_that_decided_nothing_is_taken_back_and_never_stands_for_the_one_that_did(at, common, verifier):
    step = step_of(at(Stage.COUNCIL))
    sent = send_letter(step, LetterFacts(number="1", sent_on=day(5, 1)), **common)
    further = send_letter(step, LetterFacts(number="2", sent_on=day(5, 3)), **common)
    nothing = receive_letter(step, LetterFacts(number="A", dated=day(6, 9)), **common)
    decided = receive_letter(
        step, LetterFacts(number="B", dated=day(6, 1)), decision=Decision(state="approved"), **common
    )
    assert (said(step)[4], drift_of_letters(Step.objects.get(pk=step.pk))) == ("B", [])
    values = {"reason": REASON, "by": verifier, "today": TODAY}
    assert [refused(take_back_letter, one, **values) for one in (sent, decided)] == ["decided", "decided"]
    assert [refused(take_back_letter, one, **values) for one in (nothing, further)] == [None, None]
    assert said(step)[:2] + said(step)[4:] == (StepState.APPROVED, "1", "B")
