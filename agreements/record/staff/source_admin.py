"""Staff pages of the sources of facts and of the sectors."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreements.models import Sector, Source

from .date_column import date_column
from .reference_admin import ReferenceAdmin
from .reference_files.admin import ReferenceFilesMixin
from .reference_files.resources import SectorResource, SourceResource


@admin.register(Source)
class SourceAdmin(ReferenceFilesMixin, ReferenceAdmin):
    """Sources, with how certain they are and whether the public may read them."""

    resource_classes = [SourceResource]
    list_display = ["citation", "kind", "dated_label", "certainty", "is_public"]
    list_filter = ["kind", "certainty", "is_public"]
    search_fields = ["citation", "link"]
    search_help_text = _("Citation or link")
    fieldsets = [
        (_("Identity"), {"fields": ["kind", "citation", "link", "dated"]}),
        (_("How certain it is, and who may read it"), {"fields": ["certainty", "is_public"]}),
    ]

    dated_label = date_column("dated", _("dated"))


@admin.register(Sector)
class SectorAdmin(ReferenceFilesMixin, ReferenceAdmin):
    """Sectors with their DAC code; a new name is carried into the search texts of their agreements."""

    resource_classes = [SectorResource]
    list_display = ["name", "name_en", "dac_code"]
    search_fields = ["name", "name_en", "dac_code"]
    search_help_text = _("Name or DAC code")
    prepopulated_fields = {"slug": ["name"]}
    fixed_once_saved = ("slug",)
    found_through = ("agreements",)
    fieldsets = [(_("Identity"), {"fields": ["name", "name_en", "slug", "dac_code"]})]
