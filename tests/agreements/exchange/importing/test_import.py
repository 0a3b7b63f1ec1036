"""An import from file to register: new and changed rows, all faults at once, all or nothing, and its undoing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agreements.exchange.importing.batches import apply_batch, compare_batch, delete_old_imports, file_of
from agreements.exchange.importing.undo import undo_batch
from agreements.models import Agreement, FollowUp, ImportBatch, Sector
from agreements.record.trash import move_to_trash, restore
from partners.models import Partner
from tests.agreements.exchange.importing.files import faults, imported, shown, workbook
from tests.factories import make_agreement, make_office, make_partner, make_source

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY), pytest.mark.both]

AGREEMENTS = ["Nomor registri", "Judul", "Jenis", "Mitra"]
FOLLOW_UPS = ["Nomor registri", "Jenis", "Judul", "Selesai pada", "Hasil dalam satu kalimat", "Tenggat"]


@pytest.fixture
def source():
    return make_source("Buku register lama")


@pytest.fixture
def agreement(editor):
    return make_agreement("Kerja sama sampah", by=editor)


def test_a_whole_record_comes_in_at_once(editor, source):
    make_office("Dinas Lingkungan Hidup", short_name="DLH")
    content = workbook(
        Mitra=[["Nama", "Jenis", "Negara", "Kota"], ["Kota Contoh", "Pemerintah daerah", "Belanda", "Contoh"]],
        Kerja_sama=[
            ["Nomor registri", "Judul", "Jenis", "Mitra", "OPD"],
            ["BARU-1", "Kerja sama air", "Sister City", "Kota Contoh", "DLH"],
        ],
        Naskah=[
            [
                "Nomor registri",
                "Jenis",
                "Ditandatangani pada",
                "Nomor kami",
                "Masa berlaku",
                "Jangka waktu",
            ],
            ["BARU-1", "MoU", "4 Mei 2016", "12/2016", "duration", "4 tahun"],
        ],
        Tindak_lanjut=[
            ["Nomor registri", "Jenis", "Judul", "Selesai pada", "Hasil"],
            ["BARU-1", "Kunjungan", "Kunjungan pertama", "2017", "Rencana disusun"],
        ],
        Uang=[
            ["Nomor registri", "Jenis", "Jumlah", "Mata uang", "Keterangan"],
            ["BARU-1", "Diterima", "13,4 juta", "EUR", ""],
        ],
    )
    batch, comparison = shown(content, editor, source=source)
    assert faults(comparison) == []
    assert comparison.counts() == {"new": 5, "changed": 0, "same": 0, "rejected": 0, "notes": 0}
    apply_batch(batch, by=editor, now=timezone.now(), fingerprint=batch.fingerprint)
    agreement = Agreement.objects.get()
    assert agreement.register_number == "KSLN-2026-0001"
    assert [party.partner.name for party in agreement.parties.all()] == ["Kota Contoh"]
    assert agreement.parties.get().partner.country == "NL"
    paper = agreement.instruments.get()
    assert (str(paper.signed_on), paper.duration, str(agreement.digest.signed_on)) == (
        "4 Mei 2016",
        "4 tahun",
        "4 Mei 2016",
    )
    assert agreement.digest.ends_latest == date(2020, 5, 3)
    assert {side.side: side.number for side in paper.signatures.all()} == {"city": "12/2016", "all": ""}
    assert agreement.steps.get(stage="signing").instrument == paper
    assert agreement.follow_ups.get().source == source
    assert agreement.transactions.get().amount == 13_400_000
    assert agreement.lead_office.short_name == "DLH"
    assert agreement.history.get().history_user == editor
    assert agreement.history.get().history_change_reason.startswith(f"Impor #{batch.pk}: ")
    assert agreement.publication_class != "public"


# --- all faults at once, all or nothing ---------------------------------------------------------------


def _lines(agreement, *rows):
    return workbook(Tindak_lanjut=[FOLLOW_UPS, *([agreement.register_number, *row] for row in rows)])


def test_every_fault_of_every_cell_is_told_at_once_and_nothing_is_written(editor, agreement):
    good = [["Rapat", f"Rapat {number}", "2019", "Ada hasil", None] for number in range(2, 317)]
    bad = [
        ["Pesta", "Rapat 317", "31/02/2026", None, "kemarin"],
        ["Rapat", None, "2030", "Ada hasil", None],
        ["Rapat", "Selesai tanpa hasil", "2020", None, None],
    ]
    content = _lines(agreement, *good, *bad)
    batch, comparison = shown(content, editor)
    assert {(number, heading) for number, heading, _text, _reason in faults(comparison)} == {
        *((317, "Jenis"), (317, "Selesai pada"), (317, "Tenggat")),
        *((318, "Judul"), (318, "Selesai pada")),
        (319, "Hasil dalam satu kalimat"),
    }
    told = {heading: (text, reason) for number, heading, text, reason in faults(comparison) if number == 317}
    assert told["Selesai pada"] == (
        "31/02/2026",
        "“31/02/2026” tidak ada dalam kalender. Tulis seperti 27 Maret 2026.",
    )
    with pytest.raises(ValidationError, match="3 baris ditolak"):
        apply_batch(batch, by=editor, now=timezone.now(), fingerprint=batch.fingerprint)
    assert FollowUp.objects.count() == FollowUp.history.count() == 0
    apply_batch(batch, by=editor, now=timezone.now(), fingerprint=batch.fingerprint, skips_rejected=True)
    assert FollowUp.objects.count() == FollowUp.history.count() == 315


@pytest.mark.parametrize("where", ["database", "derived"])
def test_an_error_while_writing_leaves_nothing(monkeypatch, editor, agreement, where):
    batch, _comparison = shown(_lines(agreement, ["Rapat", "Satu", "2019", "Ada", None]), editor)
    name = {
        "database": "agreements.exchange.importing.write.bulk_create_with_history",
        "derived": "agreements.exchange.importing.write.refresh_digests_at_once",
    }[where]

    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(name, fail)
    with pytest.raises(RuntimeError):
        apply_batch(batch, by=editor, now=timezone.now(), fingerprint=batch.fingerprint)
    assert FollowUp.objects.count() == FollowUp.history.count() == 0
    assert ImportBatch.objects.get().state == ImportBatch.State.OPEN


# --- the same file again ------------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing_in_whatever_order(editor, agreement, source):
    rows = [["Rapat", "Satu", "2019", "Ada", None], ["Kunjungan", "Dua", "Juni 2020", "Ada", None]]
    imported(_lines(agreement, *rows), editor, source=source)
    before = FollowUp.history.count()
    spaced = [["Rapat ", " Satu", "2019 ", "Ada  ", None], ["kunjungan", "DUA", "2020-06", "Ada", ""]]
    for again in (rows, rows[::-1]):
        _batch, comparison = shown(_lines(agreement, *again), editor, source=source)
        assert comparison.counts()["same"] == 2
    _batch, comparison = shown(_lines(agreement, spaced[0]), editor, source=source)
    assert comparison.counts()["same"] == 1
    assert FollowUp.history.count() == before


def test_a_row_that_may_be_another_is_asked_and_not_decided(editor, agreement, source):
    imported(_lines(agreement, ["Rapat", "Satu", "2019", "Ada", None]), editor, source=source)
    batch, comparison = shown(_lines(agreement, ["Rapat", "Satu", "2019", "Hasil lain", None]), editor, source=source)
    key = f"TL-{FollowUp.objects.get().pk}"
    ((_number, heading, _text, reason),) = faults(comparison)
    assert (heading, reason) == (
        "",
        f"Mungkin sama dengan {key} yang sudah ada di registri. Tentukan: baris itu atau baris baru.",
    )
    for answer, count in (("new", 2), (key, 1)):
        batch.answers["rows"] = {"follow_ups!Tindak lanjut!2": answer}
        comparison = compare_batch(batch, file_of(batch), today=TODAY, user=editor)
        assert comparison.counts()["rejected"] == 0
        assert comparison.counts()["new"] + 1 == count


def test_two_equal_lines_of_money_are_counted(editor, agreement, source):
    heads = ["Nomor registri", "Jenis", "Jumlah", "Mata uang"]
    line = [agreement.register_number, "Diterima", "98.950,00", "USD"]
    imported(workbook(Uang=[heads, line]), editor, source=source)
    _batch, comparison = shown(workbook(Uang=[heads, line, line]), editor, source=source)
    assert (comparison.counts()["same"], comparison.counts()["new"]) == (1, 1)


def test_the_same_key_twice_is_refused_with_both_rows(editor, agreement):
    number = agreement.register_number
    content = workbook(Kerja_sama=[["Nomor registri", "Judul"], [number, "Satu"], [f" {number.lower()} ", "Dua"]])
    _batch, comparison = shown(content, editor)
    assert {reason for *_place, reason in faults(comparison)} == {"Baris 2, 3 berkunci sama. Sisakan salah satu."}


# --- what is there already ----------------------------------------------------------------------------


def test_a_missing_column_and_an_empty_cell_leave_what_is_recorded(editor, agreement):
    agreement.location, agreement.summary = "Talang Gulo", "Ringkasan lama"
    agreement.save()
    content = workbook(
        Kerja_sama=[["Nomor registri", "Judul", "Ringkasan"], [agreement.register_number, "Judul baru", None]]
    )
    batch, comparison = shown(content, editor)
    (row,) = comparison.rows
    assert [(one.column.key, one.before, one.after) for one in row.differences] == [
        ("title", "Kerja sama sampah", "Judul baru")
    ]
    batch.empties_cells = True
    comparison = compare_batch(batch, file_of(batch), today=TODAY, user=editor)
    assert [one.column.key for one in comparison.rows[0].differences] == ["title", "summary"]


def test_names_that_nobody_knows_create_nothing_and_get_near_ones(editor, agreement):
    make_partner("Kota Seremban"), make_partner("Institut Teknologi"), make_partner("Institut Teknologi")
    heads = ["Nomor registri", "Judul", "Jenis", "Mitra"]
    rows = [["", f"Judul {name}", "Sister City", name] for name in ("Kota Sermban", "Institut Teknologi", "Xyz")]
    _batch, comparison = shown(workbook(Kerja_sama=[heads, *rows]), editor)
    told = {text: reason for _number, heading, text, reason in faults(comparison) if heading == "Mitra"}
    assert told == {
        "Kota Sermban": "“Kota Sermban” tidak ada di registri. Mungkin maksud Anda: Kota Seremban?",
        "Institut Teknologi": "“Institut Teknologi” adalah nama 2 baris. "
        "Tulis bagian alamat web atau kode yang dimaksud.",
        "Xyz": "“Xyz” tidak ada di registri. Catat dahulu, atau perbaiki namanya.",
    }
    assert Partner.objects.count() == 4


@pytest.mark.parametrize("header", ["is_public", "version", "checked_on", "edited_by", "publication_class"])
def test_columns_of_the_system_are_not_taken_in(editor, agreement, header):
    content = workbook(Kerja_sama=[["Nomor registri", "Judul", header], [agreement.register_number, "Baru", "1"]])
    _batch, comparison = shown(content, editor)
    assert [one.column.key for one in comparison.rows[0].differences] == ["title"]


# --- who, and when ------------------------------------------------------------------------------------


def test_a_pending_import_belongs_to_its_uploader(editor, verifier, agreement):
    batch, _comparison = shown(_lines(agreement, ["Rapat", "Satu", "2019", "Ada", None]), editor)
    with pytest.raises(PermissionDenied):
        apply_batch(batch, by=verifier, now=timezone.now(), fingerprint=batch.fingerprint)


@pytest.mark.parametrize("role", ["operator", "head", "manager"])
def test_import_needs_the_right(request, agreement, role):
    with pytest.raises(PermissionDenied):
        shown(_lines(agreement), request.getfixturevalue(role))
    assert not ImportBatch.objects.exists()


def test_it_is_carried_out_once(editor, agreement):
    batch = imported(_lines(agreement, ["Rapat", "Satu", "2019", "Ada", None]), editor)
    with pytest.raises(ValidationError, match="sudah diproses pukul"):
        apply_batch(batch, by=editor, now=timezone.now(), fingerprint=batch.fingerprint)
    assert FollowUp.objects.count() == 1


@pytest.mark.parametrize("change", ["value", "trash", "twin", "fingerprint"])
def test_nothing_is_written_that_was_not_shown(editor, agreement, change):
    planned = agreement.follow_ups.create(kind="meeting", title="Rapat lama")
    content = workbook(Tindak_lanjut=[["Kunci baris (jangan diubah)", "Judul"], [f"TL-{planned.pk}", "Rapat baru"]])
    batch, comparison = shown(content, editor)
    assert comparison.counts()["changed"] == 1
    fingerprint = batch.fingerprint
    if change == "value":
        FollowUp.objects.filter(pk=planned.pk).update(title="Rapat orang lain", version=2)
    elif change == "trash":
        move_to_trash(planned, by=editor, now=timezone.now(), reason="Ganda")
    elif change == "twin":
        FollowUp.objects.filter(pk=planned.pk).update(version=5)
    else:
        fingerprint = "0" * 64
    with pytest.raises(ValidationError, match="Data berubah sejak pratinjau"):
        apply_batch(batch, by=editor, now=timezone.now(), fingerprint=fingerprint)
    assert "Rapat baru" not in FollowUp.with_trash.values_list("title", flat=True)


def test_a_file_that_nobody_imports_goes_after_a_month(editor, agreement):
    content = _lines(agreement, ["Rapat", "Satu", "2019", "Ada", None])
    old, _comparison = shown(content, editor)
    done = imported(_lines(agreement, ["Rapat", "Dua", "2019", "Ada", None]), editor)
    later = timezone.now() + timedelta(days=31)
    assert delete_old_imports(timezone.now()) == 0
    assert delete_old_imports(later) == 1
    assert not old.file.storage.exists(old.file.name)
    assert list(ImportBatch.objects.all()) == [done]
    assert done.file.storage.exists(done.file.name)


def test_history_tells_what_each_row_holds_with_its_links(editor, agreement, source):
    water = Sector.objects.create(name="Air", slug="air")
    rows = [[*AGREEMENTS[:3], "Sektor"], [agreement.register_number, "Kerja sama air", "", "Air"]]
    imported(workbook(Kerja_sama=rows), editor, source=source)
    agreement.refresh_from_db()
    record = agreement.history.first()
    assert [one.sector for one in record.sectors.all()] == list(agreement.sectors.all()) == [water]
    told = {one.attname: getattr(record, one.attname) for one in Agreement._meta.concrete_fields}
    assert told == {name: getattr(agreement, name) for name in told}
    assert (record.history_type, record.history_user, record.title) == ("~", editor, "Kerja sama air")
    assert record.history_change_reason.startswith("Impor #")


# --- undoing ------------------------------------------------------------------------------------------


def test_undoing_gives_back_exactly_what_was(editor, agreement, source):
    rows = [agreement.follow_ups.create(kind="meeting", title=f"Rapat {number}", due_on="2027") for number in range(10)]
    before = {row.pk: (row.title, str(row.due_on), row.times_moved) for row in agreement.follow_ups.all()}
    changed = [[f"TL-{row.pk}", agreement.register_number, "Rapat", f"Ubah {row.pk}", "2028"] for row in rows]
    new = [["", agreement.register_number, "Rapat", f"Baru {number}", "2028"] for number in range(20)]
    heads = ["Kunci baris (jangan diubah)", *FOLLOW_UPS[:3], "Tenggat"]
    batch = imported(workbook(Tindak_lanjut=[heads, *changed, *new]), editor, source=source)
    assert FollowUp.objects.filter(title__startswith="Ubah", times_moved=1).count() == 10
    edited = FollowUp.objects.filter(title__startswith="Ubah").first()
    edited.note, edited.version = "Sunting", edited.version + 1
    edited.save()
    used = FollowUp.objects.get(title="Baru 3")
    used.version += 1
    used.save()

    kept = undo_batch(batch, by=editor, now=timezone.now(), reason="Berkas salah")
    assert sorted(line.outcome for line in kept) == [
        "“Baru 3” sudah diubah sejak itu.",
        f"“{edited.title}” sudah diubah sejak itu.",
    ]
    now = {row.pk: (row.title, str(row.due_on), row.times_moved) for row in FollowUp.objects.filter(pk__in=before)}
    assert {pk: value for pk, value in now.items() if pk != edited.pk} == {
        pk: value for pk, value in before.items() if pk != edited.pk
    }
    assert sorted(FollowUp.objects.exclude(pk__in=before).values_list("title", flat=True)) == ["Baru 3"]
    gone = FollowUp.with_trash.trashed()
    assert (gone.count(), {row.trashed_reason for row in gone}) == (19, {"Berkas salah"})
    with pytest.raises(ValidationError, match="hanya sekali"):
        undo_batch(batch, by=editor, now=timezone.now(), reason="Lagi")


def test_a_new_record_goes_whole_and_its_number_is_not_used_again(editor, manager, source):
    make_partner("Kota Contoh")
    content = workbook(
        Kerja_sama=[
            ["Nomor registri", "Judul", "Jenis", "Mitra"],
            ["B", "Kerja sama air", "Sister City", "Kota Contoh"],
        ],
        Naskah=[["Nomor registri", "Jenis", "Ditandatangani pada"], ["B", "MoU", "2016"]],
    )
    batch = imported(content, editor, source=source)
    agreement = Agreement.objects.get()
    assert undo_batch(batch, by=manager, now=timezone.now(), reason="Berkas salah") == []
    agreement.refresh_from_db()
    assert agreement.in_trash
    restore(agreement, by=editor)
    assert (agreement.instruments.count(), agreement.parties.count(), agreement.steps.exists()) == (1, 1, True)
    make_agreement("Yang berikut", by=editor)
    assert Agreement.objects.get(title="Yang berikut").register_number == "KSLN-2026-0002"


def test_a_record_that_was_used_since_stays(editor, verifier, source):
    make_partner("Kota Contoh")
    rows = [
        ["B", "Kerja sama air", "Sister City", "Kota Contoh"],
        ["C", "Kerja sama lain", "Sister City", "Kota Contoh"],
    ]
    batch = imported(workbook(Kerja_sama=[["Nomor registri", "Judul", "Jenis", "Mitra"], *rows]), editor, source=source)
    used = Agreement.objects.get(title="Kerja sama air")
    used.follow_ups.create(kind="visit", title="Kunjungan")
    with pytest.raises(ValidationError, match="Hanya pengimpor"):
        undo_batch(batch, by=verifier, now=timezone.now(), reason="Berkas salah")
    kept = undo_batch(batch, by=editor, now=timezone.now(), reason="Berkas salah")
    assert [line.outcome for line in kept] == [
        "“Kerja sama air” sudah memiliki baris yang ditambahkan kemudian (tindak lanjut)."
    ]
    assert used.steps.exists()
    assert not Agreement.objects.alive().filter(title="Kerja sama lain").exists()
