"""Base of the admins of reference rows: offices, regulations, sources, sectors."""

from collections.abc import Iterable

from agreements.models import Agreement
from agreements.record.digest import refresh_digests
from jambi_coop.lib.versions.history_admin import HistoryMixin
from jambi_coop.lib.versions.versioned_admin import VersionedAdmin


def is_autocomplete(request) -> bool:
    """True where the request searches rows for an autocomplete field, not for the list page."""
    return request.resolver_match is not None and request.resolver_match.url_name == "autocomplete"


def refresh_found(ways: Iterable[str], rows: Iterable) -> None:
    """Refresh the digests of the agreements that are found by the texts of these rows; `ways` are the relations from a
    row to them."""
    ways = tuple(ways)
    found = {key for row in rows for way in ways for key in getattr(row, way).values_list("pk", flat=True)}
    if found:
        refresh_digests(Agreement.objects.filter(pk__in=found))


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
            refresh_found(self.found_through, [obj])

    def has_delete_permission(self, request, obj=None):
        return False
