"""Template tags with the agreements and money of partners, for the pages of the room `partners`, which must not import
agreements.

Only public agreements are shown; comparison cases of other regions are listed separately and never counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import template
from django.db.models import Count, Q, Sum

from agreements.models import Agreement, Party, Transaction
from agreements.models.of_this_city import of_this_city_q
from agreements.record.condition import LASTING_STAGES
from agreements.record.status import Status, status_of
from agreements.record.stretches import latest_of
from agreements.record.wording import kind_label
from jambi_coop.lib.dates.counting import known_between
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.publication import PublicationClass

register = template.Library()


@dataclass(frozen=True)
class PartnerRow:
    """A partner in a list, with the number of its public agreements, their latest activity, and the number of mere
    contacts."""

    partner: object
    count: int
    activity: KnownDate
    contacts: int


@dataclass(frozen=True)
class AgreementRow:
    """An agreement with its kind in words and its status on the day of the page."""

    agreement: Agreement
    kind: str
    status: Status

    @property
    def is_silent(self) -> bool:
        """That no activity is recorded is said of a case of this city, unless it was handed over or operates."""
        return not self.agreement.is_comparison and self.agreement.stage not in LASTING_STAGES


@dataclass(frozen=True)
class MoneyTotal:
    """The sum of the checked money lines of one kind in one currency, and their number."""

    kind: str
    currency: str
    amount: Decimal
    lines: int


@register.simple_tag
def partner_rows(partners: Iterable, today: date, *, examples: bool = False) -> list[PartnerRow]:
    """`{% partner_rows page_obj today examples=examples as rows %}`: a row for each partner, with one query for the
    whole page."""
    partners = list(partners)
    shown = Agreement.objects.public().of_this_city(examples=examples, contacts=True).on(today).order_by()
    found: dict[int, dict[int, KnownDate]] = defaultdict(dict)
    contacts: Counter[int] = Counter()
    for partner, pk, kind, earliest, latest in shown.filter(
        parties__trashed_at__isnull=True, parties__partner__in=partners
    ).values_list("parties__partner", "pk", "kind", "stretch__activity_earliest", "stretch__activity_on"):
        if kind == Agreement.Kind.CONTACT:
            contacts[partner] += 1
        else:
            found[partner][pk] = known_between(earliest, latest)
    return [
        PartnerRow(one, len(found[one.pk]), latest_of(found[one.pk].values()), contacts[one.pk]) for one in partners
    ]


@dataclass(frozen=True)
class PartnerRecords:
    """The public records in which a partner occurs: `cooperation` and `contacts` of this city, and `comparisons`, the
    cases of other regions."""

    cooperation: list[AgreementRow]
    contacts: list[AgreementRow]
    comparisons: list[AgreementRow]

    @property
    def is_of_others_only(self) -> bool:
        return bool(self.comparisons) and not self.cooperation and not self.contacts

    @property
    def other_regions(self) -> str:
        return ", ".join(dict.fromkeys(row.agreement.region for row in self.comparisons))


@register.simple_tag
def partner_agreements(partner, today: date, *, examples: bool = False) -> PartnerRecords:
    """`{% partner_agreements partner today examples=examples as records %}`: its public records, the last signed
    first."""
    of_this_city = of_this_city_q(examples=examples, contacts=True)
    agreements = (
        Agreement.objects.public()
        .filter(of_this_city | Q(is_comparison=True), pk__in=Party.objects.filter(partner=partner).values("agreement"))
        .on(today)
        .select_related("digest", "stretch")
    )
    records = PartnerRecords([], [], [])
    for agreement in agreements:
        row = AgreementRow(agreement, kind_label(agreement, [partner.level]), status_of(agreement, today))
        if agreement.is_comparison:
            records.comparisons.append(row)
        elif agreement.kind == Agreement.Kind.CONTACT:
            records.contacts.append(row)
        else:
            records.cooperation.append(row)
    return records


@register.simple_tag
def partner_money(partner, *, examples: bool = False) -> list[MoneyTotal]:
    """`{% partner_money partner examples=examples as totals %}`: sums per kind and currency of checked, public lines
    only.

    Amounts of different currencies are never added up, nor commitments to receipts.
    """
    rows = (
        Transaction.objects.countable()
        .filter(
            of_this_city_q("agreement__", examples=examples),
            is_public=True,
            agreement__publication_class=PublicationClass.PUBLIC,
            agreement__trashed_at__isnull=True,
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
