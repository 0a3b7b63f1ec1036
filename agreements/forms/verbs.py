"""One form for each verb of the life cycle: it asks what the verb needs and calls it."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements import actions, lifecycle
from agreements.lifecycle import Holder, Stage, StopReason, Track, Verb
from agreements.models import Document, Step, Waiver
from agreements.models.step import WAIVER_REASON_MIN_LENGTH
from jambi_coop.lib.date_fields import KnownDateFormField

from .action import ActionForm
from .past_steps import PastStepsForm

# What usually proves a stage.
DOCUMENT_KINDS = {
    Stage.INTENT: Document.Kind.INTENT,
    Stage.PLAN: Document.Kind.PLAN,
    Stage.COUNCIL: Document.Kind.COUNCIL,
    Stage.VERIFICATION: Document.Kind.MINISTER,
    Stage.INTERMINISTERIAL: Document.Kind.MINUTES,
    Stage.DISCUSSION: Document.Kind.MINUTES,
    Stage.CONFIRMATION: Document.Kind.CONFIRMATION,
    Stage.FULL_POWERS: Document.Kind.FULL_POWERS,
    Stage.SIGNING: Document.Kind.AGREEMENT_TEXT,
    Stage.HANDOVER: Document.Kind.HANDOVER,
}


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class VerbForm(ActionForm):
    """Base: `row` is the agreement, `today` the day in Asia/Jakarta."""

    intro = ""

    def __init__(self, *args, row, today: date, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.today = today
        self.track, self.stage = Track(row.track), Stage(row.stage)

    def act(self, by):
        """Do it; returns the unmet steps that remain, where the verb tells them."""
        raise NotImplementedError


class EvidenceForm(VerbForm):
    """What proves the step that is answered or finished: letter, signatories, document."""

    letter_number = forms.CharField(label=_("Letter number"), max_length=120, required=False)
    signatories = forms.CharField(label=_("Signatories"), max_length=300, required=False)
    document = forms.ModelChoiceField(Document.objects.none(), label=_("Document in the register"), required=False)
    upload = forms.FileField(
        label=_("Or a new file"), required=False, help_text=_("PDF, JPG, PNG, DOCX, XLSX, ODT or ODS.")
    )
    note = forms.CharField(label=_("Internal note"), widget=_area(), required=False)

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["document"].queryset = row.documents.kept()

    def clean(self):
        super().clean()
        if self.cleaned_data.get("document") and self.cleaned_data.get("upload"):
            self.add_error("upload", _("Choose a document of the register or a new file, not both."))

    def proof(self, by) -> Document | None:
        """The document that was chosen, or the uploaded file as a new one."""
        upload = self.cleaned_data["upload"]
        if not upload:
            return self.cleaned_data["document"]
        kind = DOCUMENT_KINDS.get(self.stage, Document.Kind.LETTER)
        number = self.cleaned_data["letter_number"]
        title = f"{Document.Kind(kind).label} {number}".strip()
        document = Document(agreement=self.row, kind=kind, title=title, number=number, original_kept_at="")
        try:
            return actions.attach_document(document, upload, by=by)
        except ValidationError as error:
            raise ValidationError({"upload": error.messages}) from error

    def evidence(self, by) -> actions.Evidence:
        names = {"sent_on", "received_on", "decided_on", "valid_until", "council_role"} & set(self.fields)
        given = {name: self.cleaned_data[name] for name in names}
        return actions.Evidence(
            letter_number=self.cleaned_data["letter_number"],
            signatories=self.cleaned_data["signatories"],
            note=self.cleaned_data["note"],
            document=self.proof(by),
            **given,
        )


class AdvanceForm(EvidenceForm):
    """Finish the present step and enter a following stage."""

    to = forms.ChoiceField(label=_("Next stage"))
    on = KnownDateFormField(label=_("Reached on"), help_text=_("For a signing: the day of the last signature."))
    sent_on = KnownDateFormField(label=_("Sent on"), required=False)
    received_on = KnownDateFormField(label=_("Received on"), required=False)
    decided_on = KnownDateFormField(label=_("Finished or decided on"), required=False)
    council_role = forms.ChoiceField(label=_("Role of the council"), choices=Step.CouncilRole.choices)
    valid_until = KnownDateFormField(label=_("Valid until"), required=False)
    analysis_reason = forms.CharField(
        label=_("Why it is signed with points of the analysis left out"),
        max_length=500,
        widget=_area(),
        required=False,
        help_text=_("At least 20 characters. The public reads which points are missing, not this reason."),
    )

    field_order = [
        *(
            "to",
            "on",
            "analysis_reason",
            "sent_on",
            "received_on",
            "decided_on",
            "council_role",
            "letter_number",
            "valid_until",
        ),
        *("signatories", "document", "upload", "note"),
    ]

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        targets = lifecycle.next_stages(self.track, self.stage, actions.facts(row))
        self.fields["to"].choices = [(stage.value, stage.label) for stage in targets]
        spec = lifecycle.spec_of(self.track, self.stage)
        if spec is None or not spec.asked:
            del self.fields["sent_on"], self.fields["received_on"], self.fields["valid_until"]
        if self.stage != Stage.COUNCIL:
            del self.fields["council_role"]
        if Stage.SIGNING not in targets or not actions.needs_signing_reason(row, Stage.SIGNING):
            del self.fields["analysis_reason"]

    def act(self, by):
        return actions.advance(
            self.row,
            to=Stage(self.cleaned_data["to"]),
            by=by,
            on=self.cleaned_data["on"],
            today=self.today,
            evidence=self.evidence(by),
            analysis_reason=self.cleaned_data.get("analysis_reason", ""),
        )


class ReturnForm(EvidenceForm):
    """The Minister asks for repair of the plan."""

    intro = _("The cooperation plan gets a further round; what was written before stays (PP 28/2018 Article 31).")
    on = KnownDateFormField(label=_("Returned on"))
    field_order = ["on", "letter_number", "signatories"]

    def act(self, by):
        on = self.cleaned_data["on"]
        actions.return_for_repair(self.row, by=by, on=on, today=self.today, evidence=self.evidence(by))


class StopForm(VerbForm):
    """Discontinue before signing."""

    on = KnownDateFormField(label=_("Discontinued on"))
    code = forms.ChoiceField(label=_("Why"), choices=[("", "---------"), *StopReason.choices])
    reason = forms.CharField(label=_("Reason (internal)"), widget=_area())

    def act(self, by):
        given = self.cleaned_data
        actions.stop(self.row, by=by, on=given["on"], today=self.today, code=given["code"], reason=given["reason"])


class EndForm(VerbForm):
    """End early after signing."""

    on = KnownDateFormField(label=_("Ended on"))
    reason = forms.CharField(label=_("Reason (internal)"), widget=_area())

    def act(self, by):
        actions.end(self.row, by=by, on=self.cleaned_data["on"], today=self.today, reason=self.cleaned_data["reason"])


class WaiveForm(VerbForm):
    """Record that a required step has no proof."""

    intro = _(
        "The city waives no law: the register tells what happened. This stays visible for ever, also to the public."
    )
    step = forms.ChoiceField(label=_("Step without proof"))
    ground = forms.ChoiceField(label=_("Ground"), choices=[("", "---------"), *Waiver.Ground.choices])
    reason = forms.CharField(
        label=_("Reason"), widget=_area(3), help_text=_("At least 20 characters."), min_length=WAIVER_REASON_MIN_LENGTH
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["step"].choices = [("", "---------"), *self._unproven()]

    def _unproven(self) -> list[tuple[str, str]]:
        latest = lifecycle.latest_rounds(actions.facts(self.row))
        found = []
        for spec in lifecycle.before_effect(self.track):
            for holder in spec.holders if not (spec.optional or spec.event) else ():
                step = latest.get((spec.stage, holder))
                if step is None or not (step.waived or step.state in lifecycle.SATISFIED):
                    found.append((f"{spec.stage}|{holder}", f"{spec.stage.label} – {Holder(holder).label}"))
        return found

    def act(self, by):
        stage, holder = self.cleaned_data["step"].split("|")
        actions.waive(
            self.row,
            stage=Stage(stage),
            holder=holder,
            ground=self.cleaned_data["ground"],
            reason=self.cleaned_data["reason"],
            by=by,
            today=self.today,
        )


class CorrectForm(VerbForm):
    """Take back wrong steps."""

    intro = _("The agreement goes back to the chosen stage. What was written wrongly stays in the history.")
    to = forms.ChoiceField(label=_("Back to the stage"))
    reason = forms.CharField(label=_("Reason"), widget=_area())

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        place = lifecycle.position(self.track, self.stage)
        reached = [spec.stage for spec in lifecycle.TRACKS[self.track][: place + 1]]
        self.fields["to"].choices = [
            (stage.value, stage.label) for stage in reversed(reached) if stage not in lifecycle.END_STAGES
        ]

    def act(self, by):
        to = Stage(self.cleaned_data["to"])
        actions.correct(self.row, to=to, by=by, reason=self.cleaned_data["reason"], today=self.today)


class ChangeTrackForm(VerbForm):
    """Move the record to another track."""

    intro = _("The steps stay. The agreement lands at the furthest stage of the new track that its steps show.")
    track = forms.ChoiceField(label=_("New track"))
    reason = forms.CharField(label=_("Reason"), widget=_area())

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["track"].choices = [(one.value, one.label) for one in Track if one != self.track]

    def act(self, by):
        track = Track(self.cleaned_data["track"])
        actions.change_track(self.row, track=track, by=by, reason=self.cleaned_data["reason"], today=self.today)


class RecordPastForm(PastStepsForm, VerbForm):
    """All steps of an old file in one table."""

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
    Verb.CORRECT: CorrectForm,
    Verb.CHANGE_TRACK: ChangeTrackForm,
}
