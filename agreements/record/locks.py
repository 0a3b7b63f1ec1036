"""The one place where rows are locked until the transaction ends: first the agreement, then the row of it.

With one order two writers wait for each other without deadlock, nobody overwrites a change of somebody else, and the
digest sees what both wrote. The lock is FOR NO KEY UPDATE: new rows that only refer to the agreement do not wait.
"""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agreements.models import (
    Agreement,
    Assessment,
    Attestation,
    BeneficiaryCount,
    Document,
    FollowUp,
    FollowUpReport,
    Indicator,
    Instrument,
    Letter,
    LetterTemplate,
    Measurement,
    Office,
    Party,
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
    **dict.fromkeys(
        [Assessment, Attestation, BeneficiaryCount, Document, FollowUp, Indicator, Instrument, Review, Statement],
        "agreement__",
    ),
    **dict.fromkeys([Party, Step, Transaction], "agreement__"),
    Letter: "step__agreement__",
    FollowUpReport: "follow_up__agreement__",
    Measurement: "indicator__agreement__",
}
"""Lookup prefix from a model to its agreement; rows of a model that is not here cannot be locked."""
WITHOUT_AGREEMENT = (LetterTemplate, Office, Partner)


def lock_in_order(rows: QuerySet) -> dict[int, Any]:
    """Lock the rows in the order of their primary keys, so that two transactions do not deadlock, and return them as
    they are now, by primary key."""
    return {row.pk: row for row in rows.order_by("pk").select_for_update(no_key=True, of=("self",))}


def lock_agreements_of(rows: QuerySet) -> dict[int, Agreement]:
    """Lock the agreements of rows of one model, and the agreements that these renew: signing moves follow-ups between
    the two."""
    way = WAYS[rows.model]
    pks = {pk for pair in rows.values_list(f"{way}pk", f"{way}renews") for pk in pair}
    return lock_in_order(Agreement.objects.filter(pk__in=pks - {None}))


def lock_agreement_of(row: Any) -> Agreement:
    """Lock and return the agreement that a row is or belongs to. Raises StaleVersion when it is gone."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    locked = lock_agreements_of(rows)
    number = rows.values_list(f"{WAYS[type(row)]}pk", flat=True).first()
    if number not in locked:
        raise StaleVersion(row, None)
    return locked[number]


def lock_row(row: Row, expected: int | None = None) -> Row:
    """Lock any row, after its agreement, and return it as it is now.

    Raises StaleVersion when it is gone or not at the version `expected`.
    """
    if isinstance(row, LetterTemplate):
        # Taking one into use takes another out, so all of a kind are locked in one order.
        lock_in_order(LetterTemplate.objects.filter(kind=row.kind))
    elif not isinstance(row, WITHOUT_AGREEMENT):
        lock_agreement_of(row)
    return lock_version(row, expected)


def lock_alive(row: Row, expected: int | None = None) -> Row:
    """As `lock_row`, but raise ValidationError while the row or its agreement is in the trash, where nothing is
    written."""
    if lock_agreement_of(row).in_trash:
        raise ValidationError(_("This agreement is in the trash. Restore it first."), code="in_trash")
    row = lock_version(row, expected)
    if getattr(row, "in_trash", False):
        raise ValidationError(_("“%(row)s” is in the trash. Restore it first.") % {"row": row}, code="in_trash")
    return row
