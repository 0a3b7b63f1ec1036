"""Admin of reviews as they were recorded; only their wording, document and publication can be changed."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreements.models import Review
from agreements.record.staff.part_admin import PartAdmin


@admin.register(Review)
class ReviewAdmin(PartAdmin):
    """Page of one review; new ones are recorded on the page of their agreement, since a term may come with them."""

    list_display = ["held_on", "decision", "finding_label", "next_review_on", "is_public", "agreement"]
    list_filter = ["decision", "is_public"]
    list_select_related = ["agreement"]
    search_fields = ["finding", "reason", "agreement__title", "agreement__register_number"]
    readonly_fields = ["held_on", "decision", "reason", "next_review_on", "instrument", "recorded_by"]
    fieldsets = [
        (_("Review"), {"fields": ["agreement", "held_on", "finding", "finding_en", "document", "is_public"]}),
        (_("Decision"), {"fields": ["decision", "reason", "next_review_on", "instrument", "recorded_by"]}),
    ]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("finding"))
    def finding_label(self, review):
        return review.finding[:120]
