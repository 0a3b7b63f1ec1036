"""Promised results and what was measured."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreements.models import Indicator, Measurement
from jambi_coop.lib.versioned_admin import VersionedInlineMixin

from .checking import CheckedAdminMixin
from .scope import LinksOfOneAgreement, PartAdmin, PartForm

MEASUREMENT_FIELDS = ["period", "value", "comment", "comment_en", "source", "document"]


class MeasurementForm(PartForm):
    """A measurement hangs on the agreement of its indicator."""

    def agreement_of_row(self):
        indicator = self.cleaned_data.get("indicator") or getattr(self.instance, "indicator", None)
        return indicator.agreement if indicator else None


class MeasurementInline(VersionedInlineMixin, LinksOfOneAgreement, admin.StackedInline):
    model = Measurement
    extra = 0
    show_change_link = True
    autocomplete_fields = ["source"]
    readonly_fields = ["state", "checked_on"]
    fields = [*MEASUREMENT_FIELDS, "state", "checked_on"]


@admin.register(Indicator)
class IndicatorAdmin(PartAdmin):
    inlines = [MeasurementInline]
    list_display = ["title", "level", "unit", "baseline", "is_public", "agreement"]
    list_filter = ["level", "is_public"]
    list_select_related = ["agreement"]
    search_fields = ["title", "agreement__title", "agreement__register_number"]
    autocomplete_fields = ["agreement"]
    fieldsets = [
        (_("Promised result"), {"fields": ["agreement", "title", "title_en", "level", "is_public"]}),
        (_("How it is measured"), {"fields": ["unit", "direction", "baseline", "baseline_year"]}),
    ]

    def save_formset(self, request, form, formset, change):
        """A measurement that was changed has to be compared with its source again."""
        for row in formset.initial_forms:
            if row.has_changed():
                row.instance.checked_by = row.instance.checked_on = None
        super().save_formset(request, form, formset, change)


@admin.register(Measurement)
class MeasurementAdmin(CheckedAdminMixin, PartAdmin):
    """The page of one measurement, where it is checked; new ones are added with their indicator."""

    form = MeasurementForm
    agreement_path = "indicator__agreement"
    list_display = ["indicator", "period_words", "value", "state", "checked_on"]
    list_filter = ["state", ("checked_on", admin.EmptyFieldListFilter)]
    list_select_related = ["indicator"]
    search_fields = ["indicator__title", "indicator__agreement__title"]
    autocomplete_fields = ["source"]
    readonly_fields = ["indicator", "state", "review_note", "checked_by", "checked_on"]
    fieldsets = [
        (_("Measurement"), {"fields": ["indicator", *MEASUREMENT_FIELDS]}),
        (_("Check"), {"fields": ["state", "review_note", "checked_by", "checked_on"]}),
    ]

    def agreement_of(self, obj):
        return obj.indicator.agreement

    def has_add_permission(self, request):
        return False

    @admin.display(description=_("period"), ordering="period_earliest")
    def period_words(self, measurement):
        return str(measurement.period) if measurement.period else "–"
