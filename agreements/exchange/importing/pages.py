"""Pages of the staff: upload a spreadsheet, say what its columns mean, look at what it would do, carry it out, undo it.

The admin site has the URLs and wraps these views. An open import is shown to its uploader alone, a finished one to all
who see everything.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.exchange.register.register_files import temporary, write_csv_files, write_register, write_template
from agreements.models import Agreement, ImportBatch, ImportRow
from agreements.record.permissions import require, sees_everything
from agreements.record.saving import save
from agreements.record.staff.action_page import refuse_unless
from jambi_coop.lib.sheets.refusals import UnreadableFile
from jambi_coop.lib.tables.csv_writer import EXCEL_ID, STANDARD
from jambi_coop.lib.tables.export_log import log_export
from jambi_coop.lib.tables.http_files import XLSX_TYPE, ZIP_TYPE, file_name, file_response
from jambi_coop.lib.web import paging
from jambi_coop.lib.web.form_faults import faults_of, faults_of_lines

from .batches import RIGHT, apply_batch, file_of, open_batch, preview, refuse_others
from .compare import NEW
from .forms import (
    ConfirmForm,
    PartnerForm,
    UndoForm,
    UploadForm,
    answers_in,
    partner_answers,
    partner_forms,
    sheet_forms,
)
from .old_register import ASKED_ONCE
from .rejected_file import write_rejected
from .sheets import TABLES
from .undo import may_undo, undo_batch

PAGE_SIZE = 50
FORMATS = {"xlsx": "xlsx", "csv": STANDARD, "csv-id": EXCEL_ID}
EXPORT_RIGHT = "agreements.export_agreement"


def may_open(user: Any) -> bool:
    """True for those who may import."""
    return sees_everything(user) and user.has_perm(RIGHT)


def may_look(user: Any) -> bool:
    """True for those who may look at a finished import: also managers, who may undo it."""
    return sees_everything(user) and user.has_perm("agreements.view_importbatch")


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Take in a file, and list the imports."""
    refuse_unless(may_look(request.user) and (request.method != "POST" or may_open(request.user)))
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = open_batch(upload, upload.name, by=request.user, source=form.cleaned_data["source"])
        except UnreadableFile as error:
            form.refuse(error)
        else:
            batch.empties_cells = form.cleaned_data["empties_cells"]
            save(batch, by=request.user)
            return _next(request, batch)
    rows = ImportBatch.objects.select_related("created_by", "undone_by")
    mine = rows.filter(state=ImportBatch.State.OPEN, created_by=request.user)
    page, note = paging.page_of(
        paging.CappedPaginator(rows.exclude(state=ImportBatch.State.OPEN), PAGE_SIZE), request.GET.get("page", "")
    )
    context = {
        "may_import": may_open(request.user),
        "form": form,
        "faults": faults_of(form) if form.is_bound else [],
        "mine": mine[:20],
    }
    return _show(request, "imports.html", _("Import"), page_obj=page, note=note, **context)


