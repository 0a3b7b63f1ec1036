"""Files as they come: encodings, separators, blank rows, several sheets, and what is refused with a sentence."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from agreements.models import Office, Sector
from agreements.record.staff.reference_files.table_file import TableFile
from jambi_coop.lib.sheets.refusals import MAX_FILE
from tests.agreements.record.reference_files.desk import csv_of, import_file, send_file, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, manager, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(manager)
    return client


def workbook(*sheets, hidden=()):
    """The bytes of a workbook of these (name, rows)."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_of_any_office_is_read(desk, encoding, delimiter):
    content = csv_of(["slug", "nama"], ["kafe", "Kafé & Résumé"], delimiter=delimiter).decode().encode(encoding)
    page = import_file(desk, "sector", content)
    assert "Impor telah ditulis: 1 baru" in text_of(page)
    assert Sector.objects.get().name == "Kafé & Résumé"


def test_blank_rows_count_and_are_no_rows(desk):
    content = workbook(("Daftar", [[], ["slug", "nama"], [], ["air", "Air"], [None, "  "], ["hutan", None]]))
    text = text_of(send_file(desk, "sector", content, name="sektor.xlsx"))
    assert "Baris 6 Nama —" in text
    assert "Sel ini kosong" not in text


def test_only_the_first_sheet_that_is_seen_is_read_and_named(desk):
    rows = {name: [["slug", "nama"], [name.lower(), name]] for name in ("Rahasia", "Sektor", "Lain")}
    text = text_of(send_file(desk, "sector", workbook(*rows.items(), hidden=["Rahasia"]), name="sektor.xlsx"))
    assert "Hanya lembar “Sektor” yang dibaca." in text
    assert "1 baru, 0 berubah, 0 tetap" in text
    assert "Sektor – baru" in text


def test_formula_is_its_stored_value_and_never_calculated(desk):
    book = workbook(("S", [["slug", "nama"], ["air", '=HYPERLINK("http://x.example","Air")']]))
    text = text_of(send_file(desk, "sector", book, name="sektor.xlsx"))
    assert "HYPERLINK" not in text
    assert "1 baru" not in text


def bomb(size=200 * 1024 * 1024) -> bytes:
    """A small workbook whose sheet unpacks to `size` bytes."""
    plain = workbook(("S", [["slug", "nama"], ["air", "Air"]]))
    out = BytesIO()
    with ZipFile(BytesIO(plain)) as source, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=9) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = content.replace(b"<sheetData>", b"<sheetData>" + b" " * size)
            target.writestr(entry.filename, content)
    return out.getvalue()


REFUSED = {
    "besar.csv": lambda: b"slug,nama\n" + b" " * MAX_FILE,
    "bomb.xlsx": bomb,
    "daftar.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 5000,
    "daftar.pdf": lambda: b"%PDF-1.7\n" + b"x" * 100,
    "daftar.json": lambda: b"\x00\x01\x02\x03" * 300,
    "rusak.xlsx": lambda: workbook(("S", [["slug"]]))[:400],
    "arsip.zip": lambda: _zip("a.txt"),
    "lembar.ods": lambda: _ods(),
    "kosong.xlsx": lambda: workbook(("S", [])),
    "kutip.csv": lambda: b'slug,nama\nair,"Air\nhutan,Hutan\n',
}


def _zip(name):
    out = BytesIO()
    with ZipFile(out, "w") as target:
        target.writestr(name, "x")
    return out.getvalue()


def _ods():
    names = {one: f"urn:oasis:names:tc:opendocument:xmlns:{one}:1.0" for one in ("office", "table", "text")}
    spaces = " ".join(f'xmlns:{one}="{name}"' for one, name in names.items())
    cell = '<table:table-cell office:value-type="string"><text:p>slug</text:p></table:table-cell>'
    table = f'<table:table table:name="S"><table:table-row>{cell}</table:table-row></table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    out = BytesIO()
    with ZipFile(out, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:x"/>')
        target.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return out.getvalue()


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_sentence(desk, name):
    page = send_file(desk, "office", REFUSED[name](), name=name)
    body = page.content.decode()
    assert page.status_code == 200
    assert 'class="errorlist"' in body
    for technical in ("Traceback", "Error", "Exception", "File &quot;", ".py", "encountered", "codec"):
        assert technical not in body
    assert not Office.objects.exists()


def test_opendocument_is_refused_by_name(desk):
    assert "Ini lembar kerja OpenDocument." in text_of(send_file(desk, "office", _ods(), name="daftar.ods"))


def test_file_is_read_by_a_format_of_the_library():
    table = TableFile("x.csv").create_dataset(b"slug;nama\r\nair;Air\r\n")
    assert (table.headers, table.row_numbers, table[0]) == (["slug", "nama"], [2], ("air", "Air"))
