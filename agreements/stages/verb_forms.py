"""One form for each action of the life cycle: it asks for the values the action needs and calls it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.lifecycle import rules
from agreements.lifecycle.vocabulary import Holder, Stage, StopReason, Track, Verb
from agreements.models import Waiver
from agreements.record.reasons import REASON_MIN_LENGTH
from agreements.record.saving import step_facts
from jambi_coop.lib.dates.fields import KnownDateFormField

from .actions import end, return_for_repair, stop
from .advance_form import AdvanceForm
from .change_of_track import change_track
from .evidence_form import EvidenceForm, VerbForm, area
from .past_steps_form import PastStepsForm
from .waivers import waive


class ReturnForm(EvidenceForm):
    """Record that the Minister asks for repair of the plan: the day, the letters and the signatories."""

    intro = _("The cooperation plan gets a further round; what was written before stays (PP 28/2018 Article 31).")
    on = KnownDateFormField(label=_("Returned on"))
    field_order = ["on", "letter_number", "reply_number", "signatories"]

    def act(self, by):
        on = self.cleaned_data["on"]
        return_for_repair(self.row, by=by, on=on, today=self.today, evidence=self.evidence(by))


class StopForm(VerbForm):
    """Discontinue before signing: the day, a code for the reason, and the internal reason."""

    on = KnownDateFormField(label=_("Discontinued on"))
    code = forms.ChoiceField(label=_("Why"), choices=[("", "---------"), *StopReason.choices])
    reason = forms.CharField(label=_("Reason (internal)"), widget=area())

    def act(self, by):
        stop(self.row, by=by, today=self.today, **self.given)


class EndForm(VerbForm):
    """End early after signing: the day and the internal reason."""

    on = KnownDateFormField(label=_("Ended on"))
    reason = forms.CharField(label=_("Reason (internal)"), widget=area())

    def act(self, by):
        end(self.row, by=by, today=self.today, **self.given)


class WaiveForm(VerbForm):
    """Record that a required step has no proof: the step, the ground and a reason."""

    intro = _(
        "The city waives no law: the register tells what happened. This stays visible for ever, also to the public."
    )
    step = forms.ChoiceField(label=_("Step without proof"))
    ground = forms.ChoiceField(label=_("Ground"), choices=[("", "---------"), *Waiver.Ground.choices])
    reason = forms.CharField(
        label=_("Reason"), widget=area(3), help_text=_("At least 20 characters."), min_length=REASON_MIN_LENGTH
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["step"].choices = [("", "---------"), *self._unproven()]

    def _unproven(self) -> list[tuple[str, str]]:
        latest = rules.latest_rounds(step_facts(self.row))
        found = []
        for spec in rules.before_effect(self.track):
            for holder in rules.acting_holders(spec, latest) if not (spec.optional or spec.event) else ():
                step = latest.get((spec.stage, holder))
                if not (step and step.waived) and not rules.is_satisfied(self.track, step):
                    found.append((f"{spec.stage}|{holder}", f"{spec.name} – {Holder(holder).label}"))
        return found

    def act(self, by):
        given = self.given
        stage, holder = given.pop("step").split("|")
        waive(self.row, stage=Stage(stage), holder=holder, by=by, today=self.today, **given)


class ChangeTrackForm(VerbForm):
    """Move the record to another track, with a reason."""

    intro = _("The steps stay. The agreement lands at the furthest stage of the new track that its steps show.")
    track = forms.TypedChoiceField(label=_("New track"), coerce=Track)
    reason = forms.CharField(label=_("Reason"), widget=area())

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["track"].choices = [(one.value, one.label) for one in Track if one != self.track]

    def act(self, by):
        change_track(self.row, by=by, today=self.today, **self.given)


class RecordPastForm(PastStepsForm, VerbForm):
    """Record all steps of an old file in one table."""

    intro = _(
        "Write what the papers show. Dates may be of any precision, such as June 2014 or about 2018; "
        "leave a line as it is when nothing is known about it."
    )


VERB_FORMS: dict[Verb, type[VerbForm]] = {
    Verb.ADVANCE: AdvanceForm,
    Verb.RECORD_PAST: RecordPastForm,
    Verb.RETURN: ReturnForm,
    Verb.STOP: StopForm,
    Verb.END: EndForm,
    Verb.WAIVE: WaiveForm,
    Verb.CHANGE_TRACK: ChangeTrackForm,
}
