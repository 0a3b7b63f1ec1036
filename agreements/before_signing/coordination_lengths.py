"""Durations of the steps before signing: days from the request to the answer, where both are known to the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from django.db.models import Case, CharField, Count, DurationField, ExpressionWrapper, F, Q, When
from django.db.models.functions import Coalesce

from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import SATISFIED, Holder, Stage, StepState
from agreements.models import Step
from agreements.models.agreement import AgreementQuerySet
from jambi_coop.lib.dates.known_date import Precision
from jambi_coop.lib.dates.working_days import NO_EXTRA_DAYS, ExtraDays, uncovered_years, working_days_between

FEW = 20
"""With fewer steps than this each is shown one by one, since the median of a few says little."""
ANSWERED = [*SATISFIED, StepState.RETURNED, StepState.REJECTED]
LIMITS: Mapping[tuple[str, str], int] = {
    (track.value, spec.stage.value): spec.working_day_limit
    for track, specs in TRACKS.items()
    for spec in specs
    if spec.working_day_limit is not None
}
"""Working days that the law gives, by track and stage."""
LIMITED = Q(
    *(Q(agreement__track=track, stage=stage, received_on_latest__isnull=False) for track, stage in LIMITS),
    _connector=Q.OR,
)


@dataclass(frozen=True)
class StepLength:
    """Numbers of days that one kind of step took. `points` has every step where there are fewer than `FEW`, else it is
    empty.

    `limit`: the working days that the law gives; where it is set, all numbers are working days as well.
    """

    stage: str
    holder: str
    number: int
    median: float
    longest: int
    points: tuple[int, ...]
    limit: int | None = None


Kind = tuple[str, str, int | None]
"""Stage, holder and limit in working days."""


def step_lengths(
    seen: AgreementQuerySet, extra: ExtraDays = NO_EXTRA_DAYS, *, examples: bool = False
) -> list[StepLength]:
    """Return the durations of the answered steps of the agreements of this city in `seen`, outside the trash, with
    invented `examples` if asked; two grouped queries.

    A step counts from receipt, else from sending, and only where both days are exact and in order. The limit of the
    law runs from receipt, so a step without a day of receipt is counted in calendar days.
    """
    steps = (
        Step.objects.filter(
            agreement__in=seen.alive().of_this_city(examples=examples),
            state__in=ANSWERED,
            decided_on_precision=Precision.DAY,
        )
        .exclude(holder=Holder.CITY)
        .annotate(
            asked=Coalesce("received_on_latest", "sent_on_latest"),
            precision=Coalesce(_precision("received_on"), _precision("sent_on")),
        )
        .filter(precision=Precision.DAY, decided_on_latest__gte=F("asked"))
        .order_by()
    )
    found: dict[Kind, list[int]] = {}
    took = ExpressionWrapper(F("decided_on_latest") - F("asked"), output_field=DurationField())
    rows = steps.exclude(LIMITED).annotate(took=took).values_list("stage", "holder", "took")
    for stage, holder, days, number in rows.annotate(number=Count("pk")):
        found.setdefault((stage, holder, None), []).extend([days.days] * number)
    # Working days are counted in Python, once for all steps that were asked and answered on the same days.
    limited = steps.filter(LIMITED).values_list("agreement__track", "stage", "holder", "asked", "decided_on_latest")
    for track, stage, holder, asked, decided, number in limited.annotate(number=Count("pk")):
        if uncovered_years(asked, decided, extra):
            continue
        worked = working_days_between(asked, decided, extra)
        found.setdefault((stage, holder, LIMITS[track, stage]), []).extend([worked] * number)
    return _gathered(found)


def _precision(name: str) -> Case:
    """Return the precision of a known date as an expression; NULL where the date is not known."""
    known = When(**{f"{name}_latest__isnull": False}, then=F(f"{name}_precision"))
    return Case(known, default=None, output_field=CharField())


def _gathered(found: Mapping[Kind, Sequence[int]]) -> list[StepLength]:
    stages = list(Stage.values)
    return [
        StepLength(
            stage=str(Stage(stage).label),
            holder=str(Holder(holder).label),
            number=len(days),
            median=median(days),
            longest=max(days),
            points=tuple(sorted(days)) if len(days) < FEW else (),
            limit=limit,
        )
        for (stage, holder, limit), days in sorted(
            found.items(), key=lambda item: (stages.index(item[0][0]), item[0][1], item[0][2] or 0)
        )
    ]
