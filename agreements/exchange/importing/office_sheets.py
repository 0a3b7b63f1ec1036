"""The sheets of an office's workbook are known by their headings, since a sheet is easily given another name; and what
of such a file is not read is named, so that nothing that an office wrote is lost without a word.
"""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from agreements.exchange.office_workbook.tables import FILLED_IN, OFFICE_TABLES
from agreements.exchange.register.columns import Kind, Table
from jambi_coop.lib.sheets.header_rows import find_header, folded, heading_texts
from jambi_coop.lib.sheets.workbook import Sheet

LEAST_KNOWN = 0.7
"""Share of the columns of a table that the headings of a sheet name, from which on it is that table."""


def office_table_of(sheet: Sheet) -> Table | None:
    """Return the table of the workbook of an office whose headings the sheet has; None for any other sheet."""
    names = {table.key: [{folded(name) for name in one.headings()} for one in table.columns] for table in OFFICE_TABLES}
    header = find_header(sheet, frozenset().union(*(one for columns in names.values() for one in columns)))
    if header is None:
        return None
    texts = {folded(text) for text in heading_texts(sheet, *header)}
    for table in OFFICE_TABLES:
        if sum(1 for one in names[table.key] if one & texts) >= LEAST_KNOWN * len(table.columns):
            return table
    return None


def notes_on_columns(sheet: str, table: Table, unknown: Iterable[str], taken: Iterable[str]) -> Iterator[str]:
    """Yield what of a sheet of the workbook is not read: columns with an `unknown` heading, and those that are missing.

    `taken`: the keys of the columns that were found.
    """
    for heading in unknown:
        text = _("%(sheet)s: the column “%(heading)s” is not read. Give it the heading that it had.")
        yield text % {"sheet": sheet, "heading": heading or "–"}
    needed = [one for one in table.columns if one.kind == Kind.KEY or one.key in FILLED_IN[table.key]]
    missing = [str(one.header) for one in needed if one.key not in set(taken)]
    if missing:
        text = _("%(sheet)s: these columns are missing: %(columns)s. Give them the headings that they had.")
        yield text % {"sheet": sheet, "columns": ", ".join(missing)}
