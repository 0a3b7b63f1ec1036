"""Status of the day: stage, dates and silence."""

from datetime import date, timedelta

import pytest

from agreements.lifecycle.tracks import END_STAGES
from agreements.lifecycle.vocabulary import Stage, StatusGroup
from agreements.models import Agreement, FollowUp, FollowUpReport, ReportState
from agreements.record.digest import refresh_digest
from agreements.record.status import status_group_of, status_of
from jambi_coop.lib.dates.known_date import KnownDate
from tests.clock import NOW
from tests.factories import make_agreement, make_document, make_signed, make_source, make_term

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)

LONG_AGO = date(2025, 10, 19)
VALID_DAYS_AGO = date(2025, 10, 20)


@pytest.mark.parametrize(
    ("stage", "ends", "evidence", "group"),
    [
        ("exploration", None, TODAY, "exploratory"),
        ("intent", None, TODAY, "preparation"),
        ("council", None, TODAY, "awaiting"),
        ("signing", None, TODAY, "in_force"),
        ("signing", TODAY, None, "in_force"),
        ("signing", TODAY - timedelta(1), TODAY, "ended"),
        ("implementation", date(2030, 1, 1), LONG_AGO, "in_force"),
        ("implementation", None, LONG_AGO, "unknown"),
        ("implementation", None, VALID_DAYS_AGO, "in_force"),
        ("member", None, None, "unknown"),
        ("completed", None, None, "ended"),
        ("terminated", date(2030, 1, 1), TODAY, "ended"),
        ("discontinued", TODAY - timedelta(1), None, "discontinued"),
    ],
)
def test_group_of_the_day(stage, ends, evidence, group):
    assert status_group_of(stage, ends, evidence, TODAY, begins_on=None, former_end_on=None) == group


@pytest.mark.parametrize(
    ("stage", "begins", "former_end", "group"),
    [
        ("signing", TODAY + timedelta(1), None, "preparation"),
        ("signing", TODAY, None, "in_force"),
        ("signing", TODAY + timedelta(30), TODAY - timedelta(1), "preparation"),
        ("signing", TODAY + timedelta(30), TODAY, "in_force"),
        ("implementation", TODAY + timedelta(1), None, "preparation"),
        ("council", TODAY + timedelta(1), None, "awaiting"),
        ("terminated", TODAY + timedelta(1), None, "ended"),
    ],
)
def test_not_in_force_before_the_term_begins(stage, begins, former_end, group):
    ends = TODAY + timedelta(400)
    assert status_group_of(stage, ends, TODAY, TODAY, begins_on=begins, former_end_on=former_end) == group


@pytest.mark.django_db
def test_extension_moves_the_end(editor):
    agreement = make_signed(by=editor, on=KnownDate.year(2020))
    make_term(agreement, starts_on=KnownDate.year(2020), ends_on=KnownDate.year(2023))
    assert status_of(_fresh(agreement), TODAY).group == StatusGroup.ENDED
    assert status_of(_fresh(agreement), TODAY).contradiction
    make_term(
        agreement,
        starts_on=KnownDate.year(2024),
        ends_on=KnownDate.day(date(2027, 1, 31)),
        basis="extension",
    )
    status = status_of(_fresh(agreement), TODAY)
    assert (status.group, status.ending_on) == (StatusGroup.IN_FORCE, date(2027, 1, 31))
    assert Agreement.objects.in_force(TODAY).filter(digest__ends_latest=status.ending_on).get() == agreement


STRETCHES = [
    ("first term ahead", [("2027", "2030")], (2027, 1, 1), None),
    ("first term with a start that nobody knows", [("", "2030")], None, None),
    ("extension without a gap", [("2020", "2026"), ("2027", "2030")], (2020, 1, 1), None),
    ("extension after a gap", [("2020", "2026-10-31"), ("2027", "2030")], (2027, 1, 1), (2026, 10, 31)),
    ("a gap that only may be", [("2020", "2026"), ("2026/2027", "2030")], (2020, 1, 1), None),
    ("two gaps", [("2010", "2012"), ("2014", "2016"), ("2020", "2030")], (2020, 1, 1), (2016, 12, 31)),
    ("an end that nobody knows", [("2010", ""), ("2027", "2030")], (2010, 1, 1), None),
    ("without a term", [], None, None),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("what", "terms", "begins", "former"), STRETCHES, ids=[row[0] for row in STRETCHES])