def _next(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Lead to the columns where a heading is not known or something has to be said, else to the preview."""
    matched = file_of(batch)
    is_clear = matched.is_certain and matched.rows and not matched.questions
    if batch.kind == ImportBatch.Kind.REGISTER and not is_clear:
        return HttpResponseRedirect(reverse("admin:import_columns", args=[batch.pk]))
    preview(batch, by=request.user, today=localdate(), matched=matched)
    return HttpResponseRedirect(reverse("admin:import", args=[batch.pk]))


def _open(request: HttpRequest, pk: int) -> ImportBatch:
    """Return an import that this user may go on with; 404 for one of somebody else."""
    refuse_unless(may_open(request.user))
    batch = get_object_or_404(ImportBatch, pk=pk)
    try:
        refuse_others(batch, request.user)
    except PermissionDenied as error:
        raise Http404 from error
    return batch


@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which table each sheet is, and what each column means; with sample values."""
    batch = _open(request, pk)
    if batch.state != ImportBatch.State.OPEN or batch.kind == ImportBatch.Kind.OFFICE:
        return HttpResponseRedirect(reverse("admin:import", args=[batch.pk]))
    matched = file_of(batch)
    forms = sheet_forms(matched, request.POST or None)
    if request.method == "POST" and not faults_of_lines(forms):
        batch.matching = {form.sheet.name: form.chosen for form in forms}
        for name in ASKED_ONCE:
            said = [form.cleaned_data[name] for form in forms if form.cleaned_data.get(name)]
            batch.answers[name] = said[0] if said else ""
        save(batch, by=request.user, reason=_("Columns"))
        matched = file_of(batch)
        if matched.questions or any(form.takes_another_table for form in forms):
            return HttpResponseRedirect(request.get_full_path())
        preview(batch, by=request.user, today=localdate(), matched=matched)
        return HttpResponseRedirect(reverse("admin:import", args=[batch.pk]))
    context = {"batch": batch, "forms": forms, "notes": [*matched.questions, *matched.notes]}
    context["faults"] = faults_of_lines(forms)
    return _show(request, "columns.html", _("What the columns mean"), **context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an import would do, or did; on POST take answers on rows, or carry it out."""
    refuse_unless(may_look(request.user))
    batch = get_object_or_404(ImportBatch, pk=pk)
    matched = None
    if batch.state == ImportBatch.State.OPEN:
        batch = _open(request, pk)
        matched = file_of(batch)
        if batch.kind == ImportBatch.Kind.REGISTER and matched.questions:
            return HttpResponseRedirect(reverse("admin:import_columns", args=[batch.pk]))
    form = ConfirmForm(request.POST if "_import" in request.POST else None, initial={"fingerprint": batch.fingerprint})
    is_open = batch.state == ImportBatch.State.OPEN
    if is_open and "_answers" in request.POST:
        batch.answers["rows"] = answers_in(request.POST, batch)
        save(batch, by=request.user, reason=_("Answers"))
        preview(batch, by=request.user, today=localdate())
        return HttpResponseRedirect(request.get_full_path())
    partners = partner_forms(batch, request.POST if "_partners" in request.POST else None) if is_open else []
    if is_open and "_partners" in request.POST and not faults_of_lines(partners):
        batch.answers["partners"] = {**batch.answers.get("partners", {}), **partner_answers(partners)}
        save(batch, by=request.user, reason=_("Partners"))
        preview(batch, by=request.user, today=localdate())
        return HttpResponseRedirect(request.get_full_path())
    if "_import" in request.POST and form.is_valid() and _carry_out(request, batch, form):
        return HttpResponseRedirect(reverse("admin:import", args=[batch.pk]))
    notes = matched.notes if matched is not None and batch.state == ImportBatch.State.OPEN else ()
    return _show_batch(request, batch, form, partners, notes)


def _carry_out(request: HttpRequest, batch: ImportBatch, form: ConfirmForm) -> bool:
    """Carry the import out; where it is refused, put the reason into the form, and show anew what it would do now."""
    try:
        apply_batch(batch, by=request.user, now=timezone.now(), **form.cleaned_data)
    except ValidationError as error:
        show_refusal(form, batch, error, by=request.user)
        return False
    messages.success(request, _("The import is carried out."))
    return True


def show_refusal(form: ConfirmForm, batch: ImportBatch, error: ValidationError, *, by: Any) -> None:
    """Put the reason of a refusal into the form, and bind it to what the file would do now."""
    form.add_error(None, error)
    if error.code == "changed":
        preview(batch, by=by, today=localdate())
    batch.refresh_from_db()
    form.data = {**form.data.dict(), "fingerprint": batch.fingerprint}


def _show_batch(
    request: HttpRequest,
    batch: ImportBatch,
    form: ConfirmForm,
    partners: list[PartnerForm],
    notes: Sequence[str],
) -> HttpResponse:
    shown = request.GET.get("state", "")
    rows = batch.import_rows.all()
    if shown == "notes":
        rows = rows.exclude(notes=[])
    elif shown in ImportRow.State.values:
        rows = rows.filter(state=shown)
    elif batch.state != ImportBatch.State.OPEN:
        rows = rows.filter(state__in=[ImportRow.State.NEW, ImportRow.State.CHANGED])
    page, note = paging.page_of(paging.CappedPaginator(rows, PAGE_SIZE), request.GET.get("page", ""))
    lines = [{"row": row, "url": _url_of(row), "table": TABLES[row.table].title, "asks": _asks(row)} for row in page]
    counts = batch.counts or {}
    context = {
        "batch": batch,
        "form": form,
        "partners": partners,
        "faults": [*(faults_of(form) if form.is_bound else []), *faults_of_lines(partners)],
        "lines": lines,
        "page_obj": page,
        "note": note,
        "shown": shown,
        "changes": counts.get("new", 0) + counts.get("changed", 0),
        "is_open": batch.state == ImportBatch.State.OPEN,
        "is_office_workbook": batch.kind == ImportBatch.Kind.OFFICE,
        "tabs": [(state, label, counts.get(state, 0)) for state, label in ImportRow.State.choices]
        + [("notes", _("with notes"), counts.get("notes", 0))],
        "may_undo": may_undo(batch, request.user),
        "new": NEW,
        "notes": notes,
        "asks": any(line["asks"] for line in lines),
    }
    title = _("Preview of the import") if context["is_open"] else _("Import #%(number)d") % {"number": batch.pk}
    return _show(request, "import.html", title, **context)


def _asks(row: ImportRow) -> list[tuple[str, str]]:
    """Return what a doubtful row may be, each with its name for the reader: a row of the register, or another line of
    the file."""
    if row.state != ImportRow.State.REJECTED:
        return []
    found = []
    for key in row.candidates:
        sheet, mark, number = key.rpartition("!")
        is_line = bool(mark) and number.isdecimal()
        name = _("of the agreement in row %(number)s of this file") if is_line else _("the row %(key)s of the register")
        found.append((key, name % {"number": number, "key": key, "sheet": sheet}))
    return found


def _url_of(row: ImportRow) -> str:
    """Return the page of the record that a line wrote, "" where it has none."""
    own = TABLES[row.table].model._meta
    for record in row.written:
        if record["model"] == own.label_lower:
            try:
                return reverse(f"admin:{own.app_label}_{own.model_name}_change", args=[record["pk"]])
            except NoReverseMatch:
                return ""
    return ""


@require_safe
def import_rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the rejected rows as a workbook with the reasons."""
    batch = _open(request, pk)
    if not batch.import_rows.filter(state=ImportRow.State.REJECTED).exists():
        raise Http404
    out = temporary()
    write_rejected(batch, out, get_language() or "id")
    name = file_name(_("rejected"), f"{batch.pk}", localdate(), extension="xlsx")
    log_export(request.user, ImportBatch, name)
    return file_response(out, name, XLSX_TYPE)


@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, and undo an import."""
    refuse_unless(sees_everything(request.user))
    batch = get_object_or_404(ImportBatch, pk=pk)
    if not may_undo(batch, request.user):
        raise Http404
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        stays = undo_batch(batch, by=request.user, now=timezone.now(), **form.cleaned_data)
        if stays:
            text = _("The import is undone; %(count)d rows stay as they are.")
            messages.warning(request, text % {"count": len(stays)})
        else:
            messages.success(request, _("The import is undone."))
        return HttpResponseRedirect(reverse("admin:import", args=[batch.pk]))
    context = {"batch": batch, "form": form, "faults": faults_of(form) if form.is_bound else []}
    return _show(request, "undo.html", _("Undo the import"), **context)


@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """Return the empty workbook for an import."""
    refuse_unless(may_open(request.user))
    out = temporary()
    write_template(out, today=localdate(), language=get_language() or "id")
    return file_response(out, file_name(_("import template"), localdate(), extension="xlsx"), XLSX_TYPE)


@require_safe
def register_file(request: HttpRequest, file_format: str) -> HttpResponse:
    """Return the whole register, as far as this user sees it: a workbook, or CSV files in a ZIP file."""
    require(request.user, EXPORT_RIGHT)
    if file_format not in FORMATS:
        raise Http404
    out, today, language = temporary(), localdate(), get_language() or "id"
    if file_format == "xlsx":
        write_register(out, user=request.user, today=today, language=language)
        name, media_type = file_name(_("register"), today, extension="xlsx"), XLSX_TYPE
    else:
        dialect = FORMATS[file_format]
        write_csv_files(out, dialect=dialect, user=request.user, today=today, language=language)
        name, media_type = file_name(_("register"), today, file_format, extension="zip"), ZIP_TYPE
    log_export(request.user, Agreement, name)
    return file_response(out, name, media_type)


def _show(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    request.current_app = admin.site.name
    base = {**admin.site.each_context(request), "title": title, "may_export": request.user.has_perm(EXPORT_RIGHT)}
    return TemplateResponse(request, f"agreements/exchange/importing/{template}", {**base, **context})
