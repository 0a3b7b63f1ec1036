"""Staff pages of the reports kept as sent: keeping one, their list, each with its files, and what changed since."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.models import SentReport
from jambi_coop.lib.dates.fields import DayFormField
from jambi_coop.lib.records.people import name_of
from jambi_coop.lib.tables.export_log import log_export
from jambi_coop.lib.tables.http_files import XLSX, table_response
from jambi_coop.lib.versions.sent_twice import SentTwice

from .changes import COLUMNS, change_rows, changes_since
from .files import FILE_FORMATS, name_of_file
from .pages import Asked, asked_in, made, page_context, query_of
from .report import Report
from .sent import Sending, fingerprint, former_of, give_letter_number, keep_as_sent, require_all

PER_PAGE = 50


class SendingForm(forms.Form):
    """To whom the report goes; it carries the mark of what was shown."""

    sent_to = forms.CharField(label=gettext_lazy("Sent to"), max_length=200)
    sent_on = DayFormField(label=gettext_lazy("Sent on"))
    letter_number = forms.CharField(
        label=gettext_lazy("Letter number"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("May be added later, once it is known."),
    )
    docx = forms.BooleanField(label=gettext_lazy("The DOCX is sent"), required=False)
    xlsx = forms.BooleanField(label=gettext_lazy("The XLSX is sent"), required=False)
    shown = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        if not self.file_formats:
            raise ValidationError(_("Choose at least one file."))
        return self.cleaned_data

    @property
    def file_formats(self) -> list[str]:
        """The formats that are sent."""
        return [one for one in FILE_FORMATS if self.cleaned_data.get(one)]


class LetterNumberForm(forms.Form):
    """The letter number that was not known yet."""

    letter_number = forms.CharField(label=gettext_lazy("Letter number"), max_length=120)


@require_http_methods(["GET", "HEAD", "POST"])
def report_send(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a report as sent, exactly as it was shown; where it says something else by now, show that first."""
    require_all(request.user)
    asked = asked_in(request, code)
    report = made(asked, request)
    mark = fingerprint(report)
    usual = {"sent_on": localdate(), "docx": True, "xlsx": True, "shown": mark}
    form = SendingForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["shown"] == mark:
            return _store(request, asked, report, form)
        form.add_error(None, _("The report says something else than when this page was opened. Look at it again."))
        form.data = {**form.data.dict(), "shown": mark}
    context = page_context(request, _("Keep as sent"), kind=asked.kind, form=form, query=query_of(asked), report=report)
    return TemplateResponse(request, "agreements/reports/send.html", context)


def _store(request: HttpRequest, asked: Asked, report: Report, form: SendingForm) -> HttpResponse:
    given = form.cleaned_data
    sending = Sending(
        to=given["sent_to"], on=given["sent_on"], letter_number=given["letter_number"], file_formats=form.file_formats
    )
    try:
        sent = keep_as_sent(asked.kind, asked.parameters, report, sending, by=request.user, now=timezone.localtime())
        messages.success(request, _("Kept. Send exactly these files: they are what the register can show again."))
    except SentTwice as twice:
        sent = twice.first
        messages.warning(request, _("This was sent twice. It has been recorded once, here."))
    return HttpResponseRedirect(reverse("admin:sent_report", args=[sent.pk]))


@require_safe
def sent_reports(request: HttpRequest) -> HttpResponse:
    """List the reports that were sent, the last first."""
    require_all(request.user)
    rows = SentReport.objects.select_related("made_by").defer("rows", "columns", "closing")
    paginator = Paginator(rows, PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = page_context(
        request,
        _("Reports kept as sent"),
        page_obj=page,
        page_numbers=list(paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
    )
    return TemplateResponse(request, "agreements/reports/sent_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sent_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a report as it was sent, and take its letter number while it has none."""
    require_all(request.user)
    sent = get_object_or_404(SentReport.objects.select_related("made_by"), pk=pk)
    form = LetterNumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            give_letter_number(sent, form.cleaned_data["letter_number"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The letter number is recorded."))
            return HttpResponseRedirect(reverse("admin:sent_report", args=[sent.pk]))
    files = [(one, getattr(sent, f"{one}_sha256")) for one in FILE_FORMATS if getattr(sent, one)]
    made_by = name_of(sent.made_by)
    context = page_context(request, sent.title, sent=sent, form=form, files=files, made_by=made_by)
    return TemplateResponse(request, "agreements/reports/sent.html", context)


@require_safe
def sent_report_file(request: HttpRequest, pk: int, file_format: str) -> HttpResponseBase:
    """Return a file byte for byte as it was sent."""
    require_all(request.user)
    sent = get_object_or_404(SentReport, pk=pk)
    if file_format not in FILE_FORMATS or not getattr(sent, file_format):
        raise Http404
    name = name_of_file(sent.kind, sent.sent_on, file_format)
    log_export(request.user, SentReport, name)
    response = FileResponse(
        getattr(sent, file_format).open("rb"),
        as_attachment=True,
        filename=name,
        content_type=FILE_FORMATS[file_format],
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def report_changes(request: HttpRequest, code: str) -> HttpResponseBase:
    """Return what changed since the last report of this kind was sent, as a workbook."""
    require_all(request.user)
    asked = asked_in(request, code)
    report = made(asked, request)
    former = former_of(asked.kind, asked.parameters) if asked.parameters else None
    if former is None:
        raise Http404
    log_export(request.user, SentReport, f"perubahan {code} {former.sent_on} {query_of(asked)}".strip())
    return table_response(
        COLUMNS,
        change_rows(changes_since(former, report)),
        file_format=XLSX,
        name_parts=["perubahan", code, former.sent_on, localdate()],
        sheet_title=_("Changes since the last report"),
        language=get_language() or "id",
    )
