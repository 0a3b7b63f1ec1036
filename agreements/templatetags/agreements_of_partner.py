"""Template tags with the agreements and money of partners, for the pages of the room `partners`, which must not import
agreements.

Only public agreements are shown; comparison cases of other regions are listed separately and never counted.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import template
from django.db.models import Count, Sum

from agreements.models import Agreement, Party, Transaction
from agreements.record.status import Status, status_of
from agreements.record.stretches import latest_of
from jambi_coop.lib.dates.counting import known_between
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.publication import PublicationClass

register = template.Library()


@dataclass(frozen=True)
class PartnerRow:
    """A partner in a list, with the number of its public agreements and their latest activity."""

    partner: object
    count: int
    activity: KnownDate


@dataclass(frozen=True)
class AgreementRow:
    """An agreement with its status on the day of the page."""

    agreement: Agreement
    status: Status


@dataclass(frozen=True)
class MoneyTotal:
    """The sum of the checked money lines of one kind in one currency, and their number."""

    kind: str
    currency: str
    amount: Decimal
    lines: int


@register.simple_tag
def partner_rows(partners: Iterable, today: date) -> list[PartnerRow]:
    """`{% partner_rows page_obj today as rows %}`: a row for each partner, with one query for the whole page."""
    partners = list(partners)
    shown = Agreement.objects.public().of_this_city().on(today).order_by()
    found: dict[int, dict[int, KnownDate]] = defaultdict(dict)
    for partner, pk, earliest, latest in shown.filter(parties__partner__in=partners).values_list(
        "parties__partner", "pk", "stretch__activity_earliest", "stretch__activity_on"
    ):
        found[partner][pk] = known_between(earliest, latest)
    return [PartnerRow(one, len(found[one.pk]), latest_of(found[one.pk].values())) for one in partners]


@register.simple_tag
def partner_agreements(partner, today: date, *, comparison: bool = False) -> list[AgreementRow]:
    """`{% partner_agreements partner today as rows %}`: its public agreements, the last signed first."""
    agreements = (
        Agreement.objects.public()
        .filter(is_comparison=comparison, pk__in=Party.objects.filter(partner=partner).values("agreement"))
        .on(today)
        .select_related("digest", "stretch")
    )
    return [AgreementRow(agreement, status_of(agreement, today)) for agreement in agreements]


@register.simple_tag
def partner_money(partner) -> list[MoneyTotal]:
    """`{% partner_money partner as totals %}`: sums per kind and currency of checked, public lines only.

    Amounts of different currencies are never added up, nor commitments to receipts.
    """
    rows = (
        Transaction.objects.countable()
        .filter(
            is_public=True,
            agreement__publication_class=PublicationClass.PUBLIC,
            agreement__trashed_at__isnull=True,
            agreement__is_comparison=False,
            agreement__in=Party.objects.filter(partner=partner).values("agreement"),
        )
        .order_by()
        .values("kind", "currency")
        .annotate(amount=Sum("amount"), lines=Count("pk"))
        .order_by("kind", "currency")
    )
    return [
        MoneyTotal(str(Transaction.Kind(row["kind"]).label), row["currency"], row["amount"], row["lines"])
        for row in rows
    ]
