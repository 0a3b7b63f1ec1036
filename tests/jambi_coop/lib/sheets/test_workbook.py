"""Spreadsheets that come in: what is in their cells, and which files are refused with which sentence."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from jambi_coop.lib.sheets import refusals, workbook
from jambi_coop.lib.sheets.refusals import MESSAGES
from jambi_coop.lib.sheets.workbook import UnreadableFile, read_workbook
from jambi_coop.lib.tables.table import Column
from jambi_coop.lib.tables.xlsx_writer import write_xlsx
from tests.bench import bombs
from tests.bench.bombs import MAIN, PARTS, ods, packed, sheet_xml, xlsx


def read(content, name="daftar.xlsx"):
    return read_workbook(io.BytesIO(content), name)


def refused(content, name="daftar.xlsx"):
    with pytest.raises(UnreadableFile) as caught:
        read(content, name)
    return caught.value.code


def made(fill, **options):
    """A workbook of Excel's kind: `fill(book, sheet)` writes into its first sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options) as book:
        fill(book, book.add_worksheet("Data"))
    return out.getvalue()


@pytest.mark.parametrize("epoch", [False, True])
def test_values_keep_their_kinds_in_both_date_systems(epoch):
    def fill(book, sheet):
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_datetime("B3", datetime(2020, 8, 17), day)
        sheet.write_datetime("C3", datetime(2020, 8, 17, 5, 6), moment)
        sheet.write_number("D3", 5)
        sheet.write_number("E3", -5.25)
        sheet.write_boolean("F3", True)
        sheet.write_string("G3", "0012")
        sheet.write_number("H3", 0.5, book.add_format({"num_format": "hh:mm"}))
        sheet.write_number("I3", 1.5, book.add_format({"num_format": "[h]:mm"}))
        sheet.write_number("J3", 1e300)
        sheet.write_formula("K3", "=1+1", None, 2)

    sheet = read(made(fill, date_1904=epoch)).sheets[0]
    assert sheet.first_row == 3
    assert sheet.rows == [
        [
            *[None, date(2020, 8, 17), datetime(2020, 8, 17, 5, 6), 5, -5.25, True, "0012"],
            *[time(12), timedelta(days=1, hours=12), 1e300, 2],
        ]
    ]
    assert [type(cell) for cell in sheet.rows[0][3:6]] == [int, float, bool]


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2200, 12, 31)])
def test_days_at_the_edges_of_the_calendar_come_back(day):
    out = io.BytesIO()
    write_xlsx([Column("a", "A", "date")], [(day,)], sheet_title="x", language="id", out=out)
    assert read(out.getvalue()).sheets[0].rows[1] == [day]


def test_line_breaks_and_escapes_of_texts_are_read():
    cells = (
        "<c r='A1' t='inlineStr'><is><t>a_x000D_\nb</t></is></c>"
        "<c r='B1' t='inlineStr'><is><t>_x005F_x0041_</t></is></c>"
        "<c r='C1' t='inlineStr'><is><t>a_x0007_b_x0009_c</t></is></c>"
        "<c r='D1' t='str'><f>x</f><v>a_x000D_b</v></c>"
        "<c r='E1' t='inlineStr'><is><t> \n </t></is></c>"
    )
    assert read(xlsx(f"<row r='1'>{cells}</row>")).sheets[0].rows == [["a\nb", "_x0041_", "ab\tc", "a\nb", None]]


def test_hidden_rows_hidden_sheets_hidden_columns_and_merges_are_told():
    def fill(book, sheet):
        sheet.write("A1", "a")
        sheet.write("C2", "b")
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_row(2, 0)
        sheet.set_column("B:B", None, None, {"hidden": True})
        sheet.merge_range("A4:C5", "m")
        book.add_worksheet("Kosong")
        book.add_worksheet("Lama").hide()
        book.get_worksheet_by_name("Lama").write("A1", "x")

    found = read(made(fill))
    data, empty, old = found.sheets
    assert (data.hidden_rows, data.merged) == ({2, 3}, ((4, 0, 5, 2),))
    assert [(sheet.name, sheet.is_hidden) for sheet in found.sheets] == [
        *[("Data", False), ("Kosong", False), ("Lama", True)]
    ]
    assert (empty.rows, old.rows) == ([], [["x"]])
    with translation.override("en"):
        assert read(made(fill)).notes == ["Sheet “Data”: hidden columns were read too: B."]


