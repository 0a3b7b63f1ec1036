"""The pages of importing a reference table: who may, what is shown, and that only what was shown is written, once."""

import os
import tempfile
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core import signing

from agreements.models import Agreement, DayOff, Office, Sector, Source
from agreements.record.search import matching
from jambi_coop.lib.files.pending_files import SALT
from jambi_coop.lib.files.private_files import private_storage
from jambi_coop.lib.files.retained_uploads import FOLDER
from tests.agreements.record.reference_files.desk import (
    TABLES,
    address,
    agree,
    csv_of,
    import_file,
    send_file,
    text_of,
)
from tests.agreements.staff_desk import fields_of, url
from tests.factories import make_agreement, make_office

pytestmark = pytest.mark.django_db

GOOD = {
    "office": csv_of(["kode", "nama"], ["dinsos", "Dinas Sosial"]),
    "sector": csv_of(["slug", "nama"], ["air", "Air"]),
    "source": csv_of(["citation", "kind"], ["Surat wali kota", "letter"]),
    "dayoff": csv_of(["day", "nama", "source"], ["17 Agustus 2026", "HUT RI", "SE Wali Kota"]),
}
MODELS = {"office": Office, "sector": Sector, "source": Source, "dayoff": DayOff}
TAKEN = "Tidak ada yang ditulis kali ini."


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Files that wait are looked for in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office(db):
    return make_office("Dinas Sosial", code="dinsos")


def kept_files():
    """Files that wait for their user's word."""
    storage = private_storage()
    folders = storage.listdir(FOLDER)[0] if storage.exists(FOLDER) else []
    return [name for folder in folders for name in storage.listdir(f"{FOLDER}/{folder}")[1]]


# --- who may -----------------------------------------------------------------------------------------


def rights(user, table, *verbs):
    user.user_permissions.set(Permission.objects.filter(codename__in=[f"{verb}_{table}" for verb in verbs]))
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def clerk(django_user_model):
    return django_user_model.objects.create_user("juru-tulis", is_staff=True)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "verbs",
    [("view",), ("view", "add", "change"), ("view", "export"), ("view", "import"), ("view", "add", "import"),
     ("view", "change", "import")],
)  # fmt: skip
def test_import_needs_its_own_right_and_those_of_writing_by_hand(client, clerk, manager, table, verbs):
    client.force_login(manager)
    token = fields_of(send_file(client, table, GOOD[table]))["pending"]
    client.force_login(rights(clerk, table, *verbs))
    assert url(f"{table}_import") not in client.get(url(f"{table}_changelist")).content.decode()
    assert client.get(url(f"{table}_import")).status_code == 403
    assert send_file(client, table, GOOD[table]).status_code == 403
    assert client.post(url(f"{table}_process_import"), {"pending": token}).status_code == 403
    assert not MODELS[table].objects.exists()


@pytest.mark.parametrize("table", TABLES)
def test_those_with_all_three_rights_import(client, clerk, table):
    client.force_login(rights(clerk, table, "view", "add", "change", "import"))
    assert url(f"{table}_import") in client.get(url(f"{table}_changelist")).content.decode()
    assert "Impor telah ditulis: 1 baru, 0 berubah, 0 tetap." in text_of(import_file(client, table, GOOD[table]))
    assert MODELS[table].objects.count() == 1


@pytest.mark.parametrize("role", ["operator", "editor", "verifier", "head"])
@pytest.mark.parametrize("table", TABLES)
def test_only_managers_have_the_right(client, role, table, request):
    client.force_login(request.getfixturevalue(role))
    assert send_file(client, table, GOOD[table]).status_code == 403


# --- what is shown, and nothing written before -------------------------------------------------------


def test_preview_shows_old_and_new_and_writes_nothing(desk, office):
    page = send_file(
        desk, "office", csv_of(["kode", "nama", "aktif", "versi"], ["dinsos", "Dinas Sosial Kota", "tidak", 9])
    )
    text = text_of(page)
    assert "Berkas “daftar.csv”: 0 baru, 1 berubah, 0 tetap." in text
    assert "Nama: Dinas Sosial → Dinas Sosial Kota" in text
    assert "Aktif: Ya → Tidak" in text
    assert "Kolom ini tidak dibaca: versi" in text
    assert "Tulis 1 baris" in page.content.decode()
    office.refresh_from_db()
    assert (office.name, office.version, office.history.count()) == ("Dinas Sosial", 1, 1)


