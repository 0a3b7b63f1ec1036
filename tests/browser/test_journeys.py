"""What people come for, done in a browser: a visitor finds a case, a clerk records one from either end."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from agreements.lifecycle import TRACKS, Stage, Track
from agreements.models import Agreement
from tests.browser.conftest import assert_accessible
from tests.factories import make_partner

pytestmark = pytest.mark.django_db(transaction=True)

LANDFILL = "Talang Gulo"


@pytest.fixture
def cases(db):
    call_command("load_cases", verbosity=0)


def test_visitor_finds_the_landfill_and_downloads_it(cases, page):
    page.goto("/")
    page.get_by_role("searchbox").first.fill("talang gulo")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Pembangunan TPA Talang Gulo").click()
    assert LANDFILL in page.locator("h1").inner_text()
    text = page.locator("main").inner_text()
    # Two sources disagree: both figures stand, each with its source.
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
    page.get_by_role("link", name="sanitary landfill").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "Talang Gulo" in page.locator("h1").inner_text()
    context.close()


def test_public_pages_are_accessible_at_any_width(cases, axe_page):
    agreement = Agreement.objects.public().filter(title__contains=LANDFILL).get()
    pages = ["/", "/kerja-sama/", agreement.get_absolute_url(), "/mitra/", "/mitra/kfw/", "/dasar-hukum/"]
    pages += ["/dasar-hukum/pp-28-2018/", "/tentang/", "/tidak-ada/", "/en/", "/en/kerja-sama/"]
    for path in pages:
        axe_page.goto(path)
        for width in (1280, 320):
            axe_page.set_viewport_size({"width": width, "height": 800})
            assert axe_page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert_accessible(axe_page)


def test_first_page_is_light_and_asks_no_other_host(cases, page):
    sizes = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto("/", wait_until="networkidle")
    assert sum(sizes) <= 100 * 1024
    assert len(sizes) <= 15


def _choose(page, field, text):
    """Pick a value in one of the admin's autocomplete fields."""
    page.locator(f"#{field} + .select2").click()
    page.locator(".select2-search__field").last.fill(text)
    page.locator(".select2-results__option", has_text=text).first.click()


def _add_agreement(page, title, kind):
    page.goto(reverse("admin:agreements_agreement_add"))
    page.fill("#id_title", title)
    page.select_option("#id_kind", kind)
    _choose(page, "id_parties-0-partner", "Seremban")


def _submit(page, button):
    with page.expect_navigation():
        page.locator(button).last.click()


def _save(page):
    _submit(page, "[name=_continue]")
    assert page.locator(".errornote, .errorlist").count() == 0, page.locator("main, #content").inner_text()[:1500]


def test_clerk_records_a_sister_city_to_its_signing(page, log_in, editor):
    make_partner("Kota Seremban", public=False)
    log_in(page, editor)
    _add_agreement(page, "Kota kembar Jambi dan Seremban", "sister_city")
    _save(page)
    agreement = Agreement.objects.get()
    assert (agreement.track, agreement.stage) == ("ksdpl", "initiative")
    today = timezone.localdate()
    stages = [spec.stage for spec in TRACKS[Track.KSDPL]]
    for number, stage in enumerate(stages[1 : stages.index(Stage.SIGNING) + 1]):
        page.goto(reverse("admin:agreements_agreement_verb", args=[agreement.pk, "advance"]))
        page.select_option("#id_to", stage)
        day = today - timedelta(days=30 - number)
        page.fill("#id_on", day.isoformat())
        page.fill("#id_decided_on", f"{day.day}/{day.month}/{day.year}")
        page.fill("#id_letter_number", f"{number + 1}/KS/2026")
        _submit(page, "#content form [type=submit]")
        agreement.refresh_from_db()
        assert agreement.stage == stage, page.locator("#content").inner_text()[:800]
    assert agreement.signed_on
    assert agreement.steps.get(stage=Stage.CONFIRMATION).letter_number == "11/KS/2026"
    assert "Penandatanganan" in page.locator("#content").inner_text()


def test_clerk_records_an_old_agreement_from_its_papers(page, log_in, verifier):
    make_partner("Kota Seremban", public=False)
    log_in(page, verifier)
    _add_agreement(page, "Kerja sama lama dengan Seremban", "sister_city")
    page.fill("#id_as_of", "")
    _save(page)
    agreement = Agreement.objects.get()
    url = reverse("admin:agreements_agreement_verb", args=[agreement.pk, "record_past"])
    page.goto(url)
    page.select_option("#id_intent-city-state", "done")
    page.fill("#id_intent-city-decided_on", "Juni 2020")
    page.select_option("#id_signing-city-state", "done")
    page.fill("#id_signing-city-decided_on", "sekitar 2021")
    _submit(page, "#content form [type=submit]")
    # The gate names what is missing and keeps what was typed.
    assert "UU 23/2014" in page.locator("#content").inner_text()
    assert page.input_value("#id_intent-city-decided_on") == "Juni 2020"
    for name in page.locator("select[name$='-ground']").evaluate_all("all => all.map(one => one.name)"):
        if name.startswith("intent-"):
            continue
        page.select_option(f"[name='{name}']", "not_found")
        page.fill(f"[name='{name.replace('ground', 'reason')}']", "Berkas tahun 2021 belum ditemukan dalam arsip.")
    _submit(page, "#content form [type=submit]")
    agreement.refresh_from_db()
    assert agreement.stage == Stage.SIGNING, page.locator("#content").inner_text()[:1500]
    assert str(agreement.signed_on) == "sekitar 2021"
    assert "tanpa bukti" in page.locator("#content").inner_text()
