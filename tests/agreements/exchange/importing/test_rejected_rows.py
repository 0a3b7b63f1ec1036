"""What a rejected row is told: all faults of its cells at once, also while it waits for an answer, and only the row
that has a fault of its own as the reason for others."""

from datetime import date
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from agreements.exchange.importing.batches import apply_batch
from agreements.exchange.importing.rejected_file import write_rejected
from agreements.models import Agreement
from partners.models import Partner
from tests.agreements.exchange.importing.files import faults, shown, workbook
from tests.factories import make_office, make_partner, make_source

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

PARTNER = "Kota Contoh Samudra"
HEADS = ["Judul", "Mitra", "Jenis kerja sama", "Jenis dokumen", "Nomor", "Tanggal mulai", "Tanggal berakhir", "OPD"]


@pytest.fixture(autouse=True)
def _partner(db):
    make_partner(PARTNER, country="MY")


@pytest.fixture
def source():
    return make_source("Buku register lama")


def line(title, paper, number="", start="2 Maret 2015", end="2 Maret 2020", office=""):
    return [title, PARTNER, "Sister City", paper, number, start, end, office]


def looked_at(rows, editor, source):
    return shown(workbook(Daftar_kerja_sama=[HEADS, *rows]), editor, source=source, today=TODAY)


def reasons(comparison, table):
    return {
        one.came.number: [fault.reason for fault in one.faults]
        for one in comparison.rows
        if one.came.table.key == table and one.faults
    }


def test_all_faults_of_a_row_that_waits_for_an_answer(editor, source):
    rows = [line("Proyek A", "LoI"), line("Proyek B", "MoU", office="Dinas Antah", start="besok")]
    _batch, comparison = looked_at(rows, editor, source)
    found = [(heading, text) for row, heading, text, _reason in faults(comparison) if row == 3]
    assert found == [("", ""), ("Perangkat daerah penanggung jawab", "Dinas Antah"), ("Mulai berlaku", "besok")]


def test_a_row_that_waits_and_has_no_fault_is_only_asked(editor, source):
    office = make_office("Dinas Contoh")
    rows = [line("Proyek A", "LoI"), line("Proyek B", "MoU", office=office.name)]
    _batch, comparison = looked_at(rows, editor, source)
    (reason,) = reasons(comparison, "agreements")[3]
    assert "Mitra yang sama" in reason


def test_rows_with_the_same_key_are_read_as_well(editor, source):
    heads = ["Nomor registri", "Judul", "Jenis", "Mitra"]
    rows = [["BARU-1", "A", "Kota kembar", PARTNER], ["BARU-1", "B", "Pesta", PARTNER]]
    _batch, comparison = shown(workbook(Kerja_sama=[heads, *rows]), editor, today=TODAY)
    found = [(row, heading) for row, heading, *_rest in faults(comparison)]
    assert found == [(2, "Nomor registri"), (3, "Nomor registri"), (3, "Jenis")]


def test_each_row_names_only_the_row_that_has_a_fault(editor, source):
    rows = [line("A", "LoI", "1/2015"), line("A", "MoU", "2/2016", start="besok"), line("A", "Perpanjangan", "3/2017")]
    batch, comparison = looked_at(rows, editor, source)
    told = ["Naskah pada baris 3 ditolak."]
    assert reasons(comparison, "agreements") == {2: told}
    found = reasons(comparison, "instruments")
    assert (found[2], found[4]) == (told, told)
    assert len(found[3]) == 1
    assert "besok" in found[3][0]
    out = BytesIO()
    write_rejected(batch, out, "id")
    (sheet,) = load_workbook(out).worksheets
    texts = [row[-1].value for row in sheet.iter_rows(min_row=2)]
    assert [texts[0], texts[2]] == told * 2
    assert "ditolak" not in texts[1]


def test_a_row_of_another_sheet_is_named_with_its_sheet(editor, source):
    content = workbook(
        Kerja_sama=[["Nomor registri", "Judul", "Jenis", "Mitra"], ["BARU-1", "A", "Kota kembar", PARTNER]],
        Naskah=[["Nomor registri", "Jenis", "Tanggal penandatanganan"], ["BARU-1", "MoU", "besok"]],
    )
    batch, comparison = shown(content, editor, source=source, today=TODAY)
    assert reasons(comparison, "agreements") == {2: ["Naskah pada baris 2 lembar “Naskah” ditolak."]}
    out = BytesIO()
    write_rejected(batch, out, "id")
    assert {sheet.title for sheet in load_workbook(out).worksheets} == {"Kerja sama", "Naskah"}


def test_the_same_number_in_two_rows_is_said(editor, source):
    rows = [line("A", "MoU", "1/2015"), line("B", "MoU", "1 / 2015"), line("C", "MoU", "2/2015")]
    _batch, comparison = looked_at(rows, editor, source)
    assert {one.came.number: note for one in comparison.rows for note in one.notes if "juga ada" in note} == {
        2: "Nomor “1/2015” juga ada pada baris 3.",
        3: "Nomor “1 / 2015” juga ada pada baris 2.",
    }


def test_what_names_a_rejected_partner_is_not_written_without_it(editor, source):
    good = ["Kota Lain", "Pemerintah daerah", "Belanda"]
    content = workbook(
        Mitra=[["Nama", "Jenis", "Negara"], ["Kota Baru", "Pesta", "Belanda"], good],
        Kerja_sama=[["Nomor registri", "Judul", "Jenis", "Mitra"], ["BARU-1", "A", "Kota kembar", "Kota Baru"]],
    )
    batch, comparison = shown(content, editor, source=source, today=TODAY)
    assert reasons(comparison, "agreements") == {2: ["Mitra pada baris 2 lembar “Mitra” ditolak."]}
    apply_batch(batch, by=editor, now=timezone.now(), fingerprint=batch.fingerprint, skips_rejected=True)
    assert not Agreement.objects.exists()
    assert Partner.objects.filter(name="Kota Lain").exists()


def test_a_record_whose_text_changes_a_rejected_one_is_not_written(editor, source):
    content = workbook(
        Kerja_sama=[
            ["Nomor registri", "Judul", "Jenis", "Mitra"],
            ["BARU-1", "A", "Kota kembar", PARTNER],
            ["BARU-2", "B", "Kota kembar", PARTNER],
        ],
        Naskah=[
            ["Kunci baris (jangan diubah)", "Nomor registri", "Jenis", "Tanggal penandatanganan", "changes"],
            ["LAMA", "BARU-1", "Pesta", "2015", None],
            [None, "BARU-2", "Perpanjangan", "2016", "LAMA"],
        ],
    )
    batch, comparison = shown(content, editor, source=source, today=TODAY)
    told = "Naskah pada baris 2{} ditolak."
    assert reasons(comparison, "instruments")[3] == [told.format("")]
    assert reasons(comparison, "agreements") == {row: [told.format(" lembar “Naskah”")] for row in (2, 3)}
    assert batch.counts["new"] == 0