def test_formulas_without_a_stored_value_and_errors_are_named():
    cells = (
        "<c r='A2'><f>1+1</f><v></v></c><c r='B2'><f>1+1</f><v>2</v></c><c r='C2'><f>1+1</f></c>"
        "<c r='D2' t='str'><f>IF(1,\"\")</f><v></v></c><c r='E2' t='e'><f>1/0</f><v>#DIV/0!</v></c>"
        "<c r='F2' t='e'><v>#N/A</v></c>"
    )
    rest = "<extLst><ext><f>1</f></ext></extLst>"
    with translation.override("en"):
        found = read(xlsx(**{"xl/worksheets/sheet1.xml": sheet_xml(f"<row r='2'>{cells}</row>", after=rest)}))
    sheet = found.sheets[0]
    assert sheet.empty_formulas == {(2, 0), (2, 2)}
    assert sheet.rows == [[None, 2, None, None, "#DIV/0!", "#N/A"]]
    assert found.notes == [
        "Sheet “Data”: formulas ended in an error: E2 #DIV/0!, F2 #N/A.",
        "Sheet “Data”: formulas without a stored result read as empty cells: A2, C2. "
        "Open the file in Excel, save it, and send it again.",
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [("5", 5), ("5.0", 5), ("1E+3", 1000), ("0.1", 0.1), ("1e300", 1e300), ("inf", "inf"), ("x", "x")],
)
def test_figures_are_whole_where_they_are_and_always_finite(written, value):
    found = read(xlsx(f"<row r='1'><c r='A1'><v>{written}</v></c></row>")).sheets[0].rows[0][0]
    assert (found, type(found)) == (value, type(value))


def test_blank_and_styled_cells_beyond_the_content_are_left_out():
    def fill(book, sheet):
        sheet.write("A1", "a")
        styled = book.add_format({"bold": True})
        for row in range(5000):
            sheet.set_row(row + 1, None, styled)
        for column in range(5000):
            sheet.write_blank(3, column, None, styled)

    assert read(made(fill)).sheets[0].rows == [["a"]]


def test_places_that_the_file_does_not_name_are_counted_on():
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row r='4'><c r='B4'><v>3</v></c><c><v>4</v></c></row>"
    sheet = read(xlsx(rows)).sheets[0]
    assert sheet.rows == [[1, 2, None], [None] * 3, [None] * 3, [None, 3, 4]]


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='2'><c r='A2'><v>1</v></c></row><row r='1'><c r='A1'><v>1</v></c></row>",
        "<row r='1'><c r='A1'><v>1</v></c></row><row r='1'><c r='A1'><v>1</v></c></row>",
        "<row r='1'><c r='B1'><v>1</v></c><c r='A1'><v>1</v></c></row>",
        "<row r='1'><c r='A2'><v>1</v></c></row>",
        "<row r='1'><c r='a1'><v>1</v></c></row>",
        "<row r='1'><c r='XFE1'><v>1</v></c></row>",
        "<row r='1'><c r='1'><v>1</v></c></row>",
        "<row r='0'/>",
        "<row r='-1'/>",
        "<row r='1048577'/>",
        "<row r='99999999999'/>",
        "<c r='A1'><v>1</v></c>",
        "<row r='1'><c r='A1' t='s'><v>5</v></c></row>",
        "<row r='1'><c r='A1'>",
    ],
)
def test_a_sheet_with_impossible_places_is_damaged(rows):
    assert refused(xlsx(rows)) == "damaged"


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500
TYPES = "[Content_Types].xml"


