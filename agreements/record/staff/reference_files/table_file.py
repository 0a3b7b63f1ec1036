"""The file that a user sends, as a table of the library: read by the one reader of spreadsheets.

The first row with content holds the headings. Blank rows are left out, and every other keeps its number in Excel.
"""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.formats.base_formats import Format
from tablib import Dataset

from jambi_coop.lib.sheets.refusals import UnreadableFile
from jambi_coop.lib.sheets.workbook import Sheet, read_workbook

KINDS = ("xlsx", "csv")


class TableFile(Format):
    """A file called `name`; what it is, its content says."""

    def __init__(self, name: str):
        self.name = name

    def can_import(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> Dataset:
        """Return the table. Raises ValidationError, with a sentence for the user, where there is none.

        The table has two further attributes: `row_numbers`, those of Excel, and `notes`, sentences about the file.
        """
        try:
            workbook = read_workbook(BytesIO(in_stream), self.name)
        except UnreadableFile as error:
            raise ValidationError(str(error)) from error
        if workbook.kind not in KINDS:
            raise ValidationError(
                _("This is an OpenDocument spreadsheet. Save it as “Excel Workbook (.xlsx)” or as CSV, and send that.")
            )
        sheets = [sheet for sheet in workbook.sheets if sheet.rows and not sheet.is_hidden]
        if not sheets:
            raise ValidationError(_("The file has no cell with content."))
        table = _table(sheets[0])
        table.notes = list(workbook.notes)
        if len(sheets) > 1:
            table.notes.append(_("Only the sheet “%(sheet)s” was read.") % {"sheet": sheets[0].name})
        return table


def _table(sheet: Sheet) -> Dataset:
    headings, *rows = sheet.rows
    width = max(len(row) for row in sheet.rows)
    table = Dataset(headers=[*headings, *[None] * (width - len(headings))])
    table.row_numbers = []
    for number, row in enumerate(rows, start=sheet.first_row + 1):
        if any(cell is not None for cell in row):
            table.append([*row, *[None] * (width - len(row))])
            table.row_numbers.append(number)
    return table
