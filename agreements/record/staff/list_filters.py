"""Filters of admin lists, shown as links above the rows."""

from collections.abc import Sequence

from django.contrib import admin

FILTER_TEMPLATE = "agreements/record/staff/filter.html"


class ChoiceFilter(admin.ChoicesFieldListFilter):
    """Filter by one value of a field with choices."""

    template = FILTER_TEMPLATE


class OneOf(admin.SimpleListFilter):
    """Filter by one of the `offered` values; any other value is ignored. Subclasses define `narrowed`."""

    template = FILTER_TEMPLATE
    offered: Sequence[tuple] = ()

    def lookups(self, request, model_admin):
        return self.offered

    def queryset(self, request, queryset):
        known = self.value() in dict(self.lookup_choices)
        return self.narrowed(queryset, self.value()) if known else queryset
