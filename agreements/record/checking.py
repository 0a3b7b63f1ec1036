"""Mark a fact as compared with its source."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Agreement, BeneficiaryCount, Measurement, Statement, Transaction

from .digest import refresh_digest
from .locks import lock_agreement_of, lock_alive
from .permissions import require
from .saving import save


@transaction.atomic
def mark_checked(row: Agreement | BeneficiaryCount | Measurement | Statement | Transaction, *, by, today: date) -> None:
    """Record who compared the row with its source, and when; needs the right `check_agreement`.

    The author of a row may check it as well: a second person is only needed for publishing.
    """
    require(by, "agreements.check_agreement")
    row = lock_alive(row)
    row.checked_by, row.checked_on = by, today
    save(row, by=by, reason=_("Checked against the source"))
    # A measurement counts as a proven result only once it is checked, so the digest may change.
    refresh_digest(lock_agreement_of(row))
