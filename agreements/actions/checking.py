"""Marking a fact as compared with its source."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Agreement, Measurement, Statement, Transaction
from agreements.permissions import require

from .base import save


@transaction.atomic
def mark_checked(row: Agreement | Measurement | Statement | Transaction, *, by, today: date) -> None:
    """Record who compared the row with its source, and when; needs the right `check_agreement`.

    The one who wrote a line may check it too; what is published is looked at by a second person.
    """
    require(by, "agreements.check_agreement")
    row = type(row).objects.select_for_update().get(pk=row.pk)
    if isinstance(row, Agreement) and row.in_trash:
        raise ValidationError(_("This agreement is in the trash. Restore it first."), code="in_trash")
    row.checked_by, row.checked_on = by, today
    save(row, by=by, reason=_("Checked against the source"))
