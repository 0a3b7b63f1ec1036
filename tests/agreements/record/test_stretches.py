"""Stretches of days: on every day the answer of the rules, on both databases, and written anew when they change."""

from bisect import bisect_right
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
from agreements.record.digest import drift_of, refresh_digest, with_rows
from agreements.record.horizon import Attested
from agreements.record.status import status_of
from agreements.record.stretches import FIRST_DAY, Due, Facts, Paper, answer_on, stretches_of, turning_days
from agreements.record.verdict import verdict_of
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
def attestations(draw):
    """Accepted confirmations, in the order of their first days as the rules expect them."""
    found = []
    for first, until, accepted in draw(st.lists(st.tuples(DAYS, DAYS, DAYS), max_size=3)):
        found.append(Attested(min(first, until), max(first, until), accepted, draw(st.booleans())))
    return tuple(sorted(found, key=lambda one: (one.first, one.until)))


@st.composite
def facts(draw):
    track = draw(st.sampled_from(list(Track)))
    activities = tuple(draw(st.lists(KNOWN, max_size=3)))
    letters = tuple(draw(st.lists(KNOWN, max_size=2)))
    papers = draw(st.lists(st.builds(Paper, st.sampled_from(AnchorKind), KNOWN, st.booleans()), max_size=3))
    ends_latest = draw(MAYBE_DAY)
    return Facts(
        stage=draw(st.sampled_from([*(spec.stage for spec in TRACKS[track]), Stage.TERMINATED, Stage.DISCONTINUED])),
        track=track,
        is_comparison=draw(st.sampled_from([False, False, False, True])),
        is_committed=draw(st.sampled_from([True, True, False])),
        ends_latest=ends_latest,
        open_ended=draw(st.booleans()),
        paid_until=draw(MAYBE_DAY),
        begins_on=draw(MAYBE_DAY),
        former_end_on=draw(MAYBE_DAY),
        ended_on=draw(st.sampled_from([None, ends_latest])),
        first_text=draw(MAYBE_KNOWN),
        start=draw(MAYBE_KNOWN),
        activities=activities,
        letters=letters,
        papers=tuple(papers),
        evidence=(*activities, *draw(st.lists(KNOWN, max_size=3))),
        dues=tuple(draw(st.lists(st.builds(Due, KNOWN, st.integers(0, 3)), max_size=3))),
        attested=draw(attestations()),
    )


def signing(day):
    return Paper(AnchorKind.SIGNING, KnownDate.day(day))


# (what turns, facts, the first day on which the answer is another); thresholds 180/365, 90 ahead, 400 days.
FAR = date(2015, 3, 1)
KEPT = (Attested(FAR, date(2018, 1, 1), FAR),)
TURNS = [
    ("the first possible day", {"activities": [KnownDate.month(2026, 3)]}, date(2026, 3, 1)),
    ("no longer active", {"activities": [KnownDate.day(FAR)]}, FAR + timedelta(days=181)),
    ("inactive", {"activities": [KnownDate.day(FAR)], "attested": KEPT}, FAR + timedelta(days=366)),
    ("not confirmed", {"activities": [KnownDate.month(2015, 3)]}, date(2015, 3, 31) + timedelta(days=366)),
    ("no horizon", {"papers": [signing(FAR)], "dues": [Due(KnownDate.year(2030), 0)]}, FAR + timedelta(days=181)),
    ("silence", {"ends_latest": None, "evidence": [KnownDate.day(date(2020, 5, 4))]}, date(2021, 6, 9)),
    ("the first follow-up", {"papers": [signing(FAR)]}, FAR + timedelta(days=91)),
    (
        "overdue",
        {"activities": [KnownDate.day(FAR)], "dues": [Due(KnownDate.day(date(2015, 4, 1)), 0)]},
        date(2015, 4, 2),
    ),
    (
        "overdue for long",
        {"activities": [KnownDate.day(FAR)], "dues": [Due(KnownDate.day(date(2015, 4, 1)), 0)]},
        date(2015, 4, 1) + timedelta(days=401),
    ),
    (
        "due soon",
        {"activities": [KnownDate.day(FAR)], "dues": [Due(KnownDate.day(date(2016, 1, 10)), 0)]},
        date(2015, 10, 12),
    ),
    ("the end", {"ends_latest": date(2020, 1, 31)}, date(2020, 2, 1)),
    ("paid until", {"ends_latest": None, "paid_until": date(2020, 1, 31)}, date(2020, 2, 1)),
    ("the beginning", {"begins_on": date(2020, 2, 1)}, date(2020, 2, 1)),
    (
        "the former end",
        {"begins_on": date(2020, 2, 1), "former_end_on": date(2019, 1, 31)},
        date(2019, 2, 1),
    ),
    (
        "a confirmation is accepted",
        {"activities": [KnownDate.day(FAR)], "attested": (Attested(FAR, date(2017, 1, 1), date(2017, 1, 9)),)},
        date(2017, 1, 9),
    ),
]


