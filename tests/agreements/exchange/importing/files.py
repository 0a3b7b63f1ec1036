"""Workbooks as offices send them, made in memory, and the steps of an import in one call."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone
from openpyxl import Workbook

from agreements.exchange.importing.batches import apply_batch, open_batch, preview


def workbook(**sheets):
    """Return the bytes of an XLSX file; each sheet is a list of rows, the headings first."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def opened(content, by, name="data.xlsx", **values):
    """Return the open batch of a file."""
    return open_batch(ContentFile(content), name, by=by, **values)


def shown(content, by, today=None, **values):
    """Return (batch, comparison) of a file: what its preview shows."""
    batch = opened(content, by, **values)
    _matched, comparison = preview(batch, by=by, today=today or timezone.localdate())
    batch.refresh_from_db()
    return batch, comparison


def imported(content, by, **values):
    """Import a file, and return the batch."""
    batch, _comparison = shown(content, by, **values)
    return apply_batch(batch, by=by, now=timezone.now(), fingerprint=batch.fingerprint)


def faults(comparison):
    """Return (row number, heading, text of the cell, reason) of every fault."""
    return [
        (one.came.number, fault.heading, fault.text, fault.reason) for one in comparison.rows for fault in one.faults
    ]
