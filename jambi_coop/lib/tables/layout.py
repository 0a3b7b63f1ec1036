"""What a sheet of a workbook has beyond its bare table: parts of a report, aids for filling in, the printed page."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .table import Column

A4, F4 = 9, 14
"""Numbers of the papers in XLSX; F4, in XLSX called folio, is 8.5 by 13 inches."""


@dataclass(frozen=True)
class Layout:
    """Parts that a report for people adds to the bare table; the default is a data file that can be imported again.

    `heading` lines are above the header row, `closing` lines below the table; `numbering` adds
    the row (1) (2) (3); `total` is one more row, its texts in bold, outside the filter. `footer` stands at the left
    foot of each printed page, beside the number of the page.
    """

    heading: Sequence[str] = ()
    numbering: bool = False
    total: Sequence | None = None
    closing: Sequence[str] = ()
    paper: int = A4
    landscape: bool = True
    footer: str = ""


@dataclass(frozen=True)
class SheetSpec:
    """One sheet of a workbook: a table, or with `lines` a page of text.

    By key of a column: `notes` are shown at its heading, `choices` are the texts that a list in its cells offers.
    With `fillable` the sheet is protected, without a password, and only the columns named in it take what is typed;
    the others are grey. `spare_rows` blank rows below the last one have lists and open cells too.
    """

    title: str
    columns: Sequence[Column] = ()
    rows: Iterable[Sequence] = ()
    layout: Layout = field(default_factory=Layout)
    notes: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fillable: Collection[str] | None = None
    spare_rows: int = 0
    lines: Sequence[str] | None = None
