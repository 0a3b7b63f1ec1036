"""Word's merge fields are read and filled; a value is text, whatever it looks like."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jambi_coop.lib.documents.merge import NotFilled, fields_of, fill
from jambi_coop.lib.documents.word_file import paragraphs_of, read_word_file
from tests.jambi_coop.lib.documents.word_files import complex_field, paragraph, simple_field, text, word_file

LETTER = word_file(
    paragraph(text("Nomor: "), complex_field(" MERGEFIELD nomor \\* MERGEFORMAT ")),
    paragraph(complex_field("MERGEFIELD Mitra"), text(" di "), simple_field("MERGEFIELD &quot;negara&quot;")),
    paragraph(complex_field("MERGEFIELD mitra \\* Upper"), text(" / "), complex_field("PAGE", "1")),
    header=paragraph(complex_field("MERGEFIELD kop")),
)
EMPTY = {"nomor": "", "mitra": "", "negara": "", "kop": ""}


def first_line(value):
    return paragraphs_of(fill(LETTER, {**EMPTY, "nomor": value}))[0]


def test_the_fields_are_read_once_each_in_body_and_header():
    assert sorted(fields_of(LETTER)) == ["Mitra", "kop", "mitra", "negara", "nomor"]


def test_fields_are_filled_whatever_the_case_of_their_names():
    made = fill(LETTER, {"nomor": "180/12", "MITRA": "Kota Turku", "negara": "Finlandia", "kop": ""})
    assert paragraphs_of(made) == ["Nomor: 180/12", "Kota Turku di Finlandia", "KOTA TURKU / 1"]


def test_the_header_is_filled_too():
    made = fill(LETTER, {**EMPTY, "kop": "PEMERINTAH & <KOTA>"})
    assert b"PEMERINTAH &amp; &lt;KOTA&gt;" in read_word_file(made).parts["word/header1.xml"]
    assert paragraphs_of(made)[0] == "PEMERINTAH & <KOTA>"


@pytest.mark.parametrize(
    "value",
    [
        "A & B < C > D \"E\" 'F'",
        "بلدية بيروت",
        "北京市人民政府",
        "Ō'ahu – Жамби 😀",
        "«nomor»",
        "{ MERGEFIELD nomor }",
        "<w:t>x</w:t>",
        "{0} %s \\n \\* Upper",
        "]]>&amp;",
    ],
)
def test_a_value_is_text(value):
    assert first_line(value) == f"Nomor: {value}"


def test_line_breaks_stay_and_every_end_of_a_line_is_one():
    assert first_line("satu\r\ndua\ntiga\rempat") == "Nomor: satu\ndua\ntiga\nempat"


def test_characters_that_no_xml_holds_are_left_out():
    assert first_line("a\x00b\x0bc\ufffed\ud800") == "Nomor: abcd"


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cn"]), max_size=40))
def test_any_text_comes_out_as_it_went_in(value):
    assert first_line(value) == f"Nomor: {value}"


def test_the_same_values_give_the_same_bytes():
    assert fill(LETTER, EMPTY) == fill(LETTER, EMPTY)
    assert fill(LETTER, EMPTY) != fill(LETTER, {**EMPTY, "nomor": "2"})


def test_a_field_without_a_value_is_told():
    with pytest.raises(NotFilled, match="negara"):
        fill(LETTER, {"nomor": "1", "mitra": "A", "kop": "C"})


def test_no_merge_field_is_left_in_a_letter():
    made = read_word_file(fill(LETTER, EMPTY))
    assert [one.text for one in made.instructions()] == ["PAGE"]
    assert "«".encode() not in b"".join(made.parts.values())


def test_a_field_that_would_be_left_over_is_told():
    with pytest.raises(NotFilled):
        fill(word_file(paragraph(complex_field("mergefield nomor"))), {"nomor": "1"})
