"""Admin of follow-ups and their participants. Accounts of departments only read them here, and report under /lapor/."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import FollowUp, Participation
from agreements.record.locks import lock_alive
from agreements.record.permissions import follow_ups_for, may_change_follow_ups
from agreements.record.staff.action_page import with_link
from agreements.record.staff.part_admin import PartAdmin, PartForm
from agreements.record.staff.trash_page import TrashAdminMixin, TrashFilter
from agreements.reminders.admin import sent_messages_of
from jambi_coop.lib.versions.versioned_admin import VersionedInlineMixin

from .checks import faults_of, refuse_twin, refuse_unread
from .desk.view import desk
from .person_in_charge import cannot_report


class FollowUpForm(PartForm):
    """Form of one follow-up: one that is done needs a result, and a moved due date a reason; nothing done is in the
    future."""

    due_reason = forms.CharField(
        label=_("Why the due date changes"),
        max_length=100,
        required=False,
        help_text=_("Needed when another due date stood here; the moves are counted."),
    )

    def clean(self):
        super().clean()
        given = self.cleaned_data
        moved = bool(self.instance.pk and self.initial.get("due_on")) and "due_on" in self.changed_data
        if moved and not given.get("due_reason"):
            self.add_error("due_reason", ValidationError(_("Give the reason."), code="reason_needed"))
        self._as_the_actions_do(given)

    def _post_clean(self):
        super()._post_clean()
        for name, reason in faults_of(self.instance, timezone.localdate()):
            self.add_error(name if name in self.fields else None, reason)

    def _as_the_actions_do(self, given):
        """Refuse what `actions.finish_follow_up` and `actions.plan_follow_up` refuse."""
        closed = [name for name in ("done_on", "cancelled_on") if given.get(name)]
        try:
            if self.instance.pk and closed and not any(self.initial.get(name) for name in ("done_on", "cancelled_on")):
                refuse_unread(self.instance)
            elif not self.instance.pk and not closed and given.get("title") and given.get("agreement"):
                lock_alive(given["agreement"])
                refuse_twin(FollowUp(**{name: given.get(name) for name in ("agreement", "title", "office", "due_on")}))
        except ValidationError as error:
            self.add_error(closed[0] if closed else None, with_link(error))


class ParticipationInline(VersionedInlineMixin, admin.StackedInline):
    """Participants on the page of a follow-up; read-only for those who may not change follow-ups."""

    model = Participation
    extra = 0
    autocomplete_fields = ["office"]
    fields = [("office", "body", "people")]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and may_change_follow_ups(request.user)

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and may_change_follow_ups(request.user)


@admin.register(FollowUp)
class FollowUpAdmin(TrashAdminMixin, PartAdmin):
    """Page of one follow-up; the list is the desk."""

    form = FollowUpForm
    change_form_template = "agreements/follow_up/follow_up_form.html"
    inlines = [ParticipationInline]
    # For the trash, and for the pop-up in which a form offers rows to choose; the list of follow-ups is the desk.
    list_filter = [TrashFilter]
    list_display = ["title", "office", "agreement"]
    list_select_related = ["agreement", "office"]
    search_fields = ["title", "result", "agreement__title", "agreement__register_number", "office__name"]
    autocomplete_fields = ["agreement", "office", "person_in_charge", "source"]
    fieldsets = [
        (_("Activity"), {"fields": ["agreement", "kind", "title", "title_en", "office", "person_in_charge"]}),
        (
            _("Course"),
            {
                "fields": [
                    *("offered_on", "decree_number", "due_on", "due_reason", "started_on"),
                    *("done_on", "result", "result_en"),
                ]
            },
        ),
        (
            _("Evidence and notes"),
            {"fields": ["document", "source", "public_note", "note", "is_public"]},
        ),
        (
            _("Journey abroad"),
            {"fields": ["travel_permit_number", "travel_approval_number", "journey_reported_on"]},
        ),
        (_("Cancelling"), {"fields": ["cancelled_on", "cancelled_reason"]}),
    ]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and may_change_follow_ups(request.user)

    def get_fieldsets(self, request, obj=None):
        """Show the reason of a move only to a user who can move the due date."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": [one for one in options["fields"] if one != "due_reason"]})
            for title, options in fieldsets
        ]

    def save_model(self, request, obj, form, change):
        if change and "due_on" in form.changed_data and form.initial.get("due_on"):
            obj.times_moved += 1
            obj._change_reason = form.cleaned_data["due_reason"]
        super().save_model(request, obj, form, change)
        warning = cannot_report(obj.person_in_charge, [obj]) if "person_in_charge" in form.changed_data else ""
        if warning:
            messages.warning(request, warning)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["sent_messages"] = sent_messages_of(obj, request.user) if obj else None
        own = follow_ups_for(request.user, FollowUp.objects.open().filter(pk=obj.pk)) if obj else None
        context["may_report"] = own is not None and own.exists()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changelist_view(self, request, extra_context=None):
        """Show the desk in place of Django's list, which stays for pop-ups and for the trash."""
        if {IS_POPUP_VAR, TrashFilter.parameter_name} & {*request.GET, *request.POST}:
            return super().changelist_view(request, extra_context)
        return desk(self, request)
