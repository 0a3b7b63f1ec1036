"""The search and filters of the public list of partners, read from the query string.

A value that is not known is left out and named in `ignored`; it is never an error.
"""

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jambi_coop.lib.money import COUNTRY_CODES, country_name
from partners.models import Partner

INTERNATIONAL = "-"
"""Stands for bodies without a country, such as UN-Habitat."""
MAX_QUERY_LENGTH = 200
MAX_WORDS = 8
LANGUAGES = ("id", "en")

Choices = list[tuple[str, str]]


@dataclass
class PartnerFilter:
    """What a visitor asked for: `q` words, `kind`, `country`; and the choices of the form."""

    q: str = ""
    kind: str = ""
    country: str = ""
    kinds: Choices = field(default_factory=list)
    countries: Choices = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def narrow(self, partners: QuerySet) -> QuerySet:
        """The partners in which every word occurs, of this kind and country."""
        for word in self.q.split()[:MAX_WORDS]:
            partners = partners.filter(_word_q(word))
        if self.kind:
            partners = partners.filter(kind=self.kind)
        if self.country:
            partners = partners.filter(country="" if self.country == INTERNATIONAL else self.country)
        return partners

    @property
    def active_count(self) -> int:
        """How many filters narrow the list."""
        return sum(1 for value in (self.q, self.kind, self.country) if value)

    def chips(self, path: str) -> list[tuple[str, str]]:
        """(label, address of the list without it) for each filter in use."""
        labels = {
            "q": _("“%(words)s”") % {"words": Truncator(self.q).chars(60)},
            "kind": dict(self.kinds).get(self.kind, ""),
            "country": dict(self.countries).get(self.country, ""),
        }
        used = {name: getattr(self, name) for name in labels if getattr(self, name)}
        chips = []
        for name in used:
            rest = QueryDict(mutable=True)
            rest.update({other: value for other, value in used.items() if other != name})
            chips.append((labels[name], f"{path}?{rest.urlencode()}" if rest else path))
        return chips


def read_filter(data: QueryDict, partners: QuerySet) -> PartnerFilter:
    """The filter that `data` asks for, over `partners` that may be seen. One query, for the countries."""
    codes = set(partners.order_by().values_list("country", flat=True).distinct())
    wanted = PartnerFilter(
        q=_printable(data.get("q", "")),
        kinds=[(str(value), str(label)) for value, label in Partner.Kind.choices],
    )
    kind, country = data.get("kind", ""), data.get("country", "")
    wanted.countries = _country_choices(codes | ({country} if country in COUNTRY_CODES else set()))
    for name, value, choices in [("kind", kind, wanted.kinds), ("country", country, wanted.countries)]:
        if not value:
            continue
        if value in dict(choices):
            setattr(wanted, name, value)
        else:
            shown = Truncator(_printable(value)).chars(40)
            wanted.ignored.append(_("Filter “%(value)s” is not known and was ignored.") % {"value": shown})
    return wanted


def _country_choices(codes: set[str]) -> Choices:
    language = get_language() or "id"
    named = sorted(((code, country_name(code, language)) for code in codes if code), key=lambda pair: pair[1])
    return [*named, (INTERNATIONAL, _("International bodies"))] if "" in codes else named


def _word_q(word: str) -> Q:
    """The word stands in one of the names, the place, or the country's name in either language."""
    lower = word.casefold()
    countries = [
        code
        for code in COUNTRY_CODES
        if len(lower) > 2 and any(lower in country_name(code, language).casefold() for language in LANGUAGES)
    ]
    names = ("name", "name_local", "short_name", "place")
    return Q(country__in=countries) | Q(*((f"{name}__icontains", word) for name in names), _connector=Q.OR)


def _printable(text: str) -> str:
    """Without control characters, which PostgreSQL refuses, and not longer than a search may be."""
    return "".join(char if char.isprintable() else " " for char in text[:MAX_QUERY_LENGTH]).strip()
