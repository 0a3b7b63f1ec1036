"""The last step of every action, with the row locked (`locks`): save with version, history and digest."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.lifecycle.rules import StepFact
from agreements.models import Agreement, Document, Letter, Step
from jambi_coop.lib.versions.versioning import lock_version
from partners.models import Partner

from .digest import refresh_digest, refresh_digests_of
from .instruments import signing_day


def step_facts(agreement: Agreement) -> list[StepFact]:
    """Return the steps of an agreement in the form that the life-cycle rules read."""
    return [step.fact for step in agreement.steps.select_related("waiver")]


def record_author(row, *, by, reason: str = "") -> None:
    """Set author and reason for the history row that the next save or delete of `row` writes."""
    row._history_user = by
    row._change_reason = reason[:100] or None


def save(row, *, by, reason: str = "") -> None:
    """Save a versioned row, with author and reason in its history.

    Raises ValidationError with the message of the constraint where the database refuses the row.
    """
    row.version += 1
    record_author(row, by=by, reason=reason)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.validate_constraints()
        raise


def finish(agreement: Agreement, *, by, reason: str = "") -> None:
    """Save the agreement after an action and refresh its digest.

    Raises ValidationError where it would have ended before its text was signed.
    """
    if agreement.ended_on and agreement.ended_on.certainly_before(signing_day(agreement)):
        raise ValidationError(_("It cannot end before it was signed."), code="ends_before_signing")
    agreement.edited_by = by
    save(agreement, by=by, reason=reason)
    refresh_digest(agreement)


def refresh_digests_around(row: Agreement | Partner | Document) -> None:
    """Refresh the digest of every agreement that a change of the row affects."""
    if isinstance(row, Partner):
        refresh_digests_of(row)
    else:
        refresh_digest(row.agreement if isinstance(row, Document) else row)


@transaction.atomic
def note_edit(agreement: Agreement, *, by, part) -> None:
    """Record the last editor and refresh the digest of an agreement, after a row of it was written or deleted.

    The editor of a part counts as editor of the whole when it comes to publishing. The version rises only for a
    step or a letter of one, since the table of past steps shows all of them and must notice a change of any.
    """
    agreement = lock_version(agreement)
    former, agreement.edited_by = agreement.edited_by_id, by
    reason = f"{part._meta.verbose_name}: {part}"
    if isinstance(part, Step | Letter):
        save(agreement, by=by, reason=reason)
    elif former != by.pk:
        record_author(agreement, by=by, reason=reason)
        agreement.save()
    refresh_digest(agreement)
