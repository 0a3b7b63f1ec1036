"""Admin of the confirmations, to read; they are written on the pages of the round and of the acceptance."""

from django import forms
from django.contrib import admin
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Attestation
from agreements.record.staff.action_form import ActionForm
from agreements.record.staff.action_page import action_page, change_url, refuse_unless, row_url, tell
from agreements.record.staff.date_column import date_column
from agreements.record.staff.list_filters import ChoiceFilter
from agreements.record.staff.part_admin import PartAdmin

from .actions import ADD, take_back


class TakeBackForm(ActionForm):
    """Asks why an answer is taken back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=100)

    def act(self, by):
        """Take the answer back."""
        return take_back(self.row, by=by, **self.given)


def may_take_back(attestation: Attestation, user) -> bool:
    """True for the one who entered it, until somebody has accepted it."""
    return attestation.accepted_on is None and attestation.entered_by_id == user.pk and user.has_perm(ADD)


@admin.register(Attestation)
class AttestationAdmin(PartAdmin):
    """What was asked, read or answered, with the day of its acceptance; nothing is typed here."""

    list_display = ["agreement", "kind", "starts_label", "ends_label", "office", "answered_on", "accepted_on"]
    list_display_links = ["kind"]
    list_filter = [("kind", ChoiceFilter), ("accepted_on", admin.EmptyFieldListFilter)]
    list_select_related = ["agreement", "office"]
    search_fields = ["agreement__title", "agreement__register_number", "office__name"]
    readonly_fields = ["entered_by", "entered_on", "accepted_by", "accepted_on"]
    change_form_template = "agreements/attesting/attestation_form.html"
    fieldsets = [
        (
            None,
            {"fields": ["agreement", "kind", ("starts_on", "ends_on"), "running", "office", "answered_on", "source"]},
        ),
        (gettext_lazy("Inside"), {"fields": ["entered_by", "entered_on", "accepted_by", "accepted_on", "note"]}),
    ]

    starts_label = date_column("starts_on", gettext_lazy("from"))
    ends_label = date_column("ends_on", gettext_lazy("until"))

    def get_urls(self):
        return [row_url(self, "take_back", take_back_page), *super().get_urls()]

    def has_change_permission(self, request, obj=None):
        return False

    def has_add_permission(self, request):
        return False

    has_delete_permission = has_change_permission

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_take_back"] = obj is not None and may_take_back(obj, request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)


def take_back_page(model_admin, request, attestation: Attestation) -> HttpResponse:
    """Ask for the reason, and take the answer back on POST."""
    refuse_unless(may_take_back(attestation, request.user))
    form = TakeBackForm(request.POST or None, row=attestation)
    return action_page(
        model_admin,
        request,
        form,
        _("Take the answer back"),
        done=lambda agreement: tell(request, _("The answer is taken back."), change_url(agreement)),
        intro=_("It leaves the record; the history keeps it with your reason."),
    )
