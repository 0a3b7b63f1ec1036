"""An old register of an office: letterhead, its own headings, several texts of one relation, partners nobody knows."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agreements.exchange.importing.batches import apply_batch, preview
from agreements.models import Agreement, ImportBatch, Instrument
from partners.models import Partner
from tests.agreements.exchange.importing.files import faults, opened, shown, workbook
from tests.factories import make_partner, make_source

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

HEADS = ["No", "Mitra", "Kota, Negara", "Tentang", "Jenis dokumen", "Nomor", "Tanggal", "Berlaku hingga", "Status"]
NUMBERS = [f"({number})" for number in range(1, 10)]
LETTERHEAD = [["PEMERINTAH KOTA"], ["DAFTAR KERJA SAMA"], [], HEADS, NUMBERS]
SIGNATURES = [[], [None] * 6 + ["Jambi, 24 November 2026"], [None] * 6 + ["Kepala Bagian"], [None] * 6 + ["NIP 123"]]


def register(*rows):
    return workbook(Daftar_kerja_sama=[*LETTERHEAD, *rows, *SIGNATURES])


SEREMBAN = "Kota Seremban"


def row(number, title="Pendidikan", paper="MoU", text="12/2015", day="17 April 2015", ends="16 April 2020", **more):
    found = {"partner": SEREMBAN, "place": "Seremban, Malaysia", "status": "Berlaku"} | more
    return [number, found["partner"], found["place"], title, paper, text, day, ends, found["status"]]


@pytest.fixture
def partner():
    return make_partner(SEREMBAN, country="MY")


@pytest.fixture
def source():
    return make_source("Buku register lama")


def looked_at(content, editor, source, **answers):
    batch, _comparison = shown(content, editor, source=source)
    batch.answers |= {"kind": "sister_city", **answers}
    return batch, *_again(batch, editor)


def _again(batch, editor):
    batch.save()
    _matched, comparison = preview(batch, by=editor, today=TODAY)
    batch.refresh_from_db()
    return (comparison,)


def carry_out(batch, editor):
    return apply_batch(batch, by=editor, now=timezone.now(), fingerprint=batch.fingerprint)


def test_three_texts_of_one_relation_become_one_record(editor, partner, source):
    rows = [
        row(1, paper="LoI", text="1/2014", day="4 Mei 2014", ends="-", status="Selesai"),
        row(2),
        row(3, paper="Perpanjangan", text="7/2020", day=datetime(2020, 4, 17), ends="Masih berlaku"),
    ]
    batch, comparison = looked_at(register(*rows), editor, source)
    assert faults(comparison) == []
    assert [one.came.table.key for one in comparison.rows] == ["agreements", *["instruments"] * 3]
    notes = [note for one in comparison.rows for note in one.notes]
    assert "“Masih berlaku” bukan tanggal dan tidak diambil." in notes
    assert "Berkas menyebut statusnya “Selesai”; registri menghitungnya sendiri." in notes
    carry_out(batch, editor)
    agreement = Agreement.objects.get()
    assert [str(one.kind) for one in agreement.instruments.order_by("signed_on_latest")] == [
        "intent",
        "mou",
        "extension",
    ]
    assert (agreement.stage, str(agreement.signed_on)) == ("signing", "17 April 2015")
    assert agreement.instruments.get(kind="extension").changes == agreement.instruments.get(kind="mou")
    numbers = {side.number for one in agreement.instruments.all() for side in one.signatures.all()} - {""}
    assert numbers == {"1/2014", "12/2015", "7/2020"}
    assert {one.source for one in agreement.instruments.all()} == {source}


def test_the_same_register_again_writes_nothing(editor, partner, source):
    rows = [row(1), row(2, title="Kesehatan", text="9/2018", day="2018", ends=None)]
    batch, _comparison = looked_at(register(*rows), editor, source)
    carry_out(batch, editor)
    for again in (rows, rows[::-1]):
        _batch, comparison = looked_at(register(*again), editor, source)
        assert {str(one.state) for one in comparison.rows} == {"same"}


def test_dates_with_the_month_first_are_read_so_wherever_they_count(editor, partner, source):
    rows = [
        row(1, day="08/17/2015", ends="08/16/2020"),
        row(2, title="Kesehatan", text="9/2018", day="02/03/2018", ends="02/03/2021"),
    ]
    chosen = {"table": "old_register", "columns": {}, "orders": {"6": "month_first", "7": "month_first"}}
    batch = opened(register(*rows), editor, source=source)
    batch.matching, batch.answers["kind"] = {"Daftar kerja sama": chosen}, "sister_city"
    (comparison,) = _again(batch, editor)
    assert faults(comparison) == []
    carry_out(batch, editor)
    papers = Instrument.objects.order_by("signed_on_latest")
    days = [(str(one.signed_on), str(one.ends_on), one.validity) for one in papers]
    assert days == [
        ("17 Agustus 2015", "16 Agustus 2020", "period"),
        ("3 Februari 2018", "3 Februari 2021", "period"),
    ]
    numberless = [row(1, title="Judul lain", text=None, day="02/03/2018", ends="02/03/2021")]
    batch = opened(register(*numberless), editor, source=source)
    (comparison,) = _again(batch, editor)
    number = papers[1].agreement.register_number
    assert [one.candidates for one in comparison.rows if one.candidates] == [[number]]


def test_another_text_of_the_same_partner_is_asked(editor, partner, source):
    rows = [row(1), row(2, title="Perpanjangan pendidikan", paper="Adendum", text="7/2020", day="2020", ends=None)]
    batch, comparison = looked_at(register(*rows), editor, source)
    ((_number, _heading, _text, reason),) = [one for one in faults(comparison) if "Mitra yang sama" in one[3]]
    place = next(one for one in comparison.rows if one.candidates)
    assert place.candidates == ["Daftar kerja sama!6"]
    batch.answers["rows"] = {place.came.place: "Daftar kerja sama!6"}
    (comparison,) = _again(batch, editor)
    assert faults(comparison) == []
    carry_out(batch, editor)
    assert Agreement.objects.get().instruments.count() == 2


def test_a_text_that_the_register_has_under_another_title_is_asked(editor, partner, source):
    batch, _comparison = looked_at(register(row(1)), editor, source)
    carry_out(batch, editor)
    known = Agreement.objects.get()
    batch, comparison = looked_at(register(row(1, title="Judul lain")), editor, source)
    (asked,) = [one for one in comparison.rows if one.candidates]
    assert asked.candidates == [known.register_number]
    batch.answers["rows"] = {asked.came.place: known.register_number}
    (comparison,) = _again(batch, editor)
    assert [str(one.state) for one in comparison.rows] == ["same"]


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ({"text": "12/2015\n99/KL"}, "dua isian dalam satu sel"),
        ({"ends": "Berjalan"}, "“Berjalan” bukan tanggal"),
        ({"ends": 44000}, ""),
        ({"day": 42111}, ""),
        ({"day": "9/92021"}, None),
        ({"day": "0000-00-00"}, None),
        ({"day": "31/02/2015"}, None),
        ({"place": "Melaka, Malaysai"}, ""),
    ],
)
def test_cells_of_real_sheets(editor, partner, source, cells, note):
    """With a note, taken as they are (""), or refused (None); never silently wrong."""
    _batch, comparison = looked_at(register(row(1, **cells)), editor, source)
    notes = [text for one in comparison.rows for text in one.notes if "status" not in text]
    if note is None:
        assert {heading for _n, heading, *_rest in faults(comparison)} == {"", "Ditandatangani pada"}
    else:
        assert faults(comparison) == []
        assert [text for text in notes if note in text] if note else notes == []


def test_a_comparison_case_keeps_its_region(editor, partner, source):
    heads = [*HEADS, "Wilayah"]
    content = workbook(Daftar_kerja_sama=[heads, [*row(1), "Kota Padang"], [*row(2, title="B", text="2"), "Padang"]])
    batch, comparison = looked_at(content, editor, source)
    assert [(number, heading) for number, heading, *_rest in faults(comparison) if heading] == [(3, "Daerah")]
    apply_batch(batch, by=editor, now=timezone.now(), fingerprint=batch.fingerprint, skips_rejected=True)
    case = Agreement.objects.get()
    assert (case.is_comparison, case.region, case.register_number[:3]) == (True, "Kota Padang", "PB-")


def test_from_file_to_register_in_five_screens(client, editor, source):
    """Upload, columns, partners, preview, result: a hundred rows with three faults."""
    client.force_login(editor)
    make_partner("Kota Melaka")
    rows = [
        row(number, title=f"Bidang {number}", text=f"{number}/2015", partner="Kota Meleka") for number in range(1, 98)
    ]
    rows += [row(98, title="A", day="31/02/2015"), row(99, title=""), row(100, paper="Pesta")]
    upload = SimpleUploadedFile("register.xlsx", register(*rows))
    page = client.post(reverse("admin:imports"), {"file": upload, "source": source.pk}, follow=True)
    forms = page.context["forms"]
    data = {form.add_prefix(name): form[name].value() for form in forms for name in form.fields}
    page = client.post(page.request["PATH_INFO"], {**data, "sheet0-kind": "sister_city"}, follow=True)
    unknown = [form.unknown["name"] for form in page.context["partners"]]
    assert unknown == ["Kota Meleka", SEREMBAN]
    choices = {"partner0-choice": "kota-melaka", "partner1-choice": "new", "partner1-country": "Malaysia"}
    refused = client.post(page.request["PATH_INFO"], {"_partners": "1", **choices})
    assert "Pilih jenis mitra baru." in refused.content.decode()
    choices |= {"partner1-kind": "local_government"}
    page = client.post(page.request["PATH_INFO"], {"_partners": "1", **choices}, follow=True)
    html = " ".join(page.content.decode().split())
    assert "Ditolak (6)" in html  # three lines, each with its agreement and its text
    data = {"_import": "1", "fingerprint": page.context["form"]["fingerprint"].value(), "skips_rejected": "on"}
    page = client.post(page.request["PATH_INFO"], data, follow=True)
    assert Agreement.objects.count() == 97
    assert Partner.objects.get(name=SEREMBAN).country == "MY"
    assert ImportBatch.objects.get().counts["new"] == 97 * 2 + 1


def test_a_text_without_number_and_day_is_found_again(editor, partner, source):
    rows = [row(1, text="", day="", ends="16 April 2020")]
    batch, _comparison = looked_at(register(*rows), editor, source)
    carry_out(batch, editor)
    _batch, comparison = looked_at(register(*rows), editor, source)
    assert {str(one.state) for one in comparison.rows} == {"same"}
