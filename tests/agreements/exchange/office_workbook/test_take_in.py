"""A filled office workbook comes back: its rows become submitted reports and answers, nothing else."""

from datetime import date, datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agreements.attesting.actions import accept
from agreements.exchange.importing.batches import apply_batch
from agreements.exchange.importing.undo import may_undo
from agreements.models import Agreement, Attestation, FollowUp, FollowUpReport, Message, ReportState
from agreements.office_reports.actions import approve_report, save_report, submit_report
from jambi_coop.lib.dates.fields import as_known_date
from tests.agreements.attesting.answers import TODAY, happened, make_led, stretch_of
from tests.agreements.exchange.importing.files import faults, imported, shown, workbook
from tests.agreements.exchange.office_workbook.filled import (
    ACTIVITIES,
    ANSWERS,
    REPORTS,
    content_of,
    fill,
    planned,
    reasons,
    workbook_of,
)
from tests.factories import make_office

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def everything():
    return [model.objects.count() for model in (Agreement, Attestation, FollowUp, FollowUpReport, Message)]


# --- answers -----------------------------------------------------------------------------------------


def test_an_answer_comes_in_and_waits_for_its_acceptance(operator, verifier, agreement, office):
    book = workbook_of(office)
    fill(book, ANSWERS, 2, Jawaban="Tidak ada kegiatan")
    fill(
        book,
        ANSWERS,
        2,
        **{"Masih berlaku atau berjalan?": "Ya", "Kendala atau keterangan (internal)": "Menunggu mitra"},
    )
    batch = imported(content_of(book), operator)
    (answer,) = agreement.attestations.all()
    assert (answer.kind, answer.running, answer.note) == ("silent", "yes", "Menunggu mitra")
    assert (answer.office, answer.entered_by, answer.answered_on) == (office, operator, TODAY)
    assert (answer.starts_on, answer.ends_on) == (as_known_date("2023-03-02"), as_known_date("2026-11-24"))
    assert stretch_of(agreement).condition == "unconfirmed"
    accept(answer, by=verifier, today=TODAY)
    assert stretch_of(agreement).condition == "none_yet"
    assert (batch.kind, batch.counts["new"]) == ("office", 1)


def test_the_day_of_the_answer_is_the_offices_own_word(operator, editor, agreement, office):
    """Whoever brings the file says when the office answered; the day of bringing it is no evidence."""
    book = workbook_of(office)
    fill(book, ANSWERS, 2, Jawaban="Tidak ada kegiatan")
    _batch, comparison = shown(content_of(book), editor)
    assert reasons(comparison) == ["Isi hari perangkat daerah menjawab."]
    fill(book, ANSWERS, 2, Dijawab_pada=datetime(2026, 11, 3))
    imported(content_of(book), editor)
    answer = agreement.attestations.get()
    assert (answer.answered_on, answer.ends_on) == (date(2026, 11, 3), as_known_date("2026-11-03"))


def test_who_brought_the_answer_does_not_accept_it(editor, verifier, agreement, office):
    book = workbook_of(office)
    fill(book, ANSWERS, 2, Jawaban="Semua kegiatan sudah tercatat", Dijawab_pada="3 November 2026")
    imported(content_of(book), editor)
    with pytest.raises(ValidationError, match="sendiri"):
        accept(agreement.attestations.get(), by=editor, today=TODAY)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Sampai": "Agustus 2026"}, "Pilih jawaban"),
        ({"Jawaban": "Entahlah"}, "Tulis salah satu dari: Tidak ada kegiatan, Semua kegiatan sudah tercatat"),
        ({"Jawaban": "Tidak ada kegiatan", "Dari": "kapan-kapan"}, "kapan-kapan"),
        ({"Jawaban": "Tidak ada kegiatan", "Dijawab pada": "2027-01-05"}, "Tanggal ini belum tiba."),
        ({"Jawaban": "Tidak ada kegiatan", "Sampai": "2027"}, "tidak sesudah hari jawaban"),
        ({"Nomor registri": "KSLN-1999-0001", "Jawaban": "Tidak ada kegiatan"}, "tidak ada di registri"),
    ],
)
def test_answers_that_are_refused(operator, agreement, office, cells, reason):
    book = workbook_of(office)
    fill(book, ANSWERS, 2, **{name.replace(" ", "_"): value for name, value in cells.items()})
    _batch, comparison = shown(content_of(book), operator)
    assert any(reason in one for one in reasons(comparison)), reasons(comparison)


