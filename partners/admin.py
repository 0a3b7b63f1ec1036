"""Staff page of partners: columns, filters, the form, and the contact persons for users who may see them."""

from django.contrib import admin
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jambi_coop.lib.countries.codes import country_name
from jambi_coop.lib.tables.export_admin import ExportMixin
from jambi_coop.lib.tables.http_files import FORMATS, table_response
from jambi_coop.lib.versions.history_admin import HistoryMixin
from jambi_coop.lib.versions.versioned_admin import VersionedAdmin, VersionedInlineMixin
from partners.actions import settle_slug
from partners.forms import PartnerForm
from partners.models import Contact, Partner
from partners.resources import partner_table


class CountryFilter(admin.SimpleListFilter):
    """Filter by country; it offers only countries that occur, by name."""

    title = _("country")
    parameter_name = "negara"

    def lookups(self, request, model_admin):
        codes = model_admin.get_queryset(request).exclude(country="").order_by().values_list("country", flat=True)
        language = request.LANGUAGE_CODE
        return sorted(((code, country_name(code, language)) for code in codes.distinct()), key=lambda pair: pair[1])

    def queryset(self, request, queryset):
        return queryset.filter(country=self.value()) if self.value() else queryset


class ContactInline(VersionedInlineMixin, admin.StackedInline):
    """The contact persons of a partner; only users with the right `view_contact` see them."""

    model = Contact
    extra = 0
    fields = ["name", "position", "email", "phone", "purpose"]


@admin.register(Partner)
class PartnerAdmin(ExportMixin, HistoryMixin, VersionedAdmin):
    """Partners. The app `agreements` extends this class by merging, trash and publication, which concern agreements."""

    form = PartnerForm
    change_form_template = "partners/admin/change_form.html"
    change_list_template = "partners/admin/change_list.html"
    list_display = ["name", "kind", "country_name", "place", "publication_class", "marks"]
    list_filter = ["kind", CountryFilter, "publication_class"]
    search_fields = ["name", "name_local", "short_name", "place"]
    search_help_text = _("Name, short name, own script or place")
    list_per_page = 50
    show_full_result_count = False
    ordering = ["name", "pk"]
    autocomplete_fields = ["parent"]
    inlines = [ContactInline]
    view_on_site = False  # the template has its own link, where there is a public page
    history_labels = {"country": lambda code: country_name(code, "id") if code else ""}
    fieldsets = [
        (_("Identity"), {"fields": ["name", "name_local", "short_name", "kind", "level", "parent"]}),
        (_("Place"), {"fields": ["country", "place", "latitude", "longitude"]}),
        (_("What the public reads"), {"fields": ["profile", "profile_en", "strengths", "strengths_en", "website"]}),
        (_("Addresses and codes"), {"fields": ["slug", "iati_reference"], "classes": ["collapse"]}),
    ]

    @admin.display(description=_("country"), ordering="country")
    def country_name(self, partner):
        return partner.country_display or "–"

    @admin.display(description=_("record type"))
    def marks(self, partner):
        return _("example") if partner.is_example else ""

    def get_search_results(self, request, queryset, search_term):
        queryset, distinct = super().get_search_results(request, queryset, search_term)
        if request.resolver_match.url_name == "autocomplete":
            # Only partners outside the trash that were not merged can be chosen.
            queryset = queryset.alive().filter(merged_into__isnull=True)
        return queryset, distinct

    def export(self, request, rows, file_format):
        """Return the partners as a file, without contact persons."""
        columns, cells = partner_table(rows, staff=True, language=request.LANGUAGE_CODE)
        return table_response(
            columns,
            cells,
            file_format=FORMATS[file_format],
            name_parts=["mitra", localdate(), gettext("internal")],
            sheet_title=gettext("Partners"),
            language=request.LANGUAGE_CODE,
        )

    # --- the page of one partner -------------------------------------------------------------------

    def get_readonly_fields(self, request, obj=None):
        return super().get_readonly_fields(request, obj) if self._may_edit(request, obj) else ["country_name"]

    def get_fieldsets(self, request, obj=None):
        """Show the name of the country instead of its code to users who may only view the partner."""
        fieldsets = super().get_fieldsets(request, obj)
        if self._may_edit(request, obj):
            return fieldsets
        return [
            (
                title,
                {**rest, "fields": ["country_name" if name == "country" else name for name in rest["fields"]]},
            )
            for title, rest in fieldsets
        ]

    def _may_edit(self, request, obj) -> bool:
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def save_model(self, request, obj, form, change):
        if not change or form.changed_data:
            obj.edited_by = request.user
            obj.slug = obj.slug or form.chosen_slug
            settle_slug(obj, previous=form.initial.get("slug", ""))
        super().save_model(request, obj, form, change)
