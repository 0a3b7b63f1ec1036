"""Calendar feeds: all-day events as the text of an .ics file, to which any calendar program can subscribe."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from icalendar import Calendar, Event, vText

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Kota Jambi//Registri Kerja Sama//ID"
# The format does not allow them in a text, and a program that reads one rejects the whole feed.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class FeedEvent:
    """One all-day event.

    `uid` stays the same for the same matter, so that a program can move or remove the event it already shows. An event
    that is no longer valid stays in the feed as `cancelled` for as long as a program may still show it.
    """

    uid: str
    day: date
    summary: str
    description: str = ""
    url: str = ""
    modified: datetime | None = None
    cancelled: bool = False


def calendar_text(name: str, events: Iterable[FeedEvent], *, at: datetime) -> str:
    """Return the text of the feed called `name`, produced `at` this moment. Raises ValueError for a moment without a
    time zone.

    It has no METHOD property, which would make the events invitations that need an answer.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    # NAME is the standard, X-WR-CALNAME the one that programs read; the library escapes neither unless given as vText.
    calendar.add("name", vText(_clean(name)))
    calendar.add("x-wr-calname", vText(_clean(name)))
    for event in events:
        calendar.add_component(_component(event, at))
    return calendar.to_ical().decode("utf-8")


def _component(event: FeedEvent, at: datetime) -> Event:
    component = Event()
    component.add("uid", _clean(event.uid))
    component.add("dtstamp", _in_utc(at))
    component.add("dtstart", event.day)  # without an end an event lasts that one day
    component.add("summary", _clean(event.summary))
    if event.description:
        component.add("description", _clean(event.description))
    if event.url:
        component.add("url", event.url)
    if event.modified:
        component.add("last-modified", _in_utc(event.modified))
    component.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    component.add("transp", "TRANSPARENT")  # a due date does not block the day for meetings
    return component


def _clean(text: str) -> str:
    return CONTROL_CHARACTERS.sub("", text)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment in a calendar feed needs a time zone.")
    return moment.astimezone(UTC)
