"""The form that one action on one row is asked with."""

from django import forms

VERSION = "version"


class ActionForm(forms.Form):
    """Base of such forms; `version` names what the reader was looking at."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row
        self.initial[VERSION] = row.version

    def show_current_version(self) -> None:
        """After a conflict: what is sent next was seen on the row as it is now."""
        self.data = self.data.copy()
        self.data[self.add_prefix(VERSION)] = str(self.row.version)
