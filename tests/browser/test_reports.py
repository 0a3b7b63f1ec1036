"""The reports of the office: policy, axe, nothing cut off on a phone, and the report alone on the paper it asks for."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader

from agreements.models import Letterhead
from agreements.reports.kinds import REPORTS
from tests.agreements.reports.report_records import make_register
from tests.browser.conftest import assert_accessible, press

WIDTHS = [360, 1280]
MM_PER_POINT = 25.4 / 72


@pytest.fixture
def register(transactional_db):
    out = BytesIO()
    Image.new("RGB", (40, 60), "navy").save(out, "PNG")
    head = Letterhead(lines="PEMERINTAH KOTA JAMBI\nSEKRETARIAT DAERAH\nBagian Kerja Sama", post="Kepala Bagian")
    head.logo.save("logo.png", ContentFile(out.getvalue()))
    return make_register()


def look(page, address, shot=""):
    """Assert that the page is accessible, keeps the policy and is not wider than a phone."""
    assert page.goto(address).status == 200, address
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} at {width}"
        if shot and (folder := os.environ.get("SHOTS")):
            page.screenshot(path=Path(folder) / f"{shot}-{width}.png", full_page=True)
    assert_accessible(page)


@pytest.mark.parametrize("half", range(2))
def test_reports_keep_the_policy_fit_a_phone_and_are_accessible(half, page, log_in, superuser, register):
    log_in(page, superuser)
    addresses = [reverse("admin:report", args=[code]) for code in REPORTS]
    sheet = reverse("admin:report", args=["lembar"], query={"register_number": register.twin.register_number})
    addresses += [sheet, reverse("admin:reports"), reverse("admin:sent_reports")]
    addresses += [reverse("admin:report", args=["pelaksanaan"], query={"start": "kapan"})]
    addresses += [reverse("admin:agreements_letterhead_change", args=[1])]
    for place, address in enumerate(addresses[half::2]):
        look(page, address, f"laporan-{half}-{place}")


def test_a_report_is_sent_and_the_next_one_says_what_changed(page, log_in, superuser, register):
    log_in(page, superuser)
    page.goto(reverse("admin:report", args=["buku-register"]))
    press(page.get_by_role("link", name="Simpan sebagai terkirim"))
    page.fill("#id_sent_to", "Menteri Dalam Negeri")
    look(page, page.url, "kirim")
    page.fill("#id_sent_to", "Menteri Dalam Negeri")
    press(page.get_by_role("button", name="Simpan sebagai terkirim"))
    look(page, page.url, "terkirim")
    register.twin.title = "Judul yang lain"
    register.twin.save()
    page.goto(reverse("admin:report", args=["buku-register"]))
    page.click(".report-changes summary")
    expect(page.locator(".report-changes")).to_contain_text("Kota kembar Seremban →")
    assert_accessible(page)


@pytest.mark.parametrize(
    ("code", "paper", "size"),
    [("buku-register", "a4", (297, 210)), ("buku-register", "f4", (330, 215)), ("lembar", "f4", (215, 330))],
)
def test_print_is_the_report_alone_on_its_paper(page, log_in, superuser, register, code, paper, size):
    Letterhead.objects.update(paper=paper)
    log_in(page, superuser)
    page.goto(reverse("admin:report", args=[code], query={"register_number": register.twin.register_number}))
    data = page.pdf(prefer_css_page_size=True)
    if folder := os.environ.get("SHOTS"):
        (Path(folder) / f"cetak-{code}-{paper}.pdf").write_bytes(data)
    pages = PdfReader(BytesIO(data)).pages
    box = pages[0].mediabox
    assert (round(float(box.width) * MM_PER_POINT), round(float(box.height) * MM_PER_POINT)) == size
    text = "\n".join(one.extract_text() for one in pages)
    assert text.lstrip().startswith("PEMERINTAH KOTA JAMBI")
    assert "Unduh" not in text
    assert "Kepala Bagian" in text
