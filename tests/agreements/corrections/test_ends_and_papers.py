"""An early end and a signed paper that are taken back; two people who correct at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from agreements.corrections.actions import correct, correction_of
from agreements.lifecycle.vocabulary import Holder, Stage, StepState
from agreements.models import Agreement
from agreements.stages.actions import advance, end, stop
from agreements.stages.past_steps import record_past
from agreements.stages.signing import sign
from agreements.stages.step_evidence import PastStep
from agreements.stages.take_in import take_in
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.stages.old_text_shapes import SHAPES
from tests.agreements.stages.old_texts import as_old_text
from tests.clock import noon
from tests.factories import advance_to, make_agreement, make_instrument, make_signed

from .facts import ON, PARTIES, REASON, TODAY, UNKNOWN, code_of, facts_of, is_sound, names_of, step_of

ENDED = [one for one in SHAPES if one.stage in ("terminated", "discontinued") and one.ending]
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


# --- the early end -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("signed", [False, True])
def test_early_end_is_taken_back(editor, verifier, signed):
    agreement = make_signed(by=editor) if signed else make_agreement(by=editor)
    if not signed:
        advance_to(agreement, Stage.COUNCIL, editor)
    before = facts_of(agreement)
    if signed:
        end(agreement, by=editor, on=ON, today=TODAY, reason="Mitra menarik diri.")
    else:
        stop(agreement, by=editor, on=ON, today=TODAY, code="other", reason="Tidak jadi.")
    correct(agreement, by=verifier, reason=REASON)
    assert facts_of(agreement) == before
    assert is_sound(agreement)


@pytest.mark.parametrize("number", range(len(ENDED)))
@pytest.mark.parametrize("reason", ["", "Surat mitra dari tahun itu."])
def test_end_of_a_text_that_was_taken_in_as_ended_leaves_its_paper_too(editor, verifier, number, reason):
    old = as_old_text(ENDED[number])
    whole = take_in(replace(old, ending=None), by=editor, today=TODAY)
    agreement = take_in(replace(old, ending=replace(old.ending, reason=reason)), by=editor, today=TODAY)
    assert any(change.new == "–" and change.old == old_word(agreement) for change in correction_of(agreement).changes())
    correct(agreement, by=verifier, reason=REASON)
    assert facts_of(agreement) == facts_of(whole)
    paper = agreement.instruments.first()
    assert (paper.ending, paper.ended_on, paper.ended_by, paper.ended_reason) == ("", UNKNOWN, None, "")
    assert paper.history.first().history_user == verifier


def old_word(agreement):
    return agreement.instruments.first().get_ending_display()


def test_end_of_a_paper_that_was_recorded_apart_stays(editor, verifier):
    agreement = make_signed(by=editor)
    paper = agreement.instruments.get(kind="mou")
    paper.ending, paper.ended_on = "withdrawn", ON
    paper.save()
    end(agreement, by=editor, on=ON, today=TODAY, reason="Mitra menarik diri.")
    correct(agreement, by=verifier, reason=REASON)
    paper.refresh_from_db()
    assert (paper.ending, paper.ended_on) == ("withdrawn", ON)


def test_steps_recorded_after_the_end_count_when_it_is_taken_back(editor, verifier):
    agreement = make_agreement(by=editor)
    stop(agreement, by=editor, on=ON, today=TODAY, code="other", reason="Tidak jadi.")
    row = PastStep(stage=Stage.EXPLORATION, holder=Holder.CITY, state=StepState.DONE)
    record_past(agreement, steps=[row], by=editor, today=TODAY)
    correct(agreement, by=verifier, reason=REASON)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.EXPLORATION


def test_end_behind_the_gate_is_taken_back_only_past_it(editor, verifier):
    agreement = make_signed(by=editor)
    end(agreement, by=editor, on=ON, today=TODAY, reason="Mitra menarik diri.")
    agreement.steps.filter(stage=Stage.CONFIRMATION).update(state="not_started")
    with pytest.raises(ValidationError) as refusal:
        correct(agreement, by=verifier, reason=REASON)
    assert code_of(refusal) == "gate"


def test_record_that_did_not_end_early_has_no_end_to_take_back(editor, verifier):
    with pytest.raises(ValidationError) as refusal:
        correct(make_signed(by=editor), by=verifier, reason=REASON)
    assert code_of(refusal) == "not_correctable"


# --- papers --------------------------------------------------------------------------------------------------


def test_paper_of_a_stage_is_taken_back_with_its_step(editor, verifier):
    agreement = make_signed(by=editor)
    text = agreement.instruments.get(kind="mou")
    correct(text, by=verifier, reason=REASON)
    agreement.refresh_from_db()
    assert (agreement.stage, agreement.signed_on) == (Stage.CONFIRMATION, UNKNOWN)
    assert step_of(agreement, Stage.SIGNING).state == StepState.NOT_STARTED
    assert is_sound(agreement)


def test_paper_of_its_own_stays_unsigned(editor, verifier):
    agreement = make_signed(by=editor)
    before = facts_of(agreement)
    paper = make_instrument(agreement, "extension", signed=False, validity="open", title="Perpanjangan")
    sign(paper, sides=PARTIES, by=editor, today=TODAY)
    assert facts_of(agreement) != before
    correct(paper, by=verifier, reason=REASON)
    assert facts_of(agreement) == before
    paper.refresh_from_db()
    assert (paper.title, paper.validity, paper.signed_on) == ("Perpanjangan", "open", UNKNOWN)
    assert is_sound(agreement)
    with pytest.raises(ValidationError) as refusal:
        correct(paper, by=verifier, reason=REASON)
    assert code_of(refusal) == "not_correctable"


def test_paper_waits_for_those_that_change_it_and_for_its_own_end(editor, verifier):
    agreement = make_signed(by=editor)
    first = make_instrument(agreement, "extension", signed_on="2025", title="Pertama")
    second = make_instrument(agreement, "extension", signed_on="2026", title="Kedua", changes=first)
    assert names_of(first) == ["Kedua, 2026"]
    with pytest.raises(ValidationError, match="Kedua"):
        correct(first, by=verifier, reason=REASON)
    correct(second, by=verifier, reason=REASON)
    first.ending = "withdrawn"
    first.save()
    assert names_of(first) == ["pengakhiran dini naskah ini (Ditarik oleh salah satu pihak)"]


def test_two_correctors_take_back_one_row(editor, verifier, superuser):
    """The second reads that there is nothing left, also where he began before the first was done."""
    agreement = make_signed(by=editor)
    first, second = step_of(agreement, Stage.SIGNING), step_of(agreement, Stage.SIGNING)
    correct(first, by=verifier, reason=REASON)
    with pytest.raises(ValidationError) as refusal:
        correct(second, by=superuser, reason=REASON)
    assert code_of(refusal) == "not_correctable"
    assert Agreement.objects.get().stage == Stage.CONFIRMATION


def test_day_after_the_signing_is_not_kept(editor, verifier, clock):
    """The stage stands again as of the day on which it was reached."""
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.PLAN, editor)
    agreement.refresh_from_db()
    reached = agreement.stage_as_of
    clock.move_to(noon(TODAY + timedelta(days=3)))
    advance(agreement, to=Stage.COUNCIL, by=editor, on=KnownDate.day(TODAY), today=TODAY + timedelta(days=3))
    correct(step_of(agreement, Stage.PLAN), by=verifier, reason=REASON)
    agreement.refresh_from_db()
    assert (agreement.stage, agreement.stage_as_of) == (Stage.PLAN, reached)
