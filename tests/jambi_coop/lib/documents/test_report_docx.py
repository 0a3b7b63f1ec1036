"""The writer of reports as DOCX, read back with python-docx."""

from io import BytesIO

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from PIL import Image

from jambi_coop.lib.documents.paper import BLANK, Head, PaperReport, SignatureBlock
from jambi_coop.lib.documents.report_docx import write_report_docx


def report(columns=3, rows=2, table=None, **values):
    given = {
        "title": "Buku register",
        "under_title": ["Keadaan per 24 November 2026", "Semua OPD"],
        "headers": [f"Kolom {number}" for number in range(columns)],
        "shares": [10] * columns,
        "rows": table or [[f"{row}.{place}" for place in range(columns)] for row in range(rows)],
        "empty": "NIHIL",
    }
    return PaperReport(**{**given, **values})


def written(one):
    out = BytesIO()
    write_report_docx(one, out)
    return Document(BytesIO(out.getvalue()))


def table_of(document):
    """The table of the report; the first one is the letterhead."""
    return document.tables[1]


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs]


def logo():
    out = BytesIO()
    Image.new("RGB", (20, 30), "white").save(out, "PNG")
    return out.getvalue()


def test_title_in_capitals_day_filters_and_closing_stand_in_order():
    lines = texts(written(report(closing=["Jumlah: Rp5", "Format internal"])))
    found = [line for line in lines if line]
    assert found[:3] == ["BUKU REGISTER", "Keadaan per 24 November 2026", "Semua OPD"]
    assert found[3:5] == ["Jumlah: Rp5", "Format internal"]


def test_header_and_numbering_repeat_on_each_page():
    table = table_of(written(report()))
    assert [cell.text for cell in table.rows[0].cells] == ["Kolom 0", "Kolom 1", "Kolom 2"]
    assert [cell.text for cell in table.rows[1].cells] == ["(1)", "(2)", "(3)"]
    repeated = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert repeated == [True, True, False, False]


def test_without_rows_the_table_says_so():
    table = table_of(written(report(rows=0)))
    assert [row.cells[0].text for row in table.rows][2:] == ["NIHIL"]


def test_lines_of_a_cell_are_paragraphs_and_what_xml_forbids_goes():
    table = table_of(written(report(columns=2, table=[["satu\ndua", "tiga\x0b"]])))
    assert [cell.text for cell in table.rows[2].cells] == ["satu\ndua", "tiga"]


def test_total_is_the_last_row_in_bold():
    row = table_of(written(report(total=["", "Jumlah", "7"], figures=frozenset({2})))).rows[-1]
    assert [cell.text for cell in row.cells] == ["", "Jumlah", "7"]
    assert row.cells[1].paragraphs[0].runs[0].bold


@pytest.mark.parametrize(
    ("columns", "paper", "size"),
    [(3, "a4", (210, 297)), (12, "a4", (297, 210)), (3, "f4", (215, 330)), (12, "f4", (330, 215))],
)
def test_wide_tables_lie_on_the_long_side(columns, paper, size):
    section = written(report(columns=columns, paper=paper)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == size
    assert section.orientation == (WD_ORIENT.LANDSCAPE if columns > 5 else WD_ORIENT.PORTRAIT)


def test_columns_fill_the_width_and_the_narrowest_holds_a_number():
    table = table_of(written(report(columns=8, shares=[1, *[40] * 7])))
    widths = [column.width.mm for column in table.columns]
    assert sum(widths) == pytest.approx(297 - 30, abs=1)
    assert min(widths) == widths[0] >= 9


def test_what_nobody_filled_in_is_a_dotted_line_and_a_rank_or_number_nothing():
    document = written(report())
    assert [paragraph.text for paragraph in document.tables[0].rows[0].cells[1].paragraphs] == [BLANK, BLANK]
    assert [line for line in texts(document) if BLANK in line] == [BLANK, BLANK, BLANK]
    assert "NIP" not in "".join(texts(document))


def test_letterhead_logo_and_signature_stand_as_given():
    signature = SignatureBlock("Jambi, 24 November 2026", "Kepala", "Nama Contoh", "Pembina", "19700101")
    document = written(report(head=Head(["PEMERINTAH KOTA JAMBI", "Bagian"], logo()), signature=signature))
    assert document.tables[0].rows[0].cells[1].text == "PEMERINTAH KOTA JAMBI\nBagian"
    assert len(document.inline_shapes) == 1
    assert [line for line in texts(document)[-8:] if line] == [
        *("Jambi, 24 November 2026", "Kepala", "Nama Contoh", "Pembina", "NIP 19700101")
    ]
    assert BLANK not in "".join(texts(document))


def test_pages_are_numbered_by_fields_and_the_author_is_nobody():
    document = written(report(footer="dicetak 24-11-2026"))
    footer = document.sections[0].footer.paragraphs[0]
    codes = [one.text for one in footer._p.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    assert footer.text == "Halaman 1 dari 1 · dicetak 24-11-2026"
    assert document.core_properties.author == ""
