"""The page: one list for each place where papers lie, the same as a list to print, and how long steps took.

The address belongs to the admin site, which wraps this view and gives it its frame.
"""

from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from agreements.lifecycle import Holder
from agreements.models import Agreement
from agreements.permissions import sees_everything
from agreements.reports.coordination import step_lengths
from agreements.views import paging
from agreements.working_days import extra_days

from .query import counts, page_of
from .rows import OWN_COLUMNS, STEP_COLUMNS, rows_with_others, rows_with_ourselves
from .table import others_table, own_table

PAGE_SIZE = 50
MOST_PRINTED = 500
LENGTHS = "lengths"


def may_open(user) -> bool:
    """Bagian Kerja Sama and the heads; a department has no business with the letters of others."""
    return sees_everything(user) and user.has_perm("agreements.view_step")


@require_safe
def coordination_desk(request: HttpRequest) -> HttpResponse:
    """The page of one place, for those who may open it."""
    if not may_open(request.user):
        raise PermissionDenied
    today = localdate()
    numbers = counts()
    place = _place(request.GET.get("at", ""), numbers)
    context = {
        **admin.site.each_context(request),
        "title": _("Coordination"),
        "today": today,
        "place": place,
        "tabs": _tabs(numbers, place),
        "is_ours": place == Holder.CITY,
    }
    if place == LENGTHS:
        context["lengths"] = step_lengths(Agreement.objects.all(), extra_days())
    else:
        context |= _list(request, place, today, numbers.get(place, 0))
        context["place_word"] = _word(place)
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/coordination/desk.html", context)


def _place(asked: str, numbers) -> str:
    """The list that was asked for, else the first that is not empty, else our own."""
    if asked == LENGTHS or asked in Holder.values:
        return asked
    return next((holder.value for holder in Holder if holder != Holder.CITY and numbers.get(holder)), Holder.CITY.value)


def _word(holder: str) -> str:
    return pgettext("coordination", "Ourselves") if holder == Holder.CITY else str(Holder(holder).label)


def _tabs(numbers, place: str) -> list[dict]:
    path = reverse("admin:coordination")
    tabs = [
        {
            "label": _word(holder),
            "count": numbers.get(holder, 0),
            "url": f"{path}?at={holder}",
            "is_current": holder == place,
        }
        for holder in Holder.values
    ]
    lengths = {"label": _("How long steps took"), "count": None, "url": f"{path}?at={LENGTHS}"}
    return [*tabs, {**lengths, "is_current": place == LENGTHS}]


def _list(request: HttpRequest, place: str, today, number: int) -> dict:
    is_ours = place == Holder.CITY
    to_print = "print" in request.GET
    paginator = paging.CappedPaginator(range(number), MOST_PRINTED if to_print else PAGE_SIZE, known=number)
    page, note = paging.page_of(paginator, request.GET.get("page", ""))
    query = {"at": place}
    values = page_of(place, page.object_list, OWN_COLUMNS if is_ours else STEP_COLUMNS)
    rows = rows_with_ourselves(values, today) if is_ours else rows_with_others(values, today, extra_days())
    return {
        "rows": rows,
        "table": own_table(rows) if is_ours else others_table(rows),
        "page_obj": page,
        "page_numbers": list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "note": note,
        "is_capped": paginator.is_capped,
        "to_print": to_print,
        "base_query": urlencode(query),
        "print_url": f"?{urlencode({**query, 'print': 1})}",
    }
