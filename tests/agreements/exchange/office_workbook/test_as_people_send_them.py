"""A workbook as people send it back: renamed, cut, begun by a colleague, after the office changed; nothing is lost
without a word, and nothing goes out unseen."""

import pytest
from django.utils import timezone

from agreements.exchange.importing.batches import file_of
from agreements.models import FollowUpReport
from agreements.office_reports.actions import approve_report, save_report
from tests.agreements.attesting.answers import TODAY
from tests.agreements.exchange.importing.files import faults, imported, shown
from tests.agreements.exchange.office_workbook.filled import (
    ACTIVITIES,
    ANSWERS,
    REPORTS,
    content_of,
    fill,
    reasons,
    workbook_of,
)
from tests.factories import make_office

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def test_a_sheet_is_known_by_its_headings_whatever_its_name(operator, agreement, follow_up, office):
    book = workbook_of(office)
    fill(book, REPORTS, 2, Kendala="Hujan")
    fill(book, ACTIVITIES, 2, Nomor_registri=agreement.register_number, Kegiatan="Kunjungan", Kendala="Banjir")
    book.worksheets[REPORTS].title, book.worksheets[ACTIVITIES].title = "Laporan DLH", "Kegiatan"
    batch, comparison = shown(content_of(book), operator)
    assert (batch.counts["new"], faults(comparison)) == (2, [])


def test_a_sheet_saved_alone_as_csv_comes_in(operator, follow_up, office):
    book = workbook_of(office)
    fill(book, REPORTS, 2, Kendala="Hujan")
    rows = [["" if one is None else str(one) for one in row] for row in book.worksheets[REPORTS].values]
    content = "\n".join(";".join(f'"{one}"' for one in row) for row in rows).encode()
    batch, _comparison = shown(content, operator, name="evaluasi-Laporan per tindak lanjut.csv")
    assert (batch.kind, batch.counts["new"]) == ("office", 1)


def test_what_is_not_read_is_named(operator, agreement, follow_up, office):
    book = workbook_of(office)
    sheet = book.worksheets[REPORTS]
    fill(book, REPORTS, 2, Kendala="Hujan", Apa_yang_dilakukan="Rapat", **{"Kapan?": "Mei 2026"})
    next(cell for cell in sheet[1] if cell.value == "Kendala").value = "Hambatan"
    book.create_sheet("Kerja sama").append(["Nomor registri", "Judul", "Jenis"])
    for row in (["Apa", "Siapa"], ["Rapat", "Budi"]):
        (book["Catatan kami"] if "Catatan kami" in book else book.create_sheet("Catatan kami")).append(row)
    batch, _comparison = shown(content_of(book), operator)
    notes = " ".join(file_of(batch).notes)
    assert "kolom “Hambatan” tidak dibaca" in notes
    assert "kolom ini tidak ada: Kendala" in notes
    for name in ("Kerja sama", "Catatan kami"):
        assert f"{name}: lembar ini bukan bagian buku kerja" in notes


def test_a_sheet_without_its_headings_is_named(operator, follow_up, office):
    book = workbook_of(office)
    fill(book, REPORTS, 2, Kendala="Hujan")
    book.worksheets[REPORTS].delete_rows(1)
    batch, _comparison = shown(content_of(book), operator)
    assert any("Laporan per tindak lanjut" in note for note in file_of(batch).notes)


def test_all_of_a_draft_is_shown_before_it_is_sent(operator, follow_up, office, django_user_model):
    colleague = django_user_model.objects.create_user("rekan", first_name="Siti")
    colleague.groups.set(operator.groups.all())
    office.liaisons.add(colleague)
    draft = FollowUpReport(follow_up=follow_up, progress="Draf rekan", result="Belum pasti", public_note="Catatan")
    save_report(draft, by=colleague, now=timezone.now())
    book = workbook_of(office)
    fill(book, REPORTS, 2, Kendala="Hujan", **{"Kapan?": "Mei 2026"})
    _batch, comparison = shown(content_of(book), operator)
    (one,) = comparison.rows
    assert {item.after for item in one.differences} >= {"Draf rekan", "Belum pasti", "Hujan"}
    assert one.notes == [
        "Konsep yang dimulai Siti ikut dikirim.",
        "Di dalamnya juga ada: catatan publik dari perangkat daerah.",
    ]


def test_the_answer_of_one_office_is_not_taken_for_that_of_another(operator, editor, agreement, office):
    book = workbook_of(office)
    fill(book, ANSWERS, 2, Jawaban="Tidak ada kegiatan", Dijawab_pada="3 November 2026")
    agreement.lead_office = make_office("Dinas Kesehatan")
    agreement.save()
    _batch, comparison = shown(content_of(book), editor)
    assert reasons(comparison) == [
        "Dinas Pendidikan tidak lagi memimpin kerja sama ini. Jawabannya tidak dicatat sebagai jawaban perangkat lain."
    ]


def test_silence_is_refused_beside_an_activity_whose_day_cannot_be_read(operator, agreement, office):
    book = workbook_of(office)
    fill(book, ANSWERS, 2, Jawaban="Tidak ada kegiatan")
    fill(book, ACTIVITIES, 2, Nomor_registri=agreement.register_number, Kegiatan="Kunjungan")
    fill(book, ACTIVITIES, 2, Apa_yang_dilakukan="Bertemu mitra", **{"Kapan?": "kapan-kapan"})
    batch, _comparison = shown(content_of(book), operator)
    assert batch.counts["rejected"] == 2


def test_the_same_obstacle_can_be_told_again(operator, verifier, follow_up, office):
    book = workbook_of(office)
    fill(book, REPORTS, 2, Kendala="Anggaran belum ada")
    imported(content_of(book), operator)
    approve_report(follow_up.reports.get(), by=verifier, now=timezone.now())
    imported(content_of(book), operator)
    assert follow_up.reports.count() == 2


def test_of_dates_beside_one_with_the_month_first_none_is_guessed(operator, agreement, office):
    book = workbook_of(office)
    number = agreement.register_number
    for row, day in enumerate(("08/17/2026", "02/03/2026", "04/04/2026"), start=2):
        fill(book, ACTIVITIES, row, Nomor_registri=number, Kegiatan=f"Rapat {row}", Apa_yang_dilakukan="Rapat")
        fill(book, ACTIVITIES, row, **{"Kapan?": day})
    batch, comparison = shown(content_of(book), operator)
    ((number, heading, text, reason),) = faults(comparison)
    assert (number, heading, text) == (3, "Kapan?", "02/03/2026")
    assert "dapat dibaca dua cara" in reason
    days = [str(one.values["happened_on"]) for one in comparison.rows if not one.faults]
    assert days == ["17 Agustus 2026", "4 April 2026"]
    assert "yang dapat dibaca dua cara ditolak" in " ".join(file_of(batch).notes)
