"""Promised results and what was measured."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.forms.results import MeasurementDecisionForm, TargetForm
from agreements.models import Indicator, Measurement, ReportState
from jambi_coop.lib.versioned_admin import VersionedInlineMixin

from .checking import CheckedAdminMixin
from .page import back_to, run, say, show
from .scope import LinksOfOneAgreement, PartAdmin, PartForm

MEASUREMENT_FIELDS = ["period", "value", "comment", "comment_en", "source", "document"]


class MeasurementForm(PartForm):
    """A measurement hangs on the agreement of its indicator."""

    def agreement_of_row(self):
        indicator = self.cleaned_data.get("indicator") or getattr(self.instance, "indicator", None)
        return indicator.agreement if indicator else None


class MeasurementInline(VersionedInlineMixin, LinksOfOneAgreement, admin.StackedInline):
    model = Measurement
    extra = 0
    show_change_link = True
    autocomplete_fields = ["source"]
    readonly_fields = ["state", "checked_on"]
    fields = [*MEASUREMENT_FIELDS, "state", "checked_on"]


@admin.register(Indicator)
class IndicatorAdmin(PartAdmin):
    """A promise with its targets, which are only ever added, and its measured values."""

    change_form_template = "admin/agreements/indicator_form.html"
    inlines = [MeasurementInline]
    readonly_fields = ["target_words"]
    list_display = ["title", "level", "unit", "baseline", "is_public", "agreement"]
    list_filter = ["level", "is_public"]
    list_select_related = ["agreement"]
    search_fields = ["title", "agreement__title", "agreement__register_number"]
    autocomplete_fields = ["agreement"]
    fieldsets = [
        (_("Promised result"), {"fields": ["agreement", "title", "title_en", "level", "is_public"]}),
        (_("How it is measured"), {"fields": ["unit", "direction", "baseline", "baseline_year", "target_words"]}),
    ]

    def get_urls(self):
        view = self.admin_site.admin_view(self.target_view)
        return [path("<int:object_id>/target/", view, name="agreements_indicator_target"), *super().get_urls()]

    def target_view(self, request, object_id):
        indicator = self.get_object(request, object_id)
        if indicator is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not request.user.has_perm("agreements.add_target"):
            raise PermissionDenied
        form = TargetForm(request.POST or None, row=indicator, today=timezone.localdate())
        if request.method == "POST" and form.is_valid():
            done, _target = run(form, lambda: form.act(request.user))
            if done:
                say(request, gettext("The target is set; the former ones stay visible."))
                return back_to(indicator)
        title = gettext("Set a target")
        template = "admin/agreements/action.html"
        return show(self, request, template, indicator, title, form=form, button=title, intro="")

    @admin.display(description=_("targets, the last one in force"))
    def target_words(self, indicator):
        """Every target in the order in which they were set, with the reason of each change."""
        rows = [
            (str(one.value), f" – {one.due}" if one.due else "", f" – {one.reason}" if one.reason else "")
            for one in (indicator.targets.all() if indicator.pk else ())
        ]
        return format_html_join("", "<div>{}{}{}</div>", rows) or "–"

    def save_formset(self, request, form, formset, change):
        """A measurement that was changed has to be approved and compared with its source again."""
        for row in formset.initial_forms:
            if row.has_changed():
                row.instance.checked_by = row.instance.checked_on = None
                row.instance.state = ReportState.DRAFT
        super().save_formset(request, form, formset, change)


@admin.register(Measurement)
class MeasurementAdmin(CheckedAdminMixin, PartAdmin):
    """The page of one measurement, where it is checked; new ones are added with their indicator."""

    form = MeasurementForm
    change_form_template = "admin/agreements/measurement_form.html"
    agreement_path = "indicator__agreement"
    list_display = ["indicator", "period_words", "value", "state", "checked_on"]
    list_filter = ["state", ("checked_on", admin.EmptyFieldListFilter)]
    list_select_related = ["indicator"]
    search_fields = ["indicator__title", "indicator__agreement__title"]
    autocomplete_fields = ["source"]
    readonly_fields = ["indicator", "state", "review_note", "checked_by", "checked_on"]
    fieldsets = [
        (_("Measurement"), {"fields": ["indicator", *MEASUREMENT_FIELDS]}),
        (_("Check"), {"fields": ["state", "review_note", "checked_by", "checked_on"]}),
    ]

    def agreement_of(self, obj):
        return obj.indicator.agreement

    def save_model(self, request, obj, form, change):
        if form.changed_data:
            # What was approved is not what stands there now.
            obj.state = ReportState.DRAFT
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view(self.decision_view)
        return [path("<int:object_id>/decision/", view, name="agreements_measurement_decision"), *super().get_urls()]

    def decision_view(self, request, object_id):
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not MeasurementDecisionForm.offered(row, request.user):
            raise PermissionDenied
        form = MeasurementDecisionForm(request.POST or None, row=row, user=request.user)
        if request.method == "POST" and form.is_valid():
            done, _row = run(form, lambda: form.act(request.user))
            if done:
                row.refresh_from_db()
                say(request, gettext("The value is now “%(state)s”.") % {"state": row.get_state_display()})
                return back_to(row)
        title = gettext("Decide on the value")
        template, intro = "admin/agreements/action.html", f"{row}, {row.period}"
        return show(self, request, template, row, title, form=form, button=title, intro=intro)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_decide"] = obj is not None and bool(MeasurementDecisionForm.offered(obj, request.user))
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=_("period"), ordering="period_earliest")
    def period_words(self, measurement):
        return str(measurement.period) if measurement.period else "–"
