"""The staff's page of the yearly review: the figures of each office, and its workbook to download.

The admin site has the URLs and wraps these views.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.exchange.register.register_files import temporary
from agreements.models import Agreement, FollowUp, Office
from agreements.record.permissions import sees_everything
from agreements.record.staff.action_page import refuse_unless
from jambi_coop.lib.tables.export_log import log_export
from jambi_coop.lib.tables.http_files import XLSX_TYPE, ZIP_TYPE, file_name, file_response

from .figures import Figures, summed
from .workbook import led_agreements, open_follow_ups, workbook_name, write_office_workbook, write_office_workbooks

EXPORT_RIGHT = "agreements.export_agreement"


def may_open(user) -> bool:
    """True for those of Bagian Kerja Sama who may take files out."""
    return sees_everything(user) and user.has_perm(EXPORT_RIGHT)


@require_safe
def office_workbooks(request: HttpRequest) -> HttpResponse:
    """Show the offices with what they promised and did, each with its workbook."""
    refuse_unless(may_open(request.user))
    request.current_app = admin.site.name
    context = {"title": _("Review of the cooperation"), "lines": list(_lines(localdate()))}
    return TemplateResponse(
        request, "agreements/exchange/office_workbook/offices.html", {**admin.site.each_context(request), **context}
    )


def _lines(today: date) -> Iterator[tuple[Office, Figures, int]]:
    """Yield the offices that have something to answer or to report, by name: the figures of the agreements that each
    leads, and the number of its open follow-ups."""
    led: dict[int | None, list[Agreement]] = defaultdict(list)
    for agreement in led_agreements(today):
        led[agreement.lead_office_id].append(agreement)
    to_report = dict(open_follow_ups().order_by().values_list("office").annotate(Count("pk")))
    for office in Office.objects.filter(pk__in={*led, *to_report}).order_by("name"):
        yield office, summed(led[office.pk], today), to_report.get(office.pk, 0)


@require_safe
def office_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the workbook of one office."""
    refuse_unless(may_open(request.user))
    return workbook_response(request, get_object_or_404(Office, pk=pk))


def workbook_response(request: HttpRequest, office: Office) -> HttpResponse:
    """Return the workbook of an office as a download, and log it."""
    out, today = temporary(), localdate()
    write_office_workbook(out, office, today=today, language=get_language() or "id")
    name = workbook_name(office, today)
    log_export(request.user, FollowUp, name)
    return file_response(out, name, XLSX_TYPE)


@require_safe
def all_office_workbooks(request: HttpRequest) -> HttpResponse:
    """Return the workbooks of all offices in one ZIP file."""
    refuse_unless(may_open(request.user))
    out, today = temporary(), localdate()
    write_office_workbooks(
        out, [office for office, _figures, _number in _lines(today)], today=today, language=get_language() or "id"
    )
    name = file_name(pgettext("file name", "review"), today, extension="zip")
    log_export(request.user, FollowUp, name)
    return file_response(out, name, ZIP_TYPE)