def test_text_of_a_file_is_never_markup(desk, office):
    page = send_file(desk, "office", csv_of(["kode", "nama", "<b>x</b>"], ["dinsos", "<script>alert(1)</script>", ""]))
    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert(1)" in page.content.decode()
    assert "&lt;b&gt;x&lt;/b&gt;" in page.content.decode()


def test_file_that_changes_nothing_has_no_button(desk, office):
    page = send_file(desk, "office", csv_of(["kode", "nama"], ["dinsos", "Dinas Sosial"]))
    assert "Tidak ada yang perlu ditulis." in text_of(page)
    assert "pending" not in fields_of(page)
    assert kept_files() == []


def test_faults_are_shown_and_there_is_no_button(desk, office):
    page = send_file(
        desk, "office", csv_of(["kode", "nama", "bagian dari"], ["dinsos", "Dinas", ""], ["b", "B", "entah"])
    )
    assert "Berkas “daftar.csv”: 1 sel perlu dibetulkan." in text_of(page)
    assert "Baris 3 Bagian dari entah" in text_of(page)
    assert "Tidak ada perangkat daerah dengan kode “entah”." in text_of(page)
    assert "pending" not in fields_of(page)
    assert kept_files() == []


def test_without_a_file_the_page_says_so(desk):
    assert "Bidang ini tidak boleh kosong." in text_of(desk.post(url("office_import"), {}))


# --- confirming: once, by the same person, as shown --------------------------------------------------


def test_confirming_twice_writes_once_and_answers_kindly(desk, office):
    page = send_file(desk, "office", csv_of(["kode", "nama"], ["dinsos", "Dinas Sosial Kota"]))
    assert "Impor telah ditulis: 0 baru, 1 berubah, 0 tetap." in text_of(agree(desk, "office", page))
    again = agree(desk, "office", page)
    assert again.status_code == 200
    assert TAKEN in text_of(again)
    office.refresh_from_db()
    assert (office.name, office.version, office.history.count()) == ("Dinas Sosial Kota", 2, 2)
    assert kept_files() == []


def test_pending_import_belongs_to_its_uploader(client, desk, manager, superuser, office):
    page = send_file(desk, "office", csv_of(["kode", "nama"], ["dinsos", "Dinas Sosial Kota"]))
    client.force_login(superuser)
    assert TAKEN in text_of(agree(client, "office", page))
    office.refresh_from_db()
    assert office.name == "Dinas Sosial"
    client.force_login(manager)
    assert "Impor telah ditulis" in text_of(agree(client, "office", page))


def test_pending_import_is_for_its_table_only(desk):
    page = send_file(desk, "sector", GOOD["sector"])
    assert TAKEN in text_of(agree(desk, "office", page))
    assert not Office.objects.exists()


def test_no_file_can_be_named(desk, manager):
    """Neither a path as the library took it, nor a token that the site has not signed."""
    with tempfile.NamedTemporaryFile(suffix=".csv", delete=False) as file:
        file.write(GOOD["office"])
    facts = {"file": file.name, "name": "x.csv", "user": manager.pk, "purpose": "agreements.office", "shown": ""}
    try:
        for token in (file.name, os.path.basename(file.name), "", signing.dumps(facts, key="other", salt=SALT)):
            sent = {"pending": token, "import_file_name": file.name, "original_file_name": "x.csv", "format": "1"}
            assert TAKEN in text_of(desk.post(url("office_process_import"), sent, follow=True))
        assert Path(file.name).exists()
    finally:
        os.unlink(file.name)
    assert not Office.objects.exists()


def test_exchanged_file_is_not_written(desk, manager):
    page = send_file(desk, "office", GOOD["office"])
    stored = signing.loads(fields_of(page)["pending"], salt=SALT)["file"]
    Path(private_storage().path(stored)).write_bytes(csv_of(["kode", "nama"], ["lain", "Dinas Lain"]))
    assert TAKEN in text_of(agree(desk, "office", page))
    assert not Office.objects.exists()