def test_silence_is_refused_where_the_record_or_the_file_tells_of_activity(operator, agreement, office, follow_up):
    other = make_led(office, "Kerja sama air")
    happened(other, "2024-05-04")
    book = workbook_of(office)
    rows = {cell.value: cell.row for cell in book.worksheets[ANSWERS]["A"]}
    fill(book, ANSWERS, rows[other.register_number], Jawaban="Tidak ada kegiatan", Dari="2023")
    fill(book, ANSWERS, rows[agreement.register_number], Jawaban="Tidak ada kegiatan")
    fill(book, REPORTS, 2, Apa_yang_dilakukan="Pelatihan", **{"Kapan?": "Mei 2026"})
    _batch, comparison = shown(content_of(book), operator)
    texts = " ".join(reasons(comparison))
    assert "kegiatan yang tercatat dalam masa ini" in texts.lower()
    assert "Baris lain dalam berkas ini melaporkan kegiatan" in texts


# --- reports -----------------------------------------------------------------------------------------


def test_a_report_comes_in_and_waits_for_its_decision(operator, verifier, follow_up, office):
    book = workbook_of(office)
    fill(book, REPORTS, 2, Apa_yang_dilakukan="Pelatihan 25 guru", Hasil_dalam_satu_kalimat="25 guru terlatih")
    fill(book, REPORTS, 2, **{"Kapan?": datetime(2026, 5, 20), "Selesai?": "Ya", "Langkah berikutnya": "Evaluasi"})
    imported(content_of(book), operator)
    report = follow_up.reports.get()
    assert (report.state, report.written_by) == (ReportState.SUBMITTED, operator)
    assert (report.progress, report.is_final, report.next_step) == ("Pelatihan 25 guru", True, "Evaluasi")
    follow_up.refresh_from_db()
    assert follow_up.is_open
    approve_report(report, by=verifier, now=timezone.now())
    follow_up.refresh_from_db()
    assert (follow_up.done_on, follow_up.result) == (as_known_date("2026-05-20"), "25 guru terlatih")


def test_an_obstacle_alone_can_be_sent(operator, follow_up, office):
    book = workbook_of(office)
    fill(book, REPORTS, 2, Kendala="Anggaran belum ada")
    imported(content_of(book), operator)
    assert follow_up.reports.get().obstacle == "Anggaran belum ada"


def test_who_brought_the_report_does_not_approve_it(editor, follow_up, office):
    book = workbook_of(office)
    fill(book, REPORTS, 2, Kendala="Anggaran belum ada")
    imported(content_of(book), editor)
    with pytest.raises(ValidationError, match="sendiri"):
        approve_report(follow_up.reports.get(), by=editor, now=timezone.now())


def test_a_draft_gets_what_is_filled_in_and_is_sent(operator, follow_up, office):
    draft = FollowUpReport(follow_up=follow_up, progress="Persiapan", obstacle="Hujan")
    save_report(draft, by=operator, now=timezone.now())
    book = workbook_of(office)
    fill(book, REPORTS, 2, Apa_yang_dilakukan="Pelatihan selesai", **{"Kapan?": "Mei 2026"})
    _batch, comparison = shown(content_of(book), operator)
    (one,) = comparison.rows
    assert [(str(item.column.header), item.before) for item in one.differences][0] == (
        "Apa yang dilakukan",
        "Persiapan",
    )
    imported(content_of(book), operator)
    report = follow_up.reports.get()
    assert (report.pk, report.state) == (draft.pk, ReportState.SUBMITTED)
    assert (report.progress, report.obstacle) == ("Pelatihan selesai", "Hujan")


def test_a_report_that_waits_is_not_written_over(operator, follow_up, office):
    report = save_report(FollowUpReport(follow_up=follow_up, obstacle="Hujan"), by=operator, now=timezone.now())
    submit_report(report, by=operator, now=timezone.now())
    book = workbook_of(office)
    fill(book, REPORTS, 2, Kendala="Banjir")
    _batch, comparison = shown(content_of(book), operator)
    assert "Tarik kembali dulu" in reasons(comparison)[0]


