"""The pages of the import: from file to register in four screens, with a file whose headings nobody knows in five."""

from io import BytesIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from agreements.exchange.importing.batches import apply_batch
from agreements.models import Agreement, FollowUp, ImportBatch
from jambi_coop.lib.tables.export_log import EXPORT
from tests.agreements.exchange.importing.files import workbook
from tests.factories import make_agreement, make_source

pytestmark = [pytest.mark.django_db]

HEADS = ["Nomor registri", "Jenis", "Judul", "Selesai pada", "Hasil"]


@pytest.fixture
def agreement(editor):
    return make_agreement("Kerja sama sampah", by=editor)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def rows_of(agreement, *rows):
    return workbook(Tindak_lanjut=[HEADS, *([agreement.register_number, *row] for row in rows)])


def upload(client, content, name="data.xlsx", **data):
    """Send a file, and return the page that follows."""
    posted = {"file": SimpleUploadedFile(name, content), **data}
    return client.post(reverse("admin:imports"), posted, follow=True)


def last():
    """Return the primary key of the newest import."""
    return ImportBatch.objects.first().pk


def text_of(response):
    return " ".join(response.content.decode().split())


GOOD, BAD = ("Rapat", "Rapat awal", "2019", "Ada"), ("Pesta", "Rapat kedua", "31/02/2020", "Ada")


def test_from_file_to_register(desk, agreement):
    source = make_source("Buku register lama")
    page = upload(desk, rows_of(agreement, GOOD, BAD), source=source.pk)
    assert page.redirect_chain == [(reverse("admin:import", args=[last()]), 302)]
    html = text_of(page)
    assert "Baru (1)" in html
    assert "Ditolak (1)" in html
    assert "Tindak lanjut 3" in html
    assert "(dibaca dari “2019”)" not in html
    assert "“31/02/2020” tidak ada dalam kalender. Tulis seperti 27 Maret 2026." in html
    assert "Impor 1 perubahan" in html
    fingerprint = page.context["form"]["fingerprint"].value()
    refused = desk.post(page.request["PATH_INFO"], {"_import": "1", "fingerprint": fingerprint})
    assert "1 baris ditolak. Perbaiki berkasnya, atau centang" in text_of(refused)
    assert not FollowUp.objects.exists()
    data = {"_import": "1", "fingerprint": fingerprint, "skips_rejected": "on", "reason": "Data lama"}
    done = desk.post(page.request["PATH_INFO"], data, follow=True)
    follow_up = FollowUp.objects.get()
    assert reverse("admin:agreements_followup_change", args=[follow_up.pk]) in text_of(done)
    assert follow_up.history.get().history_change_reason == f"Impor #{last()}: Data lama"
    again = desk.post(page.request["PATH_INFO"], data)
    assert again.status_code == 200
    assert "Impor ini sudah diproses pukul" in text_of(again)
    assert FollowUp.objects.count() == 1
    for posted in ("_answers", "_partners"):  # of a page that was left open
        assert desk.post(page.request["PATH_INFO"], {posted: "1"}).status_code == 200


def test_a_second_sending_that_waited_shows_what_the_first_did(desk, editor, agreement, monkeypatch):
    page = upload(desk, rows_of(agreement, GOOD))
    batch = ImportBatch.objects.get()

    def after_the_other(late, **asked):
        apply_batch(batch, **asked)
        return apply_batch(late, **asked)

    monkeypatch.setattr("agreements.exchange.importing.pages.apply_batch", after_the_other)
    data = {"_import": "1", "fingerprint": batch.fingerprint}
    html = text_of(desk.post(page.request["PATH_INFO"], data))
    assert "Impor ini sudah diproses pukul" in html
    assert 'name="_import"' not in html
    assert reverse("admin:import_undo", args=[batch.pk]) in html
    assert FollowUp.objects.count() == 1


def test_rejected_rows_come_back_with_their_reasons_and_can_be_corrected(desk, agreement):
    upload(desk, rows_of(agreement, GOOD, BAD))
    response = desk.get(reverse("admin:import_rejected", args=[last()]))
    sheet = load_workbook(BytesIO(response.getvalue())).active
    heads, row = ([cell.value for cell in line] for line in sheet.iter_rows())
    assert heads[:5] == HEADS
    assert row[5] == "3"
    assert "Jenis “Pesta”: “Pesta” bukan salah satu pilihan." in row[6]
    assert "31/02/2020" in row[6]


def test_data_that_changed_since_the_preview_is_shown_anew(desk, agreement):
    planned = agreement.follow_ups.create(kind="meeting", title="Rapat lama")
    content = workbook(Tindak_lanjut=[["Kunci baris (jangan diubah)", "Judul"], [f"TL-{planned.pk}", "Rapat baru"]])
    page = upload(desk, content)
    FollowUp.objects.filter(pk=planned.pk).update(title="Judul orang lain", version=2)
    address, fingerprint = page.request["PATH_INFO"], page.context["form"]["fingerprint"].value()
    refused = desk.post(address, {"_import": "1", "fingerprint": fingerprint})
    assert "Data berubah sejak pratinjau" in text_of(refused)
    assert "Judul orang lain" in text_of(refused)
    fingerprint = refused.context["form"]["fingerprint"].value()
    assert desk.post(address, {"_import": "1", "fingerprint": fingerprint}).status_code == 302
    planned.refresh_from_db()
    assert planned.title == "Rapat baru"


