"""What the admins of reference rows (offices, regulations, sources, sectors) have in common."""

from agreements.record.digest import refresh_digests
from jambi_coop.lib.versions.history_admin import HistoryMixin
from jambi_coop.lib.versions.versioned_admin import VersionedAdmin


def is_autocomplete(request) -> bool:
    """The request looks for rows to link to, not for a list to work on."""
    return request.resolver_match is not None and request.resolver_match.url_name == "autocomplete"


class ReferenceAdmin(HistoryMixin, VersionedAdmin):
    """Rows that many agreements lean on: found by typing, with history, never deleted."""

    list_per_page = 50
    show_full_result_count = False
    fixed_once_saved: tuple[str, ...] = ()  # codes and addresses that others keep
    found_through: tuple[str, ...] = ()  # ways by which agreements are found under the name of a row

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
