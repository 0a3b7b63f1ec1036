"""The follow-up condition: the table of the ordered rules, and their sentences."""

from datetime import date, timedelta

import pytest
from django.test import override_settings
from django.utils.translation import override

from agreements.lifecycle.vocabulary import StatusGroup, Track
from agreements.record.condition import (
    MEANINGS,
    RULES,
    SENTENCES,
    Condition,
    ConditionFacts,
    Verdict,
    rule_of,
)
from jambi_coop.lib.dates.known_date import KnownDate

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)

ACTIVE, ATTENTION, INACTIVE = Condition.ACTIVE, Condition.ATTENTION, Condition.INACTIVE
NONE_YET, NOT_DUE, COMPLETED = Condition.NONE_YET, Condition.NOT_DUE, Condition.COMPLETED


def ago(days):
    return KnownDate.day(TODAY - timedelta(days=days))


def ahead(days):
    return ago(-days)


def evidence(**values):
    values.setdefault("track", Track.KSDPL)
    values.setdefault("group", StatusGroup.IN_FORCE)
    values.setdefault("anchor_kind", "signing")
    return ConditionFacts(**values)


def condition_of(evidence, today):
    rule = rule_of(evidence, today)
    return Verdict(RULES[rule], rule, evidence, today) if rule else None


# (what, evidence, condition, rule); thresholds 180/365 and 400/730, first follow-up 90, ahead 90.
TABLE = [
    ("before a letter or text", {"is_committed": False, "anchor": ago(10)}, None, ""),
    ("a case of another city", {"is_comparison": True, "anchor": ago(400)}, None, ""),
    ("discontinued", {"group": StatusGroup.DISCONTINUED, "activity": ago(10)}, None, ""),
    ("status not known", {"group": StatusGroup.UNKNOWN, "activity": ago(2000)}, None, ""),
    ("ended after activity", {"group": StatusGroup.ENDED, "activity": ago(2000)}, COMPLETED, "completed"),
    ("ended in silence", {"group": StatusGroup.ENDED, "anchor": ago(2000)}, NONE_YET, "ended_silent"),
    ("ended, though something is open", {"group": StatusGroup.ENDED, "due": ago(5)}, NONE_YET, "ended_silent"),
    ("silent for 366 days", {"activity": ago(366)}, INACTIVE, "inactive"),
    ("silent for 366 days, something planned", {"activity": ago(366), "due": ahead(5)}, INACTIVE, "inactive"),
    ("silent for 365 days, something planned", {"activity": ago(365), "due": ahead(5)}, ACTIVE, "planned"),
    ("nothing, and no day to count from", {}, NONE_YET, "none_yet"),
    ("nothing for 181 days", {"anchor": ago(181)}, NONE_YET, "none_yet"),
    ("nothing for 181 days, and late", {"anchor": ago(181), "due": ago(3)}, NONE_YET, "none_yet"),
    ("late by a day", {"anchor": ago(100), "activity": ago(5), "due": ago(1)}, ATTENTION, "overdue"),
    ("due today", {"activity": ago(5), "due": ago(0)}, ACTIVE, "active"),
    ("nothing yet, late", {"anchor": ago(30), "due": ago(1)}, ATTENTION, "overdue"),
    ("nothing for 91 days, nothing planned", {"anchor": ago(91)}, ATTENTION, "nothing_planned"),
    ("nothing for 91 days, something planned", {"anchor": ago(91), "due": ahead(60)}, NOT_DUE, "not_due"),
    ("nothing for 90 days", {"anchor": ago(90)}, NOT_DUE, "not_due"),
    ("signed today", {"anchor": ago(0)}, NOT_DUE, "not_due"),
    ("active for 180 days", {"activity": ago(180)}, ACTIVE, "active"),
    ("181 days, due in 90", {"activity": ago(181), "due": ahead(90)}, ACTIVE, "planned"),
    ("181 days, due in 90, moved once", {"activity": ago(181), "due": ahead(90), "due_moved": 1}, ACTIVE, "planned"),
    (
        "181 days, due in 90, moved twice",
        {"activity": ago(181), "due": ahead(90), "due_moved": 2},
        ATTENTION,
        "slowing",
    ),
    ("181 days, due in 91", {"activity": ago(181), "due": ahead(91)}, ATTENTION, "slowing"),
    ("181 days, nothing planned", {"activity": ago(181)}, ATTENTION, "slowing"),
    ("a programme after 400 days", {"track": Track.PROGRAMME, "activity": ago(400)}, ACTIVE, "active"),
    ("a programme after 401 days", {"track": Track.PROGRAMME, "activity": ago(401)}, ATTENTION, "slowing"),
    ("a membership after 730 days", {"track": Track.MEMBERSHIP, "activity": ago(730)}, ATTENTION, "slowing"),
    ("a membership after 731 days", {"track": Track.MEMBERSHIP, "activity": ago(731)}, INACTIVE, "inactive"),
    ("a year, counted by its last day, capped today", {"activity": KnownDate.year(2026)}, ACTIVE, "active"),
    ("a year that is over", {"activity": KnownDate.year(2025)}, ATTENTION, "slowing"),
    ("a visit before the signing, long ago", {"anchor": ago(200), "activity": ago(400)}, NONE_YET, "none_yet"),
    ("a visit before the signing, lately", {"anchor": ago(20), "activity": ago(21)}, NOT_DUE, "not_due"),
    (
        "only before the signing, nothing planned",
        {"anchor": ago(91), "activity": ago(95)},
        ATTENTION,
        "nothing_planned",
    ),
    (
        "only before the signing, something planned",
        {"anchor": ago(9), "activity": ago(95), "due": ahead(5)},
        NOT_DUE,
        "not_due",
    ),
    ("on the day of the signing", {"anchor": ago(20), "activity": ago(20)}, ACTIVE, "active"),
    ("perhaps before the signing", {"anchor": KnownDate.year(2026), "activity": ago(20)}, ACTIVE, "active"),
    (
        "ended after a visit before it",
        {"group": StatusGroup.ENDED, "anchor": ago(9), "activity": ago(95)},
        COMPLETED,
        "completed",
    ),
    (
        "a programme whose anchor says when it was last seen running",
        {"track": Track.PROGRAMME, "anchor_kind": "start", "anchor": ago(9), "activity": ago(95)},
        ACTIVE,
        "active",
    ),
    ("only before a day", {"activity": KnownDate.before(date(2025, 1, 1))}, INACTIVE, "inactive"),
]


