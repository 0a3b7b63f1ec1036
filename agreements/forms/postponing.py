"""Until when an entry of the work list is put off."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jambi_coop.lib.date_fields import KnownDateFormField


class PostponeForm(forms.Form):
    """The small form of one row; the day is written as everywhere in the register, and works without any script."""

    entry = forms.CharField(max_length=60)
    until = KnownDateFormField(label=_("Until"))

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if not until.is_exact:
            raise ValidationError(_("Give the day, such as 31 December 2026."), code="day_needed")
        return until.earliest
