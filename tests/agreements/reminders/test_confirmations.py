"""The half-yearly request to confirm: one mail for each office and person, and a line in the weekly summary."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from agreements.models import Agreement, Message
from agreements.reminders.gather import due_items
from agreements.reminders.nightly_round import plan_round, send_round
from tests.agreements.attesting.answers import answer, make_led
from tests.factories import make_office

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)
BEGIN = date(2026, 7, 1)


@pytest.fixture
def office(operator):
    return operator.offices.get()


@pytest.fixture
def agreements(office, editor):
    return [make_led(office, f"Kerja sama {number}", by=editor) for number in range(3)]


def requests(day):
    """{(recipient, key): number of agreements} of the requests that are due on a day."""
    found = plan_round(day).messages
    return {(one.recipient.username, one.key): len(one.items) for one in found if one.key.startswith("confirm:")}


def test_begin_of_a_round_asks_each_office_once_whatever_it_leads(agreements, office):
    assert requests(BEGIN) == {("operator", f"confirm:office-{office.pk}:2026-07-01"): 3}
    assert requests(BEGIN - timedelta(days=1)) == {}
    assert list(requests(BEGIN + timedelta(days=60))) == list(requests(BEGIN))
    assert requests(BEGIN + timedelta(days=61)) == {}


def test_person_in_charge_hears_of_it_beside_the_officers_of_the_office(agreements, office, verifier, chief):
    other = make_office("Dinas tanpa petugas")
    Agreement.objects.filter(pk=agreements[0].pk).update(person_in_charge=verifier)
    Agreement.objects.filter(pk=agreements[1].pk).update(lead_office=other)
    Agreement.objects.filter(pk=agreements[2].pk).update(lead_office=None)
    assert requests(BEGIN) == {
        ("operator", f"confirm:office-{office.pk}:2026-07-01"): 1,
        ("verifikator", f"confirm:office-{office.pk}:2026-07-01"): 1,
        ("kepala", f"confirm:office-{other.pk}:2026-07-01"): 1,
        ("kepala", "confirm:office-0:2026-07-01"): 1,
    }


def test_answer_in_the_round_ends_the_request(agreements, office, editor):
    row = answer(agreements[0], office, answered_on=BEGIN, ends_on=BEGIN)
    row.entered_on = BEGIN
    row.save()
    assert list(requests(BEGIN).values()) == [2]


def test_examples_and_cases_of_others_are_asked_of_nobody(agreements):
    Agreement.objects.filter(pk=agreements[0].pk).update(is_example=True)
    Agreement.objects.filter(pk=agreements[1].pk).update(is_comparison=True)
    assert list(requests(BEGIN).values()) == [1]


def test_no_months_no_request(agreements, settings):
    settings.ATTESTATION_MONTHS = []
    assert requests(BEGIN) == {}


def test_mail_names_the_agreements_and_leads_each_reader_to_a_page_that_opens(agreements, office, verifier):
    Agreement.objects.filter(pk=agreements[0].pk).update(person_in_charge=verifier)
    now = datetime(2026, 7, 1, tzinfo=UTC)
    send_round(now=now)
    asked = Message.objects.filter(key__startswith="confirm:")
    texts = {one.recipient.username: one.text for one in asked}
    assert reverse("agreements:office_confirmations") in texts["operator"]
    assert reverse("admin:confirmations_of_office", args=[office.pk]) in texts["verifikator"]
    for one in agreements:
        assert one.register_number in texts["operator"]
    assert agreements[1].register_number not in texts["verifikator"]
    send_round(now=now + timedelta(days=1))
    assert asked.count() == 2


def test_weekly_summary_names_what_is_to_be_confirmed(agreements, operator):
    send_round(now=datetime(2026, 11, 23, tzinfo=UTC))
    text = Message.objects.get(kind="weekly", recipient=operator).text
    assert text.count("1 Juli 2026") == 3


def test_number_of_queries_does_not_grow(office, editor, django_assert_num_queries, django_assert_max_num_queries):
    make_led(office, "Pertama", by=editor)
    with django_assert_max_num_queries(40) as few:
        due_items(BEGIN)
    for number in range(4):
        make_led(office, f"Kerja sama {number}", by=editor)
    with django_assert_num_queries(len(few)):
        due_items(BEGIN)
