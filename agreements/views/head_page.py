"""One printable page for the head of the office, and the same as a spreadsheet."""

from collections.abc import Iterator

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.permissions import require, sees_everything
from agreements.worklist import Scope, Summary, View, summary_of
from jambi_coop.lib.dates import KnownDate
from jambi_coop.lib.http_files import CSV_EXCEL_ID, CSV_STANDARD, XLSX, table_response
from jambi_coop.lib.tables import Column, Kind
from jambi_coop.lib.xlsx_writer import Layout

EXPORT = "agreements.export_agreement"
FORMATS = {"xlsx": XLSX, "csv-id": CSV_EXCEL_ID, "csv": CSV_STANDARD}
COLUMNS = [
    Column("part", gettext_lazy("Part"), width=26),
    Column("subject", gettext_lazy("Subject"), width=44),
    Column("register_number", gettext_lazy("Register number"), width=18),
    Column("figure", gettext_lazy("Figure"), width=12),
    Column("days", gettext_lazy("Days"), width=18),
    Column("text", gettext_lazy("Explanation"), Kind.TEXT, width=80),
    Column("in_charge", gettext_lazy("In charge"), width=30),
    Column("mark", gettext_lazy("Mark"), width=12),
]


@require_safe
def head_page(request: HttpRequest) -> HttpResponse:
    """For those who see everything: the state of the cooperation on one sheet."""
    scope = _scope(request)
    context = {
        **admin.site.each_context(request),
        "title": _("State of the international cooperation"),
        "summary": summary_of(scope),
        "today": scope.today,
        "may_export": request.user.has_perm(EXPORT),
    }
    return TemplateResponse(request, "admin/worklist/head_page.html", context)


@require_safe
def head_page_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    scope = _scope(request)
    require(request.user, EXPORT)
    if file_format not in FORMATS:
        raise Http404
    title = _("State of the international cooperation")
    as_of = _("As of %(date)s") % {"date": KnownDate.day(scope.today)}
    return table_response(
        COLUMNS,
        _rows(summary_of(scope)),
        file_format=FORMATS[file_format],
        name_parts=[_("summary"), scope.today],
        sheet_title=_("Summary"),
        language=get_language() or "id",
        layout=Layout(heading=[title, as_of]),
    )


def _scope(request: HttpRequest) -> Scope:
    if not sees_everything(request.user):
        raise PermissionDenied
    return Scope(request.user, localdate(), View.ALL)


def _rows(summary: Summary) -> Iterator[tuple]:
    for signal in summary.signals:
        yield _("Signals"), signal.title, None, signal.number, None, signal.sentence, None, None
    for part, standings in (
        (_("Needs attention most"), summary.weakest),
        (_("Goes well"), summary.strongest),
    ):
        for one in standings:
            agreement = one.agreement
            office = str(agreement.lead_office) if agreement.lead_office else None
            mark = _mark(agreement.is_example)
            yield part, one.title, agreement.register_number, one.label, None, one.sentence, office, mark
    for decision in summary.decisions:
        yield _("Decisions asked"), decision.title, None, str(decision.count), None, None, None, None
        for row in decision.rows:
            person, mark = row.person or None, _mark(row.is_example)
            yield _("Decisions asked"), row.title, row.number, None, row.days, row.why, person, mark
    for section in summary.sections:
        title, rule = str(section.work_list.title), section.work_list.rule()
        yield _("Work list"), title, None, str(section.count), None, rule, None, None


def _mark(is_example: bool) -> str | None:
    return _("example") if is_example else None
