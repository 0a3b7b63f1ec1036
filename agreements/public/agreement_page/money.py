"""The part on money: each line as its source gives it, and the promised sums beside those received."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import combinations, groupby

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import Agreement, Transaction
from jambi_coop.lib.money.amounts import format_money

Kind, RepaidBy = Transaction.Kind, Transaction.RepaidBy
COMPARED = (Kind.COMMITMENT, Kind.RECEIVED, Kind.REPORTED)
Sums = Mapping[tuple[str, str], Decimal]
"""(kind, currency) -> sum of the lines that may be totalled."""


def money_groups(agreement: Agreement, sums: Sums) -> list[tuple[list[Transaction], Decimal | None, bool, bool]]:
    """Return the public `transactions` by kind and currency: the lines, their sum if they have one, whether any line
    tells who repays it, and whether sources differ. Where no line tells it, a column of "not known" would read as a
    debt of the city."""
    rows = sorted(_by_date(agreement), key=lambda row: (Kind.values.index(row.kind), row.currency))
    groups = groupby(rows, key=lambda row: (row.kind, row.currency))
    found = [(list(lines), sums.get(key)) for key, lines in groups]
    return [
        (lines, total, any(row.repaid_by != RepaidBy.UNKNOWN for row in lines), _sources_differ(lines))
        for lines, total in found
    ]


def _sources_differ(lines: list[Transaction]) -> bool:
    """True where two sources report different amounts; several amounts of one source may be parts of a whole."""
    reported = [row for row in lines if row.kind == Kind.REPORTED]
    return any(one.amount != two.amount and one.source_id != two.source_id for one, two in combinations(reported, 2))


def _by_date(agreement: Agreement) -> list[Transaction]:
    return sorted(agreement.transactions.all(), key=lambda row: (row.value_date.latest or date.max, row.pk))


def promised_and_received(agreement: Agreement, sums: Sums) -> list[tuple[str, str, str, list[Transaction]]]:
    """Return (currency, promised, received, lines reported by sources) of each currency; nothing is converted."""
    rows = [row for row in _by_date(agreement) if row.kind in COMPARED]
    recorded = {(row.kind, row.currency) for row in rows}

    def side(kind: str, currency: str) -> str:
        if (kind, currency) in sums:
            return format_money(sums[kind, currency], currency, get_language() or "id")
        return _("recorded, not yet checked") if (kind, currency) in recorded else _("none recorded")

    return [
        (
            currency,
            side(Kind.COMMITMENT, currency),
            side(Kind.RECEIVED, currency),
            [row for row in rows if (row.kind, row.currency) == (Kind.REPORTED, currency)],
        )
        for currency in sorted({row.currency for row in rows})
    ]
