"""What an uploaded file really is, whatever it is called."""

import re
import struct
import zlib
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.constants import UserAccessPermissions
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from jambi_coop.lib.files.private_files import MEDIA_TYPES, content_of, inspect, take_in


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


def two_pictures():
    """As telephones write them: a second picture behind the first."""
    out = BytesIO()
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (4, 4), "blue")
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


def wide():
    """A small file of a picture with far too many points."""
    size = struct.pack(">II", 60_000, 60_000)
    header = b"IHDR" + size + b"\x01\x00\x00\x00\x00"
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + image("PNG")[33:]


def broken_inside(data):
    """An archive whose first entry cannot be unpacked."""
    at = 30 + len("mimetype")
    return data[:at] + b"\xff" * 12 + data[at + 12 :]


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


def locked(password, change=None):
    """A PDF that may not be printed; `password` opens it."""

    def lock(writer):
        if change:
            change(writer)
        writer.encrypt(password, "milik-kantor", permissions_flag=UserAccessPermissions(0), algorithm="RC4-128")

    return pdf(lock)


def with_handler(words):
    """A PDF whose trailer names another encryption."""
    return pdf().replace(b"/Root", b"/Encrypt << " + words + b" >> /ID [<00> <00>] /Root")


def number_of_start(number):
    return re.sub(rb"startxref\s+\d+", b"startxref\n" + number, pdf())


AES_256 = (
    b"/Filter /Standard /V 5 /R 6 /Length 256 /P -4 /O <" + b"61" * 48 + b"> /U <" + b"62" * 48 + b"> "
    b"/OE <" + b"63" * 32 + b"> /UE <" + b"64" * 32 + b"> /Perms <" + b"65" * 16 + b"> "
    b"/CF << /StdCF << /CFM /AESV3 /AuthEvent /DocOpen /Length 32 >> >> /StmF /StdCF /StrF /StdCF"
)
WORD = archive(word__document_dot_xml="<w/>")
SHEET = archive(xl__workbook_dot_xml="<x/>")
ODT = archive(mimetype=MEDIA_TYPES["odt"])
HTML = b"<!doctype html><script>alert(1)</script>"
ACCEPTED = [
    ("naskah.pdf", pdf(), "pdf"),
    ("NASKAH.PDF", pdf(), "pdf"),
    ("foto.jpg", image("JPEG"), "jpg"),
    ("foto.jpeg", image("JPEG"), "jpg"),
    ("foto.png", image("PNG"), "png"),
    ("dua.jpg", two_pictures(), "jpg"),
    ("tak-boleh-dicetak.pdf", locked(""), "pdf"),
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
    ("damaged", "jauh.pdf", number_of_start(b"9" * 23)),
    ("damaged", "dalam.pdf", pdf().replace(b"/Root", b"/X " + b"[" * 9000 + b"]" * 9000 + b" /Root")),
    ("damaged", "akar.pdf", pdf().replace(b"/Root", b"/Root 7 /Akar")),
    ("damaged", "isi.odt", broken_inside(ODT)),
    ("encrypted", "kunci.pdf", pdf(lambda writer: writer.encrypt("rahasia", algorithm="RC4-128"))),
    ("encrypted", "kunci-dan-pemilik.pdf", locked("rahasia")),
    ("unreadable", "aes.pdf", with_handler(AES_256)),
    ("unreadable", "sertifikat.pdf", with_handler(b"/Filter /Adobe.PubSec /V 4 /R 4")),
    ("unreadable", "versi-lain.pdf", with_handler(b"/Filter /Standard /V 9 /R 9 /P -4 /O <61> /U <62>")),
    ("active", "skrip-terkunci.pdf", locked("", on_opening("/JavaScript"))),
    ("active", "skrip.pdf", pdf(on_opening("/JavaScript"))),
    ("active", "skrip-bernama.pdf", pdf(script_by_name)),
    ("active", "lampiran.pdf", pdf(lambda writer: writer.add_attachment("x.exe", b"MZ"))),
    ("active", "jalankan.pdf", pdf(on_opening("/Launch"))),
    ("active", "makro.docx", archive(word__document_dot_xml="<w/>", word__vbaProject_dot_bin="x")),
    ("bomb", "luas.png", wide()),
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


CUTS = st.lists(st.tuples(st.integers(4, 2000), st.integers(0, 20), st.binary(max_size=8)), min_size=1, max_size=4)


@given(st.sampled_from([*ACCEPTED, ("aes.pdf", with_handler(AES_256), "")]), CUTS)
def test_any_broken_file_ends_in_facts_or_a_sentence(case, cuts):
    name, data, _kind = case
    for at, length, put in cuts:
        at %= len(data)
        data = data[:at] + put + data[at + length :]
    with suppress(ValidationError):
        take_in(content_of(data, name))


def test_the_first_of_two_pictures_is_kept():
    kept, facts = take_in(content_of(two_pictures(), "dua.jpg"))
    assert (facts.media_type, Image.open(kept).format) == ("image/jpeg", "JPEG")