def test_every_fault_of_a_row_is_named_at_its_cell(operator, follow_up, office):
    book = workbook_of(office)
    fill(book, REPORTS, 2, Apa_yang_dilakukan="x", Hasil_dalam_satu_kalimat="h" * 301, Tautan_bukti="bukan tautan")
    fill(book, REPORTS, 2, **{"Kapan?": "besok lusa", "Selesai?": "mungkin", "Tenggat langkah berikutnya": "2026"})
    _batch, comparison = shown(content_of(book), operator)
    assert {heading for _row, heading, _text, _reason in faults(comparison)} == {
        *("Hasil dalam satu kalimat", "Kapan?", "Selesai?", "Tenggat langkah berikutnya", "Tautan bukti")
    }
    fill(book, REPORTS, 2, Hasil_dalam_satu_kalimat="h", **{"Kapan?": "2027", "Selesai?": None})
    fill(book, REPORTS, 2, **{"Tenggat langkah berikutnya": None})
    _batch, comparison = shown(content_of(book), operator)
    assert {heading for _row, heading, _text, _reason in faults(comparison)} == {"Tautan bukti", "Kapan?"}


def test_a_closed_follow_up_takes_no_report(operator, follow_up, office):
    book = workbook_of(office)
    fill(book, REPORTS, 2, Kendala="Hujan")
    follow_up.done_on, follow_up.result = as_known_date("2026-10-01"), "Selesai"
    follow_up.save()
    _batch, comparison = shown(content_of(book), operator)
    assert len(reasons(comparison)) == 1


# --- activities --------------------------------------------------------------------------------------


def test_an_activity_that_was_not_listed_comes_in_hidden(operator, verifier, agreement, office):
    before = stretch_of(agreement).condition
    book = workbook_of(office)
    fill(
        book, ACTIVITIES, 2, Nomor_registri=agreement.register_number, Kegiatan="Kunjungan wali kota", Jenis="Kunjungan"
    )
    fill(book, ACTIVITIES, 2, Apa_yang_dilakukan="Bertemu mitra", **{"Kapan?": "Agustus 2026"})
    edited_by = agreement.edited_by
    imported(content_of(book), operator)
    follow_up = agreement.follow_ups.get()
    assert (follow_up.title, follow_up.kind, follow_up.office) == ("Kunjungan wali kota", "visit", office)
    assert not follow_up.is_public
    assert follow_up.reports.get().state == ReportState.SUBMITTED
    agreement.refresh_from_db()
    assert agreement.edited_by == edited_by  # else the editor before could publish an own edit
    assert stretch_of(agreement).condition == before


@pytest.mark.parametrize(
    ("cells", "heading"),
    [
        ({"Kegiatan": "Kunjungan"}, "Nomor registri"),
        ({"Nomor registri": "?", "Kegiatan": "Kunjungan"}, "Nomor registri"),
        ({"Apa yang dilakukan": "Bertemu"}, "Kegiatan"),
        ({"Kegiatan": "Kunjungan", "Jenis": "Wisata"}, "Jenis"),
    ],
)
def test_activities_that_are_refused(operator, agreement, office, cells, heading):
    book = workbook_of(office)
    fill(book, ACTIVITIES, 2, **{name.replace(" ", "_"): value for name, value in cells.items()})
    _batch, comparison = shown(content_of(book), operator)
    assert heading in {found for _row, found, _text, _reason in faults(comparison)}


# --- the file ----------------------------------------------------------------------------------------


@pytest.fixture
def full(agreement, office, follow_up):
    """A workbook with one filled row on each sheet."""
    other = make_led(office, "Kerja sama air")
    book = workbook_of(office)
    rows = {cell.value: cell.row for cell in book.worksheets[ANSWERS]["A"]}
    fill(book, ANSWERS, rows[other.register_number], Jawaban="Tidak ada kegiatan")
    fill(book, REPORTS, 2, Kendala="Hujan")
    fill(book, ACTIVITIES, 2, Nomor_registri=agreement.register_number, Kegiatan="Kunjungan")
    fill(book, ACTIVITIES, 2, Apa_yang_dilakukan="Bertemu", **{"Kapan?": "Mei 2026"})
    return content_of(book)


@pytest.mark.both
def test_the_preview_writes_nothing(operator, full):
    before = everything()
    batch, comparison = shown(full, operator)
    assert (batch.counts["new"], faults(comparison)) == (3, [])
    assert everything() == before
    assert FollowUpReport.history.count() == Attestation.history.count() == 0


@pytest.mark.both
def test_the_same_file_twice_submits_once(operator, full):
    imported(full, operator)
    before = everything()
    batch, comparison = shown(full, operator)
    assert faults(comparison) == []
    assert (batch.counts["same"], batch.counts["new"]) == (3, 0)
    with pytest.raises(ValidationError, match="Tidak ada"):
        apply_batch(batch, by=operator, now=timezone.now(), fingerprint=batch.fingerprint)
    assert everything() == before


