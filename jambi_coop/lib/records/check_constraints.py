"""Check constraints of a model asked of a row in memory, for many rows at once: Django asks the database for each.

`broken_constraints` knows what the constraints of this project say: columns compared with values and with each other,
joined by and, or and not, with the three answers of SQL (a comparison with NULL is neither true nor false).
"""

import operator
from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import models
from django.db.models import F, Q

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, options: value in options,
    "range": lambda value, ends: ends[0] <= value <= ends[1],
}


def broken_constraints(row: models.Model) -> list[models.CheckConstraint]:
    """Return the check constraints that the database would refuse the row for; nothing is asked of it."""
    return [one for one in _checks(type(row)) if _holds(one.condition, row) is False]


@cache
def _checks(model: type[models.Model]) -> list[models.CheckConstraint]:
    return [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]


def _holds(condition: Any, row: models.Model) -> bool | None:
    """Return whether the condition is true of the row; None where SQL would not know."""
    answers = [_holds(one, row) if isinstance(one, Q) else _compared(one[0], one[1], row) for one in condition.children]
    if condition.connector == Q.AND:
        found = False if False in answers else (None if None in answers else True)
    elif condition.connector == Q.OR:
        found = True if True in answers else (None if None in answers else False)
    else:
        raise NotImplementedError(condition.connector)
    return found if found is None or not condition.negated else not found


def _compared(lookup: str, wanted: Any, row: models.Model) -> bool | None:
    name, _mark, comparison = lookup.partition("__")
    value = _value(row, name)
    if comparison == "isnull":
        return (value is None) == wanted
    wanted = _value(row, wanted.name) if isinstance(wanted, F) else wanted
    if value is None or wanted is None:
        return None
    return COMPARISONS[comparison or "exact"](value, wanted)


def _value(row: models.Model, name: str) -> Any:
    """Return what the column holds; of a foreign key the primary key, also of a row that has none yet."""
    field: Any = row._meta.get_field(name)
    if field.is_relation and getattr(row, field.attname) is None and field.is_cached(row):
        return getattr(row, field.name)  # a row that is not saved yet is there all the same
    return getattr(row, field.attname)
