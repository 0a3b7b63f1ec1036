"""Content of the page for the head: six indicators, the weakest and strongest agreements, decisions to take.

All but the work list at the end is about the agreements of this city in force or on the way there (`figures`), without
comparison cases. The work list counts by its own rules.
"""

from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from agreements.lifecycle.vocabulary import StatusGroup
from agreements.models import Agreement
from agreements.oversight.worklist.after_signing import ENDING, WORKED_ON
from agreements.oversight.worklist.checks import TO_DECIDE
from agreements.oversight.worklist.lists import HEADINGS, found_on_all, found_under
from agreements.oversight.worklist.scope import View, WorklistScope
from agreements.oversight.worklist.waiting import WAITING
from agreements.record.condition import Condition, enough_confirmed
from agreements.record.verdict import Verdict, verdict_of

from .figures import counted_agreements, numbers_of
from .key_figures import key_figures_of

SHOWN, DECISIONS = 5, 3
WORST = (Condition.INACTIVE, Condition.NONE_YET, Condition.ATTENTION)


def summary_of(scope: WorklistScope) -> dict[str, Any]:
    """Return the content of the page for the day of `scope`, over everything that the user may see.

    `weakest` and `strongest` are agreements with their condition; `decisions` are pairs of a title and what was found.
    `total` agreements are counted, `examples` of them invented; those of `unknown` status and those that are `over` are
    not counted. `is_enough`: enough agreements are confirmed to say that none is weak or strong.
    """
    scope = scope.with_view(View.ALL)
    counts, found = _counts(scope), found_on_all(scope, DECISIONS)
    attested, bound, unconfirmed = (counts.pop(name) for name in ("attested", "bound", "unconfirmed"))
    is_enough = enough_confirmed(unconfirmed, bound)
    decisions = {
        ENDING: ENDING.title,
        TO_DECIDE: TO_DECIDE.title,
        WAITING: _("Waiting longest for an answer"),
    }
    return {
        "key_figures": key_figures_of(
            scope, numbers_of(scope), counts["total"], found, attested=attested, is_enough=is_enough
        ),
        "is_enough": is_enough,
        "weakest": _with_condition(_weakest(scope), scope),
        "strongest": _with_condition(_strongest(scope), scope),
        "decisions": [(str(title), found_under(one, found, DECISIONS)) for one, title in decisions.items()],
        "sections": [found_under(heading, found, DECISIONS) for heading in HEADINGS],
        **counts,
    }


def _counts(scope: WorklistScope) -> dict[str, int]:
    """Count the agreements on the page, the invented ones among them, and those left out."""
    counted, unknown = Q(stretch__status__in=WORKED_ON), Q(stretch__status=StatusGroup.UNKNOWN)
    bound = counted & ~Q(stretch__condition="")
    counts = scope.agreements().aggregate(
        every=Count("pk"),
        total=Count("pk", filter=counted),
        examples=Count("pk", filter=counted & Q(is_example=True)),
        unknown=Count("pk", filter=unknown),
        bound=Count("pk", filter=bound),
        attested=Count("pk", filter=bound & Q(stretch__is_attested=True)),
        unconfirmed=Count("pk", filter=bound & Q(stretch__condition=Condition.UNCONFIRMED)),
    )
    every = counts.pop("every")
    return {**counts, "over": every - counts["total"] - counts["unknown"]}


def _weakest(scope: WorklistScope) -> QuerySet:
    """Order by condition: inactive, none yet, needs attention; in each the longest silence first.

    Invented agreements come after all real ones, since nobody has to act on them.
    """
    ranks = Case(
        *(When(Q(stretch__condition=condition), then=Value(rank)) for rank, condition in enumerate(WORST)),
        output_field=IntegerField(),
    )
    silent_since = Coalesce("stretch__activity_on", "digest__anchor_on")
    rows = counted_agreements(scope, Q(stretch__condition__in=WORST))
    rows = rows.annotate(weight=ranks, silent_since=silent_since)
    return rows.order_by("is_example", "weight", F("silent_since").asc(nulls_last=True), "pk")


def _strongest(scope: WorklistScope) -> QuerySet:
    """Return active agreements: most reached results first, then the latest activity; invented ones last."""
    rows = counted_agreements(scope, Q(stretch__condition=Condition.ACTIVE))
    latest_first = F("stretch__activity_on").desc(nulls_last=True)
    return rows.order_by("is_example", "-digest__results_reached", latest_first, "pk")


def _with_condition(rows: QuerySet, scope: WorklistScope) -> list[tuple[Agreement, Verdict]]:
    found = ((agreement, verdict_of(agreement, scope.today)) for agreement in rows[:SHOWN])
    return [(agreement, verdict) for agreement, verdict in found if verdict is not None]
