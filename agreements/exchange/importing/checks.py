"""What a row of the register must fulfil, whoever writes it: the same rules as in its form, asked of a row in memory.

The rules are those of the model (`clean_fields`, `clean`, its check constraints) and of the acts on its kind of row;
here is only which of them are asked, and how their refusals find their column.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from agreements.follow_up.checks import faults_of, refuse_unread
from agreements.models import FollowUp, Instrument, Measurement, ReportState, Step, Target
from agreements.models.source import Checked
from agreements.stages.steps import check_step
from jambi_coop.lib.records.check_constraints import broken_constraints

from .past_steps import changed_facts, why_not_filled

Found = tuple[str, str]
"""Name of the field ("" for the whole row), and the reason."""
GIVEN_AT_WRITING: dict[type[models.Model], tuple[str, ...]] = {Target: ("set_on",)}
"""Columns that a new row only gets when it is written."""


def faults_of_row(row: models.Model, found: models.Model | None, today: date) -> Iterator[Found]:
    """Yield everything that stands against writing the row."""
    yield from _of_model(row)
    special = SPECIAL.get(type(row))
    if special is not None:
        yield from special(row, found, today)


def _of_model(row: models.Model) -> Iterator[Found]:
    named = set()
    for check in (lambda: row.clean_fields(exclude=_unasked(type(row))), row.clean):
        for name, reason in _refusals(check):
            named.add(reason)
            yield name, reason
    for constraint in broken_constraints(row):
        reason = str(constraint.get_violation_error_message())
        if reason not in named:
            yield "", reason


@cache
def _unasked(model: type[models.Model]) -> frozenset[str]:
    """Return the columns of relations, which the reading of their cells checks, and those that only the register
    fills."""
    filled = GIVEN_AT_WRITING.get(model, ())
    fields = model._meta.concrete_fields
    return frozenset(one.name for one in fields if one.is_relation or not one.editable or one.name in filled)


def _refusals(check: Callable[[], Any]) -> Iterator[Found]:
    try:
        check()
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            for name, reasons in error.message_dict.items():
                yield from ((("" if name == NON_FIELD_ERRORS else name), reason) for reason in reasons)
        else:
            yield from (("", reason) for reason in error.messages)


def _follow_up(row: FollowUp, found: FollowUp | None, today: date) -> Iterator[Found]:
    yield from faults_of(row, today)
    if found is not None and found.is_open and not row.is_open:
        yield from _refusals(lambda: refuse_unread(found))


def _instrument(row: Instrument, found: Instrument | None, today: date) -> Iterator[Found]:
    yield from _refusals(row.refuse_misfits)
    if row.signed_on.certainly_after(today):
        yield "signed_on", _("This day is in the future.")


def _step(row: Step, found: Step | None, today: date) -> Iterator[Found]:
    if not changed_facts(row, found):
        return
    reason = why_not_filled(row)
    if reason:
        yield "stage", reason
    else:
        yield from _refusals(lambda: check_step(row, today))


SPECIAL: dict[type[models.Model], Callable[[Any, Any, date], Iterator[Found]]] = {
    FollowUp: _follow_up,
    Instrument: _instrument,
    Step: _step,
}


def forget_checks(row: models.Model) -> None:
    """Take the marks off a row that changed: it was compared with its source, or approved, as it was before."""
    if isinstance(row, Checked):
        row.checked_by = row.checked_on = None
    if isinstance(row, Measurement):
        row.state = ReportState.DRAFT
