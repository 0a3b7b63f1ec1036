"""The main tasks of a clerk in a browser: recording an agreement, from its first stage or as an old file."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import Stage, Track
from agreements.models import Agreement
from tests.browser.conftest import press
from tests.factories import make_assessment, make_partner

pytestmark = pytest.mark.django_db(transaction=True)


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
    press(page.locator(button).last)


def _save(page):
    _submit(page, "[name=_save]")
    assert page.locator(".errornote, .errorlist").count() == 0, page.locator("main, #content").inner_text()[:1500]


def test_clerk_records_a_sister_city_to_its_signing(page, log_in, editor):
    make_partner("Kota Seremban", public=False)
    log_in(page, editor)
    _add_agreement(page, "Kota kembar Jambi dan Seremban", "sister_city")
    _save(page)
    agreement = Agreement.objects.get()
    assert (agreement.track, agreement.stage) == ("ksdpl", "initiative")
    # The page of parts says that the text waits for central government.
    assert page.locator(".task").count() == 9
    assert page.locator("#task-text a").count() == 0
    make_assessment(agreement)
    today = timezone.localdate()
    stages = [spec.stage for spec in TRACKS[Track.KSDPL]]
    for number, stage in enumerate(stages[1 : stages.index(Stage.SIGNING) + 1]):
        page.goto(reverse("admin:agreements_agreement_verb", args=[agreement.pk, "advance"]))
        page.select_option("#id_to", stage)
        day = today - timedelta(days=30 - number)
        page.fill("#id_on", day.isoformat())
        # Where two ministries were asked, each has its own fields.
        for name, text in [
            ("decided_on", f"{day.day}/{day.month}/{day.year}"),
            ("letter_number", f"{number + 1}/KS/2026"),
            ("reply_number", f"B-{number + 1}/2026"),
        ]:
            for field in page.locator(f"[name$={name}]").all():
                field.fill(text)
        if stage == Stage.SIGNING:
            page.fill("#id_city_name", "Wali Kota Jambi")
            page.select_option("#id_validity", "not_stated")
        _submit(page, "#content form [type=submit]")
        agreement.refresh_from_db()
        assert agreement.stage == stage, page.locator("#content").inner_text()[:800]
    assert agreement.signed_on
    confirmation = agreement.steps.get(stage=Stage.CONFIRMATION)
    assert (confirmation.letter_number, confirmation.reply_number) == ("11/KS/2026", "B-11/2026")
    # After the signing, the page for the first follow-up opens; that may be left undecided.
    assert page.url.endswith("/first-follow-up/")
    page.check("#id_undecided")
    _submit(page, "#content form [type=submit]")
    assert "Penandatanganan" in page.locator("#content").inner_text()
    page.locator("#task-text .task-name > a").click()
    page.fill("#id_finance_register_number", "21")
    _save(page)
    assert page.locator(".task").count() == 9
    agreement.refresh_from_db()
    assert agreement.finance_register_number == "21"
    assert agreement.instruments.get(kind="mou").signatures.get(side="city").name == "Wali Kota Jambi"


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
    page.fill("#id_analysis_reason", "Berkas lama tidak memuat analisis.")
    _submit(page, "#content form [type=submit]")
    # The gate names the missing steps, and the input is kept.
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
    page.goto(reverse("admin:agreements_agreement_change", args=[agreement.pk]))
    assert "tanpa bukti" in page.locator("#content").inner_text()


def test_session_ends_while_a_clerk_writes(page, log_in, editor):
    partner = make_partner("Kota Seremban")
    log_in(page, editor)
    page.goto(reverse("admin:partners_partner_change", args=[partner.pk]))
    page.fill("#id_strengths", "Pengelolaan sampah\ndan taman kota")
    page.context.clear_cookies(name="sessionid")
    _submit(page, "[name=_save]")
    page.fill("[name=login-again-username]", "editor")
    page.fill("[name=login-again-password]", "kata-sandi-panjang")
    _submit(page, "#login-form [type=submit]")
    assert "Yang Anda isikan tidak hilang" in page.locator(".messagelist").inner_text()
    partner.refresh_from_db()
    assert " ".join(partner.strengths.split()) == "Pengelolaan sampah dan taman kota"
    assert partner.history.first().history_user == editor
