"""The pages of the workbook: downloads of Bagian Kerja Sama and of an office, the upload, and what it shows."""

import zipfile
from io import BytesIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from agreements.exchange.importing.batches import open_batch, preview
from agreements.models import FollowUp, FollowUpReport, ImportBatch
from jambi_coop.lib.dates.fields import as_known_date
from tests.agreements.attesting.answers import TODAY, make_led
from tests.agreements.exchange.importing.files import workbook
from tests.agreements.exchange.office_workbook.filled import REPORTS, content_of, fill, workbook_of
from tests.agreements.staff_desk import fields_of
from tests.factories import make_office

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]
OWN = "agreements:own_workbooks"
FILLED = "agreements:filled_workbook"


@pytest.fixture
def office(operator):
    return operator.offices.get()


@pytest.fixture
def follow_up(office):
    return FollowUp.objects.create(
        agreement=make_led(office),
        kind="training",
        title="Pelatihan guru",
        office=office,
        due_on=as_known_date("2026-06"),
    )


@pytest.fixture
def phone(client, operator):
    client.force_login(operator)
    return client


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def filled(office, **cells):
    book = workbook_of(office)
    fill(book, REPORTS, 2, **(cells or {"Kendala": "Hujan"}))
    return content_of(book)


def upload(client, content, name="evaluasi.xlsx", address=None):
    return client.post(address or reverse(OWN), {"file": SimpleUploadedFile(name, content)}, follow=True)


def body(response):
    return b"".join(response.streaming_content)


# --- taking the workbooks -------------------------------------------------------------------------------


def test_the_staff_sees_every_office_and_takes_all_workbooks(desk, office, follow_up):
    other = make_office("Dinas Kesehatan")
    make_led(other, "Kerja sama kesehatan")
    page = desk.get(reverse("admin:office_workbooks"))
    lines = [(line[0], line[1].numbers, line[2]) for line in page.context["lines"]]
    assert lines == [(other, (1, 0, 0, 0, 1), 0), (office, (1, 1, 0, 1, 1), 1)]
    response = desk.get(reverse("admin:all_office_workbooks"))
    with zipfile.ZipFile(BytesIO(body(response))) as archive:
        assert archive.namelist() == [
            "evaluasi_2026-11-24_dinas-kesehatan.xlsx",
            "evaluasi_2026-11-24_dinas-pendidikan.xlsx",
        ]
        sheet = load_workbook(BytesIO(archive.read(archive.namelist()[1]))).worksheets[REPORTS]
    assert sheet["A2"].value == f"TL-{follow_up.pk}"
    assert LogEntry.objects.get().change_message == "evaluasi_2026-11-24.zip"


def test_queries_do_not_grow_with_the_offices(desk, django_assert_max_num_queries):
    def number_of_queries():
        with django_assert_max_num_queries(40) as captured:
            desk.get(reverse("admin:office_workbooks"))
        return len(captured)

    make_led(make_office())
    before = number_of_queries()
    for number in range(3):
        make_led(make_office(f"Dinas {number}"), f"Kerja sama {number}")
    assert number_of_queries() == before


def test_an_office_takes_its_own_workbook_and_no_other(phone, office, follow_up):
    response = phone.get(reverse("agreements:office_workbook", args=[office.pk]))
    assert load_workbook(BytesIO(body(response))).worksheets[REPORTS]["A2"].value == f"TL-{follow_up.pk}"
    assert LogEntry.objects.count() == 1
    stranger = make_office("Dinas Kesehatan")
    assert phone.get(reverse("agreements:office_workbook", args=[stranger.pk])).status_code == 404


def test_the_list_of_an_office_leads_to_its_workbook(phone, office, follow_up):
    assert reverse(OWN) in phone.get(reverse("agreements:report_list")).content.decode()


# --- sending it in --------------------------------------------------------------------------------------


