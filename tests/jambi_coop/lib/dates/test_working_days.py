"""Working days, counted by hand against a wall calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jambi_coop.lib.dates.working_days import (
    ExtraDays,
    days_left_out,
    is_working_day,
    latest_start,
    uncovered_years,
    working_days_after,
    working_days_between,
)

# Start, number, the day on which that working day falls, and how it was counted. The expected days were worked out
# on paper: the weekday of each date from a calendar of the year, the days off from the joint decrees of the three
# ministers (SKB) of that year with their changes. Lists of days name the working days week by week, "=" gives the
# running count.
BY_HAND = [
    ("2018-06-08", 1, "2018-06-21", "Fri; 11-14 leave, 15 Lebaran, 16-17 weekend, 18-20 leave"),
    ("2018-06-08", 5, "2018-06-28", "21, 22 =2; 25, 26 =4; 27 local elections; 28 =5"),
    ("2018-05-14", 45, "2018-07-31", "May 15-18 =4; 21-25 =9; 28, 30, 31 =12 (29 Waisak); Jun 1 off; 4-8 =17; "
        "21, 22 =19; 25, 26, 28, 29 =23; Jul 2-6 =28; 9-13 =33; 16-20 =38; 23-27 =43; 30, 31 =45"),
    ("2018-12-21", 1, "2018-12-26", "Fri; 24 leave, 25 Christmas"),
    ("2018-12-28", 2, "2019-01-02", "Fri; Mon 31 =1; Jan 1 off; Wed 2 =2"),
    ("2019-04-16", 2, "2019-04-22", "Tue; 17 elections, 18 =1, 19 Good Friday, weekend, 22 =2"),
    ("2019-05-31", 1, "2019-06-10", "Fri; Jun 3-4 leave, 5-6 Lebaran, 7 leave"),
    ("2019-06-05", 3, "2019-06-12", "starts on Lebaran itself: 10, 11, 12 =3"),
    ("2019-12-23", 4, "2019-12-31", "24 leave, 25 Christmas; 26, 27 =2; 30, 31 =4"),
    ("2020-05-22", 1, "2020-05-26", "Fri; Sun 24 and Mon 25 Lebaran; the leave of 26-29 was put off"),
    ("2020-08-14", 3, "2020-08-24", "Fri; 17 off; 18, 19 =2; 20 Islamic new year, 21 leave; 24 =3"),
    ("2020-10-27", 1, "2020-11-02", "Tue; 28 leave, 29 Maulid, 30 leave, weekend"),
    ("2020-12-08", 1, "2020-12-10", "9 local elections"),
    ("2020-12-23", 4, "2021-01-04", "24 leave, 25 Christmas; 28-30 =3 (their leave was struck out); 31 leave, 1 off"),
    ("2021-05-11", 1, "2021-05-17", "Tue; 12 leave, 13-14 Lebaran, weekend"),
    ("2021-08-09", 2, "2021-08-12", "10 =1: the Islamic new year was moved to 11; 12 =2"),
    ("2021-10-18", 2, "2021-10-21", "19 =1: Maulid was moved to 20; 21 =2"),
    ("2022-04-28", 1, "2022-05-09", "Thu; 29 leave, May 2-3 Lebaran, 4-6 leave, weekend"),
    ("2022-04-01", 45, "2022-06-17", "Fri; 4-8 =5; 11-14 =9; 18-22 =14; 25-28 =18; May 9-13 =23; 17-20 =27; "
        "23-25, 27 =31; 30, 31, Jun 2, 3 =35; 6-10 =40; 13-17 =45"),
    ("2023-01-20", 1, "2023-01-24", "Fri; Sun 22 Imlek, Mon 23 leave"),
    ("2023-04-18", 1, "2023-04-26", "Tue; 19-21 leave, 22-23 Lebaran, 24-25 leave"),
    ("2023-04-01", 45, "2023-06-16", "starts on a Saturday: 3-6 =4; 10-14 =9; 17, 18 =11; 26-28 =14; May 2-5 =18; "
        "8-12 =23; 15-17, 19 =27; 22-26 =32; 29-31 =35; Jun 1 off, 2 leave; 5-9 =40; 12-16 =45"),
    ("2023-12-22", 1, "2023-12-27", "Fri; 25 Christmas, 26 leave"),
    ("2024-02-07", 3, "2024-02-15", "8 Isra, 9 leave; 12, 13 =2; 14 elections; 15 =3"),
    ("2024-02-28", 2, "2024-03-01", "leap year: Thu 29 =1, Fri 1 =2"),
    ("2024-04-05", 1, "2024-04-16", "Fri; 8-9 leave, 10-11 Lebaran, 12 and 15 leave"),
    ("2024-04-10", 45, "2024-06-26", "starts on Lebaran: 16-19 =4; 22-26 =9; 29, 30, May 2, 3 =13; 6-8 =16; "
        "13-17 =21; 20-22 =24; 27-31 =29; Jun 3-7 =34; 10-14 =39; 19-21 =42; 24-26 =45"),
    ("2025-01-24", 1, "2025-01-30", "Fri; 27 Isra, 28 leave, 29 Imlek"),
    ("2025-03-27", 1, "2025-04-08", "Thu; 28 leave, 31-1 Lebaran, 2-4 and 7 leave"),
    ("2025-08-15", 1, "2025-08-19", "Fri; Sun 17 Independence Day, Mon 18 leave"),
    ("2026-02-13", 1, "2026-02-18", "Fri; 16 leave, 17 Imlek"),
    ("2026-03-17", 1, "2026-03-25", "Tue; 18 leave, 19 Nyepi, 20 leave, 21-22 Lebaran, 23-24 leave"),
    ("2026-02-18", 45, "2026-04-30", "19, 20 =2; 23-27 =7; Mar 2-6 =12; 9-13 =17; 16, 17 =19; 25-27 =22; "
        "30-Apr 2 =26; 6-10 =31; 13-17 =36; 20-24 =41; 27-30 =45"),
    ("2026-12-23", 6, "2027-01-06", "24 leave, 25 Christmas; 28-31 =4; Jan 1 off; 4 =5; 5 Isra; 6 =6"),
    ("2027-03-05", 1, "2027-03-16", "Fri; 8 Nyepi, 9 leave, 10-11 Lebaran, 12 and 15 leave"),
]  # fmt: skip

DAYS = st.dates(date(2016, 1, 1), date(2031, 12, 31))
EXTRAS = st.builds(
    ExtraDays,
    off=st.frozensets(DAYS, max_size=6),
    worked=st.frozensets(st.sampled_from([date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26)])),
)


@pytest.mark.parametrize(("start", "number", "expected", "how"), BY_HAND)
def test_working_days_are_those_counted_by_hand(start, number, expected, how):
    start, expected = date.fromisoformat(start), date.fromisoformat(expected)
    assert working_days_after(start, number) == expected, how
    assert working_days_between(start, expected) == number, how
    assert working_days_between(start, expected - timedelta(days=1)) == number - 1, how


@pytest.mark.parametrize(
    ("day", "extra", "expected"),
    [
        ("2026-11-24", ExtraDays(), True),
        ("2026-11-28", ExtraDays(), False),
        ("2026-11-24", ExtraDays(off=frozenset({date(2026, 11, 24)})), False),
        ("2026-12-24", ExtraDays(), False),
        ("2026-12-24", ExtraDays(worked=frozenset({date(2026, 12, 24)})), True),
        # A five-day week: what is written down about a Saturday makes it no working day.
        ("2026-12-26", ExtraDays(worked=frozenset({date(2026, 12, 26)})), False),
        ("2026-12-24", ExtraDays(off=frozenset({date(2026, 12, 24)}), worked=frozenset({date(2026, 12, 24)})), False),
    ],
)
def test_extra_days_change_the_calendar(day, extra, expected):
    day = date.fromisoformat(day)
    assert is_working_day(day, extra) is expected
    assert working_days_between(day - timedelta(days=1), day, extra) == int(expected)


def test_days_left_out_are_named_in_both_languages():
    # Tue 17 March 2026: 18 leave, 19 Nyepi, 20 leave, 21-22 Lebaran at the weekend, 23-24 leave, Wed 25 =1.
    extra = ExtraDays(off=frozenset({date(2026, 3, 25)}), names={date(2026, 3, 25): "Hari jadi kota"})
    assert days_left_out(date(2026, 3, 17), date(2026, 3, 26), extra) == [
        (date(2026, 3, 18), "Cuti Bersama Hari Suci Nyepi"),
        (date(2026, 3, 19), "Hari Suci Nyepi"),
        (date(2026, 3, 20), "Cuti Bersama Hari Raya Idul Fitri"),
        (date(2026, 3, 23), "Cuti Bersama Hari Raya Idul Fitri"),
        (date(2026, 3, 24), "Cuti Bersama Hari Raya Idul Fitri"),
        (date(2026, 3, 25), "Hari jadi kota"),
    ]
    assert days_left_out(date(2026, 3, 18), date(2026, 3, 19), language="en") == [(date(2026, 3, 19), "Day of Silence")]


def test_a_year_without_a_decree_is_not_covered():
    assert uncovered_years(date(2026, 1, 1), date(2027, 12, 31)) == []
    assert uncovered_years(date(2027, 12, 1), date(2029, 1, 5)) == [2028, 2029]
    entered = ExtraDays(off=frozenset({date(2028, 1, 3)}))
    assert uncovered_years(date(2027, 12, 1), date(2029, 1, 5), entered) == [2029]


@settings(max_examples=40)
@given(end=DAYS, number=st.integers(1, 90), extra=EXTRAS)
def test_latest_start_is_the_last_day_that_is_early_enough(end, number, extra):
    day = latest_start(end, number, extra)
    assert is_working_day(day, extra)
    assert working_days_between(day, end, extra) >= number
    later = next(day + timedelta(days=days) for days in range(1, 40) if is_working_day(day + timedelta(days), extra))
    assert working_days_between(later, end, extra) < number


def test_between_counts_nothing_backwards():
    assert working_days_between(date(2026, 11, 24), date(2026, 11, 24)) == 0
    assert working_days_between(date(2026, 11, 24), date(2026, 11, 2)) == 0


@pytest.mark.parametrize("number", [0, -1])
def test_after_refuses_a_number_below_one(number):
    with pytest.raises(ValueError, match="from 1"):
        working_days_after(date(2026, 11, 24), number)


@settings(max_examples=40)
@given(start=DAYS, number=st.integers(1, 700), extra=EXTRAS)
def test_between_is_the_inverse_of_after(start, number, extra):
    day = working_days_after(start, number, extra)
    assert day > start
    assert is_working_day(day, extra)
    assert working_days_between(start, day, extra) == number


@settings(max_examples=40)
@given(start=DAYS, length=st.integers(0, 900), extra=EXTRAS)
def test_between_is_the_sum_of_its_days(start, length, extra):
    days = [start + timedelta(days=number) for number in range(1, length + 1)]
    end = start + timedelta(days=length)
    assert working_days_between(start, end, extra) == sum(is_working_day(day, extra) for day in days)


@settings(max_examples=40)
@given(days=st.tuples(DAYS, DAYS), number=st.integers(1, 200), extra=EXTRAS)
def test_later_start_or_larger_number_never_ends_earlier(days, number, extra):
    first, second = sorted(days)
    assert working_days_after(first, number, extra) <= working_days_after(second, number, extra)
    assert working_days_after(first, number, extra) < working_days_after(first, number + 1, extra)
