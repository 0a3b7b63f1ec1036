"""Columns that several tables have: the agreement, a row of another table by its name, the source."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from .columns import Kind, SheetColumn, When, own

AGREEMENT = SheetColumn(
    key="agreement",
    header=_("Register number"),
    kind=Kind.LINK,
    field="agreement",
    link="agreements",
    required=True,
    names=("Nomor registri", "No. registri", "Nomor register"),
    note=_("The number of the agreement, or the mark of your own that you gave to a new one in this workbook."),
    when=When.NEW,
    read=lambda row: row.agreement.register_number,
)
FIXED = {"when": When.NEW}


def names(*headings: str) -> dict[str, Any]:
    """Return the further headings of a column, as `own` takes them."""
    return {"names": headings}


def _several(row: Any, name: str, label: str) -> str:
    return "; ".join(sorted(str(getattr(one, label)) for one in getattr(row, name).all()))


def links(model: type, name: str, label: str, **more: Any) -> SheetColumn:
    """Return a column with the names of several rows, divided by semicolons."""
    (column,) = own(model, name, **{name: {"read": lambda row: _several(row, name, label), **more}})
    return column


def link(model: type, name: str, label: str, **more: Any) -> SheetColumn:
    """Return a column with the name of one row of another table."""

    def read(row: Any) -> Any:
        other = getattr(row, name)
        return getattr(other, label) if other is not None else None

    (column,) = own(model, name, **{name: {"read": read, **more}})
    return column


def source(model: type) -> SheetColumn:
    """Return the column with the citation of the source."""
    return link(model, "source", "citation", names=("Sumber", "Sumber data"))