def test_rejected_rows_hold_the_file_unless_they_are_skipped(operator, agreement, office, follow_up):
    book = workbook_of(office)
    fill(book, ANSWERS, 2, Jawaban="Entahlah")
    fill(book, REPORTS, 2, Kendala="Hujan")
    batch, _comparison = shown(content_of(book), operator)
    given = {"by": operator, "now": timezone.now(), "fingerprint": batch.fingerprint}
    with pytest.raises(ValidationError, match="ditolak"):
        apply_batch(batch, **given)
    assert not FollowUpReport.objects.exists()
    apply_batch(batch, skips_rejected=True, **given)
    assert follow_up.reports.get().state == ReportState.SUBMITTED
    assert not agreement.attestations.exists()


def test_what_changed_since_the_preview_is_shown_anew(operator, follow_up, full):
    batch, _comparison = shown(full, operator)
    save_report(FollowUpReport(follow_up=follow_up, obstacle="Banjir"), by=operator, now=timezone.now())
    with pytest.raises(ValidationError, match="berubah"):
        apply_batch(batch, by=operator, now=timezone.now(), fingerprint=batch.fingerprint)


def test_one_message_tells_of_all_reports(operator, verifier, full, django_capture_on_commit_callbacks):
    verifier.email = "verifikator@example.org"
    verifier.save()
    with django_capture_on_commit_callbacks(execute=True):
        imported(full, operator)
    (message,) = mail.outbox
    assert message.subject == "2 laporan menunggu keputusan"
    assert "Pelatihan guru" in message.body
    assert "Kunjungan" in message.body


def test_of_other_offices_nothing_comes_in_and_nothing_is_told(operator, office):
    stranger = make_office("Dinas Kesehatan")
    secret = make_led(stranger, "Kerja sama rahasia")
    theirs = planned(secret, stranger, "Kegiatan rahasia")
    book = workbook_of(stranger)
    fill(book, ANSWERS, 2, Jawaban="Tidak ada kegiatan", Kerja_sama=None)
    fill(book, REPORTS, 2, Kendala="Hujan", Tindak_lanjut=None)
    fill(book, ACTIVITIES, 2, Nomor_registri=secret.register_number, Kegiatan="Kunjungan", Kendala="x")
    batch, comparison = shown(content_of(book), operator)
    assert batch.counts["rejected"] == 3
    assert "rahasia" not in str([(one.label, one.faults, one.notes) for one in comparison.rows])
    assert not theirs.reports.exists()


def test_an_office_answers_only_for_agreements_that_it_leads(operator, office):
    """An office that has a follow-up of an agreement sees it, and answers for none of it."""
    agreement = make_led(make_office("Dinas Kesehatan"))
    planned(agreement, office)
    book = workbook_of(agreement.lead_office)
    fill(book, ANSWERS, 2, Jawaban="Tidak ada kegiatan")
    _batch, comparison = shown(content_of(book), operator)
    assert "dipimpin perangkat daerah lain" in reasons(comparison)[0]


def test_other_sheets_of_the_file_are_not_taken_in(operator, agreement, office):
    book = workbook_of(office)
    fill(book, ANSWERS, 2, Jawaban="Tidak ada kegiatan")
    sheet = book.create_sheet("Kerja sama")
    sheet.append(["Nomor registri", "Judul"])
    sheet.append([agreement.register_number, "Judul baru"])
    imported(content_of(book), operator)
    agreement.refresh_from_db()
    assert agreement.title == "Kerja sama persampahan"
    assert agreement.attestations.count() == 1


def test_an_office_takes_in_no_other_file(operator, agreement):
    content = workbook(Kerja_sama=[["Nomor registri", "Judul"], [agreement.register_number, "Judul baru"]])
    with pytest.raises(PermissionDenied):
        shown(content, operator)


def test_what_was_sent_is_not_undone_as_an_import(operator, full):
    assert not may_undo(imported(full, operator), operator)


def test_very_many_rows_are_sent_in_parts(operator, agreement, office, monkeypatch):
    monkeypatch.setattr("agreements.exchange.importing.filled_rows.MOST_ROWS", 1)
    planned(agreement, office), planned(agreement, office, "Rapat")
    book = workbook_of(office)
    for row in (2, 3):
        fill(book, REPORTS, row, Kendala="Hujan")
    _batch, comparison = shown(content_of(book), operator)
    assert reasons(comparison) == ["Paling banyak 1 baris terisi dalam satu berkas. Kirim sisanya dalam berkas lain."]