@pytest.mark.parametrize(
    ("code", "name", "content"),
    [
        ("empty", "a.xlsx", b""),
        ("empty", "a.csv", b"\xef\xbb\xbf \r\n"),
        ("xls", "a.xls", OLD + "Workbook".encode("utf-16-le")),
        ("xls", "a.xlsx", b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\x00" * 50),
        ("encrypted", "a.xlsx", OLD + "EncryptedPackage".encode("utf-16-le")),
        ("document", "a.xls", OLD + "WordDocument".encode("utf-16-le")),
        ("pdf", "a.xlsx", b"%PDF-1.7\n..."),
        ("html", "laporan.xls", b"\n<html><table><tr><td>1</td></tr></table></html>"),
        ("html", "laporan.xls", "\ufeff<!DOCTYPE html><html>".encode("utf-16")),
        ("html", "a.xls", b'<?xml version="1.0"?><Workbook/>'),
        ("other", "a.xlsx", b"\x89PNG\r\n\x1a\n"),
        ("zip", "a.xlsx", packed({"daftar.xlsx": b"PK"})),
        ("document", "a.xlsx", packed({TYPES: "<Types/>", "word/document.xml": "<w/>"})),
        ("document", "a.ods", packed({"mimetype": "application/vnd.oasis.opendocument.text"})),
        ("encrypted", "a.ods", packed({**bombs.ODS, "META-INF/manifest.xml": "<m><encryption-data/></m>"})),
        ("macros", "a.xlsm", packed({**PARTS, "xl/vbaProject.bin": b"\x00"})),
        ("macros", "a.xlsx", packed({**PARTS, "xl/macrosheets/sheet1.xml": "<m/>"})),
        ("macros", "a.xlsx", packed({**PARTS, TYPES: "<Types a='application/vnd.ms-excel.sheet.macroEnabled'/>"})),
        ("xlsb", "a.xlsb", packed({TYPES: "<Types/>", "xl/workbook.bin": b"\x00"})),
        ("damaged", "a.xlsx", b"PK\x03\x04" + b"\x00" * 100),
        ("damaged", "a.xlsx", packed({TYPES: "<Types/>"})),
        ("not text", "a.csv", b"a;b\n" + bytes(range(1, 32)) * 20),
        ("not text", "a.csv", b"a;b\n\x81\x8d\n"),
        ("unclosed quote", "a.csv", b'a;b\n1;"2\n3;4\n'),
    ],
)
def test_another_file_is_refused_with_what_to_do(code, name, content):
    assert refused(content, name) == code


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("code", MESSAGES)
def test_every_refusal_is_a_sentence_in_both_languages(code, language):
    params = dict.fromkeys(["megabytes", "most", "sheet", "line"], 20)
    with translation.override(language):
        text = str(UnreadableFile(code, **params))
    assert text.endswith(".")
    assert "%" not in text


def test_files_of_a_form_are_read():
    content = xlsx("<row r='1'><c r='A1'><v>5</v></c></row>")
    assert read_workbook(SimpleUploadedFile("a.xlsx", content), "a.xlsx").sheets[0].rows == [[5]]


def test_names_that_say_something_else_are_noted():
    with translation.override("en"):
        assert read(xlsx("<row r='1'><c r='A1'><v>1</v></c></row>"), "a.csv").notes == [
            "“a.csv” is a XLSX file by its content, and was read as one."
        ]


LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))


@pytest.mark.parametrize(
    "before",
    [
        "<!DOCTYPE w [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE w [<!ENTITY x SYSTEM 'http://127.0.0.1:9/x'>]>",
        "<!DOCTYPE w SYSTEM 'http://127.0.0.1:9/x.dtd'>",
        f"<!DOCTYPE w [<!ENTITY l0 'ha'>{LAUGHS}]>",
    ],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "_rels/.rels"])
def test_document_types_are_refused_in_every_part_and_nothing_is_asked_for(no_network, part, before):
    content = {**PARTS, "xl/worksheets/sheet1.xml": sheet_xml(""), "xl/sharedStrings.xml": f"<sst xmlns='{MAIN}'/>"}
    content[part] = before + content[part]
    assert refused(packed(content)) == "damaged"
    assert no_network == []


def test_links_to_elsewhere_and_dde_do_nothing(no_network):
    relations = PARTS["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        "<Relationship Id='x' Type='y/externalLink' Target='http://127.0.0.1:9/a.xlsx' TargetMode='External'/>"
        "<Relationship Id='z' Type='y/externalLink' Target='externalLinks/externalLink1.xml'/></Relationships>",
    )
    dde = "<externalLink><ddeLink ddeService='cmd' ddeTopic='/c calc'/></externalLink>"
    cell = "<row r='1'><c r='A1'><f>cmd|'/c calc'!A0</f><v>5</v></c></row>"
    content = xlsx(
        cell, **{"xl/_rels/workbook.xml.rels": relations, "xl/externalLinks/externalLink1.xml": dde}
    )  # fmt: skip
    assert read(content).sheets[0].rows == [[5]]
    assert no_network == []


def test_the_library_is_given_only_checked_parts(monkeypatch):
    seen = []
    original = workbook.CalamineWorkbook.from_path

    class Spy:
        @staticmethod
        def from_path(path):
            seen.extend(zipfile.ZipFile(path).namelist())
            return original(path)

    monkeypatch.setattr(workbook, "CalamineWorkbook", Spy)
    read(xlsx("<row r='1'><c r='A1'><v>5</v></c></row>", **{"xl/media/a.png": b"x", "xl/externalLinks/e.xml": "<e/>"}))
    assert set(seen) == {*PARTS, "xl/worksheets/sheet1.xml"}


@pytest.fixture
def no_network(monkeypatch):
    """What a socket was asked to connect to."""
    asked = []
    monkeypatch.setattr("socket.socket.connect", lambda _socket, address: asked.append(address))
    monkeypatch.setattr("socket.getaddrinfo", lambda *address, **_more: asked.append(address) or [])
    return asked


