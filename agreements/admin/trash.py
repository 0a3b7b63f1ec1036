"""Trash in the admin: deleting asks for a reason and keeps everything; restoring; purging after the term."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import actions
from agreements.forms import ActionForm

from .page import back_to, run, show

PURGE = "agreements.purge_agreement"
TEMPLATE = "admin/agreements/action.html"
REASON_LENGTH = 300


class ReasonForm(forms.Form):
    """Why the chosen rows go."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )


class TrashForm(ReasonForm, ActionForm):
    """Why one row goes."""


class TrashFilter(admin.SimpleListFilter):
    """Without it, what lies in the trash is not listed."""

    title = gettext_lazy("trash")
    template = "admin/agreements/filter.html"
    parameter_name = "trash"

    def lookups(self, request, model_admin):
        return [("1", _("In the trash"))]

    def queryset(self, request, queryset):
        return queryset.trashed() if self.value() == "1" else queryset.kept()


class TrashAdminMixin:
    """For an admin over a `Trashable` model with `actions.move_to_trash`; never Django's own deletion."""

    list_filter = [TrashFilter]
    actions = ["move_selected_to_trash"]

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("<int:object_id>/restore/", wrap(self.restore_view), name=f"{name}_restore"),
            path("<int:object_id>/purge/", wrap(self.purge_view), name=f"{name}_purge"),
            *super().get_urls(),
        ]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj is not None and obj.in_trash)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.in_trash)

    def get_actions(self, request):
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def delete_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_delete_permission(request, row):
            raise PermissionDenied
        form = TrashForm(request.POST or None, row=row)
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            done, _none = run(form, lambda: self.trash(request, row, reason))
            if done:
                text = _("“%(row)s” is in the trash. It can be restored from there.")
                messages.success(request, text % {"row": row})
                return HttpResponseRedirect(self.list_url())
        return show(
            self,
            request,
            TEMPLATE,
            row,
            _("Move to the trash"),
            form=form,
            button=_("Move to the trash"),
            intro=_("Nothing is deleted: the record leaves every list, its files are kept, and it can be restored."),
        )

    def trash(self, request, row, reason: str) -> None:
        actions.move_to_trash(row, by=request.user, now=timezone.now(), reason=reason)

    @admin.action(description=gettext_lazy("Move to the trash"), permissions=["delete"])
    def move_selected_to_trash(self, request, queryset):
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        if form.is_bound and form.is_valid():
            for row in queryset:
                self._trash_one(request, row, form.cleaned_data["reason"])
            return HttpResponseRedirect(self.list_url())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Move to the trash"),
            "opts": self.opts,
            "rows": queryset,
            "form": form,
            "action": "move_selected_to_trash",
            "action_name": admin.helpers.ACTION_CHECKBOX_NAME,
            "back_url": self.list_url(),
        }
        return TemplateResponse(request, "admin/agreements/trash_selected.html", context)

    def _trash_one(self, request, row, reason: str) -> None:
        try:
            self.trash(request, row, reason)
        except ValidationError as error:
            messages.error(request, f"{row}: {' '.join(error.messages)}")
        else:
            messages.success(request, _("“%(row)s” is in the trash. It can be restored from there.") % {"row": row})

    def restore_view(self, request, object_id):
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not super().has_delete_permission(request, row):
            raise PermissionDenied
        form = ActionForm(request.POST or None, row=row)
        if request.method == "POST" and form.is_valid():
            done, _none = run(form, lambda: actions.restore(row, by=request.user))
            if done:
                messages.success(request, _("“%(row)s” has been restored.") % {"row": row})
                return back_to(row)
        intro = _("The record comes back with everything that hangs on it.")
        title = _("Restore from the trash")
        return show(self, request, TEMPLATE, row, title, form=form, button=_("Restore"), intro=intro)

    def purge_view(self, request, object_id):
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not request.user.has_perm(PURGE):
            raise PermissionDenied
        form = ActionForm(request.POST or None, row=row)
        if request.method == "POST" and form.is_valid():
            name = str(row)
            done, _none = run(form, lambda: actions.purge(row, by=request.user, now=timezone.now()))
            if done:
                text = _("“%(row)s” has been deleted for good; its history is kept.")
                messages.success(request, text % {"row": name})
                return HttpResponseRedirect(self.list_url())
        intro = _("The record and its files are deleted for good. Only its history stays. This cannot be undone.")
        title = _("Delete for good")
        return show(self, request, TEMPLATE, row, title, form=form, button=title, intro=intro, danger=True)

    def list_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
