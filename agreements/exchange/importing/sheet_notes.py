"""Sentences on how a sheet of a file was understood: what of it is not taken in, and how its dates are read."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.exchange.office_workbook.tables import OFFICE_TABLES
from agreements.exchange.register.cells import DayOrder

from .office_sheets import notes_on_columns

if TYPE_CHECKING:
    from .sheets import MatchedColumn, MatchedSheet

ORDERS = {
    DayOrder.DAY_FIRST: gettext_lazy("the day first; another one is rejected"),
    DayOrder.MONTH_FIRST: gettext_lazy("the month first"),
    DayOrder.MIXED: gettext_lazy("both; one that can be read in two ways is rejected"),
}
"""What may be chosen for a column whose dates are written with figures only."""


def notes_of(sheet: "MatchedSheet") -> Iterable[str]:
    """Say why a sheet is left out, and how its rows and dates are read."""
    if sheet.reason:
        yield f"{sheet.name}: {sheet.reason}"
    if sheet.is_hidden:
        yield _("%(sheet)s: this sheet is hidden in the file, and is read as well.") % {"sheet": sheet.name}
    hidden = [row.number for row in sheet.found.rows if row.is_hidden] if sheet.found else []
    if hidden:
        yield _("%(sheet)s: hidden rows are read as well: %(rows)s.") % {
            "sheet": sheet.name,
            "rows": ", ".join(map(str, hidden[:20])),
        }
    for one in sheet.columns:
        yield from _notes_on_dates(sheet.name, one)


def _notes_on_dates(sheet: str, column: "MatchedColumn") -> Iterable[str]:
    if column.order is not None:
        yield _("%(sheet)s, “%(column)s”, dates written with figures only: %(order)s.") % {
            "sheet": sheet,
            "column": column.name,
            "order": ORDERS[column.order],
        }
    if column.read_by_spreadsheet:
        yield ngettext(
            "%(sheet)s, “%(column)s”: the spreadsheet has read %(count)d date itself, such as %(date)s. "
            "See whether it took the month for the day.",
            "%(sheet)s, “%(column)s”: the spreadsheet has read %(count)d dates itself, such as %(date)s. "
            "See whether it took the month for the day.",
            len(column.read_by_spreadsheet),
        ) % {
            "sheet": sheet,
            "column": column.name,
            "count": len(column.read_by_spreadsheet),
            "date": column.read_by_spreadsheet[0],
        }


def notes_on_untaken(sheet: "MatchedSheet") -> Iterable[str]:
    """Name the columns that are taken for none of the register."""
    untaken = [one.name for one in sheet.columns if one.column is None]
    if untaken:
        yield _("%(sheet)s: these columns are not taken over: %(columns)s.") % {
            "sheet": sheet.name,
            "columns": "; ".join(untaken),
        }


def notes_on_office_sheet(sheet: "MatchedSheet") -> Iterable[str]:
    """Name what is not read of a workbook that an office fills in: columns, and sheets that somebody added."""
    if sheet.table is not None and sheet.table in OFFICE_TABLES:
        unknown = [one.heading for one in sheet.columns if one.column is None]
        yield from notes_on_columns(
            sheet.name, sheet.table, unknown, [one.column.key for one in sheet.columns if one.column is not None]
        )
    elif sheet.found is not None:
        yield _("%(sheet)s: this sheet is none of the workbook of an office, and is not read.") % {"sheet": sheet.name}
