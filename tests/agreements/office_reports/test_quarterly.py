"""The headings of the quarterly report on a loan or grant: asked on one track, read as numbers, shown once approved."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agreements.lifecycle.vocabulary import Track
from agreements.models import FollowUpReport, ReportState
from agreements.office_reports.actions import approve_report
from agreements.office_reports.fields import PercentField
from tests.agreements.staff_desk import fields_of, url

from .office_desk import faults, page, send

pytestmark = pytest.mark.django_db
TOLD = {
    "progress": "Sel pertama digali.",
    "procurement": "Kontrak konstruksi ditandatangani.",
    "physical_progress": "45,5",
    "absorption": "38 %",
}


@pytest.fixture
def passed_on(follow_up):
    """The follow-up of the office stands under a grant that the state passes on."""
    agreement = follow_up.agreement
    agreement.track, agreement.kind = Track.PASS_ON, "grant"
    agreement.save()
    return follow_up


@pytest.mark.parametrize("track", Track.values)
def test_headings_are_asked_only_of_what_the_state_passes_on(phone, follow_up, track):
    type(follow_up.agreement).objects.update(track=track)
    asked = {"procurement", "physical_progress", "absorption"} & set(fields_of(phone.get(page(follow_up))))
    assert len(asked) == (3 if track == "pass_on" else 0)
    assert send(phone, follow_up, "save", **TOLD).status_code == 302
    assert bool(FollowUpReport.objects.get().procurement) is (track == "pass_on")


def test_headings_are_optional(phone, passed_on):
    assert send(phone, passed_on, progress="Sel pertama digali.").status_code == 302
    report = FollowUpReport.objects.get()
    assert (report.state, report.physical_progress, report.absorption) == (ReportState.SUBMITTED, None, None)


@pytest.mark.parametrize(
    ("typed", "read"), [("45,5", "45.5"), ("45.25", "45.25"), ("100", "100"), ("0", "0"), (" 38 %", "38"), ("7%", "7")]
)
def test_share_is_read_as_it_is_written(phone, passed_on, typed, read):
    assert send(phone, passed_on, "save", **{**TOLD, "physical_progress": typed}).status_code == 302
    assert FollowUpReport.objects.get().physical_progress == Decimal(read)
    shown = fields_of(phone.get(page(passed_on)))["physical_progress"]
    assert PercentField().clean(shown) == Decimal(read)


@pytest.mark.parametrize("typed", ["101", "100,01", "-1", "1000", "1,125", "separuh", "45 - 50", "%", "12,345"])
def test_share_outside_or_with_two_readings_is_refused_and_the_rest_is_kept(phone, passed_on, typed):
    for name in ("physical_progress", "absorption"):
        answer = send(phone, passed_on, **{**TOLD, name: typed})
        assert faults(answer) == {name}
        report = FollowUpReport.objects.get()
        assert (report.state, report.procurement) == (ReportState.DRAFT, TOLD["procurement"])
        assert getattr(report, name) is None
        report.delete()


@pytest.mark.parametrize("name", ["physical_progress", "absorption"])
@pytest.mark.parametrize("share", [Decimal("-0.01"), Decimal("100.01")])
def test_database_holds_no_other_share(follow_up, name, share):
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUpReport.objects.create(follow_up=follow_up, **{name: share})


@pytest.mark.parametrize("heading", [{"procurement": "Lelang batal."}, {"physical_progress": "0"}, {"absorption": "0"}])
def test_obstacle_with_a_heading_is_a_report_of_something_done(phone, passed_on, heading):
    """A heading is public after approval, so that the report needs a day and what was done."""
    answer = send(phone, passed_on, obstacle="Lahan belum bebas", happened_on="", **heading)
    assert faults(answer) == {"progress", "happened_on"}


def test_headings_are_read_by_the_office_the_staff_and_once_approved_by_the_public(phone, client, passed_on, editor):
    words = ("Kontrak konstruksi ditandatangani.", "Kemajuan fisik", "45,50%", "Penyerapan dana", "38%")
    public = passed_on.agreement.get_absolute_url
    assert send(phone, passed_on, **TOLD).status_code == 302
    report = FollowUpReport.objects.get()
    sent = phone.get(page(passed_on)).content.decode()
    assert words[0] not in client.get(public()).content.decode()
    client.force_login(editor)
    read = client.get(url("followupreport_change", report.pk)).content.decode()
    approve_report(report, by=editor, now=timezone.now())
    client.logout()
    for text in (sent, read, client.get(public()).content.decode()):
        for word in words:
            assert word in text, word
