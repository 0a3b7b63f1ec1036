"""A proposal that was given up before signing: the stage it had reached, and the reason from a fixed list.

The reason in the office's own words is internal.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from agreements.lifecycle.rules import StepFact, stopped_at
from agreements.lifecycle.vocabulary import Stage, StopReason, Track
from agreements.models import Agreement, Step
from agreements.record.wording import date_label, happened


def step_facts_of(steps: Iterable[Step]) -> list[StepFact]:
    """Return the facts of steps that the life cycle rules need."""
    return [StepFact(step.stage, step.round, step.holder, step.state) for step in steps]


def stage_reached(agreement: Agreement) -> Stage:
    """Return the last stage that a discontinued proposal had reached. Its steps must be loaded."""
    return stopped_at(Track(agreement.track), step_facts_of(agreement.steps.all()))


def reason_label(code: str) -> str:
    """Return the reason for giving it up; "" if the fixed list has no word for it."""
    return str(StopReason(code).label) if code and code != StopReason.OTHER else ""


def last_stage_sentence(stage: Stage) -> str:
    """Return the sentence that names the last stage reached."""
    return _("Last stage reached: %(stage)s") % {"stage": stage.label}


def stopped_sentence(agreement: Agreement) -> str:
    """Return, for a discontinued proposal, its end, last stage and reason; "" for any other agreement.

    Example: "Discontinued on 5 May 2024. Last stage reached: Letter of Intent. The partner withdrew."
    """
    if agreement.stage != Stage.DISCONTINUED:
        return ""
    ended = happened(str(Stage.DISCONTINUED.label), agreement.ended_on)
    facts = [
        f"{ended} {date_label(agreement.ended_on)}".strip(),
        last_stage_sentence(stage_reached(agreement)),
        reason_label(agreement.end_reason_code),
    ]
    return " ".join(f"{fact}." for fact in facts if fact)
