"""Evaluasi tahunan: what was promised, what was measured, and what the money lines say, for one year."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from agreements.models import Indicator, Measurement, ReportState, Target, Transaction
from agreements.public.agreement_page.results import VERDICTS, verdict_on
from agreements.record.wording import day_label
from jambi_coop.lib.dates.known_date import KnownDate
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
    had_begun,
    may_lie_by,
    may_lie_in,
    with_follow_ups,
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
        "Listed is every cooperation with a promised result, and every other with a money line of the year; one row "
        "each result. Left out is what began after the year, and what had ended before it, unless a value or money of "
        "the year is recorded. Status and condition are those of the day of the report."
    ),
    gettext_lazy(
        "Promise: the last target that was set by the end of the year, and the day by which it was promised; where the "
        "first one was recorded later, that one, with the day of its record."
    ),
    gettext_lazy(
        "Measured: the last approved value of a period that had begun by the end of the year. Outcome: whether the "
        "last of these values that was compared with its evidence meets the target; without one “Not proven yet”."
    ),
    gettext_lazy(
        "Money lines stand once, in the first row of the cooperation, with their day and with what nobody has checked "
        "marked: what was promised and what sources reported up to the end of the year, what was received and spent "
        "in the year. A line without a day may belong to any year; it stands here, marked, and is in no sum."
    ),
    gettext_lazy(
        "APBD: the account under which a line is booked in the budget year, where somebody typed them; without a "
        "budget year, that of a line of the year."
    ),
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
        **table_of(_columns(parameters.year), found, _key)._asdict(),
        title=_("Yearly review of cooperation: promise and outcome"),
        as_of=today,
        filters=filter_lines(parameters, _("Year %(year)d") % {"year": parameters.year}),
        totals=checked_totals(rows, lambda one: bool(one.value_date) and _is_of_year(one, parameters.year)),
        definitions=tuple(map(str, DEFINITIONS)),
        folds=FOLDS,
    )


def _lines(parameters: Parameters, today: date, user) -> Iterator[Line]:
    until = date(parameters.year, 12, 31)
    begun = Q(period_earliest__lte=until) | Q(period_earliest=None, period_latest__isnull=False)
    measured = Measurement.objects.filter(begun, state=ReportState.APPROVED).order_by("period_latest", "pk")
    found = with_follow_ups(with_money(with_parts(agreements_in(parameters, today, user))))
    for row in with_status(with_results(found, measured, _targets(until)), today):
        results = list(row.indicators.all())
        if not _belongs(row, results, parameters.year):
            continue
        if not results and any(_is_of_year(one, parameters.year) for one in row.transactions.all()):
            yield Line(row, None, True)
        for number, one in enumerate(results):
            yield Line(row, one, number == 0)


def _targets(until: date) -> QuerySet:
    """Return of each result the targets that were set by a day; where all were recorded later, the first."""
    former = Target.objects.filter(indicator=OuterRef("indicator"), pk__lt=OuterRef("pk"))
    return Target.objects.filter(Q(set_on__lte=until) | ~Exists(former))


def _belongs(row: WithStatus, results: list[Indicator], year: int) -> bool:
    """Return whether a cooperation is of a year: it had begun by its end, and had not ended before its beginning or
    something of the year is recorded."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    periods = [value.period for one in results for value in one.measurements.all()]
    promised = [KnownDate.day(target.set_on) for one in results for target in one.targets.all()]
    if not had_begun(row, last, *periods, *promised):
        return False
    ended = row.digest.ends_latest is not None and row.digest.ends_latest < first
    days = [*periods, *(one.value_date for one in row.transactions.all())]
    return not ended or any(may_lie_in(day, first, last) for day in days)


