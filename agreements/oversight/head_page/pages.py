"""The printable page for the head, the list behind each of its numbers, and the page as a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import Agreement
from agreements.oversight.worklist.scope import View, WorklistScope
from agreements.record.names import office_name, title_of
from agreements.record.permissions import require, sees_everything
from jambi_coop.lib.dates.counting import days_between
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.tables.export_log import log_export
from jambi_coop.lib.tables.http_files import FORMATS, table_response
from jambi_coop.lib.tables.table import Column, ColumnKind
from jambi_coop.lib.tables.xlsx_writer import Layout
from jambi_coop.lib.web.examples import asks_for_examples, keeping_examples

from .figures import FIGURES, agreements_of
from .overview import summary_of

EXPORT = "agreements.export_agreement"
PER_PAGE = 50
COLUMNS = [
    Column("part", gettext_lazy("Part"), width=26),
    Column("subject", gettext_lazy("Subject"), width=44),
    Column("register_number", gettext_lazy("Register number"), width=18),
    Column("figure", gettext_lazy("Figure"), ColumnKind.INTEGER, width=10),
    Column("whole", gettext_lazy("Of"), ColumnKind.INTEGER, width=10),
    Column("days", gettext_lazy("Days passed (negative: left)"), ColumnKind.INTEGER, width=18),
    Column("text", gettext_lazy("Explanation"), ColumnKind.TEXT, width=80),
    Column("office", gettext_lazy("Office"), width=30),
    Column("person", gettext_lazy("Person in charge"), width=30),
    Column("example", gettext_lazy("Example"), ColumnKind.BOOLEAN, width=10),
]


@require_safe
def head_page(request: HttpRequest) -> HttpResponse:
    """Show the state of the cooperation on one page, to users who see everything."""
    scope = _scope(request)
    summary = summary_of(scope)
    context = {
        **admin.site.each_context(request),
        "title": _("State of the international cooperation"),
        "summary": summary,
        "counted": counted_sentences(summary),
        "may_export": request.user.has_perm(EXPORT),
        "export_url": keeping_examples(reverse("admin:head_page_export", args=["xlsx"]), scope.examples),
        "examples": scope.examples,
    }
    return TemplateResponse(request, "agreements/oversight/head_page/page.html", context)


@require_safe
def head_page_figure(request: HttpRequest, code: str) -> HttpResponse:
    """List the agreements behind one number of the page."""
    scope = _scope(request)
    if code not in FIGURES:
        raise Http404
    figure = FIGURES[code]
    paginator = Paginator(agreements_of(figure, scope).prefetch_related("transactions"), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": figure.label,
        "rows": [(row, figure.note(row, scope.today)) for row in page.object_list],
        "examples": scope.examples,
        "page_obj": page,
        "page_numbers": list(paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
    }
    return TemplateResponse(request, "agreements/oversight/head_page/figure.html", context)


@require_safe
def head_page_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Return the page as a table file; needs the right to export."""
    scope = _scope(request)
    require(request.user, EXPORT)
    if file_format not in FORMATS:
        raise Http404
    summary = summary_of(scope)
    title = _("State of the international cooperation")
    as_of = _("As of %(date)s") % {"date": KnownDate.day(scope.today)}
    log_export(request.user, Agreement, f"{title} ({file_format})")
    return table_response(
        COLUMNS,
        _rows(summary, scope),
        file_format=FORMATS[file_format],
        name_parts=[_("summary"), scope.today],
        sheet_title=_("Summary"),
        language=get_language() or "id",
        layout=Layout(heading=[title, as_of, *counted_sentences(summary)]),
    )


def _scope(request: HttpRequest) -> WorklistScope:
    if not sees_everything(request.user):
        raise PermissionDenied
    return WorklistScope(request.user, localdate(), View.ALL, examples=asks_for_examples(request))


def counted_sentences(summary: dict[str, Any]) -> list[str]:
    """Return the sentences that say which agreements the figures count and which they leave out."""
    counted = ngettext(
        "Counted is %(count)d agreement of this city that is in force or on the way there.",
        "Counted are the %(count)d agreements of this city that are in force or on the way there.",
        summary["total"],
    )
    left_out = _("Not counted: %(unknown)d whose status is not known, and %(over)d ended or discontinued.")
    found = [counted % {"count": summary["total"]}, left_out % summary]
    if summary["examples"]:
        examples = ngettext(
            "%(count)d of them is an invented example.",
            "%(count)d of them are invented examples.",
            summary["examples"],
        )
        found.insert(1, examples % {"count": summary["examples"]})
    return found


def _rows(summary: dict[str, Any], scope: WorklistScope) -> Iterator[tuple]:
    for key_figure in summary["key_figures"]:
        text = f"{key_figure.meaning}. {key_figure.sentence}".strip()
        yield _("Six signals"), key_figure.title, None, key_figure.part, key_figure.whole, None, text, None, None, None
        for beside in key_figure.beside:
            only, label, count = beside["only"], beside["label"], beside["count"]
            number, title, example = (
                (only.register_number, title_of(only).text, only.is_example) if only else (None,) * 3
            )
            yield _("Six signals"), label, number, count, None, None, title, None, None, example
    for part, rows in ((_("Needs attention most"), summary["weakest"]), (_("Goes well"), summary["strongest"])):
        for agreement, verdict in rows:
            title, number = title_of(agreement).text, agreement.register_number
            text, office = f"{verdict.condition.label}. {verdict.sentence}", office_name(agreement.lead_office) or None
            yield part, title, number, None, None, None, text, office, None, agreement.is_example
    for title, found in summary["decisions"]:
        yield _("Decisions asked"), title, None, found.count, None, None, None, None, None, None
        for row in found.rows:
            days, _exact = days_between(row.reason.day, scope.today)
            number = row.agreement.register_number if row.agreement else None
            office, person = str(row.office) if row.office else None, row.person or None
            text = " ".join(filter(None, [row.under.text if row.under else "", row.reason.why]))
            yield _("Decisions asked"), row.title.text, number, None, None, days, text, office, person, row.is_example
    for found in summary["sections"]:
        title, rule = str(found.of.title), found.of.rule()
        yield _("Work list"), title, None, found.count, None, None, rule, None, None, None
