"""Lapses between terms: counted to the day where the dates are, claimed only where certain."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.models import Agreement
from agreements.public.agreement_page.lapses import force_of, lapse_between, lapses_before
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.factories import make_agreement, make_term

CASES = [
    ("31-12-2023", "2024-03-03", (62, True)),
    ("2023-12-31", "2024-01-01", None),
    ("2023-12-31", "2024-01-02", (1, True)),
    ("2023-12-31", "2023-06-01", None),
    ("2022", "2024", (365, False)),
    ("2023", "2024", None),
    ("2023", "Juni 2024", (152, False)),
    ("2023-12-31", "sebelum April 2024", None),
    ("", "2024", None),
    ("2023", "", None),
]


@pytest.mark.parametrize(("end", "start", "expected"), CASES)
def test_counts_the_days_between_an_end_and_a_start(end, start, expected):
    lapse = lapse_between(parse(end), parse(start))
    assert (lapse and (lapse.days, lapse.exact)) == expected


TERMS = [
    ([("2020-01-01", "2020-12-31"), ("2021-03-01", "2021-12-31")], [None, 59]),
    ([("2020-01-01", "2022-12-31"), ("2020-06-01", "2020-12-31"), ("2023-01-11", "")], [None, None, 10]),
    ([("2020-01-01", ""), ("2021-03-01", "2021-12-31"), ("2023-01-01", "")], [None, None, None]),
    ([("2020-01-01", "2020-12-31"), ("2021-01-01", ""), ("2030-01-01", "")], [None, None, None]),
    ([("2020-01-01", "2020-12-31"), ("", "2021-12-31"), ("2022-01-06", "2023-01-01")], [None, None, 5]),
    ([], []),
]


@pytest.mark.parametrize(("terms", "days"), TERMS)
def test_finds_lapses_only_where_no_earlier_term_still_ran(terms, days):
    found = lapses_before((parse(start), parse(end)) for start, end in terms)
    assert [lapse and lapse.days for lapse in found] == days


days = st.dates(date(2000, 1, 1), date(2030, 1, 1)).map(KnownDate.day)


@given(st.lists(st.tuples(days, days).map(lambda pair: tuple(sorted(pair, key=lambda one: one.earliest))), max_size=6))
def test_no_day_of_a_lapse_lies_in_an_earlier_term(terms):
    for number, lapse in enumerate(lapses_before(terms)):
        for start, end in terms[:number] if lapse else []:
            assert lapse.last < start.earliest or end.latest < lapse.first


@pytest.mark.django_db
def test_force_ends_early_with_the_agreement_and_never_without_an_end():
    agreement = make_agreement(signed_on=parse("2019"))
    assert force_of(agreement) == (parse("2019"), KnownDate.unknown())
    make_term(agreement, starts_on=parse("2020"), ends_on=parse("2022"))
    make_term(agreement, starts_on=parse("2023"), ends_on=parse("2024"))
    assert force_of(agreement) == (parse("2020"), parse("2024"))
    open_term = make_term(agreement, starts_on=parse("2025"), open_ended=True)
    assert force_of(agreement)[1] == KnownDate.unknown()
    open_term.delete()
    Agreement.objects.filter(pk=agreement.pk).update(
        ended_on_earliest=date(2021, 5, 5), ended_on_latest=date(2021, 5, 5), ended_on_precision="day"
    )
    assert force_of(Agreement.objects.get(pk=agreement.pk))[1] == parse("2021-05-05")