def _is_of_year(one: Transaction, year: int) -> bool:
    """Return whether a money line may belong to what is told of a year: moved in it, promised or reported by its end;
    of a line without a day nobody knows."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    if not one.value_date:
        return True
    return may_lie_in(one.value_date, first, last) if one.kind in MOVED else may_lie_by(one.value_date, last)


def _key(line: Line) -> str:
    number = line.agreement.register_number
    return f"{number}/{line.indicator.pk}" if line.indicator else number


def _of_result(cell):
    return lambda line: cell(line.indicator) if line.indicator else None


def _columns(year: int) -> list[TableColumn]:
    return [
        (cells.REGISTER_NUMBER[0], lambda line: line.agreement.register_number),
        (cells.TITLE[0], lambda line: cells.title(line.agreement)),
        (cells.OFFICES[0], lambda line: cells.offices(line.agreement)),
        (cells.STATUS[0], lambda line: line.agreement.status.word),
        (Column("condition", gettext_lazy("Condition"), width=16), _condition),
        (Column("promise", gettext_lazy("Promised result"), width=36), _of_result(lambda one: localised(one, "title"))),
        (Column("baseline", gettext_lazy("Baseline"), width=18), _of_result(_baseline)),
        (Column("target", gettext_lazy("Target"), width=22), _of_result(lambda one: _target(one, year))),
        (Column("measured", gettext_lazy("Measured"), width=30), _of_result(_measured)),
        (
            Column("outcome", pgettext_lazy("of a report", "Outcome"), width=18),
            _of_result(lambda one: str(VERDICTS[verdict_on(one)])),
        ),
        (
            Column("promised_money", gettext_lazy("Promised money, up to the end of the year"), width=32),
            _money(year, Money.PLEDGE, Money.COMMITMENT),
        ),
        (Column("received_money", gettext_lazy("Received and spent in the year"), width=32), _money(year, *MOVED)),
        (
            Column("reported_money", gettext_lazy("As reported by sources, up to the end of the year"), width=32),
            _money(year, Money.REPORTED),
        ),
        (Column("booked", gettext_lazy("Booked in the APBD of the year"), width=30), lambda line: _booked(line, year)),
    ]


def _condition(line: Line) -> str | None:
    verdict = line.agreement.verdict
    return str(verdict.condition.label) if verdict else None


def _amount(value, unit: str) -> str:
    return f"{figure(value, get_language() or 'id')} {unit}"


def _baseline(one: Indicator) -> str | None:
    return f"{_amount(one.baseline, one.unit)} ({one.baseline_year})" if one.baseline is not None else None


def _target(one: Indicator, year: int) -> str | None:
    target = max(one.targets.all(), key=lambda target: target.pk, default=None)
    if target is None:
        return None
    later = _("recorded on %(day)s") % {"day": day_label(target.set_on)} if target.set_on.year > year else ""
    facts = ", ".join(filter(None, [str(target.due) if target.due else "", later]))
    words = _amount(target.value, one.unit)
    return f"{words} ({facts})" if facts else words


def _measured(one: Indicator) -> str | None:
    values = list(one.measurements.all())
    if not values:
        return None
    last = values[-1]
    facts = [str(last.period), "" if last.is_checked else _("not yet checked")]
    return f"{_amount(last.value, one.unit)} ({', '.join(filter(None, facts))})"


def _money(year: int, *kinds: str):
    """Return the cell with the money lines of these kinds of a year, in the first row of an agreement only."""

    def cell(line: Line) -> str | None:
        if not line.is_first:
            return None
        found = [one for one in line.agreement.transactions.all() if one.kind in kinds and _is_of_year(one, year)]
        return cells.money(found, dated=True)

    return cell


def _booked(line: Line, year: int) -> str | None:
    rows = line.agreement.transactions.all() if line.is_first else ()
    return lines(_booking(one) for one in rows if one.budget_year == year or _has_account_alone(one, year))


def _has_account_alone(one: Transaction, year: int) -> bool:
    """Return whether a line has an account without a budget year, and may be of the year by its own day."""
    of_year = not one.value_date or may_lie_in(one.value_date, date(year, 1, 1), date(year, 12, 31))
    return bool(one.budget_account) and not one.budget_year and of_year


def _booking(one: Transaction) -> str:
    amount = format_money(one.amount, one.currency, get_language() or "id")
    year = _("APBD %(year)d") % {"year": one.budget_year} if one.budget_year else ""
    return ", ".join(filter(None, [amount, year, one.budget_account]))
