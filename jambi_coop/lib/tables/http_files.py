"""Downloads over HTTP: file names, headers and responses."""

from collections.abc import Iterable, Sequence
from datetime import date
from tempfile import TemporaryFile
from typing import BinaryIO

from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from .csv_writer import EXCEL_ID, STANDARD, stream_csv
from .table import Column
from .xlsx_writer import Layout, write_xlsx

CSV_TYPE = "text/csv; charset=utf-8"
ZIP_TYPE = "application/zip"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX, CSV_EXCEL_ID, CSV_STANDARD = "xlsx", EXCEL_ID, STANDARD
FORMATS = {"xlsx": XLSX, "csv-id": CSV_EXCEL_ID, "csv": CSV_STANDARD}
"""File formats by their names in URLs."""
LONGEST_NAME = 120


def file_name(*parts: str | date, extension: str) -> str:
    """Return a file name such as "kerja-sama_2026-11-24_jerman.xlsx": ASCII, no spaces, without empty parts."""
    words = (part.isoformat() if isinstance(part, date) else slugify(str(part)) for part in parts)
    stem = "_".join(word for word in words if word)[:LONGEST_NAME].rstrip("_-")
    return f"{stem or 'data'}.{extension}"


def stream_response(chunks: Iterable[bytes], name: str, content_type: str) -> StreamingHttpResponse:
    """Return a download that is sent while it is produced."""
    response = StreamingHttpResponse(chunks, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def table_response(
    columns: Sequence[Column],
    rows: Iterable[Sequence],
    *,
    file_format: str,
    name_parts: Sequence[str | date],
    sheet_title: str,
    language: str,
    layout: Layout | None = None,
):
    """Return a table as a download; `file_format` is "xlsx", "excel-id" or "standard" (both CSV)."""
    if file_format != XLSX:
        chunks = stream_csv(columns, rows, file_format, language)
        return stream_response(chunks, file_name(*name_parts, extension="csv"), CSV_TYPE)
    out = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_xlsx(columns, rows, sheet_title=sheet_title, language=language, out=out, layout=layout)
    return file_response(out, file_name(*name_parts, extension="xlsx"), XLSX_TYPE)


def file_response(out: BinaryIO, name: str, content_type: str) -> FileResponse:
    """Return a written file as a download from its beginning; the response closes it."""
    out.seek(0)
    response = FileResponse(out, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
