"""Promised results: targets that are never overwritten, and measured values that a second person approves."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Indicator, Measurement, ReportState, Source, Target
from agreements.permissions import require
from jambi_coop.lib.dates import KnownDate

from .base import note_edit, save
from .follow_ups import refuse_stale

MEASUREMENT_PATH = "indicator__agreement"


@transaction.atomic
def set_target(
    indicator: Indicator, *, value: Decimal, due: KnownDate, source: Source, reason: str, by, today: date
) -> Target:
    """Set what is promised from now on; the former targets stay. Every target after the first needs a reason."""
    require(by, "agreements.add_target")
    indicator = Indicator.objects.select_for_update().get(pk=indicator.pk)
    if indicator.agreement.in_trash:
        raise ValidationError(_("This agreement is in the trash. Restore it first."), code="in_trash")
    former = indicator.targets.last()
    if former is not None and not reason.strip():
        raise ValidationError({"reason": _("Say why the target changes; the former one stays visible.")})
    if former is not None and (former.value, former.due) == (value, due):
        raise ValidationError(_("This is the target already."), code="same")
    target = Target.objects.create(
        indicator=indicator, value=value, due=due, source=source, reason=reason.strip(), set_on=today, set_by=by
    )
    note_edit(indicator.agreement, by=by, part=indicator)
    return target


def _decide(measurement: Measurement, by, expected: int | None) -> Measurement:
    measurement = Measurement.objects.select_for_update().get(pk=measurement.pk)
    refuse_stale(measurement, expected)
    return measurement


@transaction.atomic
def submit_measurement(measurement: Measurement, *, by, expected: int | None = None) -> Measurement:
    """Hand a measured value over for approval."""
    require(by, "agreements.change_measurement")
    row = _decide(measurement, by, expected)
    if row.state not in (ReportState.DRAFT, ReportState.RETURNED):
        raise ValidationError(_("This value has been submitted already."), code="not_open")
    row.state = ReportState.SUBMITTED
    save(row, by=by, reason=_("Submitted"))
    note_edit(row.indicator.agreement, by=by, part=row)
    return row


def last_writer(row: Measurement):
    """Who last wrote the value, as the history has it; None for the loader."""
    last = row.history.exclude(state=ReportState.SUBMITTED).first() or row.history.first()
    return last.history_user_id if last else None


@transaction.atomic
def approve_measurement(measurement: Measurement, *, by, expected: int | None = None) -> Measurement:
    """A second person lets a value count and show in public; comparing it with its source is another step."""
    require(by, "agreements.approve_followupreport")
    row = _decide(measurement, by, expected)
    if row.state != ReportState.SUBMITTED:
        raise ValidationError(_("Only a submitted value can be decided on."), code="not_submitted")
    if last_writer(row) == by.pk:
        raise ValidationError(
            _("You entered this value yourself. Somebody else has to decide on it."), code="same_person"
        )
    row.state, row.review_note = ReportState.APPROVED, ""
    save(row, by=by, reason=_("Approved"))
    note_edit(row.indicator.agreement, by=by, part=row)
    return row


@transaction.atomic
def return_measurement(measurement: Measurement, *, by, note: str, expected: int | None = None) -> Measurement:
    """Give a value back, saying what has to be repaired; an approved one can be taken back like this too."""
    require(by, "agreements.approve_followupreport")
    row = _decide(measurement, by, expected)
    if row.state not in (ReportState.SUBMITTED, ReportState.APPROVED):
        raise ValidationError(_("Only a submitted value can be decided on."), code="not_submitted")
    if not note.strip():
        raise ValidationError({"note": _("Write what has to be repaired.")}, code="note_needed")
    row.state, row.review_note = ReportState.RETURNED, note.strip()
    save(row, by=by, reason=note[:100])
    note_edit(row.indicator.agreement, by=by, part=row)
    return row
