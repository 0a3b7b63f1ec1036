"""The form that one action on one row is asked with."""

from django import forms
from django.utils import timezone

VERSION = "version"


class ActionForm(forms.Form):
    """Base of such forms; `version` names what the reader was looking at, `today` is the day in Asia/Jakarta."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.row, self.today = row, timezone.localdate()
        self.initial[VERSION] = row.version

    @property
    def given(self) -> dict:
        """What was asked and answered."""
        return {name: value for name, value in self.cleaned_data.items() if name != VERSION}

    def show_current_version(self) -> None:
        """After a conflict: what is sent next was seen on the row as it is now."""
        self.data = self.data.copy()
        self.data[self.add_prefix(VERSION)] = str(self.row.version)
