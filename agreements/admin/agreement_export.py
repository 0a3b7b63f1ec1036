"""The staff's list of agreements as a spreadsheet, as it is filtered on the screen."""

from django.contrib.admin.views.main import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

from agreements.views.export import export_changelist

from .page import list_url

EXPORT_FORMATS = [("xlsx", "XLSX"), ("csv-id", _("CSV for Excel")), ("csv", _("Standard CSV"))]


class ExportAdminMixin:
    """For the admin of agreements: a button for each format, and the page behind it."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.export_page)
        return [path("export/<slug:file_format>/", view, name="agreements_agreement_export"), *super().get_urls()]

    def has_export_permission(self, request):
        return request.user.has_perm("agreements.export_agreement")

    def export_page(self, request, file_format):
        """The rows of the list as it is filtered, in the order of the list."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        if file_format not in dict(EXPORT_FORMATS):
            raise Http404
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect(list_url(self))
        return export_changelist(request, rows, file_format)

    def changelist_view(self, request, extra_context=None):
        formats = EXPORT_FORMATS if self.has_export_permission(request) else []
        return super().changelist_view(request, {"export_formats": formats, **(extra_context or {})})
