"""The partner's number and signatory of a text reach the signature of that partner, where an agreement has several."""

import pytest

from agreements.exchange.register.register_files import write_register
from agreements.models import Agreement, Signature
from tests.agreements.exchange.importing.files import faults, imported, shown, workbook
from tests.agreements.exchange.register.test_round_trip import compared, written
from tests.factories import make_agreement, make_partner, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HEADS = ["Nomor registri", "Jenis dokumen", "Tanggal penandatanganan"]
HEADS += ["Mitra penanda tangan", "Nomor mitra", "Penanda tangan mitra"]
A, B = "Kota Seremban", "Kota Bayreuth"


@pytest.fixture
def agreement(editor):
    agreement = make_agreement("Kerja sama bertiga", by=editor, partner=make_partner(A))
    agreement.parties.create(partner=make_partner(B))
    return agreement


def texts(*rows, **more):
    return workbook(Naskah=[HEADS, *rows], **more)


def signed(instrument):
    rows = Signature.objects.filter(instrument=instrument, side="partner").order_by("pk")
    return [(row.party.partner.name, row.number, row.name) for row in rows]


def row(agreement, partner, number="7/B", name="Wali Kota B"):
    return [agreement.register_number, "Risalah rapat", "2019", partner, number, name]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((B,), [(B, "7/B", "Wali Kota B")]),
        ((f"{A}; {B}", "1/A; 7/B", "Ibu A; Bapak B"), [(A, "1/A", "Ibu A"), (B, "7/B", "Bapak B")]),
        ((f"{A}\n{B}", "; 7/B", None), [(A, "", ""), (B, "7/B", "")]),
        ((B, None, None), [(B, "", "")]),
    ],
)
def test_the_sheet_names_the_partner(editor, agreement, cells, expected):
    imported(texts(row(agreement, *cells)), editor, source=make_source())
    paper = agreement.instruments.get()
    assert signed(paper) == expected
    assert paper.note == ""


def test_a_new_agreement_of_several_partners(editor, agreement):
    content = workbook(
        Kerja_sama=[["Nomor registri", "Judul", "Jenis", "Mitra"], ["BARU-1", "Baru", "Kota kembar", f"{A}; {B}"]],
        Naskah=[HEADS, ["BARU-1", "Naskah kerja sama (MoU/MSP)", "2019", B, "7/B", "Wali Kota B"]],
    )
    imported(content, editor, source=make_source())
    assert signed(Agreement.objects.get(title="Baru").instruments.get()) == [(B, "7/B", "Wali Kota B")]


def test_without_a_name_nobody_knows_whose_it_is(editor, agreement):
    batch, comparison = shown(texts(row(agreement, None)), editor, source=make_source())
    assert "beberapa mitra" in comparison.rows[0].notes[0]
    imported(texts(row(agreement, None)), editor, source=make_source())
    paper = agreement.instruments.get()
    assert signed(paper) == []
    assert "7/B" in paper.note


@pytest.mark.parametrize(
    ("cells", "heading", "reason"),
    [
        (("Kota Lain",), "Mitra penanda tangan", "bukan mitra kerja sama ini"),
        ((f"{A}; {B}", "7/B", None), "Nomor mitra", "satu untuk setiap mitra"),
        ((f"{A}; {B}", None, "X; Y; Z"), "Penanda tangan mitra", "satu untuk setiap mitra"),
        ((f"{A}; {A}", None, None), "Mitra penanda tangan", "dua kali"),
    ],
)
def test_what_does_not_fit_is_refused(editor, agreement, cells, heading, reason):
    make_partner("Kota Lain")
    _batch, comparison = shown(texts(row(agreement, *cells)), editor, source=make_source())
    ((_number, found, _text, said),) = faults(comparison)
    assert found == heading
    assert reason in said


def test_a_text_of_a_new_agreement_that_does_not_fit_rejects_both(editor, agreement):
    make_partner("Kota Lain")
    content = workbook(
        Kerja_sama=[["Nomor registri", "Judul", "Jenis", "Mitra"], ["BARU-1", "Baru", "Kota kembar", f"{A}; {B}"]],
        Naskah=[HEADS, ["BARU-1", "Naskah kerja sama (MoU/MSP)", "2019", "Kota Lain", "7/B", None]],
    )
    _batch, comparison = shown(content, editor, source=make_source())
    assert comparison.counts()["rejected"] == 2


def test_a_text_of_several_partners_goes_out_and_in_unchanged(editor, superuser, agreement):
    imported(texts(row(agreement, f"{A}; {B}", "1/A; 7/B", "; Bapak B")), editor, source=make_source())
    comparison = compared(written(superuser, write_register), superuser)
    counts = comparison.counts()
    assert (counts["new"], counts["changed"], counts["rejected"], counts["notes"]) == (0, 0, 0, 0)
    rows = {one.came.table.key: one.came.cells for one in comparison.rows}
    cells = rows["instruments"]
    told = [cells[name] for name in ("signing_partners", "partner_number", "partner_signatory")]
    assert told == [f"{A}; {B}", "1/A; 7/B", "; Bapak B"]


def test_the_same_row_once_more_is_the_same(editor, agreement):
    content, source = texts(row(agreement, f"{A}; {B}", "1/A; 7/B", None)), make_source()
    imported(content, editor, source=source)
    _batch, comparison = shown(content, editor, source=source)
    assert [one.state for one in comparison.rows] == ["same"]
