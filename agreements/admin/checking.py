"""The button and the bulk action with which a fact is marked as compared with its source."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import actions
from agreements.forms import ActionForm

from .page import back_to, run, say, show

CHECK = "agreements.check_agreement"


class CheckedAdminMixin:
    """Adds the page `<id>/check/` and the bulk action to an admin over a model with `checked_on`."""

    actions = ["mark_selected_checked"]

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_check"
        view = self.admin_site.admin_view(self.check_view)
        return [path("<int:object_id>/check/", view, name=name), *super().get_urls()]

    def has_check_permission(self, request):
        return request.user.has_perm(CHECK)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_check"] = obj is not None and self.has_check_permission(request)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def check_view(self, request, object_id):
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not self.has_check_permission(request):
            raise PermissionDenied
        form = ActionForm(request.POST or None, row=row)
        if request.method == "POST" and form.is_valid():
            done, _none = run(form, lambda: actions.mark_checked(row, by=request.user, today=timezone.localdate()))
            if done:
                say(request, _("“%(row)s” is marked as checked.") % {"row": row})
                return back_to(row)
        intro = _("You confirm that you have compared “%(row)s” with its source.") % {"row": row}
        title, template = _("Mark as checked"), "admin/agreements/action.html"
        return show(self, request, template, row, title, form=form, button=title, intro=intro)

    @admin.action(description=gettext_lazy("Mark as checked"), permissions=["check"])
    def mark_selected_checked(self, request, queryset):
        for row in queryset:
            try:
                actions.mark_checked(row, by=request.user, today=timezone.localdate())
            except ValidationError as error:
                messages.error(request, f"{row}: {' '.join(error.messages)}")
            else:
                messages.success(request, _("“%(row)s” is marked as checked.") % {"row": row})
