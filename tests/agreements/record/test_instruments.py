"""What follows from the instruments: the text, its day, the terms, and what is missing; no database is asked."""

from datetime import date

import pytest

from agreements.models import Agreement, Instrument, Signature
from agreements.record.instruments import (
    end_after,
    intents_of,
    latest_signing,
    signing_day,
    term_of,
    terms_of,
    text_of,
    without_base,
    without_validity,
)
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse

from .test_completeness import with_rows

UNKNOWN = KnownDate.unknown()


def paper(pk, kind, signed="", *, unsigned=False, **values):
    """An instrument that the parties signed on a day; "" is a day that nobody knows."""
    day = parse(signed)
    for name in ("starts_on", "ends_on", "ended_on"):
        values[name] = parse(values.get(name, ""))
    sides = [] if unsigned else [Signature(side="all", signed_on=day)]
    return with_rows(Instrument(pk=pk, kind=kind, signed_on=UNKNOWN if unsigned else day, **values), signatures=sides)


def agreement(*papers):
    return with_rows(Agreement(pk=1), instruments=list(papers))


def days(known):
    return str(known) if known else ""


# (what, values, start, end, is it open-ended, is the end worked out); None: no term.
TERMS = [
    ("a period", {"validity": "period", "starts_on": "2020", "ends_on": "2023"}, ("2020", "2023", False, False)),
    ("a period without a start", {"validity": "period", "ends_on": "2023"}, ("", "2023", False, False)),
    ("a duration from its start", {"validity": "duration", "duration": "2 tahun", "starts_on": "2021-03-01"},
     ("1 Maret 2021", "28 Februari 2023", False, True)),
    ("a duration from the signing", {"validity": "duration", "duration": "2 tahun"},
     ("17 Agustus 2020", "16 Agustus 2022", False, True)),
    ("a duration in other words", {"validity": "duration", "duration": "seumur hidup"},
     ("17 Agustus 2020", "", False, True)),
    ("open-ended", {"validity": "open", "starts_on": "2020"}, ("2020", "", True, False)),
    ("not stated", {"validity": "not_stated"}, None),
    ("not known", {"validity": "not_known"}, None),
    ("not asked yet", {"validity": ""}, None),
    ("a period that ended early", {"validity": "period", "ends_on": "2023", "ended_on": "2021"},
     ("", "2021", False, False)),
    ("open-ended, ended early", {"validity": "open", "ended_on": "2021"}, ("", "2021", False, False)),
    ("a duration that ended early", {"validity": "duration", "duration": "2 tahun", "ended_on": "2021"},
     ("17 Agustus 2020", "2021", False, False)),
]  # fmt: skip


@pytest.mark.parametrize(("what", "values", "expected"), TERMS, ids=[row[0] for row in TERMS])
def test_term_of_each_validity(what, values, expected):
    term = term_of(paper(1, "mou", "2020-08-17", **values))
    found = term and (days(term.starts_on), days(term.ends_on), term.open_ended, term.is_derived)
    assert found == expected


@pytest.mark.parametrize(
    ("starts", "duration", "first", "last"),
    [
        ("2020-02-29", "1 tahun", date(2021, 2, 27), date(2021, 2, 27)),
        ("April 2024", "empat tahun", date(2028, 3, 31), date(2028, 4, 29)),
        ("2020", "18 bulan", date(2021, 6, 30), date(2022, 6, 29)),
        ("", "4 tahun", None, None),
        ("sebelum 2020", "4 tahun", None, None),
        ("2020", "lama", None, None),
    ],
)
def test_end_of_a_duration_is_as_exact_as_its_start(starts, duration, first, last):
    end = end_after(parse(starts), duration)
    assert (end.earliest, end.latest) == (first, last)


