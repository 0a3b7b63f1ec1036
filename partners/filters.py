"""The search and filters of the public list of partners, read from the query string."""

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_filters import CharFilter, ChoiceFilter

from jambi_coop.lib.countries.codes import COUNTRY_CODES, country_name
from jambi_coop.lib.web.readable_requests import UNREADABLE
from jambi_coop.lib.web.tolerant_filters import MAX_QUERY_LENGTH, MAX_TERMS, TolerantFilter, printable
from partners.models import Partner

INTERNATIONAL = "-"
"""Value for bodies without a country, such as UN-Habitat."""
LANGUAGES = ("id", "en")


class PartnerFilter(TolerantFilter):
    """Filter of the public list: words `q`, `kind`, `country`."""

    q = CharFilter(method="by_text")
    kind = ChoiceFilter(choices=Partner.Kind.choices)
    country = ChoiceFilter(method="by_country")

    def offer_choices(self, data) -> None:
        """Offer the countries that occur, and the one that is asked for."""
        codes = set(self.queryset.order_by().values_list("country", flat=True).distinct())
        codes |= {data.get("country")} & COUNTRY_CODES
        language = get_language() or "id"
        named = sorted(((code, country_name(code, language)) for code in codes if code), key=lambda pair: pair[1])
        others = [(INTERNATIONAL, _("International bodies"))] if "" in codes else []
        self.filters["country"].extra["choices"] = [*named, *others]

    def by_text(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Narrow to partners in which every word occurs."""
        for word in printable(value, MAX_QUERY_LENGTH).replace(UNREADABLE, " ").split()[:MAX_TERMS]:
            queryset = queryset.filter(_word_q(word))
        return queryset

    def by_country(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(country="" if value == INTERNATIONAL else value)


def _word_q(word: str) -> Q:
    """Return the condition that the word is part of a name, the place, or the country's name in either language."""
    lower = word.casefold()
    countries = [
        code
        for code in COUNTRY_CODES
        if len(lower) > 2 and any(lower in country_name(code, language).casefold() for language in LANGUAGES)
    ]
    names = ("name", "name_local", "short_name", "place")
    return Q(country__in=countries) | Q(*((f"{name}__icontains", word) for name in names), _connector=Q.OR)
