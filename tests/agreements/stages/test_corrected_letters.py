"""The page of a letter refuses what the acts on letters refuse."""

import pytest

from agreements.lifecycle.vocabulary import Stage
from agreements.record.letters import LetterFacts, add_letter
from jambi_coop.lib.dates.parser import parse
from tests.agreements.staff_desk import refused, send, url
from tests.factories import advance_to, make_agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(editor):
    def place(stage):
        agreement = make_agreement(by=editor)
        advance_to(agreement, stage, editor)
        return agreement

    return place


def step_of(agreement):
    return agreement.steps.filter(stage=agreement.stage).order_by("round").last()


def test_page_of_a_letter_refuses_what_the_acts_refuse(desk, at):
    step = step_of(at(Stage.CONFIRMATION))
    send(desk, url("step_send", step.pk), number="181/KS", sent_on="1 Mei 2026")
    send(desk, url("step_remind", step.pk), number="182/KS", sent_on="20 Mei 2026")
    send(desk, url("step_receive", step.pk), says="answer", number="D/1", dated="25 Mei 2026")
    send(desk, url("step_receive", step.pk), says="approved", number="D/9", dated="2 Juni 2026", subject="Konfirmasi")
    sent, reminder, nothing, decided = step.letters.all()

    def change(letter, **values):
        response = send(desk, url("letter_change", letter.pk), **values)
        return list(refused(response)) if response.status_code == 200 else None

    assert change(decided, dated="30 April 2026") == [""]
    assert change(reminder, sent_on="30 April 2026") == [""]
    assert change(sent, sent_on="21 Mei 2026") == [""]  # the reminder would be earlier
    assert change(sent, received_on="26 Mei 2026") == [""]  # an answer would be earlier
    assert change(reminder, number="", sent_on="") == [""]
    assert change(decided, number="") == [""]  # the letter of confirmation has its own number
    assert change(nothing, dated="4 Juni 2026") is None
    step.refresh_from_db()
    assert step.reply_number == "D/9"
    assert change(sent, received_on="4 Mei 2026", subject="Permohonan") is None


def test_letter_of_a_further_round_does_not_move_before_it(desk, at):
    step = step_of(at(Stage.COUNCIL))
    send(desk, url("step_send", step.pk), number="1", sent_on="1 Mei 2026")
    send(desk, url("step_receive", step.pk), says="returned", number="DPRD/9", dated="2 Juni 2026")
    send(desk, url("step_send", step.pk), number="2", sent_on="1 Juli 2026")
    letter = step_of(step.agreement).letters.get()
    assert list(refused(send(desk, url("letter_change", letter.pk), sent_on="1 Juni 2026"))) == [""]
    assert send(desk, url("letter_change", letter.pk), sent_on="3 Juni 2026").status_code == 302


def test_old_disorder_of_other_days_does_not_hold_up_a_correction(desk, at, editor):
    step = step_of(at(Stage.COUNCIL))
    send(desk, url("step_send", step.pk), number="1", sent_on="1 Mei 2026")
    old = add_letter(step, "reminder", LetterFacts(sent_on=parse("1 Maret 2020")), by=editor)
    assert send(desk, url("letter_change", old.pk), subject="Perihal").status_code == 302
