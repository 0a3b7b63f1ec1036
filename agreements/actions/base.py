"""What every action does first and last: lock the row, look at the day, save with version, history and digest."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.digest import refresh_digest
from agreements.lifecycle import StepFact
from agreements.models import Agreement


def lock(agreement: Agreement) -> Agreement:
    """The agreement as it stands now, locked until the transaction ends; refused when in the trash."""
    locked = hold(agreement)
    refuse_trashed(locked)
    return locked


def hold(agreement: Agreement) -> Agreement:
    """The agreement as it stands now, locked; what it renews is locked before it, since signing moves follow-ups."""
    if agreement.renews_id is not None:
        Agreement.objects.held(agreement.renews_id)
    return Agreement.objects.held(agreement.pk)


def refuse_trashed(agreement: Agreement) -> None:
    """Nothing is written on what lies in the trash."""
    if agreement.in_trash:
        raise ValidationError(_("This agreement is in the trash. Restore it first."), code="in_trash")


def agreement_of(row) -> Any:
    """The agreement that a row is or on which it hangs; None for a partner."""
    if isinstance(row, Agreement):
        return row
    for way in ("agreement", "indicator", "follow_up"):
        if hasattr(row, way):
            return agreement_of(getattr(row, way))
    return None


def hold_agreement_of(row) -> None:
    """Lock the agreement of a row before the row itself (`Agreement.objects.held`); a row without one is left."""
    agreement = agreement_of(row)
    if agreement is not None:
        hold(agreement)


def held(row):
    """Any row as it stands now, locked until the transaction ends, and before it the agreement on which it hangs."""
    if isinstance(row, Agreement):
        return hold(row)
    hold_agreement_of(row)
    return type(row).objects.select_for_update(no_key=True).get(pk=row.pk)


def facts(agreement: Agreement) -> list[StepFact]:
    """The steps of an agreement as the life-cycle rules read them."""
    return [
        StepFact(step.stage, step.round, step.holder, step.state, hasattr(step, "waiver"), step.council_role)
        for step in agreement.steps.select_related("waiver")
    ]


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


@transaction.atomic
def note_edit(agreement: Agreement, *, by, part) -> None:
    """After a row of an agreement was written or deleted: who edited last, and the digest.

    Whoever edits a part is an editor of the whole when it comes to publishing. The version rises only for a
    step: the table of past steps shows every one of them.
    """
    agreement = Agreement.objects.held(agreement.pk)
    if part._meta.model_name == "step" or agreement.edited_by_id != by.pk:
        agreement.edited_by = by
        agreement.version += part._meta.model_name == "step"
        record_author(agreement, by=by, reason=f"{part._meta.verbose_name}: {part}")
        agreement.save()
    refresh_digest(agreement)
