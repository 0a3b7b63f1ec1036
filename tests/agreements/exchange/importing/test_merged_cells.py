"""Cells merged over several rows, and sheets that the file hides: read, and said so."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from agreements.exchange.importing.batches import file_of
from agreements.models import Agreement
from tests.agreements.exchange.importing.files import faults, imported, shown, workbook
from tests.factories import make_agreement, make_partner, make_source

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

PARTNER = "Kota Contoh Samudra"
HEADS = ["Mitra", "Judul", "Jenis kerja sama", "Jenis dokumen", "Nomor"]
LETTER = [PARTNER, "Pendidikan", "Sister City", "LoI", "1/2015"]
TEXT = [None, None, None, "MoU", "2/2016"]


@pytest.fixture(autouse=True)
def _partner(db):
    make_partner(PARTNER, country="MY")


def changed(content, change):
    """Return the bytes of a workbook after `change` of it."""
    book, out = load_workbook(BytesIO(content)), BytesIO()
    change(book)
    book.save(out)
    return out.getvalue()


def merged(content, *ranges):
    return changed(content, lambda book: [book.worksheets[0].merge_cells(one) for one in ranges])


def test_one_partner_over_two_texts(editor):
    """A letterhead above is merged too, and changes nothing."""
    make_partner("Kota Contoh Lembah")
    other = ["Kota Contoh Lembah", "Lain", "Sister City", "MoU", "3/2017"]
    rows = [["DAFTAR KERJA SAMA"], HEADS, LETTER, TEXT, other]
    content = merged(workbook(Daftar_kerja_sama=rows), "A1:E1", "A3:A4", "B3:B4", "C3:C4")
    _batch, comparison = shown(content, editor, source=make_source("Buku register lama"), today=TODAY)
    assert faults(comparison) == []
    assert {one.came.number: one.notes for one in comparison.rows if one.notes} == {
        4: ["Sel gabungan, dibaca seperti pada baris 3: Mitra, Judul, Jenis kerja sama."]
    }
    imported(content, editor, source=make_source("Buku register lama 2"))
    assert [one.kind for one in Agreement.objects.get(title="Pendidikan").instruments.all()] == ["intent", "mou"]


def test_without_a_merge_an_empty_cell_stays_empty(editor):
    content = workbook(Daftar_kerja_sama=[HEADS, LETTER, TEXT])
    _batch, comparison = shown(content, editor, source=make_source("Buku register lama"), today=TODAY)
    assert (3, "Judul") in {(row, heading) for row, heading, *_rest in faults(comparison)}


def test_a_merged_amount_is_not_counted_twice(editor):
    agreement = make_agreement()
    rows = [
        ["Nomor registri", "Jenis", "Jumlah", "Mata uang"],
        [agreement.register_number, "Komitmen", 1000, "IDR"],
        [agreement.register_number, "Pencairan", None, None],
    ]
    content = merged(workbook(Uang=rows), "C2:C3", "D2:D3")
    _batch, comparison = shown(content, editor, source=make_source("Buku kas"), today=TODAY)
    amounts = [(row, reason) for row, heading, _text, reason in faults(comparison) if heading == "Jumlah"]
    assert len(amounts) == 1
    assert amounts[0][0] == 3
    assert "digabung dengan sel baris 2" in amounts[0][1]


def test_a_hidden_sheet_is_named(editor):
    content = workbook(Daftar_kerja_sama=[HEADS, LETTER], Lama=[HEADS, [PARTNER, "Lama", "Sister City", "MoU", "9"]])

    def hide(book):
        book["Lama"].sheet_state = "hidden"

    note = "Lama: lembar ini tersembunyi dalam berkas dan ikut dibaca."
    source = make_source("Buku register lama")
    for file, is_said in ((content, False), (changed(content, hide), True)):
        batch, comparison = shown(file, editor, source=source, today=TODAY)
        assert (note in file_of(batch).notes) is is_said
        assert "Lama" in {one.came.sheet for one in comparison.rows}
