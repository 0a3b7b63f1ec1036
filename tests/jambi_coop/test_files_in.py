"""What an uploaded file really is, whatever it is called."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from jambi_coop.lib.files import MEDIA_TYPES, content_of, inspect


def pdf(change=None):
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    if change:
        change(writer)
    writer.write(out)
    return out.getvalue()


def image(kind):
    out = BytesIO()
    Image.new("RGB", (4, 4)).save(out, kind)
    return out.getvalue()


def archive(**entries):
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as zipped:
        for name, content in entries.items():
            zipped.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def on_opening(kind):
    """Makes a PDF do something when it is opened."""
    action = DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/JS"): TextStringObject("app.alert(1)")})
    return lambda writer: writer.root_object.update({NameObject("/OpenAction"): action})


def script_by_name(writer):
    names = DictionaryObject({NameObject("/JavaScript"): DictionaryObject()})
    writer.root_object.update({NameObject("/Names"): names})


WORD = archive(word__document_dot_xml="<w/>")
SHEET = archive(xl__workbook_dot_xml="<x/>")
HTML = b"<!doctype html><script>alert(1)</script>"
ACCEPTED = [
    ("naskah.pdf", pdf(), "pdf"),
    ("NASKAH.PDF", pdf(), "pdf"),
    ("foto.jpg", image("JPEG"), "jpg"),
    ("foto.jpeg", image("JPEG"), "jpg"),
    ("foto.png", image("PNG"), "png"),
    ("surat.docx", WORD, "docx"),
    ("tabel.xlsx", SHEET, "xlsx"),
    ("surat.odt", archive(mimetype=MEDIA_TYPES["odt"]), "odt"),
    ("tabel.ods", archive(mimetype=MEDIA_TYPES["ods"]), "ods"),
]
REFUSED = [
    ("empty", "kosong.pdf", b""),
    ("not_accepted", "halaman.pdf", HTML),
    ("not_accepted", "halaman.html", HTML),
    ("not_accepted", "gambar.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ("not_accepted", "program.pdf", b"MZ\x90\x00" + b"\0" * 64),
    ("not_accepted", "arsip.pdf", archive(readme_dot_txt="x")),
    ("not_accepted", "catatan.txt", b"catatan"),
    ("not_accepted", "belakang.pdf", HTML + pdf()),
    ("name_and_content_differ", "naskah.pdf.html", pdf()),
    ("name_and_content_differ", "naskah.docx", pdf()),
    ("name_and_content_differ", "foto.png", image("JPEG")),
    ("name_and_content_differ", "naskah", pdf()),
    ("damaged", "potong.pdf", pdf()[:200]),
    ("damaged", "kepala.pdf", b"%PDF-1.7\n"),
    ("damaged", "foto.png", image("PNG")[:30]),
    ("damaged", "surat.docx", WORD[:40]),
    ("encrypted", "kunci.pdf", pdf(lambda writer: writer.encrypt("rahasia", algorithm="RC4-128"))),
    ("active", "skrip.pdf", pdf(on_opening("/JavaScript"))),
    ("active", "skrip-bernama.pdf", pdf(script_by_name)),
    ("active", "lampiran.pdf", pdf(lambda writer: writer.add_attachment("x.exe", b"MZ"))),
    ("active", "jalankan.pdf", pdf(on_opening("/Launch"))),
    ("active", "makro.docx", archive(word__document_dot_xml="<w/>", word__vbaProject_dot_bin="x")),
    ("bomb", "bom.xlsx", archive(xl__workbook_dot_xml="<x/>", xl__sheet_dot_xml="0" * 4_000_000)),
]


@pytest.fixture(autouse=True)
def limit(settings):
    settings.DOCUMENT_MAX_BYTES = 100_000
    settings.LANGUAGE_CODE = "id"


@pytest.mark.parametrize(("name", "data", "kind"), ACCEPTED, ids=[case[0] for case in ACCEPTED])
def test_tells_the_type_by_content(name, data, kind):
    facts = inspect(content_of(data, name))
    assert facts.media_type == MEDIA_TYPES[kind]
    assert facts.size == len(data)
    assert len(facts.sha256) == 64


@pytest.mark.parametrize(("code", "name", "data"), REFUSED, ids=[f"{case[0]}-{case[1]}" for case in REFUSED])
def test_refuses_with_one_exact_sentence(code, name, data):
    with pytest.raises(ValidationError) as refusal:
        inspect(content_of(data, name))
    assert refusal.value.code == code
    assert len(refusal.value.messages) == 1


@pytest.mark.parametrize(("extra", "refused"), [(0, False), (1, True)])
def test_refuses_one_byte_over_the_limit(settings, extra, refused):
    data = pdf()
    settings.DOCUMENT_MAX_BYTES = len(data) - extra
    if not refused:
        assert inspect(content_of(data, "naskah.pdf")).size == len(data)
        return
    with pytest.raises(ValidationError) as refusal:
        inspect(content_of(data, "naskah.pdf"))
    assert refusal.value.code == "too_large"


def test_leaves_the_upload_at_its_start():
    upload = content_of(pdf(), "naskah.pdf")
    inspect(upload)
    assert upload.tell() == 0
