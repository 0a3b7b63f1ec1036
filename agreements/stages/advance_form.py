"""The form that finishes the present step and enters a following stage."""

from copy import deepcopy

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.before_signing.assessment import needs_signing_reason
from agreements.lifecycle import rules
from agreements.lifecycle.vocabulary import PARTY_TRACKS, CouncilRole, Stage
from agreements.models import Document, Step
from agreements.record.saving import step_facts
from jambi_coop.lib.dates.fields import KnownDateFormField

from .actions import advance
from .evidence_form import FILES, EvidenceForm, area
from .moves import still_open
from .signing_form import side_fields, signed_text, validity_fields
from .steps import VALID_FOR_A_TIME

CURRENT = (
    *("sent_on", "received_on", "decided_on", "council_role", "letter_number", "reply_number", "valid_until"),
    *("signatories", "document", "upload", "note"),
)
"""Fields that prove the step that is finished."""
OF_LETTERS = ("sent_on", "received_on", "letter_number", "reply_number")
"""What may be recorded of its letters already."""
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
        self.steps = still_open(row)
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
        self._show_letters()

    @property
    def is_closed(self) -> bool:
        """True where the present step is recorded with its evidence already."""
        return not self.steps

    def _show_letters(self) -> None:
        """Show what is recorded of the letters; where several were asked, give each fields of its own."""
        if len(self.steps) == 1:
            self.initial |= {name: getattr(self.steps[0], name) for name in OF_LETTERS}
        elif self.steps:
            shared = {name: self.fields.pop(name) for name in CURRENT if name in self.fields}
            for step in self.steps:
                own = {self._prefix(step) + name: deepcopy(field) for name, field in shared.items()}
                self.fields = {**self.fields, **own}
                self.initial |= {self._prefix(step) + name: getattr(step, name) for name in OF_LETTERS}

    def _prefix(self, step: Step) -> str:
        """Return what the names of the fields of one holder begin with."""
        return f"{step.holder}-" if len(self.steps) > 1 else ""

    def _unasked(self) -> set[str]:
        """Return the fields that do not apply to the present stage and its possible next stages."""
        spec = rules.spec_of(self.track, self.stage)
        names = set()
        if self.is_closed:
            names |= set(CURRENT)
        if spec is None or not spec.asked:
            names |= {"sent_on", "received_on"}
        if self.stage not in VALID_FOR_A_TIME:
            names.add("valid_until")
        if self.stage != Stage.COUNCIL:
            names.add("council_role")
        if Stage.SIGNING not in self.targets:
            names |= {"signed_text", "analysis_reason"}
        elif not needs_signing_reason(self.row, Stage.SIGNING):
            names.add("analysis_reason")
        return names

    def groups(self) -> list[tuple]:
        present = _("Evidence of the present step: %(stage)s") % {"stage": self.stage.label}
        of_steps = [
            (f"{present} – {step.get_holder_display()}" if self._prefix(step) else present, self._prefix(step))
            for step in self.steps
        ]
        following = _("The next stage")
        if len(self.targets) == 1:
            following = _("The next stage: %(stage)s") % {"stage": self.targets[0].label}
        signing = (_("The signed text"), (*self.of_signing, "analysis_reason"))
        proofs = [(heading, [prefix + name for name in CURRENT]) for heading, prefix in of_steps]
        groups = [*proofs, (following, NEXT), signing]
        found = [(heading, [self[name] for name in names if name in self.fields]) for heading, names in groups]
        return [(heading, fields) for heading, fields in found if fields]

    @property
    def intro(self) -> str:
        if not self.is_closed:
            return ""
        return _("The present step, “%(stage)s”, is already recorded with its evidence.") % {"stage": self.stage.label}

    def clean(self):
        super().clean()
        for prefix in filter(None, map(self._prefix, self.steps)):
            self.refuse_two_papers(f"{prefix}document", f"{prefix}upload")
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
        evidence = {step.holder: self.evidence(by, self._prefix(step)) for step in self.steps}
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
