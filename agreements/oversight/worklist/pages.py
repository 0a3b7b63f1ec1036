"""The work list on the first page of the admin, a page for each list, and the postponing of entries.

The URLs belong to the admin site, which wraps these views and provides their frame.
"""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.web.examples import asks_for_examples

from .entry import Heading, WorkList
from .job_health import job_health
from .lists import (
    BY_CODE,
    BY_SLUG,
    HEADINGS,
    count_of,
    found_on,
    found_on_all,
    found_under,
    postponed_rows,
    work_list_url,
)
from .postpone_form import PostponeForm
from .postponing import postpone, take_back
from .rows import entries_of
from .scope import View, WorklistScope, view_of, views_of

TOP, PER_PAGE = 5, 50
FIRST_ROWS = 20
"""Rows of each list if the page of a heading shows several lists."""


def index_context(request: HttpRequest) -> dict:
    """Return the context of the work list on the first page; empty for an account without rights."""
    if not request.user.has_perm("agreements.view_agreement"):
        return {}
    scope = _scope(request)
    on_lists = found_on_all(scope, TOP)
    found = [found_under(heading, on_lists, TOP) for heading in HEADINGS]
    nobody = BY_CODE["nobody"]
    return {
        "work": {
            **_frame(scope),
            "counts": [(one, _list_url(one.of.code, scope)) for one in found],
            "sections": [(one, _list_url(one.of.code, scope)) for one in found if one.count],
            "is_empty": not any(one.count for one in found),
            "postponed": postponed_rows(scope),
            "health": job_health(scope.today),
            "without_person": 0 if _holds_nobodys(scope) else count_of(nobody, scope.with_view(View.ALL)),
            "without_person_url": _list_url(nobody.code, scope.with_view(View.ALL)),
            "has_head_page": scope.sees_everything,
        }
    }


@require_safe
def work_list_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a heading or one of its lists: a single list in pages with all rows, several lists with the first rows of
    each."""
    if code not in BY_CODE and code not in BY_SLUG:
        raise Http404
    if not request.user.has_perm("agreements.view_agreement"):
        raise PermissionDenied
    scope = _scope(request)
    heading, lists = _asked(code)
    work = {**_frame(scope), "code": code}
    context = {**admin.site.each_context(request), "title": heading.title, "rule": heading.rule(), "work": work}
    if len(lists) > 1:
        found = [found_on(one, scope, FIRST_ROWS) for one in lists]
        context["sections"] = [(one, _list_url(one.of.slug, scope)) for one in found if one.count]
        context["count"] = sum(one.count for one in found)
    else:
        paginator = Paginator(lists[0].shown(scope), PER_PAGE)
        page = paginator.get_page(request.GET.get("page"))
        context["rows"] = entries_of(lists[0], page.object_list, scope)
        context["count"], context["page_obj"] = paginator.count, page
        context["page_numbers"] = list(paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
        if code in BY_SLUG:
            context["title"] = f"{heading.title}: {lists[0].title}"
            context["heading"], context["heading_url"] = heading, _list_url(heading.code, scope)
    return TemplateResponse(request, "agreements/oversight/worklist/list.html", context)


def _asked(code: str) -> tuple[Heading, tuple[WorkList, ...]]:
    """Return the heading that an address names, and which of its lists."""
    if code in BY_CODE:
        return BY_CODE[code], BY_CODE[code].lists
    heading, work_list = BY_SLUG[code]
    return heading, (work_list,)


@require_POST
def postpone_entry(request: HttpRequest) -> HttpResponse:
    """Postpone one entry of the user's work list, and return to the page it was on."""
    today = localdate()
    form = PostponeForm(request.POST)
    if not form.is_valid():
        faults = " ".join(fault for faults in form.errors.values() for fault in faults)
        messages.error(request, _("It was not postponed: %(fault)s") % {"fault": faults})
        return _back(request)
    until = form.cleaned_data["until"]
    try:
        postpone(form.cleaned_data["entry"], by=request.user, until=until, today=today)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Postponed until %(date)s.") % {"date": date_format(until, "j F Y")})
    return _back(request)


@require_POST
def take_back_entry(request: HttpRequest) -> HttpResponse:
    """Bring a postponed entry back at once."""
    if take_back(request.POST.get("entry", ""), by=request.user):
        messages.success(request, _("The entry is back on your work list."))
    return _back(request)


def _scope(request: HttpRequest) -> WorklistScope:
    scope = WorklistScope(request.user, localdate(), examples=asks_for_examples(request, default=True))
    return scope.with_view(view_of(request.GET.get("view"), scope))


def _holds_nobodys(scope: WorklistScope) -> bool:
    """True if unattended records are on this page already, or are not a task of this user."""
    return not scope.sees_everything or scope.view == View.ALL or (scope.view == View.MINE and scope.takes_unattended)


def _frame(scope: WorklistScope) -> dict:
    return {
        "view": scope.view,
        "views": views_of(scope),
        "is_all": scope.view == View.ALL,
        "examples": scope.examples,
        # The example must be a day that can be chosen, since users copy it.
        "day_example": KnownDate.day(scope.today + timedelta(days=14)),
    }


def _list_url(code: str, scope: WorklistScope) -> str:
    return work_list_url(code, scope.view, examples=scope.examples)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    code = request.POST.get("list", "")
    path = reverse("admin:worklist", args=[code]) if code in BY_CODE or code in BY_SLUG else reverse("admin:index")
    view = request.POST.get("view", "")
    return HttpResponseRedirect(f"{path}?{urlencode({'view': view})}" if view in View.values else path)
