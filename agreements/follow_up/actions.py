"""Actions on follow-ups: plan, start, finish, cancel, move the due date, put a person in charge.

Each move of a due date is counted, so that repeated postponement is visible.
"""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Agreement, FollowUp, Office
from agreements.record.digest import refresh_digest
from agreements.record.locks import lock_alive
from agreements.record.permissions import may_change_follow_ups
from agreements.record.saving import note_edit, save
from jambi_coop.lib.dates.fields import refuse_future
from jambi_coop.lib.dates.known_date import KnownDate

from .checks import refuse_twin, refuse_unread

REASON_LENGTH = 100


def _to_change(follow_up: FollowUp, *, by, expected: int | None = None) -> FollowUp:
    """Return the locked follow-up in its saved state. Raises PermissionDenied when `by` may not change follow-ups."""
    row = lock_alive(follow_up, expected)
    if by is not None and not may_change_follow_ups(by):
        raise PermissionDenied(_("Your account does not have the right to do this."))
    return row


def refuse_closed(follow_up: FollowUp) -> None:
    """Raise ValidationError when the follow-up is done or cancelled."""
    if not follow_up.is_open:
        raise ValidationError(_("“%(title)s” is closed already."), code="closed", params={"title": follow_up.title})


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Give the reason."), code="reason_needed")
    return reason[:REASON_LENGTH]


@transaction.atomic
def plan_follow_up(
    agreement: Agreement,
    *,
    kind: str,
    title: str,
    office: Office | None,
    due_on: KnownDate,
    by,
    person=None,
    is_public: bool = True,
) -> FollowUp:
    """Add a follow-up to an agreement: title, office and due date."""
    agreement = lock_alive(agreement)
    follow_up = FollowUp(
        agreement=agreement,
        kind=kind,
        title=title,
        office=office,
        due_on=due_on,
        person_in_charge=person,
        is_public=is_public,
        version=0,
    )
    refuse_twin(follow_up)
    save(follow_up, by=by)
    note_edit(agreement, by=by, part=follow_up)
    return follow_up


def _save(*follow_ups: FollowUp, by, reason: str) -> None:
    """Save the follow-ups, and refresh each of their agreements once."""
    for row in follow_ups:
        save(row, by=by, reason=reason)
    for row in {row.agreement_id: row for row in reversed(follow_ups)}.values():
        if by is not None:
            note_edit(row.agreement, by=by, part=row)
        else:
            refresh_digest(row.agreement)


@transaction.atomic
def finish_follow_up(
    follow_up: FollowUp, *, done_on: KnownDate, result: str, by, today: date, document=None, expected: int | None = None
) -> FollowUp:
    """Record that a follow-up was done, with its result in one sentence. `expected`: the version that the user read."""
    row = _to_change(follow_up, by=by, expected=expected)
    refuse_closed(row)
    refuse_unread(row)
    if not done_on:
        raise ValidationError({"done_on": _("Give the date, even if only the year is known.")})
    refuse_future(done_on, today)
    if not result.strip():
        raise ValidationError({"result": _("Write the result in one sentence.")}, code="result_needed")
    if row.started_on and row.started_on.certainly_after(done_on):
        raise ValidationError({"done_on": _("It cannot be done before it started.")})
    row.done_on, row.result = done_on, result.strip()
    row.document = document or row.document
    _save(row, by=by, reason=_("Done"))
    return row


@transaction.atomic
def start_follow_up(follow_up: FollowUp, *, started_on: KnownDate, by, today: date) -> FollowUp:
    """Record that work on a follow-up has begun."""
    row = _to_change(follow_up, by=by)
    refuse_closed(row)
    if not started_on:
        raise ValidationError({"started_on": _("Give the date, even if only the year is known.")})
    refuse_future(started_on, today)
    row.started_on = started_on
    _save(row, by=by, reason=_("Started"))
    return row


@transaction.atomic
def cancel_follow_up(follow_up: FollowUp, *, on: date, reason: str, by, today: date, expected: int | None = None):
    """Cancel a follow-up with a reason; it stays in the register."""
    row = _to_change(follow_up, by=by, expected=expected)
    refuse_closed(row)
    refuse_unread(row)
    if on > today:
        raise ValidationError(_("This day is in the future."), code="future")
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")}, code="reason_needed")
    row.cancelled_on, row.cancelled_reason = on, reason.strip()
    _save(row, by=by, reason=reason[:REASON_LENGTH])
    return row


@transaction.atomic
def move_due_dates(follow_ups: Sequence[FollowUp], *, to: KnownDate, reason: str, by, today: date) -> int:
    """Give open follow-ups another due date, with a reason; returns how many moved. All or nothing.

    Setting a first due date is no move. The count of moves never goes down. A date in the past is refused, since it
    would be overdue at once; a date that was typed wrongly is corrected in the form of the follow-up.
    """
    why = _reason(reason)
    if not to:
        raise ValidationError(_("Give the new due date."), code="date_needed")
    if to.certainly_before(today):
        raise ValidationError({"due_on": _("This day has passed. Give one that is still to come.")})
    moved = []
    for one in sorted(follow_ups, key=lambda row: row.pk):
        row = _to_change(one, by=by)
        refuse_closed(row)
        if row.due_on != to:
            row.times_moved += bool(row.due_on)
            row.due_on = to
            moved.append(row)
    _save(*moved, by=by, reason=why)
    return len(moved)


@transaction.atomic
def assign_follow_ups(follow_ups: Sequence[FollowUp], *, person, by) -> int:
    """Set the person in charge of follow-ups (None removes the present one); returns how many changed."""
    changed = []
    for one in sorted(follow_ups, key=lambda row: row.pk):
        row = _to_change(one, by=by)
        if row.person_in_charge_id != getattr(person, "pk", None):
            row.person_in_charge = person
            changed.append(row)
    _save(*changed, by=by, reason=_("Person in charge"))
    return len(changed)
