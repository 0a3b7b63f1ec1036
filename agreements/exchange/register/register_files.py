"""The register as files for the staff: a workbook with all tables, the same as CSV, the template for an import, and the
dictionary of the columns.

A file that went out comes in again: the sheets have the columns of `tables`, and every row its key.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.db.models import QuerySet
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from agreements.models import Agreement
from agreements.record.permissions import agreements_for
from jambi_coop.lib.money.currencies import COMMON_CURRENCIES
from jambi_coop.lib.tables.csv_writer import stream_csv
from jambi_coop.lib.tables.layout import SheetSpec
from jambi_coop.lib.tables.table import Column, yes_no
from jambi_coop.lib.tables.xlsx_writer import write_workbook
from partners.models import Partner

from .columns import Kind, SheetColumn, Table, When
from .tables import ALL, TAKEN_IN

TEMPLATE_VERSION = 1
"""Rises when a column is renamed or taken away: an import says which version a file has."""
CHUNK = 500
SPARE_ROWS = 500
"""Rows of the template with lists to choose from."""


def rows_out(table: Table, user: Any, today: date) -> QuerySet:
    """Return the rows of a table that the user may see, with everything that the columns read."""
    seen = agreements_for(user, Agreement.objects.alive())
    rows = table.model._default_manager.order_by("pk")
    if table.model is Agreement:
        rows = rows.filter(pk__in=seen.values("pk")).on(today)
    elif table.model is Partner:
        rows = rows.alive().filter(merged_into__isnull=True)
    elif table.path:
        rows = rows.filter(**{f"{table.path}__in": seen.values("pk")})
        # Many rows belong to one agreement: it is read once for a chunk of them, not beside each.
        return rows.prefetch_related(*table.related, *table.prefetched)
    return rows.select_related(*table.related).prefetch_related(*table.prefetched)


def cells_of(table: Table, rows: QuerySet) -> Iterator[tuple]:
    """Yield the cells of each row, read in chunks."""
    for row in rows.iterator(CHUNK):
        yield tuple(column.cell(row) for column in table.columns)


def _cells(table: Table, user: Any, today: date) -> Iterator[tuple]:
    return cells_of(table, rows_out(table, user, today))


def columns_of(table: Table) -> list[Column]:
    """Return the columns of a sheet as the writers of files know them."""
    return [column.written() for column in table.columns]


def write_register(out: BinaryIO, *, user: Any, today: date, language: str) -> None:
    """Write the workbook of all tables: a sheet of instructions, a sheet for each table, the dictionary."""
    with override(language):
        sheets = [_instructions(today, is_template=False)]
        sheets += [
            SheetSpec(str(table.title), columns_of(table), _cells(table, user, today), notes=_notes(table))
            for table in ALL
        ]
        write_workbook([*sheets, _dictionary()], out, language)


def write_template(out: BinaryIO, *, today: date, language: str) -> None:
    """Write the empty workbook for an import: notes on the columns, lists to choose from, instructions with an example
    row."""
    with override(language):
        sheets = [_instructions(today, is_template=True)]
        for table in TAKEN_IN:
            if not table.takes_new:
                continue
            open_columns = [one for one in table.columns if one.when != When.NEVER]
            sheets.append(
                SheetSpec(
                    str(table.title),
                    [one.written() for one in open_columns],
                    notes=_notes(table),
                    choices=choices_of(table),
                    spare_rows=SPARE_ROWS,
                )
            )
        write_workbook([*sheets, _dictionary()], out, language)


def write_csv_files(out: BinaryIO, *, dialect: str, user: Any, today: date, language: str) -> None:
    """Write a ZIP file with one CSV file for each table, named by the key of the table."""
    with override(language), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in ALL:
            with archive.open(f"{table.key}.csv", "w") as file:
                for chunk in stream_csv(columns_of(table), _cells(table, user, today), dialect, language):
                    file.write(chunk)


def temporary() -> BinaryIO:
    """Return a file on disk that is gone when it is closed."""
    return TemporaryFile()


# --- instructions ------------------------------------------------------------------------------------


def _instructions(today: date, *, is_template: bool) -> SheetSpec:
    lines = [
        _("Register of the international cooperation – data file"),
        _("Template version %(version)d · %(day)s") % {"version": TEMPLATE_VERSION, "day": today.isoformat()},
        "",
        _("Each sheet is one table. The first row has the headings: leave them as they are."),
        _("The column with the row key tells which row of the register is meant. Leave it empty for a new row."),
        _("An empty cell leaves what is recorded. A date is written like 27 March 2026, June 2014 or 2018."),
        _("An amount is written without its currency; the currency has a column of its own, such as IDR or EUR."),
        _("Several names in one cell are divided by a semicolon."),
        _("Nothing is written before the preview was looked at and confirmed."),
    ]
    if is_template:
        lines += ["", _("An example (it is not imported):"), *_examples()]
    return SheetSpec(_("Instructions"), lines=lines)


def _examples() -> Iterable[str]:
    """Return one made-up row for each table that takes new rows, as heading = value."""
    for table in TAKEN_IN:
        told = [f"{one.header} = {EXAMPLES[one.key]}" for one in table.columns if one.key in EXAMPLES]
        if table.takes_new and told:
            yield f"{table.title}: " + " | ".join(told)


EXAMPLES = {
    "name": "Kota Contoh",
    "title": "Contoh: pelatihan pengelolaan sampah",
    "signed_on": "27 Maret 2026",
    "due_on": "Juni 2026",
    "amount": "13400000",
    "currency": "EUR",
    "value": "25",
    "period": "2026",
}


def _notes(table: Table) -> dict[str, str]:
    return {one.key: text for one in table.columns if (text := note_of(table, one))}


def note_of(table: Table, column: SheetColumn) -> str:
    """Return what a reader has to know of a column: its meaning, whether it is needed, whether it comes in."""
    parts = [str(column.note)]
    if column.required:
        parts.append(_("Needed for a new row."))
    if column.when == When.NEW:
        parts.append(_("Only for a new row; later an act of the register changes it."))
    if column.when == When.NEVER:
        parts.append(_("Worked out by the register; what is typed here is not taken in."))
    if column.kind == Kind.CHOICE:
        parts.append(_("One of: %(choices)s.") % {"choices": ", ".join(_labels(table, column))})
    return " ".join(part for part in parts if part)


def _labels(table: Table, column: SheetColumn) -> list[str]:
    return [str(label) for label in column.labels(table.model).values()]


def choices_of(table: Table) -> dict[str, Sequence[str]]:
    """Return the texts that the cells of each column offer, by key of the column."""
    found: dict[str, Sequence[str]] = {}
    for column in table.columns:
        if column.kind == Kind.CHOICE and column.when != When.NEVER:
            found[column.key] = _labels(table, column)
        elif column.kind == Kind.YES_NO and column.when != When.NEVER:
            found[column.key] = yes_no(get_language() or "id")
        elif column.kind == Kind.CURRENCY:
            found[column.key] = COMMON_CURRENCIES
    return found


def _dictionary() -> SheetSpec:
    """Return the sheet that explains every column of every table."""
    columns = [
        Column("table", _("Table"), width=24),
        Column("column", _("Column"), width=34),
        Column("key", _("Key for machines"), width=24),
        Column("meaning", _("Meaning"), width=80),
    ]
    rows = [
        (str(table.title), str(column.header), f"{table.key}.{column.key}", note_of(table, column) or None)
        for table in ALL
        for column in table.columns
    ]
    return SheetSpec(_("Dictionary"), columns, rows)
