"""The figures of the head's page: for each number one condition, which counts it and finds the agreements behind it.

All of them speak of the same agreements: those of this city that are in force or on the way there. What nobody wrote
down is a figure of its own, never a no.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Aggregate, Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agreements.condition import Condition, verdict_of
from agreements.lifecycle import StepState
from agreements.models import Agreement, Step, Transaction
from agreements.readiness import analysis_sentence
from jambi_coop.lib.dates import known_between, on_words
from jambi_coop.lib.money import format_money

from .after_signing import WORKED_ON
from .attendance import no_person
from .entry import Text
from .names import title_of
from .scope import Scope

Money = Transaction.Kind
UNBOUND = "unbound"
LIVING = (Condition.ACTIVE, Condition.ATTENTION, Condition.INACTIVE, Condition.NONE_YET, Condition.NOT_DUE)
"""The conditions of what has not ended."""


@dataclass(frozen=True)
class Named:
    """An agreement as the page names it; `lang` is the language of a title without translation, `note` says why it
    stands there."""

    agreement: Agreement
    title: str
    lang: str
    note: str = ""

    @property
    def is_example(self) -> bool:
        return self.agreement.is_example


@dataclass(frozen=True)
class Proof:
    """A number with its words, and the page of the agreements behind it; where it is one, `only` names it."""

    code: str
    label: str
    count: int
    url: str
    only: Named | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`where` finds its agreements; `note` says of one of them why it counts, and reads the rows `related`."""

    code: str
    label: Text
    where: Callable[[Scope], Q]
    note: Callable[[Agreement, Scope], str]
    related: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return reverse("admin:head_page_figure", args=[self.code])


def counted_agreements(scope: Scope) -> QuerySet:
    """What every figure of the page speaks of, as agreements of one day."""
    return scope.agreements().filter(stretch__status__in=WORKED_ON)


def agreements_of(figure: Figure, scope: Scope) -> QuerySet:
    """The agreements behind a number, real ones before invented ones."""
    return counted_agreements(scope).filter(figure.where(scope)).order_by("is_example", "title", "pk")


def proofs_of(scope: Scope) -> dict[str, Proof]:
    """Every figure with its number, by its code; two queries."""
    asked: dict[str, Aggregate] = {}
    for one in FIGURES.values():
        asked[one.code] = Count("pk", filter=one.where(scope))
        asked[f"first_{one.code}"] = Min("pk", filter=one.where(scope))
    found = counted_agreements(scope).aggregate(**asked)
    single = [found[f"first_{code}"] for code in FIGURES if found[code] == 1]
    rows = Agreement.objects.in_bulk(single)
    return {
        code: Proof(
            code,
            str(figure.label),
            found[code],
            figure.url if found[code] else "",
            named(rows[found[f"first_{code}"]]) if found[code] == 1 else None,
        )
        for code, figure in FIGURES.items()
    }


def named(agreement: Agreement, note: str = "") -> Named:
    return Named(agreement, *title_of(agreement), note)


def named_rows(figure: Figure, rows: Iterable[Agreement], scope: Scope) -> list[Named]:
    """The rows of a page as they are read; their digests and the `related` rows are loaded."""
    return [named(row, figure.note(row, scope)) for row in rows]


# --- why an agreement counts -------------------------------------------------------------------------


def condition_sentence(agreement: Agreement, scope: Scope) -> str:
    verdict = verdict_of(agreement, scope.today)
    return verdict.sentence if verdict else ""


def _stage(agreement: Agreement, scope: Scope) -> str:
    return agreement.get_stage_display()


def _results(agreement: Agreement, scope: Scope) -> str:
    digest = agreement.digest
    given = {"promised": digest.results_promised, "reached": digest.results_reached, "proven": digest.results_proven}
    return _("%(reached)d of %(promised)d promised results reached; %(proven)d with a verified value") % given


def _analysis(agreement: Agreement, scope: Scope) -> str:
    digest = agreement.digest
    if digest.analysis_not_done is None:
        return _("No assessment before signing is recorded.")
    return analysis_sentence(digest.analysis_not_done, digest.analysis_not_known or 0)


def _signed(agreement: Agreement, scope: Scope) -> str:
    return _("Signed %(on)s.") % {"on": on_words(agreement.signed_on)} if agreement.signed_on else ""


def _others(agreement: Agreement, scope: Scope) -> str:
    return agreement.other_actors


def waiting_sentence(agreement: Agreement, scope: Scope) -> str:
    since = known_between(agreement.digest.waiting_earliest, agreement.digest.waiting_since)
    stage = agreement.get_stage_display()
    if not since:
        return _("%(stage)s: the day on which it was sent is not recorded") % {"stage": stage}
    return _("%(stage)s: waiting since %(date)s") % {"stage": stage, "date": since}


def _money(agreement: Agreement, scope: Scope) -> str:
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in agreement.transactions.all():
        if line.kind in MONEY_WORDS and line.checked_on:
            sums[line.currency, line.kind] += line.amount
    return money_words((currency, kind, total) for (currency, kind), total in sorted(sums.items()))


