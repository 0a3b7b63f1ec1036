"""The follow-up condition: the table of the ordered rules, and their sentences."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import override_settings
from django.utils.translation import override

from agreements.lifecycle.vocabulary import Stage, StatusGroup, Track
from agreements.record.condition import (
    MEANINGS,
    RULES,
    Condition,
    ConditionFacts,
    rule_of,
)
from agreements.record.verdict import SENTENCES, Verdict
from jambi_coop.lib.dates.known_date import KnownDate

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)

ACTIVE, ATTENTION, INACTIVE = Condition.ACTIVE, Condition.ATTENTION, Condition.INACTIVE
NONE_YET, NOT_DUE, COMPLETED = Condition.NONE_YET, Condition.NOT_DUE, Condition.COMPLETED
UNCONFIRMED = Condition.UNCONFIRMED


def ago(days):
    return KnownDate.day(TODAY - timedelta(days=days))


def ahead(days):
    return ago(-days)


def evidence(**values):
    values.setdefault("track", Track.KSDPL)
    values.setdefault("group", StatusGroup.IN_FORCE)
    values.setdefault("moved", values.get("activity", KnownDate.unknown()))
    values.setdefault("paper_kind", "signing" if "paper" in values else "")
    facts = ConditionFacts(**values)
    return facts if "horizon" in values else replace(facts, horizon=facts.moved_since)


def condition_of(evidence, today):
    rule = rule_of(evidence, today)
    return Verdict(RULES[rule], rule, evidence, today) if rule else None


def today_less(days):
    return TODAY - timedelta(days=days)


# (what, evidence, condition, rule); thresholds 180/365 and 400/730, first follow-up 90, ahead 90, valid 400. Without a
# horizon of its own, a row is known up to its last event.
TABLE = [
    ("before a letter or text", {"is_committed": False, "paper": ago(10)}, None, ""),
    ("a case of another city", {"is_comparison": True, "paper": ago(400)}, None, ""),
    ("discontinued", {"group": StatusGroup.DISCONTINUED, "activity": ago(10)}, None, ""),
    ("status not known", {"group": StatusGroup.UNKNOWN, "activity": ago(2000)}, UNCONFIRMED, "unconfirmed"),
    (
        "ended after activity",
        {"group": StatusGroup.ENDED, "activity": ago(2000), "has_result": True},
        COMPLETED,
        "completed",
    ),
    (
        "ended after a handover",
        {"group": StatusGroup.ENDED, "paper": ago(9), "paper_kind": "handover", "has_result": True},
        COMPLETED,
        "completed",
    ),
    (
        "handed over",
        {"stage": Stage.HANDOVER, "paper": ago(2000), "paper_kind": "handover", "has_result": True},
        COMPLETED,
        "completed",
    ),
    (
        "operating, with activity",
        {"stage": Stage.OPERATION, "activity": ago(2000), "has_result": True},
        COMPLETED,
        "completed",
    ),
    ("operating, without any", {"stage": Stage.OPERATION, "paper": ago(2000)}, UNCONFIRMED, "unconfirmed"),
    (
        "ended in silence that offices confirm",
        {"group": StatusGroup.ENDED, "paper": ago(2000), "is_covered": True},
        NONE_YET,
        "ended_silent",
    ),
    ("ended, nobody asked", {"group": StatusGroup.ENDED, "paper": ago(2000)}, UNCONFIRMED, "ended_unconfirmed"),
    (
        "ended, though something is open",
        {"group": StatusGroup.ENDED, "due": ago(5)},
        UNCONFIRMED,
        "ended_unconfirmed",
    ),
    ("late by a day", {"paper": ago(100), "activity": ago(5), "due": ago(1)}, ATTENTION, "overdue"),
    ("late by 400 days", {"activity": ago(900), "due": ago(400)}, ATTENTION, "overdue"),
    ("late by 401 days", {"activity": ago(900), "due": ago(401)}, UNCONFIRMED, "unconfirmed"),
    ("late by 401 days, known till now", {"activity": ago(5), "due": ago(401)}, ATTENTION, "overdue"),
    ("nothing yet, late", {"paper": ago(30), "due": ago(1)}, ATTENTION, "overdue"),
    ("nothing, and no day to count from", {"horizon": None}, UNCONFIRMED, "unconfirmed"),
    ("only a paper up to whose day nothing is known", {"horizon": None, "paper": ago(5)}, UNCONFIRMED, "unconfirmed"),
    ("known up to 400 days ago", {"track": Track.PROGRAMME, "activity": ago(400)}, ACTIVE, "active"),
    ("known up to 401 days ago", {"track": Track.PROGRAMME, "activity": ago(401)}, UNCONFIRMED, "unconfirmed"),
    ("silent for 366 days, nobody asked", {"activity": ago(366)}, UNCONFIRMED, "unconfirmed"),
    (
        "silent for 366 days, confirmed for 365 of them",
        {"activity": ago(366), "horizon": today_less(1), "is_attested": True},
        ATTENTION,
        "quiet",
    ),
    (
        "silent for 366 days, confirmed for all",
        {"activity": ago(366), "horizon": today_less(0), "is_attested": True},
        INACTIVE,
        "inactive",
    ),
    (
        "silent, something planned",
        {"activity": ago(366), "horizon": today_less(0), "is_attested": True, "due": ahead(5)},
        INACTIVE,
        "inactive",
    ),
    ("silent for 365 days, something planned", {"activity": ago(365), "due": ahead(5)}, ACTIVE, "planned"),
    ("nothing for 181 days, nobody asked", {"paper": ago(181)}, UNCONFIRMED, "unconfirmed"),
    (
        "nothing for 181 days, confirmed",
        {"paper": ago(181), "horizon": today_less(0), "is_attested": True},
        NONE_YET,
        "none_yet",
    ),
    (
        "nothing for 180 days, confirmed",
        {"paper": ago(180), "horizon": today_less(0), "is_attested": True},
        ATTENTION,
        "nothing_planned",
    ),
    (
        "nothing for 181 days, confirmed for 180 of them",
        {"paper": ago(181), "horizon": today_less(1), "is_attested": True},
        ATTENTION,
        "quiet",
    ),
    (
        "nothing, and an office confirms without a day to count from",
        {"horizon": today_less(1), "is_attested": True},
        NONE_YET,
        "none_yet",
    ),
    ("due today", {"activity": ago(5), "due": ago(0)}, ACTIVE, "active"),
    ("nothing for 91 days, nothing planned", {"paper": ago(91)}, ATTENTION, "nothing_planned"),
    ("nothing for 91 days, something planned", {"paper": ago(91), "due": ahead(60)}, NOT_DUE, "not_due"),
    ("nothing for 90 days", {"paper": ago(90)}, NOT_DUE, "not_due"),
    ("signed today", {"paper": ago(0)}, NOT_DUE, "not_due"),
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
    (
        "a membership after 731 days, confirmed",
        {"track": Track.MEMBERSHIP, "activity": ago(731), "horizon": today_less(0), "is_attested": True},
        INACTIVE,
        "inactive",
    ),
    ("a year, counted as active by its first day", {"activity": KnownDate.year(2026)}, ATTENTION, "slowing"),
    ("a year, and a day of it", {"activity": KnownDate.year(2026), "moved": ago(5)}, ACTIVE, "active"),
    ("a year that is over", {"activity": KnownDate.year(2025)}, UNCONFIRMED, "unconfirmed"),
    ("an activity, then a new text", {"paper": ago(20), "activity": ago(200)}, ACTIVE, "active"),
    ("an activity too long before the text", {"paper": ago(20), "activity": ago(386)}, NOT_DUE, "not_due"),
    ("an activity just not too long before it", {"paper": ago(20), "activity": ago(385)}, ACTIVE, "active"),
    ("on the day of the signing", {"paper": ago(20), "activity": ago(20)}, ACTIVE, "active"),
    ("only before a day", {"activity": KnownDate.before(date(2025, 1, 1))}, UNCONFIRMED, "unconfirmed"),
]


@pytest.mark.parametrize(("what", "given", "condition", "rule"), TABLE, ids=[row[0] for row in TABLE])
def test_condition_follows_the_ordered_rules(what, given, condition, rule):
    verdict = condition_of(evidence(**given), TODAY)
    if condition is None:
        assert verdict is None
    else:
        assert (verdict.condition, verdict.rule) == (condition, rule)


DECIDING = {
    "inactive": "activity",
    "none_yet": "paper",
    "not_due": "paper",
    "nothing_planned": "paper",
    "active": "activity",
    "planned": "due",
    "overdue": "due",
    "slowing": "activity",
}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("given", [row[1] for row in TABLE if row[2]], ids=[row[0] for row in TABLE if row[2]])
def test_sentence_names_the_date_that_decided(given, language):
    with override(language):
        verdict = condition_of(evidence(**given), TODAY)
        assert "%" not in verdict.sentence
        deciding = DECIDING.get(verdict.rule)
        if deciding and given.get(deciding):
            assert str(given[deciding]) in verdict.sentence


def test_sentence_of_an_ended_agreement_counts_what_is_not_proven():
    with override("en"):
        verdict = condition_of(evidence(group=StatusGroup.ENDED, activity=ago(5), has_result=True, unproven=2), TODAY)
        assert "2 results are not proven yet." in verdict.sentence


def test_every_rule_has_its_sentence_and_every_condition_its_meaning():
    assert set(SENTENCES) == set(RULES) == {row[3] for row in TABLE if row[3]}
    assert set(MEANINGS) == set(Condition)


@override_settings(FOLLOW_UP_ACTIVE_DAYS=10, FOLLOW_UP_INACTIVE_DAYS=20, ATTESTATION_VALID_DAYS=30)
def test_thresholds_come_from_the_settings():
    assert condition_of(evidence(activity=ago(11)), TODAY).condition == ATTENTION
    confirmed = evidence(activity=ago(21), horizon=today_less(0), is_attested=True)
    assert condition_of(confirmed, TODAY).condition == INACTIVE
    assert condition_of(evidence(activity=ago(31)), TODAY).condition == UNCONFIRMED


# (what, evidence, the sentence)
WORDS = [
    (
        "some day of this year",
        {"activity": KnownDate.year(2026)},
        "Latest activity: 2026 (at most 10 months ago); nothing is planned.",
    ),
    (
        "last recorded, asked twice",
        {"paper": KnownDate.month(2024, 6), "paper_kind": "intent", "asked_times": 2, "asked_on": date(2026, 5, 3)},
        "Last recorded: the Letter of Intent (June 2024). Not confirmed after that (about 28 months; asked 2 times, "
        "last on 3 May 2026, no answer).",
    ),
    (
        "an old due date",
        {"activity": KnownDate.day(date(2019, 1, 5)), "due": KnownDate.day(date(2019, 6, 30))},
        "Last recorded: an activity (5 January 2019). Not confirmed after that (94 months). Was due on 30 June 2019, "
        "not recorded as done.",
    ),
    (
        "nothing dated",
        {"horizon": None},
        "No dated activity or instrument is recorded, and no office has confirmed anything.",
    ),
]


@pytest.mark.parametrize(("what", "given", "sentence"), WORDS, ids=[row[0] for row in WORDS])
def test_sentence_names_what_is_known(what, given, sentence):
    with override("en"):
        assert condition_of(evidence(**given), TODAY).sentence == sentence
