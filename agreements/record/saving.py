"""What every action does last, with the row locked (`locks`): save with version, history and digest."""

from django.db import IntegrityError, transaction

from agreements.lifecycle import StepFact
from agreements.models import Agreement, Document, Step
from jambi_coop.lib.versions.versioning import lock_version
from partners.models import Partner

from .digest import refresh_digest, refresh_digests_of


def step_facts(agreement: Agreement) -> list[StepFact]:
    """The steps of an agreement as the life-cycle rules read them."""
    return [step.fact for step in agreement.steps.select_related("waiver")]


def record_author(row, *, by, reason: str = "") -> None:
    """Tell the history who makes the coming change of `row`, and why."""
    row._history_user = by
    row._change_reason = reason[:100] or None


def save(row, *, by, reason: str = "") -> None:
    """Save a versioned row with who and why in its history; what the database refuses is said in its own words."""
    row.version += 1
    record_author(row, by=by, reason=reason)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.validate_constraints()
        raise


def finish(agreement: Agreement, *, by, reason: str = "") -> None:
    """Save the agreement after an action and gather its digest anew."""
    agreement.edited_by = by
    save(agreement, by=by, reason=reason)
    refresh_digest(agreement)


def refresh_digests_around(row: Agreement | Partner | Document) -> None:
    """Gather anew the facts of every agreement on which a change of the row shows."""
    if isinstance(row, Partner):
        refresh_digests_of(row)
    else:
        refresh_digest(row.agreement if isinstance(row, Document) else row)


@transaction.atomic
def note_edit(agreement: Agreement, *, by, part) -> None:
    """After a row of an agreement was written or deleted: who edited last, and the digest.

    Whoever edits a part is an editor of the whole when it comes to publishing. The version rises only for a
    step: the table of past steps shows every one of them.
    """
    agreement = lock_version(agreement)
    former, agreement.edited_by = agreement.edited_by_id, by
    reason = f"{part._meta.verbose_name}: {part}"
    if isinstance(part, Step):
        save(agreement, by=by, reason=reason)
    elif former != by.pk:
        record_author(agreement, by=by, reason=reason)
        agreement.save()
    refresh_digest(agreement)
