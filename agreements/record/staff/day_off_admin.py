"""Staff page of the extra days off and working days that the built-in calendar does not have."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreements.models import DayOff
from jambi_coop.lib.versions.history_admin import HistoryMixin
from jambi_coop.lib.versions.sent_twice import SentTwiceMixin
from jambi_coop.lib.web.typed_fields import TYPED

from .reference_files.admin import ReferenceFilesMixin
from .reference_files.resources import DayOffResource


@admin.register(DayOff)
class DayOffAdmin(ReferenceFilesMixin, SentTwiceMixin, HistoryMixin, admin.ModelAdmin):
    """Extra days; a row can be changed, but never deleted."""

    resource_classes = [DayOffResource]
    formfield_overrides = TYPED
    list_display = ["day", "name", "kind", "source"]
    list_filter = ["kind"]
    list_per_page = 50
    show_full_result_count = False
    date_hierarchy = "day"
    search_fields = ["name", "source"]
    search_help_text = _("Name or source")
    fieldsets = [
        (
            None,
            {
                "fields": ["day", "name", "kind", "source"],
                "description": _(
                    "National holidays and joint leave that were decreed are counted without being written here. "
                    "Write down what came later: local days off, and holidays that were moved or revoked. "
                    "A row that no longer holds is changed, never removed."
                ),
            },
        ),
    ]

    def has_delete_permission(self, request, obj=None):
        return False