@pytest.mark.parametrize(("what", "given", "condition", "rule"), TABLE, ids=[row[0] for row in TABLE])
def test_condition_follows_the_ordered_rules(what, given, condition, rule):
    verdict = condition_of(evidence(**given), TODAY)
    if condition is None:
        assert verdict is None
    else:
        assert (verdict.condition, verdict.rule) == (condition, rule)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("given", [row[1] for row in TABLE if row[2]], ids=[row[0] for row in TABLE if row[2]])
def test_sentence_names_the_date_that_decided(given, language):
    with override(language):
        verdict = condition_of(evidence(**given), TODAY)
        deciding = {
            "completed": "activity",
            "inactive": "activity",
            "active": "activity",
            "planned": "due",
            "overdue": "due",
            "slowing": "activity",
        }.get(verdict.rule)
        assert "%" not in verdict.sentence
        if deciding:
            assert str(given[deciding]) in verdict.sentence
        elif given.get("anchor") and verdict.rule != "ended_silent":
            assert str(given["anchor"]) in verdict.sentence


def test_sentence_of_an_ended_agreement_counts_what_is_not_proven():
    with override("en"):
        verdict = condition_of(evidence(group=StatusGroup.ENDED, activity=ago(5), unproven=2), TODAY)
        assert "2 results are not proven yet." in verdict.sentence


def test_every_rule_has_its_sentence_and_every_condition_its_meaning():
    assert set(SENTENCES) == set(RULES) == {row[3] for row in TABLE if row[3]}
    assert set(MEANINGS) == set(Condition)


@override_settings(FOLLOW_UP_ACTIVE_DAYS=10, FOLLOW_UP_INACTIVE_DAYS=20)
def test_thresholds_come_from_the_settings():
    assert condition_of(evidence(activity=ago(11)), TODAY).condition == ATTENTION
    assert condition_of(evidence(activity=ago(21)), TODAY).condition == INACTIVE
