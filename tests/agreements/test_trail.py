"""The trail: with whom it lies and for how long, in numbers and without a verdict."""

from datetime import date

import pytest
from django.utils.translation import override

from agreements.lifecycle import Stage, Track, spec_of
from agreements.models import Agreement, Step
from agreements.views.detail import with_rows
from agreements.views.present.trail import build_trail
from agreements.views.present.waiting import answer_words, waiting_words
from jambi_coop.lib.dates import parse
from jambi_coop.lib.working_days import NO_EXTRA_DAYS, ExtraDays, working_days_after, working_days_between
from tests.factories import make_agreement

TODAY = date(2026, 11, 24)
COUNCIL = spec_of(Track.KSDPL, Stage.COUNCIL)
MINISTER = spec_of(Track.KSDPL, Stage.VERIFICATION)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def step(state, sent="", received="", decided=""):
    return Step(
        state=state, sent_on=parse(sent), received_on=parse(received), decided_on=parse(decided), stage="x", holder="x"
    )


@pytest.mark.parametrize(
    ("spec", "values", "words"),
    [
        (MINISTER, {"sent": "2026-10-21"}, "Waiting for 34 days"),
        (MINISTER, {"sent": "2026-10-01", "received": "2026-10-21"}, "Waiting for 34 days"),
        (MINISTER, {"sent": "2026-10"}, "Waiting for about 24 days"),
        (MINISTER, {"sent": "2026-12-01"}, ""),
        (MINISTER, {}, ""),
        (COUNCIL, {"sent": "2026-10-21"}, "Waiting for 34 days"),
        (COUNCIL, {"received": "2026-10-12"}, "Waiting for 31 of 45 working days"),
        (COUNCIL, {"received": "2026-09-30"}, "Waiting for 39 of 45 working days"),
        (COUNCIL, {"received": "2026-09"}, "Waiting for about 39 of 45 working days"),
        (None, {"sent": "2026-10-21"}, "Waiting for 34 days"),
    ],
)
def test_counts_waiting_days_and_working_days_of_the_council(spec, values, words):
    assert waiting_words(step("submitted", **values), spec, TODAY, NO_EXTRA_DAYS) == words
    assert waiting_words(step("approved", **values), spec, TODAY, NO_EXTRA_DAYS) == ""


def test_tells_that_the_45_days_have_passed_without_a_verdict():
    received = date(2026, 3, 2)
    waiting = step("submitted", received=received.isoformat())
    last = working_days_after(received, 45)
    assert "45 of 45" in waiting_words(waiting, COUNCIL, last, NO_EXTRA_DAYS)
    words = waiting_words(waiting, COUNCIL, TODAY, NO_EXTRA_DAYS)
    days = working_days_between(received, TODAY)
    assert words == (f"More than 45 working days since 2 March 2026 (now {days}); the law does not say what follows")


def test_extra_days_off_do_not_count():
    waiting = step("submitted", received="2026-10-12")
    extra = ExtraDays(off=frozenset({date(2026, 10, 20), date(2026, 10, 24)}))
    assert "30 of 45" in waiting_words(waiting, COUNCIL, TODAY, extra)


@pytest.mark.parametrize(
    ("spec", "values", "words"),
    [
        (MINISTER, {"sent": "2026-03-02", "decided": "2026-04-01"}, "answered after 30 days"),
        (MINISTER, {"sent": "2026-03", "decided": "2026-04-01"}, "answered after about 1 day"),
        (MINISTER, {"sent": "2026-05-02", "decided": "2026-04-01"}, ""),
        (MINISTER, {"decided": "2026-04-01"}, ""),
        (MINISTER, {"sent": "2026-03-02"}, ""),
        (COUNCIL, {"received": "2026-10-12", "decided": "2026-11-24"}, "answered after 31 of 45 working days"),
        (
            COUNCIL,
            {"received": "2026-08-31", "decided": "2026-11-24"},
            "answered after 61 working days; the law names 45 and does not say what follows",
        ),
    ],
)
def test_tells_how_long_an_answer_took(spec, values, words):
    assert answer_words(step("returned", **values), spec, NO_EXTRA_DAYS) == words
    assert answer_words(step("submitted", **values), spec, NO_EXTRA_DAYS) == ""


