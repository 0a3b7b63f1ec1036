"""How many agreements stand in each follow-up condition, in one query and no further than people read."""

from datetime import date
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from agreements.condition import Condition, condition_case
from agreements.models import Agreement

THRESHOLDS = (
    *("FOLLOW_UP_ACTIVE_DAYS", "FOLLOW_UP_ACTIVE_DAYS_LONG", "FOLLOW_UP_INACTIVE_DAYS", "FOLLOW_UP_INACTIVE_DAYS_LONG"),
    *("FIRST_FOLLOW_UP_DAYS", "FOLLOW_UP_AHEAD_DAYS", "STATUS_UNKNOWN_YEARS"),
)


def count_conditions(agreements: QuerySet, today: date, most: int) -> dict[str, int] | None:
    """The number of each condition and of "all"; None where there are more than `most`."""
    rows = agreements.filter(digest__isnull=False).order_by()
    rows = rows.annotate(stands=_compiled(today, tuple(getattr(settings, name) for name in THRESHOLDS)))
    try:
        inner, params = rows.values_list("stands")[: most + 1].query.sql_with_params()
    except EmptyResultSet:
        # A search for what is no word: Django knows without asking that nothing is found.
        return dict.fromkeys([*Condition.values, "all"], 0)
    with connection.cursor() as cursor:
        # The ORM can limit or group, not group what was limited.
        cursor.execute(f"SELECT stands, COUNT(*) FROM ({inner}) found GROUP BY stands", params)  # noqa: S608 - Django's own SQL
        found = dict(cursor.fetchall())
    total = sum(found.values())
    if total > most:
        return None
    return {**{condition: found.get(condition, 0) for condition in Condition.values}, "all": total}


@lru_cache(maxsize=8)
def _compiled(today: date, thresholds: tuple[int, ...]) -> RawSQL:
    """`condition_case` as SQL over both tables by their own names: to put it together takes longer than a page may."""
    query = Agreement.objects.filter(digest__isnull=False).query
    sql, params = query.get_compiler(connection=connection).compile(condition_case(today).resolve_expression(query))
    return RawSQL(sql, params)  # noqa: S611 - nothing a visitor typed is in it
