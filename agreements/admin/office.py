"""Admin of the city's offices, with their heads and liaison officers."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreements.models import Office
from agreements.record.staff.action_page import row_url
from agreements.record.staff.reference_admin import ReferenceAdmin, is_autocomplete
from agreements.reminders.office_calendar_page import calendar_page


@admin.register(Office)
class OfficeAdmin(ReferenceAdmin):
    """Offices are made inactive rather than deleted: old agreements still refer to them."""

    change_form_template = "agreements/admin/office_form.html"
    list_display = ["name", "short_name", "code", "parent", "is_active"]
    list_filter = ["is_active"]
    list_select_related = ["parent"]
    search_fields = ["name", "short_name", "code"]
    search_help_text = _("Name, short name or code")
    autocomplete_fields = ["parent", "head", "liaisons"]
    prepopulated_fields = {"code": ["short_name"]}
    fixed_once_saved = ("code",)
    found_through = ("led_agreements",)
    fieldsets = [
        (_("Identity"), {"fields": ["name", "name_en", "short_name", "code", "parent"]}),
        (
            _("Working with it"),
            {
                "fields": ["is_active", "head", "liaisons"],
                "description": _("An office that was closed or merged is made inactive. It is never deleted."),
            },
        ),
    ]

    def get_urls(self):
        return [row_url(self, "calendar", calendar_page), *super().get_urls()]

    def get_search_results(self, request, queryset, search_term):
        queryset, distinct = super().get_search_results(request, queryset, search_term)
        return (queryset.filter(is_active=True) if is_autocomplete(request) else queryset), distinct
