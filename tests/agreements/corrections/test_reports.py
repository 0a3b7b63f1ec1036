"""A decision on a report that is taken back: the follow-up says again what it said before, or nothing is written."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agreements.corrections.actions import correct, correction_of
from agreements.models import FollowUp, FollowUpReport, Participation, ReportedParticipation, ReportState
from agreements.office_reports.actions import NextFollowUp, approve_report, return_report, save_report, submit_report
from agreements.record.digest import refresh_digest
from tests.agreements.office_reports.office_desk import make_follow_up
from tests.factories import make_document

from .facts import ON, REASON, TODAY, UNKNOWN, code_of, facts_of, is_sound, names_of

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


@pytest.fixture
def follow_up(operator):
    return make_follow_up(operator)


def submitted(follow_up, operator, people=(12,), **values):
    report = FollowUpReport(follow_up=follow_up, progress="Rapat", happened_on=ON, **values)
    office = operator.offices.get()
    counted = [ReportedParticipation(people=number, office=office) for number in people]
    save_report(report, by=operator, now=timezone.now(), participants=counted)
    return submit_report(report, by=operator, now=timezone.now())


def approved(report, by, **how):
    return approve_report(report, by=by, now=timezone.now(), **how)


def values_of(follow_up):
    row = FollowUp.objects.get(pk=follow_up.pk)
    names = ("started_on", "done_on", "result", "public_note", "document_id", "cancelled_on", "due_on", "is_public")
    people = set(Participation.objects.filter(follow_up=row).values_list("office", "body", "people"))
    return {**{name: getattr(row, name) for name in names}, "people": people}


FINAL = {"is_final": True, "result": "Dua puluh guru lulus.", "public_note": "Terima kasih."}


@pytest.mark.parametrize(
    "report_values", [{}, FINAL, {"public_note": "Terima kasih."}], ids=["interim", "final", "note"]
)
@pytest.mark.parametrize("known", [{}, {"started_on": "Januari 2026", "public_note": "Sudah mulai."}])
@pytest.mark.parametrize("counted", [None, 12, 15])
def test_what_the_approval_wrote_is_undone(follow_up, operator, verifier, report_values, known, counted):
    for name, value in known.items():
        setattr(follow_up, name, value)
    follow_up.save()
    if counted:
        Participation.objects.create(follow_up=follow_up, office=operator.offices.get(), people=counted)
    refresh_digest(follow_up.agreement)
    report = submitted(follow_up, operator, **report_values)
    before, facts = values_of(follow_up), facts_of(follow_up.agreement)
    approved(report, verifier)
    assert values_of(follow_up) != before or (known and not report_values and counted == 12)
    correct(report, by=verifier, reason=REASON)
    assert values_of(follow_up) == before
    assert facts_of(follow_up.agreement) == facts
    report.refresh_from_db()
    assert (report.state, report.reviewed_by, report.reviewed_at) == (ReportState.SUBMITTED, None, None)
    record = report.history.first()
    assert (record.history_user, record.history_change_reason) == (verifier, REASON)
    assert is_sound(follow_up.agreement)
    # It waits for a decision again, and can be given one.
    approved(report, verifier)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"result": "Dua puluh lima guru lulus."}, "hasil dalam satu kalimat"),
        ({"started_on": "2025"}, "dimulai"),
        ({"public_note": "Lain."}, "catatan publik"),
    ],
)
def test_what_was_changed_since_is_named_and_nothing_is_written(follow_up, operator, verifier, change, named):
    report = submitted(follow_up, operator, **FINAL)
    approved(report, verifier)
    row = FollowUp.objects.get(pk=follow_up.pk)
    for name, value in change.items():
        setattr(row, name, value)
    row.save()
    before = values_of(follow_up)
    with pytest.raises(ValidationError, match=named) as refusal:
        correct(report, by=verifier, reason=REASON)
    assert code_of(refusal) == "not_correctable"
    assert values_of(follow_up) == before
    report.refresh_from_db()
    assert report.state == ReportState.APPROVED


def test_participants_that_were_counted_anew_since_are_named(follow_up, operator, verifier):
    report = submitted(follow_up, operator)
    approved(report, verifier)
    row = Participation.objects.get()
    row.people = 13
    row.save()
    with pytest.raises(ValidationError, match=str(operator.offices.get())):
        correct(report, by=verifier, reason=REASON)


def test_what_else_was_changed_since_stays(follow_up, operator, verifier):
    report = submitted(follow_up, operator, **FINAL)
    approved(report, verifier)
    row = FollowUp.objects.get(pk=follow_up.pk)
    row.title, row.due_on = "Kursus bahasa, gelombang pertama", "2027"
    row.save()
    correct(report, by=verifier, reason=REASON)
    row.refresh_from_db()
    assert (row.title, str(row.due_on), row.done_on) == ("Kursus bahasa, gelombang pertama", "2027", UNKNOWN)


def test_evidence_of_the_follow_up_comes_back(follow_up, operator, verifier):
    follow_up.document = make_document(follow_up.agreement, title="Berita acara")
    follow_up.save()
    report = submitted(follow_up, operator, **FINAL)
    photo = make_document(follow_up.agreement, title="Foto", kind="photo")
    FollowUpReport.objects.filter(pk=report.pk).update(document=photo)
    approved(FollowUpReport.objects.get(), verifier)
    assert FollowUp.objects.get(pk=follow_up.pk).document == photo
    report.refresh_from_db()
    assert ("Foto", "Berita acara") in {(one.old, one.new) for one in correction_of(report).changes()}
    correct(report, by=verifier, reason=REASON)
    assert FollowUp.objects.get(pk=follow_up.pk).document.title == "Berita acara"


def test_next_follow_up_that_was_planned_stays(follow_up, operator, verifier):
    report = submitted(follow_up, operator, next_step="Kunjungan balasan")
    approved(report, verifier, plan_next=NextFollowUp("Kunjungan balasan"))
    report.refresh_from_db()
    assert any("berikutnya" in note for note in correction_of(report).notes())
    correct(report, by=verifier, reason=REASON)
    assert FollowUp.objects.filter(title="Kunjungan balasan").exists()


def test_return_is_taken_back_with_its_note(follow_up, operator, verifier):
    report = submitted(follow_up, operator)
    return_report(report, by=verifier, now=timezone.now(), note="Sebutkan jumlah guru.")
    before = values_of(follow_up)
    correct(report, by=verifier, reason=REASON)
    report.refresh_from_db()
    assert (report.state, report.review_note, report.reviewed_by) == (ReportState.SUBMITTED, "", None)
    assert values_of(follow_up) == before


def test_former_return_is_remembered(follow_up, operator, verifier, editor):
    """The report that waits again is the one that waited: with the note of the return before it."""
    report = submitted(follow_up, operator)
    return_report(report, by=editor, now=timezone.now(), note="Sebutkan jumlah guru.")
    report.refresh_from_db()
    submit_report(report, by=operator, now=timezone.now())
    report.refresh_from_db()
    approved(report, verifier)
    correct(report, by=verifier, reason=REASON)
    report.refresh_from_db()
    assert (report.review_note, report.reviewed_by) == ("Sebutkan jumlah guru.", editor)


def test_return_on_which_the_office_has_written_stays(follow_up, operator, verifier):
    report = submitted(follow_up, operator)
    return_report(report, by=verifier, now=timezone.now(), note="Sebutkan jumlah guru.")
    report.refresh_from_db()
    report.progress = "Rapat dengan dua belas guru"
    save_report(report, by=operator, now=timezone.now())
    with pytest.raises(ValidationError, match="sejak laporan ini dikembalikan"):
        correct(report, by=verifier, reason=REASON)


def test_later_report_stands_on_it(follow_up, operator, verifier):
    first = submitted(follow_up, operator)
    approved(first, verifier)
    second = FollowUpReport(follow_up=FollowUp.objects.get(pk=follow_up.pk), progress="Rapat kedua", happened_on=ON)
    save_report(second, by=operator, now=timezone.now() + timedelta(days=1))
    assert len(names_of(first)) == 1
    with pytest.raises(ValidationError) as refusal:
        correct(first, by=verifier, reason=REASON)
    assert code_of(refusal) == "stands"


@pytest.mark.parametrize("state", [ReportState.DRAFT, ReportState.SUBMITTED])
def test_without_a_decision_there_is_none_to_take_back(follow_up, operator, verifier, state):
    report = submitted(follow_up, operator)
    FollowUpReport.objects.update(state=state)
    report.refresh_from_db()
    with pytest.raises(ValidationError) as refusal:
        correct(report, by=verifier, reason=REASON)
    assert code_of(refusal) == "not_correctable"


def test_approval_of_which_no_history_tells_is_not_undone_in_part(follow_up, operator, verifier):
    report = submitted(follow_up, operator, **FINAL)
    approved(report, verifier)
    FollowUp.history.filter(id=follow_up.pk).exclude(done_on_latest=date(2026, 5, 4)).delete()
    with pytest.raises(ValidationError, match="tidak tercatat"):
        correct(report, by=verifier, reason=REASON)


def test_who_decides_may_take_back_but_never_the_writer(follow_up, operator, editor, verifier, head):
    report = submitted(follow_up, operator)
    approved(report, verifier)
    with pytest.raises(PermissionDenied):
        correct(report, by=operator, reason=REASON)
    with pytest.raises(PermissionDenied):
        correct(report, by=head, reason=REASON)
    correct(report, by=editor, reason=REASON)
    own = FollowUp.objects.create(agreement=follow_up.agreement, kind="visit", title="Lain", office=follow_up.office)
    written = FollowUpReport(follow_up=own, progress="Rapat", happened_on=ON)
    save_report(written, by=editor, now=timezone.now())
    submit_report(written, by=editor, now=timezone.now())
    written.refresh_from_db()
    approved(written, verifier)
    with pytest.raises(ValidationError, match="Anda tulis sendiri"):
        correct(written, by=editor, reason=REASON)
