"""Spreadsheets and CSV: types, formats, and text that stays text."""

import csv
import re
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pytest
from django.utils.translation import gettext_lazy as _
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.sheets.workbook import read_workbook
from jambi_coop.lib.tables import xlsx_writer
from jambi_coop.lib.tables.csv_writer import escape_cell, stream_csv
from jambi_coop.lib.tables.http_files import file_name, table_response
from jambi_coop.lib.tables.table import Column
from jambi_coop.lib.tables.xlsx_writer import Layout, write_xlsx

COLUMNS = [
    Column("title", _("Title"), "text", 40),
    Column("count", "n", "integer"),
    Column("share", "Share", "decimal"),
    Column("on", "On", "date"),
    Column("signed_on", "Signed", "known_date"),
    Column("amount", "Amount", "money"),
    Column("open", "Open", "boolean"),
    Column("link", "Link", "url"),
]
DAY = date(2020, 8, 17)
ROW = ("A", 5, Decimal("1.5"), DAY, KnownDate.day(DAY), Decimal("98950.50"), True, "https://a.id/")
VAGUE = (None, None, None, None, KnownDate.month(2014, 6), None, False, None)
DANGEROUS = ["=1+1", "==1", "+1", "-1", "@a", "\ta", "\ra", "\na", "\x00a", "＝1", "＋1", "－1", "＠a"]  # noqa: RUF001


def written(columns, rows, language="id", layout=None, title="Kerja sama"):
    out = BytesIO()
    write_xlsx(columns, rows, sheet_title=title, language=language, out=out, layout=layout)
    return openpyxl.load_workbook(BytesIO(out.getvalue()))


def test_xlsx_holds_real_types_and_formats():
    sheet = written(COLUMNS, [ROW, VAGUE]).active
    first = sheet[2]
    assert [cell.data_type for cell in first] == ["s", "n", "n", "d", "d", "n", "s", "s"]
    assert first[1].value == 5
    assert first[3].value.date() == first[4].value.date() == DAY
    assert first[3].number_format == "[$-421]dd mmmm yyyy"
    assert first[5].value == 98950.5
    assert (first[6].value, first[7].value, first[7].hyperlink) == ("Ya", "https://a.id/", None)
    assert [cell.value for cell in sheet[3]][3:7] == [None, "Juni 2014", None, "Tidak"]


def test_xlsx_speaks_the_language_of_the_file():
    sheet = written(COLUMNS, [ROW, VAGUE], language="en").active
    assert sheet["D2"].number_format == "[$-409]d mmmm yyyy"
    assert (sheet["E3"].value, sheet["G2"].value) == ("June 2014", "Yes")


def test_xlsx_is_ready_to_print_and_filter():
    book = written(COLUMNS, [ROW])
    sheet = book.active
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Kerja sama", "A2", "A1:H2")
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.column_dimensions["A"].width == pytest.approx(40, abs=1)
    assert not book.properties.creator


@pytest.mark.parametrize("text", [*DANGEROUS, "_x0041_", "http://a.id", "mailto:a@b.id", "12", "'x"])
def test_xlsx_never_makes_text_anything_else(text):
    column = Column("a", text)
    sheet = written([column], [(text,)]).active
    kept = text.replace("\x00", "").replace("\r", "\n")
    for cell in (sheet["A1"], sheet["A2"]):
        assert (cell.data_type, unescape(cell.value), cell.hyperlink) == ("s", kept, None)


@pytest.mark.parametrize("text", ["a\x00b", "a\x0bb", "a\ud800b", "a\uffffb"])
def test_xlsx_drops_characters_that_xml_forbids(text):
    assert written([Column("a", "A")], [(text,)]).active["A2"].value == "ab"