def trail_of(agreement, django_assert_num_queries):
    loaded = with_rows(Agreement.objects.filter(pk=agreement.pk)).get()
    with django_assert_num_queries(0):
        return build_trail(loaded, TODAY, NO_EXTRA_DAYS)


def at(stage, *steps, **values):
    agreement = make_agreement(as_of=parse("2026-11"), **values)
    agreement.steps.all().delete()
    Agreement.objects.filter(pk=agreement.pk).update(stage=stage)
    for row in steps:
        Step.objects.create(agreement=agreement, **{"stage": stage, **row})
    return agreement


SENT = {"sent_on": parse("2026-10-21")}
HOME = {"holder": "home_affairs", "state": "submitted", **SENT}
FOREIGN = {"holder": "foreign_affairs", "state": "not_started"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "steps", "words"),
    [
        ("verification", [HOME], "Now with: Ministry of Home Affairs, 34 days"),
        ("verification", [{**HOME, "sent_on": parse("")}], "Now with: Ministry of Home Affairs"),
        ("verification", [{**HOME, "state": "approved"}], "Now with: Kota Jambi"),
        ("verification", [{**HOME, "state": "returned"}], "Now with: Kota Jambi"),
        ("verification", [{**HOME, "state": "unknown"}], "Where it is now is not known."),
        (
            "verification",
            [{**HOME, "state": "returned"}, {**HOME, "round": 2}],
            "Now with: Ministry of Home Affairs, 34 days",
        ),
        ("consultation", [HOME, FOREIGN], "Now with: Ministry of Home Affairs, 34 days; Kota Jambi"),
        (
            "council",
            [{"holder": "council", "state": "submitted", "received_on": parse("2026-10-12")}],
            "Now with: DPRD Kota Jambi, 31 of 45 working days",
        ),
        (
            "council",
            [{"holder": "council", "state": "submitted", "received_on": parse("2026-08-31")}],
            "Now with: DPRD Kota Jambi, 61 working days",
        ),
        ("discussion", [{"holder": "partner", "state": "in_progress"}], "Now with: Partner"),
        ("plan", [], "Now with: Kota Jambi"),
        ("signing", [], ""),
        ("discontinued", [], ""),
    ],
)
def test_says_with_whom_it_lies_now(stage, steps, words, django_assert_num_queries):
    assert trail_of(at(stage, *steps), django_assert_num_queries).whereabouts == words


@pytest.mark.django_db
def test_second_round_of_the_plan_is_told_as_such(django_assert_num_queries):
    plan = {"stage": "plan", "holder": "city", "decided_on": parse("2026-05-05")}
    returned = {
        **HOME,
        "stage": "verification",
        "state": "returned",
        "outcome": "repair",
        "decided_on": parse("2026-11-01"),
    }
    agreement = at("plan", {**plan, "state": "done"}, returned, {**plan, "round": 2, "state": "in_progress"})
    stages = {stage.title: stage for stage in trail_of(agreement, django_assert_num_queries).stages}
    plans, minister = stages["Cooperation plan"], stages["Verification by the Minister of Home Affairs"]
    assert plans.has_rounds
    assert [(line.round, line.state) for line in plans.lines] == [(1, "done"), (2, "in_progress")]
    assert minister.lines[0].outcome == "Repair the plan"
    assert minister.lines[0].took == "answered after 11 days"
    assert not minister.has_rounds


@pytest.mark.django_db
def test_leads_to_the_procedure_of_its_track(client):
    agreement = at("council", {"holder": "council", "state": "unknown"}, public=True)
    with override("id"):
        text = client.get(agreement.get_absolute_url()).content.decode()
    assert 'href="/alur/#jalur-ksdpl"' in text
    assert 'id="jalur-ksdpl"' in client.get("/alur/").content.decode()


def test_case_of_another_region_names_its_own_government(db):
    agreement = make_agreement(is_comparison=True, region="Kota Bandung", public=True)
    row = with_rows(Agreement.objects.filter(pk=agreement.pk)).get()
    with override("en"):
        trail = build_trail(row, date(2026, 11, 24), NO_EXTRA_DAYS)
    holders = {line.holder for stage in trail.stages for line in stage.lines}
    assert {"Kota Bandung", "Council (DPRD) of Kota Bandung"} <= holders
    assert not any("Jambi" in holder for holder in holders)
