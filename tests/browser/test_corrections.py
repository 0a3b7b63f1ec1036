"""The pages on which a row is taken back, and the conflict page of an action: policy, axe, nothing cut off."""

import os

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from agreements.lifecycle.vocabulary import Stage
from agreements.record.saving import save
from tests.browser.conftest import assert_accessible, press
from tests.factories import advance_to, make_agreement, make_instrument, make_signed, small_pdf

WIDTHS = [360, 1280]


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def look(page, name, width):
    folder = os.environ.get("LOOK")
    if folder:
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    assert fits(page), page.url
    assert_accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_correction_from_the_panel_to_the_stage_before(page, log_in, transactional_db, superuser, editor, width):
    agreement = make_signed("Kota kembar Jambi dan Seremban", by=editor)
    make_instrument(agreement, "extension", signed_on="2026", title="Perpanjangan kerja sama kota kembar")
    page.set_viewport_size({"width": width, "height": 800})
    log_in(page, superuser)
    page.goto(reverse("admin:agreements_agreement_change", args=[agreement.pk]))
    page.locator(".panel-stages summary").click()
    look(page, "panel", width)
    signing = agreement.steps.get(stage=Stage.SIGNING)
    address = reverse("admin:agreements_agreement_correct", args=[agreement.pk, "step", signing.pk])
    page.goto(address)
    look(page, "stands", width)
    press(page.get_by_role("link", name="Perpanjangan kerja sama kota kembar"))
    page.get_by_label("Alasan").fill("Perpanjangan ini milik berkas lain.")
    look(page, "paper", width)
    press(page.locator(".submit-row input[type=submit]"))
    page.goto(address)
    look(page, "step", width)
    page.get_by_label("Alasan").fill("Ternyata belum ditandatangani.")
    press(page.locator(".submit-row input[type=submit]"))
    agreement.refresh_from_db()
    assert agreement.stage == Stage.CONFIRMATION


@pytest.mark.parametrize("width", WIDTHS)
def test_conflict_of_an_action_keeps_what_was_typed_and_the_file(
    page, log_in, transactional_db, superuser, editor, width
):
    agreement = make_agreement("Kota kembar Jambi dan Seremban", by=editor)
    advance_to(agreement, Stage.COUNCIL, editor)
    page.set_viewport_size({"width": width, "height": 800})
    log_in(page, superuser)
    page.goto(reverse("admin:agreements_agreement_verb", args=[agreement.pk, "advance"]))
    page.locator("[name=reply_number]").fill("7/DPRD/2026")
    page.locator("[name=decided_on]").fill("1 Juni 2026")
    page.locator("[name=on]").fill("2 Juni 2026")
    file = ContentFile(small_pdf(), "surat.pdf")
    page.locator("[name=upload]").set_input_files(
        {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": file.read()}
    )
    agreement.refresh_from_db()
    agreement.title = "Kota kembar Jambi, Seremban dan Melaka"
    save(agreement, by=editor)
    press(page.locator(".submit-row input[type=submit]"))
    assert page.get_by_text("7/DPRD/2026").count() == 1
    look(page, "conflict", width)
    press(page.locator(".submit-row input[type=submit]"))
    agreement.refresh_from_db()
    assert agreement.stage == Stage.VERIFICATION
    assert agreement.steps.get(stage=Stage.COUNCIL).document.original_name == "surat.pdf"
