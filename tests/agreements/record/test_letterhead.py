"""The letterhead: one row, filled in by a manager, with nothing invented."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from PIL import Image

from agreements.models import Letterhead
from agreements.record.letterhead import letterhead, logo_bytes
from tests.agreements.staff_desk import refused, send, url
from tests.factories import small_pdf

pytestmark = pytest.mark.django_db

FACTS = {
    "lines": "PEMERINTAH KOTA JAMBI\r\n\r\n  SEKRETARIAT DAERAH \r\nBagian Kerja Sama",
    "paper": "f4",
    "post": "Kepala Bagian Kerja Sama",
    "name": "Nama Contoh",
}


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


def picture(name="logo.png", size=(8, 8)):
    out = BytesIO()
    Image.effect_noise(size, 90).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue())


def test_before_anybody_fills_it_in_nothing_is_named():
    head = letterhead()
    assert head.pk is None or head._state.adding
    assert (head.text_lines, head.post, head.name, head.rank, head.employee_number, head.mayor_name) == (
        [],
        *[""] * 5,
    )
    assert (head.place, head.paper, head.mayor_post, logo_bytes(head)) == ("Jambi", "a4", "Wali Kota Jambi", None)
    assert not Letterhead.objects.exists()


def test_manager_fills_it_in_and_changes_it_with_its_history(desk, manager):
    assert send(desk, url("letterhead_add"), **FACTS).status_code == 302
    head = letterhead()
    assert head.text_lines == ["PEMERINTAH KOTA JAMBI", "SEKRETARIAT DAERAH", "Bagian Kerja Sama"]
    assert send(desk, url("letterhead_change", 1), name="Nama Lain").status_code == 302
    assert [(one.name, one.history_user) for one in head.history.all()] == [
        ("Nama Lain", manager),
        ("Nama Contoh", manager),
    ]


def test_there_is_one_row(desk):
    send(desk, url("letterhead_add"), **FACTS)
    assert desk.get(url("letterhead_add")).status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        Letterhead.objects.create(name="Kedua")
    with pytest.raises(IntegrityError), transaction.atomic():
        Letterhead.objects.create(pk=2)


@pytest.mark.parametrize("role", ["operator", "editor", "verifier", "head"])
def test_others_do_not_come_near_it(client, role, request):
    Letterhead.objects.create(name="Nama Contoh")
    client.force_login(request.getfixturevalue(role))
    for address in (url("letterhead_changelist"), url("letterhead_change", 1), url("letterhead_add")):
        assert client.get(address).status_code in (302, 403)
    assert client.post(url("letterhead_change", 1), {**FACTS, "name": "Lain"}).status_code in (302, 403)
    assert letterhead().name == "Nama Contoh"


def test_more_lines_than_a_head_has_are_refused(desk):
    answer = send(desk, url("letterhead_add"), **{**FACTS, "lines": "baris\n" * 9})
    assert refused(answer) == {"lines": ["Kop surat paling banyak 8 baris."]}


def test_logo_is_kept_replaced_and_taken_away(desk, documents_folder, capsys):
    for path in [path for path in documents_folder.rglob("*") if path.is_file()]:
        path.unlink()
    send(desk, url("letterhead_add"), **FACTS, logo=picture())
    first = logo_bytes(letterhead())
    assert first.startswith(b"\x89PNG")
    send(desk, url("letterhead_change", 1), name="Nama Lain")
    assert logo_bytes(letterhead()) == first
    send(desk, url("letterhead_change", 1), logo=picture("lain.png", (9, 9)))
    assert logo_bytes(letterhead()) not in (None, first)
    send(desk, url("letterhead_change", 1), remove_logo="on")
    assert logo_bytes(letterhead()) is None
    call_command("check_documents")  # the files of former logos are no orphans
    assert "nothing wrong" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (lambda: SimpleUploadedFile("logo.pdf", small_pdf()), "Logo berupa gambar: PNG atau JPG."),
        (
            lambda: picture(size=(1200, 1200)),
            "Logo harus lebih kecil dari 1 MB karena dimuat dalam setiap dokumen.",
        ),
        (
            lambda: SimpleUploadedFile("logo.png", b"bukan gambar"),
            "Jenis berkas ini tidak dapat disimpan di sini. Yang diterima: PDF, JPG, PNG, DOCX, XLSX, ODT, ODS.",
        ),
    ],
)
def test_what_is_no_logo_is_refused_and_leaves_no_file(desk, documents_folder, upload, sentence):
    before = {path for path in documents_folder.rglob("*") if path.is_file()}
    assert refused(send(desk, url("letterhead_add"), **FACTS, logo=upload())) == {"logo": [sentence]}
    assert {path for path in documents_folder.rglob("*") if path.is_file()} == before
    assert not Letterhead.objects.exists()


def test_a_new_logo_and_none_at_once_is_refused(desk):
    answer = send(desk, url("letterhead_add"), **FACTS, logo=picture(), remove_logo="on")
    assert refused(answer) == {"": ["Pilih logo baru atau tanpa logo, jangan keduanya."]}