@pytest.mark.parametrize(("language", "word"), [("id", "… [dipotong]"), ("en", "… [cut]")])
@pytest.mark.parametrize("text", ["x" * 40_000, "_x0041_" * 4700, "😀" * 17_000, "a\r\n" * 17_000])
def test_xlsx_cuts_what_no_cell_can_hold_and_says_so(text, language, word):
    out = BytesIO()
    write_xlsx([Column("a", "A")], [(text,)], sheet_title="A", language=language, out=out)
    xml = ZipFile(out).read("xl/worksheets/sheet1.xml").decode()
    raw = re.search(r'<row r="2".*?<t[^>]*>(.*?)</t>', xml, re.S)[1]
    assert 32_700 < len(raw.encode("utf-16-le")) // 2 <= 32_767
    read = read_workbook(out, "a.xlsx").sheets[0].rows[1][0]
    assert read.endswith(word)
    assert text.replace("\r\n", "\n").startswith(read.removesuffix(word))


@pytest.mark.parametrize("text", ["x" * 32_767, "_x0041_" * 2520, "😀" * 16_383])
def test_xlsx_leaves_whole_what_a_cell_just_holds(text):
    out = BytesIO()
    write_xlsx([Column("a", "A")], [(text,)], sheet_title="A", language="id", out=out)
    assert read_workbook(out, "a.xlsx").sheets[0].rows[1] == [text]


@given(st.text(alphabet=st.sampled_from("_x0041F\r\n\t é😀=&<"), min_size=1, max_size=20))
def test_xlsx_texts_come_back_with_their_line_breaks(text):
    out = BytesIO()
    write_xlsx([Column("a", "A"), Column("b", "B")], [(text, "end")], sheet_title="A", language="id", out=out)
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    assert read_workbook(out, "a.xlsx").sheets[0].rows[1] == [kept if kept.strip() else None, "end"]


def test_xlsx_shows_every_line_of_a_text():
    sheet = written([Column("a", "A")], [("a\r\nb",), ("a",)]).active
    assert [(cell.value, cell.alignment.wrap_text) for cell in sheet["A"][1:]] == [("a\nb", True), ("a", None)]


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2200, 12, 31)])
def test_xlsx_knows_the_days_at_the_edges(day):
    assert written([Column("a", "A", "date")], [(day,)]).active["A2"].value.date() == day


def test_xlsx_writes_days_before_its_calendar_as_text():
    assert written([Column("a", "A", "date")], [(date(1899, 12, 31),)]).active["A2"].value == "1899-12-31"


def test_xlsx_goes_on_in_a_further_sheet(monkeypatch):
    monkeypatch.setattr(xlsx_writer, "MAX_ROWS", 5)
    book = written([Column("a", "A", "integer")], [(number,) for number in range(4)], title="x" * 40)
    assert book.sheetnames == ["x" * 31, "x" * 27 + " (2)"]
    assert [cell.value for sheet in book for cell in sheet["A"]] == ["A", 0, 1, "A", 2, 3]


def test_xlsx_of_a_report_has_heading_numbering_total_and_closing():
    layout = Layout(
        heading=["PEMERINTAH KOTA JAMBI", "=DAFTAR"],
        numbering=True,
        total=("Jumlah", 5),
        closing=["Sumber: register"],
    )
    columns = [Column("a", "A"), Column("b", "B", "integer")]
    sheet = written(columns, [("x", 5)], layout=layout).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["PEMERINTAH KOTA JAMBI", None],
        ["=DAFTAR", None],
        ["A", "B"],
        ["(1)", "(2)"],
        ["x", 5],
        ["Jumlah", 5],
        [None, None],
        ["Sumber: register", None],
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A5", "A4:B5")


@pytest.mark.parametrize("title", ["", "[a]:*?/\\", "'a'", "History", "x" * 50])
def test_xlsx_accepts_any_sheet_title(title):
    assert 1 <= len(written([Column("a", "A")], [], title=title).active.title) <= 31


