"""Base of the forms that ask for the details of one action on one row."""

from django import forms
from django.utils import timezone

from jambi_coop.lib.versions.versioned_forms import VERSION


class ActionForm(forms.Form):
    """Base of the forms of actions. `version` is the version of the row that the page showed; `today` is the day in
    Asia/Jakarta."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.row, self.today = row, timezone.localdate()
        self.initial[VERSION] = row.version

    @property
    def given(self) -> dict:
        """The cleaned values without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != VERSION}

    def show_current_version(self) -> None:
        """After a conflict, set the version to the present one: the page now shows the row as it is."""
        self.data = self.data.copy()
        self.data[self.add_prefix(VERSION)] = str(self.row.version)
