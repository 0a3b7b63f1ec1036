"""The staff area: Django's own admin with the register's name and a menu by job instead of by model."""

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from agreements.permissions import reports_for_an_office, sees_everything
from agreements.views import head_page, work_list
from agreements.views.coordination import coordination_desk, may_open
from jambi_coop.lib.login_form import LoginForm

# (app, model, word in the menu, what one does there); the order of the menu.
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

# Where the model's own name would be taken for one of the jobs.
OTHER_WORDS = {("agreements", "LegalBasis"): _("articles of regulations")}
WITH_TRASH = {"Agreement", "Partner", "Document"}
MOST_MENUS = 100
"""Kept at once; there are few sets of rights, and two languages."""


class RegistryAdminSite(admin.AdminSite):
    site_header = _("International Cooperation Registry")
    site_title = _("International Cooperation Registry")
    index_title = _("Staff desk")
    login_form = LoginForm

    def __init__(self, name="admin"):
        super().__init__(name)
        self._menus: dict[tuple, list[dict]] = {}

    def each_context(self, request):
        context = super().each_context(request)
        jobs, more = menu(context["available_apps"], request.path)
        if may_open(request.user):
            # Beside the agreements, whose letters it follows.
            jobs.insert(sum(job["is_main"] for job in jobs), _coordination(request.path))
        if reports_for_an_office(request.user):
            jobs.insert(0, _own_reports(request.path))
        return {**context, "jobs": jobs, "more": more, "is_first_page": request.path == reverse("admin:index")}

    def get_app_list(self, request, app_label=None):
        """As Django does it, once for each set of rights and each language: the menu stands on every page."""
        user = request.user
        rights = frozenset() if user.is_superuser else frozenset(user.get_all_permissions())
        key = (app_label, get_language(), user.is_superuser, sees_everything(user), rights)
        if key not in self._menus:
            if len(self._menus) >= MOST_MENUS:
                self._menus.clear()
            self._menus[key] = super().get_app_list(request, app_label)
        return self._menus[key]

    def get_urls(self):
        wrap = self.admin_view
        return [
            path("r/<path:content_type_id>/<path:object_id>/", wrap(self.view_on_site), name="view_on_site"),
            path("worklist/postpone/", wrap(work_list.postpone_entry), name="worklist_postpone"),
            path("worklist/take-back/", wrap(work_list.take_back_entry), name="worklist_take_back"),
            path("worklist/<slug:code>/", wrap(work_list.work_list_page), name="worklist"),
            path("koordinasi/", wrap(coordination_desk), name="coordination"),
            path("ringkasan/", wrap(head_page.head_page), name="head_page"),
            path("ringkasan/daftar/<slug:code>/", wrap(head_page.head_page_figure), name="head_page_figure"),
            path("ringkasan/<slug:file_format>/", wrap(head_page.head_page_export), name="head_page_export"),
            *super().get_urls(),
        ]

    def login(self, request, extra_context=None):
        """Whoever only reports for an office begins with its follow-ups, unless another page was asked for."""
        response = super().login(request, extra_context)
        is_over = response.status_code == 302 and response["Location"] == reverse("admin:index")
        if is_over and reports_for_an_office(request.user) and not sees_everything(request.user):
            response["Location"] = reverse("agreements:report_list")
        return response

    def index(self, request, extra_context=None):
        return super().index(request, {**work_list.index_context(request), **(extra_context or {})})

    def view_on_site(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponseRedirect:
        """To the public page of a row that this user may see.

        Django's own view leads anybody on the staff to any row's address, and an address holds a title.
        """
        is_number = content_type_id.isdecimal() and len(content_type_id) < 10
        found = ContentType.objects.filter(pk=content_type_id).first() if is_number else None
        model_admin = self._registry.get(found.model_class()) if found else None
        row = model_admin.get_object(request, object_id) if model_admin else None
        if row is None or not hasattr(row, "get_absolute_url") or not model_admin.has_view_permission(request, row):
            raise Http404
        return HttpResponseRedirect(row.get_absolute_url())


def menu(apps: list[dict], path: str) -> tuple[list[dict], list[dict]]:
    """The jobs this user has, in their order, and what is left over, by name."""
    models = {(app["app_label"], model["object_name"]): model for app in apps for model in app["models"]}
    jobs = []
    for app_label, name, word, purpose in JOBS:
        model = models.pop((app_label, name), None)
        if model and model["admin_url"]:
            jobs.append({**_item(model, word, path), "purpose": purpose, "is_main": name == "Agreement"})
    rest = [
        _item(model, OTHER_WORDS.get(key, model["name"]), path) for key, model in models.items() if model["admin_url"]
    ]
    return jobs, sorted(rest, key=lambda item: str(item["word"]).lower())


def _coordination(path: str) -> dict:
    purpose = _("Where each paper lies, since when, and who must move.")
    return _page(_("Coordination"), purpose, reverse("admin:coordination"), path)


def _own_reports(path: str) -> dict:
    purpose = _("Tell of the follow-ups of your own office.")
    return _page(_("My reports"), purpose, reverse("agreements:report_list"), path)


def _page(word, purpose, url: str, path: str) -> dict:
    """A job that is no list of records."""
    plain = {"word": word, "purpose": purpose, "url": url, "add_url": "", "trash_url": ""}
    return {**plain, "is_current": path.startswith(url), "is_main": False}


def _item(model: dict, word, path: str) -> dict:
    return {
        "word": word,
        "url": model["admin_url"],
        "add_url": model["add_url"],
        "trash_url": f"{model['admin_url']}?trash=1" if model["object_name"] in WITH_TRASH else "",
        "is_current": path.startswith(model["admin_url"]),
    }
