"""A report as XLSX and as DOCX, with the letterhead of the office and the name of who signs."""

from datetime import date, datetime
from io import BytesIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import Letterhead
from agreements.record.letterhead import letterhead, logo_bytes
from agreements.record.wording import day_label
from jambi_coop.lib.documents.paper import BLANK, NARROW, Head, PaperReport, SignatureBlock
from jambi_coop.lib.documents.report_docx import write_report_docx
from jambi_coop.lib.files.private_files import MEDIA_TYPES
from jambi_coop.lib.tables.cell_text import NUMBERS, row_texts
from jambi_coop.lib.tables.http_files import file_name
from jambi_coop.lib.tables.layout import A4, F4, Layout, SheetSpec
from jambi_coop.lib.tables.xlsx_writer import write_workbook

from .report import EMPTY, Report, for_paper

XLSX, DOCX = "xlsx", "docx"
FILE_FORMATS = {one: MEDIA_TYPES[one] for one in (XLSX, DOCX)}
"""Media types by the name of the format in addresses."""


def on_paper(report: Report, now: datetime) -> PaperReport:
    """Return the report as it stands on paper and on the screen, in words of the language that is active."""
    head, language, laid_out = letterhead(), get_language() or "id", for_paper(report)
    return PaperReport(
        title=report.title,
        under_title=[as_of_line(report.as_of), "; ".join(report.filters)],
        headers=[str(column.header) for column in laid_out.columns],
        shares=[column.width for column in laid_out.columns],
        rows=[row_texts(laid_out.columns, row, language) for row in laid_out.rows],
        empty=str(EMPTY),
        total=row_texts(laid_out.columns, laid_out.count_row, language) if laid_out.count_row else None,
        figures=frozenset(place for place, column in enumerate(laid_out.columns) if column.kind in NUMBERS),
        closing=report.closing,
        head=Head(head.text_lines, logo_bytes(head)),
        signature=signature_of(head, report.as_of),
        paper=head.paper,
        footer=printed_line(now),
    )


def printed_line(now: datetime) -> str:
    """Return "printed 24-11-2026 10.15 WIB"."""
    return _("printed %(moment)s") % {"moment": f"{now:%d-%m-%Y %H.%M} WIB"}


def as_of_line(day: date) -> str:
    """Return "As of 24 November 2026"."""
    return _("As of %(date)s") % {"date": day_label(day)}


def signature_of(head: Letterhead, day: date) -> SignatureBlock:
    """Return who signs reports, at which place and on which day; empty where nobody typed it."""
    place_and_day = f"{head.place}, {day_label(day)}" if head.place else ""
    return SignatureBlock(place_and_day, head.post, head.name, head.rank, head.employee_number)


def docx_bytes(report: Report, now: datetime) -> bytes:
    """Return the report as a document."""
    out = BytesIO()
    write_report_docx(on_paper(report, now), out)
    return out.getvalue()


def xlsx_bytes(report: Report, now: datetime) -> bytes:
    """Return the report as a workbook: a sheet as on paper and, where that folds columns, one with each of them."""
    laid_out, language = for_paper(report), get_language() or "id"
    sheets = [SheetSpec(report.title, laid_out.columns, laid_out.rows, _layout(laid_out, now))]
    if report.folds:
        sheets.append(SheetSpec(_("All columns"), report.columns, report.rows))
    out = BytesIO()
    write_workbook(sheets, out, language)
    return out.getvalue()


def _layout(report: Report, now: datetime) -> Layout:
    head = letterhead()
    signature = signature_of(head, report.as_of)
    signed = [signature.place_and_day or BLANK, signature.post or BLANK, "", "", "", signature.name or BLANK]
    signed += [signature.rank] if signature.rank else []
    signed += [_("NIP %(number)s") % {"number": signature.number}] if signature.number else []
    return Layout(
        heading=[
            *(head.text_lines or [BLANK]),
            "",
            report.title.upper(),
            as_of_line(report.as_of),
            "; ".join(report.filters),
            "",
        ],
        numbering=True,
        total=report.count_row,
        closing=["", *([] if report.rows else [str(EMPTY), ""]), *report.closing, "", *signed],
        paper=F4 if head.paper == Letterhead.Paper.F4 else A4,
        landscape=len(report.columns) > NARROW,
        footer=printed_line(now),
    )


def bytes_of(report: Report, file_format: str, now: datetime) -> bytes:
    """Return the report in one of `FILE_FORMATS`."""
    return xlsx_bytes(report, now) if file_format == XLSX else docx_bytes(report, now)


def name_of_file(code: str, day: date, file_format: str, *more: str) -> str:
    """Return a file name such as "laporan_buku-register_2026-11-24.docx"."""
    return file_name("laporan", code, day, *more, extension=file_format)
