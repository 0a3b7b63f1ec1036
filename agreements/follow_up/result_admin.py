"""Admin of promised results (indicators) and measured values."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from agreements.models import BeneficiaryCount, Indicator, Measurement, ReportState
from agreements.record.staff.action_page import action_page, refuse_unless, row_url, tell
from agreements.record.staff.checking_page import CheckedAdminMixin
from agreements.record.staff.date_column import date_column
from agreements.record.staff.number_column import number_column
from agreements.record.staff.part_admin import LinksOfOneAgreement, PartAdmin, PartForm
from agreements.record.staff.trash_page import TrashAdminMixin, TrashFilter
from jambi_coop.lib.numbers.fields import YearFormField
from jambi_coop.lib.numbers.figures import figure
from jambi_coop.lib.versions.versioned_admin import VersionedInlineMixin

from .beneficiary_admin import BeneficiaryInline
from .result_forms import MeasurementDecisionForm, TargetForm

MEASUREMENT_FIELDS = ["period", "value", "comment", "comment_en", "source", "document"]


class IndicatorForm(PartForm):
    """Form of a promised result; the admin adds the other fields."""

    class Meta:
        model = Indicator
        fields = ["baseline_year"]
        field_classes = {"baseline_year": YearFormField}


class MeasurementForm(PartForm):
    """Form of one measurement; its agreement is that of its indicator."""

    def agreement_of_row(self):
        return self.instance.indicator.agreement


class MeasurementInline(VersionedInlineMixin, LinksOfOneAgreement, admin.StackedInline):
    """Measured values on the page of their indicator."""

    model = Measurement
    extra = 0
    can_delete = False  # on its own page it goes to the trash
    show_change_link = True
    autocomplete_fields = ["source"]
    readonly_fields = ["state", "checked_on"]
    fields = [*MEASUREMENT_FIELDS, "state", "checked_on"]


@admin.register(Indicator)
class IndicatorAdmin(TrashAdminMixin, PartAdmin):
    """Page of one promised result, with its targets, which are only ever added, and its measured values."""

    form = IndicatorForm
    change_form_template = "agreements/follow_up/indicator_form.html"
    inlines = [MeasurementInline, BeneficiaryInline]
    readonly_fields = ["targets_label"]
    list_display = ["title", "level", "unit", "baseline_label", "is_public", "agreement"]
    list_filter = ["level", "is_public", TrashFilter]
    list_select_related = ["agreement"]
    search_fields = ["title", "agreement__title", "agreement__register_number"]
    autocomplete_fields = ["agreement"]
    fieldsets = [
        (_("Promised result"), {"fields": ["agreement", "title", "title_en", "level", "is_public"]}),
        (_("How it is measured"), {"fields": ["unit", "direction", "baseline", "baseline_year", "targets_label"]}),
    ]

    def get_urls(self):
        return [row_url(self, "target", target_page), *super().get_urls()]

    baseline_label = number_column("baseline", _("baseline"))

    @admin.display(description=_("targets, the last one in force"))
    def targets_label(self, indicator):
        """Show every target in the order in which they were set, with the reason of each change."""
        language = get_language() or "id"
        rows = [
            (figure(one.value, language), f" – {one.due}" if one.due else "", f" – {one.reason}" if one.reason else "")
            for one in (indicator.targets.all() if indicator.pk else ())
        ]
        return format_html_join("", "<div>{}{}{}</div>", rows) or "–"

    def save_formset(self, request, form, formset, change):
        """A changed line has to be compared with its source again, and a measurement approved; a number of
        beneficiaries belongs to the agreement of its result."""
        for row in formset.initial_forms:
            if row.has_changed():
                row.instance.checked_by = row.instance.checked_on = None
                if formset.model is Measurement:
                    row.instance.state = ReportState.DRAFT
        if formset.model is BeneficiaryCount:
            for row in formset.extra_forms:
                row.instance.agreement = form.instance.agreement
        super().save_formset(request, form, formset, change)


@admin.register(Measurement)
class MeasurementAdmin(TrashAdminMixin, CheckedAdminMixin, PartAdmin):
    """Page of one measurement, on which it is checked; new ones are added on the page of their indicator."""

    form = MeasurementForm
    change_form_template = "agreements/follow_up/measurement_form.html"
    agreement_path = "indicator__agreement"
    list_display = ["indicator", "period_label", "value_label", "state", "checked_on"]
    list_filter = ["state", ("checked_on", admin.EmptyFieldListFilter), TrashFilter]
    actions = [*CheckedAdminMixin.actions, *TrashAdminMixin.actions]
    list_select_related = ["indicator"]
    search_fields = ["indicator__title", "indicator__agreement__title"]
    autocomplete_fields = ["source"]
    readonly_fields = ["indicator", "state", "review_note", "checked_by", "checked_on"]
    fieldsets = [
        (_("Measurement"), {"fields": ["indicator", *MEASUREMENT_FIELDS]}),
        (_("Check"), {"fields": ["state", "review_note", "checked_by", "checked_on"]}),
    ]

    def save_model(self, request, obj, form, change):
        if form.changed_data:
            # The approval was of the earlier values.
            obj.state = ReportState.DRAFT
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request):
        return False

    def get_urls(self):
        return [row_url(self, "decision", decision_page), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_decide"] = obj is not None and bool(MeasurementDecisionForm.offered(obj, request.user))
        return super().render_change_form(request, context, add, change, form_url, obj)

    period_label = date_column("period", _("period"))
    value_label = number_column("value", _("value"))


def target_page(model_admin, request, indicator: Indicator):
    """Set a target of an indicator."""
    refuse_unless(request.user.has_perm("agreements.add_target"))
    form = TargetForm(request.POST or None, row=indicator)
    return action_page(
        model_admin,
        request,
        form,
        gettext("Set a target"),
        done=lambda _target: tell(request, gettext("The target is set; the former ones stay visible."), indicator),
        media=form.media,
    )


def decision_page(model_admin, request, row: Measurement):
    """Submit, approve or return a measured value."""
    refuse_unless(bool(MeasurementDecisionForm.offered(row, request.user)))
    text = gettext("The value is now “%(state)s”.")
    return action_page(
        model_admin,
        request,
        MeasurementDecisionForm(request.POST or None, row=row, user=request.user),
        gettext("Decide on the value"),
        done=lambda now: tell(request, text % {"state": now.get_state_display()}, row),
        intro=f"{row}, {row.period}",
    )
