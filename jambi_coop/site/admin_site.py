"""The staff area: Django's admin with the register's name, its own pages, and a menu by task instead of by model."""

from dataclasses import dataclass
from functools import update_wrapper

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.attesting.pages import (
    confirmations,
    confirmations_of_office,
    confirmations_to_accept,
    confirmations_without_office,
)
from agreements.attesting.pages import may_open as may_confirm
from agreements.before_signing.coordination_desk import coordination_desk, may_open
from agreements.exchange.importing.pages import (
    import_columns,
    import_page,
    import_rejected,
    import_template,
    import_undo,
    imports,
    register_file,
)
from agreements.exchange.importing.pages import may_look as may_look_at_imports
from agreements.exchange.office_workbook.pages import all_office_workbooks, office_workbook, office_workbooks
from agreements.letter_writing.pages import (
    letter_of_agreement,
    letter_of_step,
    letters_of_agreement,
    letters_of_step,
)
from agreements.oversight.head_page.pages import head_page, head_page_export, head_page_figure
from agreements.oversight.worklist.pages import index_context, postpone_entry, take_back_entry, work_list_page
from agreements.record.permissions import reports_for_an_office, sees_everything
from agreements.reports.pages import logo, report_file, report_list, report_page
from agreements.reports.pages import may_open as may_report
from agreements.reports.sent_pages import report_changes, report_send, sent_report, sent_report_file, sent_reports
from jambi_coop.lib.web import login_again
from jambi_coop.lib.web.login_form import LoginForm

# (app, model, word in the menu, purpose), in the order of the menu.
JOBS = [
    ("agreements", "Agreement", _("Agreements"), _("Record an agreement and take it from stage to stage.")),
    ("agreements", "FollowUp", _("Follow-ups"), _("What happened after signing, by whom, until when.")),
    ("agreements", "FollowUpReport", _("Reports of offices"), _("Approve or return what offices report.")),
    ("partners", "Partner", _("Partners"), _("Bodies abroad, their contact persons and their profile.")),
    ("agreements", "Document", _("Documents"), _("Texts, letters and evidence, with their publication class.")),
    ("agreements", "Regulation", _("Legal bases"), _("Regulations, their articles, and whether they are in force.")),
    ("agreements", "Office", _("City offices"), _("Offices and their liaison officers.")),
    ("agreements", "Source", _("Sources"), _("Where facts and figures were read.")),
    ("auth", "User", pgettext_lazy("accounts", "Users"), _("Accounts, their groups and offices.")),
]

# Menu words for models whose own name could be confused with one of the jobs.
OTHER_LABELS = {("agreements", "LegalBasis"): _("articles of regulations")}
WITH_TRASH = {
    *("Agreement", "Partner", "Document"),
    *("Party", "Step", "FollowUp", "Instrument", "Transaction", "Indicator", "Measurement"),
}


@dataclass(frozen=True)
class Job:
    """An entry of the menu: its word, its purpose, and its URLs, "" where there is none."""

    word: str
    url: str
    purpose: str = ""
    add_url: str = ""
    trash_url: str = ""
    is_main: bool = False


@dataclass(frozen=True)
class Menu:
    """The menu in the language of the page: the jobs in their order, and the other models by name."""

    jobs: tuple[Job, ...]
    more: tuple[Job, ...]

    def current(self, path: str) -> str:
        """Return the URL of the job to which a page belongs, or of the index; "" for all other pages."""
        if path == reverse("admin:index"):
            return path
        return next((job.url for job in (*self.jobs, *self.more) if path.startswith(job.url)), "")


