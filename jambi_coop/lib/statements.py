"""A query set as finished SQL: for queries that take longer to put together than to run.

The SQL, its parameters and the values that come back are those of the query set.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet


@dataclass(frozen=True)
class Statement:
    """SQL with its parameters; without SQL Django knows without asking that nothing is found.

    `converted` makes values of Python from those of the database, where that is needed: SQLite gives days as texts.
    """

    sql: str
    params: tuple = ()
    converted: Callable[[list[tuple]], list[tuple]] = list

    def rows(self) -> list[tuple]:
        """Run it."""
        if not self.sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            return self.converted(cursor.fetchall())


def statement_of(rows: QuerySet) -> Statement:
    """The statement that finds these rows; they name their columns with `values_list`."""
    compiler: Any = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return Statement("")
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
    if not converters:
        return Statement(sql, tuple(params))

    def converted(found: list[tuple]) -> list[tuple]:
        return [tuple(row) for row in compiler.apply_converters(found, converters)]

    return Statement(sql, tuple(params), converted)


def count_statement_of(rows: QuerySet) -> Statement:
    """The statement that finds one row with the number of these, which may be cut."""
    inner = statement_of(rows.values_list("pk"))
    return Statement(f"SELECT COUNT(*) FROM ({inner.sql}) found" if inner.sql else "", inner.params)  # noqa: S608 - Django's own SQL


def first_and_count_of(rows: QuerySet, columns: Sequence[str], top: int) -> Statement:
    """The statement that finds the first of these rows, ordered by all their `columns`, each with how many there are.

    The rows are found once and then sorted and counted. A window over them in the order of the columns would let
    PostgreSQL believe that a few are enough, and go through all of them one by one.
    """
    found = statement_of(rows.order_by().values_list(*columns))
    if not found.sql:
        return found
    order = ", ".join(str(number) for number in range(1, len(columns) + 1))
    sql = (
        f"WITH found AS ({found.sql}) SELECT found.*, (SELECT COUNT(*) FROM found) FROM found "  # noqa: S608 - Django's own SQL
        f"ORDER BY {order} LIMIT {top}"
    )
    return Statement(sql, found.params, found.converted)
