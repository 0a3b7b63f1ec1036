"""Who has to move: where the paper of a step lies, read from its state."""

from .tracks import TRACKS
from .vocabulary import Holder, Stage, StatusGroup, StepState

WITH_OTHERS = frozenset({StepState.SUBMITTED})
"""States in which a step lies with its holder."""

BEFORE_SIGNING: tuple[Stage, ...] = tuple(
    dict.fromkeys(
        spec.stage
        for specs in TRACKS.values()
        for spec in specs
        if spec.group in (StatusGroup.EXPLORATORY, StatusGroup.PREPARATION, StatusGroup.AWAITING)
    )
)
"""Stages of any track in which nothing binding has been signed by the city yet."""

OWN_WORK_OF_PARTNER: tuple[Stage, ...] = tuple(
    dict.fromkeys(
        spec.stage
        for specs in TRACKS.values()
        for spec in specs
        if not spec.asked and spec.holders == (Holder.PARTNER,)
    )
)
"""Stages in which nothing is asked, and yet the partner has to move."""


def who_moves(stage: str, holder: str, state: str) -> Holder:
    """Who has to move for a step of the present stage: its holder once it was asked, else the city."""
    if state in WITH_OTHERS:
        return Holder(holder)
    if stage in OWN_WORK_OF_PARTNER and state == StepState.IN_PROGRESS:
        return Holder.PARTNER
    return Holder.CITY
