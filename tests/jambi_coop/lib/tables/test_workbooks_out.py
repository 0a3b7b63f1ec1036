"""Workbooks of several sheets: aids for filling in, protection, lists to choose from, and the printed page."""

import json
import subprocess
import sys
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.sheets.heading import find_table
from jambi_coop.lib.sheets.workbook import read_workbook
from jambi_coop.lib.tables.layout import A4, F4, SheetSpec
from jambi_coop.lib.tables.table import Column
from jambi_coop.lib.tables.xlsx_writer import Layout, write_workbook, write_xlsx

COLUMNS = [
    Column("number", "Nomor", "integer", 8),
    Column("title", "Judul", "text", 40),
    Column("on", "Tanggal", "known_date"),
    Column("amount", "Jumlah", "money"),
    Column("status", "Terlaksana", "text"),
]
ROWS = [
    (1, "Air", KnownDate.day(date(2020, 8, 17)), 5, None),
    (2, "Pelatihan\nguru", KnownDate.month(2014, 6), None, "ya"),
]
COUNTRIES = [f"Negara nomor {number}" for number in range(100)]


def written(*sheets, language="id"):
    out = BytesIO()
    write_workbook(sheets, out, language)
    return openpyxl.load_workbook(out)


def test_sheets_stand_in_their_order_with_names_of_their_own():
    sheets = [SheetSpec(title, COLUMNS, ROWS) for title in ("Data", "data", "A" * 40, "A" * 40, "[]", "History")]
    assert written(*sheets).sheetnames == [
        *["Data", "data (2)", "A" * 31, "A" * 27 + " (2)", "Data (3)", "Data (4)"],
    ]


def test_a_page_of_text_stands_beside_the_tables():
    book = written(
        SheetSpec("Petunjuk", lines=["Cara mengisi", "=1+1", "baris\r\nkedua"]), SheetSpec("Data", COLUMNS, ROWS)
    )
    assert [cell.value for cell in book["Petunjuk"]["A"]] == ["Cara mengisi", "=1+1", "baris\nkedua"]
    assert book["Petunjuk"]["A2"].data_type == "s"
    assert (book["Petunjuk"]["A1"].font.bold, book["Petunjuk"].freeze_panes) == (True, None)


def test_one_path_writes_one_table_and_several():
    single, several = BytesIO(), BytesIO()
    layout = Layout(heading=["A"], numbering=True, total=("Jumlah", None, None, 5, None), closing=["Z"])
    write_xlsx(COLUMNS, ROWS, sheet_title="Data", language="id", out=single, layout=layout)
    write_workbook([SheetSpec("Data", COLUMNS, ROWS, layout)], several, "id")
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(single)["Data"].iter_rows()]
    assert cells == [[cell.value for cell in row] for row in openpyxl.load_workbook(several)["Data"].iter_rows()]
    assert len(cells) == 8


def test_notes_are_at_the_headings():
    sheet = written(
        SheetSpec("Data", COLUMNS, ROWS, Layout(heading=["X"]), notes={"on": "Tulis 2014-06\r\nbila perlu"})
    )["Data"]
    noted = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert noted == {"C2": "Tulis 2014-06\nbila perlu"}


def rules(sheet):
    return {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}


def test_short_lists_are_in_the_rule_and_long_ones_on_a_visible_sheet():
    spec = SheetSpec(
        "Data",
        COLUMNS,
        ROWS,
        choices={"status": ["ya", "tidak"], "title": COUNTRIES, "on": ["a, b", "c"]},
        spare_rows=10,
    )
    book = written(spec, SheetSpec("Lain", COLUMNS, [], choices={"title": COUNTRIES}, spare_rows=1))
    assert rules(book["Data"]) == {
        "E2:E13": '"ya,tidak"',
        "B2:B13": "Pilihan!$A$1:$A$100",
        "C2:C13": "Pilihan!$B$1:$B$2",
    }
    assert rules(book["Lain"]) == {"B2": "Pilihan!$A$1:$A$100"}
    assert [cell.value for cell in book["Pilihan"]["A"]] == COUNTRIES
    assert [cell.value for cell in book["Pilihan"]["B"]][:3] == ["a, b", "c", None]
    assert (book["Pilihan"].sheet_state, book.sheetnames) == ("visible", ["Data", "Lain", "Pilihan"])
    assert written(spec, language="en").sheetnames == ["Data", "Choices"]


def test_without_long_lists_there_is_no_sheet_of_them_and_its_name_is_free():
    assert written(SheetSpec("Pilihan", COLUMNS, ROWS, choices={"status": ["ya"], "on": []})).sheetnames == ["Pilihan"]
    long = SheetSpec("Pilihan", COLUMNS, ROWS, choices={"title": COUNTRIES})
    assert written(long).sheetnames == ["Pilihan (2)", "Pilihan"]


