"""The commands do what the pages do, and their exit codes say how it went."""

import pytest
from django.core.management import CommandError, call_command

from agreements.models import FollowUp, ImportBatch
from tests.agreements.exchange.importing.files import workbook
from tests.factories import make_agreement

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
