"""A file for a reference table in the browser: policy, axe, and nothing cut off, in both languages."""

import pytest
from django.urls import reverse
from django.utils import translation

from agreements.models import Office
from tests.agreements.record.reference_files.desk import csv_of
from tests.browser.conftest import press
from tests.browser.test_corrections import look
from tests.factories import make_office, make_source

WIDTHS = [360, 1280]
BUTTONS = {"id": ("Impor berkas", "Tampilkan yang akan berubah"), "en": ("Import a file", "Show what would change")}
LONG = "Dinas Pemberdayaan Masyarakat, Perempuan, Perlindungan Anak dan Keluarga Berencana Kota Jambi"


def send(page, content, button):
    page.set_input_files("input[type=file]", {"name": "kantor.csv", "mimeType": "text/csv", "buffer": content})
    press(page.get_by_role("button", name=button))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_file_is_sent_corrected_shown_and_written(page, log_in, transactional_db, manager, width, language):
    make_office("Dinas Sosial", code="dinsos", source=make_source("Peraturan Wali Kota Jambi Nomor 5 Tahun 2026"))
    link, button = BUTTONS[language]
    page.set_viewport_size({"width": width, "height": 800})
    log_in(page, manager)
    with translation.override(language):
        page.goto(reverse("admin:agreements_office_changelist"))
    look(page, f"reference-list-{language}", width)
    press(page.get_by_role("link", name=link))
    look(page, f"reference-form-{language}", width)
    press(page.get_by_role("button", name=button))
    look(page, f"reference-nothing-{language}", width)
    heads = ["code", "name", "parent", "is_active", "version"]
    send(page, csv_of(heads, ["dinsos", LONG, "tidak-ada", "mungkin", 3], ["", "Tanpa kode", "", "", ""]), button)
    look(page, f"reference-faults-{language}", width)
    send(page, csv_of(heads, ["dinsos", LONG, "", "no", 3], ["dp3a", "Dinas PPPA", "dinsos", "", ""]), button)
    look(page, f"reference-preview-{language}", width)
    page.locator(".submit-row input[type=submit]").dblclick()
    page.wait_for_url("**/office/")
    look(page, f"reference-done-{language}", width)
    assert set(Office.objects.values_list("code", "name", "is_active", "version")) == {
        ("dinsos", LONG, False, 2),
        ("dp3a", "Dinas PPPA", True, 1),
    }
