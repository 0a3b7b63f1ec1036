"""Who has to act on a step, derived from its state: its holder or the city."""

from .tracks import TRACKS
from .vocabulary import Holder, Stage, StatusGroup, StepState, Track

WITH_OTHERS = frozenset({StepState.SUBMITTED})
"""States in which a step is with its holder."""

BEFORE_SIGNING: tuple[Stage, ...] = tuple(
    dict.fromkeys(
        spec.stage
        for track, specs in TRACKS.items()
        for spec in specs
        if track != Track.CONTACT
        and spec.group in (StatusGroup.EXPLORATORY, StatusGroup.PREPARATION, StatusGroup.AWAITING)
    )
)
"""Stages of any procedure in which nothing binding has been signed by the city yet."""

HOLDERS: tuple[Holder, ...] = tuple(
    holder for holder in Holder if any(holder in spec.possible_holders for specs in TRACKS.values() for spec in specs)
)
"""Those who can have a step of some track."""

OWN_WORK_OF_PARTNER: tuple[Stage, ...] = tuple(
    dict.fromkeys(
        spec.stage
        for specs in TRACKS.values()
        for spec in specs
        if not spec.asked and spec.holders == (Holder.PARTNER,)
    )
)
"""Stages in which no answer is awaited, and yet the partner has to act."""


def who_moves(stage: str, holder: str, state: str) -> Holder:
    """Return who has to act on a step of the present stage: its holder once the step was submitted, the partner while
    its own work is in progress, else the city."""
    if state in WITH_OTHERS:
        return Holder(holder)
    if stage in OWN_WORK_OF_PARTNER and state == StepState.IN_PROGRESS:
        return Holder.PARTNER
    return Holder.CITY
