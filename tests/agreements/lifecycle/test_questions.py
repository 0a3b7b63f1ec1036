"""The one list of questions: each asked once, every article covered, and what the council wants of the plan."""

import pytest
from django.utils.translation import override

from agreements.lifecycle.questions import (
    ANALYSIS,
    BY_CODE,
    PLAN_PARTS,
    QUESTIONS,
    QuestionSource,
    Reply,
    plan_gaps,
    questions_of,
)
from agreements.lifecycle.rules import StepFact, missing
from agreements.lifecycle.vocabulary import Holder, Stage, StepState, Track

ALL_PARTS = {part.code: Reply.YES for part in PLAN_PARTS}


def test_each_question_is_asked_once():
    assert len({question.code for question in QUESTIONS}) == len(QUESTIONS) == 20
    assert len({str(question.name) for question in QUESTIONS}) == len(QUESTIONS)


def test_sources_are_covered_whole():
    assert [question.sources[QuestionSource.PAPER] for question in ANALYSIS] == list("12345678")
    articles = {question.sources[QuestionSource.PLAN].rpartition("30(3)")[2] for question in PLAN_PARTS}
    assert articles == set("abcdefg")
    requirements = {
        question.sources[QuestionSource.REQUIREMENT].rpartition("Ps 27")[2]
        for question in questions_of(QuestionSource.REQUIREMENT)
    }
    assert requirements == {*(f"(1){letter}" for letter in "abcde"), "(2)", *(f"(3){letter}" for letter in "abc")}


@pytest.mark.parametrize(
    ("code", "track", "fields", "asked"),
    [
        ("equality", Track.KSDPL, "", True),
        ("equality", Track.KSDLL, "", False),
        ("people", Track.KSDLL, "", False),
        ("complementarity", Track.KSDLL, "", True),
        ("transfer", Track.KSDPL, "a", True),
        ("transfer", Track.KSDPL, "bd", False),
        ("needs", Track.PASS_ON, "", True),
    ],
)
def test_question_is_asked_where_its_article_applies(code, track, fields, asked):
    question = next(question for question in QUESTIONS if question.code == code)
    assert question.asked_in(track, frozenset(fields)) is asked


@pytest.mark.parametrize(
    ("track", "codes"),
    [
        (Track.KSDPL, {"complementarity", "equality", "people", "diplomatic", "scope"}),
        (Track.KSDLL, {"diplomatic", "scope"}),
        (Track.MEMBERSHIP, set()),
        (Track.PROGRAMME, set()),
        (Track.PASS_ON, set()),
        (Track.LEGACY, set()),
    ],
)
def test_law_asks_only_where_it_applies(track, codes):
    """PP 28/2018 Article 27(3) is for a foreign local government, all of it for the city's own cooperation."""
    looked_at = ("complementarity", "equality", "people", "diplomatic", "scope")
    assert {code for code in looked_at if BY_CODE[code].basis(track)} == codes
    assert [question.code for question in ANALYSIS if not question.asked_in(track)] == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("risks", "Analysed / Partly analysed / Not analysed / Not known"),
        ("no_office", "Met / Partly met / Not met / Not known"),
        ("duration", "Provided / Partly provided / Not provided / Not known"),
    ],
)
def test_reply_says_what_is_meant(code, words):
    """ "No representative office abroad: no" would say the opposite."""
    with override("en"):
        assert " / ".join(str(BY_CODE[code].words[reply]) for reply in Reply) == words


@pytest.mark.parametrize(
    ("reply", "is_gap"), [("yes", False), ("partly", False), ("no", True), ("unknown", True), (None, True)]
)
def test_part_of_the_plan_is_a_gap(reply, is_gap):
    replies = {**ALL_PARTS, "scope": reply} if reply else {k: v for k, v in ALL_PARTS.items() if k != "scope"}
    assert [part.code for part in plan_gaps(replies)] == (["scope"] if is_gap else [])


PLANNED = [StepFact(Stage.PLAN, 1, Holder.CITY, StepState.IN_PROGRESS)]


def parts_missing(track, target, steps, replies):
    return [str(item.part) for item in missing(track, target, steps, replies) if item.part]


def test_council_wants_every_part():
    assert len(parts_missing(Track.KSDPL, Stage.COUNCIL, PLANNED, {})) == 7
    assert parts_missing(Track.KSDPL, Stage.COUNCIL, PLANNED, ALL_PARTS) == []


@pytest.mark.parametrize(
    ("track", "target", "steps", "replies"),
    [
        (Track.KSDPL, Stage.COUNCIL, PLANNED, None),
        (Track.KSDPL, Stage.PLAN, PLANNED, {}),
        (Track.KSDPL, Stage.SIGNING, PLANNED, {}),
        (Track.PASS_ON, Stage.STATE_AGREEMENT, PLANNED, {}),
        (Track.KSDLL, Stage.COUNCIL, [StepFact(Stage.PLAN, 1, Holder.CITY, StepState.IN_PROGRESS, True)], {}),
    ],
    ids=["old file", "before the plan", "the gate looks at steps", "state project", "waived"],
)
def test_parts_are_not_asked(track, target, steps, replies):
    assert parts_missing(track, target, steps, replies) == []
