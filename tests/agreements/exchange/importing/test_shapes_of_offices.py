"""Lists as offices keep them: a term in one cell, what both sides have in one cell, two columns called “kind”, and no
word on the kind of the text."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agreements.exchange.importing.batches import apply_batch, preview
from agreements.models import Agreement
from tests.agreements.exchange.importing.files import faults, shown, workbook
from tests.factories import make_partner, make_source

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

PARTNER = "Kota Contoh Samudra"
PROVINCE = ["No", "Kategori", "Jenis", "Judul", "Nomor", "Pihak", "Summary", "Tanggal", "Keterangan"]
DATED = ["Mitra", "Judul", "Jenis kerja sama", "Jenis dokumen", "Nomor", "Tanggal", "Tanggal mulai", "Tanggal berakhir"]


@pytest.fixture(autouse=True)
def _partner(db):
    make_partner(PARTNER, country="MY")


@pytest.fixture
def source():
    return make_source("Buku register lama")


def looked_at(rows, editor, source, **answers):
    """Return the batch and what its preview shows, once these answers are given."""
    batch, _comparison = shown(workbook(Daftar_kerja_sama=rows), editor, source=source, today=TODAY)
    batch.answers |= answers
    batch.save()
    _matched, comparison = preview(batch, by=editor, today=TODAY)
    batch.refresh_from_db()
    return batch, comparison


def carry_out(batch, editor):
    return apply_batch(batch, by=editor, now=timezone.now(), fingerprint=batch.fingerprint)


def notes(comparison):
    return [note for one in comparison.rows for note in one.notes]


def the_text():
    return Agreement.objects.get().instruments.get()


def sides():
    return [(one.side, one.number, one.name) for one in the_text().signatures.order_by("side")]


def test_the_list_of_a_province(editor, source):
    """Its date is the term of the text, its “Jenis” the kind of the text, its “Kategori” that of the cooperation."""
    term = "02/03/2016 - 01/03/2021"
    row = [1, "Sister City", "Letter Of Intens", "Pendidikan", "1/2015", PARTNER, "Pertukaran guru", term, ""]
    batch, comparison = looked_at([PROVINCE, row], editor, source)
    assert faults(comparison) == []
    assert any(term in note and "jangka waktu" in note for note in notes(comparison))
    carry_out(batch, editor)
    text = the_text()
    assert (text.kind, text.agreement.kind, text.validity) == ("intent", "sister_city", "period")
    assert (str(text.starts_on), str(text.ends_on), bool(text.signed_on)) == ("2 Maret 2016", "1 Maret 2021", False)


@pytest.mark.parametrize(
    "heads", [["Jenis", "Jenis dokumen", "Judul", "Mitra"], ["Jenis dokumen", "Jenis", "Judul", "Mitra"]]
)
def test_kind_beside_the_kind_of_the_document_is_that_of_the_cooperation(editor, source, heads):
    cells = {"Jenis": "Sister City", "Jenis dokumen": "MoU", "Judul": "Pendidikan", "Mitra": PARTNER}
    batch, comparison = looked_at([heads, [cells[head] for head in heads]], editor, source)
    assert faults(comparison) == []
    carry_out(batch, editor)
    assert (the_text().kind, the_text().agreement.kind) == ("mou", "sister_city")


@pytest.mark.parametrize(("value", "kinds"), [("MoU", ("mou", "technical")), ("Sister City", ("loi", "sister_city"))])
def test_kind_alone_is_what_its_values_are(editor, source, value, kinds):
    rows = [["Jenis", "Judul", "Mitra", "Nomor"], [value, "Pendidikan", PARTNER, "1/2015"]]
    batch, comparison = looked_at(rows, editor, source, kind="technical", paper="intent")
    assert faults(comparison) == []
    carry_out(batch, editor)
    assert (the_text().kind, the_text().agreement.kind) == (kinds[0].replace("loi", "intent"), kinds[1])


def dated(signed="", starts="", ends=""):
    return [DATED, [PARTNER, "Pendidikan", "Sister City", "MoU", "1/2015", signed, starts, ends]]


@pytest.mark.parametrize(
    ("cells", "begin", "end", "signed"),
    [
        ({"starts": "2 Maret 2016 - 1 Maret 2020"}, "2 Maret 2016", "1 Maret 2020", ""),
        ({"signed": "03/02/2017-02/02/2022"}, "3 Februari 2017", "2 Februari 2022", ""),
        ({"signed": "3-2-2017-2-2-2022"}, "3 Februari 2017", "2 Februari 2022", ""),
        ({"signed": "2 Maret 2016 s.d. 1 Maret 2020"}, "2 Maret 2016", "1 Maret 2020", ""),
        ({"ends": "2016-2021"}, "2016", "2021", ""),
        ({"signed": "2016-03-02 / 2021-03-01"}, "2 Maret 2016", "1 Maret 2021", ""),
        ({"signed": "2/3/2016", "ends": "2/3/2016 - 1/3/2021"}, "2 Maret 2016", "1 Maret 2021", "2 Maret 2016"),
        ({"signed": "2/3/2016 - 1/3/2021", "ends": "1 Maret 2021"}, "2 Maret 2016", "1 Maret 2021", ""),
        ({"signed": "15–26 Oktober 2018", "ends": "2020"}, "", "2020", "15–26 Oktober 2018"),
    ],
)
def test_a_term_in_one_cell(editor, source, cells, begin, end, signed):
    batch, comparison = looked_at(dated(**cells), editor, source)
    assert faults(comparison) == []
    carry_out(batch, editor)
    text = the_text()
    assert [str(day) if day else "" for day in (text.starts_on, text.ends_on, text.signed_on)] == [begin, end, signed]
    assert text.validity == "period"


def test_a_term_that_another_cell_contradicts_is_refused(editor, source):
    _batch, comparison = looked_at(dated(signed="2/3/2016 - 1/3/2021", ends="1 Maret 2022"), editor, source)
    ((_row, heading, text, reason),) = [fault for fault in faults(comparison) if fault[1]]
    assert (heading, text) == ("Ditandatangani pada", "2/3/2016 - 1/3/2021")
    assert "Berakhir pada" in reason


def test_a_term_in_the_column_of_the_duration(editor, source):
    heads = ["Mitra", "Judul", "Jenis kerja sama", "Jenis dokumen", "MASA BERLAKU"]
    rows = [heads, [PARTNER, "Pendidikan", "Sister City", "MoU", "02/03/2016 - 01/03/2021"]]
    batch, comparison = looked_at(rows, editor, source)
    assert faults(comparison) == []
    carry_out(batch, editor)
    text = the_text()
    assert (str(text.starts_on), str(text.ends_on), text.duration) == ("2 Maret 2016", "1 Maret 2021", "")


def test_a_text_of_which_the_file_does_not_say_the_kind_is_asked_once(editor, source):
    rows = [["Mitra", "Judul", "Nomor"], [PARTNER, "Pendidikan", "1/2015"], [PARTNER, "Kesehatan", "2/2015"]]
    batch, comparison = looked_at(rows, editor, source, kind="sister_city")
    asked = [(row, heading) for row, heading, _text, reason in faults(comparison) if "Arti kolom" in reason]
    assert asked == [(2, "Jenis"), (3, "Jenis")]
    batch, comparison = looked_at(rows, editor, source, kind="sister_city", paper="intent")
    assert faults(comparison) == []
    carry_out(batch, editor)
    assert {text.kind for one in Agreement.objects.all() for text in one.instruments.all()} == {"intent"}


def test_a_line_that_says_nothing_of_a_text_gets_none(editor, source):
    rows = [["Mitra", "Judul", "Jenis kerja sama"], [PARTNER, "Pendidikan", "Sister City"]]
    batch, comparison = looked_at(rows, editor, source, paper="mou")
    assert faults(comparison) == []
    carry_out(batch, editor)
    assert not Agreement.objects.get().instruments.exists()


def test_the_page_of_the_columns_asks_for_the_kind_of_the_texts(client, editor, source):
    client.force_login(editor)
    content = workbook(Daftar_kerja_sama=[["Mitra", "Judul", "Nomor", "Lain"], [PARTNER, "Pendidikan", "1/2015", "x"]])
    upload = SimpleUploadedFile("register.xlsx", content)
    page = client.post(reverse("admin:imports"), {"file": upload, "source": source.pk}, follow=True)
    data = {form.add_prefix(name): form[name].value() for form in page.context["forms"] for name in form.fields}
    chosen = {"sheet0-kind": "sister_city", "sheet0-paper": "mou"}
    page = client.post(page.request["PATH_INFO"], {**data, **chosen}, follow=True)
    assert page.context["batch"].counts["rejected"] == 0


SIGNED = ["Mitra", "Judul", "Jenis kerja sama", "Jenis dokumen", "Nomor", "Penandatangan", "Nomor mitra"]


def signed(numbers, people, of_partner=""):
    return [SIGNED, [PARTNER, "Pendidikan", "Sister City", "MoU", numbers, people, of_partner]]


@pytest.mark.parametrize(
    ("cells", "expected", "kept"),
    [
        (("1/15\n2/X", "Wali Kota\nMayor X"), [("city", "1/15", "Wali Kota"), ("partner", "2/X", "Mayor X")], ""),
        (("1/15", "Wali Kota", "2/X"), [("city", "1/15", "Wali Kota"), ("partner", "2/X", "")], ""),
        (("3/16\n3/X\n3/Y", "Wali Kota"), [("city", "", "Wali Kota")], "3/16; 3/X; 3/Y"),
        (("3/16\n3/X", "A\nB\nC", "3/Y"), [("partner", "3/Y", "")], "A; B; C"),
    ],
)
def test_what_both_sides_have_in_one_cell(editor, source, cells, expected, kept):
    """Of two the first is ours; of more nothing is guessed: the note keeps them, and the preview says so."""
    batch, comparison = looked_at(signed(*cells), editor, source)
    assert faults(comparison) == []
    several = [cell for cell in cells if "\n" in cell]
    assert all(any(cell.split("\n")[0] in note for note in notes(comparison)) for cell in several)
    carry_out(batch, editor)
    assert [one for one in sides() if one[0] != "all"] == expected
    assert kept in the_text().note


def test_two_lines_under_our_own_heading_stay_ours(editor, source):
    heads = ["Mitra", "Judul", "Jenis kerja sama", "Jenis dokumen", "Penanda tangan kita"]
    batch, _comparison = looked_at(
        [heads, [PARTNER, "Pendidikan", "Sister City", "MoU", "H. Contoh\nWali Kota"]], editor, source
    )
    carry_out(batch, editor)
    assert [one for one in sides() if one[0] != "all"] == [("city", "", "H. Contoh\nWali Kota")]


def test_what_a_further_text_says_of_its_agreement_is_said_to_be_left_out(editor, source):
    heads = ["Mitra", "Judul", "Jenis kerja sama", "Jenis dokumen", "Ruang lingkup", "Status"]
    rows = [
        [PARTNER, "Pendidikan", "Sister City", "LoI", "Guru", "Selesai"],
        [PARTNER, "PENDIDIKAN", "Sister City", "MoU", "Guru dan murid", "Berlaku"],
    ]
    _batch, comparison = looked_at([heads, *rows], editor, source)
    (second,) = [one for one in comparison.rows if one.came.number == 3]
    status, summary = second.notes
    assert "“Berlaku”" in status
    assert "“Guru dan murid” tidak diambil" in summary


def test_a_dash_in_every_cell_of_the_text_is_no_text(editor, source):
    heads = ["Mitra", "Judul", "Jenis kerja sama", "Jenis dokumen", "Jangka waktu", "Nomor"]
    batch, comparison = looked_at([heads, [PARTNER, "Pendidikan", "Sister City", "-", "-", "-"]], editor, source)
    assert faults(comparison) == []
    carry_out(batch, editor)
    assert not Agreement.objects.get().instruments.exists()


def test_a_term_is_read_in_the_order_of_its_column(client, editor, source):
    client.force_login(editor)
    terms = ("3/27/2016 - 3/26/2021", "02/03/2016 - 01/03/2021")
    rows = [[1, "Sister City", "MoU", f"Judul {term}", "", PARTNER, "", term, ""] for term in terms]
    upload = SimpleUploadedFile("register.xlsx", workbook(Daftar_kerja_sama=[PROVINCE, *rows]))
    page = client.post(reverse("admin:imports"), {"file": upload, "source": source.pk}, follow=True)
    (form,) = page.context["forms"]
    data = {form.add_prefix(name): form[name].value() for name in form.fields}
    data = {name: "month_first" if "-order-" in name else value or "" for name, value in data.items()}
    page = client.post(page.request["PATH_INFO"], data, follow=True)
    batch = page.context["batch"]
    assert batch.counts["rejected"] == 0
    carry_out(batch, editor)
    starts = {str(text.starts_on) for one in Agreement.objects.all() for text in one.instruments.all()}
    assert starts == {"27 Maret 2016", "3 Februari 2016"}


@pytest.mark.parametrize("ours", ["Pemerintah Kota Jambi", "KOTA JAMBI", "Pemkot Jambi"])
def test_our_own_side_among_the_parties_is_no_partner(editor, source, ours):
    heads = ["Pihak", "Judul", "Jenis kerja sama", "Jenis dokumen"]
    rows = [heads, [f"{ours}\n{PARTNER}", "Pendidikan", "Sister City", "MoU"]]
    batch, comparison = looked_at(rows, editor, source)
    assert (faults(comparison), batch.answers["unknown"]) == ([], [])
    assert f"“{ours}” adalah pihak kita sendiri, bukan mitra." in notes(comparison)
    carry_out(batch, editor)
    assert [party.partner.name for party in Agreement.objects.get().parties.all()] == [PARTNER]


def test_the_side_of_a_comparison_case_is_its_region(editor, source):
    heads = ["Pihak", "Judul", "Jenis kerja sama", "Jenis dokumen", "Wilayah"]
    rows = [heads, [f"Pemerintah Kota Padang\n{PARTNER}", "Pendidikan", "Sister City", "MoU", "Kota Padang"]]
    batch, comparison = looked_at(rows, editor, source)
    assert (faults(comparison), batch.answers["unknown"]) == ([], [])
