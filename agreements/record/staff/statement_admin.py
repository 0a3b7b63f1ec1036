"""Staff pages of claims that are not money, about an agreement or the city; two sources that disagree are two rows."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreements.models import CityStatement, Statement
from jambi_coop.lib.versions.history_admin import HistoryMixin
from jambi_coop.lib.versions.versioned_admin import VersionedAdmin

from .checking_page import CheckedAdminMixin
from .date_column import date_column
from .part_admin import PartAdmin


@admin.register(Statement)
class StatementAdmin(CheckedAdminMixin, PartAdmin):
    """Claims with their source and the check against it."""

    list_display = ["__str__", "topic", "as_of_label", "source", "checked_on", "is_public", "agreement"]
    list_filter = ["topic", ("checked_on", admin.EmptyFieldListFilter), "is_public"]
    list_select_related = ["agreement", "source"]
    search_fields = ["text", "agreement__title", "agreement__register_number"]
    autocomplete_fields = ["agreement", "source"]
    readonly_fields = ["checked_by", "checked_on"]
    fieldsets = [
        (_("Claim"), {"fields": ["agreement", "topic", "text", "text_en", "as_of", "source", "is_public"]}),
        (_("Check"), {"fields": ["checked_by", "checked_on"]}),
    ]

    as_of_label = date_column("as_of", _("as of"))


@admin.register(CityStatement)
class CityStatementAdmin(HistoryMixin, VersionedAdmin):
    """Claims about the city that belong to no record, each with its source."""

    list_display = ["__str__", "topic", "as_of_label", "source", "is_public"]
    list_filter = ["topic", "is_public"]
    list_select_related = ["source"]
    search_fields = ["text"]
    autocomplete_fields = ["source"]
    fields = ["topic", "text", "text_en", "as_of", "source", "is_public"]

    as_of_label = date_column("as_of", _("as of"))
