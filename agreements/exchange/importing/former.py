"""The former values of a changed row, kept so that an import can be undone exactly."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.dateparse import parse_date, parse_datetime


def former_values(found: Any, row: Any, links: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Return the columns in which `row` differs from the row as it was, with their former values, and the former rows
    of many-to-many columns; as JSON can hold them."""
    columns = {
        one.attname: _as_json(getattr(found, one.attname))
        for one in row._meta.concrete_fields
        if one.attname != "version" and getattr(found, one.attname) != getattr(row, one.attname)
    }
    return {"columns": columns, "links": {name: [one.pk for one in getattr(found, name).all()] for name in links}}


def _as_json(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def give_back(row: models.Model, columns: Mapping[str, Any]) -> list[str]:
    """Set the former values on a row, and return the names of the columns; nothing is saved."""
    for name, value in columns.items():
        setattr(row, name, _from_json(row._meta.get_field(field_name(row, name)), value))
    return [field_name(row, name) for name in columns]


def field_name(row: models.Model, attname: str) -> str:
    """Return the name of the field that has this column."""
    return next(one.name for one in row._meta.concrete_fields if one.attname == attname)


def _from_json(of_model: Any, value: Any) -> Any:
    if value is None or of_model.is_relation:
        return value
    if isinstance(of_model, models.DateTimeField):
        return parse_datetime(value)
    if isinstance(of_model, models.DateField):
        return parse_date(value)
    return of_model.to_python(value)
