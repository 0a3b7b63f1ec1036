"""The form that finishes the present step and enters a following stage."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.before_signing.assessment import needs_signing_reason
from agreements.lifecycle import rules
from agreements.lifecycle.vocabulary import PARTY_TRACKS, CouncilRole, Stage
from agreements.models import Document
from agreements.record.saving import step_facts
from jambi_coop.lib.dates.fields import KnownDateFormField

from .actions import advance
from .evidence_form import FILES, EvidenceForm, area
from .moves import still_open
from .signing_form import side_fields, signed_text, validity_fields

CURRENT = (
    *("sent_on", "received_on", "decided_on", "council_role", "letter_number", "reply_number", "valid_until"),
    *("signatories", "document", "upload", "note"),
)
"""Fields that prove the step that is finished."""
NEXT = ("to", "on")


class AdvanceForm(EvidenceForm):
    """Advance to the next stage. Evidence of the present step and facts of the stage that is entered are separate
    groups."""

    sent_on = KnownDateFormField(label=gettext_lazy("Sent on"), required=False)
    received_on = KnownDateFormField(label=gettext_lazy("Received on"), required=False)
    decided_on = KnownDateFormField(label=gettext_lazy("Finished or decided on"), required=False)
    council_role = forms.ChoiceField(label=gettext_lazy("Role of the council"), choices=CouncilRole.choices)
    valid_until = KnownDateFormField(label=gettext_lazy("Valid until"), required=False)
    to = forms.ChoiceField(label=gettext_lazy("Next stage"))
    on = KnownDateFormField(
        label=gettext_lazy("Reached on"), help_text=gettext_lazy("For a signing: the day of the last signature.")
    )
    signed_text = forms.FileField(label=gettext_lazy("The signed text, as a file"), required=False, help_text=FILES)
    analysis_reason = forms.CharField(
        label=gettext_lazy("Why it is signed with points of the analysis left out"),
        max_length=500,
        widget=area(),
        required=False,
        help_text=gettext_lazy("At least 20 characters. The public reads which points are missing, not this reason."),
    )

    field_order = [*CURRENT, *NEXT, "signed_text", "analysis_reason"]

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.targets = rules.next_stages(self.track, self.stage, step_facts(row))
        self.fields["to"].choices = [(stage.value, stage.label) for stage in self.targets]
        self.is_closed = not still_open(row)
        self.of_signing: tuple[str, ...] = ()
        if Stage.SIGNING in self.targets:
            asked = {**side_fields(row), **validity_fields(required=len(self.targets) == 1)}
            self.fields.update(asked)
            self.of_signing = (*asked, "signed_text")
        else:
            self.fields["on"].help_text = KnownDateFormField.hint
        for name in self._unasked():
            self.fields.pop(name, None)
        if self.track in PARTY_TRACKS and "council_role" in self.fields:
            # UU 23/2014 Article 154(1)g: there the council approves.
            self.fields["council_role"].choices = [(CouncilRole.APPROVAL.value, CouncilRole.APPROVAL.label)]
        spec = rules.spec_of(self.track, self.stage)
        if spec is not None and spec.instrument and "decided_on" in self.fields:
            self.fields["decided_on"].label = _("Signed on")
        if self.stage == Stage.CONFIRMATION and "reply_number" in self.fields:
            self.fields["reply_number"].label = _("Number of the letter of confirmation")
            self.fields["decided_on"].label = _("Date of the letter of confirmation")

    def _unasked(self) -> set[str]:
        """Return the fields that do not apply to the present stage and its possible next stages."""
        spec = rules.spec_of(self.track, self.stage)
        names = set()
        if self.is_closed:
            names |= set(CURRENT)
        if spec is None or not spec.asked:
            names |= {"sent_on", "received_on", "valid_until"}
        if self.stage != Stage.COUNCIL:
            names.add("council_role")
        if Stage.SIGNING not in self.targets:
            names |= {"signed_text", "analysis_reason"}
        elif not needs_signing_reason(self.row, Stage.SIGNING):
            names.add("analysis_reason")
        return names

    def groups(self) -> list[tuple]:
        present = _("Evidence of the present step: %(stage)s") % {"stage": self.stage.label}
        following = _("The next stage")
        if len(self.targets) == 1:
            following = _("The next stage: %(stage)s") % {"stage": self.targets[0].label}
        signing = (_("The signed text"), (*self.of_signing, "analysis_reason"))
        groups = [(present, CURRENT), (following, NEXT), signing]
        found = [(heading, [self[name] for name in names if name in self.fields]) for heading, names in groups]
        return [(heading, fields) for heading, fields in found if fields]

    @property
    def intro(self) -> str:
        if not self.is_closed:
            return ""
        return _("The present step, “%(stage)s”, is already recorded with its evidence.") % {"stage": self.stage.label}

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if given.get("to") == Stage.SIGNING:
            if not given.get("validity") and "validity" not in self.errors:
                self.add_error("validity", _("Say how long it holds; that the text does not say so is an answer too."))
            return
        for name in self.of_signing:
            if given.get(name):
                self.add_error(name, _("This is told of a signing only; the next stage is another one."))

    def act(self, by):
        given = self.cleaned_data
        evidence = self.evidence(by)
        number = given.get("city_number", "")
        document = self.attached("signed_text", Document.Kind.AGREEMENT_TEXT, number, by)
        text = signed_text(self.row, given, document=document) if given["to"] == Stage.SIGNING else None
        return advance(
            self.row,
            to=Stage(given["to"]),
            by=by,
            on=given["on"],
            today=self.today,
            evidence=evidence,
            analysis_reason=given.get("analysis_reason", ""),
            text=text,
        )
