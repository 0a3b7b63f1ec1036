"""How many agreements stand in each follow-up condition, in one query and no further than people read."""

from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from agreements.condition import Condition, condition_case
from agreements.models import Agreement
from agreements.thresholds import thresholds
from jambi_coop.lib.statements import Statement, statement_of


def count_conditions(agreements: QuerySet, today: date, most: int) -> dict[str, int] | None:
    """The number of each condition and of "all"; None where there are more than `most`."""
    rows = agreements.filter(digest__isnull=False).order_by()
    rows = rows.annotate(stands=_compiled(today, thresholds()))
    inner = statement_of(rows.values_list("stands")[: most + 1])
    # The ORM can limit or group, not group what was limited. A search for what is no word finds nothing without asking.
    grouped = f"SELECT stands, COUNT(*) FROM ({inner.sql}) found GROUP BY stands"  # noqa: S608 - Django's own SQL
    found = dict(Statement(grouped if inner.sql else "", inner.params).rows())
    total = sum(found.values())
    if total > most:
        return None
    return {**{condition: found.get(condition, 0) for condition in Condition.values}, "all": total}


@lru_cache(maxsize=8)
def _compiled(today: date, limits: tuple) -> RawSQL:
    """`condition_case` as SQL over both tables by their own names: to put it together takes longer than a page may."""
    query = Agreement.objects.filter(digest__isnull=False).query
    sql, params = query.get_compiler(connection=connection).compile(condition_case(today).resolve_expression(query))
    return RawSQL(sql, params)  # noqa: S611 - nothing a visitor typed is in it
