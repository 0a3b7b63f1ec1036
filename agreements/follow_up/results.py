"""Promised results: targets that are never overwritten, and measured values that a second person approves."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Indicator, Measurement, ReportState, Source, Target
from agreements.record.locks import lock_alive
from agreements.record.permissions import require
from agreements.record.saving import note_edit, save
from jambi_coop.lib.dates.known_date import KnownDate

WRITTEN = (
    *("period_earliest", "period_latest", "period_precision"),
    *("value", "comment", "comment_en", "document_id", "source_id"),
)
"""Columns of a measured value that an editor writes; the actions write the others."""


@transaction.atomic
def set_target(
    indicator: Indicator, *, value: Decimal, due: KnownDate, source: Source, reason: str, by, today: date
) -> Target:
    """Set a new target; the former ones stay. Every target after the first needs a reason."""
    require(by, "agreements.add_target")
    indicator = lock_alive(indicator)
    former = indicator.targets.last()
    if former is not None and not reason.strip():
        raise ValidationError({"reason": _("Say why the target changes; the former one stays visible.")})
    if former is not None and (former.value, former.due) == (value, due):
        raise ValidationError(_("This is the target already."), code="same")
    target = Target.objects.create(
        indicator=indicator, value=value, due=due, source=source, reason=reason.strip(), set_on=today, set_by=by
    )
    # Raises the version: a user who opened the page before has to see this target first.
    save(indicator, by=by, reason=str(target._meta.verbose_name))
    note_edit(indicator.agreement, by=by, part=indicator)
    return target


@transaction.atomic
def submit_measurement(measurement: Measurement, *, by, expected: int | None = None) -> Measurement:
    """Submit a measured value for approval."""
    require(by, "agreements.change_measurement")
    row = lock_alive(measurement, expected)
    if row.state not in (ReportState.DRAFT, ReportState.RETURNED):
        raise ValidationError(_("This value has been submitted already."), code="not_open")
    row.state = ReportState.SUBMITTED
    save(row, by=by, reason=_("Submitted"))
    note_edit(row.indicator.agreement, by=by, part=row)
    return row


def writers_of_value(row: Measurement) -> set[int]:
    """Return the ids of all users who wrote the value since it was begun or last approved, from its history.

    Submitting and returning are not writing. The user who typed the number stays a writer when another corrects the
    comment.
    """
    found: set[int | None] = set()
    written = None
    records = row.history.order_by("history_date", "history_id").values_list("state", "history_user", *WRITTEN)
    for state, user, *words in records:
        if state == ReportState.APPROVED:
            found.clear()
        elif words != written:
            found.add(user)
        written = words
    return {pk for pk in found if pk is not None}


@transaction.atomic
def approve_measurement(measurement: Measurement, *, by, expected: int | None = None) -> Measurement:
    """Approve a value as a second person: it then counts and can be public. Comparing it with its source is another
    step."""
    require(by, "agreements.approve_followupreport")
    row = lock_alive(measurement, expected)
    if row.state != ReportState.SUBMITTED:
        raise ValidationError(_("Only a submitted value can be decided on."), code="not_submitted")
    if by.pk in writers_of_value(row):
        raise ValidationError(
            _("You entered this value yourself. Somebody else has to decide on it."), code="same_person"
        )
    row.state, row.review_note = ReportState.APPROVED, ""
    save(row, by=by, reason=_("Approved"))
    note_edit(row.indicator.agreement, by=by, part=row)
    return row


@transaction.atomic
def return_measurement(measurement: Measurement, *, by, note: str, expected: int | None = None) -> Measurement:
    """Return a value with a note on what has to be repaired; an approved one can be taken back like this too."""
    require(by, "agreements.approve_followupreport")
    row = lock_alive(measurement, expected)
    if row.state not in (ReportState.SUBMITTED, ReportState.APPROVED):
        raise ValidationError(_("Only a submitted value can be decided on."), code="not_submitted")
    if not note.strip():
        raise ValidationError({"note": _("Write what has to be repaired.")}, code="note_needed")
    row.state, row.review_note = ReportState.RETURNED, note.strip()
    save(row, by=by, reason=note[:100])
    note_edit(row.indicator.agreement, by=by, part=row)
    return row
