"""Stretches of days: on every day the answer of the rules, on both databases, and written anew when they change."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import Stage, StatusGroup, Track
from agreements.models import Agreement, FollowUp, Stretch
from agreements.models.digest import AnchorKind
from agreements.record.condition import verdict_of
from agreements.record.digest import drift_of, refresh_digest, with_rows
from agreements.record.status import status_of
from agreements.record.stretches import FIRST_DAY, Facts, answer_on, stretches_of, turning_days
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import TODAY, make_agreement, make_source

DAY = timedelta(days=1)
# Both sides of every threshold, seen from TODAY, and days far from them.
EDGES = [0, 1, 89, 90, 91, 179, 180, 181, 364, 365, 366, 399, 400, 401, 729, 730, 731, 1094, 1095, 1096, 1097]
DAYS = st.one_of(
    st.sampled_from([*EDGES, *(-edge for edge in EDGES)]).map(lambda days: TODAY - timedelta(days=days)),
    st.dates(date(2018, 1, 1), date(2031, 12, 31)),
    st.sampled_from([date(2024, 2, 28), date(2024, 2, 29), date(2023, 2, 28), date(2023, 3, 1)]),
)
KNOWN = st.one_of(
    DAYS.map(KnownDate.day),
    DAYS.map(lambda day: KnownDate.month(day.year, day.month)),
    DAYS.map(lambda day: KnownDate.year(day.year)),
    DAYS.map(KnownDate.before),
)
MAYBE_KNOWN = st.one_of(st.just(KnownDate.unknown()), KNOWN)
MAYBE_DAY = st.one_of(st.none(), DAYS)


@st.composite
def facts(draw):
    track = draw(st.sampled_from(list(Track)))
    activities = tuple(draw(st.lists(KNOWN, max_size=3)))
    return Facts(
        stage=draw(st.sampled_from([*(spec.stage for spec in TRACKS[track]), Stage.TERMINATED, Stage.DISCONTINUED])),
        track=track,
        is_comparison=draw(st.sampled_from([False, False, False, True])),
        is_committed=draw(st.sampled_from([True, True, False])),
        ends_latest=draw(MAYBE_DAY),
        begins_on=draw(MAYBE_DAY),
        former_end_on=draw(MAYBE_DAY),
        anchor_kind=draw(st.sampled_from(["", *AnchorKind.values])),
        anchor=draw(MAYBE_KNOWN),
        due=draw(MAYBE_KNOWN),
        due_moved=draw(st.integers(0, 3)),
        activities=activities,
        evidence=(*activities, *draw(st.lists(KNOWN, max_size=3))),
    )


# (what turns, facts, the first day on which the answer is another); thresholds 180/365, 90 ahead, 3 years.
FAR = date(2015, 3, 1)
TURNS = [
    ("the first possible day", {"activities": [KnownDate.month(2026, 3)]}, date(2026, 3, 1)),
    ("no longer active", {"activities": [KnownDate.day(FAR)]}, FAR + timedelta(days=181)),
    ("inactive", {"activities": [KnownDate.day(FAR)]}, FAR + timedelta(days=366)),
    ("silence", {"ends_latest": None, "evidence": [KnownDate.day(date(2020, 5, 4))]}, date(2023, 5, 5)),
    (
        "silence over a leap day",
        {"ends_latest": None, "evidence": [KnownDate.day(date(2021, 2, 28))]},
        date(2024, 3, 1),
    ),
    ("none yet", {"anchor": KnownDate.day(FAR), "due": KnownDate.year(2030)}, FAR + timedelta(days=181)),
    ("the first follow-up", {"anchor": KnownDate.day(FAR)}, FAR + timedelta(days=91)),
    ("overdue", {"activities": [KnownDate.day(FAR)], "due": KnownDate.day(date(2015, 4, 1))}, date(2015, 4, 2)),
    ("due soon", {"activities": [KnownDate.day(FAR)], "due": KnownDate.day(date(2016, 1, 10))}, date(2015, 10, 12)),
    ("the end", {"ends_latest": date(2020, 1, 31)}, date(2020, 2, 1)),
    ("the beginning", {"begins_on": date(2020, 2, 1)}, date(2020, 2, 1)),
    (
        "the former end",
        {"begins_on": date(2020, 2, 1), "former_end_on": date(2019, 1, 31)},
        date(2019, 2, 1),
    ),
]


def made(**values):
    given = {
        "stage": Stage.SIGNING,
        "track": Track.KSDPL,
        "is_comparison": False,
        "is_committed": True,
        "ends_latest": date(2100, 1, 1),
        "begins_on": None,
        "former_end_on": None,
        "anchor_kind": "signing",
        "anchor": KnownDate.unknown(),
        "due": KnownDate.unknown(),
        "due_moved": 0,
        "evidence": (),
        "activities": (),
        **values,
    }
    return Facts(**given)


@pytest.mark.parametrize(("what", "given_facts", "day"), TURNS, ids=[row[0] for row in TURNS])
def test_answer_turns_on_its_day(what, given_facts, day):
    given_facts = made(**given_facts)
    assert answer_on(given_facts, day - DAY) != answer_on(given_facts, day)
    assert day in {first for first, _last, _answer in stretches_of(given_facts)}


def test_activity_does_not_count_before_its_first_possible_day():
    given_facts = made(anchor=KnownDate.day(TODAY), activities=[KnownDate.month(2027, 3)])
    assert answer_on(given_facts, date(2027, 2, 28)).activity_on is None
    assert answer_on(given_facts, date(2027, 3, 1)).activity_on == date(2027, 3, 31)


def differing_days(given_facts, days):
    """The days on which the stretch says other than the rules."""
    stretches = stretches_of(given_facts)
    found = {day: answer for day in days for first, last, answer in stretches if first <= day <= last}
    return {day for day in days if found[day] != answer_on(given_facts, day)}


@hypothesis_settings(max_examples=150)
@given(given_facts=facts(), days=st.lists(DAYS, min_size=40, max_size=40))
def test_stretch_says_on_every_day_what_the_rules_say(given_facts, days):
    near = {day + number * DAY for day in turning_days(given_facts) for number in (-1, 0, 1)}
    wanted = {day for day in {*days, *near, FIRST_DAY, date.max} if day >= FIRST_DAY}
    assert differing_days(given_facts, wanted) == set()


@hypothesis_settings(max_examples=10)
@given(given_facts=facts())
def test_stretch_says_on_each_of_three_thousand_days_what_the_rules_say(given_facts):
    assert differing_days(given_facts, [date(2018, 1, 1) + number * DAY for number in range(3000)]) == set()


@given(given_facts=facts())
def test_stretches_have_no_gap_and_differ_from_their_neighbours(given_facts):
    stretches = stretches_of(given_facts)
    assert (stretches[0][0], stretches[-1][1]) == (FIRST_DAY, date.max)
    for (_first, last, answer), (after, _end, other) in zip(stretches, stretches[1:], strict=False):
        assert last + DAY == after
        assert answer != other


@pytest.mark.django_db
def test_pages_read_the_stretch_of_the_day_that_they_ask_for(editor):
    agreement = make_agreement(by=editor)
    assert status_of(agreement, TODAY).group == StatusGroup.EXPLORATORY
    assert verdict_of(agreement, TODAY) is None
    assert status_of(agreement, TODAY + timedelta(days=1500)).group == StatusGroup.UNKNOWN
    assert status_of(agreement, TODAY).group == StatusGroup.EXPLORATORY


@pytest.mark.django_db
def test_loaded_stretch_needs_no_query(django_assert_num_queries):
    make_agreement()
    with django_assert_num_queries(1):
        rows = Agreement.objects.on(TODAY).select_related("digest", "stretch")
        assert [status_of(row, TODAY).group for row in rows] == [StatusGroup.EXPLORATORY]


def reread(agreement):
    rows = with_rows(Agreement.objects.filter(pk=agreement.pk)).select_related("digest").prefetch_related("stretches")
    return rows.get()


@pytest.mark.django_db
def test_what_lies_ahead_counts_from_its_day_on_and_is_no_drift(editor):
    agreement = make_agreement(as_of=KnownDate.year(2015), by=editor)
    soon = TODAY + timedelta(days=30)
    agreement.transactions.create(
        kind="commitment", amount=5, currency="EUR", value_date=KnownDate.day(soon), source=make_source()
    )
    refresh_digest(agreement)
    assert status_of(agreement, soon - DAY).group == StatusGroup.UNKNOWN
    assert status_of(agreement, soon).group == StatusGroup.EXPLORATORY
    # The gathered facts ask no clock, so they are the same on every day.
    assert drift_of(reread(agreement)) == []


@pytest.mark.django_db
def test_nightly_check_tells_stretches_that_differ_and_repair_writes_them(editor):
    agreement = make_agreement(by=editor)
    Stretch.objects.filter(agreement=agreement).update(condition="active")
    assert drift_of(reread(agreement)) == ["stretches"]
    with pytest.raises(CommandError, match="berbeda dari catatannya: 1"):
        call_command("check_register", verbosity=0)
    assert agreement.stretches.filter(condition="active").exists()
    call_command("check_register", "--repair", verbosity=0)
    assert drift_of(reread(agreement)) == []


@pytest.mark.django_db
def test_changed_threshold_is_taken_over_by_the_command_of_every_upgrade(editor, settings):
    agreement = make_agreement(by=editor)
    FollowUp.objects.create(
        agreement=agreement, kind="meeting", title="Rapat", done_on=KnownDate.day(TODAY - timedelta(days=900))
    )
    Agreement.objects.filter(pk=agreement.pk).update(stage=Stage.SIGNING)
    refresh_digest(agreement)

    def rule():
        return verdict_of(Agreement.objects.get(pk=agreement.pk), TODAY).rule

    assert rule() == "inactive"
    settings.FOLLOW_UP_ACTIVE_DAYS, settings.FOLLOW_UP_INACTIVE_DAYS = 1000, 2000
    assert rule() == "inactive"
    call_command("check_register", "--repair", verbosity=0)
    assert rule() == "active"


@pytest.mark.django_db
def test_nothing_is_written_where_nothing_changed(editor):
    agreement = make_agreement(by=editor)
    before = list(agreement.stretches.values_list("pk", flat=True))
    refresh_digest(agreement)
    assert list(agreement.stretches.values_list("pk", flat=True)) == before
