"""The admin over versioned rows: the second of two editors gets a page with both versions instead of overwriting."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from jambi_coop.lib.web.admin_links import LinksMixin, are_keys
from jambi_coop.lib.web.typed_fields import TYPED

from .sent_twice import SentTwiceMixin, refuse_sent_twice
from .versioned_forms import KEEP_SAVED, VERSION, VersionedInlineFormSet, VersionedModelForm, VersionedModelFormMixin
from .versioning import bump, lock_version

CSRF_NAME = "csrfmiddlewaretoken"


class _WithVersion(LinksMixin):
    """Base that adds the version as a hidden field to every form of a row that the user may change."""

    form: Any = VersionedModelForm
    # A URL without a scheme is read as https, which is the default from Django 6.0 on.
    formfield_overrides: Any = {models.URLField: {"assume_scheme": "https"}, **TYPED}

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if not issubclass(cls.form, VersionedModelFormMixin):
            raise TypeError(f"{cls.__name__}.form must be a VersionedModelForm")
        if getattr(cls, "list_editable", ()):
            raise TypeError(f"{cls.__name__}.list_editable knows no versions")

    def get_fieldsets(self, request, obj=None):
        fieldsets = [
            (title, {**options, "fields": [one for one in options["fields"] if one != VERSION]})
            for title, options in super().get_fieldsets(request, obj)
        ]
        if fieldsets and self.has_change_permission(request, obj):
            fieldsets[0][1]["fields"].append(VERSION)
        return fieldsets

    def _form_fields(self, request, obj, kwargs) -> list[str] | None:
        """Return the fields for the form factory, without the version: it refuses the name of an uneditable column."""
        if "fields" not in kwargs:
            kwargs["fields"] = flatten_fieldsets(self.get_fieldsets(request, obj))
        fields = kwargs["fields"]  # None means all fields
        return fields and [name for name in fields if name != VERSION]


class VersionedInlineMixin(_WithVersion):
    """Mixin for StackedInline and TabularInline, before them among the bases."""

    formset = VersionedInlineFormSet

    def get_formset(self, request, obj=None, **kwargs):
        kwargs["fields"] = self._form_fields(request, obj, kwargs)
        return super().get_formset(request, obj, **kwargs)


class VersionedAdmin(SentTwiceMixin, _WithVersion, admin.ModelAdmin):
    """A ModelAdmin that refuses changes based on an older version, and writes nothing where nothing changed."""

    conflict_template = "admin/conflict.html"
    counted: tuple[str, ...] = ()  # fields that the register fills in, so that two copies of one row differ in them

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs["fields"] = self._form_fields(request, obj, kwargs)
        return super().get_form(request, obj, change, **kwargs)

    def get_changeform_initial_data(self, request):
        """Return the values from the URL, without keys that no row can have: these would cause a server error."""
        initial = super().get_changeform_initial_data(request)
        links = [field for field in (*self.opts.fields, *self.opts.many_to_many) if field.is_relation]
        for field in links:
            if field.name in initial and not are_keys(field.related_model, initial[field.name]):
                del initial[field.name]
        return initial

    def save_model(self, request, obj, form, change):
        if not change:
            super().save_model(request, obj, form, change)
            refuse_sent_twice(obj, by=request.user, counted=self.counted)
        elif form.changed_data:
            obj.version = lock_version(obj, form.posted_version).version + 1
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        if not change or form.changed_links():
            form.save_m2m()
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)
        if change and not form.changed_data and any(formset.has_changed() for formset in formsets):
            self.children_changed(request, form.instance)

    def children_changed(self, request, obj):
        """Raise the version of the parent; called where only inline rows changed."""
        bump(obj)

    def log_change(self, request, obj, message):
        return super().log_change(request, obj, message) if message else None

    def render_change_form(self, request, context, *args, **kwargs):
        if request.method == "POST":
            form = context["adminform"].form
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            sections = list(_sections(form, formsets))
            if sections:
                facts = _conflict_context(request, form, formsets, sections)
                request.current_app = self.admin_site.name
                return TemplateResponse(
                    request, self.conflict_template, {**context, **facts, "opts": self.opts}, status=409
                )
        return super().render_change_form(request, context, *args, **kwargs)


def _sections(form, formsets):
    """Yield the rows in conflict: the row itself (heading None) and its inline rows."""
    if form.conflict:
        yield _section(None, form)
    for formset in formsets:
        for row in getattr(formset, "versioned_forms", list)():
            if row.conflict:
                heading = f"{row.instance._meta.verbose_name}: {row.instance if row.instance.pk else '—'}"
                yield _section(heading, row, formset.can_delete and formset._should_delete_form(row))


def _section(heading, form, to_delete=False) -> dict:
    rows = form.conflict.rows
    return {
        "heading": heading,
        "conflict": form.conflict,
        "to_delete": to_delete,
        "rows": [row for row in rows if not row.untouched],
        "kept": [row for row in rows if row.untouched],
    }


def _conflict_context(request, form, formsets, sections) -> dict:
    """Return the context of the conflict page, with the submitted form as (name, value) pairs, ready to be sent again
    on top of the current versions."""
    forms = [form, *(row for formset in formsets for row in getattr(formset, "versioned_forms", list)())]
    versions = {}
    for one in forms:
        posted = request.POST.get(one.add_prefix(VERSION))
        versions[one.add_prefix(VERSION)] = one.conflict.current if one.conflict else posted
    pairs = [
        (name, value)
        for name, values in request.POST.lists()
        if name != CSRF_NAME and name not in versions
        for value in values
    ]
    pairs += [(name, value) for name, value in versions.items() if value is not None]
    pairs += [(KEEP_SAVED, row.name) for section in sections for row in section["kept"]]
    return {
        "title": _("Changed by someone else"),
        "sections": sections,
        "pairs": pairs,
        "can_save": all(section["conflict"].current is not None for section in sections),
        "files_lost": bool(request.FILES),
        "back_url": request.get_full_path(),
    }
