"""The cases by which the rules of horizon, status and condition were worked out, as a table: facts, day, answer."""

from datetime import date, timedelta

import pytest

from agreements.lifecycle.vocabulary import Stage, StatusGroup, Track
from agreements.models.digest import AnchorKind
from agreements.record.horizon import Attested
from agreements.record.stretches import Due, Facts, Paper, answer_on
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse

NOW = date(2026, 11, 24)
NOTHING = KnownDate.unknown()


def known(text):
    return parse(text)


def intent(text):
    return Paper(AnchorKind.INTENT, known(text))


def signing(text):
    return Paper(AnchorKind.SIGNING, known(text))


def attested(first, until, accepted="2026-11-20", running=False):
    return Attested(*(date.fromisoformat(one) for one in (first, until, accepted)), running)


def facts(**values):
    given = {
        "stage": Stage.IMPLEMENTATION,
        "track": Track.KSDLL,
        "is_comparison": False,
        "is_committed": True,
        "ends_latest": None,
        "open_ended": False,
        "paid_until": None,
        "begins_on": None,
        "former_end_on": None,
        "ended_on": None,
        "first_text": NOTHING,
        "start": NOTHING,
        "activities": (),
        "letters": (),
        "papers": (),
        "evidence": (),
        "dues": (),
        "attested": (),
        **values,
    }
    if "evidence" not in values:
        papers = [paper.day for paper in given["papers"]]
        given["evidence"] = (*given["activities"], *given["letters"], *papers)
    return Facts(**given)


SCP = {"track": Track.PROGRAMME, "stage": Stage.RUNNING, "activities": (known("2018-10-26"), known("2024-07-05"))}
TEMASEK = {
    "stage": Stage.INTENT,
    "papers": (intent("2023"), intent("2024-06")),
    "activities": (known("2024-02-25"),),
}
TPA = {
    "track": Track.PASS_ON,
    "stage": Stage.HANDOVER,
    "papers": (Paper(AnchorKind.STATE_AGREEMENT, known("<2016-04")), Paper(AnchorKind.HANDOVER, known("2023-11-01"))),
}
LONG_AGO = NOW - timedelta(days=91)
SEVEN_MONTHS = NOW - timedelta(days=214)
HALF_YEARS = (
    attested("2024-03-01", "2024-08-31", "2024-09-05"),
    attested("2024-09-01", "2025-02-28", "2025-03-05"),
    attested("2025-03-01", "2025-08-31", "2025-09-05"),
    attested("2025-09-01", "2026-02-28", "2026-03-05"),
    attested("2026-03-01", "2026-08-31", "2026-09-05"),
)

