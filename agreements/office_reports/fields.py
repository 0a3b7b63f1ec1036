"""The fields of a report and how their input is read. They do not depend on the follow-up."""

import re
from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jambi_coop.lib.dates.fields import DayFormField, KnownDateFormField, refuse_future
from jambi_coop.lib.numbers.fields import NumberFormField, WholeNumberFormField

# The types are listed one by one, so that a phone sends a photo as JPEG and not in its own format.
ACCEPT = "image/jpeg,image/png,.jpg,.jpeg,.png,.pdf,.docx,.xlsx,.odt,.ods"
SHOWN_IN_PUBLIC = gettext_lazy("Shown in public after approval.")
STAYS_INSIDE = gettext_lazy("Not shown in public.")
ENOUGH_ALONE = gettext_lazy("Where nothing could be done yet, this alone can be sent. Not shown in public.")


def refuse_longer(most: int, text: str) -> None:
    """Raise ValidationError when `text` has more than `most` characters; the message says by how many."""
    over = len(text) - most
    if over > 0:
        message = ngettext(
            "%(over)d character too many: at most %(most)d.", "%(over)d characters too many: at most %(most)d.", over
        )
        raise ValidationError(message, code="too_long", params={"over": over, "most": most})


class TextField(forms.CharField):
    """Text of at most `most` characters, where a line break counts as one; its help text names the limit.

    The limit is not given to the browser, which would cut off a pasted text without a message.
    """

    def __init__(self, most: int, *, lines: int = 1, **kwargs):
        widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput
        super().__init__(required=False, widget=widget, validators=[partial(refuse_longer, most)], **kwargs)
        self.most = most

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class PeopleField(WholeNumberFormField):
    """Number of people, 1 to 100,000."""

    default_validators = [
        MinValueValidator(1, gettext_lazy("At least 1. Leave it empty if nobody took part.")),
        MaxValueValidator(100_000, gettext_lazy("At most 100,000 people.")),
    ]


class PercentField(NumberFormField):
    """Share of 0 to 100 percent with at most two decimals, such as `45,5`; a percent sign behind it is accepted."""

    default_validators = [
        MinValueValidator(0, gettext_lazy("A share lies between 0 and 100 percent.")),
        MaxValueValidator(100, gettext_lazy("A share lies between 0 and 100 percent.")),
    ]

    def __init__(self, **kwargs):
        super().__init__(max_digits=5, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"(?<=\d)\s*%\s*$", "", value)
        return super().to_python(value)


class LinkField(forms.URLField):
    """Web address of at most 500 characters; https is assumed where no scheme is given."""

    default_validators = [URLValidator(schemes=["http", "https"]), partial(refuse_longer, 500)]
    default_error_messages = {
        "invalid": gettext_lazy("This is not an address on the web. Copy it from the browser: it begins with https://.")
    }


class ReportFields(forms.Form):
    """All fields in which an office may write. Used alone, it shows the input again to a user who is logged out."""

    progress = TextField(1000, label=gettext_lazy("What was done?"), lines=4, help_text=SHOWN_IN_PUBLIC)
    happened_on = KnownDateFormField(label=gettext_lazy("When?"), required=False, validators=[refuse_future])
    is_final = forms.BooleanField(label=gettext_lazy("This follow-up is finished"), required=False)
    result = TextField(
        300,
        label=gettext_lazy("Result in one sentence"),
        lines=2,
        help_text=gettext_lazy("Needed when it is finished. Shown in public after approval."),
    )
    procurement = TextField(
        500,
        label=gettext_lazy("Procurement of goods and services"),
        lines=2,
        help_text=format_lazy("{} {}", gettext_lazy("PP 10/2011 Article 76 letter a."), SHOWN_IN_PUBLIC),
    )
    physical_progress = PercentField(
        label=gettext_lazy("Physical progress, in percent"),
        required=False,
        help_text=format_lazy("{} {}", gettext_lazy("From 0 to 100; PP 10/2011 Article 76 letter b."), SHOWN_IN_PUBLIC),
    )
    absorption = PercentField(
        label=gettext_lazy("Absorption of the funds, in percent"),
        required=False,
        help_text=format_lazy("{} {}", gettext_lazy("From 0 to 100; PP 10/2011 Article 76 letter c."), SHOWN_IN_PUBLIC),
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
    evidence_link = LinkField(
        label=gettext_lazy("Or a link to the evidence"), required=False, assume_scheme="https", help_text=STAYS_INSIDE
    )
    own_people = PeopleField(label=gettext_lazy("Number of participants"), required=False)
    other_1 = TextField(200, label=gettext_lazy("Other office or body, first"))
    other_1_people = PeopleField(label=gettext_lazy("Its number of participants"), required=False)
    other_2 = TextField(200, label=gettext_lazy("Other office or body, second"))
    other_2_people = PeopleField(label=gettext_lazy("Its number of participants"), required=False)
    obstacle = TextField(300, label=gettext_lazy("Obstacle"), lines=2, help_text=ENOUGH_ALONE)
    next_step = TextField(200, label=gettext_lazy("Next step"), help_text=STAYS_INSIDE)
    next_due_on = DayFormField(label=gettext_lazy("Next step due on"), required=False, help_text=STAYS_INSIDE)
    public_note = TextField(300, label=gettext_lazy("Note for the public"), lines=2, help_text=SHOWN_IN_PUBLIC)
    report = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, TextField) and field.help_text:
                limit = _("At most %(most)d characters.") % {"most": field.most}
                field.help_text = f"{limit} {field.help_text}"
