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


Rule = Callable[[models.Model], bool | None]
"""Whether a condition is true of a row; None where SQL would not know."""


def broken_constraints(row: models.Model) -> list[models.CheckConstraint]:
    """Return the check constraints that the database would refuse the row for; nothing is asked of it."""
    return [one for one, rule in _checks(type(row)) if rule(row) is False]


@cache
def _checks(model: type[models.Model]) -> list[tuple[models.CheckConstraint, Rule]]:
    """Return the check constraints of a model, each with its condition as a function: it is taken apart only once."""
    checks = [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
    return [(one, _rule(model, one.condition)) for one in checks]


def _rule(model: type[models.Model], condition: Any) -> Rule:
    if condition.connector not in (Q.AND, Q.OR):
        raise NotImplementedError(condition.connector)
    parts = [_rule(model, one) if isinstance(one, Q) else _comparison(model, *one) for one in condition.children]
    joined = parts[0] if len(parts) == 1 else _joined(parts, decisive=condition.connector == Q.OR)
    return _opposite(joined) if condition.negated else joined


def _joined(parts: list[Rule], *, decisive: bool) -> Rule:
    """Join conditions: one answer `decisive` decides (true of OR, false of AND), else one that is not known does."""

    def joined(row: models.Model) -> bool | None:
        is_known = True
        for part in parts:
            answer = part(row)
            if answer is decisive:
                return decisive
            is_known = is_known and answer is not None
        return not decisive if is_known else None

    return joined


def _opposite(rule: Rule) -> Rule:
    def opposite(row: models.Model) -> bool | None:
        answer = rule(row)
        return None if answer is None else not answer

    return opposite


def _comparison(model: type[models.Model], lookup: str, wanted: Any) -> Rule:
    name, _mark, comparison = lookup.partition("__")
    value_of = _column(model, name)
    if comparison == "isnull":
        return lambda row: (value_of(row) is None) == wanted
    compare = COMPARISONS[comparison or "exact"]
    wanted_of = _column(model, wanted.name) if isinstance(wanted, F) else lambda _row: wanted

    def compared(row: models.Model) -> bool | None:
        value, other = value_of(row), wanted_of(row)
        return None if value is None or other is None else bool(compare(value, other))

    return compared


def _column(model: type[models.Model], name: str) -> Callable[[Any], Any]:
    """Return what gives the value of a column; of a foreign key the primary key, also of a row that has none yet."""
    field: Any = model._meta.get_field(name)
    key_of = operator.attrgetter(field.attname)
    if not field.is_relation:
        return key_of

    def key_or_row(row: Any) -> Any:
        key = key_of(row)
        # a row that is not saved yet is there all the same
        return getattr(row, field.name) if key is None and field.is_cached(row) else key

    return key_or_row
