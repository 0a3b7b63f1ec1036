"""Until when an entry of the work list is put off."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jambi_coop.lib.dates.fields import DayFormField


class PostponeForm(forms.Form):
    """The small form of one row; the day is written as everywhere in the register, and works without any script."""

    entry = forms.CharField(max_length=60)
    until = DayFormField(label=_("Until"))
