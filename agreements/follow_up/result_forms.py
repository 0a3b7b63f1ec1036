"""Forms of promised results: a target, and the decision on a measured value."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Indicator, Measurement, ReportState, Source, Target
from agreements.record.staff.action_form import ActionForm
from jambi_coop.lib.dates.fields import KnownDateFormField
from jambi_coop.lib.numbers.fields import NumberFormField
from jambi_coop.lib.web.admin_links import find_by_typing

from .results import approve_measurement, return_measurement, set_target, submit_measurement


class TargetForm(ActionForm):
    """A new target; `row` is the indicator."""

    value = NumberFormField(label=_("Value"), max_digits=18, decimal_places=2)
    due = KnownDateFormField(label=_("To be reached by"), required=False)
    source = forms.ModelChoiceField(Source.objects.none(), label=_("Source"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Needed when the target changes; the former one stays visible."),
    )

    def __init__(self, *args, row: Indicator, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["source"].queryset = Source.objects.all()
        find_by_typing(self.fields["source"], Target._meta.get_field("source"))
        self.fields["value"].help_text = row.unit

    def act(self, by):
        return set_target(self.row, by=by, today=self.today, **self.given)


class MeasurementDecisionForm(ActionForm):
    """Submit, approve or return a measured value; offered is what its state and the user's rights allow."""

    SUBMIT, APPROVE, RETURN = "submit", "approve", "return"

    decision = forms.ChoiceField(label=_("What becomes of it"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What has to be repaired"), max_length=300, required=False, help_text=_("Only for giving it back.")
    )

    def __init__(self, *args, row: Measurement, user, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["decision"].choices = self.offered(row, user)

    @classmethod
    def offered(cls, row: Measurement, user) -> list[tuple]:
        """Return (value, label) of each decision that this user may take on the value now."""
        offered = []
        decides = user.has_perm("agreements.approve_followupreport")
        if row.state in (ReportState.DRAFT, ReportState.RETURNED) and user.has_perm("agreements.change_measurement"):
            offered.append((cls.SUBMIT, _("Submit it for approval")))
        if row.state == ReportState.SUBMITTED and decides:
            offered.append((cls.APPROVE, _("Approve: it counts and shows in public")))
        if row.state in (ReportState.SUBMITTED, ReportState.APPROVED) and decides:
            offered.append((cls.RETURN, _("Return for repair")))
        return offered

    def act(self, by):
        decision = self.cleaned_data["decision"]
        if decision == self.SUBMIT:
            return submit_measurement(self.row, by=by)
        if decision == self.APPROVE:
            return approve_measurement(self.row, by=by)
        return return_measurement(self.row, by=by, note=self.cleaned_data["note"])
