"""The table in which all steps of an old file are recorded at once."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.before_signing.assessment import needs_signing_reason
from agreements.lifecycle import rules, tracks
from agreements.lifecycle.tracks import StageSpec
from agreements.lifecycle.vocabulary import PARTY_TRACKS, CouncilRole, Holder, Stage, StepState, Track, state_word
from agreements.models import Step, Waiver
from agreements.record.staff.action_form import ActionForm
from jambi_coop.lib.dates.fields import KnownDateFormField

from .past_steps import record_past
from .step_evidence import PastStep, StepEvidence
from .waivers import WaiverRequest

DATES = ("sent_on", "received_on", "decided_on")
FILLED = ("state", "council_role", *DATES, "letter_number", "reply_number")
"""Fields of a step that a line shows and changes."""
UNCHANGED = ""


class PastStepForm(forms.Form):
    """One line of the table: one step of one stage at one holder, in its last round."""

    state = forms.ChoiceField(label=_("State"), required=False)
    council_role = forms.ChoiceField(
        label=_("Role of the council"), choices=[("", _("Role: not recorded")), *CouncilRole.choices], required=False
    )
    sent_on = KnownDateFormField(label=_("Sent on"), required=False)
    received_on = KnownDateFormField(label=_("Received on"), required=False)
    decided_on = KnownDateFormField(label=_("Finished or decided on"), required=False)
    letter_number = forms.CharField(label=_("Letter number"), max_length=120, required=False)
    reply_number = forms.CharField(label=_("Number of the answer"), max_length=120, required=False)
    ground = forms.ChoiceField(
        label=_("Recorded without proof: ground"), choices=[("", "—"), *Waiver.Ground.choices], required=False
    )
    reason = forms.CharField(label=_("Recorded without proof: reason"), required=False)

    def __init__(self, *args, spec: StageSpec, holder: Holder, step: Step | None, **kwargs):
        self.spec, self.holder, self.step = spec, holder, step
        self.waiver = getattr(step, "waiver", None) if step else None
        super().__init__(*args, initial=self._saved_values(), **kwargs)
        states = [(state.value, state_word(spec.stage, state)) for state in spec.states()]
        self.fields["state"].choices = states if step else [(UNCHANGED, "—"), *states]
        if not spec.asked:
            del self.fields["sent_on"], self.fields["received_on"], self.fields["reply_number"]
        if spec.stage != Stage.COUNCIL:
            del self.fields["council_role"]
        if spec.optional or spec.event or self.waiver:
            del self.fields["ground"], self.fields["reason"]
        for field in self.fields.values():
            field.help_text = ""
            field.widget.attrs["aria-label"] = f"{field.label}: {self.heading}"
        if "reason" in self.fields:
            self.fields["reason"].widget.attrs["placeholder"] = _("Reason")
        if "reply_number" in self.fields:
            self.fields["letter_number"].widget.attrs["placeholder"] = _("Letter sent")
            self.fields["reply_number"].widget.attrs["placeholder"] = _("Answer")

    def _saved_values(self) -> dict:
        if self.step is None:
            return {}
        return {**{name: getattr(self.step, name) for name in FILLED}, "decided_on": self.step.ended_on}

    @property
    def heading(self) -> str:
        """Stage and holder, with the round if it is not the first."""
        words = f"{self.spec.name} – {Holder(self.holder).label}"
        if self.step is None or self.step.round == 1:
            return words
        return f"{words} " + gettext("(round %(number)d)") % {"number": self.step.round}

    def _filled(self) -> set[str]:
        """Return the names of the facts that were changed."""
        return set(FILLED) & set(self.changed_data)

    def cells(self, columns) -> list[list]:
        """Return the bound fields of each cell, in the order of `columns`; an empty list where the line has no such
        field."""
        return [[self[name] for name in names if name in self.fields] for names, _label in columns]

    def clean(self):
        super().clean()
        if self._filled() and self.cleaned_data.get("state") == UNCHANGED and "state" not in self.errors:
            self.add_error("state", _("Say in which state the step is."))
        if bool(self.cleaned_data.get("ground")) != bool(self.cleaned_data.get("reason")):
            self.add_error("reason", _("A record without proof needs both a ground and a reason."))

    def past_step(self) -> PastStep | None:
        """Return the line for `record_past`; None when nothing of the step was changed."""
        filled = self._filled()
        if not filled:
            return None
        given = {name: self.cleaned_data[name] for name in FILLED if name in self.fields and name != "state"}
        return PastStep(
            stage=self.spec.stage,
            holder=self.holder,
            state=StepState(self.cleaned_data["state"]),
            round=self.step.round if self.step else 1,
            evidence=StepEvidence(**given),
            cleared=tuple(name for name, value in given.items() if name in filled and not value),
        )

    def waiver_request(self) -> WaiverRequest | None:
        ground, reason = self.cleaned_data.get("ground"), self.cleaned_data.get("reason")
        return WaiverRequest(ground, reason) if ground else None


# The fields of one cell, and the heading of its column.
WAIVER = (["ground", "reason"], _("Recorded without proof"))
COLUMNS = [
    (["state", "council_role"], PastStepForm.base_fields["state"].label),
    *(([name], PastStepForm.base_fields[name].label) for name in DATES),
    (["letter_number", "reply_number"], _("Letter number, number of the answer")),
    WAIVER,
]


class PastStepsForm(ActionForm):
    """The lines of every stage of the agreement's track; a mixin for the form of the action.

    The page sets `may_waive`: a user who may not record a step without proof gets no column for it.
    """

    may_waive = True

    analysis_reason = forms.CharField(
        label=_("Why it is signed with points of the analysis left out"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("Only where the signing is recorded here. At least 20 characters; the public does not read it."),
    )

    def __init__(self, data=None, *args, row, **kwargs):
        super().__init__(data, *args, row=row, **kwargs)
        last: dict[tuple[str, str], Step] = {}
        for step in row.steps.select_related("waiver", "instrument").order_by("round"):
            last[(step.stage, step.holder)] = step
        self.lines = [
            PastStepForm(
                data, spec=spec, holder=holder, step=last.get((spec.stage, holder)), prefix=f"{spec.stage}-{holder}"
            )
            for spec in tracks.TRACKS[Track(row.track)]
            for holder in spec.possible_holders
        ]
        if not self._may_come_to_signing():
            del self.fields["analysis_reason"]

    def _may_come_to_signing(self) -> bool:
        """True when the record is before the gate and its analysis is not complete."""
        track, stage = Track(self.row.track), Stage(self.row.stage)
        is_before = track in PARTY_TRACKS and rules.before_signing(track, stage)
        return is_before and needs_signing_reason(self.row, Stage.SIGNING)

    @property
    def _columns(self) -> list[tuple]:
        return [column for column in COLUMNS if column is not WAIVER or self.may_waive]

    @property
    def headings(self) -> list:
        return [label for _names, label in self._columns]

    @property
    def table(self) -> list[tuple]:
        """Each line with its cells."""
        return [(line, line.cells(self._columns)) for line in self.lines]

    def is_valid(self):
        faulty = [line for line in self.lines if not line.is_valid()]
        return super().is_valid() and not faulty

    def act(self, by):
        steps = [past for line in self.lines if (past := line.past_step())]
        waivers = {(line.spec.stage, line.holder): request for line in self.lines if (request := line.waiver_request())}
        return record_past(
            self.row,
            steps=steps,
            by=by,
            today=self.today,
            waivers=waivers,
            analysis_reason=self.cleaned_data.get("analysis_reason", ""),
        )
