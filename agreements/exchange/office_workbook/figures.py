"""What was promised and done of an agreement on a day, for the yearly review: the definitions stand at `Figures`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agreements.models import Agreement, FollowUp
from agreements.record.condition import Condition

State = FollowUp.State


@dataclass(frozen=True)
class Figures:
    """Numbers of one agreement, or summed up of several.

    `promised`: follow-ups that were planned or done and not cancelled. `done`: those recorded as done. `overdue`: those
    not recorded as done of which every possible day of the due date has passed. `unconfirmed`: agreements of which
    nobody has confirmed for too long whether anything happened (condition *not confirmed*).
    """

    agreements: int = 0
    promised: int = 0
    done: int = 0
    overdue: int = 0
    unconfirmed: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(one + two for one, two in zip(self.numbers, other.numbers, strict=True)))

    @property
    def numbers(self) -> tuple[int, ...]:
        return (self.agreements, self.promised, self.done, self.overdue, self.unconfirmed)


def figures_of(agreement: Agreement, today: date) -> Figures:
    """Return the numbers of an agreement with its follow-ups and the stretch of the day loaded."""
    states = [one.state(today) for one in agreement.follow_ups.all()]
    is_unconfirmed = agreement.stretch_on(today).condition == Condition.UNCONFIRMED
    return Figures(
        agreements=1,
        promised=len(states) - states.count(State.CANCELLED),
        done=states.count(State.DONE),
        overdue=states.count(State.LATE),
        unconfirmed=int(is_unconfirmed),
    )


def summed(agreements: Iterable[Agreement], today: date) -> Figures:
    """Return the numbers of several agreements together."""
    return sum((figures_of(one, today) for one in agreements), Figures())
