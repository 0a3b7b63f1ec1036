"""The one parser of dates and the words for them."""

import re
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from jambi_coop.lib.dates.counting import add_months, add_years, days_between
from jambi_coop.lib.dates.known_date import KnownDate, Precision, format_known, format_on, to_text
from jambi_coop.lib.dates.parser import DateTextError, halves_of, parse

AUGUST_17 = "2020-08-17"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-08-17", AUGUST_17),
        ("2020-08-17 00:00:00", AUGUST_17),
        ("2020/08/17", AUGUST_17),
        ("17-08-2020", AUGUST_17),
        ("17/08/2020", AUGUST_17),
        ("17.08.2020", AUGUST_17),
        ("17. 8. 2020", AUGUST_17),
        ("17 8 2020", AUGUST_17),
        ("  17   Agustus 2020 ", AUGUST_17),
        ("17 Agt 2020", AUGUST_17),
        ("17 Ags. 2020", AUGUST_17),
        ("17 Agu 2020", AUGUST_17),
        ("17-Aug-2020", AUGUST_17),
        ("17 AUGUST 2020", AUGUST_17),
        ("August 17, 2020", AUGUST_17),
        ("Senin, 17 Agustus 2020", AUGUST_17),
        ("hari Senin tanggal 17 Agustus 2020", AUGUST_17),
        ("Monday, August 17, 2020", AUGUST_17),
        ("Jum'at 21-08-2020", "2020-08-21"),
        ("17th August 2020", AUGUST_17),
        ("１７/０８/２０２０", AUGUST_17),  # noqa: RUF001
        ("27 3 2026", "2026-03-27"),
        ("02/03/2020", "2020-03-02"),
        ("1 Mei 2020", "2020-05-01"),
        ("1 May 2020", "2020-05-01"),
        ("1 Okt 2020", "2020-10-01"),
        ("1 Des 2020", "2020-12-01"),
        ("1 Nopember 2020", "2020-11-01"),
        ("29 Februari 2020", "2020-02-29"),
        ("Juni 2014", "2014-06"),
        ("2014-06", "2014-06"),
        ("06/2014", "2014-06"),
        ("6.2014", "2014-06"),
        ("2014", "2014"),
        ("tahun 2014", "2014"),
        ("2014-2016", "2014/2016"),
        ("2014 – 2016", "2014/2016"),
        ("2014 s.d. 2016", "2014/2016"),
        ("2016/2017", "2016/2017"),
        ("Juni 2014 – Maret 2015", "2014-06/2015-03"),
        ("Juni – Agustus 2014", "2014-06/2014-08"),
        ("15–26 Oktober 2018", "2018-10-15/2018-10-26"),
        ("15-26 Oktober 2018", "2018-10-15/2018-10-26"),
        ("15 Maret sampai dengan 2 April 2018", "2018-03-15/2018-04-02"),
        ("15/10/2018 - 26/10/2018", "2018-10-15/2018-10-26"),
        ("1–30 Juni 2014", "2014-06"),
        ("1 Januari 2014 – 31 Desember 2014", "2014"),
        ("sebelum April 2016", "../2016-03-31"),
        ("before April 2016", "../2016-03-31"),
        ("< April 2016", "../2016-03-31"),
        ("<2016-04", "../2016-03-31"),
        ("../2016-03-31", "../2016-03-31"),
        (" ../2016-03 ", "../2016-03-31"),
        ("../2015", "../2015-12-31"),
        ("sebelum 1 Januari 2016", "../2015-12-31"),
        ("sebelum 1900", "../1899-12-31"),
        ("sekitar 2018", "2018~"),
        ("about 2018", "2018~"),
        ("ca. 2018", "2018~"),
        ("~2018", "2018~"),
        ("2018~", "2018~"),
        ("tidak diketahui", ""),
        ("unknown", ""),
        ("-", ""),
        ("", ""),
    ],
)
def test_parse_reads(text, expected):
    assert to_text(parse(text)) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("08/17/2020", "month before the day"),
        ("Selasa, 17 Agustus 2020", "another day of the week"),
        ("Senin, Agustus 2020", "another day of the week"),
        ("Senin", "not a date"),
        ("Senin, Senin, 17 Agustus 2020", "not a date"),
        ("8-17-2020", "month before the day"),
        ("31/02/2020", "not in the calendar"),
        ("29 Februari 2019", "not in the calendar"),
        ("31 Juni 2020", "not in the calendar"),
        ("0/1/2020", "not in the calendar"),
        ("13/13/2020", "not in the calendar"),
        ("2014-13", "not in the calendar"),
        ("17/8/20", "four digits"),
        ("17 Agustus 20", "four digits"),
        ("1/1/1899", "between 1900 and 2200"),
        ("2201", "between 1900 and 2200"),
        ("17 Agustus 20200", "between 1900 and 2200"),
        ("43831", "day number"),
        ("2020 – 2018", "before it starts"),
        ("26–15 Oktober 2018", "before it starts"),
        ("Juni", "not a date that can be read"),
        ("17 Foo 2020", "not a date that can be read"),
        ("kemarin", "not a date that can be read"),
        ("sekitar Juni 2018", "not a date that can be read"),
        ("sebelum sekitar 2018", "not a date that can be read"),
        ("5 – 2018", "not a date that can be read"),
        ("/2016-03-31", "not a date that can be read"),
        ("2016/..", "not a date that can be read"),
        ("2016-04~", "not a date that can be read"),
        ("../2016-02-30", "not in the calendar"),
        ("../2200", "between 1900 and 2200"),
        ("../1899-12-30", "between 1900 and 2200"),
        ("17/08-2020", "not a date that can be read"),
        ("١٧/٠٨/٢٠٢٠", "not a date that can be read"),
        ("\x00", "not a date that can be read"),
        ("9" * 10_000, "not a date that can be read"),
        ("=1+1", "not a date that can be read"),
    ],
)
def test_parse_refuses(text, reason):
    with translation.override("en"):
        with pytest.raises(DateTextError) as caught:
            parse(text)
        assert reason in str(caught.value)
        assert len(str(caught.value)) < 250


