"""An office workbook as an office gets it and fills it in, for the tests of this folder."""

from io import BytesIO

from openpyxl import load_workbook

from agreements.exchange.office_workbook.workbook import write_office_workbook
from agreements.models import FollowUp
from jambi_coop.lib.dates.fields import as_known_date
from tests.agreements.attesting.answers import TODAY
from tests.agreements.exchange.importing.files import faults

ANSWERS, REPORTS, ACTIVITIES = range(1, 4)
"""The places of the sheets; the first has the instructions."""


def workbook_of(office, language="id"):
    """Return the workbook of an office as openpyxl reads it."""
    out = BytesIO()
    write_office_workbook(out, office, today=TODAY, language=language)
    return load_workbook(out)


def headings(sheet):
    """Return the places of the columns by heading."""
    return {cell.value: cell.column for cell in sheet[1]}


def fill(book, place, row, **cells):
    """Fill in cells of a row (the first is 2), each by its heading with `_` for a space."""
    sheet = book.worksheets[place]
    columns = headings(sheet)
    for heading, value in cells.items():
        sheet.cell(row, columns[heading.replace("_", " ")]).value = value


def content_of(book):
    """Return the bytes of a workbook."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def planned(agreement, office, title="Pelatihan guru", due_on="2026-06-01", **values):
    """Return an open follow-up of an office."""
    given = {"kind": "training", "office": office, "due_on": as_known_date(due_on), **values}
    return FollowUp.objects.create(agreement=agreement, title=title, **given)


def reasons(comparison):
    """Return why rows are refused, in their order."""
    return [reason for _row, _heading, _text, reason in faults(comparison)]
