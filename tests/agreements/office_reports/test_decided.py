"""A report that was decided on stays as it is, and nobody decides on a report of his or her own."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.models import FollowUp, FollowUpReport, ReportState
from agreements.office_reports.actions import (
    NextFollowUp,
    approve_report,
    return_report,
    save_report,
    submit_report,
    take_back_report,
)
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.office_reports.office_desk import make_follow_up

pytestmark = pytest.mark.django_db
ON = KnownDate.day(date(2026, 5, 4))


def code_of(refusal):
    return refusal.value.error_list[0].code


@pytest.fixture
def report(operator):
    follow_up = make_follow_up(operator)
    report = FollowUpReport(follow_up=follow_up, progress="Rapat", happened_on=ON)
    report = save_report(report, by=operator, now=timezone.now())
    return submit_report(report, by=operator, now=timezone.now())


# verb: (what it does, the code of its refusal)
REPORT_VERBS = {
    "save": (lambda row, by, other: save_report(row, by=by, now=timezone.now()), "not_open"),
    "submit": (lambda row, by, other: submit_report(row, by=by, now=timezone.now()), "not_open"),
    "take back": (lambda row, by, other: take_back_report(row, by=by), "decided"),
    "return": (
        lambda row, by, other: return_report(row, by=other, now=timezone.now(), note="Perbaiki"),
        "not_decided",
    ),
    "approve": (lambda row, by, other: approve_report(row, by=other, now=timezone.now()), "not_decided"),
}


@pytest.mark.parametrize("seen", ["draft", "submitted", "approved"])
@pytest.mark.parametrize("verb", REPORT_VERBS)
def test_an_approved_report_cannot_be_changed(report, operator, verifier, editor, verb, seen):
    """Whatever its state was when the one who acts read it."""
    approve_report(report, by=verifier, now=timezone.now())
    before = FollowUpReport.objects.values().get()
    follow_up = FollowUp.objects.values().get()
    old = FollowUpReport.objects.get()
    old.state, old.progress = seen, "Lain"
    act, code = REPORT_VERBS[verb]
    with pytest.raises(ValidationError) as refusal:
        act(old, operator, editor)
    assert code_of(refusal) == code
    assert FollowUpReport.objects.values().get() == before
    assert FollowUp.objects.values().get() == follow_up


@pytest.mark.parametrize("shown", [True, False])
def test_what_a_report_plans_is_shown_only_where_its_follow_up_is(report, verifier, shown):
    FollowUp.objects.update(is_public=shown)
    following = NextFollowUp("Kunjungan balasan", is_public=True)
    approve_report(report, by=verifier, now=timezone.now(), plan_next=following)
    assert FollowUp.objects.get(title="Kunjungan balasan").is_public == shown


def test_nobody_approves_a_report_that_he_or_she_wrote(report, operator):
    """Even where an account has been given the right to decide."""
    operator.user_permissions.add(Permission.objects.get(codename="approve_followupreport"))
    writer = type(operator).objects.get(pk=operator.pk)
    with pytest.raises(ValidationError) as refusal:
        approve_report(report, by=writer, now=timezone.now())
    assert code_of(refusal) == "not_decided"
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
