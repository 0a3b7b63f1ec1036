"""Staff page of the letterhead: one row, for managers only."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.models import Letterhead
from agreements.record.letterhead import checked_logo
from jambi_coop.lib.files.private_files import discard_on_error
from jambi_coop.lib.versions.history_admin import HistoryMixin
from jambi_coop.lib.versions.versioned_admin import VersionedAdmin
from jambi_coop.lib.versions.versioned_forms import VersionedModelForm


class LetterheadForm(VersionedModelForm):
    """Form of the letterhead; a new logo is checked by its content, and an empty field leaves the one there is."""

    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput,
        help_text=_("A picture (PNG or JPG) that stands left of the lines. Leave empty to keep the present one."),
    )
    remove_logo = forms.BooleanField(label=_("Print without a logo from now on"), required=False)

    def clean_logo(self):
        upload = self.cleaned_data["logo"]
        return checked_logo(upload) if upload and "logo" in self.changed_data else upload

    def clean(self):
        cleaned = super().clean()
        if self.cleaned_data.get("remove_logo"):
            if "logo" in self.changed_data:
                raise ValidationError(_("Choose a new logo, or none: not both."))
            self.cleaned_data["logo"] = False  # Django's word for a file that is taken away
        return cleaned


@admin.register(Letterhead)
class LetterheadAdmin(HistoryMixin, VersionedAdmin):
    """The one letterhead; it can be changed, but never deleted."""

    form = LetterheadForm
    list_display = ["__str__", "post", "name", "paper"]
    show_full_result_count = False
    fieldsets = [
        (
            _("Letterhead"),
            {
                "fields": ["lines", "logo", "remove_logo", "paper", "place"],
                "description": _("What is left empty stays a blank line in the document. Nothing is invented."),
            },
        ),
        (_("Signature under reports"), {"fields": ["post", "name", "rank", "employee_number"]}),
        (_("Signature under letters"), {"fields": ["mayor_post", "mayor_name"]}),
    ]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Letterhead.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with discard_on_error():
            return super().changeform_view(request, object_id, form_url, extra_context)