OPEN = {"validity": "open"}
# (what, instruments, the text, the papers whose terms count, in their order)
IN_FORCE = [
    ("nothing", [], None, []),
    ("a text", [paper(1, "mou", "2020", **OPEN)], 1, [1]),
    ("an unsigned text", [paper(1, "mou", unsigned=True, **OPEN)], None, []),
    ("a text of a day that is not known", [paper(1, "mou", **OPEN)], 1, [1]),
    ("only an LoI", [paper(1, "intent", "2020", **OPEN)], None, []),
    ("minutes, a plan, a handover", [paper(pk, kind, "2020", **OPEN) for pk, kind in
     enumerate(("minutes", "plan_of_action", "handover", "award", "termination", "other"), 1)], None, []),
    ("an implementing arrangement alone", [paper(1, "implementing", "2020", **OPEN)], 1, [1]),
    ("an implementing arrangement under a text",
     [paper(1, "mou", "2020", **OPEN), paper(2, "implementing", "2021", **OPEN)], 1, [1]),
    ("a second text", [paper(1, "mou", "2024", **OPEN), paper(2, "mou", "2020", **OPEN)], 1, [1, 2]),
    ("an exchange of letters alone", [paper(1, "exchange", "2020", **OPEN)], 1, [1]),
    ("a text that an exchange of letters changes",
     [paper(1, "mou", "2020", **OPEN), paper(2, "exchange", "2024", changes_id=1, **OPEN)], 1, [1, 2]),
    ("a decision on membership", [paper(1, "membership", "2020", **OPEN)], None, [1]),
    ("an extension",
     [paper(1, "mou", "2016", validity="period", starts_on="2016", ends_on="2019"),
      paper(2, "extension", "2019", validity="period", starts_on="2020", ends_on="2023")], 1, [1, 2]),
    ("an unsigned extension",
     [paper(1, "mou", "2016", validity="period", ends_on="2019"),
      paper(2, "extension", unsigned=True, validity="period", ends_on="2023")], 1, [1]),
    ("an automatic extension, which nobody signs",
     [paper(1, "mou", "2016", validity="period", starts_on="2016", ends_on="2019"),
      paper(2, "automatic", unsigned=True, validity="period", starts_on="2020", ends_on="2023")], 1, [1, 2]),
    ("an extension without its text", [paper(1, "extension", "2019", **OPEN)], None, [1]),
    ("a start that nobody knows comes first",
     [paper(1, "mou", "2020", validity="period", starts_on="2020", ends_on="2022"),
      paper(2, "extension", "2021", validity="period", ends_on="2024")], 1, [2, 1]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "papers", "text", "terms"), IN_FORCE, ids=[row[0] for row in IN_FORCE])
def test_what_puts_and_keeps_an_agreement_in_force(what, papers, text, terms):
    row = agreement(*papers)
    found = text_of(row)
    assert found == next((one for one in papers if one.pk == text), None)
    assert [term.instrument.pk for term in terms_of(row)] == terms
    assert signing_day(row) == (found.signed_on if found else UNKNOWN)


def test_a_decision_on_membership_is_no_signing():
    assert signing_day(agreement(paper(1, "membership", "2020"))) == UNKNOWN


def test_letters_of_intent_come_in_the_order_of_signing():
    papers = [paper(1, "intent", "Juni 2024"), paper(2, "intent", "2023"), paper(3, "intent", unsigned=True)]
    assert [one.pk for one in intents_of(agreement(*papers))] == [2, 1]


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        ([], ""),
        (["", ""], ""),
        (["18 Juni 2020", "20 Juni 2020"], "20 Juni 2020"),
        (["20 Juni 2020", "18 Juni 2020", ""], "20 Juni 2020"),
        (["2020", "20 Juni 2020"], "2020"),
    ],
)
def test_day_of_an_instrument_is_the_latest_of_its_signatures(signed, expected):
    assert latest_signing(parse(day) for day in signed) == parse(expected)


# (what, instruments, without a validity, without a base)
MISSING = [
    ("nothing", [], [], []),
    ("answered", [paper(1, "mou", validity="not_stated")], [], []),
    ("not answered", [paper(1, "mou"), paper(2, "extension"), paper(3, "membership")], [1, 2, 3], []),
    ("not signed", [paper(1, "mou", unsigned=True)], [], []),
    ("nobody asks it of an LoI", [paper(1, "intent"), paper(2, "minutes")], [], []),
    ("no text", [paper(1, "extension", **OPEN), paper(2, "automatic", unsigned=True)], [], [1, 2]),
    ("a text that is not signed", [paper(1, "mou", unsigned=True), paper(2, "automatic", unsigned=True)], [], [2]),
    ("names its text", [paper(1, "minutes"), paper(2, "extension", changes_id=1, **OPEN)], [], []),
    ("an arrangement is its text", [paper(1, "implementing"), paper(2, "extension", **OPEN)], [], []),
]


@pytest.mark.parametrize(("what", "papers", "validity", "base"), MISSING, ids=[row[0] for row in MISSING])
def test_what_nobody_has_said_of_an_instrument(what, papers, validity, base):
    row = agreement(*papers)
    assert [one.pk for one in without_validity(row)] == validity
    assert [one.pk for one in without_base(row)] == base
