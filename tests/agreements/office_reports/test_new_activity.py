"""A report on an activity that the register does not know: its follow-up comes with it, hidden."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agreements.models import FollowUp, FollowUpReport
from agreements.office_reports.actions import approve_report
from agreements.office_reports.new_activity import report_new_activity
from jambi_coop.lib.dates.fields import as_known_date
from tests.agreements.attesting.answers import TODAY, make_led
from tests.factories import make_office

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


@pytest.fixture
def office(operator):
    return operator.offices.get()


def told(agreement, office, **values):
    follow_up = FollowUp(agreement=agreement, office=office, kind="visit", title=values.pop("title", "Kunjungan"))
    given = {"progress": "Bertemu mitra", "happened_on": as_known_date("2026-05"), **values}
    return FollowUpReport(follow_up=follow_up, **given)


def test_it_counts_once_somebody_has_read_and_opened_it(operator, verifier, office):
    agreement = make_led(office)
    report = report_new_activity(told(agreement, office), by=operator, now=timezone.now())
    follow_up = agreement.follow_ups.get()
    assert (report.state, follow_up.is_public) == ("submitted", False)
    assert follow_up.history.get().history_user == operator
    approve_report(report, by=verifier, now=timezone.now())
    follow_up.refresh_from_db()
    assert (follow_up.started_on, follow_up.is_public) == (as_known_date("2026-05"), False)


def test_only_for_the_own_office(operator, office):
    stranger = make_office("Dinas Kesehatan")
    for agreement, by_office in ((make_led(office), stranger), (make_led(stranger, "Lain"), office)):
        with pytest.raises(PermissionDenied):
            report_new_activity(told(agreement, by_office), by=operator, now=timezone.now())
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("values", [{"title": "  "}, {"progress": ""}, {"happened_on": as_known_date("2027")}])
def test_nothing_stays_of_what_is_refused(operator, office, values):
    agreement = make_led(office)
    with pytest.raises(ValidationError):
        report_new_activity(told(agreement, office, **values), by=operator, now=timezone.now())
    assert not FollowUp.objects.exists()


def test_an_account_without_the_right_adds_nothing(head, office):
    with pytest.raises(PermissionDenied):
        report_new_activity(told(make_led(office), office), by=head, now=timezone.now())
