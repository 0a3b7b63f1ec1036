"""Which numbers of beneficiaries may be added up, and their words."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from agreements.models import BeneficiaryCount
from agreements.record.beneficiaries import count_label, served_by_unit
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.factories import make_agreement, make_source

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def count(number, group="Pelanggan", as_of="", **values):
    """A checked number of households served, which is not saved."""
    given = {"kind": "served", "unit": "households", "checked_on": TODAY, **values}
    return BeneficiaryCount(number=number, group=group, as_of=parse(as_of) if as_of else KnownDate.unknown(), **given)


CASES = {
    "nothing": ([], {}),
    "one": ([count(360)], {"households": 360}),
    "not checked": ([count(360, checked_on=None)], {}),
    "only expected": ([count(10_300, kind="expected")], {}),
    "expected beside served": ([count(360), count(10_300, kind="expected")], {"households": 360}),
    "units are never added": ([count(360), count(900, unit="people")], {"households": 360, "people": 900}),
    "the latest of one group": ([count(360, as_of="2025-02"), count(173, as_of="2024-08-30")], {"households": 360}),
    "one group, spelled otherwise": (
        [count(360, "Pelanggan  IPAL", "2025"), count(173, "pelanggan ipal", "2024")],
        {"households": 360},
    ),
    "a later one that is not checked": (
        [count(360, as_of="2025", checked_on=None), count(173, as_of="2024")],
        {"households": 173},
    ),
    "two sources of one day disagree": ([count(360, as_of="2025"), count(400, as_of="2025")], {"households": None}),
    "two sources of one day agree": ([count(360, as_of="2025"), count(360, as_of="2025")], {"households": 360}),
    "the later one may be the earlier": (
        [count(360, as_of="2025-02"), count(400, as_of="2025")],
        {"households": None},
    ),
    "one of two has no day": ([count(360, as_of="2025"), count(400)], {"households": None}),
    "none of two has a day": ([count(360), count(400)], {"households": None}),
    "groups that may overlap": ([count(360), count(40, "Warga")], {"households": None}),
    "groups of which one stands apart": ([count(360), count(40, "Pasar", is_separate=True)], {"households": 400}),
    "three groups, two may overlap": (
        [count(360), count(40, "Pasar", is_separate=True), count(9, "Warga")],
        {"households": None},
    ),
    "all stand apart": (
        [count(360, is_separate=True), count(40, "Pasar", is_separate=True)],
        {"households": 400},
    ),
    "one unit cannot be added, the other can": (
        [count(360), count(40, "Warga"), count(5, "Sekolah", unit="institutions")],
        {"households": None, "institutions": 5},
    ),
}


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES)
def test_adds_only_what_is_known_to_be_distinct(rows, expected):
    for number, row in enumerate(rows, start=1):
        row.pk = number
    assert served_by_unit(rows) == expected
    assert served_by_unit(reversed(rows)) == expected


@pytest.mark.parametrize(
    ("language", "number", "unit", "words"),
    [
        ("id", 1200, "people", "1.200 orang"),
        ("en", 1200, "people", "1,200 people"),
        ("en", 1, "people", "1 person"),
        ("id", 360, "households", "360 rumah tangga"),
        ("en", 1, "households", "1 household"),
        ("id", 2, "institutions", "2 lembaga"),
    ],
)
def test_number_in_words(language, number, unit, words):
    with translation.override(language):
        assert count_label(number, unit) == words


@pytest.fixture
def agreement():
    return make_agreement()


def test_refuses_none_served_a_day_to_come_and_a_result_of_another_agreement(agreement):
    row = count(0)
    row.agreement, row.source = agreement, make_source()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    row.number, row.as_of = 5, parse("2199")
    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert set(refused.value.message_dict) == {"as_of"}
    row.kind = "expected"
    row.clean()
    row.indicator = make_agreement("Lain").indicators.create(title="Lain", level="output", unit="ton")
    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert set(refused.value.message_dict) == {"indicator"}


@pytest.mark.parametrize(
    ("values", "known"),
    [
        ({}, True),
        ({"kind": "expected"}, False),
        ({"is_public": False}, False),
        ({"of": True}, True),
        ({"of": False}, False),
    ],
    ids=str,
)
def test_people_served_on_a_day_show_that_the_cooperation_lived(agreement, values, known):
    """Not so what is only expected, or what the public may not read; `of`: is its result public."""
    agreement.steps.all().delete()
    agreement.stage_as_of = KnownDate.unknown()
    agreement.save()
    row = count(360, as_of="2025-02-10", **{key: value for key, value in values.items() if key != "of"})
    row.agreement, row.source = agreement, make_source()
    if "of" in values:
        row.indicator = agreement.indicators.create(title="Air", level="output", unit="m3", is_public=values["of"])
    row.save()
    refresh_digest(agreement)
    assert (agreement.stretch_on(TODAY).evidence_on == date(2025, 2, 10)) is known
