"""The commands do what the pages do, and their exit codes say how it went."""

from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from agreements.exchange.office_workbook.workbook import write_office_workbook
from agreements.models import FollowUp, ImportBatch
from tests.agreements.exchange.importing.files import workbook
from tests.factories import make_agreement, make_office

pytestmark = [pytest.mark.django_db]
HEADS = ["Nomor registri", "Jenis", "Judul", "Selesai pada", "Hasil"]


@pytest.fixture
def agreement(editor):
    return make_agreement("Kerja sama sampah", by=editor)


@pytest.fixture
def file(tmp_path, agreement):
    def write(*rows):
        path = tmp_path / "data.xlsx"
        path.write_bytes(workbook(Tindak_lanjut=[HEADS, *([agreement.register_number, *row] for row in rows)]))
        return path

    return write


GOOD, BAD = ("Rapat", "Rapat awal", "2019", "Ada"), ("Pesta", "Rapat kedua", "2020", "Ada")


def test_a_dry_run_writes_nothing(editor, file, capsys):
    call_command("import_register", file(GOOD), user=editor.username, dry_run=True)
    assert "Baru 1 · Berubah 0 · Sama 0 · Ditolak 0" in capsys.readouterr().out
    assert not FollowUp.objects.exists()
    assert not ImportBatch.objects.exists()


def test_it_imports_and_says_so(editor, file, capsys):
    call_command("import_register", file(GOOD), user=editor.username, reason="Data lama")
    assert f"Impor #{ImportBatch.objects.get().pk} dilaksanakan." in capsys.readouterr().out
    reason = f"Impor #{ImportBatch.objects.get().pk}: Data lama"
    assert FollowUp.history.get().history_change_reason == reason
    call_command("import_register", file(GOOD), user=editor.username)
    assert FollowUp.objects.count() == 1


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_rejected_row_is_named_and_nothing_is_written(editor, file, capsys, dry_run):
    with pytest.raises(CommandError):
        call_command("import_register", file(GOOD, BAD), user=editor.username, dry_run=dry_run)
    assert "Tindak lanjut 3 Jenis “Pesta”:" in capsys.readouterr().err
    assert not FollowUp.objects.exists()


def test_rejected_rows_are_skipped_where_it_is_said(editor, file):
    call_command("import_register", file(GOOD, BAD), user=editor.username, skip_rejected=True)
    assert FollowUp.objects.count() == 1


@pytest.mark.parametrize("user", ["nobody", "operator"])
def test_it_needs_an_account_with_the_right(request, file, user):
    name = request.getfixturevalue(user).username if user == "operator" else user
    with pytest.raises(CommandError):
        call_command("import_register", file(GOOD), user=name)


def test_what_was_exported_imports_to_nothing(editor, agreement, tmp_path, capsys):
    agreement.follow_ups.create(kind="meeting", title="Rapat")
    path = tmp_path / "registri.xlsx"
    call_command("export_register", path, user=editor.username)
    with pytest.raises(CommandError, match="sudah ada"):
        call_command("export_register", path, user=editor.username)
    call_command("import_register", path, user=editor.username)
    assert "Tidak ada yang diimpor" in capsys.readouterr().out


FOREIGN = ["Acara", "Tempat", "Catatan panitia"]


@pytest.fixture
def sheets(tmp_path):
    def write(**found):
        path = tmp_path / "data.xlsx"
        path.write_bytes(workbook(**found))
        return path

    return write


def test_columns_and_sheets_that_are_not_taken_over_are_named(editor, agreement, sheets, capsys):
    rows = [[*HEADS, "Tempat"], [agreement.register_number, *GOOD, "Aula"]]
    path = sheets(Tindak_lanjut=rows, Coretan=[["Beli kertas"]])
    call_command("import_register", path, user=editor.username)
    said = capsys.readouterr().err
    assert "Tindak lanjut: kolom ini tidak diambil: Tempat." in said
    assert "Coretan: tidak ditemukan tabel" in said
    assert FollowUp.objects.count() == 1


def test_a_sheet_that_nobody_knows_is_an_error(editor, agreement, sheets):
    path = sheets(Tindak_lanjut=[HEADS, [agreement.register_number, *GOOD]], Sheet2=[FOREIGN, ["Rapat", "Aula", "Ada"]])
    with pytest.raises(CommandError, match="Sheet2: tidak jelas tabel apa ini") as refused:
        call_command("import_register", path, user=editor.username)
    assert reverse("admin:import_columns", args=[ImportBatch.objects.get().pk]) in str(refused.value)
    with pytest.raises(CommandError, match="Sheet2: tidak jelas tabel apa ini"):
        call_command("import_register", path, user=editor.username, dry_run=True)
    assert ImportBatch.objects.count() == 1
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("rows", [[["Beli kertas"]], [HEADS], [FOREIGN, ["Rapat", "Aula", "Ada"]]])
def test_a_file_without_a_row_to_take_in_is_an_error(editor, sheets, rows):
    with pytest.raises(CommandError, match="Tidak ada baris"):
        call_command("import_register", sheets(Tindak_lanjut=rows), user=editor.username, dry_run=True)


def test_dates_in_both_orders_are_an_error_until_it_is_said_how_they_are_written(editor, file, capsys):
    rows = [("Rapat", f"Rapat {day}", day, "Ada") for day in ("08/17/2019", "02/03/2019")]
    with pytest.raises(CommandError, match="08/17/2019"):
        call_command("import_register", file(*rows), user=editor.username, dry_run=True)
    for wrong in ("Selesai=month_first", "Selesai pada=american", "month_first"):
        with pytest.raises(CommandError, match=wrong):
            call_command("import_register", file(*rows), user=editor.username, order=[wrong], dry_run=True)
    call_command("import_register", file(*rows), user=editor.username, order=["selesai pada=month_first"])
    assert "bulan lebih dahulu" in capsys.readouterr().err
    assert sorted(str(one.done_on) for one in FollowUp.objects.all()) == ["17 Agustus 2019", "3 Februari 2019"]


def test_an_office_workbook_without_anything_filled_in_is_an_error(editor, agreement, tmp_path):
    office = make_office("Dinas Satu")
    office.liaisons.add(editor)
    path, out = tmp_path / "dinas.xlsx", BytesIO()
    write_office_workbook(out, office, today=timezone.localdate(), language="id")
    path.write_bytes(out.getvalue())
    with pytest.raises(CommandError, match="Tidak ada baris"):
        call_command("import_register", path, user=editor.username)
    assert not ImportBatch.objects.exists()
