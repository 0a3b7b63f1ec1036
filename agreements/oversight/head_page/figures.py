"""The figures of the head's page. Each is one condition, which both counts and lists its agreements.

All are about the same agreements: those of this city that are in force or on the way there. Missing information is a
figure of its own and never counts as "no".
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Aggregate, Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agreements.lifecycle.vocabulary import StepState
from agreements.models import Agreement, Step, Transaction
from agreements.oversight.worklist.after_signing import WORKED_ON
from agreements.oversight.worklist.entry import Text
from agreements.oversight.worklist.scope import WorklistScope
from agreements.record.condition import Condition
from agreements.record.readiness import HASTY, analysis_sentence
from agreements.record.verdict import verdict_of
from jambi_coop.lib.dates.counting import known_between
from jambi_coop.lib.dates.known_date import format_on
from jambi_coop.lib.money.amounts import format_money
from jambi_coop.lib.web.examples import keeping_examples

Money = Transaction.Kind
UNBOUND = "unbound"
ALL = Q()
LIVING = (
    *(Condition.ACTIVE, Condition.ATTENTION, Condition.INACTIVE, Condition.NONE_YET, Condition.NOT_DUE),
    Condition.UNCONFIRMED,
)
"""The conditions of agreements that have not ended."""


class HeadFigure(NamedTuple):
    """One figure: `where` selects its agreements, `note` returns why one of them counts on a given day."""

    code: str
    label: Text
    where: Q
    note: Callable[[Agreement, date], str]


def counted_agreements(scope: WorklistScope, where: Q = ALL) -> QuerySet:
    """Return the agreements that all figures of the page are about, on the day of `scope`, narrowed by `where`."""
    # One filter() call: a second one would join the stretch of the day again.
    return scope.agreements().filter(where, stretch__status__in=WORKED_ON)


def agreements_of(figure: HeadFigure, scope: WorklistScope) -> QuerySet:
    """Return the agreements behind a figure, real ones before invented ones."""
    return counted_agreements(scope, figure.where).order_by("is_example", "title", "pk")


def numbers_of(scope: WorklistScope) -> dict[str, dict[str, Any]]:
    """Return {code: number, label and address of the page behind it} of every figure. Two queries.

    `only` is the agreement if the number is one, else None.
    """
    asked: dict[str, Aggregate] = {}
    for one in FIGURES.values():
        asked[one.code] = Count("pk", filter=one.where)
        asked[f"first_{one.code}"] = Min("pk", filter=one.where)
    found = counted_agreements(scope).aggregate(**asked)
    single = Agreement.objects.in_bulk([found[f"first_{code}"] for code in FIGURES if found[code] == 1])
    return {
        code: {
            "code": code,
            "label": str(figure.label),
            "count": found[code],
            "url": _url(code, scope) if found[code] else "",
            "only": single[found[f"first_{code}"]] if found[code] == 1 else None,
        }
        for code, figure in FIGURES.items()
    }


def _url(code: str, scope: WorklistScope) -> str:
    return keeping_examples(reverse("admin:head_page_figure", args=[code]), scope.examples)


# --- why an agreement counts -------------------------------------------------------------------------


def condition_sentence(agreement: Agreement, today: date) -> str:
    """Return the sentence on the agreement's follow-up condition; "" if it has none."""
    verdict = verdict_of(agreement, today)
    return verdict.sentence if verdict else ""


def _stage(agreement: Agreement, today: date) -> str:
    return agreement.get_stage_display()


def _results(agreement: Agreement, today: date) -> str:
    digest = agreement.digest
    given = {"promised": digest.results_promised, "reached": digest.results_reached, "proven": digest.results_proven}
    return _("%(reached)d of %(promised)d promised results reached; %(proven)d with a verified value") % given


def _analysis(agreement: Agreement, today: date) -> str:
    digest = agreement.digest
    if digest.analysis_not_done is None:
        return _("No assessment before signing is recorded.")
    return analysis_sentence(digest.analysis_not_done, digest.analysis_not_known or 0)


def _signed(agreement: Agreement, today: date) -> str:
    return _("Signed %(on)s.") % {"on": format_on(agreement.signed_on)} if agreement.signed_on else ""


def _others(agreement: Agreement, today: date) -> str:
    return agreement.other_actors


def waiting_sentence(agreement: Agreement, today: date) -> str:
    """Return the present stage and the day since which an answer is awaited."""
    since = known_between(agreement.digest.waiting_earliest, agreement.digest.waiting_since)
    stage = agreement.get_stage_display()
    if not since:
        return _("%(stage)s: the day on which it was sent is not recorded") % {"stage": stage}
    return _("%(stage)s: waiting since %(date)s") % {"stage": stage, "date": since}


