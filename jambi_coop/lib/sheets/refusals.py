"""What a spreadsheet may measure, and the sentence that a refused file is answered with: what is wrong, what to do."""

from django.utils.translation import gettext_lazy as _

MEGABYTE = 1024 * 1024

MAX_FILE = 20 * MEGABYTE
"""Bytes of the file as it is sent; as for documents. A register of ten thousand rows takes two."""
MAX_ENTRIES = 1000
"""Files within the ZIP folder that a workbook is: some for each sheet and each picture."""
MAX_DIRECTORY = 256 * 1024
"""Bytes of the directory of that folder, looked at before it is read: a thousand entries with long names."""
MAX_PART = 64 * MEGABYTE
"""Unpacked bytes of one part. A sheet of ten thousand rows and fifty columns takes about twenty-five."""
MAX_SMALL_PART = MEGABYTE
"""The same of the parts that only list others: kinds of content, sheets, relations."""
MAX_STYLES = 8 * MEGABYTE
"""The same of the styles; workbooks that were copied together for years have some megabytes of them."""
MAX_UNPACKED = 128 * MEGABYTE
"""Unpacked bytes of everything in the file, pictures included."""
UNPACKED_FREE, UNPACKED_PER_BYTE = 16 * MEGABYTE, 100
"""Of these, so many for a file of any size and for each byte that was sent. A list of Excel unpacks to about ten times
its size, one of LibreOffice to fifty: what unpacks to hundreds says one thing over and over."""
MAX_ELEMENTS, ELEMENTS_FREE, ELEMENTS_PER_BYTE = 6_000_000, 750_000, 4
"""XML elements of all parts that are read: at most, for a file of any size, and for each byte that was sent. A cell
takes two or three, and in a list some bytes; reading a million elements takes between one and two seconds."""
MAX_SHEETS = 60
"""Sheets in a workbook; a workbook with a sheet for each office has about fifty."""
MAX_ROWS = 50_000
"""Number of the last row with content: ten thousand agreements with five lines each."""
MAX_COLUMNS = 200
"""Number of the last column with content; the widest sheet of the register has about fifty."""
MAX_AREA = 1_000_000
"""Rows times columns of one sheet, as all of them are held in memory: fifty columns of twenty thousand rows."""
MAX_TOTAL_AREA = 3_000_000
"""The same of all sheets together."""
MAX_BLANK_ROWS = 100_000
"""Rows that a sheet names, most of them blank but formatted. Excel writes one for each formatted row."""
MAX_CELLS = 1_250_000
"""Cells that a workbook names, most of them blank but formatted."""
MAX_STRINGS = 1_000_000
"""Different texts in a workbook: as many as the cells of its largest sheet."""
MAX_MERGES = 50_000
"""Merged ranges of one sheet: one for each row."""
MAX_FAR_CELLS = 50_000
"""Of these, cells right of the last column: only a format that was drawn to the edge of the sheet leaves so many."""
MAX_COLUMN_STYLES = 16_384
"""Ranges of columns that a sheet gives a width or a style: one for each column."""
MAX_TEXT = 32_000_000
"""Characters of texts that cells share or repeat, counted in each cell: so often they are held in memory."""
MAX_CELL_TEXT = 7 * 32_767
"""Characters of one cell as the file writes them: Excel takes 32,767 of them and writes some as seven (`_x000D_`)."""

MESSAGES = {
    "empty": _("The file is empty. Open it, see that the list is in it, save it, and send it again."),
    "xls": _("This is the old Excel format (.xls). Open it in Excel or LibreOffice, save it as “Excel Workbook "
             "(.xlsx)”, and send that file."),
    "xlsb": _("This is a binary Excel workbook (.xlsb). Open it in Excel, save it as “Excel Workbook (.xlsx)”, "
              "and send that file."),
    "macros": _("This workbook holds macros, which are not accepted. Open it in Excel, save it as “Excel Workbook "
                "(.xlsx)” without macros, and send that file."),
    "encrypted": _("The file is locked with a password. Open it in Excel, remove the password under File, Info, "
                   "Protect Workbook, save it, and send it again."),
    "pdf": _("This is a PDF, in which a list has no cells. Send the spreadsheet it was made from, or copy the table "
             "into Excel and save it as “Excel Workbook (.xlsx)”."),
    "document": _("This is a document and not a spreadsheet. Copy the table in it into Excel, save that as “Excel "
                  "Workbook (.xlsx)”, and send that file."),
    "html": _("This is a web page or an XML file and not a workbook. Open it in Excel, save it as “Excel Workbook "
              "(.xlsx)”, and send that file."),
    "zip": _("This is a ZIP folder and not a spreadsheet. Unpack it, and send the spreadsheet in it."),
    "other": _("This is not a spreadsheet. Send an Excel Workbook (.xlsx), an OpenDocument spreadsheet (.ods) or a "
               "CSV file."),
    "damaged": _("The file is damaged and cannot be read. Open it in Excel or LibreOffice, save it as “Excel Workbook "
                 "(.xlsx)” under a new name, and send that file."),
    "too large": _("The file has more than %(megabytes)s megabytes. Send fewer rows at once, and no pictures."),
    "unpacked too large": _("Unpacked, the file would be larger than any list is. Copy only the cells with content "
                            "into a new workbook, and send that."),
    "too many parts": _("The file holds more parts than a list needs. Copy only the cells with content into a new "
                        "workbook, and send that."),
    "too many sheets": _("The file has more than %(most)s sheets. Send only the sheets with the list."),
    "too many rows": _("Sheet “%(sheet)s” has content below row %(most)s. Split the list, or delete what stands far "
                       "below it, and send it again."),
    "too many columns": _("Sheet “%(sheet)s” has content right of column %(most)s. Delete what stands far to the "
                          "right of the list, and send it again."),
    "too many cells": _("Sheet “%(sheet)s” is larger than what can be read at once. Send fewer rows or columns at "
                        "once."),
    "too much text": _("The texts of the cells are longer together than what can be read at once. Send fewer rows "
                       "at once."),
    "too many blank rows": _("Sheet “%(sheet)s” names more than %(most)s blank rows or cells. Copy only the rows with "
                             "content into a new workbook, and send that."),
    "cell too long": _("A cell has more than %(most)s characters, which no list needs. Shorten it, and send the file "
                       "again."),
    "unclosed quote": _("From line %(line)s on the file cannot be read: a quotation mark (\") is not closed or stands "
                        "in the middle of a text. Open the file in Excel, save it as “Excel Workbook (.xlsx)”, and "
                        "send that."),
    "not text": _("The file is not readable text. Open it in Excel, save it as “Excel Workbook (.xlsx)”, and send "
                  "that file."),
}  # fmt: skip


class UnreadableFile(Exception):
    """Raised for a file that is not read; `str()` is one sentence or two for the reader, in the language of the page.

    `code` is a key of MESSAGES.
    """

    def __init__(self, code: str, **params: object):
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return str(MESSAGES[self.code]) % self.params if self.params else str(MESSAGES[self.code])
