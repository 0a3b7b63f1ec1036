"""Readiness: what was left out, unknowns apart; how fast it went; a signing beside a visit."""

from datetime import date

import pytest
from django.test import override_settings
from django.utils.translation import override

from agreements.lifecycle.questions import ANALYSIS, Reply
from agreements.record.readiness import (
    analysis_counts,
    analysis_sentence,
    gap,
    pace_sentences,
    readiness_of,
    visit_beside,
)
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse

SIGNED = parse("2024-04-20")
ALL = {point.code: Reply.YES for point in ANALYSIS}


@pytest.mark.parametrize(
    ("replies", "counts"),
    [
        ({}, (0, 8)),
        (ALL, (0, 0)),
        ({**ALL, "needs": "no", "risks": "no"}, (2, 0)),
        ({**ALL, "needs": "partly"}, (0, 0)),
        ({**ALL, "needs": "unknown", "risks": "no"}, (1, 1)),
        ({**ALL, "diplomatic": "no"}, (0, 0)),
    ],
)
def test_counts_keep_unknown_apart_and_look_at_the_eight_points(replies, counts):
    assert analysis_counts(replies) == counts


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2019-05-10", "2023-03-30", (1420, True)),
        ("2019-05", "2019-06-10", (10, False)),
        ("2019", "2019-06-10", None),
        ("", "2019-06-10", None),
        ("2019-06-10", "2019-06-10", (0, True)),
        ("2020-01-01", "2019-01-01", None),
    ],
)
def test_gap_is_exact_only_between_known_days(first, last, expected):
    found = gap(parse(first), parse(last))
    assert (found and (found.days, found.exact)) == expected


@pytest.mark.parametrize(
    ("visits", "beside"),
    [
        (["2024-04-20"], "2024-04-20"),
        (["2024-04-06"], "2024-04-06"),
        (["2024-04-05"], ""),
        (["2024-05-04"], "2024-05-04"),
        (["2024-05-05"], ""),
        (["2024-04"], ""),
        (["2024-04-10", "2024-04-19"], "2024-04-19"),
        ([], ""),
    ],
)
def test_signing_lies_beside_a_visit(visits, beside):
    assert visit_beside(SIGNED, [parse(day) for day in visits]) == parse(beside)


def test_signing_known_to_the_year_lies_beside_nothing():
    assert not visit_beside(KnownDate.year(2024), [parse("2024-04-20")])


@override_settings(HASTE_VISIT_DAYS=3)
def test_limit_comes_from_the_settings():
    assert not visit_beside(SIGNED, [parse("2024-04-10")])


def test_sentences_tell_facts():
    file = readiness_of(
        {"needs": "no"},
        first_contact=KnownDate.day(date(2024, 3, 1)),
        signed=SIGNED,
        visits=[KnownDate.day(date(2024, 4, 18))],
    )
    with override("en"):
        assert analysis_sentence(file.not_done, file.not_known) == "1 of 8 points of analysis not done, 7 not known"
        told = " ".join(pace_sentences(file))
    assert told == (
        "From first contact to signing: 50 days. Signed within 14 days of an official visit (18 April 2024)."
    )
    assert file.signed_at_visit
