"""A liaison officer on a phone, from the mail to the submitted report: three screens, without JavaScript."""

import time
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from agreements.models import FollowUp, FollowUpReport, ReportState
from agreements.office_reports.actions import approve_report, return_report, save_report, submit_report
from jambi_coop.lib.dates.known_date import KnownDate
from tests.browser.conftest import assert_accessible, press
from tests.factories import make_signed

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 740}
SCREENS, SECONDS, TARGET = 3, 30, 44


@pytest.fixture
def follow_up(transactional_db, operator):
    agreement = make_signed("Pertukaran guru dengan Seremban", public=True)
    row = FollowUp(
        agreement=agreement, kind="training", title="Kursus bahasa untuk guru", office=operator.offices.get()
    )
    row.due_on = KnownDate.day(timezone.localdate() - timedelta(days=12))
    row.save()
    return row


@pytest.fixture
def phone(browser, browser_context_args):
    """A page of a phone's size without JavaScript."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False, viewport=PHONE)
    yield context.new_page()
    context.close()


def photo():
    out = BytesIO()
    Image.new("RGB", (640, 480), "green").save(out, "JPEG")
    return {"name": "kelas.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_finished_follow_up_is_reported_from_the_mail_in_three_screens(phone, follow_up):
    screens = []
    phone.on("load", lambda page: screens.append(page.url))
    begun = time.monotonic()
    phone.goto(f"/lapor/{follow_up.pk}/")
    phone.fill("[name=username]", "operator")
    phone.fill("[name=password]", "kata-sandi-panjang")
    press(phone.locator("[type=submit]"))
    phone.fill("[name=progress]", "Dua puluh guru belajar bahasa Melayu.")
    phone.check("[name=is_final]")
    phone.fill("[name=result]", "Dua puluh guru lulus ujian.")
    phone.set_input_files("[name=upload]", photo())
    phone.fill("[name=own_people]", "20")
    press(phone.locator("[name=send]"))
    assert phone.locator(".notice--good").is_visible()
    assert len(screens) == SCREENS, screens
    assert time.monotonic() - begun <= SECONDS
    report = FollowUpReport.objects.get()
    assert (report.state, report.document.original_name) == (ReportState.SUBMITTED, "kelas.jpg")


def test_refused_report_keeps_the_photo_and_leads_to_the_field(phone, log_in, operator, follow_up):
    log_in(phone, operator)
    phone.goto(f"/lapor/{follow_up.pk}/")
    phone.set_input_files("[name=upload]", photo())
    phone.check("[name=is_final]")
    phone.fill("[name=obstacle]", "Anggaran terlambat")
    press(phone.locator("[name=send]"))
    assert phone.locator("main [role=alert]").is_visible()
    first = phone.locator("main > .wrap > *").first
    assert first.get_attribute("id") == "faults"
    phone.locator("#faults a").first.click()
    assert phone.locator("[name=progress]").is_visible()
    phone.wait_for_url("**#id_progress")
    assert "kelas.jpg" in phone.locator(".kept-file").inner_text()
    assert phone.input_value("[name=obstacle]") == "Anggaran terlambat"
    phone.fill("[name=progress]", "Kursus selesai.")
    phone.fill("[name=result]", "Semua lulus.")
    press(phone.locator("[name=send]"))
    assert FollowUpReport.objects.get().state == ReportState.SUBMITTED


SMALL = """least => [...document.querySelectorAll('main a, main button, main input:not([type=hidden]), main select,' +
  'main textarea, main summary, header a, header button')].filter(one => {
    const box = (['checkbox', 'radio'].includes(one.type) ? one.closest('label') : one).getBoundingClientRect();
    return box.width && (box.height < least || box.width < least);
  }).map(one => one.outerHTML.slice(0, 120))"""


def states(page, follow_up, operator, editor):
    """Show the page in each of its states; yields the name of the state."""
    form = f"/lapor/{follow_up.pk}/"
    page.goto("/lapor/")
    yield "list"
    page.goto(form)
    yield "form"
    page.click("summary")
    page.fill("[name=other_1]", "Universitas Jambi")
    page.fill("[name=happened_on]", "31/02/2026")
    page.set_input_files("[name=upload]", photo())
    press(page.locator("[name=send]"))
    yield "error"
    page.fill("[name=happened_on]", "3 Mei 2026")
    page.fill("[name=progress]", "Kursus selesai.")
    page.fill("[name=other_1_people]", "5")
    press(page.locator("[name=save]"))
    yield "draft"
    press(page.locator("[name=send]"))
    yield "sent"
    report = FollowUpReport.objects.get()
    return_report(report, by=editor, now=timezone.now(), note="Tulis jumlah peserta.")
    page.goto("/lapor/")
    yield "list with a returned report"
    page.goto(form)
    yield "returned"
    report.refresh_from_db()
    report.progress = "Kata rekan"
    save_report(report, by=operator, now=timezone.now(), expected=report.version)
    page.fill("[name=progress]", "Kata saya")
    press(page.locator("[name=save]"))
    yield "conflict"
    report.refresh_from_db()
    submit_report(report, by=operator, now=timezone.now())
    report.refresh_from_db()
    approve_report(report, by=editor, now=timezone.now())
    page.goto(form)
    yield "next report"


def test_every_state_fits_a_phone_and_a_finger_and_is_accessible(page, log_in, follow_up, operator, editor):
    log_in(page, operator)
    page.set_viewport_size(PHONE)
    for name in states(page, follow_up, operator, editor):
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
        assert page.evaluate(SMALL, TARGET) == [], name
        assert_accessible(page)


def test_decision_page_is_accessible_and_fits(page, log_in, follow_up, operator, editor):
    report = FollowUpReport(follow_up=follow_up, progress="Selesai", next_step="Kunjungan balasan")
    report.happened_on = KnownDate.day(timezone.localdate())
    save_report(report, by=operator, now=timezone.now())
    submit_report(report, by=operator, now=timezone.now())
    log_in(page, editor)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for address in ("", f"{report.pk}/change/", f"{report.pk}/history/"):
            page.goto(f"/admin/agreements/followupreport/{address}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert_accessible(page)
