"""An admin site of its own for the test models."""

from django.contrib import admin

from jambi_coop.lib.versions.versioned_admin import VersionedAdmin, VersionedInlineMixin
from tests.testapp.models import Event, Note

site = admin.AdminSite(name="testadmin")


class NoteInline(VersionedInlineMixin, admin.StackedInline):
    model = Note
    extra = 0


@admin.register(Event, site=site)
class EventAdmin(VersionedAdmin):
    inlines = [NoteInline]
    list_display = ["title", "starts_on"]