def test_rows_must_fit_the_columns():
    with pytest.raises(ValueError, match="argument 2 is longer than argument 1"):
        written([Column("a", "A")], [("x", "y")])
    with pytest.raises(ValueError, match="row 1 has 2 cells for 1 columns"):
        list(stream_csv([Column("a", "A")], [("x", "y")], "standard", "id"))


def read(columns, rows, dialect, language="id"):
    return b"".join(stream_csv(columns, rows, dialect, language)).decode()


def test_csv_for_indonesian_excel():
    text = read(COLUMNS, [ROW, VAGUE], "excel-id")
    assert text.startswith("\ufeff")
    assert text.splitlines()[1:] == [
        "A;5;1,5;17/08/2020;17/08/2020;98950,50;Ya;https://a.id/",
        ";;;;Juni 2014;;Tidak;",
    ]


def test_csv_for_machines():
    text = read(COLUMNS, [ROW, VAGUE], "standard")
    assert text.splitlines()[1:] == [
        "A,5,1.5,2020-08-17,2020-08-17,98950.50,true,https://a.id/",
        ",,,,2014-06,,false,",
    ]
    assert text.endswith("\r\n")


def test_csv_leaves_negative_numbers_alone():
    columns = [Column("a", "A", "integer"), Column("b", "B", "decimal"), Column("c", "C", "money")]
    row = (-1, Decimal("-1.5"), Decimal("-1E+3"))
    assert read(columns, [row], "standard").splitlines()[1] == "-1,-1.5,-1000"


@pytest.mark.parametrize("dialect", ["excel-id", "standard"])
@pytest.mark.parametrize("text", DANGEROUS)
def test_csv_disarms_formulas_in_cells_and_heads(text, dialect):
    content = read([Column("a", text)], [(text,)], dialect).lstrip("\ufeff")
    delimiter = ";" if dialect == "excel-id" else ","
    cells = [row[0] for row in csv.reader(StringIO(content, newline=""), delimiter=delimiter)]
    assert cells == ["'" + text] * 2


@given(st.lists(st.text(alphabet=st.sampled_from("'=+-@\t\r\n\x00＝a"), max_size=6), unique=True))  # noqa: RUF001
def test_escaping_puts_one_mark_before_and_keeps_texts_apart(texts):
    escaped = [escape_cell(text) for text in texts]
    assert len(set(escaped)) == len(texts)
    assert all(cell in (text, f"'{text}") for cell, text in zip(escaped, texts, strict=True))


def test_csv_sends_the_header_before_the_first_row():
    def rows():
        raise AssertionError("asked for a row")
        yield

    assert next(stream_csv([Column("a", "A")], rows(), "standard", "id")) == b"A\r\n"


def test_csv_refuses_an_unknown_dialect():
    with pytest.raises(ValueError, match="no such dialect: other"):
        stream_csv([], [], "other", "id")


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Kerja Sama", date(2026, 11, 24), "Jerman"), "kerja-sama_2026-11-24_jerman.xlsx"),
        (("kerja-sama", "", "Curaçao & co"), "kerja-sama_curacao-co.xlsx"),
        (('a"\r\nb/../c',), "a-bc.xlsx"),
        (("東京",), "data.xlsx"),
        (("x" * 300,), "x" * 120 + ".xlsx"),
    ],
)
def test_file_names_are_plain(parts, name):
    assert file_name(*parts, extension="xlsx") == name


@pytest.mark.django_db  # closing a response closes idle connections
@pytest.mark.parametrize("file_format", ["xlsx", "excel-id", "standard"])
def test_table_response_is_a_download(file_format):
    response = table_response(
        COLUMNS,
        [ROW],
        file_format=file_format,
        name_parts=["kerja-sama", DAY],
        sheet_title="Kerja sama",
        language="id",
    )
    extension = "xlsx" if file_format == "xlsx" else "csv"
    assert response["Content-Disposition"] == f'attachment; filename="kerja-sama_2020-08-17.{extension}"'
    assert b"".join(response.streaming_content)
