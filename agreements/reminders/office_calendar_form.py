"""The form with which the calendar address of an office is made, renewed or withdrawn."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import CalendarLink
from agreements.record.staff.action_form import ActionForm

from .calendar_links import make_calendar_link, withdraw_calendar_link


class OfficeCalendarForm(ActionForm):
    """Form without fields for a first address; with one it asks to confirm that the present address stops working."""

    confirmed = forms.BooleanField(
        label=gettext_lazy("The present address stops working at once, for everybody who uses it"), required=False
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.link = CalendarLink.objects.filter(office=row).first()
        if self.link is None:
            del self.fields["confirmed"]

    def clean_confirmed(self):
        if not self.cleaned_data["confirmed"]:
            raise ValidationError(_("Confirm that the present address stops working."), code="not_confirmed")
        return True

    def act(self, by) -> str:
        """Withdraw or make the address, by the button that was pressed; return a sentence for the user."""
        if "withdraw" in self.data:
            withdraw_calendar_link(self.row, by=by)
            return _("The calendar address is withdrawn.")
        make_calendar_link(self.row, by=by, today=timezone.localdate())
        return _("The office has a new calendar address.")
