"""The button and the bulk action with which a fact is marked as compared with its source."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import actions
from agreements.forms import ActionForm

from .page import action_page, refuse_unless, row_url, tell

CHECK = "agreements.check_agreement"


class CheckedAdminMixin:
    """Adds the page `<id>/check/` and the bulk action to an admin over a model with `checked_on`."""

    actions = ["mark_selected_checked"]

    def get_urls(self):
        return [row_url(self, "check", check_page), *super().get_urls()]

    def has_check_permission(self, request):
        return request.user.has_perm(CHECK)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_check"] = obj is not None and self.has_check_permission(request)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.action(description=gettext_lazy("Mark as checked"), permissions=["check"])
    def mark_selected_checked(self, request, queryset):
        for row in queryset:
            try:
                actions.mark_checked(row, by=request.user, today=timezone.localdate())
            except ValidationError as error:
                messages.error(request, f"{row}: {' '.join(error.messages)}")
            else:
                messages.success(request, _("“%(row)s” is marked as checked.") % {"row": row})


def check_page(model_admin, request, row):
    refuse_unless(model_admin.has_check_permission(request))
    return action_page(
        model_admin,
        request,
        ActionForm(request.POST or None, row=row),
        _("Mark as checked"),
        do=lambda: actions.mark_checked(row, by=request.user, today=timezone.localdate()),
        done=lambda _none: tell(request, _("“%(row)s” is marked as checked.") % {"row": row}, row),
        intro=_("You confirm that you have compared “%(row)s” with its source.") % {"row": row},
    )
