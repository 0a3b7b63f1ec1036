"""The rows of the register that the keys of a file name, each table with one query."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from agreements.exchange.register.columns import Table
from agreements.models import Agreement
from agreements.record.permissions import agreements_for
from jambi_coop.lib.sheets.heading import folded
from partners.models import Partner

BY_NAME = {"partners": "slug", "agreements": "register_number"}
"""Tables whose key is a name of the row; the others have keys such as `TL-12`."""


def rows_of(table: Table, user: Any) -> QuerySet:
    """Return the rows of a table that this user may see, without those in the trash, with what their columns read."""
    rows = table.model._default_manager.all()
    if table.model is Agreement:
        rows = agreements_for(user, rows.alive())
    elif table.model is Partner:
        rows = rows.alive().filter(merged_into__isnull=True)
    elif table.path:
        seen = agreements_for(user, Agreement.objects.alive())
        rows = rows.filter(**{f"{table.path}__in": seen.values("pk")})
    related = [name for name in table.related if name not in ("stretch", "digest")]
    return rows.select_related(*related).prefetch_related(*table.prefetched).order_by("pk")


def existing_rows(table: Table, keys: Iterable[str], user: Any) -> dict[str, Any]:
    """Return the rows that these keys name, by folded key; a key without a row is left out."""
    name = BY_NAME.get(table.key)
    if name is not None:
        wanted = {folded(key) for key in keys if key}
        rows = rows_of(table, user)
        if len(wanted) < 500:
            rows = rows.filter(**{f"{name}__in": _spellings(keys)})
        return {folded(getattr(row, name)): row for row in rows if folded(getattr(row, name)) in wanted}
    numbers = {number for key in keys if (number := number_of(table, key)) is not None}
    rows = rows_of(table, user).in_bulk(numbers) if numbers else {}
    return {folded(table.key_of(row)): row for row in rows.values()}


def _spellings(keys: Iterable[str]) -> set[str]:
    """Return the keys as they may be written in the register: keys are compared without case and spaces."""
    plain = {"".join(key.split()) for key in keys if key}
    return plain | {key.upper() for key in plain} | {key.lower() for key in plain}


def number_of(table: Table, key: str) -> int | None:
    """Return the primary key in a key such as `TL-12`; None for any other text."""
    prefix, _dash, number = "".join(key.split()).partition("-")
    is_number = number.isdecimal() and number.isascii() and len(number) < 10
    return int(number) if is_number and prefix.upper() == table.prefix else None
