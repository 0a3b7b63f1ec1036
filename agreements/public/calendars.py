"""Calendars to subscribe to: the public one of follow-ups and ends, and the private one of each office."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from secrets import compare_digest
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import Agreement, CalendarLink, FollowUp, Office
from agreements.reminders.due_items import DueItem, Matter, items_of
from agreements.reminders.sentences import sentence
from jambi_coop.lib.dates.counting import known_between
from jambi_coop.lib.records.language import localised
from jambi_coop.lib.records.publication import PublicationClass
from jambi_coop.lib.web.calendar_feed import CONTENT_TYPE, FeedEvent, calendar_text
from jambi_coop.lib.web.examples import asks_for_examples

from .follow_up_rows import agreement_url

CANCELLED_SHOWN_DAYS = 90
"""Days for which a cancelled follow-up stays in the calendar as cancelled, so that no program still shows it as
open."""
MOST_EVENTS = 2000


@require_safe
def follow_up_calendar(request: HttpRequest) -> HttpResponse:
    """Return the public calendar: due dates of public follow-ups, and ends of public agreements in force."""
    now, examples = timezone.now(), asks_for_examples(request)
    follow_ups = FollowUp.objects.in_public(examples=examples)
    events = [*_public_follow_ups(follow_ups, now), *_public_ends(timezone.localdate(now), examples)]
    name = _("Follow-ups of international cooperation, %(region)s") % {"region": settings.REGISTRY_REGION}
    return _answer(calendar_text(name, events, at=now))


@require_safe
def office_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Return the calendar of one office, to anybody with its address.

    An address can be passed on, so that nothing exempt is in it.
    """
    office = _office_of(token)
    now = timezone.now()
    name = _("Due dates of %(office)s") % {"office": office}
    response = _answer(calendar_text(name, _of_office(office, now, asks_for_examples(request)), at=now))
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _answer(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = 'inline; filename="kalender.ics"'
    return response


def _office_of(token: str) -> Office:
    """Return the office of a token; raises Http404 for any other token.

    All tokens are compared in constant time and to the last, so that response times reveal nothing.
    """
    given, found = token.encode(), None
    for link in CalendarLink.objects.select_related("office").filter(office__is_active=True):
        if compare_digest(link.token.encode(), given):
            found = link.office
    if found is None:
        raise Http404
    return found


def _uid(row_key: str) -> str:
    return f"{row_key.replace(':', '-')}@{urlsplit(settings.SITE_URL).hostname}"


def _with_precision(text: str, known) -> str:
    """Add the known date to the text if it is not exact: the event is on its last possible day."""
    return text if known.is_exact else f"{text} ({known})"


def _shown_in_calendar(now: datetime) -> Q:
    since = timezone.localdate(now) - timedelta(days=CANCELLED_SHOWN_DAYS)
    return Q(due_on_latest__isnull=False, done_on_latest__isnull=True) & (
        Q(cancelled_on__isnull=True) | Q(cancelled_on__gte=since)
    )


# --- public ------------------------------------------------------------------------------------------


def _public_follow_ups(rows, now: datetime) -> Iterator[FeedEvent]:
    """Yield the follow-ups, with no more than the public list shows of them."""
    rows = rows.filter(_shown_in_calendar(now)).select_related("agreement", "office").order_by("-due_on_latest", "pk")
    for row in rows[:MOST_EVENTS]:
        office = localised(row.office, "name") if row.office else ""
        yield FeedEvent(
            uid=_uid(f"followup:{row.pk}"),
            day=row.due_on.latest,
            summary=_with_precision(localised(row, "title"), row.due_on),
            description="\n".join(filter(None, [localised(row.agreement, "title"), office, _example(row.agreement)])),
            url=settings.SITE_URL + agreement_url(row.agreement),
            cancelled=row.cancelled_on is not None,
        )


def _example(agreement: Agreement) -> str:
    return _("Invented example.") if agreement.is_example else ""


def _public_ends(today, examples: bool) -> Iterator[FeedEvent]:
    """Yield the ends of terms that the public pages show."""
    rows = Agreement.objects.public().of_this_city(examples=examples).in_force(today)
    rows = rows.filter(digest__ends_latest__isnull=False).select_related("digest").order_by("digest__ends_latest", "pk")
    for row in rows[:MOST_EVENTS]:
        known = known_between(row.digest.ends_earliest, row.digest.ends_latest)
        yield FeedEvent(
            uid=_uid(f"end:{row.pk}"),
            day=row.digest.ends_latest,
            summary=_with_precision(_("Ends: %(title)s") % {"title": localised(row, "title")}, known),
            description=_example(row),
            url=settings.SITE_URL + row.get_absolute_url(),
        )


# --- of one office -----------------------------------------------------------------------------------


def _of_office(office: Office, now: datetime, examples: bool) -> Iterator[FeedEvent]:
    today = timezone.localdate(now)
    shown = Agreement.objects.alive().of_this_city(examples=examples).exclude(publication_class=PublicationClass.EXEMPT)
    follow_ups = FollowUp.objects.filter(_shown_in_calendar(now), office=office, agreement__in=shown)
    for row in follow_ups.select_related("agreement").order_by("-due_on_latest", "pk")[:MOST_EVENTS]:
        yield FeedEvent(
            uid=_uid(f"followup:{row.pk}"),
            day=row.due_on.latest,
            summary=_with_precision(row.title, row.due_on),
            description=f"{row.agreement.title} ({row.agreement.register_number})",
            url=settings.SITE_URL + reverse("agreements:report_form", args=[row.pk]),
            cancelled=row.cancelled_on is not None,
        )
    led = shown.in_force(today).filter(lead_office=office)
    for agreement in led.select_related("digest").prefetch_related("instruments__signatures", "reviews", "renewed_by"):
        for item in items_of(agreement):
            yield _event(item, today)


def _event(item: DueItem, today) -> FeedEvent:
    names = {
        Matter.END: _("Ends: %(title)s"),
        Matter.REVIEW: _("Review: %(title)s"),
        Matter.FEE: _("Fee: %(title)s"),
    }
    return FeedEvent(
        uid=_uid(item.row_key),
        day=item.day,
        summary=_with_precision(names[item.matter] % {"title": item.agreement.title}, item.known),
        description=f"{sentence(item, today)}\n{item.agreement.register_number}",
        url=settings.SITE_URL + reverse("admin:agreements_agreement_change", args=[item.agreement.pk]),
    )
