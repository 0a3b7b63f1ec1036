"""Where the table of a sheet is, in the shapes in which offices keep their lists."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.utils import translation

from jambi_coop.lib.sheets.heading import find_table, folded
from jambi_coop.lib.sheets.workbook import Sheet, read_workbook
from jambi_coop.lib.tables.table import Column
from jambi_coop.lib.tables.xlsx_writer import Layout, write_xlsx

KNOWN = {"no", "mitra", "judul", "tanggalmulai", "tanggalberakhir", "negara", "keterangan"}
HEAD = ["No", "Mitra", "Negara", "Judul", "Tanggal Mulai"]
DATA = [1, "Kota A", "Jerman", "Pengelolaan air", date(2020, 8, 17)]
MORE = [2, "Kota B", "Belanda", "Pelatihan", None]


def sheet(*rows, first_row=1, **more):
    return Sheet("Data", first_row, [list(row) for row in rows], **more)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def summary(table):
    return [heading.text for heading in table.headings], [row.number for row in table.rows], dict(table.skipped)


@pytest.mark.parametrize("known", [(), KNOWN])
def test_a_plain_list(known):
    table = find_table(sheet(HEAD, DATA, MORE, hidden_rows=frozenset({3})), known)
    assert summary(table) == (HEAD, [2, 3], {})
    assert [heading.index for heading in table.headings] == [0, 1, 2, 3, 4]
    assert table.rows[0].cells == tuple(DATA)
    assert [row.is_hidden for row in table.rows] == [False, True]


@pytest.mark.parametrize("known", [(), KNOWN])
def test_letterhead_numbering_blank_lines_and_signatures(known):
    rows = [
        ["PEMERINTAH KOTA JAMBI"],
        ["SEKRETARIAT DAERAH", None, "Lampiran I"],
        [],
        HEAD,
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        DATA,
        *[[]] * 50,
        MORE,
        [],
        [None, "Mengetahui,", None, "Jambi, 24 November 2026"],
        [None, "Sekretaris Daerah", None, "Kepala Bagian Kerja Sama"],
        [],
        [None, "NAMA SATU", None, "NAMA DUA"],
        [None, "NIP. 19700101 199001 1 001", None, 197001011990011002],
    ]
    headings, numbers, skipped = summary(find_table(sheet(*rows), known))
    assert (headings, numbers) == (HEAD, [6, 57])
    assert {number: skipped[number] for number in (1, 2, 3, 5, 7, 56, 58)} == {
        1: "above the headings",
        2: "above the headings",
        3: "blank row",
        5: "numbers of the columns",
        7: "blank row",
        56: "blank row",
        58: "blank row",
    }
    assert [number for number, why in skipped.items() if why == "block of signatures"] == [59, 60, 62, 63]
    assert len(skipped) + len(numbers) + 1 == len(rows)


@pytest.mark.parametrize(
    "cells", [["1", "2", "3", "4", "5"], [1, 2, 3, 4, 5], ["(1)", "(2)", "(3)", "(4)", "5 = (3-4)"]]
)
def test_numbering_in_other_forms(cells):
    assert summary(find_table(sheet(HEAD, cells, DATA))) == (HEAD, [3], {2: "numbers of the columns"})


@pytest.mark.parametrize(
    "cells", [[1, 2], ["1", "2"], [1, 2, None, 4], [1, 3, 2, 4, 5], [2, 3, 4, 5, 6], ["(1)", "Kota A", 3, 4, 5]]
)
def test_figures_that_are_no_numbering_stay_a_row(cells):
    assert [row.number for row in find_table(sheet(HEAD, cells, DATA)).rows] == [2, 3]


@pytest.mark.parametrize("known", [(), KNOWN])
@pytest.mark.parametrize("is_merged", [True, False])
def test_headings_of_two_rows(known, is_merged):
    rows = [
        ["DAFTAR KERJA SAMA"],
        ["No", "Mitra", "Tanggal", None, "Pihak Kita", None, "Keterangan"],
        [None, None, "Mulai", "Berakhir", "Nomor", "Penanda tangan"],
        [1, "Kota A", date(2020, 1, 1), date(2025, 1, 1), "1/2", "Wali Kota", "-"],
    ]
    merged = ((1, 0, 1, 6), (2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 3), (2, 4, 2, 5), (2, 6, 3, 6)) if is_merged else ()
    table = find_table(sheet(*rows, merged=merged), known)
    assert summary(table) == (
        [
            *["No", "Mitra", "Tanggal – Mulai", "Tanggal – Berakhir"],
            *["Pihak Kita – Nomor", "Pihak Kita – Penanda tangan", "Keterangan"],
        ],
        [4],
        {1: "above the headings"},
    )


def test_a_data_row_of_texts_under_a_merged_heading_is_no_second_row_of_headings():
    rows = [
        ["Mitra", "Nama", None, "Negara"],
        ["Kota A", "Budi", "Santoso", "Jerman"],
        ["Kota B", "Ani", "Lestari", "Mali"],
    ]
    table = find_table(sheet(*rows, merged=((1, 1, 1, 2),)))
    assert summary(table) == (["Mitra", "Nama", "", "Negara"], [2, 3], {})


def test_the_same_heading_twice_and_columns_without_one_keep_their_places():
    rows = [["", "MITRA", "NOMOR", "NOMOR"], [2019, "Kota A", "1/A", "2/B", "http://a.id/x"]]
    rows[0][0] = None
    table = find_table(sheet(*rows))
    assert [(heading.index, heading.text) for heading in table.headings] == [
        *[(0, ""), (1, "MITRA"), (2, "NOMOR"), (3, "NOMOR"), (4, "")]
    ]
    assert table.rows[0].cells == (2019, "Kota A", "1/A", "2/B", "http://a.id/x")


def test_a_list_of_one_row_and_a_list_of_none():
    assert summary(find_table(sheet(HEAD, DATA))) == (HEAD, [2], {})
    assert summary(find_table(sheet(HEAD))) == (HEAD, [], {})
    assert summary(find_table(sheet(["Judul daftar"], [], HEAD), KNOWN))[:2] == (HEAD, [])


def test_headings_below_the_thirtieth_row_are_found_by_their_names_only():
    rows = [*[["Penjelasan"]] * 35, HEAD, DATA]
    assert find_table(sheet(*rows)) is None
    assert summary(find_table(sheet(*rows), KNOWN))[:2] == (HEAD, [37])


@pytest.mark.parametrize(
    "rows", [[], [["hanya satu sel"]], [DATA, MORE], [["1", "Kota A", "Jerman", "2019"]], [[1, 2, 3], [4, 5, 6]]]
)
def test_where_no_headings_are_seen_there_is_no_table(rows):
    assert find_table(sheet(*rows), KNOWN) is None


def test_years_may_be_headings():
    head = ["Perangkat Daerah", 2024, 2025, 2026]
    assert summary(find_table(sheet(head, ["A", 1, 2, 3])))[0] == ["Perangkat Daerah", "2024", "2025", "2026"]


def test_headings_repeated_on_a_further_page_are_skipped():
    assert summary(find_table(sheet(HEAD, DATA, HEAD, MORE)))[1:] == ([2, 4], {3: "the headings once more"})


@pytest.mark.parametrize(
    "row",
    [
        [None, "Jambi, 24 November 2026"],
        [None, "Mengetahui"],
        [None, "Kepala Dinas", None, "NIP. 123"],
        [None, "Wali Kota Jambi"],
        [None, "Kota C"],
    ],
)
def test_a_nearly_empty_last_row_stays_where_one_sign_only_speaks_against_it(row):
    assert [row.number for row in find_table(sheet(HEAD, DATA, row)).rows] == [2, 3]


def test_signatures_above_further_rows_stay_rows():
    rows = [HEAD, DATA, [None, "Mengetahui"], [None, "NIP. 123"], [3, "Kota C", "Mali", "Judul", date(2021, 1, 1)]]
    assert [row.number for row in find_table(sheet(*rows)).rows] == [2, 3, 4, 5]


def test_a_list_of_offices_and_civil_servants_is_not_taken_for_signatures():
    rows = [["Jabatan", "NIP"], ["Kepala Bagian", "NIP. 1970"], ["Sekretaris", "NIP. 1980"]]
    assert [row.number for row in find_table(sheet(*rows)).rows] == [2, 3]


@pytest.mark.parametrize(
    ("last", "is_row"),
    [
        (["Jumlah", None, None, None, 5], False),
        (["Total", None, None, 5.5], False),
        (["Jumlah"], True),
        (["Total", "Kota A", None, None, 5], True),
        ([None, None, None, None, 5], True),
    ],
)
def test_a_total_needs_its_word_and_only_figures(last, is_row):
    table = find_table(sheet(HEAD, DATA, MORE, last))
    assert [row.number for row in table.rows] == [2, 3] + [4] * is_row
    assert dict(table.skipped) == ({} if is_row else {4: "total"})


def test_our_own_report_is_read_back():
    out = io.BytesIO()
    layout = Layout(
        heading=["PEMERINTAH KOTA JAMBI", "Daftar"],
        numbering=True,
        total=("Jumlah", None, 5),
        closing=["Sumber: register"],
    )
    columns = [Column("a", "Mitra"), Column("b", "Negara"), Column("c", "Jumlah", "integer")]
    rows = [("Kota A", "Jerman", 2), ("Kota B", "Mali", 3)]
    write_xlsx(columns, rows, sheet_title="Data", language="id", out=out, layout=layout)
    table = find_table(read_workbook(out, "a.xlsx").sheets[0])
    assert [row.cells for row in table.rows] == rows
    assert [why for _number, why in table.skipped] == [
        *["above the headings"] * 2,
        *["numbers of the columns", "total", "blank row", "note under the list"],
    ]


def test_numbers_of_rows_are_those_of_excel():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        made = book.add_worksheet()
        made.write_row("B5", HEAD)
        made.write_row("B8", DATA[:4])
    table = find_table(read_workbook(out, "a.xlsx").sheets[0])
    assert summary(table) == (["", *HEAD], [8], {6: "blank row", 7: "blank row"})
    assert table.rows[0].cells == (None, *DATA[:4], None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Tgl. Mulai", "tglmulai"), (" NO\n", "no"), ("Pihak ke-1", "pihakke1"), ("Curaçao", "curacao")],
)
def test_headings_are_compared_by_letters_and_digits(text, expected):
    assert folded(text) == expected