MONEY_WORDS = {
    Money.COMMITMENT: gettext_lazy("%(amount)s committed"),
    Money.RECEIVED: gettext_lazy("%(amount)s received"),
}


def money_words(sums: Iterable[tuple[str, str, Decimal]]) -> str:
    """(currency, kind, sum) in words; never added up over currencies."""
    language = get_language() or "id"
    return "; ".join(
        MONEY_WORDS[Money(kind)] % {"amount": format_money(total, currency, language)} for currency, kind, total in sums
    )


# --- the figures -------------------------------------------------------------------------------------


def _on(**conditions) -> Callable[[Scope], Q]:
    return lambda scope: Q(**conditions)


def _undated(scope: Scope) -> Q:
    """Sent at the present stage on a day that nobody wrote down."""
    here = Step.objects.filter(agreement=OuterRef("pk"), stage=OuterRef("stage"), state=StepState.SUBMITTED)
    undated = here.filter(received_on_latest__isnull=True, sent_on_latest__isnull=True)
    return Q(Exists(undated), digest__waiting_since__isnull=True)


def _with_money(*, checked: bool) -> Callable[[Scope], Q]:
    lines = Transaction.objects.filter(agreement=OuterRef("pk"), kind__in=list(MONEY_WORDS))
    return lambda scope: Q(Exists(lines.filter(checked_on__isnull=not checked)))


def _unprepared(scope: Scope) -> Q:
    half_known = Q(digest__analysis_not_done=0, digest__analysis_not_known__gt=0)
    return Q(digest__analysis_not_done__isnull=True) | half_known


_ALL = (
    *(
        Figure(code=one.value, label=one.label, where=_on(stretch__condition=one.value), note=condition_sentence)
        for one in LIVING
    ),
    Figure(
        code=UNBOUND,
        label=gettext_lazy("No condition yet: nothing binds the city"),
        where=_on(stretch__condition=""),
        note=_stage,
    ),
    Figure(
        code="promised",
        label=gettext_lazy("With promised results"),
        where=_on(digest__results_promised__gt=0),
        note=_results,
    ),
    Figure(
        code="unpromised",
        label=gettext_lazy("No promised result recorded"),
        where=_on(digest__results_promised=0),
        note=_stage,
    ),
    Figure(
        code="money",
        label=gettext_lazy("With checked money"),
        where=_with_money(checked=True),
        note=_money,
        related=("transactions",),
    ),
    Figure(
        code="unchecked-money",
        label=gettext_lazy("With promised or received money not yet checked"),
        where=_with_money(checked=False),
        note=_stage,
    ),
    Figure(
        code="prepared",
        label=gettext_lazy("With every point of the analysis"),
        where=_on(digest__analysis_not_done=0, digest__analysis_not_known=0),
        note=_analysis,
    ),
    Figure(
        code="gaps",
        label=gettext_lazy("Points of the analysis not done"),
        where=_on(digest__analysis_not_done__gt=0),
        note=_analysis,
    ),
    Figure(
        code="unprepared",
        label=gettext_lazy("Not known whether it was analysed"),
        where=_unprepared,
        note=_analysis,
    ),
    Figure(
        code="unproven",
        label=gettext_lazy("With a step recorded without proof"),
        where=_on(digest__steps_without_proof__gt=0),
        note=_stage,
    ),
    Figure(
        code="visit",
        label=gettext_lazy("Signed beside an official visit"),
        where=_on(digest__signed_at_visit=True),
        note=_signed,
    ),
    Figure(
        code="others",
        label=gettext_lazy("Universities, business or community named"),
        where=lambda scope: ~Q(other_actors=""),
        note=_others,
    ),
    Figure(
        code="unnamed",
        label=gettext_lazy("Nobody else recorded"),
        where=_on(other_actors=""),
        note=_stage,
    ),
    Figure(
        code="waiting",
        label=gettext_lazy("Waiting for an answer of others"),
        where=_on(digest__waiting_since__isnull=False),
        note=waiting_sentence,
    ),
    Figure(
        code="undated",
        label=gettext_lazy("Sent on a day that is not recorded"),
        where=_undated,
        note=waiting_sentence,
    ),
    Figure(
        code="nobody",
        label=gettext_lazy("Agreements with nobody in charge"),
        where=lambda scope: no_person(scope.closed),
        note=_stage,
    ),
)
FIGURES = {one.code: one for one in _ALL}
"""By the word that stands in addresses."""


def longest_waiting(scope: Scope) -> Named | None:
    """The agreement that has waited longest for an answer, of those that the page counts."""
    rows = agreements_of(FIGURES["waiting"], scope).select_related("digest", "stretch")
    first = rows.order_by(F("digest__waiting_since"), "pk").first()
    return named(first, waiting_sentence(first, scope)) if first else None
