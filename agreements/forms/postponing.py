"""Until when an entry of the work list is put off."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.actions.postponing import last_day


class PostponeForm(forms.Form):
    """The small form of one row; works without any script."""

    entry = forms.CharField(max_length=60, widget=forms.HiddenInput)
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        # The browser's own check; the rule stands in the action.
        self.fields["until"].widget.attrs |= day_limits(today)


def day_limits(today: date) -> dict[str, str]:
    """First and last day that may be chosen, as the attributes of an input."""
    return {"min": (today + timedelta(days=1)).isoformat(), "max": last_day(today).isoformat()}
