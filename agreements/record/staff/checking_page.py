"""The page and the bulk action that mark a fact as compared with its source."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.record.checking import mark_checked

from .action_form import ActionForm
from .action_page import act_on_each, action_page, refuse_unless, row_url, tell

CHECK = "agreements.check_agreement"
CHECKED = gettext_lazy("“%(row)s” is marked as checked.")


class CheckedAdminMixin:
    """Adds the page `<id>/check/` and the bulk action to an admin over a model with `checked_on`."""

    actions = ["mark_selected_checked"]

    def get_urls(self):
        return [row_url(self, "check", check_page), *super().get_urls()]

    def has_check_permission(self, request):
        return request.user.has_perm(CHECK)

    @admin.action(description=gettext_lazy("Mark as checked"), permissions=["check"])
    def mark_selected_checked(self, request, queryset):
        act_on_each(request, queryset, lambda row: _check(row, request.user), CHECKED)


def check_page(model_admin, request, row):
    """Confirm that a row was compared with its source; needs the right `check_agreement`."""
    refuse_unless(model_admin.has_check_permission(request))
    return action_page(
        model_admin,
        request,
        ActionForm(request.POST or None, row=row),
        _("Mark as checked"),
        do=lambda: _check(row, request.user),
        done=lambda _none: tell(request, CHECKED % {"row": row}, row),
        intro=_("You confirm that you have compared “%(row)s” with its source.") % {"row": row},
    )


def _check(row, by) -> None:
    mark_checked(row, by=by, today=timezone.localdate())
