"""Staff pages of the Word templates of letters: the list by kind, a new one, its trial letter, taking it into use."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, LetterKind, LetterTemplate
from agreements.record.permissions import agreements_for, sees_everything
from agreements.record.staff.action_form import ActionForm
from agreements.record.staff.action_page import action_page, list_url, refuse_unless, row_url, tell
from agreements.record.staff.reference_admin import ReferenceAdmin
from jambi_coop.lib.files.private_files import discard_on_error
from jambi_coop.lib.tables.export_log import log_export
from jambi_coop.lib.versions.versioned_forms import VersionedModelForm

from .fields import FIELDS
from .kinds import SPECS, step_of
from .letter import Made, bracketed, make_letter, make_sample
from .pages import download
from .proposals import proposed
from .templates import Paper, describe_template, paper_of, shipped, take_into_use, take_out_of_use
from .wording import words_of

TRIAL = "agreements/letter_writing/trial.html"


class NewTemplateForm(VersionedModelForm):
    """Form of a new template; every fault of its file is named before anything is kept."""

    file = forms.FileField(
        label=gettext_lazy("Word file"),
        help_text=gettext_lazy("A DOCX with merge fields (“Insert Merge Field”), without macros and outside links."),
    )

    def _post_clean(self):
        super()._post_clean()
        upload = self.cleaned_data.get("file")
        if upload is None:
            return
        try:
            describe_template(self.instance, upload)
        except ValidationError as error:
            self.add_error("file", error)


class UseForm(ActionForm):
    """Take a template into use, or out of it; nothing is asked."""

    def act(self, by):
        act = take_out_of_use if self.row.is_active else take_into_use
        return act(self.row, by=by)


@dataclass(frozen=True)
class KindLine:
    """A kind of letter in the list: the template in use, None for the shipped one."""

    kind: LetterKind
    in_use: LetterTemplate | None


@admin.register(LetterTemplate)
class LetterTemplateAdmin(ReferenceAdmin):
    """Templates that managers uploaded; none is changed or deleted, and at most one of a kind is in use."""

    form = NewTemplateForm
    change_list_template = "agreements/letter_writing/template_list.html"
    change_form_template = "agreements/letter_writing/template_form.html"
    list_display = ["kind", "original_name", "is_active", "uploaded_at", "uploaded_by"]
    list_select_related = ["uploaded_by"]

    class Media:
        css = {"all": ["css/admin_agreement.css", "css/admin_desk.css"]}

    def get_fieldsets(self, request, obj=None):
        told = ["kind", "original_name", "size", "is_active", "uploaded_at", "uploaded_by"]
        return [(_("Letter template"), {"fields": told if obj else ["kind", "file"]})]

    def has_change_permission(self, request, obj=None):
        # A template is never changed; what is done with it is on the page of its trial letter.
        return obj is None and super().has_change_permission(request, obj)

    def get_urls(self):
        shipped_page = self.admin_site.admin_view(self.shipped_file)
        return [
            path("bawaan/<slug:kind>/", shipped_page, name="agreements_lettertemplate_shipped"),
            row_url(self, "file", _file),
            row_url(self, "trial", trial_page),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        active = {row.kind: row for row in LetterTemplate.objects.filter(is_active=True)}
        kinds = [KindLine(kind, active.get(kind.value)) for kind in LetterKind]
        extra = {"kinds": kinds, "fields": list(FIELDS.items()), "title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with discard_on_error():
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        obj.uploaded_by = request.user
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        text = _("The template is kept. Look at the trial letter, then take it into use.")
        return tell(request, text, reverse("admin:agreements_lettertemplate_trial", args=[obj.pk]))

    def shipped_file(self, request, kind: str):
        """Hand out the template that comes with the register, to begin an own one from."""
        refuse_unless(self.has_view_permission(request))
        if kind not in LetterKind.values:
            raise Http404
        return download(shipped(LetterKind(kind)).content, f"templat-{kind.replace('_', '-')}.docx")


def _file(model_admin, request, row: LetterTemplate):
    """Hand out the file of a template as it was uploaded."""
    refuse_unless(model_admin.has_view_permission(request, row))
    try:
        return download(paper_of(row).content, f"templat-{row.kind.replace('_', '-')}-{row.pk}.docx")
    except ValidationError as error:
        raise Http404(" ".join(error.messages)) from error


def may_take_into_use(user) -> bool:
    """True for managers."""
    return sees_everything(user) and user.has_perm("agreements.change_lettertemplate")


def trial_page(model_admin, request, row: LetterTemplate):
    """Show the trial letter of a template, from a record that may be chosen; take the template into use on POST."""
    refuse_unless(may_take_into_use(request.user))
    try:
        paper = paper_of(row)
    except ValidationError as error:
        return tell(request, " ".join(error.messages), list_url(model_admin))
    asked = request.GET.get("record", "").strip()
    record = _record(request, row, asked)
    made = _trial(row, record, paper)
    if "download" in request.GET:
        name = f"surat-uji-{row.kind.replace('_', '-')}.docx"
        log_export(request.user, Agreement, f"{name} {record.register_number if record else ''}".strip())
        return download(made.content, name)
    button = _("Take out of use") if row.is_active else _("Take into use")
    extra = {"made": made, "record": record, "asked": asked, "button": button}
    extra["language"] = words_of(LetterKind(row.kind)).language
    return action_page(
        model_admin,
        request,
        UseForm(request.POST or None, row=row),
        _("Trial letter: %(name)s") % {"name": row},
        done=lambda done: tell(request, _said(done), list_url(model_admin)),
        template=TRIAL,
        **extra,
    )


def _said(row: LetterTemplate) -> str:
    if row.is_active:
        return _("Letters of this kind are made from this template now.")
    return _("Letters of this kind are made from the shipped template again.")


def _record(request, row: LetterTemplate, asked: str) -> Agreement | None:
    """Return the record of that register number, else the newest one that can have such a letter."""
    records = agreements_for(request.user, Agreement.objects.alive()).filter(is_comparison=False)
    if asked:
        return records.filter(register_number__iexact=asked).first()
    return records.filter(track__in=SPECS[LetterKind(row.kind)].tracks).order_by("-pk").first()


def _trial(row: LetterTemplate, record: Agreement | None, paper: Paper) -> Made:
    if record is None:
        return make_sample(paper)
    spec = SPECS[LetterKind(row.kind)]
    step = step_of(spec, record)
    known = {name: value for name, value in proposed(spec, record, step, localdate()).items() if value}
    typed = {**bracketed(), **known}
    return make_letter(spec, record, step, typed, paper)
