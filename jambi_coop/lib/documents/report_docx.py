"""The writer of reports as DOCX: letterhead, title, table with repeated header row, signature block, page numbers.

Rows of the table are built as XML, since python-docx walks the whole table for each of its cells.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image

from jambi_coop.lib.tables.xlsx_writer import clean_text

from .paper import BLANK, PAPERS, PaperReport, SignatureBlock

FONT = "Arial"
MARGIN = 15
LOGO_HEIGHT = 22
CELL_MARGIN = 1
LEAST_WIDTH = 9.5
TWIPS_PER_MM = 56.69
SIGNATURE_SHARE = 0.58
"""The signature block begins right of this part of the width."""


def write_report_docx(report: PaperReport, out: BinaryIO) -> None:
    """Write the report to `out`, in the language that is active."""
    document = Document()
    width = _set_up(document, report)
    _head(document, report, width)
    _line(document, report.title.upper(), bold=True, size=12, align=WD_ALIGN_PARAGRAPH.CENTER, after=2)
    for text in report.under_title:
        _line(document, text, align=WD_ALIGN_PARAGRAPH.CENTER, after=0)
    _line(document, "", after=0)
    _table(document, report, width)
    _line(document, "", size=4, after=0)
    for place, text in enumerate(report.closing, start=1):
        # The last lines go with the signature, which does not stand on a page alone.
        _line(document, text, size=9, after=2, keep=place > len(report.closing) - 2)
    _signature(document, report.signature, width)
    document.save(out)


# --- page --------------------------------------------------------------------------------------------


def _set_up(document: Any, report: PaperReport) -> float:
    """Set paper, margins, font and footer; return the width between the margins in millimetres."""
    section, paper = document.sections[0], PAPERS[report.paper]
    width, height = (paper.height, paper.width) if report.is_wide else (paper.width, paper.height)
    section.orientation = WD_ORIENT.LANDSCAPE if report.is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(4)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = clean_text(report.title), "", ""
    _footer(section.footer.paragraphs[0], report.footer)
    return width - 2 * MARGIN


def _footer(paragraph: Any, text: str) -> None:
    """Write "Page 1 of 3 · printed …" with fields that Word counts."""
    paragraph.alignment, paragraph.style.font.size = WD_ALIGN_PARAGRAPH.RIGHT, Pt(8)
    before, _mark, after = _("Page %(page)s of %(pages)s").partition("%(page)s")
    between, _mark, end = after.partition("%(pages)s")
    for part in (before, "PAGE", between, "NUMPAGES", f"{end} · {text}" if text else end):
        run = paragraph.add_run("" if part in ("PAGE", "NUMPAGES") else clean_text(part))
        if part in ("PAGE", "NUMPAGES"):
            _field(run._r, part)


def _field(run: Any, code: str) -> None:
    for kind in ("begin", "instruction", "separate", "result", "end"):
        if kind == "instruction":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = code
        elif kind == "result":
            element = OxmlElement("w:t")
            element.text = "1"
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run.append(element)


def _line(document: Any, text: str, *, bold=False, size=10, align=None, after=4, indent=0.0, keep=False) -> Any:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(clean_text(text))
    run.bold, run.font.size = bold, Pt(size)
    layout = paragraph.paragraph_format
    layout.space_after, layout.left_indent, layout.keep_with_next = Pt(after), Mm(indent), keep
    paragraph.alignment = align
    return paragraph


# --- letterhead and signature ------------------------------------------------------------------------


def _head(document: Any, report: PaperReport, width: float) -> None:
    """Write the letterhead, its picture left of the lines, and a rule below; dots where nobody filled it in."""
    lines = list(report.head.lines) or [BLANK, BLANK]
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    picture = LOGO_HEIGHT + 6 if report.head.logo else 1
    for cell, share in zip(table.rows[0].cells, (picture, width - picture), strict=True):
        cell.width = Mm(share)
    for column, share in zip(table.columns, (picture, width - picture), strict=True):
        column.width = Mm(share)
    left, right = table.rows[0].cells
    if report.head.logo:
        left.paragraphs[0].add_run().add_picture(BytesIO(report.head.logo), **_picture_size(report.head.logo))
    for number, text in enumerate(lines):
        paragraph = right.paragraphs[0] if number == 0 else right.add_paragraph()
        run = paragraph.add_run(clean_text(text))
        # By custom the names of government and unit are larger than the address, which is what follows them.
        run.bold, run.font.size = text.isupper() or number < 2, Pt(14 if number < 2 else 10)
        paragraph.alignment, paragraph.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(0)
    _rule_below(document.add_paragraph())


def _picture_size(logo: bytes) -> dict[str, Any]:
    """Return the one measure that keeps the picture within a square; its proportions stay."""
    width, height = Image.open(BytesIO(logo)).size
    return {"height": Mm(LOGO_HEIGHT)} if height >= width else {"width": Mm(LOGO_HEIGHT)}


def _rule_below(paragraph: Any) -> None:
    paragraph.paragraph_format.space_after = Pt(8)
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "thinThickSmallGap"), ("sz", "18"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)
    paragraph.paragraph_format.line_spacing = Pt(6)


def _signature(document: Any, block: SignatureBlock, width: float) -> None:
    """Write who signs, to the right, kept together on one page, with room for the signature."""
    indent = width * SIGNATURE_SHARE
    _line(document, "", after=0, indent=indent, keep=True)
    for text in (block.place_and_day or BLANK, block.post or BLANK, "", "", ""):
        _line(document, text, after=0, indent=indent, keep=True)
    number = _("NIP %(number)s") % {"number": block.number} if block.number else ""
    below = [text for text in (block.rank, number) if text]
    paragraph = _line(document, block.name or BLANK, bold=bool(block.name), after=0, indent=indent, keep=bool(below))
    paragraph.runs[0].underline = bool(block.name)
    for place, text in enumerate(below, start=1):
        _line(document, text, after=0, indent=indent, keep=place < len(below))


# --- table -------------------------------------------------------------------------------------------


def _table(document: Any, report: PaperReport, width: float) -> None:
    table = document.add_table(rows=0, cols=len(report.headers))
    table.style, table.autofit = "Table Grid", False
    widths = _widths(report.shares, width)
    for column, share in zip(table.columns, widths, strict=True):
        column.width = Mm(share)
    size = _size_of(len(report.headers))
    grid = table._tbl
    grid.tblPr.append(_cell_margins())
    numbers = [f"({number})" for number in range(1, len(report.headers) + 1)]
    grid.append(_row(report.headers, widths, size - 0.5, bold=True, align="center", is_header=True))
    grid.append(_row(numbers, widths, size, align="center", is_header=True))
    for row in report.rows:
        grid.append(_row(row, widths, size, figures=report.figures))
    if not report.rows:
        grid.append(_whole_row(report.empty, len(widths), size))
    if report.total is not None:
        grid.append(_row(report.total, widths, size, bold=True, figures=report.figures))


def _cell_margins() -> Any:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(round(CELL_MARGIN * TWIPS_PER_MM)))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    return margins


def _widths(shares: Sequence[float], width: float) -> list[float]:
    """Return the width of each column in millimetres: by its share, and wide enough for a number of three digits."""
    whole = sum(shares)
    found = [max(width * share / whole, LEAST_WIDTH) for share in shares]
    return [one * width / sum(found) for one in found]


def _size_of(columns: int) -> float:
    """Points of the letters in a table with so many columns."""
    return next((size for most, size in ((4, 10), (7, 9), (10, 8)) if columns <= most), 7)


def _row(texts: Sequence[str], widths: Sequence[float], size: float, *, is_header=False, figures=(), **look) -> Any:
    row, properties = OxmlElement("w:tr"), OxmlElement("w:trPr")
    for name in ("w:cantSplit", "w:tblHeader") if is_header else ("w:cantSplit",):
        properties.append(OxmlElement(name))
    row.append(properties)
    for index, (text, width) in enumerate(zip(texts, widths, strict=True)):
        align = look.get("align") or ("right" if index in figures else "left")
        row.append(_cell(text, width, size, bold=look.get("bold", False), align=align))
    return row


def _whole_row(text: str, columns: int, size: float) -> Any:
    row, cell = OxmlElement("w:tr"), _cell(text, 0, size, bold=True, align="center")
    span = OxmlElement("w:gridSpan")
    span.set(qn("w:val"), str(columns))
    cell.tcPr.insert(1, span)
    row.append(cell)
    return row


def _cell(text: str, width: float, size: float, *, bold: bool, align: str) -> Any:
    cell, properties, measure = OxmlElement("w:tc"), OxmlElement("w:tcPr"), OxmlElement("w:tcW")
    measure.set(qn("w:w"), str(round(width * TWIPS_PER_MM)))
    measure.set(qn("w:type"), "dxa")
    properties.append(measure)
    cell.append(properties)
    for line in clean_text(text).split("\n"):
        cell.append(_paragraph(line, size, bold, align))
    return cell


def _paragraph(text: str, size: float, bold: bool, align: str) -> Any:
    paragraph, properties = OxmlElement("w:p"), OxmlElement("w:pPr")
    spacing, alignment = OxmlElement("w:spacing"), OxmlElement("w:jc")
    spacing.set(qn("w:after"), "0")
    alignment.set(qn("w:val"), align)
    properties.append(spacing)
    properties.append(alignment)
    paragraph.append(properties)
    run, look, measure, words = (OxmlElement(name) for name in ("w:r", "w:rPr", "w:sz", "w:t"))
    if bold:
        look.append(OxmlElement("w:b"))
    measure.set(qn("w:val"), str(round(size * 2)))
    look.append(measure)
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(look)
    run.append(words)
    paragraph.append(run)
    return paragraph
