"""Spreadsheets that are small and would be enormous: refused, and by what they would take."""

import io
import zipfile

import pytest
import xlsxwriter

from jambi_coop.lib.sheets.workbook import UnreadableFile, read_workbook
from tests.bench import bombs
from tests.bench.bombs import declaring, xlsx

ANSWERS = {
    "a cell of 200 megabytes": "unpacked too large",
    "a cell of 15 megabytes": "cell too long",
    "a shared text of 15 megabytes": "cell too long",
    "an attribute of 15 megabytes": "damaged",
    "1,048,576 blank rows": "too many blank rows",
    "rows of 16,384 blank cells": "too many blank rows",
    "a cell in the last row and column": "too many rows",
    "a cell in an impossible row": "damaged",
    "10,000 entries": "too many parts",
    "ZIP folders in ZIP folders": "zip",
    "15,000,000 strange elements": "unpacked too large",
    "strange elements after the cells": "too many parts",
    "strange elements in a cell": "too many parts",
    "strange elements in the shared texts": "too many parts",
    "values in a cell": "too many parts",
    "shared texts linked 200 times": "damaged",
    "styles linked 200 times": "damaged",
    "one part for all sheets": "damaged",
    "a long text in every cell": "too much text",
    "hidden columns": "damaged",
    "a wrong declared size": "damaged",
    "pictures of 150 megabytes": "unpacked too large",
    "ODS: a row repeated 1,048,576 times": "too many rows",
    "ODS: cells repeated 16,384 times": "too many columns",
    "ODS: 900,000,000 spaces": "cell too long",
    "ODS: a long text repeated": "too much text",
    "ODS: a long value repeated": "too much text",
    "ODS: strange elements": "too many parts",
}

COLUMNS = list(enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", start=1))


def read(content, name="daftar.xlsx"):
    return read_workbook(io.BytesIO(content), name)


def refused(content, name="daftar.xlsx"):
    with pytest.raises(UnreadableFile) as caught:
        read(content, name)
    return caught.value.code


@pytest.mark.parametrize("bomb", bombs.BOMBS)
def test_bombs_are_refused_quickly_and_in_little_memory(bomb):
    result = bombs.measured(bombs.BOMBS[bomb]())
    assert result["answer"] == ANSWERS[bomb]
    assert result["cpu"] < bombs.SECONDS
    assert result["megabytes"] < bombs.MEGABYTES


@pytest.mark.parametrize("name", bombs.SLOW)
def test_small_files_are_read_quickly(name):
    content = bombs.SLOW[name]()
    assert len(content) < 300_000
    result = bombs.measured(content)
    assert result["answer"] == "read"
    assert result["cpu"] < bombs.SECONDS


@pytest.mark.parametrize(
    ("value", "rows"), [("0", [["teks", 5]]), ("1", None), ("-1", None), ("x", None), ("", None), ("0<x/>1", None)]
)
def test_the_number_of_a_shared_text_is_one_of_the_texts(value, rows):
    texts = {"xl/sharedStrings.xml": f"<sst xmlns='{bombs.MAIN}'><si><t>teks</t></si></sst>"}
    content = xlsx(f"<row r='1'><c r='A1' t='s'><v>{value}</v></c><c r='B1'><v>5</v></c></row>", **texts)
    if rows is None:
        assert refused(content) == "damaged"
    else:
        assert read(content).sheets[0].rows == rows


def test_more_is_read_of_a_larger_file():
    """A real register is large as it is sent too: what is refused is a small file that says one thing very often."""
    rows = (
        f"<row r='{row}'>" + "".join(f"<c r='{letter}{row}'><v>{row * place}</v></c>" for place, letter in COLUMNS)
        + "</row>" for row in range(1, 20_001)
    )  # fmt: skip
    content = xlsx(rows)
    assert 1_500_000 < len(content) < 6_000_000
    assert len(read(content).sheets[0].rows) == 20_000


def test_a_directory_of_many_entries_is_refused_before_it_is_read(monkeypatch):
    content = bombs.BOMBS["10,000 entries"]()
    monkeypatch.setattr("jambi_coop.lib.sheets.package.ZipFile", None)
    assert refused(content) == "too many parts"


@pytest.mark.parametrize("difference", [-1, 1, 1000])
def test_a_part_of_another_size_than_declared_is_damage(difference):
    content = xlsx("<row r='1'><c r='A1'><v>5</v></c></row>" + " " * 2000)
    assert read(content).sheets[0].rows == [[5]]
    size = max(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(content)).infolist())
    assert refused(declaring(content, size + difference)) == "damaged"


@pytest.mark.parametrize(
    ("limit", "value", "code"),
    [
        ("MAX_ROWS", 2, "too many rows"),
        ("MAX_COLUMNS", 2, "too many columns"),
        ("MAX_AREA", 8, "too many cells"),
        ("MAX_TOTAL_AREA", 8, "too many cells"),
        ("MAX_BLANK_ROWS", 2, "too many blank rows"),
        ("MAX_CELLS", 2, "too many blank rows"),
    ],
)
def test_limits_of_a_sheet(monkeypatch, limit, value, code):
    content = xlsx("".join(f"<row r='{row}'><c r='A{row}'><v>1</v></c><c r='C{row}'><v>1</v></c></row>"
                           for row in (1, 2, 3)))  # fmt: skip
    assert len(read(content).sheets[0].rows) == 3
    monkeypatch.setattr(f"jambi_coop.lib.sheets.sheet_facts.{limit}", value)
    assert refused(content) == code


@pytest.mark.parametrize(("limit", "code"), [("MAX_SHEETS", "too many sheets"), ("MAX_STRINGS", "too many parts")])
def test_limits_of_a_workbook(monkeypatch, limit, code):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write_row("A1", ["a", "b"])
        book.add_worksheet()
    content = out.getvalue()
    assert read(content).sheets[0].rows == [["a", "b"]]
    monkeypatch.setattr(f"jambi_coop.lib.sheets.xlsx_parts.{limit}", 1)
    assert refused(content) == code


def test_a_large_file_is_refused_before_it_is_looked_into(monkeypatch):
    monkeypatch.setattr("jambi_coop.lib.sheets.file_kind.MAX_FILE", 100)
    assert refused(b"a;b\n" * 100, "a.csv") == "too large"
