"""Admin of the reports of offices: each is read beside its follow-up and approved or returned, never edited."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import FollowUpReport, ReportedParticipation, ReportState
from agreements.record.permissions import may_change_follow_ups, may_decide, sees_everything
from agreements.record.staff.action_form import ActionForm
from agreements.record.staff.action_page import conflict_page, run, say, show
from agreements.record.staff.conflict_page import is_stale
from agreements.record.staff.part_admin import PartAdmin
from jambi_coop.lib.records.people import name_of

from .actions import APPROVE, DECIDED, NextFollowUp, approve_report, return_report, why_not_decided

LIST = "admin:agreements_followupreport_changelist"


class DecisionForm(ActionForm):
    """Decision on a submitted report: approve it, or return it with a note. The button that was pressed says which."""

    plan_next = forms.BooleanField(label=gettext_lazy("Make the next step a new follow-up"), required=False)
    next_title = forms.CharField(
        label=gettext_lazy("What the next follow-up is called"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "In the words of the office, which were not meant for the public. You may rewrite them."
        ),
    )
    next_is_public = forms.BooleanField(label=gettext_lazy("Show the next follow-up in public"), required=False)
    note = forms.CharField(
        label=gettext_lazy("What has to be repaired"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=gettext_lazy("Only for a return. The office reads it word for word."),
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.initial |= {"plan_next": True, "next_title": row.next_step, "next_is_public": False}
        if not row.next_step:
            for name in ("plan_next", "next_title", "next_is_public"):
                del self.fields[name]
        elif not row.follow_up.is_public:
            del self.fields["next_is_public"]

    def decide(self, by):
        """Approve or return the report, as the button that was pressed says."""
        given, now = self.cleaned_data, timezone.now()
        if "approve" in self.data:
            return approve_report(self.row, by=by, now=now, plan_next=self._following())
        if "return" in self.data:
            return return_report(self.row, by=by, now=now, note=given["note"])
        raise ValidationError(_("Choose: approve or return."), code="no_choice")

    def _following(self) -> NextFollowUp | None:
        given = self.cleaned_data
        if not given.get("plan_next"):
            return None
        return NextFollowUp(given["next_title"], is_public=given.get("next_is_public", False))


class StateFilter(admin.SimpleListFilter):
    """Filter by state of the report; without a choice, the submitted reports that wait for a decision."""

    title = gettext_lazy("state")
    template = "agreements/record/staff/filter.html"
    parameter_name = "state"
    ALL = "all"
    STATES = (ReportState.SUBMITTED, ReportState.RETURNED, ReportState.APPROVED)

    def lookups(self, request, model_admin):
        return [*((state.value, state.label) for state in self.STATES), (self.ALL, _("All"))]

    def value(self) -> str:
        asked = super().value()
        return asked if asked in (self.ALL, *self.STATES) else ReportState.SUBMITTED

    def choices(self, changelist):
        """Without Django's own "All": the list without a choice shows the submitted reports only."""
        return list(super().choices(changelist))[1:]

    def queryset(self, request, queryset):
        return queryset if self.value() == self.ALL else queryset.filter(state=self.value())


@admin.register(FollowUpReport)
class FollowUpReportAdmin(PartAdmin):
    """Reports for Bagian Kerja Sama and the roles above it; an office uses the pages under /lapor/."""

    agreement_path = "follow_up__agreement"
    change_list_template = "agreements/office_reports/change_list.html"
    list_display = ["follow_up", "office_label", "state", "sent_label", "writer"]
    list_filter = [StateFilter]
    list_select_related = ["follow_up__office", "follow_up__agreement", "written_by"]
    search_fields = ["follow_up__title", "progress", "follow_up__agreement__title", "follow_up__office__name"]
    ordering = ["submitted_at", "pk"]

    def get_queryset(self, request):
        """Leave out drafts, which belong to the office alone; a report that was taken back is a draft again."""
        return super().get_queryset(request).exclude(state=ReportState.DRAFT)

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and sees_everything(request.user)

    def has_change_permission(self, request, obj=None):
        return False

    has_add_permission = has_delete_permission = has_change_permission

    def changelist_view(self, request, extra_context=None):
        """Title the list with the name of the model: Django's "Select …" is wrong where nothing can be selected."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def history_parts(self, request, obj):
        return [(ReportedParticipation, "report")]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        report = self.get_object(request, unquote(object_id))
        if report is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "POST" and not request.user.has_perm(APPROVE):
            raise PermissionDenied
        # Read before the decision: a user who comes second still sees the note as typed.
        hindrance, follow_up = why_not_decided(report, request.user), report.follow_up
        form = DecisionForm(request.POST or None, row=report)
        if request.method == "POST" and is_stale(form):
            button = _("Approve") if "approve" in request.POST else _("Return with this note")
            return conflict_page(self, request, form, button, back_url=reverse(LIST))
        if request.method == "POST" and form.is_valid():
            done, decided = run(form, lambda: form.decide(request.user))
            if done:
                say(request, _("“%(title)s”: %(state)s.") % {"title": follow_up, "state": decided.get_state_display()})
                return HttpResponseRedirect(reverse(LIST))
        return show(
            self,
            request,
            "agreements/office_reports/decision.html",
            report,
            str(follow_up),
            form=form,
            hindrance=hindrance,
            may_correct=report.state in DECIDED and may_decide(request.user),
            agreement=follow_up.agreement,
            follow_up=follow_up,
            state=follow_up.state(timezone.localdate()),
            may_open_follow_up=may_change_follow_ups(request.user),
            back_url=reverse(LIST),
        )

    @admin.display(description=gettext_lazy("office"), ordering="follow_up__office__name")
    def office_label(self, report):
        return report.follow_up.office or "–"

    @admin.display(description=gettext_lazy("sent"), ordering="submitted_at")
    def sent_label(self, report):
        return date_format(timezone.localtime(report.submitted_at), "j F Y") if report.submitted_at else "–"

    @admin.display(description=gettext_lazy("written by"), ordering="written_by__first_name")
    def writer(self, report):
        return name_of(report.written_by) or "–"
