"""The page on which an office gets its private calendar address."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements import actions
from agreements.forms.office_calendar import OfficeCalendarForm

from .page import run, say, show


def calendar_view(model_admin, request, object_id):
    """Make, renew or withdraw the address; only for those who may change the office."""
    office = model_admin.get_object(request, object_id)
    if office is None:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, str(object_id))
    if not model_admin.has_change_permission(request, office):
        raise PermissionDenied
    form = OfficeCalendarForm(request.POST or None, row=office)
    if request.method == "POST" and form.is_valid() and _did(request, form, office):
        return HttpResponseRedirect(reverse("admin:agreements_office_calendar", args=[office.pk]))
    address = reverse("agreements:office_calendar", args=[form.link.token]) if form.link else ""
    return show(
        model_admin,
        request,
        "admin/agreements/office_calendar.html",
        office,
        _("Calendar address"),
        form=form,
        link=form.link,
        address=settings.SITE_URL + address if address else "",
    )


def _did(request, form: OfficeCalendarForm, office) -> bool:
    if "withdraw" in request.POST:
        done, _none = run(form, lambda: actions.withdraw_calendar_link(office, by=request.user))
        text = _("The calendar address is withdrawn.")
    else:
        today = timezone.localdate()
        done, _none = run(form, lambda: actions.make_calendar_link(office, by=request.user, today=today))
        text = _("The office has a new calendar address.")
    if done:
        say(request, text)
    return done
