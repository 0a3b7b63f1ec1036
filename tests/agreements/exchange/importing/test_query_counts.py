"""Import and undoing ask as many queries for many records as for few."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.exchange.importing.undo import undo_batch
from agreements.models import Agreement, Sector, Target
from tests.agreements.exchange.importing.files import imported, workbook
from tests.factories import make_agreement, make_partner, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.today(date(2026, 11, 24)), pytest.mark.both]


def _register_of(number):
    """Return the sheets of `number` records that are new with all their rows, and of as many that change."""
    letters = [f"{number}-{one}" for one in range(number)]
    there = [make_agreement(f"Lama {letter}", partner=make_partner(f"Kota Lama {letter}")) for letter in letters]
    visits = [one.follow_ups.create(kind="visit", title="Kunjungan") for one in there]
    return {
        "Mitra": [
            ["Nama", "Jenis", "Negara", "Kota"],
            *(["Kota Contoh " + letter, "Pemerintah daerah", "Belanda", "Contoh"] for letter in letters),
        ],
        "Kerja_sama": [
            ["Nomor registri", "Judul", "Jenis", "Mitra", "Sektor"],
            *([f"B{letter}", f"Baru {letter}", "Sister City", f"Kota Contoh {letter}", ""] for letter in letters),
            *([one.register_number, f"Ubah {one.pk}", "", "", "Air; Sampah"] for one in there),
        ],
        "Naskah": [
            ["Nomor registri", "Jenis", "Ditandatangani pada", "Nomor kami"],
            *([f"B{letter}", "MoU", "4 Mei 2016", f"{letter}/KSLN"] for letter in letters),
        ],
        "Tindak_lanjut": [
            ["Kunci baris (jangan diubah)", "Nomor registri", "Jenis", "Judul"],
            *(["", f"B{letter}", "Rapat", f"Rapat {letter}"] for letter in letters),
            *([f"TL-{one.pk}", "", "", f"Ubah {one.pk}"] for one in visits),
        ],
        "Hasil_yang_dijanjikan": [
            ["Kunci baris (jangan diubah)", "Nomor registri", "Judul", "Tingkat", "Satuan"],
            *([f"i{letter}", f"B{letter}", f"Pelatihan {letter}", "output", "orang"] for letter in letters),
        ],
        "Target": [
            ["Indikator", "Nilai", "Tenggat", "Alasan"],
            *([f"i{letter}", "25", "2027", "Disepakati"] for letter in letters),
        ],
    }


def _queries(number, by, source):
    """Return how many queries an import of `number` new and as many changed records asks, how many its undoing asks
    where every second new one was used since, and the number of lines that stay."""
    content = workbook(**_register_of(number))
    with CaptureQueriesContext(connection) as of_import:
        batch = imported(content, by, source=source)
    for new in Agreement.objects.filter(title__startswith=f"Baru {number}-").order_by("pk")[::2]:
        new.follow_ups.create(kind="visit", title="Kunjungan")
    with CaptureQueriesContext(connection) as of_undoing:
        kept = undo_batch(batch, by=by, now=timezone.now(), reason="Berkas salah")
    return len(of_import), len(of_undoing), len(kept)


def test_six_records_ask_as_many_queries_as_two(editor):
    source = make_source("Buku register lama")
    for name in ("Air", "Sampah"):
        Sector.objects.get_or_create(name=name, defaults={"slug": name.lower()})
    _queries(1, editor, source)  # rights and kinds of content are asked once
    few = _queries(2, editor, source)
    many = _queries(6, editor, source)
    assert many[:2] == few[:2]
    # partner, agreement, text, follow-up, result and target of each record that was used
    assert (few[2], many[2]) == (6, 18)
    assert Target.objects.count() == 9