def made(**values):
    given = {
        "stage": Stage.SIGNING,
        "track": Track.KSDPL,
        "is_comparison": False,
        "is_committed": True,
        "ends_latest": date(2100, 1, 1),
        "open_ended": False,
        "paid_until": None,
        "begins_on": None,
        "former_end_on": None,
        "ended_on": None,
        "first_text": KnownDate.unknown(),
        "start": KnownDate.unknown(),
        "activities": (),
        "letters": (),
        "papers": (),
        "evidence": (),
        "dues": (),
        "attested": (),
        **values,
    }
    return Facts(**given)


@pytest.mark.parametrize(("what", "given_facts", "day"), TURNS, ids=[row[0] for row in TURNS])
def test_answer_turns_on_its_day(what, given_facts, day):
    given_facts = made(**given_facts)
    assert answer_on(given_facts, day - DAY) != answer_on(given_facts, day)
    assert day in {first for first, _last, _answer in stretches_of(given_facts)}


def test_activity_does_not_count_before_its_first_possible_day():
    given_facts = made(papers=[signing(TODAY)], activities=[KnownDate.month(2027, 3)])
    assert answer_on(given_facts, date(2027, 2, 28)).activity_on is None
    assert answer_on(given_facts, date(2027, 3, 1)).activity_on == date(2027, 3, 31)


def test_text_that_is_signed_later_does_not_count_yet():
    given_facts = made(papers=[signing(date(2024, 1, 5)), signing(date(2027, 3, 1))])
    assert answer_on(given_facts, TODAY).paper_on == date(2024, 1, 5)


def test_letters_are_activity_until_a_text_is_signed():
    given_facts = made(letters=[KnownDate.day(date(2026, 6, 1))], first_text=KnownDate.day(date(2026, 7, 1)))
    assert answer_on(given_facts, date(2026, 6, 30)).activity_on == date(2026, 6, 1)
    assert answer_on(given_facts, date(2026, 7, 1)).activity_on is None


def test_that_it_runs_is_known_once_the_answer_is_accepted():
    given_facts = made(attested=(Attested(FAR, date(2017, 1, 1), date(2017, 1, 9), True),))
    assert answer_on(given_facts, date(2017, 1, 8)).evidence_on is None
    assert answer_on(given_facts, date(2017, 1, 9)).evidence_on == date(2017, 1, 1)


@pytest.mark.parametrize(
    ("what", "days", "counts"),
    [
        ("passed lately, and one ahead", [-10, 20], -10),
        ("two that passed lately", [-10, -20], -20),
        ("passed long ago, and one ahead", [-401, 20], 20),
        ("two ahead", [20, 10], 10),
        ("only those that passed long ago", [-900, -401], -401),
    ],
)
def test_due_date_that_counts(what, days, counts):
    given_facts = made(dues=tuple(Due(KnownDate.day(TODAY + number * DAY), 0) for number in days))
    assert answer_on(given_facts, TODAY).due_on == TODAY + counts * DAY, what


