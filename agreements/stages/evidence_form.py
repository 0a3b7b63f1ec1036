"""Base classes of the forms of the life cycle actions, with the fields that prove a step."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.lifecycle import rules
from agreements.lifecycle.vocabulary import Stage, Track
from agreements.models import Agreement, Document
from agreements.record.documents import attach_document
from agreements.record.staff.action_form import ActionForm

from .step_evidence import StepEvidence

# The kind of document that usually proves a stage.
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
OF_STEP = (
    *("sent_on", "received_on", "decided_on", "valid_until", "council_role"),
    *("letter_number", "reply_number", "signatories", "note"),
)
"""Fields that say something of a step."""
FILES = _("PDF, JPG, PNG, DOCX, XLSX, ODT or ODS.")


def area(rows: int = 2) -> forms.Textarea:
    """Return a text area of `rows` rows."""
    return forms.Textarea(attrs={"rows": rows})


class VerbForm(ActionForm):
    """Base of the forms of the life cycle actions; `row` is the agreement."""

    intro = ""

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.track, self.stage = Track(row.track), Stage(row.stage)

    def show_current_version(self) -> None:
        """Build the form again: the choices offered so far belonged to the stage that the user had seen."""
        super().show_current_version()
        self.__init__(self.data, self.files, row=self.row)
        self.full_clean()

    def groups(self) -> list[tuple]:
        """Return (heading, fields) of each group of fields; here one group without a heading."""
        return [("", self.visible_fields())]

    def act(self, by):
        """Do the action; returns the unmet steps that remain, for those actions that report them."""
        raise NotImplementedError


class ProofForm(ActionForm):
    """Base of the forms that take a paper: a document of the register or a new file."""

    document = forms.ModelChoiceField(Document.objects.none(), label=_("Document in the register"), required=False)
    upload = forms.FileField(label=_("Or a new file"), required=False, help_text=FILES)

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["document"].queryset = self.documents()

    @property
    def agreement(self) -> Agreement:
        return self.row

    @property
    def proven_stage(self) -> Stage:
        """The stage that the paper is of."""
        return Stage(self.agreement.stage)

    def documents(self):
        """Return the documents of the agreement that may prove the stage; the signed text proves none before it."""
        documents = self.agreement.documents.alive()
        if rules.before_signing(Track(self.agreement.track), self.proven_stage):
            documents = documents.exclude(kind=Document.Kind.AGREEMENT_TEXT)
        return documents

    def clean(self):
        super().clean()
        self.refuse_two_papers("document", "upload")

    def refuse_two_papers(self, chosen: str, upload: str) -> None:
        """Complain where both a document and a new file are given."""
        if self.cleaned_data.get(chosen) and self.cleaned_data.get(upload):
            self.add_error(upload, _("Choose a document of the register or a new file, not both."))

    def attached(self, name: str, kind: str, number: str, by) -> Document | None:
        """Return the file of the field `name` as a new document of the agreement; None without a file."""
        upload = self.cleaned_data.get(name)
        if not upload:
            return None
        title = f"{Document.Kind(kind).label} {number}".strip()
        document = Document(agreement=self.agreement, kind=kind, title=title, number=number, original_kept_at="")
        try:
            return attach_document(document, upload, by=by)
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error


class EvidenceForm(ProofForm, VerbForm):
    """Base of the forms that finish or answer a step: letters, signatories, document."""

    letter_number = forms.CharField(label=_("Letter number"), max_length=120, required=False)
    reply_number = forms.CharField(label=_("Number of the answer"), max_length=120, required=False)
    signatories = forms.CharField(label=_("Signatories"), max_length=300, required=False)
    note = forms.CharField(label=_("Internal note"), widget=area(), required=False)

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        spec = rules.spec_of(self.track, self.stage)
        if spec is None or not spec.asked:
            del self.fields["reply_number"]

    def proof(self, by, prefix: str = "") -> Document | None:
        """Return the uploaded file as a new document, or the document that was chosen."""
        given = self.cleaned_data
        kind = DOCUMENT_KINDS.get(self.stage, Document.Kind.LETTER)
        number = given.get(f"{prefix}reply_number") or given.get(f"{prefix}letter_number", "")
        return self.attached(f"{prefix}upload", kind, number, by) or given.get(f"{prefix}document")

    def evidence(self, by, prefix: str = "") -> StepEvidence:
        """Return what the fields say of one step; `prefix` is of its holder where several have fields of their own."""
        given = {name: self.cleaned_data[prefix + name] for name in OF_STEP if prefix + name in self.fields}
        return StepEvidence(document=self.proof(by, prefix), **given)
