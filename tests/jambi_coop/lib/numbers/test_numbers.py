"""Numbers as people write them, read the same whatever the language of the page; and as the pages show them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from jambi_coop.lib.numbers.fields import NumberFormField, WholeNumberFormField, YearFormField
from jambi_coop.lib.numbers.figures import figure
from jambi_coop.lib.numbers.number_text import Digits, NumberTextError, parse_count, parse_number

VALUE = Digits(max_digits=18, decimal_places=2)
DEGREES = Digits(max_digits=8, decimal_places=5)
LANGUAGES = pytest.mark.parametrize("language", ["id", "en"])


@LANGUAGES
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("0,500", "0.5"),
        ("0.500", "0.5"),
        ("1000", "1000"),
        ("1 000", "1000"),
        ("1\N{NO-BREAK SPACE}000", "1000"),
        ("1'000", "1000"),
        ("1.000.000,50", "1000000.5"),
        ("1,000,000.50", "1000000.5"),
        ("1.000,5", "1000.5"),
        ("1,000.5", "1000.5"),
        ("1.000.000", "1000000"),
        ("1,2 juta", "1200000"),
        ("-3,25", "-3.25"),
        ("- 3.25", "-3.25"),
        ("−3,25", "-3.25"),  # noqa: RUF001
        ("-0", "0"),
        ("0,10", "0.1"),
    ],
)
def test_number_is_read(language, text, number):
    with translation.override(language):
        assert str(parse_number(text, VALUE).normalize()) == str(Decimal(number).normalize())


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("1.000", "two_readings", "“1.000” can be read in two ways. Choose one: 1000 or 1.00?"),
        ("1,500", "two_readings", "“1,500” can be read in two ways. Choose one: 1500 or 1.50?"),
        ("-1.500", "two_readings", "“-1.500” can be read in two ways. Choose one: -1500 or -1.50?"),
        ("1.234 juta", "two_readings", "“1.234 juta” can be read in two ways. Choose one: 1234 juta or 1.2340 juta?"),
        ("12.999", "two_readings_too_fine", "Write 12999, or round it: 13.00."),
        ("12.345", "two_readings_too_fine", "Write 12345, or round it: 12.35."),
        ("1,2345", "too_fine", "too many decimals: at most 2."),
        ("12.34.56", "not_read", "is not a number that can be read"),
        ("0.123.456", "not_read", "is not a number that can be read"),
        ("0.123,5", "not_read", "is not a number that can be read"),
        ("1,5 kg", "not_read", "is not a number that can be read"),
        ("50%", "not_read", "is not a number that can be read"),
        ("1e3", "not_read", "is not a number that can be read"),
        ("NaN", "not_read", "is not a number that can be read"),
        ("", "not_read", "is not a number that can be read"),
        ("9" * 17, "too_large", "at most 16 digits"),
        ("9" * 61, "not_read", "is not a number that can be read"),
    ],
)
def test_number_is_refused_and_the_sentence_says_what_to_write(text, code, sentence):
    with translation.override("en"):
        with pytest.raises(NumberTextError) as refused:
            parse_number(text, VALUE)
        assert refused.value.code == code
        assert sentence in str(refused.value)


def test_both_readings_are_named_in_the_marks_of_the_language():
    with translation.override("id"), pytest.raises(NumberTextError) as refused:
        parse_number("1.000", VALUE)
    assert (refused.value.params["whole"], refused.value.params["fraction"]) == ("1000", "1,00")


@pytest.mark.parametrize("text", ["-1,61", "-1.61", "-1,610", "-1.610", "- 1,61"])
def test_degrees_have_one_reading_since_none_reaches_a_thousand(text):
    assert parse_number(text, DEGREES) == Decimal("-1.61")


@LANGUAGES
@pytest.mark.parametrize(
    ("text", "count"),
    [
        *(("25", 25), ("1.000", 1000), ("1,000", 1000), ("1 000", 1000), ("1.200", 1200), ("98.950.000", 98950000)),
        *(("10 ribu", 10_000), ("1,2 ribu", 1200), ("0", 0)),
    ],
)
def test_count_has_one_reading(language, text, count):
    with translation.override(language):
        assert parse_count(text) == count


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, "not_whole") for text in ("", "1,5", "1.5", "1.20", "1.00", "1.200,5", "1.200,0", "1,200.000")),
        *((text, "not_whole") for text in ("0.500", "0,500", "dua", "१२", "1 orang", "9" * 61, "1,2345 ribu")),
        *(("-3", "negative"), ("1.200 ribu", "two_readings"), ("9" * 19, "too_large")),
    ],
)
def test_what_is_no_whole_number_is_refused(text, code):
    with pytest.raises(NumberTextError) as refused:
        parse_count(text)
    assert refused.value.code == code


@given(st.text(alphabet=st.sampled_from("0123456789.,-()' jutaribu%\x00"), max_size=20))
def test_any_text_is_read_or_refused(text):
    for digits in (VALUE, DEGREES):
        with suppress(NumberTextError):
            value = parse_number(text, digits)
            assert digits.holds(value)
            assert abs(value) < 10**digits.before_mark
    with suppress(NumberTextError):
        assert parse_count(text) >= 0


@given(
    text=st.from_regex(r"-?[0-9]{1,3}([.,' ][0-9]{1,4}){0,3}", fullmatch=True), digits=st.sampled_from([VALUE, DEGREES])
)
def test_both_languages_read_the_same(text, digits):
    found = []
    for language in ("id", "en"):
        with translation.override(language):
            try:
                found.append(parse_number(text, digits))
            except NumberTextError as error:
                found.append(error.code)
    assert found[0] == found[1]


@given(whole=st.integers(1, 999), rest=st.integers(0, 999), mark=st.sampled_from(",."))
def test_each_reading_that_a_refusal_names_is_read_so(whole, rest, mark):
    digits = Digits(max_digits=18, decimal_places=3)
    with pytest.raises(NumberTextError) as refused:
        parse_number(f"{whole}{mark}{rest:03}", digits)
    readings = [parse_number(refused.value.params[name], digits) for name in ("whole", "fraction")]
    assert readings == [whole * 1000 + rest, whole + Decimal(rest) / 1000]


class NumberForm(forms.Form):
    value = NumberFormField(required=False, max_digits=18, decimal_places=2)
    fine = NumberFormField(required=False, max_digits=18, decimal_places=3)
    degrees = NumberFormField(required=False, max_digits=8, decimal_places=5)
    count = WholeNumberFormField(required=False)
    year = YearFormField(required=False)


@LANGUAGES
@given(data=st.data())
def test_field_shows_what_reads_back_the_same(language, data):
    saved = {
        "value": data.draw(st.decimals(-(10**15), 10**15, places=2)),
        "fine": data.draw(st.decimals(-(10**7), 10**7, places=3)),
        "degrees": data.draw(st.decimals(-180, 180, places=5)),
        "count": data.draw(st.integers(0, 10**9)),
        "year": data.draw(st.integers(1900, 2200)),
    }
    with translation.override(language):
        first = NumberForm(initial=saved)
        form = NumberForm({name: first[name].value() for name in saved}, initial=saved)
        assert form.is_valid(), form.errors
        assert form.cleaned_data == saved
        assert not form.has_changed()


@given(value=st.decimals(-(10**15), 10**15, places=2), language=st.sampled_from(["id", "en"]))
def test_figure_of_a_page_reads_back_or_has_two_readings(value, language):
    """A figure copied from a page is never read as another number."""
    with translation.override(language):
        try:
            assert parse_number(figure(value, language), VALUE) == value
        except NumberTextError as error:
            assert error.code in ("two_readings", "two_readings_too_fine")  # noqa: PT017
            assert 1000 <= abs(value) < 10**6


@pytest.mark.parametrize(
    ("name", "typed", "help_text"),
    [
        *(("count", "1000", "Read as 1.000."), ("count", "1.000", ""), ("count", "1,000", "Read as 1.000.")),
        *(("count", "banyak", ""), ("count", "", ""), ("year", "2024", ""), ("degrees", "-1.61", "Read as -1,61.")),
        *(("value", "1,50", "Read as 1,5."), ("value", "13,4 juta", "Read as 13.400.000."), ("value", "1.000", "")),
    ],
)
def test_form_shown_again_says_what_it_read(name, typed, help_text):
    with translation.override("id"):
        shown = NumberForm({name: typed})[name].help_text
        assert shown == help_text.replace("Read as", "Terbaca:")


def test_read_number_follows_the_help_and_the_saved_number():
    with translation.override("en"):
        form = NumberForm(initial={"value": Decimal("12500.00")})
        form.fields["value"].help_text = "tonnes"
        assert form["value"].value() == "12500"
        assert form["value"].help_text == "tonnes Read as 12,500."


def test_limits_of_a_field():
    with translation.override("en"):
        for field, text, code in [
            (WholeNumberFormField(max_value=60), "61", "max_value"),
            (WholeNumberFormField(min_value=1), "0", "min_value"),
            (YearFormField(), "1899", "min_value"),
            (YearFormField(min_value=0), "20.240", "max_value"),
            (NumberFormField(allow_negative=False), "-1", "negative"),
            (NumberFormField(), "", "required"),
        ]:
            with pytest.raises(ValidationError) as refused:
                field.clean(text)
            assert [error.code for error in refused.value.error_list] == [code]


@pytest.mark.parametrize(
    ("number", "indonesian", "english"),
    [("1000.00", "1.000", "1,000"), ("12.50", "12,5", "12.5"), ("100", "100", "100"), ("-0.05", "-0,05", "-0.05")],
)
def test_figures(number, indonesian, english):
    assert (figure(Decimal(number), "id"), figure(Decimal(number), "en")) == (indonesian, english)
