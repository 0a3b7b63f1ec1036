"""Atom feed of the newest follow-ups that the public list shows as done, with the same filters."""

from datetime import date, datetime, time
from html import escape
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import localdate, make_aware
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.follow_up.filters import FollowUpFilter, Tab
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.language import localised
from jambi_coop.lib.web.examples import asks_for_examples, keeping_examples

from .follow_up_list import feed_address
from .follow_up_rows import agreement_url, load_rows

MOST_ENTRIES = 50
FIRST_YEAR = 2026
"""The year in the ids of the entries (tag URIs); it must never change."""


@require_safe
def follow_up_feed(request: HttpRequest) -> HttpResponse:
    """Return the newest MOST_ENTRIES done follow-ups of the list with the same filters."""
    today = localdate()
    examples = asks_for_examples(request)
    found = FollowUpFilter(request.GET, today=today, request=request, examples=examples)
    rows = load_rows(list(found.of_tab(Tab.DONE).values_list("pk", flat=True)[:MOST_ENTRIES]), today)
    page = keeping_examples(f"{reverse('agreements:follow_ups')}?tab={Tab.DONE}", examples)
    names = [label for label, _url in found.chips(request)]
    feed = Atom1Feed(
        title=_plain(
            " – ".join([_("Finished follow-ups of international cooperation"), settings.REGISTRY_REGION, *names])
        ),
        link=settings.SITE_URL + page,
        description="",
        subtitle=_("What is recorded as done in international cooperation, as far as it has been published."),
        feed_url=settings.SITE_URL + feed_address(found),
        language=get_language() or "id",
        # The register and no office: much of it comes from other sources.
        author_name=_("International Cooperation Registry of %(region)s") % {"region": settings.REGISTRY_REGION},
    )
    for row in rows:
        follow_up, agreement = row["follow_up"], row["follow_up"].agreement
        moment = _moment(follow_up.done_on, today)
        feed.add_item(
            title=_plain(f"{localised(follow_up, 'title')} – {localised(agreement, 'title')}"),
            link=settings.SITE_URL + agreement_url(agreement),
            description=escape(_plain(_text(row))),  # feed readers render it as HTML
            unique_id=f"tag:{urlsplit(settings.SITE_URL).hostname},{FIRST_YEAR}:follow-up/{follow_up.pk}",
            pubdate=moment,
            updateddate=moment,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _moment(done_on: KnownDate, today: date) -> datetime:
    """Return the start of the last day on which the follow-up may have been done.

    If that is still to come, as for "2026" during that year, the first possible day, so that no entry is in the future.
    """
    last = done_on.latest or today
    day = last if last <= today or done_on.earliest is None else done_on.earliest
    return make_aware(datetime.combine(min(day, today), time.min))


def _text(row: dict) -> str:
    follow_up = row["follow_up"]
    office = follow_up.office
    parts = [
        row["when"],
        (office.short_name or localised(office, "name")) if office else "",
        row["facts"],
        localised(follow_up, "result"),
        follow_up.public_note,
        _("Invented example.") if follow_up.agreement.is_example else "",
    ]
    return " · ".join(filter(None, parts))


def _plain(text: str) -> str:
    """Replace control characters, which XML does not allow."""
    return "".join(char if char.isprintable() else " " for char in text)
