"""Mixin for the admin of a reference table: its rows go out as XLSX or CSV, and come in after a preview."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ImportMixin

from agreements.record.staff.action_page import list_url
from agreements.record.staff.reference_admin import refresh_found
from jambi_coop.lib.files.pending_files import keep_pending, take_pending
from jambi_coop.lib.sheets.refusals import MAX_FILE
from jambi_coop.lib.tables.export_admin import ExportMixin
from jambi_coop.lib.tables.http_files import FORMATS, table_response
from jambi_coop.lib.web.form_faults import faults_of

from .preview import Preview, preview_of, write_shown
from .table_file import TableFile

FIELD = "pending"
"""Hidden field of the preview, with what brings the file back."""
TAKEN = gettext_lazy(
    "Nothing was written now. This import was confirmed before, or its preview is older than a day or was shown to "
    "somebody else. The list shows the rows as they are."
)


class ImportFileForm(forms.Form):
    """Asks for the file; what it is, its content says."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("An Excel workbook (.xlsx), or a CSV file with commas or semicolons."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class ReferenceFilesMixin(ExportMixin, ImportMixin):
    """Mixin for a ModelAdmin, the first among its bases, with one class in `resource_classes`.

    Nothing is written before the user has seen what would change and agreed to that.
    """

    change_list_template = "agreements/record/staff/reference_list.html"
    import_template_name = "agreements/record/staff/reference_import.html"
    import_export_change_list_template = None

    # --- out -----------------------------------------------------------------------------------------

    def export(self, request, rows, file_format):
        """Return the rows as a file that can be imported again."""
        resource = self._resource(request)
        return table_response(
            resource.columns,
            resource.export(queryset=rows),
            file_format=FORMATS[file_format],
            name_parts=[str(self.opts.verbose_name_plural), localdate(), _("internal")],
            sheet_title=str(self.opts.verbose_name_plural),
            language=request.LANGUAGE_CODE,
        )

    # --- in ------------------------------------------------------------------------------------------

    def has_import_permission(self, request):
        """True for those with the right to import who may also add and change the rows by hand."""
        by_hand = self.has_add_permission(request) and self.has_change_permission(request)
        return by_hand and super().has_import_permission(request)

    def import_action(self, request, **kwargs):
        """Ask for a file, and show what it would change."""
        self._refuse_unless_importing(request)
        form = ImportFileForm(request.POST, request.FILES) if request.method == "POST" else ImportFileForm()
        if form.is_bound and form.is_valid():
            upload = form.cleaned_data["file"]
            content = upload.read(MAX_FILE + 1)  # the reader refuses what is larger
            try:
                return self._show_preview(request, content, upload.name)
            except ValidationError as error:
                form.add_error("file", error)
        return self._page(request, form=form, faults=faults_of(form) if form.is_bound else [])

    def process_import(self, request, **kwargs):
        """Write what the page showed: once, and only as long as it would still be the same."""
        self._refuse_unless_importing(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        pending = take_pending(request.POST.get(FIELD, ""), user=request.user, purpose=self.opts.label_lower)
        if pending is None:
            messages.warning(request, TAKEN)
            return HttpResponseRedirect(list_url(self))
        dataset = TableFile(pending.name).create_dataset(pending.content)
        with transaction.atomic():
            written, found = write_shown(self._resource(request, pending.name), dataset, pending.shown)
            if written:
                refresh_found(getattr(self, "found_through", ()), found.rows)
        if not written:
            return self._show_preview(request, pending.content, pending.name, overtaken=True)
        messages.success(request, _("The import was written: %(counts)s.") % {"counts": _counts(found)})
        return HttpResponseRedirect(list_url(self))

    def _show_preview(self, request, content: bytes, name: str, *, overtaken: bool = False):
        resource = self._resource(request, name)
        table = TableFile(name).create_dataset(content)
        found = preview_of(resource, table)
        token = ""
        if found.changes and not found.faults:
            token = keep_pending(
                content, name, user=request.user, purpose=self.opts.label_lower, shown=found.fingerprint
            )
        return self._page(
            request,
            status=409 if overtaken else 200,
            form=ImportFileForm(),
            found=found,
            notes=table.notes,
            counts=_counts(found),
            file_name=name,
            overtaken=overtaken,
            token_name=FIELD,
            token=token,
        )

    def _page(self, request, *, status: int = 200, **extra):
        request.current_app = self.admin_site.name
        resource = self._resource(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Import: %(rows)s") % {"rows": self.opts.verbose_name_plural},
            "columns": resource.columns,
            "key": resource.key.column,
            "back_url": list_url(self),
            **extra,
        }
        return TemplateResponse(request, self.import_template_name, context, status=status)

    def _resource(self, request, file_name: str = ""):
        (resource_class,) = self.resource_classes
        reason = _("Import: %(file)s") % {"file": file_name}
        return resource_class(by=request.user, on=localdate(), reason=reason)

    def _refuse_unless_importing(self, request) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied


def _counts(found: Preview) -> str:
    """Return the numbers of a preview in words."""
    numbers = {"new": found.new, "changed": found.changed, "same": found.unchanged}
    return _("%(new)s new, %(changed)s changed, %(same)s unchanged") % numbers
