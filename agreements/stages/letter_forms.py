"""The forms of the acts on letters; each asks only for what its step has."""

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from agreements.lifecycle.tracks import ASKED_STAGES
from agreements.lifecycle.vocabulary import PARTY_TRACKS, CouncilRole, Stage, StepState, Track, state_word
from agreements.models import Document, Letter, Step
from agreements.record.letters import LetterFacts
from agreements.record.reasons import REASON_MIN_LENGTH
from agreements.record.staff.action_form import ActionForm
from jambi_coop.lib.dates.fields import KnownDateFormField

from .evidence_form import DOCUMENT_KINDS, ProofForm, area
from .letters import (
    Decision,
    open_round,
    receive_letter,
    record_receipt,
    send_letter,
    send_reminder,
    take_back_letter,
)
from .steps import VALID_FOR_A_TIME

ANSWER, OTHER = "answer", "other"
"""What a letter says that decides nothing: an answer all the same, or no answer."""


class LetterForm(ProofForm):
    """Base of the forms that record one letter; `row` is the step."""

    number = forms.CharField(label=_("Letter number"), max_length=120, required=False)
    dated = KnownDateFormField(label=_("Date of the letter"), required=False)
    sent_on = KnownDateFormField(label=_("Sent on"), required=False)
    received_on = KnownDateFormField(label=_("Received on"), required=False)
    correspondent = forms.CharField(
        label=Letter._meta.get_field("correspondent").verbose_name, max_length=200, required=False
    )
    subject = forms.CharField(label=pgettext_lazy("letter", "Subject"), max_length=300, required=False)
    note = forms.CharField(label=_("Internal note"), widget=area(), required=False)

    @property
    def agreement(self):
        return self.row.agreement

    @property
    def proven_stage(self) -> Stage:
        return Stage(self.row.stage)

    kind_of_document = Document.Kind.LETTER

    def facts(self, by) -> LetterFacts:
        """Return what was typed, with the paper."""
        given = self.cleaned_data
        paper = self.attached("upload", self.kind_of_document, given.get("number", ""), by) or given.get("document")
        names = {"number", "dated", "sent_on", "received_on", "correspondent", "subject", "note"} & set(given)
        return LetterFacts(document=paper, **{name: given[name] for name in names})


class SendForm(LetterForm):
    """A letter of the city to the holder of the step."""

    field_order = ["number", "dated", "sent_on", "received_on", "subject", "correspondent", "document", "upload"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["received_on"].label = gettext("Received by the other side on")
        self.fields["correspondent"].label = gettext("Addressed to")

    def act(self, by):
        return send_letter(self.row, self.facts(by), by=by, today=self.today)


class RemindForm(SendForm):
    """A reminder to the holder."""

    def act(self, by):
        return send_reminder(self.row, self.facts(by), by=by, today=self.today)


class ReceiptForm(ActionForm):
    """The day on which the holder received the letter."""

    on = KnownDateFormField(label=_("Received by the other side on"))

    def act(self, by):
        return record_receipt(self.row, self.cleaned_data["on"], by=by, today=self.today)


class ReceiveForm(LetterForm):
    """A letter from the holder: what it says, and what only this step has."""

    says = forms.ChoiceField(label=_("What the letter says"), widget=forms.RadioSelect)
    decided_on = KnownDateFormField(
        label=_("Decided on"), required=False, help_text=_("Empty: the date of the letter.")
    )
    council_role = forms.ChoiceField(label=_("Role of the council"), choices=CouncilRole.choices, required=False)
    valid_until = KnownDateFormField(label=_("Valid until"), required=False)
    field_order = [
        *("says", "number", "dated", "received_on", "decided_on", "council_role", "valid_until"),
        *("subject", "correspondent", "document", "upload"),
    ]

    def __init__(self, *args, row: Step, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        track, stage = Track(row.agreement.track), Stage(row.stage)
        del self.fields["sent_on"]
        self.fields["received_on"].label = gettext("Received by the city on")
        self.fields["correspondent"].label = gettext("From")
        self.fields["says"].choices = [*_decisions(track, stage), *_no_decisions()]
        if stage not in ASKED_STAGES:
            del self.fields["decided_on"]
        if stage != Stage.COUNCIL:
            del self.fields["council_role"]
        elif track in PARTY_TRACKS:
            # UU 23/2014 Article 154(1)g: there the council approves.
            self.fields["council_role"].choices = [(CouncilRole.APPROVAL.value, CouncilRole.APPROVAL.label)]
        if stage not in VALID_FOR_A_TIME:
            del self.fields["valid_until"]
        self.kind_of_document = DOCUMENT_KINDS.get(stage, Document.Kind.LETTER)

    def act(self, by):
        given, says = self.cleaned_data, self.cleaned_data["says"]
        decision = None
        if says not in (ANSWER, OTHER):
            extra = {name: given[name] for name in ("council_role", "valid_until") if name in given}
            decision = Decision(state=StepState(says), on=given["decided_on"], **extra)
        facts = self.facts(by)
        return receive_letter(self.row, facts, by=by, today=self.today, is_reply=says != OTHER, decision=decision)


def _decisions(track: Track, stage: Stage) -> list[tuple[str, str]]:
    """Return the decisions that a letter can bring; that the Minister returns the plan is an act of its own."""
    if stage not in ASKED_STAGES:
        return []
    states = [StepState.APPROVED, StepState.RETURNED, StepState.REJECTED]
    if track in PARTY_TRACKS and stage == Stage.VERIFICATION:
        states.remove(StepState.RETURNED)
    return [(state.value, state_word(stage, state)) for state in states]


def _no_decisions() -> list[tuple[str, str]]:
    return [(ANSWER, gettext("An answer without a decision")), (OTHER, gettext("Another letter, which is no answer"))]


class RoundForm(ActionForm):
    """Begin a further round of a step; nothing is asked."""

    def act(self, by):
        return open_round(self.row, by=by, today=self.today)


class TakeBackForm(ActionForm):
    """Take back a letter that was recorded by mistake; `row` is the letter."""

    reason = forms.CharField(
        label=_("Reason"), widget=area(3), help_text=_("At least 20 characters."), min_length=REASON_MIN_LENGTH
    )

    def act(self, by):
        return take_back_letter(self.row, by=by, today=self.today, **self.given)
