"""How long the steps before a signature took: days from asking to the answer, as far as both are known to the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Case, CharField, Count, DurationField, ExpressionWrapper, F, QuerySet, When
from django.db.models.functions import Coalesce

from agreements.lifecycle import SATISFIED, Holder, Stage, StepState
from agreements.models import Step
from jambi_coop.lib.dates import Precision

FEW = 20
"""So many steps are shown one by one; a median of less says little."""
ANSWERED = [*SATISFIED, StepState.RETURNED, StepState.REJECTED]


@dataclass(frozen=True)
class StepLength:
    """Days that one kind of step took. `points` holds every step while there are fewer than 20, else nothing."""

    stage: str
    holder: str
    number: int
    median: float
    longest: int
    points: tuple[int, ...]


def step_lengths(seen: QuerySet) -> list[StepLength]:
    """Of the answered steps of the agreements in `seen` (without comparison cases); one grouped query.

    A step counts from receipt, else from sending, and only where both days are exact and in order.
    """
    steps = (
        Step.objects.filter(
            agreement__in=seen.filter(trashed_at__isnull=True, is_comparison=False),
            state__in=ANSWERED,
            decided_on_precision=Precision.DAY,
        )
        .exclude(holder=Holder.CITY)
        .annotate(
            asked=Coalesce("received_on_latest", "sent_on_latest"),
            precision=Coalesce(_precision("received_on"), _precision("sent_on")),
        )
        .filter(precision=Precision.DAY, decided_on_latest__gte=F("asked"))
    )
    took = ExpressionWrapper(F("decided_on_latest") - F("asked"), output_field=DurationField())
    rows = steps.order_by().annotate(took=took).values_list("stage", "holder", "took").annotate(number=Count("pk"))
    return _gathered(rows)


def _precision(name: str) -> Case:
    """How well a known date is known; nothing where it is not."""
    known = When(**{f"{name}_latest__isnull": False}, then=F(f"{name}_precision"))
    return Case(known, default=None, output_field=CharField())


def _gathered(rows: Iterable[tuple[str, str, timedelta, int]]) -> list[StepLength]:
    found: dict[tuple[str, str], list[int]] = {}
    for stage, holder, took, number in rows:
        found.setdefault((stage, holder), []).extend([took.days] * number)
    stages = list(Stage.values)
    return [
        StepLength(
            stage=str(Stage(stage).label),
            holder=str(Holder(holder).label),
            number=len(days),
            median=median(days),
            longest=max(days),
            points=tuple(sorted(days)) if len(days) < FEW else (),
        )
        for (stage, holder), days in sorted(found.items(), key=lambda item: (stages.index(item[0][0]), item[0][1]))
    ]
