"""CSV that comes in: the encoding and the separator are recognised, and our own files come back as they were."""

import io

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from jambi_coop.lib.sheets import csv_reader
from jambi_coop.lib.sheets.workbook import UnreadableFile, read_workbook
from jambi_coop.lib.tables.csv_writer import DIALECTS, escape_cell, stream_csv, unescape_cell
from jambi_coop.lib.tables.table import Column

SIGNS = st.text(alphabet=st.sampled_from("'=+-@\t\r\n\x00＝;,\"aé1 "), max_size=8)  # noqa: RUF001

KEPT = SIGNS.filter(lambda text: "\x00" not in text)
"""What a database can hold."""


def read(content):
    if isinstance(content, str):
        content = content.encode()
    with translation.override("en"):
        return read_workbook(io.BytesIO(content), "daftar.csv")


def rows(content):
    return read(content).sheets[0].rows


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_recognised(separator):
    lines = [["No", "Nama", "Biaya, Rp; total"], ["1", "A, B; C", "1,5"], ["2", "D\nE", '"x"']]
    text = "\r\n".join(separator.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    assert rows(text) == lines


def test_unquoted_commas_in_a_file_with_semicolons_stay_in_their_cells():
    assert rows("No;Judul;Biaya\n1;Air, tanah, udara;1,5\n2;Kota A;2,25\n3;B, C;3,5\n")[1:] == [
        ["1", "Air, tanah, udara", "1,5"],
        ["2", "Kota A", "2,25"],
        ["3", "B, C", "3,5"],
    ]


def test_letterhead_lines_do_not_mislead():
    text = "PEMERINTAH KOTA JAMBI, SEKRETARIAT DAERAH\nDaftar, tahun 2026\n\nNo;Mitra\n1;A\n2;B\n3;C\n"
    sheet = read(text).sheets[0]
    assert (sheet.first_row, sheet.rows[2], sheet.rows[-1]) == (1, [], ["3", "C"])


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("cp1252", "Windows-1252"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
def test_encodings_are_recognised_and_told(encoding, name):
    found = read("No,Nama,Kota\n1,José “A”,Curaçao\n2,Łódź,x\n".replace("Łódź", "Zoë").encode(encoding))
    assert found.sheets[0].rows[1] == ["1", "José “A”", "Curaçao"]
    expected = [f"The text is encoded as {name}; check that letters such as é are right."] if name else []
    assert found.notes == expected


@pytest.mark.parametrize("order", ["le", "be"])
def test_utf_16_with_its_mark_is_read(order):
    mark = {"le": b"\xff\xfe", "be": b"\xfe\xff"}[order]
    assert rows(mark + "a;b\n1;é\n".encode(f"utf-16-{order}")) == [["a", "b"], ["1", "é"]]


def test_the_separator_is_told_unless_it_is_the_comma():
    assert read("a;b\n1;2\n").notes == ["The columns are separated by a semicolon; this was recognised."]
    assert read("a,b\n1,2\n").notes == []


@pytest.mark.parametrize(
    ("first", "cells"), [("sep=;", ["a,b", "c"]), ("sep=,", ["a", "b;c"]), ('"sep=;"', ["a,b", "c"])]
)
def test_the_line_with_which_excel_names_the_separator_is_obeyed(first, cells):
    sheet = read(f"{first}\r\na,b;c\r\n").sheets[0]
    assert (sheet.first_row, sheet.rows) == (2, [cells])


def test_a_list_of_one_column_and_blank_lines_keep_their_numbers():
    sheet = read("Nama\n\n\nKota A\n").sheets[0]
    assert (sheet.first_row, sheet.rows) == (1, [["Nama"], [], [], ["Kota A"]])


def test_texts_stay_texts_and_blanks_are_nothing():
    assert rows("a;b;c;d\n0012;1,5;2020-08-17;\n; ;x;\n") == [
        ["a", "b", "c", "d"],
        ["0012", "1,5", "2020-08-17"],
        [None, None, "x"],
    ]


@pytest.mark.parametrize(
    ("text", "line"), [('a;b\n1;"2\n3;4\n', 2), ('a;b\n1;2\n"x"y;4\n', 3), ('a;b\n"1\n2";3\n1;"', 4)]
)
def test_a_quotation_mark_that_is_not_closed_is_told_by_its_line(text, line):
    with pytest.raises(UnreadableFile) as caught:
        read(text)
    assert (caught.value.code, caught.value.params) == ("unclosed quote", {"line": line})


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("MAX_ROWS", "too many rows"),
        ("MAX_COLUMNS", "too many columns"),
        ("MAX_AREA", "too many cells"),
        ("MAX_CELL_TEXT", "cell too long"),
    ],
)
def test_limits(monkeypatch, limit, code):
    assert len(rows("aaaa;b\nc;d\n")) == 2
    monkeypatch.setattr(csv_reader, limit, 1)
    with pytest.raises(UnreadableFile) as caught:
        read("aaaa;b\nc;d\n")
    assert caught.value.code == code


@given(SIGNS)
def test_the_mark_before_a_formula_is_taken_away_again(text):
    assert unescape_cell(escape_cell(text)) == text


@pytest.mark.parametrize("text", ["'", "'a", "''", "a'=1", "'1"])
def test_other_marks_stay(text):
    assert unescape_cell(text) == text


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.lists(st.tuples(KEPT, KEPT, st.just("x")), min_size=1, max_size=5))
def test_our_own_files_come_back_as_they_were(dialect, data):
    columns = [Column("a", "Nama"), Column("b", "Judul"), Column("c", "Tanda")]
    found = read(b"".join(stream_csv(columns, data, dialect, "id"))).sheets[0].rows

    def kept(text):
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text if text.strip() else None

    assert found == [["Nama", "Judul", "Tanda"], *([kept(cell) for cell in row] for row in data)]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    codes = []
    try:
        read(content)
    except UnreadableFile as error:
        codes.append(error.code)
    assert len(codes) <= 1
