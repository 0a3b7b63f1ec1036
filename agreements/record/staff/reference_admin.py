"""Base of the admins of reference rows: offices, regulations, sources, sectors."""

from agreements.record.digest import refresh_digests
from jambi_coop.lib.versions.history_admin import HistoryMixin
from jambi_coop.lib.versions.versioned_admin import VersionedAdmin


def is_autocomplete(request) -> bool:
    """True where the request searches rows for an autocomplete field, not for the list page."""
    return request.resolver_match is not None and request.resolver_match.url_name == "autocomplete"


class ReferenceAdmin(HistoryMixin, VersionedAdmin):
    """Base for rows that many agreements refer to: found by typing, with history, never deleted."""

    list_per_page = 50
    show_full_result_count = False
    fixed_once_saved: tuple[str, ...] = ()  # codes and slugs that other records or links use
    found_through: tuple[str, ...] = ()  # relations to agreements whose search text contains the row

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(self.fixed_once_saved if obj else ())]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            for way in self.found_through:
                refresh_digests(getattr(obj, way).all())

    def has_delete_permission(self, request, obj=None):
        return False
