"""Calendars: the public one says what public pages say, the private one opens by its address only."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from icalendar import Calendar

from agreements.models import Agreement, CalendarLink, FollowUp
from agreements.record.digest import refresh_digest
from agreements.reminders.calendar_links import make_calendar_link, withdraw_calendar_link
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.factories import make_agreement, make_office, make_signed, make_term

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)

DUE = KnownDate.day(date(2026, 12, 24))


@pytest.fixture
def agreement(editor):
    one = make_signed("Kota kembar", by=editor, public=True, lead_office=make_office("Dinas Kembar"))
    make_term(one, starts_on=parse("2026-03-27"), ends_on=parse("2031-03-27"), notice_months=6)
    refresh_digest(one)
    return one


def add(agreement, title, **values):
    return FollowUp.objects.create(
        agreement=agreement, kind="visit", title=title, **{"due_on": DUE, "office": agreement.lead_office, **values}
    )


def events(response):
    assert response.headers["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(response.content)
    return {str(one["summary"]): one for one in calendar.walk("VEVENT")}


def public(client):
    return events(client.get(reverse("agreements:follow_up_calendar")))


def titles(found):
    return {title.split(": ")[-1] for title in found}


def test_public_calendar_has_open_follow_ups_and_ends(client, agreement):
    add(agreement, "Kunjungan")
    add(agreement, "Sepanjang 2027", due_on=parse("2027"))
    found = public(client)
    assert titles(found) == {"Kunjungan", "Sepanjang 2027 (2027)", "Kota kembar"}
    assert found["Kunjungan"]["dtstart"].dt == date(2026, 12, 24)
    assert "/kerja-sama/" in found["Kunjungan"]["url"]


def withhold(agreement):
    add(agreement, "RAHASIA", is_public=False)


def notes(agreement):
    row = add(agreement, "Kunjungan")
    row.note = row.cancelled_reason = "RAHASIA"
    row.cancelled_on = TODAY
    row.save()


def of_agreement(**values):
    def change(agreement):
        add(agreement, "RAHASIA")
        Agreement.objects.filter(pk=agreement.pk).update(title="RAHASIA", **values)

    return change


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (withhold, {"Kota kembar"}),
        (notes, {"Kota kembar", "Kunjungan"}),
        (of_agreement(publication_class="internal"), set()),
        (of_agreement(trashed_at="2026-11-01T00:00Z"), set()),
        (of_agreement(is_comparison=True), set()),
    ],
)
def test_public_calendar_holds_nothing_internal(client, agreement, change, left):
    change(agreement)
    assert titles(public(client)) == left
    assert b"RAHASIA" not in client.get(reverse("agreements:follow_up_calendar")).content


def test_done_ones_leave_and_cancelled_ones_are_struck_out(client, agreement):
    add(agreement, "Selesai", done_on=parse("2026-10-01"), result="x")
    add(agreement, "Batal", cancelled_on=TODAY, cancelled_reason="x")
    add(agreement, "Lama batal", cancelled_on=TODAY - timedelta(days=91), cancelled_reason="x")
    found = public(client)
    assert titles(found) == {"Batal", "Kota kembar"}
    assert found["Batal"]["status"] == "CANCELLED"


def test_event_of_a_moved_date_is_the_same_event(client, agreement):
    row = add(agreement, "Kunjungan")
    uid = public(client)["Kunjungan"]["uid"]
    row.due_on = KnownDate.day(date(2027, 1, 5))
    row.save()
    assert public(client)["Kunjungan"]["uid"] == uid


def test_public_calendar_asks_the_same_number_of_queries_for_many(client, agreement, django_assert_max_num_queries):
    for number in range(8):
        add(agreement, f"Kunjungan {number}")
    with django_assert_max_num_queries(2):
        public(client)


# --- of one office -----------------------------------------------------------------------------------


def private(client, token):
    return client.get(reverse("agreements:office_calendar", args=[token]))


def test_office_calendar_has_all_of_its_own_and_nothing_of_others(client, agreement, editor, manager):
    add(agreement, "Tertutup", is_public=False)
    add(agreement, "Milik lain", office=make_office("Dinas Lain"))
    link = make_calendar_link(agreement.lead_office, by=manager, today=TODAY)
    response = private(client, link.token)
    assert titles(events(response)) == {"Tertutup", "Kota kembar"}
    assert response.headers["Cache-Control"].startswith("private")
    assert "noindex" in response.headers["X-Robots-Tag"]


@pytest.mark.parametrize(("publication", "is_told"), [("public", True), ("internal", True), ("exempt", False)])
def test_office_calendar_holds_nothing_exempt(client, agreement, manager, publication, is_told):
    add(agreement, "RAHASIA kunjungan")
    ground = "f" if publication == "exempt" else ""
    kept = Agreement.objects.filter(pk=agreement.pk)
    kept.update(title="RAHASIA", publication_class=publication, exempt_ground=ground)
    link = make_calendar_link(agreement.lead_office, by=manager, today=TODAY)
    assert (b"RAHASIA" in private(client, link.token).content) == is_told


@pytest.mark.parametrize("token", ["x", "salah", "a" * 40, "a" * 400])
def test_wrong_address_finds_nothing(client, agreement, manager, token):
    make_calendar_link(agreement.lead_office, by=manager, today=TODAY)
    assert private(client, token).status_code == 404


def test_closed_office_has_no_calendar(client, agreement, manager):
    link = make_calendar_link(agreement.lead_office, by=manager, today=TODAY)
    office = agreement.lead_office
    office.refresh_from_db()
    office.is_active = False
    office.save()
    assert private(client, link.token).status_code == 404


def test_old_address_dies_when_another_is_made(client, agreement, manager):
    office = agreement.lead_office
    first = make_calendar_link(office, by=manager, today=TODAY)
    second = make_calendar_link(office, by=manager, today=TODAY)
    assert first.token != second.token
    assert [private(client, one.token).status_code for one in (first, second)] == [404, 200]
    assert withdraw_calendar_link(office, by=manager) is True
    assert private(client, second.token).status_code == 404
    assert withdraw_calendar_link(office, by=manager) is False


def test_only_who_may_change_offices_gives_an_address(agreement, editor):
    with pytest.raises(PermissionDenied):
        make_calendar_link(agreement.lead_office, by=editor, today=TODAY)


def test_page_asks_before_the_old_address_dies(client, agreement, manager):
    office = agreement.lead_office
    client.force_login(manager)
    address = reverse("admin:agreements_office_calendar", args=[office.pk])

    def press(name, **values):
        office.refresh_from_db()
        return client.post(address, {"version": office.version, name: "x", **values}).status_code

    assert press("make") == 302
    token = CalendarLink.objects.get().token
    assert token in client.get(address).content.decode()
    assert press("renew") == 200
    assert CalendarLink.objects.get().token == token
    assert press("renew", confirmed="on") == 302
    assert CalendarLink.objects.get().token != token
    assert press("withdraw") == 200
    assert press("withdraw", confirmed="on") == 302
    assert not CalendarLink.objects.exists()


def test_page_refuses_what_was_seen_before_another_change(client, agreement, manager):
    client.force_login(manager)
    address = reverse("admin:agreements_office_calendar", args=[agreement.lead_office.pk])
    assert client.post(address, {"version": "99", "make": "x"}).status_code == 409
    assert not CalendarLink.objects.exists()


def test_office_calendar_costs_the_same_for_many(client, agreement, editor, manager, django_assert_max_num_queries):
    for number in range(6):
        one = make_agreement(f"Lain {number}", by=editor, lead_office=agreement.lead_office, stage="implementation")
        add(one, f"Kunjungan {number}")
    link = make_calendar_link(agreement.lead_office, by=manager, today=TODAY)
    with django_assert_max_num_queries(7):
        assert private(client, link.token).status_code == 200
