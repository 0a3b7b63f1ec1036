"""Staff pages of the reports: their list, and each with its parameters, its preview that can be printed, and its files.

For those who may export. What the reports tell is narrowed to what the user may see by `agreements_for`.
"""

from typing import NamedTuple

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import Agreement
from agreements.record.letterhead import letterhead, logo_bytes
from agreements.record.permissions import require
from jambi_coop.lib.tables.export_log import log_export
from jambi_coop.lib.web.examples import PARAMETER, asks_for_examples

from .changes import changes_since
from .files import FILE_FORMATS, bytes_of, name_of_file, on_paper
from .kinds import REPORTS, ReportKind
from .parameters import Parameters
from .parameters_form import ParametersForm
from .report import Report
from .sent import EXPORT, former_of, may_see_sent


def may_open(user) -> bool:
    """True for those who may export: reports leave the house."""
    return user.has_perm(EXPORT)


class Asked(NamedTuple):
    """What an address asks for: a kind of report, its form, and its parameters; None while the form has a fault."""

    kind: ReportKind
    form: ParametersForm
    parameters: Parameters | None


def asked_in(request: HttpRequest, code: str) -> Asked:
    """Return what is asked for; 403 for those who may not export, 404 for an unknown report."""
    require(request.user, EXPORT)
    if code not in REPORTS:
        raise Http404
    kind = REPORTS[code]
    form = ParametersForm(request.GET, kind.parameters, localdate(), request.user, kind.usual)
    valid = form.is_valid()
    return Asked(kind, form, form.parameters(examples=asks_for_examples(request)) if valid else None)


def made(asked: Asked, request: HttpRequest) -> Report:
    """Return the report that is asked for, as of today; 404 where the address has a fault."""
    if asked.parameters is None:
        raise Http404
    return asked.kind.make(asked.parameters, localdate(), request.user)


def query_of(asked: Asked) -> str:
    """Return the query string that asks for the same report again."""
    query = QueryDict(mutable=True)
    for name in asked.kind.parameters:
        query[name] = asked.form[name].value() or ""
    if asked.parameters and asked.parameters.examples:
        query[PARAMETER] = "1"
    return query.urlencode()


def page_context(request: HttpRequest, title: str, **more) -> dict:
    """Return the context of a page of this room."""
    return {**admin.site.each_context(request), "title": title, **more}


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """List the reports, each with a sentence."""
    require(request.user, EXPORT)
    context = page_context(request, _("Reports"), kinds=REPORTS.values(), may_see_sent=may_see_sent(request.user))
    return TemplateResponse(request, "agreements/reports/list.html", context)


@require_safe
def report_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form of a report and, once it has no fault, the report as it will be printed."""
    asked = asked_in(request, code)
    context = page_context(request, str(asked.kind.name), kind=asked.kind, form=asked.form, is_asked=bool(request.GET))
    if asked.parameters is not None:
        report = made(asked, request)
        context |= {
            "report": report,
            "paper": on_paper(report, timezone.localtime()),
            "head": letterhead(),
            "query": query_of(asked),
            "examples": asked.parameters.examples,
            **_since(request, asked, report),
        }
    return TemplateResponse(request, "agreements/reports/report.html", context)


def _since(request: HttpRequest, asked: Asked, report: Report) -> dict:
    """Return the last report of this kind that was sent, and what changed since; nothing for those who may not know."""
    if asked.parameters is None or not may_see_sent(request.user):
        return {"may_send": False}
    former = former_of(asked.kind, asked.parameters)
    return {"may_send": True, "former": former, "changes": changes_since(former, report) if former else []}


@require_safe
def report_file(request: HttpRequest, code: str, file_format: str) -> HttpResponse:
    """Return the report as a file."""
    asked = asked_in(request, code)
    if file_format not in FILE_FORMATS:
        raise Http404
    data = bytes_of(made(asked, request), file_format, timezone.localtime())
    name = name_of_file(code, localdate(), file_format)
    log_export(request.user, Agreement, f"{name} {query_of(asked)}".strip())
    return file_response(data, name, FILE_FORMATS[file_format])


def file_response(data: bytes, name: str, media_type: str) -> HttpResponse:
    """Return bytes as a download."""
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """Return the logo of the letterhead for the preview; 404 where there is none."""
    require(request.user, EXPORT)
    data = logo_bytes(letterhead())
    if data is None:
        raise Http404
    response = HttpResponse(data, content_type="image/png" if data.startswith(b"\x89PNG") else "image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    return response