def test_from_file_to_report_in_two_pages(phone, office, follow_up):
    page = upload(phone, filled(office))
    assert page.redirect_chain[-1][0] == reverse(FILLED, args=[ImportBatch.objects.get().pk])
    text = page.content.decode()
    assert "Pelatihan guru" in text
    assert "Kirim 1 baris" in text
    assert not FollowUpReport.objects.exists()
    done = phone.post(page.request["PATH_INFO"], fields_of(page), follow=True)
    text = done.content.decode()
    assert "1 baris terkirim" in text
    assert "Yang Anda kirim" in text
    assert "Kirim 1 baris" not in text
    assert follow_up.reports.get().state == "submitted"


def test_sending_twice_sends_once(phone, office, follow_up):
    page = upload(phone, filled(office))
    fields = fields_of(page)
    phone.post(page.request["PATH_INFO"], fields)
    again = phone.post(page.request["PATH_INFO"], fields)
    assert again.status_code == 302  # to what was sent; nothing says that nothing was
    assert "sudah" in phone.get(page.request["PATH_INFO"]).content.decode()
    assert follow_up.reports.count() == 1


def test_a_fault_is_shown_at_its_row_and_the_rest_can_be_sent(phone, office, follow_up):
    FollowUp.objects.create(agreement=follow_up.agreement, kind="meeting", title="Rapat", office=office)
    book = workbook_of(office)
    fill(book, REPORTS, 2, Kendala="Hujan")
    fill(book, REPORTS, 3, Apa_yang_dilakukan="Rapat", **{"Kapan?": "kapan-kapan"})
    page = upload(phone, content_of(book))
    assert "kapan-kapan" in page.content.decode()
    refused = phone.post(page.request["PATH_INFO"], fields_of(page))
    assert not FollowUpReport.objects.exists()
    assert refused.context["faults"]
    phone.post(page.request["PATH_INFO"], {**fields_of(page), "skips_rejected": "on"})
    assert follow_up.reports.count() == FollowUpReport.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"PK\x03\x04 broken", "rusak.xlsx", "XLSX"),
        (workbook(Kerja_sama=[["Nomor registri", "Judul"], ["", "Baru"]]), "lain.xlsx", "bukan buku kerja evaluasi"),
    ],
)
def test_files_that_are_no_workbook_of_an_office(phone, office, content, name, sentence):
    page = upload(phone, content, name)
    assert sentence in page.content.decode()
    assert not ImportBatch.objects.exists()


def test_nothing_filled_in_is_said(phone, office, follow_up):
    page = upload(phone, content_of(workbook_of(office)))
    assert "Tidak ada baris yang diisi" in page.content.decode()


def test_what_others_uploaded_is_not_shown(phone, office, follow_up, editor):
    theirs = open_batch(SimpleUploadedFile("a.xlsx", filled(office)), "a.xlsx", by=editor)
    preview(theirs, by=editor, today=TODAY)
    assert phone.get(reverse(FILLED, args=[theirs.pk])).status_code == 404


# --- the staff brings a file ------------------------------------------------------------------------------


def test_the_staff_takes_a_filled_workbook_in_by_the_import(desk, office, follow_up, editor):
    page = upload(desk, filled(office), address=reverse("admin:imports"))
    batch = ImportBatch.objects.get()
    assert page.redirect_chain[-1][0] == reverse("admin:import", args=[batch.pk])
    text = page.content.decode()
    assert "diputuskan orang lain" in text
    assert reverse("admin:import_columns", args=[batch.pk]) not in text
    desk.post(page.request["PATH_INFO"], {**fields_of(page), "_import": "1"})
    report = follow_up.reports.get()
    assert report.written_by == editor
    done = desk.get(page.request["PATH_INFO"]).content.decode()
    assert reverse("admin:agreements_followupreport_change", args=[report.pk]) in done
    assert reverse("admin:import_undo", args=[batch.pk]) not in done
