"""What lies where: steps with others, agreements with ourselves; narrow queries that an index answers.

They hold nothing of a day or a reader, so each is put together once: that takes longer than running it.
Only for those who see everything: nobody else gets to the desk.
"""

from collections.abc import Mapping
from functools import cache

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from agreements.lifecycle import ASKED_STATES, SATISFIED, Holder, StepState
from agreements.lifecycle.holding import BEFORE_SIGNING
from agreements.models import Agreement, Step
from agreements.models.step import WITH_OTHERS

OTHERS = tuple(holder for holder in Holder if holder != Holder.CITY)


def agreements_before_signing() -> QuerySet:
    """Those of this city on which nothing binding was signed yet."""
    return Agreement.objects.kept().of_this_city().filter(stage__in=BEFORE_SIGNING)


@cache
def _with_others() -> QuerySet:
    # From signing on every step is the city's own, so that nothing has to be said of the stage.
    of_this_city = {"agreement__trashed_at__isnull": True, "agreement__is_comparison": False}
    steps = Step.objects.filter(WITH_OTHERS, stage=F("agreement__stage"), **of_this_city)
    since = Coalesce("received_on_latest", "sent_on_latest")
    return steps.annotate(since=since).order_by(F("since").asc(nulls_last=True), "pk")


def with_others() -> QuerySet:
    """Steps of the present stage that lie with their holder, the longest first; without a day last."""
    return _with_others().all()


def with_ourselves() -> QuerySet:
    """Agreements before signing for which the city has to move: a letter to send, or nothing lies with others."""
    return _with_ourselves().all()


def _further_round() -> QuerySet:
    """A later round of the same step at the same holder: only the last one says what is to be done."""
    same = {name: OuterRef(name) for name in ("agreement", "stage", "holder")}
    return Step.objects.filter(round__gt=OuterRef("round"), **same)


@cache
def _with_ourselves() -> QuerySet:
    own = Step.objects.filter(agreement=OuterRef("pk"), stage=OuterRef("stage"))
    to_send = own.filter(~Exists(_further_round()), state__in=[StepState.NOT_STARTED, StepState.RETURNED]).filter(
        holder__in=OTHERS, waiver__isnull=True
    )
    rows = agreements_before_signing().filter(Exists(to_send) | ~Exists(own.filter(WITH_OTHERS)))
    return rows.order_by(F("stage_as_of_latest").asc(nulls_last=True), "pk")


def counts() -> Mapping[str, int]:
    """How many lie with each; two queries that indexes answer alone."""
    rows = with_others().order_by().values_list("holder").annotate(number=Count("*"))
    return {**dict(rows), Holder.CITY.value: with_ourselves().order_by().count()}


def unsent(seen_ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """(stage, holder) of the steps of the present stage that were not sent or came back, by agreement."""
    rows = Step.objects.filter(
        ~Exists(_further_round()),
        agreement__in=seen_ids,
        stage=F("agreement__stage"),
        state__in=[state for state in ASKED_STATES if state not in SATISFIED | {StepState.SUBMITTED}],
        holder__in=OTHERS,
    ).order_by("pk")
    found: dict[int, list[tuple[str, str]]] = {}
    for agreement, stage, holder in rows.values_list("agreement_id", "stage", "holder"):
        found.setdefault(agreement, []).append((stage, holder))
    return found