@given(st.text(alphabet=st.sampled_from("0123456789-/. –~<abcdeijnpst?\x00"), max_size=24))
def test_parse_takes_any_text_without_failing_otherwise(text):
    with suppress(DateTextError):
        parse(text)


DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
YEARS = st.integers(1900, 2200)
KNOWN = st.one_of(
    st.just(KnownDate.unknown()),
    st.builds(KnownDate.day, DAYS),
    st.builds(KnownDate.month, YEARS, st.integers(1, 12)),
    st.builds(KnownDate.year, YEARS),
    st.builds(KnownDate.before, DAYS),
    st.builds(KnownDate.before, st.builds(date, YEARS, st.integers(1, 12), st.just(1))),
    st.builds(KnownDate.around, YEARS),
    st.builds(lambda a, b: KnownDate.range(min(a, b), max(a, b)), DAYS, DAYS),
    st.builds(lambda a, n: KnownDate.range(a, min(a + timedelta(n), date(2200, 12, 31))), DAYS, st.integers(0, 70)),
    st.builds(lambda y, n: KnownDate.range(date(y, 1, 1), date(min(y + n, 2200), 12, 31)), YEARS, st.integers(0, 9)),
    st.builds(
        lambda y, m, n: KnownDate.range(date(y, m, 1), add_months(date(y, m, 1), n + 1) - timedelta(1)),
        st.integers(1900, 2190),
        st.integers(1, 12),
        st.integers(0, 30),
    ),
)


EDTF = re.compile(r"|\d{4}(-\d\d){0,2}|(\d{4}(-\d\d){0,2})/(\d{4}(-\d\d){0,2})|\.\./\d{4}-\d\d-\d\d|\d{4}~")


def former_text(known):
    """How the register wrote a date for machines before it wrote EDTF: <2016-04 and ~2018."""
    if known.precision == Precision.AROUND:
        return f"~{known.earliest.year + 1}"
    if known.precision == Precision.BEFORE:
        return f"<{(known.latest + timedelta(1)).isoformat()}"
    return to_text(known)


@given(KNOWN)
def test_texts_read_back_the_same(known):
    assert EDTF.fullmatch(to_text(known))
    assert parse(former_text(known)) == known
    assert parse(to_text(known)) == known
    assert parse(format_known(known, "id")) == known
    assert parse(format_known(known, "en")) == known


@pytest.mark.parametrize(
    ("text", "indonesian", "english"),
    [
        ("2020-08-17", "17 Agustus 2020", "17 August 2020"),
        ("2014-06", "Juni 2014", "June 2014"),
        ("2018", "2018", "2018"),
        ("2016/2017", "2016–2017", "2016–2017"),
        ("2014-06/2015-03", "Juni 2014 – Maret 2015", "June 2014 – March 2015"),
        ("2014-06/2014-08", "Juni – Agustus 2014", "June – August 2014"),
        ("2018-10-15/2018-10-26", "15–26 Oktober 2018", "15–26 October 2018"),
        ("2018-03-15/2018-04-02", "15 Maret – 2 April 2018", "15 March – 2 April 2018"),
        ("2018-12-15/2019-01-02", "15 Desember 2018 – 2 Januari 2019", "15 December 2018 – 2 January 2019"),
        ("<2016-04", "sebelum April 2016", "before April 2016"),
        ("<2016", "sebelum 2016", "before 2016"),
        ("<2016-04-17", "sebelum 17 April 2016", "before 17 April 2016"),
        ("~2018", "sekitar 2018", "about 2018"),
        ("", "tidak diketahui", "unknown"),
    ],
)
def test_format_speaks_both_languages(text, indonesian, english):
    known = parse(text)
    assert (format_known(known, "id"), format_known(known, "en")) == (indonesian, english)
    with translation.override("en"):
        assert str(known) == english


def test_before_reaches_to_the_day_before():
    assert parse("sebelum April 2016").latest == date(2016, 3, 31)
    assert parse("sebelum April 2016").earliest is None


