"""The trash in the admin. Deleting asks for a reason and keeps everything; restoring; purging after the waiting
time."""

from django import forms
from django.contrib import admin
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.record.trash import move_to_trash, purge, restore
from jambi_coop.lib.records.people import name_of

from .action_form import ActionForm
from .action_page import (
    act_on_each,
    action_page,
    list_url,
    page_of_row,
    refuse_unless,
    row_url,
    tell,
)
from .reference_admin import is_autocomplete

PURGE = "agreements.purge_agreement"
REASON_LENGTH = 300
MOVED = gettext_lazy("“%(row)s” is in the trash. It can be restored from there.")


class ReasonForm(forms.Form):
    """Form that asks why the chosen rows go to the trash; for the bulk action."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )


class TrashForm(ReasonForm, ActionForm):
    """Form that asks why one row goes to the trash; for its own page."""


class TrashFilter(admin.SimpleListFilter):
    """Filter that lists the trash instead of the other rows; without it rows in the trash are not listed."""

    title = gettext_lazy("trash")
    template = "agreements/record/staff/filter.html"
    parameter_name = "trash"

    def lookups(self, request, model_admin):
        return [("1", _("In the trash"))]

    def queryset(self, request, queryset):
        return queryset.trashed() if self.value() == "1" else queryset.alive()


def _lists_trash(request) -> bool:
    return request.GET.get(TrashFilter.parameter_name) == "1"


class TrashAdminMixin:
    """Mixin for the admin of a `Trashable` model: deleting moves to the trash (`agreements.record.trash`), instead of
    Django's own deletion."""

    list_filter = [TrashFilter]
    actions = ["move_selected_to_trash"]

    def get_urls(self):
        return [row_url(self, "restore", restore_page), row_url(self, "purge", purge_page), *super().get_urls()]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.alive() if is_autocomplete(request) else rows

    def may_restore(self, request, obj) -> bool:
        """True for those who may move the row to the trash."""
        # Not the permission of the mixin, which is False for every row in the trash.
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def get_list_display(self, request):
        shown = super().get_list_display(request)
        return [*shown, "trashed_label"] if _lists_trash(request) else shown

    @admin.display(description=gettext_lazy("in the trash"), ordering="trashed_at")
    def trashed_label(self, row):
        """Say when, by whom and why it went there."""
        said = [date_format(timezone.localtime(row.trashed_at), "DATETIME_FORMAT"), name_of(row.trashed_by)]
        return f"{', '.join(filter(None, said))}: {row.trashed_reason}"

    def get_list_select_related(self, request):
        related = super().get_list_select_related(request)
        return [*(related or []), "trashed_by"] if _lists_trash(request) else related

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj is not None and obj.in_trash)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.in_trash)

    def get_actions(self, request):
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_restore"] = self.may_restore(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def delete_view(self, request, object_id, extra_context=None):
        return page_of_row(self, trash_page, request, object_id)

    @admin.action(description=gettext_lazy("Move to the trash"), permissions=["delete"])
    def move_selected_to_trash(self, request, queryset):
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        if form.is_bound and form.is_valid():
            reason = form.cleaned_data["reason"]
            act_on_each(request, queryset, lambda row: _move(row, request.user, reason), MOVED)
            return HttpResponseRedirect(list_url(self))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Move to the trash"),
            "opts": self.opts,
            "rows": queryset,
            "form": form,
            "action": "move_selected_to_trash",
            "action_name": admin.helpers.ACTION_CHECKBOX_NAME,
            "back_url": list_url(self),
        }
        return TemplateResponse(request, "agreements/record/staff/trash_selected.html", context)


def trash_page(model_admin, request, row):
    """Ask for the reason and move a row to the trash."""
    refuse_unless(model_admin.has_delete_permission(request, row))
    form = TrashForm(request.POST or None, row=row)
    return action_page(
        model_admin,
        request,
        form,
        _("Move to the trash"),
        do=lambda: _move(row, request.user, form.cleaned_data["reason"]),
        done=lambda _none: tell(request, MOVED % {"row": row}, list_url(model_admin)),
        intro=_("Nothing is deleted: the record leaves every list, its files are kept, and it can be restored."),
    )


def restore_page(model_admin, request, row):
    """Restore a row from the trash."""
    refuse_unless(model_admin.may_restore(request, row))
    return action_page(
        model_admin,
        request,
        ActionForm(request.POST or None, row=row),
        _("Restore from the trash"),
        do=lambda: restore(row, by=request.user),
        done=lambda _none: tell(request, _("“%(row)s” has been restored.") % {"row": row}, row),
        button=_("Restore"),
        intro=_("The record comes back with everything that hangs on it."),
    )


def purge_page(model_admin, request, row):
    """Delete a row in the trash for good; needs the right `purge_agreement`."""
    refuse_unless(request.user.has_perm(PURGE))
    text = _("“%(row)s” has been deleted for good; its history is kept.") % {"row": row}
    return action_page(
        model_admin,
        request,
        ActionForm(request.POST or None, row=row),
        _("Delete for good"),
        do=lambda: purge(row, by=request.user, now=timezone.now()),
        done=lambda _none: tell(request, text, list_url(model_admin)),
        intro=_("The record and its files are deleted for good. Only its history stays. This cannot be undone."),
        danger=True,
    )


def _move(row, by, reason: str) -> None:
    move_to_trash(row, by=by, now=timezone.now(), reason=reason)
