"""The fields of a report and how each is read, whatever follow-up they are about."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jambi_coop.lib.amount_text import AmountTextError, parse_count
from jambi_coop.lib.date_fields import KnownDateFormField

OTHERS = (1, 2)
MOST_PEOPLE = 100_000
# Named one by one: a phone then sends a photo as JPEG and not in a format of its own.
ACCEPT = "image/jpeg,image/png,.jpg,.jpeg,.png,.pdf,.docx,.xlsx,.odt,.ods"
SHOWN_IN_PUBLIC = gettext_lazy("Shown in public after approval.")
STAYS_INSIDE = gettext_lazy("Not shown in public.")
ENOUGH_ALONE = gettext_lazy("Where nothing could be done yet, this alone can be sent. Not shown in public.")


def refuse_longer(text: str, most: int) -> None:
    """Raise ValidationError saying how many characters are too many."""
    over = len(text) - most
    if over > 0:
        told = ngettext(
            "%(over)d character too many: at most %(most)d.", "%(over)d characters too many: at most %(most)d.", over
        )
        raise ValidationError(told, code="too_long", params={"over": over, "most": most})


class TextField(forms.CharField):
    """Text of at most `most` characters, a line break counted as one.

    The browser is not told the limit: it would cut off a pasted text without a word.
    """

    def __init__(self, *, most: int, **kwargs):
        super().__init__(required=False, **kwargs)
        self.most = most

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")

    def validate(self, value):
        super().validate(value)
        refuse_longer(value, self.most)


class ProseField(TextField):
    """Text in one or more lines whose hint names the limit."""

    def __init__(self, *, lines: int = 1, **kwargs):
        widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput
        super().__init__(widget=widget, **kwargs)


class PeopleField(forms.CharField):
    """How many people; `1.200` may have its mark."""

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        try:
            people = parse_count(text)
        except AmountTextError as error:
            raise ValidationError(error.message, code="invalid", params=error.params) from error
        if people == 0:
            raise ValidationError(_("At least 1. Leave it empty if nobody took part."), code="nobody")
        if people > MOST_PEOPLE:
            raise ValidationError(_("At most 100,000 people."), code="too_many")
        return people

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "inputmode": "numeric"}


class LinkField(forms.URLField):
    """An address on the web, checked once; without a scheme it is taken for https."""

    default_validators = [URLValidator(schemes=["http", "https"])]
    default_error_messages = {
        "invalid": gettext_lazy("This is not an address on the web. Copy it from the browser: it begins with https://.")
    }

    def __init__(self, *, most: int, **kwargs):
        super().__init__(required=False, assume_scheme="https", **kwargs)
        self.most = most

    def validate(self, value):
        super().validate(value)
        refuse_longer(value, self.most)


class ReportFields(forms.Form):
    """What an office may write. Also shows again what was sent where nobody is logged in."""

    progress = ProseField(label=gettext_lazy("What was done?"), most=1000, lines=4, help_text=SHOWN_IN_PUBLIC)
    happened_on = KnownDateFormField(label=gettext_lazy("When?"), required=False)
    is_final = forms.BooleanField(label=gettext_lazy("This follow-up is finished"), required=False)
    result = ProseField(
        label=gettext_lazy("Result in one sentence"),
        most=300,
        lines=2,
        help_text=gettext_lazy("Needed when it is finished. Shown in public after approval."),
    )
    upload = forms.FileField(
        label=gettext_lazy("Photo or file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=gettext_lazy(
            "A photo from your phone (JPG, PNG), or PDF, DOCX, XLSX, ODT, ODS. Not shown in public. "
            "Where a photo was taken is removed from it."
        ),
    )
    drop_evidence = forms.BooleanField(label=gettext_lazy("Remove this file"), required=False)
    evidence_link = LinkField(label=gettext_lazy("Or a link to the evidence"), most=500, help_text=STAYS_INSIDE)
    own_people = PeopleField(label=gettext_lazy("Number of participants"))
    other_1 = TextField(label=gettext_lazy("Other office or body, first"), most=200)
    other_1_people = PeopleField(label=gettext_lazy("Its number of participants"))
    other_2 = TextField(label=gettext_lazy("Other office or body, second"), most=200)
    other_2_people = PeopleField(label=gettext_lazy("Its number of participants"))
    obstacle = ProseField(label=gettext_lazy("Obstacle"), most=300, lines=2, help_text=ENOUGH_ALONE)
    next_step = ProseField(label=gettext_lazy("Next step"), most=200, help_text=STAYS_INSIDE)
    next_due_on = KnownDateFormField(label=gettext_lazy("Next step due on"), required=False)
    public_note = ProseField(label=gettext_lazy("Note for the public"), most=300, lines=2, help_text=SHOWN_IN_PUBLIC)
    report = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    VALUES = (
        *("progress", "happened_on", "is_final", "result", "evidence_link"),
        *("obstacle", "next_step", "next_due_on", "public_note"),
    )
    PARTICIPANTS = (
        "own_people",
        *(name for number in OTHERS for name in (f"other_{number}", f"other_{number}_people")),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, ProseField):
                limit = _("At most %(most)d characters.") % {"most": field.most}
                field.help_text = f"{limit} {field.help_text}"
