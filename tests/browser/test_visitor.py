"""The main tasks of a visitor in a browser: find a case and read it, at any width and without JavaScript."""

import pytest
from django.core.management import call_command

from agreements.models import Agreement
from tests.browser.conftest import assert_accessible, press

LANDFILL = "Talang Gulo"


@pytest.fixture(scope="module")
def cases(django_db_setup, django_db_blocker):
    """The city's cases, loaded once, since a visitor only reads."""
    with django_db_blocker.unblock():
        call_command("load_cases", verbosity=0)
        yield
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def transactional_db(cases):
    """Replaces the fixture of pytest-django, which empties every table after each test that uses the live server."""


def test_visitor_finds_the_landfill_and_downloads_it(cases, page):
    page.goto("/")
    page.get_by_role("searchbox").first.fill("talang gulo")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page.get_by_role("link", name="Pembangunan TPA Talang Gulo"))
    assert LANDFILL in page.locator("h1").inner_text()
    text = page.locator("main").inner_text()
    # Two sources disagree: both figures are shown, each with its source.
    assert "EUR 13.400.000" in text
    assert "EUR 14.200.000" in text
    assert "Belum dicek" in text
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_visitor_reads_english_without_javascript(cases, browser, browser_context_args):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/en/kerja-sama/?q=landfill")
    press(page.get_by_role("link", name="sanitary landfill"))
    assert page.locator("html").get_attribute("lang") == "en"
    assert "Talang Gulo" in page.locator("h1").inner_text()
    context.close()


CAME_OF = {
    ("Talang Gulo", ""): ["Serah terima (1 November 2023)", "Diserahterimakan 1 November 2023."],
    ("Talang Gulo", "/en"): ["Handed over (1 November 2023)", "Handed over on 1 November 2023."],
    ("Jambi Timur", ""): [
        "Beroperasi (2024)",
        "173 sambungan",
        "sambungan kering",
        "388 sambungan",
        "360 rumah tangga",
    ],
    ("Jambi Timur", "/en"): ["In operation (2024)", "173 ", "dry connections", "388 ", "360 households and 28 others"],
}


@pytest.mark.parametrize("screen", [(1280, 800), (360, 1000)], ids=["wide", "narrow"])
@pytest.mark.parametrize(("case", "texts"), CAME_OF.items(), ids=["".join(case) for case in CAME_OF])
def test_first_screen_tells_what_came_of_it(cases, page, case, texts, screen):
    name, prefix = case
    width, height = screen
    agreement = Agreement.objects.of_this_city().filter(title__contains=name).get()
    page.set_viewport_size({"width": width, "height": height})
    page.goto(prefix + agreement.get_absolute_url())
    for text in texts:
        box = page.locator(".page-head").get_by_text(text).first.bounding_box()
        assert box["y"] + box["height"] <= height, text
    # Two values with definitions of their own are no share of anything.
    assert "%" not in page.locator(".page-head").inner_text()


def test_public_pages_are_accessible_at_any_width(cases, page):
    agreement = Agreement.objects.public().filter(title__contains=LANDFILL).get()
    pages = ["/", "/kerja-sama/", agreement.get_absolute_url(), "/mitra/", "/mitra/kfw/", "/dasar-hukum/"]
    pages += ["/dasar-hukum/pp-28-2018/", "/tentang/", "/tidak-ada/", "/en/", "/en/kerja-sama/"]
    pages += ["/tindak-lanjut/", "/en/tindak-lanjut/?tab=selesai", "/statistik/", "/en/statistik/"]
    for path in pages:
        page.goto(path)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert_accessible(page)


def test_first_page_is_light_and_asks_no_other_host(cases, page):
    sizes = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto("/", wait_until="networkidle")
    assert sum(sizes) <= 100 * 1024
    assert len(sizes) <= 15
