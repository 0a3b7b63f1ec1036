"""Download of documents. Only this view serves files, and only to users who may read them."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.crypto import constant_time_compare
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from agreements.models import Document
from agreements.record.permissions import may_read_document
from jambi_coop.lib.records.publication import PublicationClass

TOKEN_LENGTH = 12
POLICY = "default-src 'none'; sandbox"


@require_safe
def document(request: HttpRequest, pk: int, token: str) -> HttpResponseBase:
    """Return the file of a document as a download.

    404 for a wrong token, a missing right and a missing file alike, so that nobody can distinguish them.
    """
    row = get_object_or_404(Document.objects.select_related("agreement"), pk=pk)
    if not may_read_document(request.user, row) or not constant_time_compare(token, row.sha256[:TOKEN_LENGTH]):
        raise Http404
    try:
        content = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    public = row.effective_class == PublicationClass.PUBLIC
    response = FileResponse(content, content_type=row.media_type)
    response["Content-Length"] = row.file.size
    response["Content-Disposition"] = content_disposition_header(True, safe_name(row.original_name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "private, no-cache" if public else "private, no-store"
    return response


def safe_name(name: str) -> str:
    """Return the original file name without characters that could forge a header or reverse the reading direction."""
    return "".join(char if char.isprintable() else "_" for char in name).replace("/", "_").replace("\\", "_")
