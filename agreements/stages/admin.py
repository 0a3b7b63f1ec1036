"""Admin of the steps of an agreement; a step is never deleted."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.lifecycle import rules, tracks, vocabulary
from agreements.models import Step
from agreements.record.signing import keep_signing
from agreements.record.staff.action_page import add_errors
from agreements.record.staff.date_column import NOTHING, date_column
from agreements.record.staff.list_filters import ChoiceFilter
from agreements.record.staff.part_admin import PartAdmin, PartForm

from .steps import check_step, count_round, next_round


class StepForm(PartForm):
    """Form of one step, new or saved, which accepts only what its track and the legal gate allow."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        agreement = self.instance.agreement if self.instance.pk else None
        if agreement is None and "agreement" in self.fields and self.fields["agreement"].disabled:
            agreement = self.fields["agreement"].queryset.filter(pk=self.fields["agreement"].initial).first()
        spec = rules.spec_of(agreement.track, self.instance.stage) if self.instance.pk else None
        if spec is not None and not spec.asked and "received_on" in self.fields:
            # The city's own work is not received: there this date is the day on which it began.
            self.fields["received_on"].label = _("begun on")
        if agreement is not None and "stage" in self.fields:
            specs = tracks.TRACKS[vocabulary.Track(agreement.track)]
            self.fields["stage"].choices = [("", "---------"), *((one.stage, one.stage.label) for one in specs)]

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        if self.instance.pk is None:
            step = self.instance
            step.round = next_round(step.agreement, step.stage, step.holder)
            if step.decided_on and signs_paper(step):
                text = _("The day of a signing is recorded with the paper, not here: save, then “Record the signing”.")
                self.add_error("decided_on", text)
        try:
            check_step(self.instance, timezone.localdate())
        except ValidationError as error:
            add_errors(self, error)


def signs_paper(step: Step) -> bool:
    """True where a paper is signed at the stage of the step: the paper has the day."""
    spec = rules.spec_of(vocabulary.Track(step.agreement.track), vocabulary.Stage(step.stage))
    return spec is not None and spec.instrument is not None


@admin.register(Step)
class StepAdmin(PartAdmin):
    """List and form of the steps, for corrections outside the actions of the life cycle."""

    form = StepForm
    counted = ("round",)
    list_display = [
        *("stage", "holder", "round", "state", "sent_label", "decided_label"),
        *("letter_number", "reply_number", "agreement"),
    ]
    list_filter = [("state", ChoiceFilter), ("stage", ChoiceFilter), ("holder", ChoiceFilter)]
    list_select_related = ["agreement", "instrument"]
    readonly_fields = ["decided_label"]
    search_fields = ["letter_number", "reply_number", "agreement__title", "agreement__register_number"]
    autocomplete_fields = ["agreement", "source"]
    fieldsets = [
        (_("Step"), {"fields": ["agreement", "stage", "holder", "round", "state"]}),
        (_("Letter and dates"), {"fields": ["letter_number", "sent_on", "received_on", "decided_on", "valid_until"]}),
        (
            _("What was answered"),
            {"fields": ["council_role", "outcome", "reply_number", "signatories", "document", "source", "note"]},
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        fixed = ["stage", "holder", "round"] if obj else []
        if obj and obj.instrument_id and obj.state in vocabulary.SATISFIED:
            fixed.append("state")  # the signing is taken back by “Correct a wrong step”
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_fieldsets(self, request, obj=None):
        """Leave out the round of a new step: it is counted, not typed. Show the day of a signing: it is not typed
        either."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return [without("round", fieldsets[0]), *fieldsets[1:]]
        if signs_paper(obj):
            name, options = without("decided_on", fieldsets[1])
            fieldsets = [fieldsets[0], (name, {"fields": [*options["fields"], "decided_label"]}), *fieldsets[2:]]
        return fieldsets

    def save_model(self, request, obj, form, change):
        if not change:
            # Counted under the lock: two users who add the same step at once get two rounds.
            count_round(obj)
        keep_signing(obj, by=request.user)
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        return False

    sent_label = date_column("sent_on", _("sent on"))

    @admin.display(
        description=_("finished or decided on"),
        ordering=Coalesce("instrument__signed_on_earliest", "decided_on_earliest"),
    )
    def decided_label(self, step):
        return str(step.ended_on or NOTHING)


def without(name: str, fieldset: tuple) -> tuple:
    """Return the fieldset without one of its fields."""
    label, options = fieldset
    return label, {**options, "fields": [one for one in options["fields"] if one != name]}
