"""Staff page of documents. A file is uploaded once and never replaced; a new version is a row of its own."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agreements.models import Document
from agreements.record.documents import describe_upload, refuse_same_file
from agreements.record.permissions import documents_for, may_read_document
from jambi_coop.lib.files.private_files import discard_on_error
from jambi_coop.lib.records.publication import PublicationClass

from .action_page import row_url, with_link
from .date_column import date_column
from .part_admin import PartAdmin, PartForm
from .publication_page import publication_page
from .trash_page import TrashAdminMixin, TrashFilter


class NewDocumentForm(PartForm):
    """Form of a new document; its file is checked before anything is written."""

    file = forms.FileField(label=_("File"), help_text=_("PDF, JPG, PNG, DOCX, XLSX, ODT or ODS."))

    def _post_clean(self):
        super()._post_clean()
        upload = self.cleaned_data.get("file")
        if upload is None:
            return
        try:
            describe_upload(self.instance, upload)
            if "agreement" in self.cleaned_data:
                refuse_same_file(self.instance)
        except ValidationError as error:
            self.add_error("file", with_link(error))


@admin.register(Document)
class DocumentAdmin(TrashAdminMixin, PartAdmin):
    """Documents that the user may read, with their publication class and the trash."""

    change_form_template = "agreements/record/staff/document_form.html"
    list_display = ["title", "kind", "number", "dated_label", "publication_class", "size_label", "agreement"]
    list_filter = ["kind", "publication_class", TrashFilter]
    list_select_related = ["agreement"]
    search_fields = ["title", "number", "agreement__title", "agreement__register_number"]
    autocomplete_fields = ["agreement"]
    actions = ["move_selected_to_trash"]
    readonly_fields = ["file_label", "publication_label"]
    fieldsets = [
        (
            _("Document"),
            {
                "fields": [
                    *("agreement", "file_label", "kind", "title", "proves", "language", "number", "dated"),
                    *("original_kept_at", "supersedes", "publication_label"),
                ]
            },
        )
    ]

    dated_label = date_column("dated", _("dated"))

    def get_urls(self):
        return [row_url(self, "publication", publication_page), *super().get_urls()]

    def get_queryset(self, request):
        return documents_for(request.user, super().get_queryset(request))

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            fields = fieldsets[0][1]["fields"]
            fields[fields.index("file_label")] = "file"
            fields.remove("publication_label")
        return fieldsets

    def get_form(self, request, obj=None, change=False, **kwargs):
        if not change:
            kwargs["form"] = NewDocumentForm
        return super().get_form(request, obj, change, **kwargs)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with discard_on_error():
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_read"] = obj is not None and may_read_document(request.user, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=_("file"))
    def file_label(self, document):
        return format_html(
            '<a href="{}">{}</a> ({}, {})',
            document.get_absolute_url(),
            document.original_name,
            document.media_type,
            filesizeformat(document.size),
        )

    @admin.display(description=_("size"), ordering="size")
    def size_label(self, document):
        return filesizeformat(document.size)

    @admin.display(description=_("publication class"))
    def publication_label(self, document):
        label = document.get_publication_class_display()
        effective = document.effective_class
        if effective == document.publication_class:
            return label
        return _("%(own)s; because of the agreement: %(effective)s") % {
            "own": label,
            "effective": PublicationClass(effective).label,
        }
