"""Evaluasi tahunan: what was promised, what was measured, and what the money lines say, for one year."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from agreements.models import Indicator, Measurement, ReportState, Transaction
from agreements.public.agreement_page.results import VERDICTS, verdict_on
from jambi_coop.lib.money.amounts import format_money
from jambi_coop.lib.numbers.figures import figure
from jambi_coop.lib.records.language import localised
from jambi_coop.lib.tables.table import Column, TableColumn

from . import cells
from .parameters import Parameters
from .records import (
    SUMS,
    WithStatus,
    agreements_in,
    checked_totals,
    filter_lines,
    with_money,
    with_parts,
    with_results,
    with_status,
)
from .report import Fold, Report, lines, table_of

Money = Transaction.Kind
MOVED = (Money.RECEIVED, Money.SPENT, Money.COUNTERPART, Money.FEE)
DEFINITIONS = (
    gettext_lazy(
        "Listed is every cooperation with a promised result, and every other with a money line; one row each result."
    ),
    gettext_lazy("Promise: the target in force, which is the last that was set, and the day by which it was promised."),
    gettext_lazy(
        "Measured: the last approved value of a period that had begun by the end of the year. Outcome: whether the "
        "last of these values that was compared with its evidence meets the target; without one “Not proven yet”."
    ),
    gettext_lazy("Money lines stand once, in the first row of the cooperation, with what nobody has checked marked."),
    gettext_lazy("APBD: the budget year and account under which a line is booked, where somebody typed them."),
    SUMS,
)
FOLDS = (
    Fold(gettext_lazy("Cooperation"), ("register_number", "title"), width=24),
    Fold(gettext_lazy("Offices"), ("offices",), width=16),
    Fold(gettext_lazy("Status and condition"), ("status", "condition"), width=15),
    Fold(gettext_lazy("Promised result"), ("promise",), width=22),
    Fold(gettext_lazy("Baseline"), ("baseline",), width=12),
    Fold(gettext_lazy("Target"), ("target",), width=16),
    Fold(gettext_lazy("Measured"), ("measured",), width=18),
    Fold(pgettext_lazy("of a report", "Outcome"), ("outcome",), width=12),
    Fold(
        gettext_lazy("Money promised, received, reported"),
        ("promised_money", "received_money", "reported_money"),
        width=24,
    ),
    Fold(gettext_lazy("Booked in APBD"), ("booked",), width=18),
)


class Line(NamedTuple):
    """One promised result of an agreement, or None where it promised none; `is_first` of its agreement."""

    agreement: WithStatus
    indicator: Indicator | None
    is_first: bool


def yearly(parameters: Parameters, today: date, user) -> Report:
    """Return promises and what came of them up to the end of `year`."""
    found = list(_lines(parameters, today, user))
    rows = list({line.agreement.pk: line.agreement for line in found}.values())
    return Report(
        **table_of(_columns(), found, _key)._asdict(),
        title=_("Yearly review of cooperation: promise and outcome"),
        as_of=today,
        filters=filter_lines(parameters, _("Year %(year)d") % {"year": parameters.year}),
        totals=checked_totals(rows),
        definitions=tuple(map(str, DEFINITIONS)),
        folds=FOLDS,
    )


def _lines(parameters: Parameters, today: date, user) -> Iterator[Line]:
    until = date(parameters.year, 12, 31)
    measured = Measurement.objects.filter(state=ReportState.APPROVED, period_earliest__lte=until)
    found = agreements_in(parameters, today, user)
    loaded = with_results(with_money(with_parts(found)), measured.order_by("period_latest", "pk"))
    for row in with_status(loaded, today):
        results = list(row.indicators.all())
        if not results and row.transactions.all():
            yield Line(row, None, True)
        for number, one in enumerate(results):
            yield Line(row, one, number == 0)


def _key(line: Line) -> str:
    number = line.agreement.register_number
    return f"{number}/{line.indicator.pk}" if line.indicator else number


def _of_result(cell):
    return lambda line: cell(line.indicator) if line.indicator else None


def _columns() -> list[TableColumn]:
    return [
        (cells.REGISTER_NUMBER[0], lambda line: line.agreement.register_number),
        (cells.TITLE[0], lambda line: cells.title(line.agreement)),
        (cells.OFFICES[0], lambda line: cells.offices(line.agreement)),
        (cells.STATUS[0], lambda line: line.agreement.status.word),
        (Column("condition", gettext_lazy("Condition"), width=16), _condition),
        (Column("promise", gettext_lazy("Promised result"), width=36), _of_result(lambda one: localised(one, "title"))),
        (Column("baseline", gettext_lazy("Baseline"), width=18), _of_result(_baseline)),
        (Column("target", gettext_lazy("Target"), width=22), _of_result(_target)),
        (Column("measured", gettext_lazy("Measured"), width=30), _of_result(_measured)),
        (
            Column("outcome", pgettext_lazy("of a report", "Outcome"), width=18),
            _of_result(lambda one: str(VERDICTS[verdict_on(one)])),
        ),
        (Column("promised_money", gettext_lazy("Promised money"), width=32), _money(Money.PLEDGE, Money.COMMITMENT)),
        (Column("received_money", gettext_lazy("Received and spent"), width=32), _money(*MOVED)),
        (Column("reported_money", gettext_lazy("As reported by sources"), width=32), _money(Money.REPORTED)),
        (Column("booked", gettext_lazy("Booked in APBD"), width=30), _booked),
    ]


def _condition(line: Line) -> str | None:
    verdict = line.agreement.verdict
    return str(verdict.condition.label) if verdict else None


def _amount(value, unit: str) -> str:
    return f"{figure(value, get_language() or 'id')} {unit}"


def _baseline(one: Indicator) -> str | None:
    return f"{_amount(one.baseline, one.unit)} ({one.baseline_year})" if one.baseline is not None else None


def _target(one: Indicator) -> str | None:
    target = max(one.targets.all(), key=lambda target: target.pk, default=None)
    if target is None:
        return None
    words = _amount(target.value, one.unit)
    return f"{words} ({target.due})" if target.due else words


def _measured(one: Indicator) -> str | None:
    values = list(one.measurements.all())
    if not values:
        return None
    last = values[-1]
    facts = [str(last.period), "" if last.is_checked else _("not yet checked")]
    return f"{_amount(last.value, one.unit)} ({', '.join(filter(None, facts))})"


def _money(*kinds: str):
    """Return the cell with the money lines of these kinds, in the first row of an agreement only."""

    def cell(line: Line) -> str | None:
        if not line.is_first:
            return None
        return cells.money(one for one in line.agreement.transactions.all() if one.kind in kinds)

    return cell


def _booked(line: Line) -> str | None:
    rows = line.agreement.transactions.all() if line.is_first else ()
    return lines(_booking(one) for one in rows if one.budget_year or one.budget_account)


def _booking(one: Transaction) -> str:
    amount = format_money(one.amount, one.currency, get_language() or "id")
    year = _("APBD %(year)d") % {"year": one.budget_year} if one.budget_year else ""
    return ", ".join(filter(None, [amount, year, one.budget_account]))