class RegistryAdminSite(admin.AdminSite):
    """The admin site with the menu, the coordination desk, the work lists and the page for heads."""

    site_header = _("International Cooperation Registry")
    site_title = _("International Cooperation Registry")
    index_title = _("Staff desk")
    login_form = LoginForm

    def each_context(self, request):
        context, user = super().each_context(request), request.user
        menu = menu_of(
            context["available_apps"],
            reports_for_an_office(user),
            may_open(user),
            confirms=may_confirm(user),
            imports=may_look_at_imports(user),
            exports=may_report(user),
        )
        return {**context, "menu": menu, "current_job": menu.current(request.path)}

    def get_urls(self):
        wrap = self.admin_view
        return [
            path("r/<path:content_type_id>/<path:object_id>/", wrap(self.view_on_site), name="view_on_site"),
            path("worklist/postpone/", wrap(postpone_entry), name="worklist_postpone"),
            path("worklist/take-back/", wrap(take_back_entry), name="worklist_take_back"),
            path("worklist/<slug:code>/", wrap(work_list_page), name="worklist"),
            path("koordinasi/", wrap(coordination_desk), name="coordination"),
            path("evaluasi/", wrap(office_workbooks), name="office_workbooks"),
            path("evaluasi/semua/", wrap(all_office_workbooks), name="all_office_workbooks"),
            path("evaluasi/<int:pk>/", wrap(office_workbook), name="office_workbook"),
            path("impor/", wrap(imports), name="imports"),
            path("impor/templat/", wrap(import_template), name="import_template"),
            path("impor/<int:pk>/", wrap(import_page), name="import"),
            path("impor/<int:pk>/kolom/", wrap(import_columns), name="import_columns"),
            path("impor/<int:pk>/ditolak/", wrap(import_rejected), name="import_rejected"),
            path("impor/<int:pk>/batal/", wrap(import_undo), name="import_undo"),
            path("ekspor/<slug:file_format>/", wrap(register_file), name="register_file"),
            path("surat/kerja-sama/<int:pk>/", wrap(letters_of_agreement), name="letters_of_agreement"),
            path("surat/kerja-sama/<int:pk>/<slug:kind>/", wrap(letter_of_agreement), name="letter_of_agreement"),
            path("surat/langkah/<int:pk>/", wrap(letters_of_step), name="letters_of_step"),
            path("surat/langkah/<int:pk>/<slug:kind>/", wrap(letter_of_step), name="letter_of_step"),
            path("konfirmasi/", wrap(confirmations), name="confirmations"),
            path("konfirmasi/<int:pk>/", wrap(confirmations_of_office), name="confirmations_of_office"),
            path("konfirmasi/tanpa-opd/", wrap(confirmations_without_office), name="confirmations_without_office"),
            path("konfirmasi/terima/", wrap(confirmations_to_accept), name="confirmations_to_accept"),
            path("laporan/", wrap(report_list), name="reports"),
            path("laporan/kop/logo/", wrap(logo), name="report_logo"),
            path("laporan/terkirim/", wrap(sent_reports), name="sent_reports"),
            path("laporan/terkirim/<int:pk>/", wrap(sent_report), name="sent_report"),
            path("laporan/terkirim/<int:pk>/<slug:file_format>/", wrap(sent_report_file), name="sent_report_file"),
            path("laporan/<slug:code>/", wrap(report_page), name="report"),
            path("laporan/<slug:code>/kirim/", wrap(report_send), name="report_send"),
            path("laporan/<slug:code>/perubahan/", wrap(report_changes), name="report_changes"),
            path("laporan/<slug:code>/<slug:file_format>/", wrap(report_file), name="report_file"),
            path("ringkasan/", wrap(head_page), name="head_page"),
            path("ringkasan/daftar/<slug:code>/", wrap(head_page_figure), name="head_page_figure"),
            path("ringkasan/<slug:file_format>/", wrap(head_page_export), name="head_page_export"),
            *super().get_urls(),
        ]

    def admin_view(self, view, cacheable=False):
        """Wrap a view as Django does, but carry a form that is sent after the session ended through the login."""
        inner = super().admin_view(view, cacheable)

        def carried(request, *args, **kwargs):
            if not login_again.is_sent_without_session(request) or request.path == reverse("admin:logout"):
                return inner(request, *args, **kwargs)
            context = {**self.each_context(request), "title": _("Log in again")}
            return login_again.carry(
                request,
                "admin/login_again.html",
                context,
                lambda: inner(request, *args, **kwargs),
                done=_("You are logged in again. What you had entered was not lost."),
            )

        return update_wrapper(carried, inner)

    def login(self, request, extra_context=None):
        """Log in; users who only report for an office start with its follow-ups, unless they asked for another page."""
        response = super().login(request, extra_context)
        is_over = response.status_code == 302 and response["Location"] == reverse("admin:index")
        if is_over and reports_for_an_office(request.user) and not sees_everything(request.user):
            response["Location"] = reverse("agreements:report_list")
        return response

    def index(self, request, extra_context=None):
        return super().index(request, {**index_context(request), **(extra_context or {})})

    def view_on_site(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponseRedirect:
        """Redirect to the public page of a row that this user may see; 404 for any other.

        Django's own view redirects any staff user to the URL of any row, and a URL contains a title.
        """
        is_number = content_type_id.isdecimal() and len(content_type_id) < 10
        found = ContentType.objects.filter(pk=content_type_id).first() if is_number else None
        model_admin = self._registry.get(found.model_class()) if found else None
        row = model_admin.get_object(request, object_id) if model_admin else None
        if row is None or not hasattr(row, "get_absolute_url") or not model_admin.has_view_permission(request, row):
            raise Http404
        return HttpResponseRedirect(row.get_absolute_url())


def menu_of(
    apps: list[dict],
    reports: bool,
    coordinates: bool,
    *,
    confirms: bool = False,
    imports: bool = False,
    exports: bool = False,
) -> Menu:
    """Return the menu of a user with these models (`available_apps`), who `reports` for an office or not and may open
    the coordination desk (`coordinates`), the confirmations (`confirms`), the imports (`imports`) and the reports of
    the office (`exports`) or not."""
    models = {(app["app_label"], model["object_name"]): model for app in apps for model in app["models"]}
    jobs = []
    if reports:
        purpose = _("Tell of the follow-ups of your own office.")
        jobs.append(Job(str(_("My reports")), reverse("agreements:report_list"), str(purpose)))
    for app_label, name, word, purpose in JOBS:
        model = models.pop((app_label, name), None)
        if model and model["admin_url"]:
            jobs.append(_job(model, word, str(purpose), is_main=name == "Agreement"))
        if name == "Agreement" and coordinates:
            # Next to the agreements, since the desk tracks their letters.
            purpose = _("Where each paper lies, since when, and who must move.")
            jobs.append(Job(str(_("Coordination")), reverse("admin:coordination"), str(purpose)))
        if name == "FollowUpReport" and confirms:
            purpose = _("What the offices confirm twice a year, and its acceptance.")
            jobs.append(Job(str(_("Half-yearly confirmation")), reverse("admin:confirmations"), str(purpose)))
    if exports:
        purpose = _("Tables with letterhead to print or send: register, implementation, quarter, review.")
        jobs.append(Job(str(_("Reports")), reverse("admin:reports"), str(purpose)))
    if imports:
        purpose = _("Take in a spreadsheet, and take the whole register out as one.")
        jobs.append(Job(str(_("Import and export")), reverse("admin:imports"), str(purpose)))
    rest = [_job(model, OTHER_LABELS.get(key, model["name"])) for key, model in models.items() if model["admin_url"]]
    return Menu(tuple(jobs), tuple(sorted(rest, key=lambda job: job.word.lower())))


def _job(model: dict, word, purpose: str = "", *, is_main: bool = False) -> Job:
    trash = f"{model['admin_url']}?trash=1" if model["object_name"] in WITH_TRASH else ""
    return Job(str(word), model["admin_url"], purpose, model["add_url"] or "", trash, is_main)
