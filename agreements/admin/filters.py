"""Filters of the staff's list of agreements."""

from datetime import date

from django.contrib import admin
from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from agreements.lifecycle.vocabulary import StatusGroup
from agreements.models import Office
from agreements.record.condition import Condition
from agreements.record.filters.by_links import of_office_q
from agreements.record.staff.list_filters import FILTER_TEMPLATE, OneOf
from agreements.record.staff.part_admin import visible_agreements
from jambi_coop.lib.dates.fields import overlaps_q


class StatusFilter(OneOf):
    """Public status of today, computed from stage, dates and evidence."""

    title = gettext_lazy("status today")
    parameter_name = "group"
    offered = StatusGroup.choices

    def narrowed(self, queryset, value):
        return queryset.on(timezone.localdate()).filter(stretch__status=value)


class ConditionFilter(OneOf):
    """Follow-up condition of today, computed from evidence."""

    title = gettext_lazy("follow-up condition")
    parameter_name = "condition"
    offered = Condition.choices

    def narrowed(self, queryset, value):
        return queryset.on(timezone.localdate()).filter(stretch__condition=value)


class OfficeFilter(admin.SimpleListFilter):
    """Lead or supporting office."""

    title = gettext_lazy("office")
    template = FILTER_TEMPLATE
    parameter_name = "office"

    def lookups(self, request, model_admin):
        seen = visible_agreements(request)
        offices = Office.objects.filter(
            Q(pk__in=seen.order_by().values("lead_office")) | Q(pk__in=seen.order_by().values("supporting_offices"))
        )
        return [(office.code, str(office)) for office in offices]

    def queryset(self, request, queryset):
        return queryset.filter(of_office_q(self.value())) if self.value() else queryset


class YearFilter(admin.SimpleListFilter):
    """Year of signing; an imprecise date is found under every year it may be in."""

    title = gettext_lazy("year of signing")
    template = FILTER_TEMPLATE
    parameter_name = "year"

    def lookups(self, request, model_admin):
        seen = visible_agreements(request).order_by()
        ends = seen.aggregate(first=Min("digest__signed_on_earliest"), last=Max("digest__signed_on_latest"))
        if not ends["first"] or not ends["last"]:
            return []
        years = range(ends["last"].year, ends["first"].year - 1, -1)
        return [(str(year), str(year)) for year in years]

    def queryset(self, request, queryset):
        value = self.value() or ""
        if not value.isdecimal() or not 1900 <= int(value) <= 2200:
            return queryset
        return queryset.filter(overlaps_q("digest__signed_on", date(int(value), 1, 1), date(int(value), 12, 31)))


class ComparisonFilter(OneOf):
    """Agreements of the city itself, or comparison cases of other regions."""

    title = gettext_lazy("comparison cases")
    parameter_name = "comparison"
    offered = [("0", gettext_lazy("Only of this city")), ("1", gettext_lazy("Only comparison cases"))]

    def narrowed(self, queryset, value):
        return queryset.filter(is_comparison=value == "1")


class CheckedFilter(OneOf):
    """Whether somebody has compared the record with its sources."""

    title = gettext_lazy("checked")
    parameter_name = "checked"
    offered = [("1", gettext_lazy("Checked")), ("0", gettext_lazy("Not yet checked"))]

    def narrowed(self, queryset, value):
        return queryset.filter(checked_on__isnull=value == "0")
