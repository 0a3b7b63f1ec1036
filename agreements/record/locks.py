"""The one place where rows are locked until the transaction ends: first the agreement, after it what hangs on it.

So two writers wait for each other in one order, nobody saves an agreement over somebody else's, and the digest sees
what both wrote. New rows, which only refer to the agreement, do not wait for it.
"""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agreements.models import (
    Agreement,
    Assessment,
    Document,
    FollowUp,
    FollowUpReport,
    Indicator,
    Measurement,
    Office,
    Review,
    Statement,
    Step,
    Transaction,
)
from jambi_coop.lib.versions.versioning import StaleVersion, lock_version
from partners.models import Partner

Row = TypeVar("Row", bound=Any)

WAYS = {
    Agreement: "",
    **dict.fromkeys([Assessment, Document, FollowUp, Indicator, Review, Statement, Step, Transaction], "agreement__"),
    FollowUpReport: "follow_up__agreement__",
    Measurement: "indicator__agreement__",
}
"""From a kind of row to its agreement; a kind that is not here cannot be locked."""
WITHOUT_AGREEMENT = (Office, Partner)


def lock_in_order(rows: QuerySet) -> dict[int, Any]:
    """The rows as they stand now, by number and locked in its order, so that two who do it do not block each other."""
    return {row.pk: row for row in rows.order_by("pk").select_for_update(no_key=True, of=("self",))}


def lock_agreements_of(rows: QuerySet) -> dict[int, Agreement]:
    """The agreements of rows of one kind, together with what they renew: signing moves follow-ups between the two."""
    way = WAYS[rows.model]
    pks = {pk for pair in rows.values_list(f"{way}pk", f"{way}renews") for pk in pair}
    return lock_in_order(Agreement.objects.filter(pk__in=pks - {None}))


def lock_agreement_of(row: Any) -> Agreement:
    """The agreement that a row is or on which it hangs. Raises StaleVersion when it is gone."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    locked = lock_agreements_of(rows)
    number = rows.values_list(f"{WAYS[type(row)]}pk", flat=True).first()
    if number not in locked:
        raise StaleVersion(row, None)
    return locked[number]


def lock_row(row: Row, expected: int | None = None) -> Row:
    """Any row as it stands now. Raises StaleVersion when it is gone or not at the version `expected`."""
    if not isinstance(row, WITHOUT_AGREEMENT):
        lock_agreement_of(row)
    return lock_version(row, expected)


def lock_alive(row: Row, expected: int | None = None) -> Row:
    """As `lock_row`, refused while the agreement lies in the trash: nothing is written there."""
    if lock_agreement_of(row).in_trash:
        raise ValidationError(_("This agreement is in the trash. Restore it first."), code="in_trash")
    return lock_version(row, expected)