def test_unknown_headings_are_asked_for_and_remembered(desk, agreement):
    rows = [["No. Kerja Sama", "Macam", "Acara", None], [agreement.register_number, "Rapat", "Rapat awal", "2019"]]
    content = workbook(Tindak_lanjut=rows)
    page = upload(desk, content)
    assert page.redirect_chain == [(reverse("admin:import_columns", args=[last()]), 302)]
    html = text_of(page)
    assert "Kolom 4, tanpa judul" in html
    assert agreement.register_number in html
    chosen = {"sheet0-table": "follow_ups", "sheet0-column-0": "agreement", "sheet0-column-1": "kind"}
    chosen |= {"sheet0-column-2": "title", "sheet0-column-3": "due_on"}
    twice = desk.post(page.request["PATH_INFO"], {**chosen, "sheet0-column-3": "title"})
    assert "“Acara” sudah dipakai untuk kolom ini." in text_of(twice)
    shown = desk.post(page.request["PATH_INFO"], chosen, follow=True)
    assert "Baru (1)" in text_of(shown)
    again = upload(desk, content)
    assert again.redirect_chain == [(reverse("admin:import", args=[last()]), 302)]


def test_a_doubtful_row_is_answered_on_the_page(desk, agreement):
    known = agreement.follow_ups.create(kind="meeting", title="Rapat awal", done_on="2019", result="Lama")
    page = upload(desk, rows_of(agreement, GOOD))
    row = ImportBatch.objects.get().import_rows.get()
    assert f'value="TL-{known.pk}"' in text_of(page)
    address = page.request["PATH_INFO"]
    desk.post(address, {"_answers": "1", f"row-{row.pk}": f"TL-{known.pk}"})
    assert ImportBatch.objects.get().counts["changed"] == 1
    row = ImportBatch.objects.get().import_rows.get()
    assert row.cells == [["Hasil dalam satu kalimat", "Lama", "Ada", ""]]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_a_file_that_cannot_be_read_gets_a_sentence(desk, content):
    page = upload(desk, content, "lama.xls")
    assert page.status_code == 200
    assert "errornote" in text_of(page)
    assert not ImportBatch.objects.exists()


def test_undoing_asks_for_a_reason_and_lists_what_stays(desk, agreement):
    page = upload(desk, rows_of(agreement, GOOD, ("Rapat", "Rapat kedua", "2020", "Ada")))
    fingerprint = page.context["form"]["fingerprint"].value()
    desk.post(page.request["PATH_INFO"], {"_import": "1", "fingerprint": fingerprint})
    FollowUp.objects.filter(title="Rapat kedua").update(version=9)
    address = reverse("admin:import_undo", args=[last()])
    assert "errornote" in text_of(desk.post(address, {"reason": ""}))
    done = desk.post(address, {"reason": "Salah berkas"}, follow=True)
    assert "Impor dibatalkan; 1 baris tetap seperti adanya." in text_of(done)
    assert "“Rapat kedua” sudah diubah sejak itu." in text_of(done)
    assert desk.get(address).status_code == 404


def test_an_open_import_of_somebody_else_is_not_there(client, desk, verifier, agreement):
    upload(desk, rows_of(agreement, GOOD))
    client.force_login(verifier)
    for name in ("import", "import_columns", "import_rejected", "import_undo"):
        assert client.get(reverse(f"admin:{name}", args=[last()])).status_code == 404


@pytest.mark.parametrize("role", ["operator", "head", "manager"])
def test_who_may_not_import_uploads_nothing(client, request, role):
    client.force_login(request.getfixturevalue(role))
    assert upload(client, b"x").status_code == 403
    assert client.get(reverse("admin:import_template")).status_code == 403
    assert not ImportBatch.objects.exists()


def test_exports_are_logged(desk, editor, agreement):
    for file_format in ("xlsx", "csv", "csv-id"):
        response = desk.get(reverse("admin:register_file", args=[file_format]))
        assert b"".join(response.streaming_content)[:2] == b"PK"
    assert desk.get(reverse("admin:register_file", args=["pdf"])).status_code == 404
    entries = LogEntry.objects.filter(user=editor, action_flag=EXPORT)
    assert [entry.object_repr.partition("_")[0] for entry in entries] == ["registri"] * 3


@pytest.mark.parametrize("table", ["agreements_agreement", "partners_partner", "agreements_office"])
def test_files_of_lists_are_logged_with_their_filter(desk, editor, table):
    address = reverse(f"admin:{table}_export", args=["csv"])
    assert desk.get(address, {"q": "sampah"}).status_code == 200
    assert LogEntry.objects.get(user=editor, action_flag=EXPORT).change_message.endswith("(csv) q=sampah")
    assert desk.get(reverse(f"admin:{table}_export", args=["pdf"])).status_code == 404
    assert LogEntry.objects.count() == 1


def test_queries_do_not_grow_with_the_rows(desk, agreement, django_assert_max_num_queries):
    counts = []
    for number in (2, 3, 15):
        rows = [("Rapat", f"Rapat {number} {one}", "2019", "Ada") for one in range(number)]
        with django_assert_max_num_queries(200) as found:
            page = upload(desk, rows_of(agreement, *rows))
            fingerprint = page.context["form"]["fingerprint"].value()
            desk.post(page.request["PATH_INFO"], {"_import": "1", "fingerprint": fingerprint})
        counts.append(len(found))
    assert Agreement.objects.get().follow_ups.count() == 20
    assert counts[1] == counts[2]
