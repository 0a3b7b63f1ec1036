"""The form that postpones an entry of the work list until a day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jambi_coop.lib.dates.fields import DayFormField


class PostponeForm(forms.Form):
    """Entry and day, in the row of the entry. The day is typed as everywhere in the register; no script is needed."""

    entry = forms.CharField(max_length=60)
    until = DayFormField(label=_("Until"))
