"""Download of an admin list as a file: a button for each format, and the view behind it."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from jambi_coop.lib.web.examples import PARAMETER, asks_for_examples

from .export_log import log_export
from .http_files import FORMATS

LABELS = [("xlsx", "XLSX"), ("csv-id", _("CSV for Excel")), ("csv", _("Standard CSV"))]


class ExportMixin:
    """Mixin for an admin that defines `export(request, rows, file_format)`; needs the right `export_<model>`.

    Examples, which a list with a column `is_example` shows with a mark, are left out of the file unless the address
    asks for them.
    """

    def get_urls(self):
        view = self.admin_site.admin_view(self.export_page)
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/<slug:file_format>/", view, name=name), *super().get_urls()]

    def has_export_permission(self, request):
        return request.user.has_perm(f"{self.opts.app_label}.export_{self.opts.model_name}")

    def export_page(self, request, file_format):
        """Export the rows of the list with its filters and in its order; 404 for an unknown format."""
        examples = asks_for_examples(request)
        request.GET = request.GET.copy()
        request.GET.pop(PARAMETER, None)  # the list knows no such filter
        if not self.has_export_permission(request):
            raise PermissionDenied
        if file_format not in FORMATS:
            raise Http404
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
            return HttpResponseRedirect(reverse(name))
        if self._marks_examples() and not examples:
            rows = rows.filter(is_example=False)
        asked = request.GET.urlencode()
        log_export(request.user, self.model, f"{self.opts.verbose_name_plural} ({file_format}) {asked}".strip())
        return self.export(request, rows, file_format)

    def changelist_view(self, request, extra_context=None):
        labels = LABELS if self.has_export_permission(request) else []
        more = {"export_formats": labels, "has_examples": bool(labels) and self._has_examples()}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def _marks_examples(self) -> bool:
        return any(field.name == "is_example" for field in self.opts.fields)

    def _has_examples(self) -> bool:
        return self._marks_examples() and self.model.objects.filter(is_example=True).exists()
