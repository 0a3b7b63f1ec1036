"""Answers of offices: who may enter and accept them, what is refused, and how far they carry the record."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agreements.attesting.actions import accept, attest, take_back
from agreements.models import Agreement, Attestation, Digest
from agreements.record.trash import move_to_trash
from tests.factories import make_office

from .answers import SIGNED, TODAY, answer, entered, happened, make_led, stretch_of

pytestmark = pytest.mark.today(TODAY)


@pytest.fixture
def agreement(operator, editor):
    return make_led(operator.offices.get(), by=editor)


@contextmanager
def refused_as(code):
    """Expect a refusal with this code."""
    with pytest.raises(ValidationError) as refusal:
        yield
    assert refusal.value.code == code


# --- what it is worth ----------------------------------------------------------------------------------


def test_answer_counts_from_its_acceptance_on_and_not_before(agreement, editor, verifier):
    assert (stretch_of(agreement).rule, stretch_of(agreement).horizon_on) == ("unconfirmed", SIGNED)
    row = entered(agreement, editor)
    assert (stretch_of(agreement).rule, stretch_of(agreement).horizon_on) == ("unconfirmed", SIGNED)
    accept(row, by=verifier, today=TODAY)
    found = stretch_of(agreement)
    assert (found.rule, found.horizon_on, found.is_attested) == ("none_yet", date(2026, 11, 20), True)
    day_before = stretch_of(agreement, TODAY - timedelta(days=1))
    assert (day_before.rule, day_before.is_attested) == ("unconfirmed", False)


@pytest.mark.parametrize("kind", ["sources", "asked"])
def test_what_no_office_confirms_is_kept_and_extends_nothing(agreement, editor, verifier, kind):
    row = entered(agreement, editor, kind=kind)
    assert stretch_of(agreement).horizon_on == SIGNED
    with refused_as("no_confirmation"):
        accept(row, by=verifier, today=TODAY)


def test_questions_in_vain_are_counted_until_the_office_answers(agreement, editor, verifier):
    for month in (1, 5):
        entered(agreement, editor, kind="asked", answered_on=date(2026, month, 3), ends_on=date(2026, month, 3))
    digest = Digest.objects.get(agreement=agreement)
    assert (digest.asked_times, digest.asked_on) == (2, date(2026, 5, 3))
    accept(entered(agreement, editor), by=verifier, today=TODAY)
    digest.refresh_from_db()
    assert (digest.asked_times, digest.asked_on) == (0, None)


def test_period_with_a_hole_before_it_proves_nothing(agreement, editor, verifier):
    row = entered(agreement, editor, starts_on="2024-01-01")
    accept(row, by=verifier, today=TODAY)
    assert (stretch_of(agreement).rule, stretch_of(agreement).horizon_on) == ("unconfirmed", SIGNED)


def test_activity_recorded_later_in_a_silent_period_contradicts_it(agreement, editor, verifier):
    accept(entered(agreement, editor), by=verifier, today=TODAY)
    happened(agreement, "2025-06-10")
    assert Digest.objects.get(agreement=agreement).contradicted == 1
    assert stretch_of(agreement).horizon_on == date(2025, 6, 10)


def test_answer_does_not_make_its_writer_the_last_editor_of_the_record(agreement, operator, editor):
    before = Agreement.objects.get(pk=agreement.pk)
    entered(agreement, operator)
    after = Agreement.objects.get(pk=agreement.pk)
    assert (after.edited_by, after.version) == (before.edited_by, before.version) == (editor, before.version)


# --- who -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["editor", "verifier", "operator"])
def test_who_enters_is_kept(request, agreement, role):
    user = request.getfixturevalue(role)
    row = entered(agreement, user)
    assert (row.entered_by, row.entered_on, row.accepted_on) == (user, TODAY, None)


@pytest.mark.parametrize("role", ["head", "manager"])
def test_readers_enter_nothing(request, agreement, role):
    with pytest.raises(PermissionDenied):
        entered(agreement, request.getfixturevalue(role))


@pytest.mark.parametrize("kind", ["sources", "asked"])
def test_department_says_only_what_an_office_confirms(agreement, operator, kind):
    with pytest.raises(PermissionDenied):
        entered(agreement, operator, kind=kind)


def test_department_answers_only_for_what_its_office_leads(operator, editor):
    other = make_office("Dinas Kesehatan")
    with pytest.raises(PermissionDenied):
        entered(make_led(other, by=editor), operator)
    mine = make_led(operator.offices.get(), "Yang kami pimpin", by=editor)
    with pytest.raises(PermissionDenied):
        entered(mine, operator, office=other)


def test_nobody_accepts_the_own_entry(agreement, verifier, editor):
    row = entered(agreement, verifier)
    with refused_as("same_person"):
        accept(row, by=verifier, today=TODAY)
    accepted = accept(row, by=editor, today=TODAY)
    assert (accepted.accepted_by, accepted.accepted_on) == (editor, TODAY)


@pytest.mark.parametrize("role", ["operator", "head", "manager"])
def test_acceptance_needs_the_right(request, agreement, editor, role):
    row = entered(agreement, editor)
    with pytest.raises(PermissionDenied):
        accept(row, by=request.getfixturevalue(role), today=TODAY)


def test_answer_is_accepted_once(agreement, editor, verifier, superuser):
    row = entered(agreement, editor)
    accept(row, by=verifier, today=TODAY)
    with refused_as("accepted"):
        accept(row, by=superuser, today=TODAY)


# --- what is refused -------------------------------------------------------------------------------------

REFUSED = [
    ("answered in the future", {"answered_on": date(2026, 11, 25)}, "answered_on"),
    ("until after the answer", {"ends_on": "2026-11-21"}, "ends_on"),
    ("until a month after the answer", {"ends_on": "2026-12"}, "ends_on"),
    ("no end", {"ends_on": ""}, "ends_on"),
    ("no first day", {"starts_on": ""}, "starts_on"),
    ("no first possible day", {"starts_on": "<2016"}, "starts_on"),
    ("first day after the last", {"starts_on": "2026-11-20", "ends_on": "2026-11-01"}, "__all__"),
    ("nobody asked", {"office": None}, "office"),
]


@pytest.mark.parametrize(("values", "field"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_answer_that_cannot_be_is_refused(agreement, editor, values, field):
    given = {"office": agreement.lead_office, **values}
    with pytest.raises(ValidationError) as refused:
        attest(answer(agreement, **given), by=editor, today=TODAY)
    assert field in refused.value.message_dict
    assert not agreement.attestations.exists()


def test_month_of_the_answer_is_no_future(agreement, editor):
    assert str(entered(agreement, editor, ends_on="2026-11").ends_on) == "November 2026"


def test_silence_over_a_recorded_activity_is_refused_when_entered_and_when_accepted(agreement, editor, verifier):
    row = entered(agreement, editor)
    happened(agreement, "2025-06-10")
    with pytest.raises(ValidationError, match="10 Juni 2025"):
        accept(row, by=verifier, today=TODAY)
    with pytest.raises(ValidationError, match="10 Juni 2025"):
        entered(agreement, editor, ends_on="2026-11-19")
    entered(agreement, editor, kind="complete")


def test_same_answer_sent_twice_is_one(agreement, editor):
    entered(agreement, editor)
    with refused_as("same"):
        entered(agreement, editor)
    assert agreement.attestations.count() == 1


def test_comparison_case_is_not_confirmed(agreement, editor):
    Agreement.objects.filter(pk=agreement.pk).update(is_comparison=True)
    with refused_as("comparison"):
        entered(agreement, editor)


def test_nothing_is_written_in_the_trash(agreement, editor, verifier):
    row = entered(agreement, editor)
    move_to_trash(agreement, by=editor, now=timezone.now(), reason="Tercatat dua kali")
    with refused_as("in_trash"):
        accept(row, by=verifier, today=TODAY)


# --- taking back -----------------------------------------------------------------------------------------


def test_own_answer_is_taken_back_with_a_reason_that_the_history_keeps(agreement, editor, verifier):
    row = entered(agreement, editor)
    with pytest.raises(PermissionDenied):
        take_back(row, by=verifier, reason="Salah baris")
    with pytest.raises(ValidationError, match="alasan|reason"):
        take_back(row, by=editor, reason=" ")
    take_back(row, by=editor, reason="Salah baris")
    last = Attestation.history.first()
    assert (last.history_type, last.history_user, last.history_change_reason) == ("-", editor, "Salah baris")
    assert not agreement.attestations.exists()


def test_accepted_answer_stays_for_ever(agreement, editor, verifier):
    row = entered(agreement, editor)
    accept(row, by=verifier, today=TODAY)
    with refused_as("accepted"):
        take_back(row, by=editor, reason="Salah baris")
