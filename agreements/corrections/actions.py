"""The action that takes back one row: a step, a paper, an early end, the decision on a report."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from agreements.models import Agreement, FollowUpReport, Instrument, Step
from agreements.record.locks import lock_alive
from agreements.record.permissions import require
from agreements.record.reasons import stated

from .correction import Correction, refuse
from .ends import EndCorrection
from .papers import correction_of_paper
from .reports import ReportCorrection
from .steps import StepCorrection

CORRECTIONS: Mapping[type, Callable[[Any], Correction]] = {
    Agreement: EndCorrection,
    Step: StepCorrection,
    Instrument: correction_of_paper,
    FollowUpReport: ReportCorrection,
}


def correction_of(row: Agreement | Step | Instrument | FollowUpReport) -> Correction:
    """Return the correction of a row; of an agreement that of its early end."""
    return CORRECTIONS[type(row)](row)


@transaction.atomic
def correct(row: Agreement | Step | Instrument | FollowUpReport, *, by, reason: str) -> Agreement:
    """Take back exactly this row, and return its agreement. What was written stays in the history.

    Needs the right `correct_step`, for a report the right to decide on it, and a reason (`reasons.stated`). Raises
    ValidationError where later rows stand on it, and names them: they are taken back first, one after the other
    (decision 24).
    """
    row = lock_alive(row)
    correction = correction_of(row)
    require(by, correction.right)
    reason = stated(reason)
    refuse(correction, by)
    correction.take_back(by, reason)
    return correction.agreement