# (what, facts, day, status, rule, last day that is known)
CASES = [
    ("SCP today", SCP, NOW, "unknown", "unconfirmed", date(2024, 7, 5)),
    ("SCP in 2024", SCP, date(2024, 11, 1), "in_force", "active", date(2024, 7, 5)),
    ("Temasek in November 2024", TEMASEK, date(2024, 11, 15), "preparation", "active", date(2024, 6, 1)),
    ("Temasek today", TEMASEK, NOW, "unknown", "unconfirmed", date(2024, 6, 1)),
    ("TPA handed over", TPA, NOW, "in_force", "completed", date(2023, 11, 1)),
    (
        "member without any dated fact",
        {"track": Track.MEMBERSHIP, "stage": Stage.MEMBER},
        NOW,
        "unknown",
        "unconfirmed",
        None,
    ),
    (
        "signed yesterday, activity of 2020 under the LoI",
        {"papers": (intent("2019"), signing("2026-11-23")), "activities": (known("2020-05-01"),)},
        NOW,
        "in_force",
        "not_due",
        date(2026, 11, 23),
    ),
    (
        "signed 91 days ago, nothing dated",
        {"papers": (signing(LONG_AGO.isoformat()),)},
        NOW,
        "in_force",
        "nothing_planned",
        LONG_AGO,
    ),
    (
        "signed seven months ago, nobody asked",
        {"papers": (signing(SEVEN_MONTHS.isoformat()),)},
        NOW,
        "in_force",
        "unconfirmed",
        SEVEN_MONTHS,
    ),
    (
        "signed seven months ago, the office confirms that nothing happened",
        {
            "papers": (signing(SEVEN_MONTHS.isoformat()),),
            "attested": (attested(SEVEN_MONTHS.isoformat(), "2026-11-19"),),
        },
        NOW,
        "in_force",
        "none_yet",
        date(2026, 11, 19),
    ),
    (
        "activity 2018, an office stands for 2023 and 2024 only",
        {
            "papers": (signing("2017-01-01"),),
            "activities": (known("2018-05-01"),),
            "attested": (attested("2023-01-01", "2024-12-31"),),
        },
        NOW,
        "unknown",
        "unconfirmed",
        date(2018, 5, 1),
    ),
    (
        "a faithful half-yearly office while silence grows",
        {"papers": (signing("2023-01-01"),), "activities": (known("2024-02-29"),), "attested": HALF_YEARS},
        date(2025, 3, 10),
        "in_force",
        "quiet",
        date(2025, 2, 28),
    ),
    (
        "a faithful half-yearly office in the end",
        {"papers": (signing("2023-01-01"),), "activities": (known("2024-02-29"),), "attested": HALF_YEARS},
        NOW,
        "unknown",
        "inactive",
        date(2026, 8, 31),
    ),
    (
        "due in 2019 and never recorded",
        {"papers": (signing("2018-01-01"),), "dues": (Due(known("2019-06-30"), 0),)},
        NOW,
        "unknown",
        "unconfirmed",
        date(2018, 1, 1),
    ),
    (
        "due last month and not recorded as done",
        {"papers": (signing("2026-06-01"),), "dues": (Due(known("2026-10-30"), 0),)},
        NOW,
        "in_force",
        "overdue",
        date(2026, 6, 1),
    ),
    (
        "ended without activity, the offices stand for the whole time",
        {
            "papers": (signing("2020-01-01"),),
            "ends_latest": date(2021, 12, 31),
            "ended_on": date(2021, 12, 31),
            "attested": (attested("2020-01-01", "2020-12-31"), attested("2021-01-01", "2022-01-05")),
        },
        NOW,
        "ended",
        "ended_silent",
        date(2022, 1, 5),
    ),
    (
        "ended without activity, one day is not covered",
        {
            "papers": (signing("2020-01-01"),),
            "ends_latest": date(2021, 12, 31),
            "ended_on": date(2021, 12, 31),
            "attested": (attested("2020-01-01", "2020-12-30"), attested("2021-01-01", "2022-01-05")),
        },
        NOW,
        "ended",
        "ended_unconfirmed",
        date(2020, 12, 30),
    ),
    (
        "ended after activity before the first text only",
        {
            "papers": (intent("2015"), signing("2020-01-01")),
            "first_text": known("2020-01-01"),
            "activities": (known("2016-05-01"),),
            "ends_latest": date(2021, 12, 31),
            "ended_on": date(2021, 12, 31),
        },
        NOW,
        "ended",
        "ended_unconfirmed",
        date(2020, 1, 1),
    ),
    (
        "a proposal",
        {"track": Track.KSDPL, "stage": Stage.EXPLORATION, "is_committed": False, "letters": (known("2026-10-01"),)},
        NOW,
        "exploratory",
        "",
        None,
    ),
    (
        "an open-ended text goes on, its follow-up is not confirmed",
        {"papers": (signing("2015-01-01"),), "open_ended": True},
        NOW,
        "in_force",
        "unconfirmed",
        date(2015, 1, 1),
    ),
    (
        "the office says that it still runs, and nothing of its activities",
        {
            "papers": (signing("2015-01-01"),),
            "attested": (attested("2026-01-01", "2026-11-01", running=True),),
        },
        NOW,
        "in_force",
        "unconfirmed",
        date(2015, 1, 1),
    ),
    (
        "a letter counts before the text",
        {
            "stage": Stage.COUNCIL,
            "papers": (intent("2026-02-01"),),
            "letters": (known("2026-09-01"),),
        },
        NOW,
        "awaiting",
        "active",
        date(2026, 9, 1),
    ),
    (
        "minutes are no event up to which the record is known",
        {"papers": (signing("2023-01-01"), Paper(AnchorKind.OTHER, known("2026-10-01"), is_event=False))},
        NOW,
        "in_force",
        "unconfirmed",
        date(2023, 1, 1),
    ),
]


@pytest.mark.parametrize(("what", "given", "day", "status", "rule", "known_to"), CASES, ids=[row[0] for row in CASES])
def test_worked_case(what, given, day, status, rule, known_to):
    answer = answer_on(facts(**given), day)
    assert (answer.status, answer.rule, answer.horizon_on) == (StatusGroup(status), rule, known_to)


def test_a_confirmation_counts_from_its_acceptance_on():
    given = facts(
        papers=(signing("2026-01-01"),), attested=(attested("2026-01-01", "2026-10-31", accepted="2026-11-10"),)
    )
    assert answer_on(given, date(2026, 11, 9)).horizon_on == date(2026, 1, 1)
    assert answer_on(given, date(2026, 11, 10)).horizon_on == date(2026, 10, 31)


def test_a_renewal_erases_no_earlier_activity():
    answer = answer_on(facts(**TEMASEK), NOW)
    assert (answer.activity_on, answer.paper_kind) == (date(2024, 2, 25), AnchorKind.INTENT)
