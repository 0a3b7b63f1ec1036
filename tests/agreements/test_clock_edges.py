"""Around midnight in Jambi, with a server that runs in UTC: page, desk, mail and file speak of the same day."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import gettext

from agreements.models import FollowUp, Message
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.factories import make_partner, make_signed, make_term

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)

# (what, moment in UTC, last day of term and of the follow-up, is it over).
EDGES = [
    ("half past eleven at night, year end", datetime(2026, 12, 31, 16, 30, tzinfo=UTC), "2026-12-31", False),
    ("half past midnight, new year", datetime(2026, 12, 31, 17, 30, tzinfo=UTC), "2026-12-31", True),
    ("half past eleven at night, leap day", datetime(2028, 2, 29, 16, 30, tzinfo=UTC), "2028-02-29", False),
    ("half past midnight after the leap day", datetime(2028, 2, 29, 17, 30, tzinfo=UTC), "2028-02-29", True),
    ("half past midnight, an ordinary day", datetime(2027, 6, 9, 17, 30, tzinfo=UTC), "2027-06-09", True),
]


@pytest.fixture(params=EDGES, ids=[edge[0] for edge in EDGES])
def edge(request, editor, operator):
    """A public agreement whose term and whose follow-up end on one day; the clock stands near its midnight."""
    _what, moment, day, is_over = request.param
    last = parse(day)
    office = operator.offices.get()
    agreement = make_signed(
        "Kerja sama tengah malam",
        by=editor,
        on=parse("2025-03-27"),
        partner=make_partner("Kota Tengah Malam"),
        public=True,
        lead_office=office,
        person_in_charge=editor,
    )
    make_term(agreement, starts_on=parse("2025-03-27"), ends_on=last)
    FollowUp.objects.create(
        agreement=agreement,
        kind="meeting",
        title="Rapat",
        office=office,
        started_on=KnownDate.day(last.latest - timedelta(days=60)),
        due_on=last,
    )
    refresh_digest(agreement)
    with time_machine.travel(moment, tick=False):
        yield agreement, is_over


def test_public_page_and_list_know_the_day(client, edge):
    agreement, is_over = edge
    page = client.get(agreement.get_absolute_url()).context
    assert page["status"]["group"] == ("ended" if is_over else "in_force")
    assert page["timeline"]["lines"][0]["state"] == ("late" if is_over else "ongoing")
    row = client.get(reverse("agreements:list")).context["rows"][0]
    assert row["status"].group == page["status"]["group"]
    assert row["verdict"].condition == ("completed" if is_over else "active")
    late = client.get(reverse("agreements:follow_ups"), {"tab": "terlambat"}).context["page_obj"].paginator.count
    assert late == int(is_over)


def test_downloaded_file_knows_the_day(client, edge):
    agreement, is_over = edge
    answer = client.get(reverse("agreements:export", args=["csv"]))
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    late = next(value for name, value in rows[0].items() if "terlambat" in name.lower() or "late" in name.lower())
    assert int(late) == int(is_over)


def test_work_list_and_desk_know_the_day(client, edge, editor):
    _agreement, is_over = edge
    client.force_login(editor)
    desk = client.get(reverse("admin:agreements_followup_changelist"), {"state": "late"}).content.decode()
    work = client.get(reverse("admin:index"), {"view": "all"}).context["work"]
    counts = {found.of.code: found.count for found, _url in work["counts"]}
    assert (">Rapat<" in desk) is is_over
    assert counts["overdue"] == int(is_over)


def test_mail_knows_the_day(edge, operator):
    _agreement, is_over = edge
    call_command("send_reminders", verbosity=0)
    urgent = Message.objects.filter(recipient=operator, kind=Message.Kind.URGENT, subject__endswith=": Rapat")
    sent = list(urgent.values_list("subject", flat=True))
    assert len(sent) == 1
    words = gettext("Overdue since %(date)s: %(title)s") if is_over else gettext("Due %(on)s: %(title)s")
    assert sent[0].startswith(words.partition("%")[0])
    call_command("send_reminders", verbosity=0)
    assert len([message for message in mail.outbox if message.subject in sent]) == 1