def test_a_fault_inside_the_library_is_a_refusal(monkeypatch):
    class PanicException(BaseException):
        pass

    def panic(_path):
        raise PanicException

    monkeypatch.setattr(workbook, "CalamineWorkbook", type("Broken", (), {"from_path": staticmethod(panic)}))
    assert refused(xlsx("")) == "damaged"


def test_a_part_without_a_name_is_damage():
    name = b"xl/workbook.xml"
    content = SMALL.replace(name, b"\0" + name[1:])  # the library cuts a name at the first zero
    assert refused(content) == "damaged"


@given(st.data())
def test_a_file_with_changed_bytes_is_read_or_refused(data):
    content = bytearray(SMALL)
    for _change in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    codes = []
    try:
        read(bytes(content))
    except UnreadableFile as error:
        codes.append(error.code)
    assert set(codes) <= set(MESSAGES)


SMALL = xlsx("<row r='1'><c r='A1'><v>5</v></c><c r='B1' t='inlineStr'><is><t>abc</t></is></c></row>")


def test_the_limits_leave_room_for_a_register():
    assert refusals.MAX_AREA >= 10_000 * 50
    assert refusals.MAX_CELLS >= refusals.MAX_AREA


P = "<text:p>{}</text:p>"


def test_ods_values_hidden_rows_and_formulas():
    rows = (
        "<table:table-row table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='16384'/>"
        "</table:table-row><table:table-row table:visibility='collapse'>"
        f"<table:table-cell office:value-type='string'>{P.format('a')}{P.format('b')}</table:table-cell>"
        "<table:table-cell office:value-type='date' office:date-value='2020-08-17'/>"
        "<table:table-cell table:number-columns-repeated='2' office:value-type='float' office:value='5'/>"
        "<table:table-cell office:value-type='boolean' office:boolean-value='true'/>"
        "<table:table-cell office:value-type='time' office:time-value='PT36H00M00S'/>"
        "<table:table-cell table:formula='of:=1+1'/>"
        "<table:table-cell table:number-columns-repeated='16377'/></table:table-row>"
        "<table:table-row table:number-rows-repeated='1048573'><table:table-cell/></table:table-row>"
    )
    found = read(ods(rows), "a.ods")
    sheet = found.sheets[0]
    assert (found.kind, sheet.first_row, sheet.hidden_rows, sheet.empty_formulas) == ("ods", 3, {3}, {(3, 6)})
    assert sheet.rows[0][:6] == ["a\nb", date(2020, 8, 17), 5, 5, True, timedelta(hours=36)]


def test_ods_cells_that_are_merged():
    rows = (
        "<table:table-row><table:table-cell/><table:table-cell table:number-columns-spanned='1' "
        f"table:number-rows-spanned='3' office:value-type='string'>{P.format('a')}</table:table-cell>"
        "<table:table-cell table:number-columns-spanned='2' table:number-rows-spanned='1' office:value-type='string'>"
        f"{P.format('b')}</table:table-cell><table:covered-table-cell/></table:table-row>"
        "<table:table-row table:number-rows-repeated='2'><table:table-cell/><table:covered-table-cell/>"
        f"<table:table-cell office:value-type='string'>{P.format('c')}</table:table-cell></table:table-row>"
    )
    sheet = read(ods(rows), "a.ods").sheets[0]
    assert sheet.merged == ((1, 1, 3, 1), (1, 2, 1, 3))
    assert sheet.rows[1][:3] == [None, None, "c"]


def test_ods_errors_of_formulas_are_named():
    error = "office:value-type='string' office:string-value='' calcext:value-type='error'"
    cells = (
        f"<table:table-cell table:formula='of:=1/0' {error}>{P.format('#DIV/0!')}</table:table-cell>"
        f"<table:table-cell office:value-type='string'>{P.format('#N/A')}</table:table-cell>"
    )
    with translation.override("en"):
        found = read(ods(f"<table:table-row>{cells}</table:table-row>"), "a.ods")
    assert found.sheets[0].rows == [["#DIV/0!", "#N/A"]]
    assert found.notes == ["Sheet “Data”: formulas ended in an error: A1 #DIV/0!."]


@pytest.mark.parametrize(
    "row",
    [
        "<table:table-row table:number-rows-repeated='-1'/>",
        "<table:table-row table:number-rows-repeated='x'/>",
        "<table:table-row><table:table-cell table:number-columns-repeated='99999999999'/></table:table-row>",
    ],
)
def test_an_ods_with_impossible_repetitions_is_damaged(row):
    assert refused(ods(row), "a.ods") == "damaged"
