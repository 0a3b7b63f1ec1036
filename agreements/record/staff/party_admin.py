"""Staff pages of the partners' parts in agreements: the list, and the way to the trash and back.

A part is added and changed in the form of its agreement.
"""

from django.contrib import admin

from agreements.models import Party

from .part_admin import PartAdmin
from .trash_page import TrashAdminMixin, TrashFilter


@admin.register(Party)
class PartyAdmin(TrashAdminMixin, PartAdmin):
    """Parts of partners in agreements, for reading."""

    list_display = ["partner", "role", "agreement"]
    list_filter = ["role", TrashFilter]
    list_select_related = ["agreement", "partner"]
    search_fields = ["partner__name", "partner__name_local", "agreement__title", "agreement__register_number"]
    fields = ["agreement", "partner", "role"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
