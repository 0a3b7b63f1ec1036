"""Filters of the staff's list of agreements."""

from django.contrib import admin
from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.condition import Condition
from agreements.lifecycle import Group
from agreements.models import Office
from jambi_coop.lib.date_fields import overlaps_q

from .scope import visible_agreements

TEMPLATE = "admin/agreements/filter.html"


class ChoiceFilter(admin.ChoicesFieldListFilter):
    """One value of a field with choices."""

    template = TEMPLATE


class StatusFilter(admin.SimpleListFilter):
    """Public group of today, worked out from stage, dates and evidence."""

    title = gettext_lazy("status today")
    template = TEMPLATE
    parameter_name = "group"

    def lookups(self, request, model_admin):
        return Group.choices

    def queryset(self, request, queryset):
        if self.value() not in Group.values:
            return queryset
        return queryset.on(timezone.localdate()).filter(stretch__status=self.value())


class ConditionFilter(admin.SimpleListFilter):
    """How the follow-up stands today, worked out from evidence."""

    title = gettext_lazy("follow-up condition")
    template = TEMPLATE
    parameter_name = "condition"

    def lookups(self, request, model_admin):
        return Condition.choices

    def queryset(self, request, queryset):
        if self.value() not in Condition.values:
            return queryset
        return queryset.on(timezone.localdate()).filter(stretch__condition=self.value())


class OfficeFilter(admin.SimpleListFilter):
    """Lead or supporting office."""

    title = gettext_lazy("office")
    template = TEMPLATE
    parameter_name = "office"

    def lookups(self, request, model_admin):
        seen = visible_agreements(request)
        offices = Office.objects.filter(
            Q(pk__in=seen.order_by().values("lead_office")) | Q(pk__in=seen.order_by().values("supporting_offices"))
        )
        return [(office.code, str(office)) for office in offices]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        supported = queryset.model.objects.filter(supporting_offices__code=self.value()).values("pk")
        return queryset.filter(Q(lead_office__code=self.value()) | Q(pk__in=supported))


class YearFilter(admin.SimpleListFilter):
    """Year of signing; a date that is less well known counts in every year it may lie in."""

    title = gettext_lazy("year of signing")
    template = TEMPLATE
    parameter_name = "year"

    def lookups(self, request, model_admin):
        ends = (
            visible_agreements(request)
            .order_by()
            .aggregate(first=Min("signed_on_earliest"), last=Max("signed_on_latest"))
        )
        if not ends["first"] or not ends["last"]:
            return []
        years = range(ends["last"].year, ends["first"].year - 1, -1)
        return [(str(year), str(year)) for year in years]

    def queryset(self, request, queryset):
        value = self.value() or ""
        if not value.isdecimal() or not 1900 <= int(value) <= 2200:
            return queryset
        today = timezone.localdate()
        return queryset.filter(
            overlaps_q("signed_on", today.replace(int(value), 1, 1), today.replace(int(value), 12, 31))
        )


class ComparisonFilter(admin.SimpleListFilter):
    """The city's own, or the comparison cases of other regions."""

    title = gettext_lazy("comparison cases")
    template = TEMPLATE
    parameter_name = "comparison"

    def lookups(self, request, model_admin):
        return [("0", _("Only of this city")), ("1", _("Only comparison cases"))]

    def queryset(self, request, queryset):
        if self.value() in ("0", "1"):
            return queryset.filter(is_comparison=self.value() == "1")
        return queryset


class CheckedFilter(admin.SimpleListFilter):
    """Whether somebody has compared the record with its sources."""

    title = gettext_lazy("checked")
    template = TEMPLATE
    parameter_name = "checked"

    def lookups(self, request, model_admin):
        return [("1", _("Checked")), ("0", _("Not yet checked"))]

    def queryset(self, request, queryset):
        if self.value() in ("0", "1"):
            return queryset.filter(checked_on__isnull=self.value() == "0")
        return queryset