def test_row_changed_since_the_preview_is_shown_anew_and_not_overwritten(desk, office):
    page = send_file(desk, "office", csv_of(["kode", "nama", "aktif"], ["dinsos", "Dinas Sosial Kota", "tidak"]))
    office.name = "Dinas Sosial dan P3A"
    office.save()
    answer = agree(desk, "office", page)
    assert answer.status_code == 409
    assert "Belum ada yang ditulis." in text_of(answer)
    assert "Nama: Dinas Sosial dan P3A → Dinas Sosial Kota" in text_of(answer)
    office.refresh_from_db()
    assert (office.name, office.is_active) == ("Dinas Sosial dan P3A", True)
    assert "Impor telah ditulis" in text_of(agree(desk, "office", answer))
    office.refresh_from_db()
    assert (office.name, office.is_active) == ("Dinas Sosial Kota", False)


def test_row_made_since_the_preview_is_shown_as_changed(desk):
    page = send_file(desk, "office", GOOD["office"])
    make_office("Dinas Sosial Lama", code="dinsos")
    answer = agree(desk, "office", page)
    assert (answer.status_code, Office.objects.get().name) == (409, "Dinas Sosial Lama")
    assert "Nama: Dinas Sosial Lama → Dinas Sosial" in text_of(answer)


def test_fault_that_came_up_since_the_preview_is_shown(desk):
    page = send_file(desk, "office", GOOD["office"])
    make_office("Dinas Sosial", code="lain")
    answer = agree(desk, "office", page)
    assert (answer.status_code, Office.objects.count()) == (409, 1)
    assert "pending" not in fields_of(answer)


def test_same_difference_in_the_other_language_is_the_same(desk, office):
    page = send_file(desk, "source", csv_of(["citation", "kind"], ["Surat", "Letter"]))
    answer = desk.post(
        address("source_process_import", language="en"), {"pending": fields_of(page)["pending"]}, follow=True
    )
    assert "The import was written: 1 new, 0 changed, 0 unchanged." in text_of(answer)


def test_office_and_its_part_in_one_file(desk):
    """The part names a row that has no primary key yet when it is shown, and another one when it is written."""
    rows = csv_of(["kode", "nama", "bagian dari"], ["setda", "Sekretariat Daerah", ""], ["bks", "Bagian", "setda"])
    page = send_file(desk, "office", rows)
    make_office("Dinas Lain", code="lain")
    assert "2 baru" in text_of(agree(desk, "office", page))
    assert Office.objects.get(code="bks").parent.code == "setda"


def test_confirming_needs_a_post(desk):
    assert desk.get(url("office_process_import")).status_code == 405


# --- what follows ------------------------------------------------------------------------------------


def test_imported_name_finds_the_agreements(desk, office):
    sector = Sector.objects.create(name="Air", slug="air")
    agreement = make_agreement(lead_office=office)
    agreement.sectors.add(sector)
    import_file(desk, "office", csv_of(["kode", "nama"], ["dinsos", "Dinas Kebersihan"]))
    import_file(desk, "sector", csv_of(["slug", "nama"], ["air", "Sanitasi"]))
    assert matching(Agreement.objects.all(), "kebersihan sanitasi", staff=True).get() == agreement


def test_history_names_user_reason_and_file(desk, manager, office):
    import_file(desk, "office", csv_of(["kode", "nama"], ["dinsos", "Dinas Sosial Kota"]), name="kantor 2026.csv")
    entry = office.history.first()
    assert (entry.history_user, entry.history_change_reason) == (manager, "Impor: kantor 2026.csv")
    page = desk.get(url("office_history", office.pk)).content.decode()
    assert "Impor: kantor 2026.csv" in page


def test_same_file_again_writes_nothing(desk):
    for table in TABLES:
        import_file(desk, table, GOOD[table])
        page = send_file(desk, table, GOOD[table])
        assert "0 baru, 0 berubah, 1 tetap" in text_of(page)
        assert MODELS[table].history.count() == 1


def test_unexpected_error_is_no_text_on_the_page(client, manager, monkeypatch):
    """A bug is a bug: logged, and answered with the page for errors; never with its text."""
    client.force_login(manager)
    client.raise_request_exception = False
    monkeypatch.setattr("agreements.record.staff.reference_files.admin.preview_of", lambda *args, **kwargs: 1 / 0)
    page = send_file(client, "office", GOOD["office"])
    assert page.status_code == 500
    assert "division" not in page.content.decode()
    assert "Traceback" not in page.content.decode()