def test_around_covers_the_neighbouring_years():
    known = KnownDate.around(2018)
    assert (known.earliest, known.latest) == (date(2017, 1, 1), date(2019, 12, 31))


def test_only_unknown_is_falsy():
    assert not KnownDate.unknown()
    assert all(bool(parse(text)) for text in ("2014", "<2014", "~2014"))
    assert [known.is_exact for known in (parse("2014"), parse(AUGUST_17))] == [False, True]


@pytest.mark.parametrize("make", [KnownDate.year, KnownDate.around])
@pytest.mark.parametrize("year", [1899, 2201])
def test_years_outside_the_calendar_are_refused(make, year):
    with pytest.raises(ValueError, match=rf"{year} lies outside"):
        make(year)


def test_range_must_not_end_before_it_starts():
    with pytest.raises(ValueError, match="ends before it starts"):
        KnownDate.range(date(2020, 1, 2), date(2020, 1, 1))


@pytest.mark.parametrize(
    ("first", "second", "certainly_before", "certainly_after"),
    [
        ("2014", "2015", True, False),
        ("2015", "2014", False, True),
        ("2014", "2014-06", False, False),
        ("2014-06-17", "2014-06-17", False, False),
        ("<2014", "2015", True, False),
        ("<2016", "2015", False, False),
        ("2015", "<2014", False, True),
        ("~2014", "2013-06", False, False),
        ("", "2014", False, False),
        ("2014", "", False, False),
    ],
)
def test_comparisons_refuse_only_what_is_impossible(first, second, certainly_before, certainly_after):
    one, other = parse(first), parse(second)
    assert one.certainly_before(other) is certainly_before
    assert one.certainly_after(other) is certainly_after
    if other.is_exact:
        assert one.certainly_after(other.earliest) is certainly_after


def test_days_between_says_when_it_is_not_exact():
    day = KnownDate.day(date(2020, 3, 1))
    assert days_between(date(2020, 2, 1), day) == (29, True)
    assert days_between(day, parse("April 2020")) == (60, False)
    assert days_between(KnownDate.unknown(), day) == (None, False)
    assert days_between(day, date(2020, 2, 29)) == (-1, True)


def test_months_and_years_stay_in_the_calendar():
    assert add_months(date(2020, 1, 31), 1) == date(2020, 2, 29)
    assert add_months(date(2020, 1, 31), -2) == date(2019, 11, 30)
    assert add_months(date(2020, 12, 1), 1) == date(2021, 1, 1)
    assert add_years(date(2020, 2, 29), 1) == date(2021, 2, 28)
    assert add_years(date(2020, 2, 29), -4) == date(2016, 2, 29)


def test_every_precision_can_be_written():
    written = {parse(text).precision for text in ("2014-06-17", "2014-06", "2014", "2014/2015", "<2014", "~2014", "")}
    assert written == set(Precision)


@pytest.mark.parametrize(
    ("text", "english", "indonesian"),
    [
        ("5 Mei 2024", "on 5 May 2024", "5 Mei 2024"),
        ("Mei 2024", "in May 2024", "Mei 2024"),
        ("2024", "in 2024", "2024"),
        ("15–26 Oktober 2018", "on 15–26 October 2018", "15–26 Oktober 2018"),
        ("Juni – Agustus 2014", "in June – August 2014", "Juni – Agustus 2014"),
        ("2016-2017", "in 2016–2017", "2016–2017"),
        ("sebelum April 2016", "before April 2016", "sebelum April 2016"),
        ("sekitar 2018", "about 2018", "sekitar 2018"),
        ("", "on an unknown day", "tidak diketahui"),
    ],
)
def test_word_before_a_date_follows_how_well_it_is_known(text, english, indonesian):
    assert (format_on(parse(text), "en"), format_on(parse(text), "id")) == (english, indonesian)


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("02/03/2016 - 01/03/2021", ["02/03/2016", "01/03/2021"]),
        ("02/03/2016-01/03/2021", ["02/03/2016", "01/03/2021"]),
        ("02-03-2016-01-03-2021", ["02-03-2016", "01-03-2021"]),
        ("2 Maret 2016 s.d. 1 Maret 2021", ["2 Maret 2016", "1 Maret 2021"]),
        ("2 Maret 2016-1 Maret 2021", ["2 Maret 2016", "1 Maret 2021"]),
        ("2016–2021", ["2016", "2021"]),  # noqa: RUF001
        ("2016-2021", ["2016", "2021"]),
        ("2016-03-02/2021-03-01", ["2016-03-02", "2021-03-01"]),
        ("15–26 Oktober 2018", None),  # noqa: RUF001
        ("15-26 Oktober 2018", None),
        ("02-03-2016", None),
        ("2016-03-02", None),
        ("2 Maret 2016", None),
        ("", None),
        ("1/1/2016 - " * 20, None),
    ],
)
def test_two_dates_in_one_text(text, halves):
    assert halves_of(text) == halves
