"""The horizon: the day up to which the record of an agreement is known, from dated facts and from what offices confirm.

Pure functions. Evidence moves the status, the horizon moves the follow-up condition; the day of typing is neither.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agreements.models import Attestation
from agreements.models.attestation import CONFIRMS
from jambi_coop.lib.dates.known_date import KnownDate

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Attested:
    """An accepted confirmation of an office for `first` through `until`, in force from `accepted_on` on.

    `until` is the first possible last day, or the activity that contradicts it. `is_running`: the office says that the
    cooperation still goes on.
    """

    first: date
    until: date
    accepted_on: date
    is_running: bool = False


def attested_of(attestations: Iterable[Attestation], activities: Sequence[KnownDate]) -> tuple[Attested, ...]:
    """Return the accepted confirmations, the first period first; one without a known first day touches nothing."""
    found = []
    for one in attestations:
        first, until = one.starts_on.earliest, one.ends_on.earliest
        if one.kind not in CONFIRMS or one.accepted_on is None or first is None or until is None:
            continue
        against = contradicting(one, activities)
        until = min([until, *(activity.earliest for activity in against if activity.earliest)])
        running = one.running == Attestation.Running.YES
        found.append(Attested(first, until, one.accepted_on, running))
    return tuple(sorted(found, key=lambda one: (one.first, one.until)))


def contradicting(attestation: Attestation, activities: Iterable[KnownDate]) -> list[KnownDate]:
    """Return the activities that certainly lie inside a period for which an office said that nothing happened, the
    earliest first: up to there the answer counts."""
    first, until = attestation.starts_on.earliest, attestation.ends_on.latest
    if attestation.kind != Attestation.Kind.SILENT or first is None or until is None:
        return []
    inside = [
        one
        for one in activities
        if one.earliest is not None and one.latest is not None and one.earliest >= first and one.latest <= until
    ]
    return sorted(inside, key=lambda one: one.earliest or date.max)


def no_longer_running(attestations: Iterable[Attestation]) -> Attestation | None:
    """Return the accepted answer of an office that it no longer is in force or runs; None where it has not said so, or
    a later accepted answer says otherwise.

    The status follows from stage and dates; this is told beside it.
    """
    asked = [
        one
        for one in attestations
        if one.kind in CONFIRMS and one.accepted_on is not None and one.running != Attestation.Running.NOT_ASKED
    ]
    last = max(asked, key=lambda one: (one.answered_on, one.pk), default=None)
    return last if last is not None and last.running == Attestation.Running.NO else None


def reach(start: date, attested: Iterable[Attested], day: date) -> date:
    """Return how far the confirmations accepted by `day` carry on from `start`: each must touch what is known so far.

    `attested` is in the order of its first days.
    """
    until = start
    for one in attested:
        if one.accepted_on <= day and one.first <= until + DAY:
            until = max(until, one.until)
    return until
