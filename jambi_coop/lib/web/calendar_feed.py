"""Calendar feeds: all-day events as the text of an .ics file, for subscribing to in any calendar program."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from icalendar import Calendar, Event, vText

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Kota Jambi//Registri Kerja Sama//ID"
# No calendar text may hold them, and a program that meets one refuses the whole feed.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class FeedEvent:
    """One day in the calendar.

    `uid` stays the same for as long as it is the same matter: by it a program moves or strikes out the event it
    already shows. An event that no longer holds stays in the feed as `cancelled` until nobody can still show it.
    """

    uid: str
    day: date
    summary: str
    description: str = ""
    url: str = ""
    modified: datetime | None = None
    cancelled: bool = False


def calendar_text(name: str, events: Iterable[FeedEvent], *, at: datetime) -> str:
    """The feed called `name` as it stands `at` this moment; moments have a time zone.

    It names no method: a METHOD would make it an invitation that somebody has to answer.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    # The standard's name of a calendar, and the one that programs read; the library knows neither as a text to escape.
    calendar.add("name", vText(_clean(name)))
    calendar.add("x-wr-calname", vText(_clean(name)))
    for event in events:
        calendar.add_component(_component(event, at))
    return calendar.to_ical().decode("utf-8")


def _component(event: FeedEvent, at: datetime) -> Event:
    component = Event()
    component.add("uid", _clean(event.uid))
    component.add("dtstamp", _in_utc(at))
    component.add("dtstart", event.day)  # a day without an end lasts that day
    component.add("summary", _clean(event.summary))
    if event.description:
        component.add("description", _clean(event.description))
    if event.url:
        component.add("url", event.url)
    if event.modified:
        component.add("last-modified", _in_utc(event.modified))
    component.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    component.add("transp", "TRANSPARENT")  # a due date leaves the day free for meetings
    return component


def _clean(text: str) -> str:
    return CONTROL_CHARACTERS.sub("", text)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment in a calendar feed needs a time zone.")
    return moment.astimezone(UTC)
