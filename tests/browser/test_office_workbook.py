"""A liaison officer sends the filled workbook of the office from a phone, without JavaScript; the page of the staff."""

import pytest
from django.urls import reverse

from agreements.models import Attestation, FollowUpReport
from jambi_coop.lib.tables.http_files import XLSX_TYPE
from tests.agreements.attesting.answers import make_led
from tests.agreements.exchange.office_workbook.filled import ANSWERS, REPORTS, content_of, fill, workbook_of
from tests.browser.conftest import assert_accessible, press
from tests.browser.test_lapor import PHONE, SMALL, TARGET, phone  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db, operator):
    office = operator.offices.get()
    agreement = make_led(office, "Pertukaran guru dengan Kota Seremban dan sekolah kejuruannya", public=True)
    for title, day in (("Kursus bahasa untuk guru", "2025-05-01"), ("Kunjungan balasan", None)):
        agreement.follow_ups.create(kind="training", title=title, office=office, due_on=day or "")
    return office


def filled(office):
    book = workbook_of(office)
    fill(book, ANSWERS, 2, Jawaban="Semua kegiatan sudah tercatat", **{"Masih berlaku atau berjalan?": "Ya"})
    fill(book, REPORTS, 2, Apa_yang_dilakukan="Dua puluh guru belajar", **{"Kapan?": "Mei 2025", "Selesai?": "Ya"})
    fill(book, REPORTS, 2, Hasil_dalam_satu_kalimat="Dua puluh guru lulus ujian")
    fill(book, REPORTS, 3, Apa_yang_dilakukan="Persiapan", **{"Kapan?": "besok lusa"})
    return {"name": "evaluasi.xlsx", "mimeType": XLSX_TYPE, "buffer": content_of(book)}


def test_a_filled_workbook_is_sent_from_a_phone(phone, office):  # noqa: F811
    phone.goto("/lapor/evaluasi/")
    phone.fill("[name=username]", "operator")
    phone.fill("[name=password]", "kata-sandi-panjang")
    press(phone.locator("[type=submit]"))
    phone.set_input_files("[name=file]", filled(office))
    press(phone.locator("main [type=submit]"))
    assert "besok lusa" in phone.locator("main").inner_text()
    phone.check("[name=skips_rejected]")
    press(phone.locator("main [type=submit]"))
    assert phone.locator(".notice--good").is_visible()
    assert FollowUpReport.objects.get().result == "Dua puluh guru lulus ujian"
    assert Attestation.objects.get().kind == "complete"


def test_its_pages_fit_a_phone_and_a_finger_and_are_accessible(page, log_in, operator, office):
    log_in(page, operator)
    for path in ("", "/en"):
        page.set_viewport_size(PHONE)
        page.goto(f"{path}/lapor/evaluasi/")
        page.set_input_files("[name=file]", {"name": "x.xlsx", "mimeType": XLSX_TYPE, "buffer": b"x"})
        _fits(page, "before")
        press(page.locator("main [type=submit]"))
        _fits(page, "refused")
        page.set_input_files("[name=file]", filled(office))
        press(page.locator("main [type=submit]"))
        _fits(page, "preview")
        press(page.locator("main [type=submit]"))
        _fits(page, "held")
    page.check("[name=skips_rejected]")
    press(page.locator("main [type=submit]"))
    _fits(page, "sent")


def _fits(page, name):
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.set_viewport_size(PHONE)
    assert page.evaluate(SMALL, TARGET) == [], name
    assert_accessible(page)


def test_the_staffs_page_fits_and_is_accessible(page, log_in, editor, office):
    log_in(page, editor)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(reverse("admin:office_workbooks"))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(page)