def test_a_protected_sheet_takes_what_is_typed_in_its_open_columns_only():
    spec = SheetSpec("Data", COLUMNS, ROWS, fillable={"status", "on"}, spare_rows=2)
    sheet = written(spec)["Data"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not sheet.protection.autoFilter  # False: it stays allowed
    for row in sheet.iter_rows(min_row=2, max_row=5):
        assert [cell.protection.locked for cell in row] == [True, True, False, True, False]
        assert [cell.fill.fgColor.rgb for cell in row] == [
            *["FFE7E6E6", "FFE7E6E6", "00000000", "FFE7E6E6", "00000000"],
        ]
    assert [cell.protection.locked for cell in sheet[1]] == [True] * 5
    assert sheet["C2"].number_format == "[$-421]dd mmmm yyyy"
    assert sheet["C4"].number_format == "@"  # a cell of dates would make a day of "June 2026" as it is typed


def test_rows_are_as_high_as_their_texts():
    rows = [(1, "a", None, None, "a\nb\nc"), (2, "a\nb", None, None, "x"), (3, "a", None, None, None)]
    rows += [(4, "a\n" + "b" * 85, None, None, None), (5, "a\n" * 100, None, None, None)]
    sheet = written(SheetSpec("Data", COLUMNS, rows))["Data"]
    assert [sheet.row_dimensions[row].height for row in range(2, 7)] == [45, 30, None, 60, 405]


def test_a_sheet_is_not_protected_unless_asked_for():
    sheet = written(SheetSpec("Data", COLUMNS, ROWS))["Data"]
    assert not sheet.protection.sheet
    assert sheet["A2"].fill.fill_type is None


def test_blank_cells_to_fill_in_are_no_rows_when_the_file_comes_back():
    out = BytesIO()
    write_workbook([SheetSpec("Data", COLUMNS, ROWS, fillable={"status"}, spare_rows=50)], out, "id")
    table = find_table(read_workbook(out, "a.xlsx").sheets[0])
    assert [row.cells[:2] for row in table.rows] == [(1, "Air"), (2, "Pelatihan\nguru")]


@pytest.mark.parametrize(
    ("layout", "paper", "orientation"),
    [
        (Layout(), A4, "landscape"),
        (Layout(paper=F4, landscape=False), 14, "portrait"),
    ],
)
def test_paper_and_orientation(layout, paper, orientation):
    sheet = written(SheetSpec("Data", COLUMNS, ROWS, layout))["Data"]
    assert (int(sheet.page_setup.paperSize), sheet.page_setup.orientation or "portrait") == (paper, orientation)


def test_the_footer_has_its_text_beside_the_number_of_the_page():
    sheet = written(SheetSpec("Data", COLUMNS, ROWS, Layout(footer="Registri R&D " + "x" * 300)))["Data"]
    assert sheet.oddFooter.left.text.startswith("Registri R&&D xxx")
    assert sheet.oddFooter.right.text == "Halaman &P dari &N"
    assert written(SheetSpec("Data", COLUMNS, ROWS))["Data"].oddFooter.left.text is None


def test_nothing_is_written_when_a_sheet_fails():
    def broken():
        yield ROWS[0]
        raise RuntimeError

    out = BytesIO()
    with pytest.raises(RuntimeError):
        write_workbook([SheetSpec("A", COLUMNS, ROWS), SheetSpec("B", COLUMNS, broken())], out, "id")
    assert out.getvalue() == b""


MANY = """
import json, re, sys, tempfile
from django.conf import settings
settings.configure(USE_I18N=False)
from jambi_coop.lib.tables.layout import SheetSpec
from jambi_coop.lib.tables.table import Column
from jambi_coop.lib.tables.xlsx_writer import write_workbook
columns = [Column(str(index), f"Kolom {index}") for index in range(10)]
rows = (tuple(f"teks {row} {index}" for index in range(10)) for row in range(int(sys.argv[1])))
spec = SheetSpec("Data", columns, rows, fillable={"1"}, choices={"1": [f"pilihan {n}" for n in range(500)]})
with tempfile.TemporaryFile() as out:
    write_workbook([spec, SheetSpec("Petunjuk", lines=["a"])], out, "id")
with open("/proc/self/status") as status:
    print(json.dumps(int(re.search(r"VmHWM:\\s*(\\d+)", status.read())[1]) / 1024))
"""


def test_memory_does_not_grow_with_the_rows():
    few, many = (
        json.loads(subprocess.run([sys.executable, "-c", MANY, count], capture_output=True, check=True).stdout)
        for count in ("100", "20000")
    )
    assert many - few < 15
