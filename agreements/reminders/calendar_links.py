"""Make, renew and withdraw the private calendar address of an office; the history of the office records when."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import CalendarLink, Office
from agreements.record.locks import lock_row
from agreements.record.permissions import require
from agreements.record.saving import save


@transaction.atomic
def make_calendar_link(office: Office, *, by, today: date) -> CalendarLink:
    """Give an office a new calendar address; its former one stops working at once."""
    require(by, "agreements.change_office")
    office = lock_row(office)
    renewed = bool(CalendarLink.objects.filter(office=office).delete()[0])
    save(office, by=by, reason=_("Calendar address renewed") if renewed else _("Calendar address made"))
    return CalendarLink.objects.create(office=office, created_on=today)


@transaction.atomic
def withdraw_calendar_link(office: Office, *, by) -> bool:
    """Delete the calendar address of an office; return False where there was none."""
    require(by, "agreements.change_office")
    office = lock_row(office)
    withdrawn = bool(CalendarLink.objects.filter(office=office).delete()[0])
    if withdrawn:
        save(office, by=by, reason=_("Calendar address withdrawn"))
    return withdrawn
