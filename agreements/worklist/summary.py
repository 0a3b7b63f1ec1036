"""One page for the head of the office: six signals in numbers, where it goes well and where not, what to decide.

Facts with dates, of the agreements of this city in force or on the way there (`figures`); comparison cases stand
outside. The work list at the end counts by its own rules.
"""

from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from agreements.condition import Condition, verdict_of
from agreements.lifecycle import Group
from agreements.models import Agreement

from .after_signing import ENDING, WORKED_ON
from .checks import TO_DECIDE
from .entry import WorkList
from .figures import counted_agreements, proofs_of
from .lists import HEADINGS, Found, found_on_all, found_under
from .names import office_name, title_of
from .rows import Entry
from .scope import Scope, View
from .signals import Signal, signals_of
from .waiting import WAITING

SHOWN, DECISIONS = 5, 3
WORST = (Condition.INACTIVE, Condition.NONE_YET, Condition.ATTENTION)


@dataclass(frozen=True)
class Standing:
    """An agreement with its condition and the reason; `lang` is the language of a title that has no translation."""

    agreement: Agreement
    title: str
    lang: str
    condition: str
    label: str
    sentence: str
    office: str


@dataclass(frozen=True)
class Decision:
    """What is asked of the reader: how many, and the first of them."""

    title: str
    count: int
    rows: list[Entry]
    list_code: str


@dataclass(frozen=True)
class Summary:
    """Everything that the page shows. `total` agreements are counted, `examples` of them invented; those of `unknown`
    status and those that are `over` are not."""

    signals: list[Signal]
    weakest: list[Standing]
    strongest: list[Standing]
    decisions: list[Decision]
    sections: list[Found]
    total: int
    examples: int
    unknown: int
    over: int


def summary_of(scope: Scope) -> Summary:
    """The page as it stands on the day of `scope`, over everything that the reader may see."""
    scope = scope.with_view(View.ALL)
    counts = _counts(scope)
    found = found_on_all(scope, DECISIONS)
    counted = counted_agreements(scope)
    return Summary(
        signals=signals_of(scope, proofs_of(scope), counts["total"], found),
        weakest=_standings(_weakest(counted), scope),
        strongest=_standings(_strongest(counted), scope),
        decisions=_decisions(found),
        sections=[found_under(heading, found, DECISIONS) for heading in HEADINGS],
        **counts,
    )


def _counts(scope: Scope) -> dict[str, int]:
    """How many agreements the page counts, how many of them are invented, and what it leaves out."""
    counted, unknown = Q(stretch__status__in=WORKED_ON), Q(stretch__status=Group.UNKNOWN)
    counts = scope.agreements().aggregate(
        every=Count("pk"),
        total=Count("pk", filter=counted),
        examples=Count("pk", filter=counted & Q(is_example=True)),
        unknown=Count("pk", filter=unknown),
    )
    every = counts.pop("every")
    return {**counts, "over": every - counts["total"] - counts["unknown"]}


# --- where it goes well and where not ----------------------------------------------------------------


def _weakest(counted: QuerySet) -> QuerySet:
    """Inactive, then none yet, then what needs attention; in each the longest silence first. Invented agreements come
    after the real ones: they are no news beside them."""
    ranks = Case(
        *(When(Q(stretch__condition=condition), then=Value(rank)) for rank, condition in enumerate(WORST)),
        output_field=IntegerField(),
    )
    silent_since = Coalesce("stretch__activity_on", "digest__anchor_on")
    rows = counted.filter(stretch__condition__in=WORST).annotate(weight=ranks, silent_since=silent_since)
    return rows.order_by("is_example", "weight", F("silent_since").asc(nulls_last=True), "pk")


def _strongest(counted: QuerySet) -> QuerySet:
    """Active ones: with the most reached results, then the latest activity; real ones first."""
    rows = counted.filter(stretch__condition=Condition.ACTIVE)
    latest_first = F("stretch__activity_on").desc(nulls_last=True)
    return rows.order_by("is_example", "-digest__results_reached", latest_first, "pk")


def _standings(rows: QuerySet, scope: Scope) -> list[Standing]:
    found = []
    for agreement in rows.select_related("digest", "stretch", "lead_office")[:SHOWN]:
        verdict = verdict_of(agreement, scope.today)
        if verdict is not None:
            label = str(verdict.condition.label)
            title, lang = title_of(agreement)
            office = office_name(agreement.lead_office)
            found.append(Standing(agreement, title, lang, verdict.condition.value, label, verdict.sentence, office))
    return found


# --- decisions asked ---------------------------------------------------------------------------------


def _decisions(found: dict[WorkList, Found]) -> list[Decision]:
    ending, submitted, waiting = (found_under(one, found, DECISIONS) for one in (ENDING, TO_DECIDE, WAITING))
    return [
        Decision(str(ENDING.title), ending.count, ending.rows, ENDING.code),
        Decision(str(TO_DECIDE.title), submitted.count, submitted.rows, TO_DECIDE.code),
        Decision(_("Waiting longest for an answer"), waiting.count, waiting.rows, WAITING.code),
    ]
