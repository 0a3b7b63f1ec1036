"""Past steps of a signed text in a file: what others were asked, when, and what they answered.

A line fills the step that the record has, while nothing is known of it. Whatever moves a record goes by the acts of
`agreements.stages`, and what a step may say is asked there (`check_step`).
"""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from typing import Any

from django.utils.translation import gettext as _

from agreements.exchange.register.columns import SheetColumn
from agreements.lifecycle import rules
from agreements.lifecycle.tracks import ASKED_STAGES
from agreements.lifecycle.vocabulary import Stage, StepState, Track
from agreements.models import Source, Step
from jambi_coop.lib.sheets.cell_reading import is_blank

from .alike import likeness
from .rows import ComparedRow

FACTS = ("sent_on", "received_on", "decided_on", "letter_number", "reply_number", "instrument_id")
NOTHING_KNOWN = (StepState.UNKNOWN, StepState.NOT_STARTED)


def says_anything(step: Step) -> bool:
    """True where the state, a day or a number of a step is known."""
    return step.state not in NOTHING_KNOWN or any(getattr(step, name) for name in FACTS)


def is_filled_in(one: ComparedRow) -> bool:
    """True for a line that tells the first facts of a step."""
    is_step = isinstance(one.found, Step) and isinstance(one.row, Step)
    return is_step and not says_anything(one.found) and says_anything(one.row)


def decide_steps(
    new: Sequence[ComparedRow], found: Mapping[str, Sequence[Step]], keyed: Collection[int], source: Source | None
) -> None:
    """Let each line without a key mean the step of the register that it tells of, or refuse it.

    `found` are the steps of its stage, by the place of the line; `keyed` those that another line names by their key.
    A step that is filled in gets the source of the file where the line names none.
    """
    taken = set(keyed)
    for one in new:
        step = _decide(one, found.get(one.came.place, ()))
        if step is not None and step.pk in taken:
            one.refuse(_("Another row tells of the same step."), one.came.table.column("stage"))
            step = None
        if step is not None:
            taken.add(step.pk)
            if source is not None and not says_anything(step) and step.source_id is None:
                one.values.setdefault("source", source)
        one.found, one.row = step, copy(step)


def _decide(one: ComparedRow, steps: Sequence[Step]) -> Step | None:
    """Return the step that a line tells of, out of those of its stage; None where the line is refused."""
    for column in one.came.table.columns:
        if column.required and is_blank(one.came.cells.get(column.key)):
            one.refuse(_("This column has to be filled in for a new row."), column)
    if one.faults:
        return None
    holder = one.values.get("holder")
    last: dict[str, Step] = {}
    for step in sorted(steps, key=lambda step: step.round):
        if holder in (None, step.holder):
            last[step.holder] = step
    refusal = _why_not(one, list(last.values()))
    if refusal:
        one.refuse(refusal, one.came.table.column("holder" if len(last) > 1 else "stage"))
        return None
    return next(iter(last.values()))


def _why_not(one: ComparedRow, steps: Sequence[Step]) -> str:
    """Return why no step is filled by a line; "" where there is one."""
    if one.values["stage"] not in ASKED_STAGES:
        return _("Only what others were asked comes in here; a signing is told in the sheet of the texts.")
    if not steps:
        return _("The record has no such step. A new agreement is imported first, its steps after it.")
    if len(steps) > 1:
        return _("Several were asked this: name the one that is meant.")
    (step,) = steps
    if says_anything(step) and not likeness(one.came.table, one, step):
        return _("Something else is recorded of this step already. Change it on the page of the agreement.")
    return ""


def takes_facts(column: SheetColumn, row: Any) -> bool:
    """True for a column that a line with the key of a step may fill, while nothing is known of the step."""
    return isinstance(row, Step) and column.key in ("state", *FACTS) and not says_anything(row)


def why_not_filled(step: Step) -> str:
    """Return why a file tells no facts of a step; "" where it may."""
    track = Track(step.agreement.track)
    spec = rules.the_spec(track, Stage(step.stage))
    if not spec.asked or spec.instrument is not None:
        return _("Only what others were asked comes in here; a signing is told in the sheet of the texts.")
    if rules.position(track, Stage(step.stage)) >= rules.position(track, Stage(step.agreement.stage)):
        return _("This step is not past: record it on the page of the agreement.")
    if step.letters.exists():
        return _("Something else is recorded of this step already. Change it on the page of the agreement.")
    return ""


def changed_facts(step: Any, found: Any) -> bool:
    """True where a step says something else than before of what was asked and answered."""
    return any(getattr(step, name) != getattr(found, name) for name in ("state", *FACTS))
