"""Money as its sources give it: line by line, and what was promised beside what was received."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import Agreement, Transaction
from jambi_coop.lib.money import compact_money, format_money

from .words import SourceLine, Text, Texts, date_words, source_line

Kind = Transaction.Kind
MILLION = 1_000_000
COMPARED = (Kind.COMMITMENT, Kind.RECEIVED, Kind.REPORTED)


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
class CurrencyLine:
    """Promised and received in one currency, from checked lines only; `reported` values stand each for itself."""

    currency: str
    committed: str
    received: str
    reported: tuple[MoneyLine, ...]


def _language() -> str:
    return get_language() or "id"


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


def build_comparison(
    agreement: Agreement, texts: Texts, totals: Iterable[tuple[str, str, Decimal]]
) -> tuple[CurrencyLine, ...]:
    """From the public `transactions` as loaded and the sums of the `countable()` ones; nothing is converted."""
    sums = {(kind, currency): total for kind, currency, total in totals}
    rows = [row for row in agreement.transactions.all() if row.kind in COMPARED]

    def side(kind: str, currency: str) -> str:
        if (kind, currency) in sums:
            return format_money(sums[kind, currency], currency, _language())
        recorded = any((row.kind, row.currency) == (kind, currency) for row in rows)
        return _("recorded, not yet checked") if recorded else _("none recorded")

    return tuple(
        CurrencyLine(
            currency=currency,
            committed=side(Kind.COMMITMENT, currency),
            received=side(Kind.RECEIVED, currency),
            reported=tuple(
                _money_line(row, texts)
                for row in sorted(rows, key=_by_date)
                if (row.kind, row.currency) == (Kind.REPORTED, currency)
            ),
        )
        for currency in sorted({row.currency for row in rows})
    )
