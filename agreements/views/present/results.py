"""Promised and delivered: indicators with approved measurements, money as its sources give it, statements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import Agreement, Indicator, Measurement, Statement, Transaction
from jambi_coop.lib.money import compact_money, format_money, format_number

from .words import SourceLine, Text, Texts, date_words, source_line

Kind = Transaction.Kind
MILLION = 1_000_000


@dataclass(frozen=True)
class MeasurementLine:
    value: str
    period: str
    comment: Text
    source: SourceLine | None


@dataclass(frozen=True)
class IndicatorLine:
    """A promised result; `baseline` is "" when there is none. `rows` is the height of its cell."""

    title: Text
    level: str
    unit: str
    direction: str
    baseline: str
    measurements: tuple[MeasurementLine, ...]

    @property
    def rows(self) -> int:
        return max(1, len(self.measurements))


@dataclass(frozen=True)
class MoneyLine:
    """One line as one source gives it; `compact` is "" where it would only repeat the figure."""

    amount: str
    compact: str
    date: str
    parties: str
    scope: str
    repaid_by: str
    description: Text
    is_correction: bool
    source: SourceLine | None


@dataclass(frozen=True)
class MoneyGroup:
    """Lines of one kind and one currency; `total` only of checked commitments and receipts, else ""."""

    kind: str
    currency: str
    lines: tuple[MoneyLine, ...]
    total: str
    is_reported: bool


@dataclass(frozen=True)
class StatementLine:
    text: Text
    as_of: str
    source: SourceLine | None


@dataclass(frozen=True)
class Topic:
    """What the sources say about one matter, side by side."""

    name: str
    statements: tuple[StatementLine, ...]


def _language() -> str:
    return get_language() or "id"


def _number(value: Decimal) -> str:
    whole = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
    return format_number(whole, _language())


def build_indicators(agreement: Agreement, texts: Texts) -> tuple[IndicatorLine, ...]:
    """From the public `indicators` with their approved `measurements` as loaded."""
    return tuple(_indicator(row, texts) for row in agreement.indicators.all())


def _indicator(row: Indicator, texts: Texts) -> IndicatorLine:
    baseline = ""
    if row.baseline is not None:
        baseline = f"{_number(row.baseline)} ({row.baseline_year})"
    return IndicatorLine(
        title=texts(row, "title"),
        level=row.get_level_display(),
        unit=row.unit,
        direction=row.get_direction_display(),
        baseline=baseline,
        measurements=tuple(_measurement(one, texts) for one in row.measurements.all()),
    )


def _measurement(row: Measurement, texts: Texts) -> MeasurementLine:
    return MeasurementLine(_number(row.value), str(row.period), texts(row, "comment"), source_line(row.source, row))


def build_money(
    agreement: Agreement, texts: Texts, totals: Iterable[tuple[str, str, Decimal]]
) -> tuple[MoneyGroup, ...]:
    """From the public `transactions` as loaded; `totals` are (kind, currency, sum) of `countable()` ones."""
    sums = {(kind, currency): total for kind, currency, total in totals}
    groups: dict[tuple[str, str], list[Transaction]] = {}
    for row in agreement.transactions.all():
        groups.setdefault((row.kind, row.currency), []).append(row)
    order = list(Kind.values)
    return tuple(
        MoneyGroup(
            kind=str(Kind(kind).label),
            currency=currency,
            lines=tuple(_money_line(row, texts) for row in sorted(groups[kind, currency], key=_by_date)),
            total=format_money(sums[kind, currency], currency, _language()) if (kind, currency) in sums else "",
            is_reported=kind == Kind.REPORTED,
        )
        for kind, currency in sorted(groups, key=lambda key: (order.index(key[0]), key[1]))
    )


def _by_date(row: Transaction) -> tuple[date, int]:
    return row.value_date.latest or date.max, row.pk


def _parties(row: Transaction) -> str:
    """From whom to whom, as far as it is known."""
    if row.provider and row.receiver:
        return f"{row.provider} – {row.receiver}"
    if row.provider:
        return _("from %(name)s") % {"name": row.provider}
    if row.receiver:
        return _("to %(name)s") % {"name": row.receiver}
    return _("not known")


def _money_line(row: Transaction, texts: Texts) -> MoneyLine:
    big = abs(row.amount) >= MILLION
    return MoneyLine(
        amount=format_money(row.amount, row.currency, _language()),
        compact=compact_money(row.amount, row.currency, _language()) if big else "",
        date=date_words(row.value_date),
        parties=_parties(row),
        scope=row.get_scope_display(),
        repaid_by=row.get_repaid_by_display(),
        description=texts(row, "description"),
        is_correction=row.corrects_id is not None,
        source=source_line(row.source, row),
    )


def build_statements(agreement: Agreement, texts: Texts) -> tuple[Topic, ...]:
    """From the public `statements` as loaded, by topic in the order of the list of topics."""
    topics: dict[str, list[StatementLine]] = {}
    for row in agreement.statements.all():
        line = StatementLine(texts(row, "text"), date_words(row.as_of), source_line(row.source, row))
        topics.setdefault(row.topic, []).append(line)
    return tuple(Topic(str(topic.label), tuple(topics[topic])) for topic in Statement.Topic if topic in topics)