def test_digest_knows_the_last_unbroken_stretch(what, terms, begins, former, editor):
    agreement = make_signed(by=editor, on=KnownDate.year(2010))
    for start, end in terms:
        make_term(agreement, starts_on=start, ends_on=end)
    digest = _fresh(agreement).digest
    assert (digest.begins_on, digest.former_end_on) == (begins and date(*begins), former and date(*former))


@pytest.mark.django_db
def test_signed_agreement_is_not_called_in_force_before_its_first_day(editor):
    agreement = make_signed(by=editor)
    make_term(agreement, starts_on=TODAY + timedelta(10), ends_on=KnownDate.year(2030))
    status = status_of(_fresh(agreement), TODAY)
    assert status.group == StatusGroup.PREPARATION
    assert status.word == "Belum berlaku"
    assert status_of(agreement, TODAY + timedelta(10)).group == StatusGroup.IN_FORCE


@pytest.mark.django_db
def test_plan_is_no_evidence_but_work_is(editor):
    agreement = make_agreement(as_of=KnownDate.year(2015), by=editor)
    plan = FollowUp.objects.create(agreement=agreement, kind="meeting", title="Rapat", due_on=KnownDate.year(2027))
    assert status_of(_fresh(agreement), TODAY).group == StatusGroup.UNKNOWN
    plan.started_on = KnownDate.month(2026, 1)
    plan.save()
    assert status_of(_fresh(agreement), TODAY).group == StatusGroup.EXPLORATORY
    assert agreement.stretch_on(TODAY).activity_on == date(2026, 1, 31)


@pytest.mark.django_db
def test_money_and_values_dated_in_the_future_are_no_activity(editor):
    agreement = make_agreement(as_of=KnownDate.year(2015), by=editor)
    source, later = make_source(), KnownDate.year(2199)
    agreement.transactions.create(kind="received", amount=5, currency="EUR", value_date=later, source=source)
    indicator = agreement.indicators.create(title="Sampah", level="output", unit="ton")
    indicator.measurements.create(period=later, value=1, source=source, state="approved")
    _fresh(agreement)
    assert (agreement.stretch_on(TODAY).activity_on, status_of(agreement, TODAY).group) == (None, StatusGroup.UNKNOWN)
    agreement.transactions.create(kind="fee", amount=5, currency="EUR", value_date="2025", source=source)
    _fresh(agreement)
    assert agreement.stretch_on(TODAY).activity_on == date(2025, 12, 31)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ReportState.values)
def test_report_counts_as_activity_once_it_is_approved(state, editor):
    agreement = make_agreement(as_of=KnownDate.year(2015), by=editor)
    follow_up = FollowUp.objects.create(agreement=agreement, kind="meeting", title="Rapat")
    FollowUpReport.objects.create(
        follow_up=follow_up,
        state=state,
        happened_on=KnownDate.month(2026, 1),
        progress="Rapat",
        submitted_at=None if state == ReportState.DRAFT else NOW,
    )
    activity = _fresh(agreement).stretch_on(TODAY).activity
    assert activity == (KnownDate.month(2026, 1) if state == ReportState.APPROVED else KnownDate.unknown())


@pytest.mark.django_db
def test_withheld_rows_do_not_show_in_the_status(editor):
    agreement = make_agreement(as_of=KnownDate.year(2015), by=editor, public=True)
    make_document(agreement, by=editor, public=False, dated=KnownDate.year(2026))
    FollowUp.objects.create(
        agreement=agreement, kind="meeting", title="Rapat", done_on=KnownDate.year(2026), is_public=False
    )
    assert status_of(_fresh(agreement), TODAY).group == StatusGroup.UNKNOWN


def test_every_end_stage_has_a_group():
    assert set(END_STAGES) == {Stage.COMPLETED, Stage.TERMINATED, Stage.DISCONTINUED}


def _fresh(agreement):
    refresh_digest(agreement)
    return Agreement.objects.select_related("digest").get(pk=agreement.pk)
