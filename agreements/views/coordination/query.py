"""What lies where: steps with others, agreements with ourselves; narrow queries that an index answers.

They hold nothing of a day or a reader, so each is put together once: that takes longer than running it.
Only for those who see everything: nobody else gets to the desk.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Value
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

from agreements.lifecycle import ASKED_STATES, SATISFIED, Holder, StepState
from agreements.lifecycle.holding import BEFORE_SIGNING
from agreements.models import Agreement, Step
from agreements.models.step import WITH_OTHERS
from jambi_coop.lib.kept import Kept
from jambi_coop.lib.statements import Statement, statement_of

OTHERS = tuple(holder for holder in Holder if holder != Holder.CITY)


def agreements_before_signing() -> QuerySet:
    """Those of this city on which nothing binding was signed yet."""
    return Agreement.objects.kept().of_this_city().filter(stage__in=BEFORE_SIGNING)


def _since(column: str) -> tuple[OrderBy, OrderBy]:
    """The longest first; without a day last."""
    return F(column).asc(nulls_last=True), F("pk").asc()


def _dated_steps() -> QuerySet:
    return Step.objects.annotate(since=Coalesce("received_on_latest", "sent_on_latest")).order_by(*_since("since"))


def with_others() -> QuerySet:
    """Steps of the present stage that lie with their holder, the longest first; without a day last."""
    # From signing on every step is the city's own: that tells the database how few agreements these are.
    present = {"stage": F("agreement__stage"), "agreement__stage__in": BEFORE_SIGNING}
    of_this_city = {"agreement__trashed_at__isnull": True, "agreement__is_comparison": False}
    return _dated_steps().filter(WITH_OTHERS, **present, **of_this_city)


def _further_round() -> QuerySet:
    """A later round of the same step at the same holder: only the last one says what is to be done."""
    same = {name: OuterRef(name) for name in ("agreement", "stage", "holder")}
    return Step.objects.filter(round__gt=OuterRef("round"), **same)


def with_ourselves() -> QuerySet:
    """Agreements before signing for which the city has to move: a letter to send, or nothing lies with others."""
    own = Step.objects.filter(agreement=OuterRef("pk"), stage=OuterRef("stage"))
    to_send = own.filter(~Exists(_further_round()), state__in=[StepState.NOT_STARTED, StepState.RETURNED]).filter(
        holder__in=OTHERS, waiver__isnull=True
    )
    rows = agreements_before_signing().filter(Exists(to_send) | ~Exists(own.filter(WITH_OTHERS)))
    return rows.order_by(*_since("stage_as_of_latest"))


_PAGES: Kept[Statement] = Kept(most=500)


def page_of(holder: str, numbers: range, columns: Sequence[str]) -> list[tuple]:
    """These columns of the rows with these numbers (from 0) on the list of a holder."""
    key = (holder, numbers.start, numbers.stop, columns)
    return _PAGES.of(key, lambda: statement_of(_page(holder, numbers, columns))).rows()


def _page(holder: str, numbers: range, columns: Sequence[str]) -> QuerySet:
    """Only what stands on a page is joined with what it shows."""
    if holder == Holder.CITY:
        found, rows = with_ourselves(), Agreement.objects.order_by(*_since("stage_as_of_latest"))
    else:
        found, rows = with_others().filter(holder=holder), _dated_steps()
    return rows.filter(pk__in=found.values("pk")[numbers.start : numbers.stop]).values_list(*columns)


@cache
def _counts() -> Statement:
    others = with_others().order_by().values_list("holder").annotate(number=Count("*"))
    ours = with_ourselves().order_by().annotate(holder=Value(Holder.CITY.value))
    # Nothing of a row is in the second half, so that it gives one number, in the form of the others.
    return statement_of(others.union(ours.values_list("holder").annotate(number=Count("*")), all=True))


def counts() -> Mapping[str, int]:
    """How many lie with each, in one query that indexes answer alone; others with nothing are left out."""
    return dict(_counts().rows())


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
