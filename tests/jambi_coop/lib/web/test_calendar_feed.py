"""Calendar feeds: what is written is read back by the library, and the text itself keeps the format's rules."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from jambi_coop.lib.web.calendar_feed import FeedEvent, calendar_text

JAKARTA = timezone(timedelta(hours=7))
AT = datetime(2026, 11, 24, 8, 30, tzinfo=JAKARTA)
DUE = FeedEvent(
    uid="term-4711-expiry@kerjasama.example",
    day=date(2027, 3, 5),
    summary="Berakhir: MoU Kota Jambi – Kota Contoh",
    description="Baris satu;\nbaris dua, dan \\ garis miring.",
    url="https://kerjasama.example/admin/agreements/agreement/1/change/?a=1&b=2,3;4",
    modified=datetime(2026, 11, 1, 6, 0, tzinfo=JAKARTA),
)


def events_of(text):
    return Calendar.from_ical(text).walk("VEVENT")


def test_event_comes_back_as_it_was_given():
    (event,) = events_of(calendar_text("Tenggat", [DUE], at=AT))
    assert str(event["uid"]) == DUE.uid
    assert str(event["summary"]) == DUE.summary
    assert str(event["description"]) == DUE.description
    assert str(event["url"]) == DUE.url
    assert event["last-modified"].dt == DUE.modified
    assert event["status"] == "CONFIRMED"


def test_event_lasts_its_day_and_blocks_nothing():
    text = calendar_text("Tenggat", [DUE], at=AT)
    (event,) = events_of(text)
    assert event["dtstart"].dt == date(2027, 3, 5)
    assert "DTSTART;VALUE=DATE:20270305\r\n" in text
    assert "DTEND" not in event
    assert "DURATION" not in event
    assert event["transp"] == "TRANSPARENT"


def test_feed_names_itself_and_its_moment_but_no_method():
    text = calendar_text("Tenggat, semua", [DUE], at=AT)
    calendar = Calendar.from_ical(text)
    assert str(calendar["prodid"]).startswith("-//Kota Jambi//")
    assert str(calendar["version"]) == "2.0"
    assert "\r\nNAME:Tenggat\\, semua\r\n" in text
    assert "\r\nX-WR-CALNAME:Tenggat\\, semua\r\n" in text
    assert "METHOD" not in calendar
    assert "DTSTAMP:20261124T013000Z\r\n" in text
    assert events_of(text)[0]["dtstamp"].dt == AT.astimezone(UTC)


def test_same_events_give_the_same_text_on_another_day(clock):
    before = calendar_text("Tenggat", [DUE], at=AT)
    clock.move_to(AT + timedelta(days=100))
    assert calendar_text("Tenggat", [DUE], at=AT) == before


def test_cancelled_event_keeps_its_uid():
    gone = FeedEvent(uid=DUE.uid, day=DUE.day, summary=DUE.summary, cancelled=True)
    (event,) = events_of(calendar_text("Tenggat", [gone], at=AT))
    assert (str(event["uid"]), event["status"]) == (DUE.uid, "CANCELLED")
    assert not {"DESCRIPTION", "URL", "LAST-MODIFIED"} & set(event)


def test_feed_without_events_is_still_a_calendar():
    assert events_of(calendar_text("Tenggat", [], at=AT)) == []


def test_long_lines_are_folded_between_characters():
    long = FeedEvent(uid="panjang", day=DUE.day, summary="Perjanjian – kerja sama “sangat” panjang " * 20)
    text = calendar_text("Tenggat", [long], at=AT)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert str(events_of(text)[0]["summary"]) == long.summary


@pytest.mark.parametrize(
    "text", ["Rapat\r\nATTENDEE:mailto:x@y.example", "Rapat\nEND:VEVENT\nBEGIN:VEVENT", "Ra\x00pat\x1b"]
)
def test_text_cannot_add_lines_of_its_own(text):
    event = FeedEvent(uid="satu", day=DUE.day, summary=text, description=text)
    feed = calendar_text(text, [event], at=AT)
    (read,) = events_of(feed)
    assert "ATTENDEE" not in read
    assert "\x00" not in feed
    assert "\x1b" not in feed


def test_address_with_a_line_break_is_refused():
    with pytest.raises(ValueError, match="CR or LF"):
        calendar_text("Tenggat", [FeedEvent("satu", DUE.day, "Rapat", url="https://a.example/\r\nX-A:1")], at=AT)


def test_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        calendar_text("Tenggat", [DUE], at=datetime(2026, 11, 24, 8, 30))


@settings(max_examples=60)
@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=200))
def test_any_printable_text_comes_back(text):
    event = FeedEvent(uid="satu", day=DUE.day, summary=text)
    (read,) = events_of(calendar_text("Tenggat", [event], at=AT))
    assert str(read["summary"]) == text
