"""Links in mails open for whoever gets them."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from agreements.models import Agreement, FollowUp, FollowUpReport
from agreements.reminders.due_items import follow_up_item
from agreements.reminders.mail_links import Links, link_to_decision
from agreements.reminders.mail_text import notice_text, reminder_text, weekly_text
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import make_office, make_signed

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)

SITE = "https://kerjasama.example"


@pytest.fixture
def follow_up(editor, operator, settings):
    settings.SITE_URL = SITE
    return FollowUp.objects.create(
        agreement=make_signed(by=editor, public=True),
        kind="visit",
        title="Kunjungan balasan",
        office=operator.offices.get(),
        due_on=KnownDate.day(date(2026, 10, 1)),
    )


@pytest.fixture
def stranger(django_user_model, db):
    """An account without any group, named as the person in charge."""
    return django_user_model.objects.create_user("tamu", "tamu@example.org")


def link_of(person, row):
    return Links(person, [row]).of(row).removeprefix(SITE)


@pytest.mark.parametrize(
    ("name", "is_own", "page"),
    [
        ("operator", True, "report"),
        ("operator", False, "public"),
        ("editor", False, "report"),
        ("verifier", False, "report"),
        ("superuser", False, "report"),
        ("head", True, "staff"),
        ("manager", True, "staff"),
        ("stranger", True, "public"),
    ],
)
def test_follow_up_leads_to_the_page_that_opens(request, client, follow_up, name, is_own, page):
    person = request.getfixturevalue(name)
    if not is_own:
        FollowUp.objects.filter(pk=follow_up.pk).update(office=make_office("Dinas Lain"))
        follow_up.refresh_from_db()
    expected = {
        "report": f"/lapor/{follow_up.pk}/",
        "staff": f"/agreements/followup/{follow_up.pk}/change/",
        "public": follow_up.agreement.get_absolute_url(),
    }
    link = link_of(person, follow_up)
    assert link.endswith(expected[page])
    assert Links(person, [follow_up]).is_report(follow_up) == (page == "report")
    client.force_login(person)
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    "values", [{"publication_class": "internal"}, {"publication_class": "exempt", "exempt_ground": "f"}]
)
def test_nothing_opens_for_a_stranger_where_nothing_is_public(follow_up, stranger, values):
    Agreement.objects.filter(pk=follow_up.agreement_id).update(**values)
    follow_up = FollowUp.objects.get()
    assert (link_of(stranger, follow_up), link_of(stranger, follow_up.agreement)) == ("", "")
    item = follow_up_item(follow_up)
    texts = [
        reminder_text(follow_up, stranger, TODAY)[1],
        notice_text(item, stranger, TODAY)[1],
        weekly_text(stranger, [item], [], TODAY)[1].replace("/lapor/surel/", ""),
    ]
    for text in texts:
        assert "Kunjungan balasan" in text
        assert "/lapor/" not in text
        assert "/change/" not in text
        assert not re.search(r"\n\n\n", text)


@pytest.mark.parametrize("name", ["editor", "head", "manager", "operator"])
def test_every_text_for_a_person_carries_the_same_link(request, follow_up, name):
    person, item = request.getfixturevalue(name), follow_up_item(follow_up)
    link = Links(person, [follow_up]).of(follow_up)
    assert link in reminder_text(follow_up, person, TODAY)[1]
    assert link in notice_text(item, person, TODAY)[1]
    assert link in weekly_text(person, [item], [], TODAY)[1]
    assert link in weekly_text(person, [], [item], TODAY)[1]


@pytest.mark.parametrize(
    ("name", "ending"), [("editor", "followupreport/{report}/change/"), ("operator", "/lapor/{follow_up}/")]
)
def test_decision_is_linked_for_whom_it_opens(request, client, follow_up, name, ending):
    person = request.getfixturevalue(name)
    report = FollowUpReport.objects.create(follow_up=follow_up, state="submitted")
    link = link_to_decision(person, report).removeprefix(SITE)
    assert link.endswith(ending.format(report=report.pk, follow_up=follow_up.pk))
    client.force_login(person)
    assert client.get(link).status_code == 200


def test_summary_asks_the_same_number_of_queries_for_many(follow_up, operator, django_assert_max_num_queries):
    rows = [follow_up]
    for number in range(6):
        rows.append(
            FollowUp.objects.create(
                agreement=follow_up.agreement,
                kind="visit",
                title=f"Kunjungan {number}",
                office=follow_up.office,
                due_on=follow_up.due_on,
            )
        )
    items = [follow_up_item(row) for row in rows]
    with django_assert_max_num_queries(5):
        weekly_text(operator, items, [], TODAY)


def test_nobody_logged_in_gets_the_public_page(follow_up):
    assert link_of(AnonymousUser(), follow_up) == follow_up.agreement.get_absolute_url()
