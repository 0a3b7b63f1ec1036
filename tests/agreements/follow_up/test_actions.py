"""Follow-ups: planned, moved and counted, handed over, finished with a result, given up with a reason."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agreements.follow_up.actions import (
    assign_follow_ups,
    cancel_follow_up,
    finish_follow_up,
    move_due_dates,
    plan_follow_up,
)
from agreements.models import FollowUp, FollowUpReport
from agreements.record.saving import note_edit
from agreements.record.verdict import verdict_of
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.versions.versioning import StaleVersion
from tests.factories import make_office, make_signed

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)

DUE = KnownDate.day(date(2027, 1, 15))
LATER = KnownDate.day(date(2027, 3, 1))


@pytest.fixture
def agreement(editor):
    return make_signed(by=editor)


@pytest.fixture
def planned(agreement, editor):
    return plan_follow_up(
        agreement, kind="meeting", title="Pertemuan pertama", office=make_office(), due_on=DUE, by=editor
    )


def fresh(agreement):
    agreement = type(agreement).objects.select_related("digest").get(pk=agreement.pk)
    verdict = verdict_of(agreement, TODAY)
    return agreement, verdict.condition.value


def test_plan_gives_the_agreement_a_due_date(agreement, planned):
    assert fresh(agreement)[0].digest.next_due_on == DUE.latest
    assert planned.version == 1
    assert planned.history.count() == 1


def test_move_counts_and_keeps_the_reason(agreement, planned, editor):
    assert move_due_dates([planned], to=LATER, reason="Mitra meminta waktu", by=editor, today=TODAY) == 1
    planned.refresh_from_db()
    assert (planned.due_on, planned.times_moved) == (LATER, 1)
    assert planned.history.first().history_change_reason == "Mitra meminta waktu"
    assert fresh(agreement)[0].digest.next_due_moved == 1


def test_move_to_the_same_day_is_no_move(planned, editor):
    assert move_due_dates([planned], to=DUE, reason="Sama", by=editor, today=TODAY) == 0
    planned.refresh_from_db()
    assert planned.times_moved == 0


def test_first_due_date_is_no_move(agreement, editor):
    undated = FollowUp.objects.create(agreement=agreement, kind="visit", title="Kunjungan")
    move_due_dates([undated], to=DUE, reason="Ditetapkan", by=editor, today=TODAY)
    undated.refresh_from_db()
    assert (undated.due_on, undated.times_moved) == (DUE, 0)


def test_move_of_one_closed_row_moves_none(agreement, planned, editor):
    closed = FollowUp.objects.create(agreement=agreement, kind="visit", title="Selesai", done_on=KnownDate.year(2026))
    with pytest.raises(ValidationError, match="“Selesai” sudah ditutup"):
        move_due_dates([planned, closed], to=LATER, reason="Bersama", by=editor, today=TODAY)
    planned.refresh_from_db()
    assert planned.due_on == DUE


@pytest.mark.parametrize(
    ("to", "reason", "code"),
    [(LATER, "  ", "reason_needed"), (KnownDate.unknown(), "Tanpa tanggal", "date_needed")],
)
def test_move_needs_reason_and_date(planned, editor, to, reason, code):
    with pytest.raises(ValidationError) as refused:
        move_due_dates([planned], to=to, reason=reason, by=editor, today=TODAY)
    assert refused.value.code == code


def test_finish_makes_the_agreement_active(agreement, planned, editor):
    done = KnownDate.day(TODAY)
    finish_follow_up(planned, done_on=done, result="Disepakati tiga kegiatan.", by=editor, today=TODAY)
    agreement, condition = fresh(agreement)
    assert condition == "active"
    assert agreement.stretch_on(TODAY).activity_on == TODAY
    assert agreement.digest.next_due_on is None


@pytest.mark.parametrize(
    ("done_on", "result", "words"),
    [
        (KnownDate.day(TODAY), "  ", "result.*Tuliskan hasilnya"),
        (KnownDate.unknown(), "Ada hasil", "done_on.*Isi tanggalnya"),
        (KnownDate.day(TODAY + timedelta(1)), "Ada hasil", "25 November 2026 ada di masa depan"),
    ],
)
def test_finish_is_refused_without_its_facts(planned, editor, done_on, result, words):
    with pytest.raises(ValidationError, match=words):
        finish_follow_up(planned, done_on=done_on, result=result, by=editor, today=TODAY)
    planned.refresh_from_db()
    assert not planned.done_on


def test_finish_twice_is_refused(planned, editor):
    finish_follow_up(planned, done_on=KnownDate.day(TODAY), result="Ya", by=editor, today=TODAY)
    with pytest.raises(ValidationError, match="sudah ditutup"):
        cancel_follow_up(planned, on=TODAY, reason="Batal", by=editor, today=TODAY)


def finish(follow_up, by):
    return finish_follow_up(follow_up, done_on=KnownDate.day(TODAY), result="Ya", by=by, today=TODAY)


def cancel(follow_up, by):
    return cancel_follow_up(follow_up, on=TODAY, reason="Batal", by=by, today=TODAY)


@pytest.mark.parametrize("close", [finish, cancel])
@pytest.mark.parametrize(("state", "refused"), [("draft", 0), ("returned", 0), ("approved", 0), ("submitted", 1)])
def test_what_a_report_waits_on_is_not_closed(planned, editor, close, state, refused):
    FollowUpReport.objects.create(follow_up=planned, state=state, submitted_at=timezone.now())
    if refused:
        with pytest.raises(ValidationError, match="Pertemuan pertama") as error:
            close(planned, editor)
        assert error.value.code == "report_waits"
    else:
        close(planned, editor)
    assert FollowUp.objects.open().exists() == bool(refused)


@pytest.mark.parametrize(
    ("changes", "twice"),
    [
        ({}, True),
        ({"title": " Pertemuan pertama "}, True),
        ({"kind": "visit"}, True),
        ({"title": "Pertemuan kedua"}, False),
        ({"due_on": LATER}, False),
        ({"due_on": KnownDate.unknown()}, False),
        ({"office": None}, False),
    ],
)
def test_the_same_is_not_planned_twice_while_it_is_open(agreement, planned, editor, changes, twice):
    values = {"kind": "meeting", "title": planned.title, "office": planned.office, "due_on": DUE, **changes}
    if not twice:
        assert plan_follow_up(agreement, by=editor, **values)
        return
    with pytest.raises(ValidationError) as error:
        plan_follow_up(agreement, by=editor, **values)
    assert (error.value.code, error.value.params["pk"]) == ("twin", planned.pk)
    finish(planned, editor)
    assert plan_follow_up(agreement, by=editor, **values)


def test_finish_on_a_stale_version_is_a_conflict(planned, editor):
    move_due_dates([planned], to=LATER, reason="Lebih dulu", by=editor, today=TODAY)
    with pytest.raises(StaleVersion) as stale:
        finish_follow_up(
            planned, done_on=KnownDate.day(TODAY), result="Ya", by=editor, today=TODAY, expected=planned.version
        )
    assert (planned.version, stale.value.current) == (1, 2)


def test_cancel_needs_a_reason_and_frees_the_due_date(agreement, planned, editor):
    with pytest.raises(ValidationError, match="reason.*Isi alasannya"):
        cancel_follow_up(planned, on=TODAY, reason=" ", by=editor, today=TODAY)
    cancel_follow_up(planned, on=TODAY, reason="Mitra mundur", by=editor, today=TODAY)
    assert fresh(agreement)[0].digest.next_due_on is None


def test_assign_writes_only_what_changes(planned, editor, verifier):
    assert assign_follow_ups([planned], person=verifier, by=editor) == 1
    assert assign_follow_ups([planned], person=verifier, by=editor) == 0
    planned.refresh_from_db()
    assert planned.person_in_charge == verifier


def test_department_cannot_move_what_is_not_its_own(planned, operator):
    with pytest.raises(PermissionDenied):
        move_due_dates([planned], to=LATER, reason="Ingin nanti", by=operator, today=TODAY)
    planned.refresh_from_db()
    assert planned.due_on == DUE


def test_withheld_follow_up_counts_for_nothing_in_public(agreement, planned, editor):
    planned.is_public, planned.done_on = False, KnownDate.day(TODAY)
    planned.save()
    note_edit(agreement, by=editor, part=planned)
    digest = fresh(agreement)[0].digest
    assert (agreement.stretch_on(TODAY).activity_on, digest.next_due_on) == (None, None)
