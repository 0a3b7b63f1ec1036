"""The acts behind the rows of an office workbook: a report is submitted, an answer entered.

Trying out is carrying out within a savepoint that is rolled back, so that the rules stand once, in the acts.
"""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.timezone import localdate

from agreements.attesting.actions import attest
from agreements.models import Attestation, FollowUpReport
from agreements.office_reports.actions import save_report, submit_report
from agreements.office_reports.new_activity import report_new_activity
from agreements.office_reports.news import tell_of_submissions
from jambi_coop.lib.versions.versioned_forms import CHANGED
from jambi_coop.lib.versions.versioning import StaleVersion

from .rows import ComparedRow, Written


def try_out(rows: Sequence[ComparedRow], *, by: Any, now: datetime) -> None:
    """Refuse each row whose act is refused; nothing stays written."""
    with transaction.atomic():
        carry_out(rows, by=by, now=now)
        transaction.set_rollback(True)


def carry_out(rows: Sequence[ComparedRow], *, by: Any, now: datetime) -> list[Written]:
    """Submit every row that is not refused, refuse each whose act is, and return what was written."""
    written: list[Written] = []
    for one in rows:
        if one.row is None or one.faults:
            continue
        try:
            with transaction.atomic():
                written.append((one, _act(one, by, now), None))
        except ValidationError as error:
            one.refuse_error(error)
        except PermissionDenied as error:
            one.refuse(str(error))
        except StaleVersion:
            one.refuse(str(CHANGED))
    return written


def tell_of(written: Sequence[Written], *, by: Any, now: datetime) -> None:
    """Tell those who decide of the submitted reports, each in one message."""
    reports = [row for _one, row, _former in written if isinstance(row, FollowUpReport)]
    tell_of_submissions(reports, by=by, now=now)


def _act(one: ComparedRow, by: Any, now: datetime) -> models.Model:
    row = copy(one.row)  # an act sets keys and versions on what it is given
    if isinstance(row, Attestation):
        return attest(row, by=by, today=localdate(now))
    assert isinstance(row, FollowUpReport)
    if row.follow_up.pk is None:
        row.follow_up = copy(row.follow_up)
        return report_new_activity(row, by=by, now=now, announces=False)
    saved = save_report(row, by=by, now=now, expected=row.version if row.pk else None)
    return submit_report(saved, by=by, now=now, expected=saved.version, announces=False)
