"""Base of the staff pages of rows of an agreement: visibility, the page to return to, locks, the digest.

To add a kind of row: touch `agreements/models/` and a migration; `WAYS` in `agreements.record.locks`;
`AGREEMENT_PARTS` in `agreements.record.permissions`; a `PartAdmin` in the room of its subject and its import in
`agreements/admin/__init__.py`; `part_links` in `agreements.admin.stage_panel`; `tests/url_matrix.txt`; where the
public reads it, `with_rows` in `agreements.public.agreement_page.view`; where it is evidence,
`agreements.record.digest`; `ROWS` in `agreements.cases.case`. More: `docs/how-to/part.md`.
"""

from functools import partial
from operator import attrgetter

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ForeignKey
from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.lifecycle.vocabulary import Holder
from agreements.models import Agreement, Document, Indicator, Instrument, Party, Transaction
from agreements.models.source import Checked
from agreements.record.locks import lock_agreement_of, lock_row
from agreements.record.permissions import agreements_for
from agreements.record.saving import note_edit
from jambi_coop.lib.versions.history_admin import HistoryMixin
from jambi_coop.lib.versions.versioned_admin import VersionedAdmin
from jambi_coop.lib.versions.versioned_forms import VersionedModelForm
from jambi_coop.lib.web.admin_links import are_keys

AGREEMENT_PARAMETER = "agreement"
LIST_PARAMETER = "agreement__id__exact"
BACK = "back"
"""Query parameter that names the page to return to after saving: `PARTS`, or a holder on the coordination desk."""
PARTS = "tasks"
# Models of which a row may point to one of the same agreement; these are few, so a plain select box offers them.
OF_THE_SAME_AGREEMENT = {Document, Indicator, Instrument, Party, Transaction}


def visible_agreements(request):
    """Return the agreements that this member of staff may see, also those in the trash."""
    return agreements_for(request.user, Agreement.objects.all())


def asked_agreement(request) -> Agreement | None:
    """Return the visible agreement to which the address limits a list or a new row; None without one."""
    asked = request.GET.get(AGREEMENT_PARAMETER) or request.GET.get(LIST_PARAMETER)
    if not asked and "_changelist_filters" in request.GET:
        asked = QueryDict(request.GET["_changelist_filters"]).get(LIST_PARAMETER)
    if not asked or not are_keys(Agreement, asked):
        return None
    return visible_agreements(request).alive().filter(pk=asked).first()


def way_back(request, agreement: Agreement) -> str:
    """Return the address of the page that the clerk came from, if `BACK` names a known one; else ""."""
    asked = request.GET.get(BACK, "")
    if asked == PARTS:
        return reverse("admin:agreements_agreement_change", args=[agreement.pk])
    if asked in Holder.values:
        return f"{reverse('admin:coordination')}?at={asked}"
    return ""


def limit_links(db_field, agreement: Agreement | None, request, kwargs: dict) -> dict:
    """Return `kwargs` for the form field of a foreign key, limited to rows of this agreement that this user may
    see."""
    model = db_field.remote_field.model
    if model is Agreement:
        kwargs["queryset"] = visible_agreements(request)
    elif model in OF_THE_SAME_AGREEMENT:
        rows = model.objects.filter(agreement=agreement) if agreement else model.objects.none()
        kwargs["queryset"] = rows.alive() if model is Document else rows
        kwargs["widget"] = forms.Select()
    return kwargs