def test_day_that_makes_it_active_is_told_although_another_activity_may_be_later():
    given_facts = made(papers=[signing(date(2024, 1, 5))], activities=[KnownDate.year(2026), KnownDate.day(TODAY)])
    answer = answer_on(given_facts, TODAY)
    assert (answer.rule, answer.activity_earliest, answer.activity_on) == ("active", TODAY, TODAY)


SIGNED, LATER = date(2012, 5, 1), date(2013, 1, 1)


@pytest.mark.parametrize(
    ("end", "confirmed", "rule"),
    [
        (date(2010, 5, 1), [], "ended_unconfirmed"),
        (SIGNED, [], "ended_unconfirmed"),
        (SIGNED, [(date(2011, 1, 1), date(2012, 4, 30))], "ended_unconfirmed"),
        (SIGNED, [(SIGNED + DAY, date(2012, 12, 31))], "ended_unconfirmed"),
        (SIGNED, [(SIGNED, SIGNED)], "ended_silent"),
        (date(2010, 5, 1), [(date(2010, 1, 1), date(2010, 12, 31))], "ended_silent"),
        (date(2012, 9, 1), [(SIGNED, date(2012, 6, 1)), (date(2012, 6, 2), date(2012, 9, 1))], "ended_silent"),
        (date(2012, 9, 1), [(SIGNED, date(2012, 8, 31))], "ended_unconfirmed"),
    ],
)
def test_an_end_is_silent_only_by_an_accepted_confirmation_that_lies_over_it(end, confirmed, rule):
    attested = tuple(Attested(first, until, LATER) for first, until in confirmed)
    given_facts = made(papers=[signing(SIGNED)], ends_latest=end, ended_on=end, attested=attested)
    assert answer_on(given_facts, LATER).rule == rule
    assert answer_on(given_facts, LATER - DAY).rule == "ended_unconfirmed"


def differing_days(given_facts, days):
    """The days on which the stretch says other than the rules."""
    stretches = stretches_of(given_facts)
    firsts = [first for first, _last, _answer in stretches]
    found = {day: stretches[bisect_right(firsts, day) - 1] for day in days}
    assert all(first <= day <= last for day, (first, last, _answer) in found.items())
    return {day for day in days if found[day][2] != answer_on(given_facts, day)}


@hypothesis_settings(max_examples=150)
@given(given_facts=facts(), days=st.lists(DAYS, min_size=40, max_size=40))
def test_stretch_says_on_every_day_what_the_rules_say(given_facts, days):
    near = {day + number * DAY for day in turning_days(given_facts) for number in (-1, 0, 1)}
    wanted = {day for day in {*days, *near, FIRST_DAY, date.max} if day >= FIRST_DAY}
    assert differing_days(given_facts, wanted) == set()


@hypothesis_settings(max_examples=10)
@given(given_facts=facts())
def test_stretch_says_on_each_day_of_fifteen_years_what_the_rules_say(given_facts):
    assert differing_days(given_facts, [date(2016, 1, 1) + number * DAY for number in range(5500)]) == set()


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

    assert rule() == "unconfirmed"
    settings.FOLLOW_UP_ACTIVE_DAYS, settings.FOLLOW_UP_INACTIVE_DAYS = 1000, 2000
    settings.ATTESTATION_VALID_DAYS = 1000
    assert rule() == "unconfirmed"
    call_command("check_register", "--repair", verbosity=0)
    assert rule() == "active"


@pytest.mark.django_db
def test_nothing_is_written_where_nothing_changed(editor):
    agreement = make_agreement(by=editor)
    before = list(agreement.stretches.values_list("pk", flat=True))
    refresh_digest(agreement)
    assert list(agreement.stretches.values_list("pk", flat=True)) == before
