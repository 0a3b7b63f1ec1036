"""Choices of the select boxes of the filter: only values that occur, with one query each.

A value that exists but does not occur is offered as well when it is asked for, and finds nothing.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import Agreement, LegalField, Office, Party, Sector
from agreements.record.search import fold
from jambi_coop.lib.countries.codes import COUNTRY_CODES, country_name
from jambi_coop.lib.records.language import localised
from partners.filters import INTERNATIONAL

from .by_links import NO_FIELD

MOST_PARTNERS = 200
"""A longer list of partners is offered only once a country is chosen."""

Choices = list[tuple[str, str]]


def _occurring(partners: QuerySet, agreements: QuerySet) -> QuerySet:
    # A subquery for the first party, not EXISTS: for that PostgreSQL would join all parties with all agreements.
    parties = Party.objects.filter(partner=OuterRef("pk"), agreement__in=agreements).order_by()
    return partners.alias(party=Subquery(parties.values("pk")[:1])).filter(party__isnull=False)


def country_choices(agreements: QuerySet, partners: QuerySet, wanted: str) -> Choices:
    """Return the countries of partners, by name, and the international bodies last."""
    codes = set(_occurring(partners, agreements).order_by().values_list("country", flat=True).distinct())
    if wanted in COUNTRY_CODES:
        codes.add(wanted)
    if wanted == INTERNATIONAL:
        codes.add("")
    language = get_language() or "id"
    named = sorted(((code, country_name(code, language)) for code in codes if code), key=lambda pair: fold(pair[1]))
    return [*named, (INTERNATIONAL, _("International bodies"))] if "" in codes else named


def partner_choices(agreements: QuerySet, partners: QuerySet, wanted: str, country: str) -> Choices:
    """Return the partners of the chosen country, or all, by name; none beyond `MOST_PARTNERS` but the wanted one."""
    if country == INTERNATIONAL or country in COUNTRY_CODES:
        partners_there = partners.filter(country="" if country == INTERNATIONAL else country)
    else:
        partners_there = partners
    rows = []
    if partners_there.order_by()[: MOST_PARTNERS + 1].count() <= MOST_PARTNERS:
        rows += _occurring(partners_there, agreements).order_by("name", "pk").values_list("slug", "name")
    if wanted and all(slug != wanted for slug, _name in rows):
        rows += partners.filter(slug=wanted).values_list("slug", "name")
    return rows


def field_choices() -> Choices:
    """Return (letter, name) of the five legal fields, and last the choice of records without any."""
    fields = [(field.letter, localised(field, "name")) for field in LegalField.objects.all()]
    return [*fields, (NO_FIELD, _("Not classified"))]


def sector_choices(agreements: QuerySet, wanted: str) -> Choices:
    """Return (slug, name) of the sectors of the agreements."""
    links = Agreement.sectors.through.objects.filter(sector=OuterRef("pk"), agreement__in=agreements)
    offered = Sector.objects.filter(Exists(links) | Q(slug=wanted)).only("slug", "name", "name_en")
    return [(sector.slug, localised(sector, "name")) for sector in offered]


def office_choices(agreements: QuerySet, wanted: str) -> Choices:
    """Return (code, name) of the offices that lead or support one of the agreements."""
    leads = agreements.filter(lead_office=OuterRef("pk"))
    links = Agreement.supporting_offices.through.objects.filter(office=OuterRef("pk"), agreement__in=agreements)
    offered = Office.objects.filter(Exists(leads) | Exists(links) | Q(code=wanted))
    return [(office.code, office.short_name or localised(office, "name")) for office in offered]