class LinksOfOneAgreement:
    """Mixin for an admin or an inline: the foreign keys of a row offer only rows of its agreement, and agreements that
    the user may see."""

    agreement_path = "agreement"

    def agreement_of(self, obj) -> Agreement:
        """Return the agreement of the row, along `agreement_path`."""
        return attrgetter(self.agreement_path.replace("__", "."))(obj)

    def agreement_at_hand(self, request, obj) -> Agreement | None:
        """Return the agreement of the row, or for a new row the one that the address names."""
        return self.agreement_of(obj) if obj else asked_agreement(request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs["formfield_callback"] = self._fields_for(request, obj)
        return super().get_form(request, obj, change, **kwargs)

    def get_formset(self, request, obj=None, **kwargs):
        kwargs["formfield_callback"] = self._fields_for(request, obj)
        return super().get_formset(request, obj, **kwargs)

    def _fields_for(self, request, obj):
        agreement = self.agreement_at_hand(request, obj)
        return partial(self.formfield_for_dbfield, request=request, agreement=agreement)

    def formfield_for_dbfield(self, db_field, request, *, agreement=None, **kwargs):
        if isinstance(db_field, ForeignKey):
            kwargs = limit_links(db_field, agreement, request, kwargs)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "agreement" and field is not None and agreement is not None:
            field.initial, field.disabled = agreement.pk, True
        return field


class PartForm(VersionedModelForm):
    """Form of a row of an agreement; invalid while the agreement is in the trash."""

    def agreement_of_row(self) -> Agreement | None:
        """Return the agreement of the row, or the one that was chosen for a new row."""
        if self.instance.pk:
            return self.instance.agreement
        return self.cleaned_data.get("agreement")

    def clean(self):
        super().clean()
        agreement = self.agreement_of_row()
        if agreement is not None and agreement.in_trash:
            raise ValidationError(_("This agreement is in the trash. Restore it first."), code="in_trash")


class PartAdmin(LinksOfOneAgreement, HistoryMixin, VersionedAdmin):
    """Base of the admins of models whose rows belong to an agreement; it shows only rows that the user may see."""

    form = PartForm
    change_form_template = "agreements/record/staff/part_change_form.html"
    change_list_template = "agreements/record/staff/part_change_list.html"
    history_template = "agreements/record/staff/part_history.html"
    list_per_page = 50
    show_full_result_count = False

    class Media:
        css = {"all": ["css/admin_agreement.css"]}

    def every_row(self, request):
        """Return the rows of the model in the order of the list, also those in the trash where it has one."""
        rows = getattr(self.model, "with_trash", self.model._default_manager).get_queryset()
        return rows.order_by(*self.get_ordering(request))

    def get_queryset(self, request):
        rows = self.every_row(request).filter(**{f"{self.agreement_path}__in": visible_agreements(request)})
        if request.resolver_match and request.resolver_match.url_name.endswith("_changelist"):
            rows = rows.filter(**{f"{self.agreement_path}__trashed_at__isnull": True})
        return rows

    def get_readonly_fields(self, request, obj=None):
        fixed = ["agreement"] if obj and self.agreement_path == "agreement" else []
        return [*fixed, *super().get_readonly_fields(request, obj)]

    def save_model(self, request, obj, form, change):
        if not change:
            # A second request with the same form waits here, and then finds the row of the first.
            lock_row(self.agreement_of(obj))
        if hasattr(obj, "edited_by_id") and (not change or form.changed_data):
            obj.edited_by = request.user
        if isinstance(obj, Checked) and change and form.changed_data:
            # The row differs now from what was compared with the source.
            obj.checked_by = obj.checked_on = None
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            note_edit(self.agreement_of(form.instance), by=request.user, part=form.instance)

    def get_object(self, request, object_id, from_field=None):
        obj = super().get_object(request, object_id, from_field)
        if obj is not None and request.method == "POST" and transaction.get_connection().in_atomic_block:
            # The agreement is locked before its row. If the row changed before that, its version refuses the form.
            lock_agreement_of(obj)
        return obj

    @transaction.atomic
    def delete_model(self, request, obj):
        agreement = self.agreement_of(obj)
        lock_agreement_of(obj)
        super().delete_model(request, obj)
        note_edit(agreement, by=request.user, part=obj)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.delete_model(request, obj)

    # --- the page after saving -------------------------------------------------------------------

    def response_post_save_change(self, request, obj):
        back = way_back(request, self.agreement_of(obj))
        return HttpResponseRedirect(back) if back else super().response_post_save_change(request, obj)

    response_post_save_add = response_post_save_change

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["agreement"] = self.agreement_at_hand(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"agreement": asked_agreement(request), **(extra_context or {})})

    def history_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, object_id)
        extra = {"agreement": self.agreement_of(obj)} if obj else {}
        return super().history_view(request, object_id, {**extra, **(extra_context or {})})
