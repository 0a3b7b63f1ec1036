"""Staff pages of regulations and their articles."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreements.models import LegalBasis, Regulation
from jambi_coop.lib.numbers.fields import YearFormField
from jambi_coop.lib.versions.versioned_admin import VersionedInlineMixin
from jambi_coop.lib.versions.versioned_forms import VersionedModelForm

from .date_column import date_column
from .reference_admin import ReferenceAdmin


class LegalBasisInline(VersionedInlineMixin, admin.StackedInline):
    """The articles of a regulation, on its page; they cannot be deleted."""

    model = LegalBasis
    extra = 0
    show_change_link = True
    fields = ["article", "summary", "summary_en", "text", "text_read_in", "order"]

    def has_delete_permission(self, request, obj=None):
        return False


class RegulationForm(VersionedModelForm):
    """Form of a regulation; the admin adds the other fields."""

    class Meta:
        model = Regulation
        fields = ["year"]
        field_classes = {"year": YearFormField}


@admin.register(Regulation)
class RegulationAdmin(ReferenceAdmin):
    """Regulations. A revoked one is kept and marked, with the one that replaced it."""

    form = RegulationForm
    list_display = ["short_name", "kind", "title", "in_force_label", "status_label", "checked_on"]
    list_filter = ["kind", "revoked", ("checked_on", admin.EmptyFieldListFilter)]
    list_select_related = ["revoked_by"]
    search_fields = ["short_name", "number", "title", "title_en"]
    search_help_text = _("Short name, number or title")
    autocomplete_fields = ["revoked_by", "amended_by", "status_source"]
    prepopulated_fields = {"slug": ["short_name"]}
    fixed_once_saved = ("slug",)
    inlines = [LegalBasisInline]
    fieldsets = [
        (_("Identity"), {"fields": ["short_name", "kind", "number", "year", "title", "title_en", "slug"]}),
        (_("In plain words"), {"fields": ["summary", "summary_en"]}),
        (
            _("Status"),
            {
                "fields": [
                    *("in_force_from", "revoked", "revoked_by", "amended_by"),
                    *("status_source", "status_note", "status_note_en"),
                ]
            },
        ),
        (_("Official text"), {"fields": ["official_link", "checked_on"]}),
    ]

    in_force_label = date_column("in_force_from", _("in force from"))

    @admin.display(description=_("status"), ordering="revoked")
    def status_label(self, regulation):
        if regulation.revoked_by:
            return _("Revoked by %(name)s") % {"name": regulation.revoked_by}
        return _("No longer in force") if regulation.revoked else _("In force")


@admin.register(LegalBasis)
class LegalBasisAdmin(ReferenceAdmin):
    """Articles of regulations; the form of an agreement searches its legal bases through this admin."""

    list_display = ["__str__", "short_summary", "has_wording", "regulation_revoked"]
    list_filter = ["regulation__kind", "regulation__revoked"]
    list_select_related = ["regulation"]
    search_fields = ["regulation__short_name", "article", "summary"]
    search_help_text = _("Regulation, article or words of the summary")
    autocomplete_fields = ["regulation"]
    fieldsets = [
        (_("Identity"), {"fields": ["regulation", "article", "order"]}),
        (_("In plain words"), {"fields": ["summary", "summary_en"]}),
        (_("Official wording"), {"fields": ["text", "text_read_in"]}),
    ]

    @admin.display(description=_("in plain words"))
    def short_summary(self, basis):
        return basis.summary[:120] + ("…" if len(basis.summary) > 120 else "")

    @admin.display(description=_("official wording"), boolean=True)
    def has_wording(self, basis):
        return bool(basis.text)

    @admin.display(description=_("regulation no longer in force"), boolean=True)
    def regulation_revoked(self, basis):
        return basis.regulation.revoked

    def get_queryset(self, request):
        # Autocomplete shows each article with the name of its regulation.
        return super().get_queryset(request).select_related("regulation")