def _money(agreement: Agreement, today: date) -> str:
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in agreement.transactions.all():
        if line.kind in MONEY_LABELS and line.checked_on:
            sums[line.currency, line.kind] += line.amount
    return sums_label((currency, kind, total) for (currency, kind), total in sorted(sums.items()))


MONEY_LABELS = {
    Money.COMMITMENT: gettext_lazy("%(amount)s committed"),
    Money.RECEIVED: gettext_lazy("%(amount)s received"),
}


def sums_label(sums: Iterable[tuple[str, str, Decimal]]) -> str:
    """Format (currency, kind, sum); sums of different currencies are never added up."""
    language = get_language() or "id"
    return "; ".join(
        MONEY_LABELS[Money(kind)] % {"amount": format_money(total, currency, language)}
        for currency, kind, total in sums
    )


# --- the figures -------------------------------------------------------------------------------------


def _undated() -> Q:
    """Condition: submitted at the present stage on a day that is not recorded."""
    here = Step.objects.filter(agreement=OuterRef("pk"), stage=OuterRef("stage"), state=StepState.SUBMITTED)
    undated = here.filter(received_on_latest__isnull=True, sent_on_latest__isnull=True)
    return Q(Exists(undated), digest__waiting_since__isnull=True)


def _with_money(*, checked: bool) -> Q:
    lines = Transaction.objects.filter(agreement=OuterRef("pk"), kind__in=list(MONEY_LABELS))
    return Q(Exists(lines.filter(checked_on__isnull=not checked)))


_NOT_ANALYSED = Q(digest__analysis_not_done__isnull=True) | Q(
    digest__analysis_not_done=0, digest__analysis_not_known__gt=0
)
_NOBODY = Q(person_in_charge__isnull=True) | Q(person_in_charge__is_active=False)
_ALL = (
    *(HeadFigure(one.value, one.label, Q(stretch__condition=one.value), condition_sentence) for one in LIVING),
    HeadFigure(UNBOUND, gettext_lazy("No condition yet: nothing binds the city"), Q(stretch__condition=""), _stage),
    HeadFigure("promised", gettext_lazy("With promised results"), Q(digest__results_promised__gt=0), _results),
    HeadFigure("unpromised", gettext_lazy("No promised result recorded"), Q(digest__results_promised=0), _stage),
    HeadFigure("money", gettext_lazy("With checked money"), _with_money(checked=True), _money),
    HeadFigure(
        "unchecked-money",
        gettext_lazy("With promised or received money not yet checked"),
        _with_money(checked=False),
        _stage,
    ),
    HeadFigure(
        "prepared",
        gettext_lazy("With every point of the analysis"),
        Q(digest__analysis_not_done=0, digest__analysis_not_known=0),
        _analysis,
    ),
    HeadFigure("gaps", gettext_lazy("Points of the analysis not done"), Q(digest__analysis_not_done__gt=0), _analysis),
    HeadFigure("unprepared", gettext_lazy("Not known whether it was analysed"), _NOT_ANALYSED, _analysis),
    HeadFigure(
        "unproven", gettext_lazy("With a step recorded without proof"), Q(digest__steps_without_proof__gt=0), _stage
    ),
    HeadFigure("visit", gettext_lazy("Signed beside an official visit, with gaps before it"), HASTY, _signed),
    HeadFigure("others", gettext_lazy("Universities, business or community named"), ~Q(other_actors=""), _others),
    HeadFigure("unnamed", gettext_lazy("Nobody else recorded"), Q(other_actors=""), _stage),
    HeadFigure(
        "waiting",
        gettext_lazy("Waiting for an answer of others"),
        Q(digest__waiting_since__isnull=False),
        waiting_sentence,
    ),
    HeadFigure("undated", gettext_lazy("Sent on a day that is not recorded"), _undated(), waiting_sentence),
    HeadFigure("nobody", gettext_lazy("Agreements with nobody in charge"), _NOBODY, _stage),
)
FIGURES = {one.code: one for one in _ALL}
"""The figures by the code used in addresses."""


def longest_waiting(scope: WorklistScope) -> Agreement | None:
    """Return the counted agreement that has waited longest for an answer; None if there is none."""
    return agreements_of(FIGURES["waiting"], scope).order_by(F("digest__waiting_since"), "pk").first()
