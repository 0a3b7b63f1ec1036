"""Every page of a file for a reference table speaks one language: nothing of the library's English is left."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from tests.agreements.record.reference_files.desk import TABLES, address, csv_of
from tests.factories import make_office, make_source

pytestmark = pytest.mark.django_db

DATA = re.compile(r"zzz[-\w]*(?: g)?|dinsos|Dinas Sosial|daftar\.csv|pengelola|Surat kabar", re.I)
"""What comes from the rows and files of these tests."""


@pytest.fixture
def faulty(db):
    make_office("Dinas Sosial", code="dinsos")
    make_source("zzz-surat")


FILES = {
    "good": {
        "office": csv_of(["code", "name", "is_active"], ["dinsos", "zzz-baru", "ya"], ["zzz-x", "zzz-x", ""]),
        "sector": csv_of(["slug", "name"], ["zzz-air", "zzz-air"]),
        "source": csv_of(["citation", "dated"], ["zzz-surat", "2020"]),
        "dayoff": csv_of(["day", "name", "source"], ["2026-08-17", "zzz-hut", "zzz-se"]),
    },
    "faulty": {
        "office": csv_of(
            ["code", "name", "parent", "source", "is_active", "zzz-kolom"],
            ["zzz-a", "", "zzz-b", "zzz-c", "zzz-d", ""],
            ["zzz-e", "Dinas Sosial", "", "", "", ""],
            ["", "zzz-f", "", "", "", ""],
            ["zzz g", "zzz-g" * 60, "", "", "", ""],
            ["DINSOS", "zzz-h", "", "", "", ""],
        ),
        "sector": csv_of(["slug", "name", "dac_code"], ["zzz-a", "zzz-a", "zzz-123456"], ["zzz-a", "zzz-b", ""]),
        "source": csv_of(["citation", "kind", "link", "dated"], ["zzz-a", "zzz-b", "zzz-c", "zzz-d"]),
        "dayoff": csv_of(["day", "name"], ["zzz-a", "zzz-b"], ["2026-08", "zzz-c"], ["2026-08-18", "zzz-d"]),
    },
    "same": {table: csv_of([key, name], [value, text]) for table, key, value, name, text in [
        ("office", "code", "dinsos", "name", "Dinas Sosial"),
        ("source", "citation", "zzz-surat", "kind", "press"),
    ]},
    "no key": {table: csv_of(["zzz-kolom"], ["zzz-a"]) for table in TABLES},
    "no rows": {"office": csv_of(["code", "name"]), "dayoff": csv_of(["day"])},
    "semicolon": {"sector": csv_of(["slug", "name"], ["zzz-a", "zzz-é"], delimiter=";").decode().encode("cp1252")},
    "no text": {"sector": b"\x00\x01\x02" * 400},
    "twice": {"office": csv_of(["code", "kode"], ["zzz-a", "zzz-b"])},
    "long": {"sector": csv_of(["slug"], *[[f"zzz-{number}"] for number in range(1001)])},
}  # fmt: skip


TICKS = {"True", "False"}
"""How Django's admin calls the pictures of yes and no in every list."""


def texts_of(page) -> set[str]:
    """Everything that a reader sees or hears of the main part of a page, piece by piece."""
    body = page.content.decode().partition('id="main"')[2].partition("END Content")[0]
    body = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", " ", body, flags=re.S)
    said = re.findall(r'(?:title|aria-label|placeholder|alt|data-label)="([^"]*)"', body)
    said += re.findall(r'type="submit"[^>]*value="([^"]*)"', body)
    pieces = [*re.split(r"<[^>]*>", body), *said]
    return {text for piece in pieces if (text := " ".join(piece.split()))} - TICKS


def pages_of(client, table, language):
    """Yield the name of each page, and the page, in one language."""
    yield "list", client.get(address(f"{table}_changelist", language=language))
    yield "form", client.get(address(f"{table}_import", language=language))
    yield "no file", client.post(address(f"{table}_import", language=language), {"x": "1"})
    for name, files in FILES.items():
        if table in files:
            yield name, post_file(client, table, files[table], language)
    taken = {"pending": "zzz"}
    yield "taken", client.post(address(f"{table}_process_import", language=language), taken, follow=True)


def post_file(client, table, content, language):
    upload = SimpleUploadedFile("daftar.csv", content)
    return client.post(address(f"{table}_import", language=language), {"file": upload})


@pytest.mark.parametrize("table", TABLES)
def test_no_page_has_a_text_of_the_other_language(client, manager, faulty, table, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(manager)
    indonesian = {name: texts_of(page) for name, page in pages_of(client, table, "id")}
    english = {name: texts_of(page) for name, page in pages_of(client, table, "en")}
    assert indonesian.keys() == english.keys()
    assert len(indonesian) >= 6
    both = {
        (name, text)
        for name in indonesian
        for text in indonesian[name] & english[name]
        if re.search(r"[A-Za-z]{2}", DATA.sub("", text))
    }
    assert both == set()


@pytest.mark.parametrize("page", ["import", "export", "change_list_import", "change_list_export", "base"])
def test_pages_of_the_library_cannot_be_shown(page):
    """They have inline scripts and styles and no Indonesian, so the library is no installed app."""
    with pytest.raises(TemplateDoesNotExist):
        get_template(f"admin/import_export/{page}.html")
