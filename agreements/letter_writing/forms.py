"""The form of a letter: what is not recorded and has to be typed, and what is proposed and may be changed."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.models import Agreement, Step
from agreements.record.staff.action_form import ActionForm
from jambi_coop.lib.dates.fields import KnownDateFormField

from .kinds import LetterSpec
from .letter import TYPED
from .proposals import proposed
from .templates import Paper

ALWAYS = ("number", "dated", "subject", "addressee")
"""Fields that are recorded of a letter that was sent, whether or not its template shows them."""
OF_SENDING = ("sent_on", "upload")


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class LetterForm(ActionForm):
    """What a letter says beside the record; `row` is the step that it moves, or the record.

    Asked is what the template `paper` shows. Nothing is required to make the letter: what stays empty is a blank in it.
    To record it as sent, its number and its day are needed.
    """

    number = forms.CharField(
        label=_("Letter number"), max_length=120, required=False, help_text=_("May stay empty until it is sent.")
    )
    dated = KnownDateFormField(label=_("Date of the letter"), required=False)
    classification = forms.CharField(
        label=pgettext_lazy("letter", "Classification"), max_length=60, required=False, help_text=_("Line “Sifat”.")
    )
    attachments = forms.CharField(
        label=_("Attachments"), max_length=120, required=False, help_text=_("Such as “1 (satu) berkas”.")
    )
    subject = forms.CharField(label=pgettext_lazy("letter", "Subject"), max_length=300, required=False)
    addressee = forms.CharField(label=_("Addressed to"), widget=_area(), max_length=400, required=False)
    via = forms.CharField(label=_("Through whom it goes"), max_length=200, required=False)
    place = forms.CharField(label=_("Place of the addressee"), max_length=120, required=False)
    period = forms.CharField(
        label=_("Period of the report"), max_length=120, required=False, help_text=_("Such as “Semester I Tahun 2026”.")
    )
    destination = forms.CharField(label=_("Journey: where to"), max_length=200, required=False)
    journey_time = forms.CharField(label=_("Journey: when"), max_length=120, required=False)
    purpose = forms.CharField(label=_("Journey: what for"), widget=_area(), max_length=600, required=False)
    message = forms.CharField(label=_("Text of the letter"), widget=_area(6), max_length=4000, required=False)
    decision = forms.CharField(label=_("Decision that is asked for"), widget=_area(4), max_length=2000, required=False)
    post = forms.CharField(label=_("Post of who signs"), max_length=120, required=False)
    name = forms.CharField(label=_("Name of who signs"), max_length=120, required=False)
    copies = forms.CharField(label=_("Copies to"), widget=_area(), max_length=600, required=False)
    sent_on = KnownDateFormField(label=_("Sent on"), required=False)
    upload = forms.FileField(
        label=_("The letter as it was sent"),
        required=False,
        help_text=_("The signed letter (PDF, JPG, PNG or DOCX). Empty: the letter as made here is kept."),
    )

    def __init__(self, *args, row: Step | Agreement, spec: LetterSpec, paper: Paper, may_record: bool, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.spec, self.paper = spec, paper
        self.step = row if isinstance(row, Step) else None
        self.agreement = row.agreement if isinstance(row, Step) else row
        shown = {name.lower() for name in paper.fields}
        for name, merge_field in TYPED.items():
            if name not in ALWAYS and merge_field not in shown:
                del self.fields[name]
        for name in OF_SENDING if not may_record else ():
            del self.fields[name]
        self.initial |= proposed(spec, self.agreement, self.step, self.today)

    @property
    def typed(self) -> dict[str, object]:
        """What the letter is made of: the valid values, or what is proposed before anything was sent."""
        return self.cleaned_data if self.is_bound else self.initial

    def refuse_unsent(self) -> None:
        """Raise ValidationError where it cannot be recorded as sent: it has no number or no day."""
        text = _("A letter that was sent has a number and a day. Type it, then record it as sent.")
        empty = [name for name in ("number", "dated") if not self.cleaned_data.get(name)]
        if empty:
            raise ValidationError({name: ValidationError(text, code="unsent") for name in empty})
