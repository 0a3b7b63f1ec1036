"""The cells of a table as people read them: on a page, and in a document."""

from collections.abc import Sequence

from jambi_coop.lib.dates.known_date import KnownDate, format_known
from jambi_coop.lib.numbers.figures import figure

from .table import Column, ColumnKind, yes_no

NUMBERS = (ColumnKind.INTEGER, ColumnKind.DECIMAL, ColumnKind.MONEY)


def cell_text(value, kind: ColumnKind | str, language: str) -> str:
    """Return one cell in words; "" for what is not known, which is not the same as 0 or "no"."""
    if value is None:
        return ""
    kind = ColumnKind(kind)
    if kind == ColumnKind.DATE:
        return format_known(KnownDate.day(value), language)
    if kind == ColumnKind.KNOWN_DATE:
        return format_known(value, language) if value else ""
    if kind == ColumnKind.BOOLEAN:
        return yes_no(language)[not value]
    return figure(value, language) if kind in NUMBERS else str(value)


def row_texts(columns: Sequence[Column], row: Sequence, language: str) -> list[str]:
    """Return the cells of a row in words; a text in place of a number, such as the word "total", stays."""
    return [
        value if isinstance(value, str) else cell_text(value, column.kind, language)
        for column, value in zip(columns, row, strict=True)
    ]
