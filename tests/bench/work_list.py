"""The work list against Django's change lists: one for each of its conditions, with the same rows and columns.

A change list shows one kind of record under one condition, so what the first page of the staff tells takes as many
of them as there are conditions. Each finds its rows as the condition does, loads their links in one go, shows as
many as we do, and otherwise keeps Django's defaults.
"""

from functools import cache

from django.contrib import admin
from django.utils.timezone import localdate

from agreements.worklist import LISTS, Scope, Source, View
from agreements.worklist.attendance import attendants
from agreements.worklist.entry import days_words

PER_PAGE = 5
SOURCES = [source for work_list in LISTS for source in work_list.sources]


def slug(source: Source) -> str:
    """The name of the stand-in's model, such as `overduefollowup`."""
    return f"{source.code}{source.kind.name}".replace("-", "")


def stand_in_address(source: Source) -> str:
    return f"/admin/agreements/{slug(source)}/"


class SourceStandIn(admin.ModelAdmin):
    """The rows of one condition; `source` is set by `stand_ins`."""

    source: Source
    list_per_page = PER_PAGE
    list_display = ("record", "number", "agreement_title", "why", "days", "person", "office", "next_step")
    ordering = ("day", "pk")

    def get_queryset(self, request):
        self.scope = Scope(request.user, localdate(), View.ALL)
        kind = self.source.kind
        found = self.source.records(self.scope).select_related(*kind.related())
        return found.prefetch_related(*kind.related_many(), *self.source.related)

    def get_ordering(self, request):
        return self.ordering

    def record(self, row):
        return str(self.source.kind.shown_of(row))

    def number(self, row):
        agreement = self.source.kind.agreement_of(row)
        return agreement.register_number if agreement else "–"

    def agreement_title(self, row):
        return self.source.kind.agreement_of(row) or "–"

    def why(self, row):
        return self.source.reason(row, self.scope).why

    def days(self, row):
        return days_words(self.source.reason(row, self.scope), self.scope.today)

    def person(self, row):
        return attendants(self.source.kind.agreement_of(row), self.source.kind.follow_up_of(row))[0] or "–"

    def office(self, row):
        kind = self.source.kind
        follow_up, agreement = kind.follow_up_of(row), kind.agreement_of(row)
        return (follow_up.office if follow_up else None) or (agreement.lead_office if agreement else None) or "–"

    def next_step(self, row):
        return self.source.step(row, self.scope).label


@cache
def stand_ins() -> list[tuple[type, type[SourceStandIn]]]:
    """A proxy of the model for each condition, since an admin site knows a model once, and its change list."""
    found = []
    for source in SOURCES:
        options = type("Meta", (), {"proxy": True, "app_label": "agreements"})
        proxy = type(slug(source), (source.kind.model,), {"__module__": __name__, "Meta": options})
        found.append((proxy, type(f"{slug(source)}StandIn", (SourceStandIn,), {"source": source})))
    return found
