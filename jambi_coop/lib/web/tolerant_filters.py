"""Filters that accept the valid values of a query string and name the others; no value causes an error."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import FilterSet, MultipleChoiceFilter
from django_filters.filters import Filter

from jambi_coop.lib.numbers.fields import YearFormField

from .examples import PARAMETER

MOST_IGNORED = 5
MAX_QUERY_LENGTH = 200
MAX_TERMS = 8
"""Further words of a search are ignored."""
SLUG = re.compile(r"[-\w]{1,120}", re.ASCII)
ALL = gettext_lazy("All")


class YearFilter(Filter):
    """Filter by a year in the range of `KnownDate`."""

    field_class = YearFormField


class TolerantFilter(FilterSet):
    """Base filter set: it uses the values that its fields accept; `ignored` has a sentence for each of the others.

    `carried` is the one parameter that is kept in every URL and narrows nothing (the order, the tab); it is left out
    of a URL where it has the value `carried_default`. So is what asks for `examples` (`jambi_coop.lib.web.examples`).
    """

    carried = ""
    carried_default = ""

    def __init__(self, data, queryset: QuerySet, *, today: date, request=None, examples: bool = False):
        super().__init__(QueryDict(), queryset, request=request)
        self.data = QueryDict(mutable=True)
        self.examples = examples
        self.today = today
        self.ignored: list[str] = []
        data = data if data is not None else QueryDict()
        self.offer_choices(data)
        self._take(data)

    def offer_choices(self, data) -> None:
        """Set the choices of filters that depend on the rows; for subclasses."""

    def _take(self, data) -> None:
        """Keep the values that their fields accept, and name the others in `ignored`."""
        refused = []
        for name, one in self.filters.items():
            multiple = isinstance(one, MultipleChoiceFilter)
            given = list(dict.fromkeys(data.getlist(name)))
            kept = []
            for value in given if multiple else given[-1:]:
                if not value.strip():
                    continue
                value = value[:MAX_QUERY_LENGTH] if name == "q" else value
                try:
                    one.field.clean([value] if multiple else value)
                except ValidationError:
                    refused.append(value)
                else:
                    kept.append(value)
            if kept:
                self.data.setlist(name, kept)
        self.ignored = [
            _("Filter “%(value)s” is not known and was ignored.") % {"value": printable(value)}
            for value in dict.fromkeys(refused[:MOST_IGNORED])
        ]
        if self.carried_default:
            self.data.setdefault(self.carried, self.carried_default)
        if self.examples:
            self.data[PARAMETER] = "1"

    @property
    def active_count(self) -> int:
        """The number of values that narrow the list."""
        return sum(len(self.data.getlist(name)) for name in self.data if name not in (self.carried, PARAMETER))

    def chips(self, request) -> list[tuple[str, str]]:
        """Return (label, URL of the page without it) for each value that narrows the list."""
        return [
            (self.chip_label(name, value), self._address_without(request, name, value))
            for name in self.filters
            if name != self.carried
            for value in self.data.getlist(name)
        ]

    def chip_label(self, name: str, value: str) -> str:
        if name == "q":
            return _("“%(words)s”") % {"words": Truncator(printable(value, 80)).chars(60)}
        if isinstance(self.filters[name], YearFilter):
            return f"{self.filters[name].label}: {self.filters[name].field.clean(value)}"
        return str(dict(self.filters[name].extra["choices"])[value])

    def _address_without(self, request, name: str, value: str) -> str:
        rest = self.data.copy()
        others = [other for other in rest.getlist(name) if other != value]
        rest.setlist(name, others)
        if not others:
            del rest[name]
        if rest.get(self.carried) == self.carried_default:
            rest.pop(self.carried, None)
        return f"{request.path}?{rest.urlencode()}" if rest else request.path


def wanted(data, name: str) -> str:
    """Return the value `name` if it has the form of a code or slug, otherwise ""."""
    value = data.get(name, "")
    return value if SLUG.fullmatch(value) else ""


def printable(text: str, length: int = 40) -> str:
    """Return a text typed by a visitor without control characters, cut to `length` for display."""
    return Truncator("".join(char if char.isprintable() else " " for char in text[:300]).strip()).chars(length)
