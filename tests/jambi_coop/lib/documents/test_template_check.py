"""A template is refused with a sentence that names what is wrong with it, all faults at once."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from jambi_coop.lib.documents.template_check import MAIN, refuse_unfit
from tests.jambi_coop.lib.documents.word_files import (
    OFFICE,
    W,
    complex_field,
    paragraph,
    relation,
    relations,
    simple_field,
    word_file,
    word_parts,
    zipped,
)

KNOWN = ["nomor", "hal"]
GOOD = paragraph(complex_field("MERGEFIELD nomor"))


def faults(data):
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        refuse_unfit(data, KNOWN)
    with translation.override("en"):
        return refused.value.messages


def only_fault(data):
    found = faults(data)
    assert len(found) == 1, found
    return found[0]


def with_part(name, content):
    return zipped({**word_parts(GOOD), name: content})


def test_known_fields_and_page_numbers_are_taken():
    hal = simple_field("MERGEFIELD Hal \\* MERGEFORMAT")
    refuse_unfit(word_file(GOOD, paragraph(hal, complex_field("PAGE"), complex_field("NUMPAGES"))), KNOWN)


def test_an_unknown_field_is_named():
    assert "“npmor”" in only_fault(word_file(paragraph(complex_field("MERGEFIELD npmor"))))


@pytest.mark.parametrize(
    "field",
    [
        "INCLUDEPICTURE http://example.com/x.png",
        "INCLUDETEXT berkas.docx",
        "DDEAUTO cmd /c calc",
        "DDE Excel x",
        "HYPERLINK http://example.com",
        "IF 1 = 1 ya tidak",
        "ASK nama",
        "MACROBUTTON Jalan",
        "NEXT",
        "QUOTE 65",
        "LINK Excel.Sheet x",
        "DATE \\@ dd",
        "SAVEDATE",
        "MERGEFIELD nomor \\b x",
        "MERGEFIELD nomor \\# 0,00",
    ],
)
@pytest.mark.parametrize("way", [complex_field, simple_field])
def test_any_other_field_is_named(field, way):
    assert f"“{field}”" in only_fault(word_file(paragraph(way(field))))


def test_a_day_that_changes_is_told_what_to_use_instead():
    assert "another day whenever" in only_fault(word_file(paragraph(complex_field("TIME"))))


@pytest.mark.parametrize("outer", ["INCLUDETEXT ", "MERGEFIELD hal "])
def test_a_field_inside_the_instruction_of_another_is_refused(outer):
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    words = f"<w:r><w:instrText>{outer}</w:instrText></w:r>"
    found = faults(word_file(paragraph(begin, words, complex_field("MERGEFIELD nomor"), end)))
    assert any(f"“{outer.strip()}”" in one for one in found)
    assert any("another field in it" in one for one in found)


def test_a_macro_is_named():
    assert "word/vbaProject.bin" in only_fault(with_part("word/vbaProject.bin", "x"))


def test_a_file_for_macros_is_refused_even_without_one():
    types = word_parts(GOOD)["[Content_Types].xml"]
    types = types.replace(MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml")
    assert "macros" in only_fault(with_part("[Content_Types].xml", types))


def test_a_word_template_is_told_to_be_saved_as_a_document():
    types = word_parts(GOOD)["[Content_Types].xml"].replace("document.main", "template.main")
    assert "Save it as a Word document" in only_fault(with_part("[Content_Types].xml", types))


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "file:///C:/Users/x/Surat.dotx"),
        ("image", "http://example.com/pelacak.png"),
        ("hyperlink", "http://example.com/"),
        ("oleObject", "file:///x.xlsx"),
        ("mailMergeSource", "file:///data.xlsx"),
    ],
)
def test_a_link_to_the_outside_is_named(kind, target):
    links = relations(relation(9, kind, target, outside=True))
    fault = only_fault(with_part("word/_rels/settings.xml.rels", links))
    assert target in fault
    assert kind in fault


@pytest.mark.parametrize("name", ["word/embeddings/oleObject1.bin", "word/activeX/activeX1.xml"])
def test_an_embedded_object_is_named(name):
    assert name in only_fault(with_part(name, "<x/>"))


def test_a_link_to_an_embedded_file_anywhere_is_named():
    links = relations(relation(9, "aFChunk", "/lain/isi.html"))
    assert "/lain/isi.html" in only_fault(with_part("word/_rels/settings.xml.rels", links))


@pytest.mark.parametrize("tag", ["object", "altChunk", "control", "subDoc"])
def test_an_object_in_the_text_is_named(tag):
    body = f"<w:body><w:p><w:r><w:{tag} /></w:r></w:p></w:body>"
    document = f'<w:document xmlns:w="{W}" xmlns:r="{OFFICE}">{body}</w:document>'
    assert tag in only_fault(with_part("word/document.xml", document))


@pytest.mark.parametrize(
    "kind",
    [
        '[<!ENTITY a "aaaa">]',
        '[<!ENTITY a SYSTEM "file:///etc/passwd">]',
        '[<!ENTITY % b SYSTEM "http://example.com/x.dtd"> %b; <!ENTITY a "a">]',
    ],
)
def test_a_document_type_is_refused(kind):
    part = f'<!DOCTYPE x {kind}><w:hdr xmlns:w="{W}">&a;</w:hdr>'
    assert "word/header9.xml" in only_fault(with_part("word/header9.xml", part))


def test_entities_that_grow_without_end_are_refused_at_once():
    laughs = "".join(f'<!ENTITY a{one} "{f"&a{one - 1};" * 10}">' for one in range(1, 10))
    part = f'<!DOCTYPE x [<!ENTITY a0 "a">{laughs}]><w:hdr xmlns:w="{W}">&a9;</w:hdr>'
    assert "damaged" in only_fault(with_part("word/header9.xml", part))


def test_a_document_type_in_another_encoding_is_refused():
    bomb = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'
    assert "word/header9.xml" in only_fault(with_part("word/header9.xml", bomb.encode("utf-16")))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no Word file"),
        (b"%PDF-1.7", "no Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "old or a protected Word file"),
        (b"PK\x03\x04" + b"x" * 99, "damaged"),
        (zipped({"xl/workbook.xml": "<x/>", "[Content_Types].xml": "<x/>"}), "no Word file"),
        (with_part("word/document.xml", "<w:document"), "damaged"),
        (word_file(GOOD)[:-40], "damaged"),
    ],
)
def test_what_is_no_word_file_is_told_so(data, said):
    assert said in only_fault(data)


@pytest.mark.parametrize("mark", ["begin", "separate", "end"])
def test_half_a_field_is_damaged(mark):
    assert "damaged" in only_fault(word_file(paragraph(f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>')))


def test_a_bomb_is_refused_by_what_it_would_unpack_to():
    data = with_part("word/media/x.png", b"\0" * (41 * 1024 * 1024))
    assert len(data) < 100_000
    assert "unpacks to far more" in only_fault(data)
    many = {**word_parts(GOOD), **{f"word/media/{number}.png": "" for number in range(500)}}
    assert "unpacks to far more" in only_fault(zipped(many))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused():
    out = BytesIO(word_file(GOOD))
    with ZipFile(out, "a", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<other/>")
    assert "damaged" in only_fault(out.getvalue())


def test_all_faults_are_told_at_once():
    data = zipped(
        {
            **word_parts(paragraph(complex_field("MERGEFIELD x"), complex_field("DATE"))),
            "word/vbaProject.bin": "x",
            "word/_rels/settings.xml.rels": relations(relation(9, "hyperlink", "http://example.com/", outside=True)),
        }
    )
    assert len(faults(data)) == 4


def test_what_cannot_be_filled_is_told_before_it_is_needed():
    assert "cannot be filled" in only_fault(word_file(paragraph(complex_field("mergefield nomor"))))
