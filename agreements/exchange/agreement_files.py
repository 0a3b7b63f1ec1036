"""Agreements as a file: the public list with its filters, and the list of the staff."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import Agreement
from agreements.record.filters.agreement import AgreementFilter
from agreements.record.permissions import agreements_for, require
from jambi_coop.lib.tables.export_log import log_export
from jambi_coop.lib.tables.http_files import FORMATS, table_response
from jambi_coop.lib.web.examples import asks_for_examples

from .agreement_columns import agreement_table

FILE_NAME = "kerja-sama"


@require_safe
def export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Return the rows of the public list with the same query string, from all its pages."""
    today = localdate()
    public = Agreement.objects.public().filter(digest__isnull=False)
    examples = asks_for_examples(request)
    found = AgreementFilter(request.GET, public, today=today, request=request, examples=examples)
    filters = [label for label, _url in found.chips(request)]
    if examples:
        filters.append(_("with examples"))
    response = _file(found.qs, file_format, staff=False, today=today, name_parts=filters)
    log_export(request.user, Agreement, f"{FILE_NAME} ({file_format}) {request.GET.urlencode()}".strip())
    return response


def export_changelist(request: HttpRequest, queryset, file_format: str) -> HttpResponseBase:
    """Return the rows of the staff's list that this account may see, with internal columns. Needs the right to
    export."""
    require(request.user, "agreements.export_agreement")
    seen = agreements_for(request.user, queryset)
    return _file(seen, file_format, staff=True, today=localdate(), name_parts=[_("internal")])


def _file(agreements, file_format, *, staff, today, name_parts) -> HttpResponseBase:
    if file_format not in FORMATS:
        raise Http404
    language = get_language() or "id"
    columns, rows = agreement_table(agreements, staff=staff, today=today, language=language)
    return table_response(
        columns,
        rows,
        file_format=FORMATS[file_format],
        name_parts=[FILE_NAME, today, *name_parts],
        sheet_title=_("International cooperation"),
        language=language,
    )
