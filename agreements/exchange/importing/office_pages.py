"""The pages under /lapor/ on which a liaison officer takes the office workbook of the own office, sends the filled
one in, and sees what each row would submit before sending it. 404 for others."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agreements.exchange.office_workbook.pages import workbook_response
from agreements.models import ImportBatch, ImportRow
from jambi_coop.lib.sheets.refusals import UnreadableFile
from jambi_coop.lib.web.form_faults import faults_of

from .batches import RIGHTS, apply_batch, file_of, open_batch, preview
from .forms import ConfirmForm, UploadForm
from .pages import show_refusal
from .sheets import TABLES

MOST_OPEN = 10


def _offices(request: HttpRequest) -> list:
    """Return the offices of the user; 404 for an account without one, or without the right to report."""
    offices = list(request.user.offices.all())
    if not offices or not request.user.has_perm(RIGHTS[ImportBatch.Kind.OFFICE]):
        raise Http404
    return offices


def _mine(request: HttpRequest):
    _offices(request)
    return ImportBatch.objects.filter(created_by=request.user, kind=ImportBatch.Kind.OFFICE)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_workbooks(request: HttpRequest) -> HttpResponse:
    """Offer the workbook of the own office, and take in the filled one."""
    offices = _offices(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    for name in ("source", "empties_cells"):
        del form.fields[name]
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = open_batch(upload, upload.name, by=request.user)
        except UnreadableFile as error:
            form.add_error("file", str(error))
        except PermissionDenied:
            form.add_error("file", _("This is no office workbook. Download the one of your office and fill it in."))
        else:
            preview(batch, by=request.user, today=localdate())
            return redirect("agreements:filled_workbook", pk=batch.pk)
    context = {
        "offices": offices,
        "form": form,
        "faults": faults_of(form) if form.is_bound else [],
        "open": _mine(request).filter(state=ImportBatch.State.OPEN)[:MOST_OPEN],
    }
    return TemplateResponse(request, "agreements/exchange/office_workbook/own.html", context)


@never_cache
@login_required
@require_safe
def office_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the workbook of an own office."""
    office = next((one for one in _offices(request) if one.pk == pk), None)
    if office is None:
        raise Http404
    return workbook_response(request, office)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def filled_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a filled workbook would submit, or has submitted; on POST submit it."""
    batch = get_object_or_404(_mine(request), pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None, initial={"fingerprint": batch.fingerprint})
    if request.method == "POST" and form.is_valid() and _submit(request, batch, form):
        return redirect("agreements:filled_workbook", pk=batch.pk)
    counts = batch.counts or {}
    is_open = batch.state == ImportBatch.State.OPEN
    context = {
        "batch": batch,
        "form": form,
        "faults": faults_of(form) if form.is_bound else [],
        "is_open": is_open,
        "lines": [{"row": row, "table": TABLES[row.table].title} for row in _rejected_first(batch)],
        "changes": counts.get("new", 0) + counts.get("changed", 0),
        "rejected": counts.get("rejected", 0),
        "notes": file_of(batch).notes if is_open else (),
    }
    return TemplateResponse(request, "agreements/exchange/office_workbook/filled.html", context)


def _rejected_first(batch: ImportBatch) -> list[ImportRow]:
    return sorted(batch.import_rows.all(), key=lambda row: row.state != ImportRow.State.REJECTED)


def _submit(request: HttpRequest, batch: ImportBatch, form: ConfirmForm) -> bool:
    """Submit what the page showed; where it is refused, put the reason into the form and show anew what would be."""
    try:
        done = apply_batch(batch, by=request.user, now=timezone.now(), **form.cleaned_data)
    except ValidationError as error:
        if error.code == "done":
            messages.info(request, " ".join(error.messages))
            return True
        show_refusal(form, batch, error, by=request.user)
        return False
    number = done.counts["new"] + done.counts["changed"]
    text = ngettext(
        "%(count)d row is sent. It counts once Bagian Kerja Sama has read it.",
        "%(count)d rows are sent. They count once Bagian Kerja Sama has read them.",
        number,
    )
    messages.success(request, text % {"count": number})
    return True
