"""The trail: with whom it lies and for how long, in numbers and without a verdict."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from agreements.lifecycle.rules import spec_of
from agreements.lifecycle.vocabulary import Stage, Track
from agreements.models import Agreement, Step
from agreements.public.agreement_page.trail import trail_of, unproven_sentence
from agreements.public.agreement_page.view import with_rows
from agreements.public.agreement_page.waiting import answer_sentence, limit_working, waiting_sentence
from agreements.record.digest import refresh_digest
from agreements.record.letters import LetterFacts, add_letter
from jambi_coop.lib.dates.parser import parse
from jambi_coop.lib.dates.working_days import NO_EXTRA_DAYS, ExtraDays, working_days_after
from tests.factories import make_agreement

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)

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
    assert waiting_sentence(step("submitted", **values), spec, TODAY, NO_EXTRA_DAYS) == words
    assert waiting_sentence(step("approved", **values), spec, TODAY, NO_EXTRA_DAYS) == ""


def test_tells_that_the_45_days_have_passed_without_a_verdict():
    received = date(2026, 3, 2)
    waiting = step("submitted", received=received.isoformat())
    last = working_days_after(received, 45)
    assert waiting_sentence(waiting, COUNCIL, last, NO_EXTRA_DAYS) == "Waiting for 45 of 45 working days"
    words = waiting_sentence(waiting, COUNCIL, TODAY, NO_EXTRA_DAYS)
    assert words == "More than 45 working days since 2 March 2026 (now 176); PP 28/2018 does not say what follows"


def test_shows_how_the_limit_of_the_council_was_counted():
    words = limit_working(step("submitted", received="2026-11-02"), COUNCIL, NO_EXTRA_DAYS)
    assert words.startswith(
        "45 working days from receipt of the letter on 2 November 2026 end on 8 January 2027. Left out:"
    )
    assert "25 December 2026 (Christmas Day)" in words
    assert limit_working(step("submitted", received="2026-11"), COUNCIL, NO_EXTRA_DAYS) == ""
    assert limit_working(step("approved", received="2026-11-02"), COUNCIL, NO_EXTRA_DAYS) == ""
    assert limit_working(step("submitted", received="2026-11-02"), MINISTER, NO_EXTRA_DAYS) == ""


def test_counts_no_working_days_in_a_year_without_holidays():
    waiting = step("submitted", received="2027-12-20")
    words = waiting_sentence(waiting, COUNCIL, date(2028, 1, 10), NO_EXTRA_DAYS)
    assert words == ("Waiting for 21 days (Working days are not counted: the calendar has no holidays for 2028 yet.)")


def test_extra_days_off_do_not_count():
    waiting = step("submitted", received="2026-10-12")
    extra = ExtraDays(off=frozenset({date(2026, 10, 20), date(2026, 10, 24)}))
    assert waiting_sentence(waiting, COUNCIL, TODAY, extra) == "Waiting for 30 of 45 working days"


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
            "answered after 61 working days; PP 28/2018 names 45 and does not say what follows",
        ),
    ],
)
def test_tells_how_long_an_answer_took(spec, values, words):
    assert answer_sentence(step("returned", **values), spec, NO_EXTRA_DAYS) == words
    assert answer_sentence(step("submitted", **values), spec, NO_EXTRA_DAYS) == ""


def loaded_trail(agreement, django_assert_num_queries):
    loaded = with_rows(Agreement.objects.filter(pk=agreement.pk), TODAY).get()
    with django_assert_num_queries(0):
        return trail_of(loaded, TODAY, NO_EXTRA_DAYS)


def at(stage, *steps, **values):
    agreement = make_agreement(as_of=parse("2026-11"), **values)
    agreement.steps.all().delete()
    Agreement.objects.filter(pk=agreement.pk).update(stage=stage)
    for row in steps:
        Step.objects.create(agreement=agreement, **{"stage": stage, **row})
    refresh_digest(agreement)
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
    assert loaded_trail(at(stage, *steps), django_assert_num_queries)["whereabouts"] == words


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
    stages = {stage.title: stage for stage in loaded_trail(agreement, django_assert_num_queries)["stages"]}
    plans, minister = (
        stages["Cooperation plan"],
        stages["Verification and consideration by the Minister of Home Affairs"],
    )
    assert plans.has_rounds
    assert [(line.step.round, line.state) for line in plans.lines] == [(1, "done"), (2, "in_progress")]
    assert minister.lines[0].step.get_outcome_display() == "Repair the plan"
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
    row = with_rows(Agreement.objects.filter(pk=agreement.pk), TODAY).get()
    with override("en"):
        trail = trail_of(row, date(2026, 11, 24), NO_EXTRA_DAYS)
    holders = {line.holder for stage in trail["stages"] for line in stage.lines}
    assert {"Kota Bandung", "Council (DPRD) of Kota Bandung"} <= holders
    assert not any("Jambi" in holder for holder in holders)


def trail_in_english(agreement):
    row = with_rows(Agreement.objects.filter(pk=agreement.pk), TODAY).get()
    return trail_of(row, TODAY, NO_EXTRA_DAYS)


def states_of(trail):
    return [stage.state for stage in trail["stages"]]


def test_of_another_citys_case_nothing_is_said_to_lie_ahead_or_to_have_been_looked_for(client, db):
    """Its files were not read: a step without a record is not recorded, and nothing more."""
    agreement = make_agreement("Bandung", is_comparison=True, region="Kota Bandung", public=True, as_of=parse("2026"))
    Agreement.objects.filter(pk=agreement.pk).update(stage="signing")
    Step.objects.create(agreement=agreement, stage="plan", holder="city", state="unknown")
    Step.objects.create(agreement=agreement, stage="completed", holder="city", state="unknown")
    refresh_digest(agreement)
    trail = trail_in_english(agreement)
    assert unproven_sentence(9, agreement) == "The public records do not tell of 9 steps."
    assert set(states_of(trail)) == {"unrecorded", "unknown"}
    assert trail["stages"][-1].state == "unrecorded"
    text = client.get(agreement.get_absolute_url()).content.decode()
    assert "case of Kota Bandung, told from public records" in text
    assert "is not “not yet”" not in text
    assert "should have happened by now" not in text


@pytest.mark.django_db
def test_the_end_of_what_is_in_force_lies_ahead():
    """Old files were loaded with every step as not known, the last one too."""
    agreement = at("signing", {"holder": "city", "state": "done", "decided_on": parse("2026-10")})
    Step.objects.create(agreement=agreement, stage="completed", holder="city", state="unknown")
    refresh_digest(agreement)
    trail = trail_in_english(agreement)
    assert trail["stages"][-1].state == "not_started"
    assert not trail["has_unknown"]


LETTER = {"stage": "intent", "holder": "city", "state": "done", "decided_on": parse("2025-05")}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "after_intent",
            "Discontinued on 5 May 2026. Last stage reached: Letter of Intent. "
            "Not continued after the Letter of Intent.",
        ),
        ("other", "Discontinued on 5 May 2026. Last stage reached: Letter of Intent."),
        ("", "Discontinued on 5 May 2026. Last stage reached: Letter of Intent."),
    ],
)
def test_what_was_given_up_is_not_told_as_neglected(client, db, code, words):
    agreement = at("discontinued", LETTER, public=True)
    Agreement.objects.filter(pk=agreement.pk).update(
        end_reason_code=code,
        end_reason="Wali kota berganti.",
        ended_on_earliest=date(2026, 5, 5),
        ended_on_latest=date(2026, 5, 5),
        ended_on_precision="day",
    )
    refresh_digest(agreement)
    trail = trail_in_english(agreement)
    states = dict(zip([stage.title for stage in trail["stages"]], states_of(trail), strict=True))
    assert states["Initiative"] == "unrecorded"
    assert states["Letter of Intent"] == "done"
    assert {states[title] for title in list(states)[4:]} == {"not_continued"}
    assert trail["stopped"] == words
    for address in (agreement.get_absolute_url(), "/en/kerja-sama/"):
        text = client.get(address).content.decode()
        assert "Last stage reached: Letter of Intent" in text
        assert ("Not continued after the Letter of Intent" in text) == (code == "after_intent")
        assert "Wali kota berganti" not in text


ASKED = {"holder": "council", "sent_on": parse("2026-09-01")}


@pytest.mark.parametrize(
    ("stage", "steps", "words"),
    [
        ("council", [{**ASKED, "state": "submitted"}], "Awaiting approval: DPRD Kota Jambi"),
        ("council", [{"holder": "council", "state": "not_started"}], "Awaiting approval"),
        ("council", [{**ASKED, "state": "rejected"}], "Rejected: DPRD Kota Jambi"),
        ("council", [{**ASKED, "state": "approved"}], "Approved: DPRD Kota Jambi"),
        (
            "verification",
            [{**HOME, "state": "returned"}, {**HOME, "round": 2}],
            "Awaiting approval: Ministry of Home Affairs",
        ),
    ],
)
def test_tag_names_whom_it_waits_for_or_tells_the_answer(client, db, stage, steps, words):
    """The council that has refused is not waited for any more; the page and the list say the same."""
    agreement = at(stage, *steps, public=True)
    for address in (agreement.get_absolute_url(), "/en/kerja-sama/"):
        tags = re.findall(r'class="tag tag--awaiting">([^<]*)<', client.get(address).content.decode())
        assert [tag.strip() for tag in tags] == [words], address


@pytest.mark.parametrize(
    ("stage", "state", "word"),
    [
        ("consultation", "approved", "Answered"),
        ("consultation", "rejected", "Rejected"),
        ("verification", "approved", "Approved"),
    ],
)
def test_ministers_who_were_consulted_have_answered(stage, state, word):
    """PP 28/2018 Article 28(4) asks to consult them, not for their approval."""
    assert Step(stage=stage, holder="home_affairs", state=state).get_state_display() == word


def test_says_who_leads_the_discussion(client, db):
    agreement = at("discussion", {"holder": "partner", "state": "in_progress"}, public=True)
    text = client.get(agreement.get_absolute_url()).content.decode()
    assert "led by the Minister of Foreign Affairs" in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5 May 2024", "finished on 5 May 2024"),
        ("May 2024", "finished in May 2024"),
        ("2024", "finished in 2024"),
        ("before April 2016", "finished before April 2016"),
        ("about 2018", "finished about 2018"),
    ],
)
@pytest.mark.django_db
def test_coarse_date_is_no_day(text, words, django_assert_num_queries):
    agreement = at("plan", {"holder": "city", "state": "done", "decided_on": parse(text)})
    stages = {stage.title: stage for stage in loaded_trail(agreement, django_assert_num_queries)["stages"]}
    assert " ".join(str(word) for word in stages["Cooperation plan"].lines[0].dates[0]) == words


@pytest.mark.django_db
def test_tells_when_the_holder_was_reminded_and_of_other_letters_nothing(editor):
    agreement = make_agreement(by=editor, public=True)
    council = agreement.steps.create(stage="council", holder="council", state="submitted", version=0)
    for direction, day in {"out": "2026-10-01", "reminder": "2026-11-02", "in": "2026-11-05"}.items():
        add_letter(council, direction, LetterFacts(sent_on=parse(day), number=f"no. {direction}"), by=editor)
    agreement = with_rows(Agreement.objects.filter(pk=agreement.pk), TODAY).get()
    with CaptureQueriesContext(connection) as queries:
        stages = trail_of(agreement, TODAY, NO_EXTRA_DAYS)["stages"]
    assert len(queries) == 0
    (line,) = next(stage.lines for stage in stages if stage.spec.stage == Stage.COUNCIL)
    assert [f"{label} {day}" for label, day in line.dates] == ["sent on 1 October 2026", "reminded on 2 November 2026"]
