"""The public list of follow-ups: late, upcoming, open and done ones; and agreements without any.

To change it: touch the filter set, which the feed shares (`agreements.follow_up.filters`); the words of a row
(`agreements.public.follow_up_rows`); `templates/agreements/public/follow_up_list.html`, which names each filter by
itself; `tests/agreements/public/test_follow_up_list.py`, which counts the queries. More: `docs/how-to/list.md`.
"""

from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.follow_up.filters import FollowUpFilter, Tab
from agreements.record.wording import day_label
from jambi_coop.lib.numbers.figures import format_number
from jambi_coop.lib.web.examples import asks_for_examples, keeping_examples
from jambi_coop.lib.web.paging import PAGE_SIZE, CappedPaginator, page_of

from .follow_up_rows import load_rows
from .no_follow_up import silent_agreements


@require_safe
def follow_up_list(request: HttpRequest) -> HttpResponse:
    """Show the public list of follow-ups. Unknown filters in the address are ignored, with a note."""
    today, examples = localdate(), asks_for_examples(request)
    found = FollowUpFilter(request.GET, today=today, request=request, examples=examples)
    # First the ids, for which the index of the order suffices; then only the rows of this page.
    lists = {tab: CappedPaginator(found.of_tab(tab).values_list("pk", flat=True), PAGE_SIZE) for tab in Tab}
    tab = Tab(found.data.get("tab") or (Tab.LATE if lists[Tab.LATE].count else Tab.AHEAD))
    paginator = lists[tab]
    page, page_note = page_of(paginator, request.GET.get("page", ""))
    notes = [*found.ignored, page_note] if page_note else found.ignored
    office, field = found.data.get("office", ""), found.data.get("field", "")
    path = reverse("agreements:follow_ups")
    context = {
        "section": "follow_ups",
        "tab": tab,
        "tabs": [_tab_link(found, path, one, lists[one], one == tab) for one in Tab],
        "page_obj": page,
        "page_numbers": list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "is_capped": paginator.is_capped,
        "count": _count_label(paginator),
        "rows": load_rows(list(page.object_list), today),
        "empty": _empty_sentence(tab, found, today),
        "notes": notes,
        "chips": found.chips(request),
        "clear_url": keeping_examples(_address(path, tab=tab) if "tab" in found.data else path, examples),
        "filter": found,
        "silent": silent_agreements(office, field, today, examples=examples)
        if page.number == 1 and "year" not in found.data
        else None,
        "feed_url": feed_address(found),
        "calendar_url": keeping_examples(reverse("agreements:follow_up_calendar"), examples),
        "ahead_days": settings.FOLLOW_UP_AHEAD_DAYS,
        "first_days": settings.FIRST_FOLLOW_UP_DAYS,
        **(_not_listed(found) if tab == Tab.AHEAD else {}),
    }
    return render(request, "agreements/public/follow_up_list.html", context)


def _tab_link(found: FollowUpFilter, path: str, tab: Tab, paginator: CappedPaginator, is_current: bool) -> dict:
    data = found.data.copy()
    data["tab"] = tab.value
    label = _("Upcoming (%(days)d days)") % {"days": settings.FOLLOW_UP_AHEAD_DAYS} if tab == Tab.AHEAD else tab.label
    return {
        "url": f"{path}?{data.urlencode()}",
        "label": label,
        "count": _count_label(paginator),
        "is_capped": paginator.is_capped,
        "is_current": is_current,
    }


def _count_label(paginator: CappedPaginator) -> str:
    return format_number(Decimal(paginator.count), get_language() or "id")


def _address(path: str, **values) -> str:
    return f"{path}?{'&'.join(f'{name}={value}' for name, value in values.items())}"


def feed_address(found: FollowUpFilter) -> str:
    """Return the address of the feed with the filters of the page."""
    query = found.data.copy()
    query.pop("tab", None)
    path = reverse("agreements:follow_up_feed")
    return f"{path}?{query.urlencode()}" if query else path


def _empty_sentence(tab: Tab, found: FollowUpFilter, today) -> str:
    """Return the sentence that the page shows instead of rows."""
    if tab == Tab.LATE:
        if found.active_count:
            return _("No follow-up that fits the filters is late on %(date)s.") % {"date": day_label(today)}
        return _("No follow-up is late on %(date)s.") % {"date": day_label(today)}
    if found.active_count:
        return _("No follow-up fits the filters.")
    if tab == Tab.AHEAD:
        return _("No follow-up is due within %(days)d days.") % {"days": settings.FOLLOW_UP_AHEAD_DAYS}
    if tab == Tab.OPEN:
        return _("No follow-up is open.")
    return _("No follow-up has been recorded as done yet.")


def _not_listed(found: FollowUpFilter) -> dict[str, int | str]:
    """Count open follow-ups that are neither late nor upcoming, by later and undated; with the address that lists
    them."""
    data = found.data.copy()
    data["tab"] = Tab.OPEN.value
    address = f"{reverse('agreements:follow_ups')}?{data.urlencode()}"
    return {**found.count_not_near(), "open_url": address}
