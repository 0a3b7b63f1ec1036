"""The page on which an office gets its private calendar address."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.record.staff.action_page import action_page, refuse_unless, tell

from .office_calendar_form import OfficeCalendarForm


def calendar_page(model_admin, request, office):
    """Make, renew or withdraw the address; only for those who may change the office."""
    refuse_unless(model_admin.has_change_permission(request, office))
    form = OfficeCalendarForm(request.POST or None, row=office)
    address = reverse("agreements:office_calendar", args=[form.link.token]) if form.link else ""
    return action_page(
        model_admin,
        request,
        form,
        _("Calendar address"),
        done=lambda text: tell(request, text, request.path),
        template="agreements/reminders/office_calendar.html",
        link=form.link,
        address=settings.SITE_URL + address if address else "",
    )
