"""Amounts as people write them, and as the pages show them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from jambi_coop.lib.money.amount_text import AmountTextError, parse_amount
from jambi_coop.lib.money.amounts import AmountFormField, compact_money, format_money
from jambi_coop.lib.money.currencies import CURRENCIES, currency_choices, validate_currency
from jambi_coop.lib.money.spelled_out import spell_out_amount, spell_out_number
from jambi_coop.lib.numbers.number_text import Digits

BOTH_SIGNS = Digits(20, 2, allow_negative=True)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("625.000.000.000", "IDR", "625000000000"),
        ("625,000,000,000", "IDR", "625000000000"),
        ("625 000 000 000", "IDR", "625000000000"),
        ("Rp625.000.000.000", "IDR", "625000000000"),
        ("Rp. 625 miliar", "IDR", "625000000000"),
        ("Rp5.000.000,-", "IDR", "5000000"),
        ("13,4 juta", "EUR", "13400000"),
        ("EUR 13.4 million", "EUR", "13400000"),
        ("13,4 juta EUR", "EUR", "13400000"),
        ("€13.400.000", "EUR", "13400000"),
        ("1,5 triliun", "IDR", "1500000000000"),
        ("5 ribu", "", "5000"),
        ("98950", "USD", "98950"),
        ("98950,00", "USD", "98950"),
        ("US$98,950.00", "USD", "98950"),
        ("98.950,00", "USD", "98950"),
        ("98,95", "USD", "98.95"),
        ("98.95", "USD", "98.95"),
        ("1.234.567,89", "", "1234567.89"),
        ("1,234,567.89", "", "1234567.89"),
        ("0,5", "", "0.5"),
        ("0", "", "0"),
        ("$5", "SGD", "5"),
        ("999999999999999999", "", "999999999999999999"),
    ],
)
def test_parse_reads(text, currency, amount):
    assert parse_amount(text, currency) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "currency", "reason"),
    [
        ("98.950", "USD", "Choose one: 98950 or 98.95?"),
        ("98,950", "USD", "Choose one: 98950 or 98.95?"),
        ("625.000", "IDR", "Choose one: 625000 or 625.00?"),
        ("13,400 juta", "EUR", "Choose one: 13400 juta or 13.40 juta?"),
        ("12.345", "", "Write 12345, or round it: 12.35."),
        ("-1", "", "negative"),
        ("(500)", "", "negative"),
        ("-Rp5", "IDR", "negative"),
        ("1e20", "", "not an amount"),
        ("1" + "0" * 20, "", "too large"),
        ("1000000000 miliar", "", "too large"),
        ("0,125", "", "decimals: at most 2"),
        ("1.234,567", "", "decimals: at most 2"),
        ("USD 5", "EUR", "another currency"),
        ("5 USD", "EUR", "another currency"),
        ("$5", "EUR", "another currency"),
        ("Rp5", "USD", "another currency"),
        ("5 abc", "", "not an amount"),
        ("12.34.56", "", "not an amount"),
        ("1,2,3", "", "not an amount"),
        ("1 000.50'5", "", "not an amount"),
        ("1.000'000 50", "", "not an amount"),
        (".5", "", "not an amount"),
        ("5 m", "", "not an amount"),
        ("(5", "", "not an amount"),
        ("5)", "", "not an amount"),
        ("", "", "not an amount"),
        ("lima", "", "not an amount"),
        ("٥", "", "not an amount"),
        ("NaN", "", "not an amount"),
        ("\x00", "", "not an amount"),
        ("9" * 10_000, "", "not an amount"),
    ],
)
def test_parse_refuses(text, currency, reason):
    with translation.override("en"):
        with pytest.raises(AmountTextError) as caught:
            parse_amount(text, currency)
        assert reason in str(caught.value)


def test_parse_asks_in_the_marks_of_the_language():
    with translation.override("id"), pytest.raises(AmountTextError) as caught:
        parse_amount("98.950")
    assert caught.value.params["fraction"] == "98,95"


@pytest.mark.parametrize("text", ["-1", "- 1", "(1)", "-Rp1", "Rp -1", "−1"])  # noqa: RUF001
def test_parse_reads_negative_amounts_when_allowed(text):
    assert parse_amount(text, digits=BOTH_SIGNS) == -1


@given(st.text(alphabet=st.sampled_from("0123456789.,-()' Rp$jutamiliar\x00"), max_size=20))
def test_parse_takes_any_text_without_failing_otherwise(text):
    with suppress(AmountTextError):
        parse_amount(text, "IDR", BOTH_SIGNS)


@pytest.mark.parametrize(
    ("amount", "currency", "full", "full_en", "compact", "compact_en"),
    [
        ("625000000000", "IDR", "Rp625.000.000.000", "IDR 625,000,000,000", "Rp625 miliar", "IDR 625 billion"),
        ("13400000.00", "EUR", "EUR 13.400.000", "EUR 13,400,000", "EUR 13,4 juta", "EUR 13.4 million"),
        ("98950", "USD", "USD 98.950", "USD 98,950", "USD 98.950", "USD 98,950"),
        ("98950.5", "USD", "USD 98.950,5", "USD 98,950.5", "USD 98.950,5", "USD 98,950.5"),
        ("999999999", "EUR", "EUR 999.999.999", "EUR 999,999,999", "EUR 1 miliar", "EUR 1 billion"),
        ("100000000", "IDR", "Rp100.000.000", "IDR 100,000,000", "Rp100 juta", "IDR 100 million"),
        ("-5", "IDR", "-Rp5", "IDR -5", "-Rp5", "IDR -5"),
        ("0", "USD", "USD 0", "USD 0", "USD 0", "USD 0"),
        (
            "-625432100000",
            "IDR",
            "-Rp625.432.100.000",
            "IDR -625,432,100,000",
            "-Rp625,43 miliar",
            "IDR -625.43 billion",
        ),
    ],
)
def test_amounts_are_shown(amount, currency, full, full_en, compact, compact_en):
    amount = Decimal(amount)
    assert (format_money(amount, currency, "id"), format_money(amount, currency, "en")) == (full, full_en)
    assert (compact_money(amount, currency, "id"), compact_money(amount, currency, "en")) == (compact, compact_en)


@pytest.mark.parametrize(
    ("number", "indonesian", "english"),
    [
        (0, "nol", "zero"),
        (10, "sepuluh", "ten"),
        (11, "sebelas", "eleven"),
        (19, "sembilan belas", "nineteen"),
        (21, "dua puluh satu", "twenty-one"),
        (100, "seratus", "one hundred"),
        (111, "seratus sebelas", "one hundred eleven"),
        (1000, "seribu", "one thousand"),
        (2001, "dua ribu satu", "two thousand one"),
        (101_000, "seratus satu ribu", "one hundred one thousand"),
        (1_001_000, "satu juta seribu", "one million one thousand"),
        (98_950, "sembilan puluh delapan ribu sembilan ratus lima puluh", "ninety-eight thousand nine hundred fifty"),
    ],
)
def test_numbers_are_read_out(number, indonesian, english):
    assert (spell_out_number(number, "id"), spell_out_number(number, "en")) == (indonesian, english)


def test_amounts_are_read_out_with_their_currency():
    assert spell_out_amount(Decimal("13400000.50"), "EUR", "id") == "tiga belas juta empat ratus ribu koma lima Euro"
    assert spell_out_amount(Decimal("-2"), "USD", "en") == "minus two US dollars"
    with pytest.raises(ValueError, match="only from 0"):
        spell_out_amount(Decimal(10) ** 18, "IDR", "id")


def test_currencies_are_todays():
    assert {"IDR", "EUR", "USD", "SGD", "JPY", "AUD", "XDR"} <= CURRENCIES
    assert not {"DEM", "XXX", "XTS"} & CURRENCIES
    assert [code for code, _ in currency_choices("id")][:4] == ["IDR", "EUR", "USD", "SGD"]
    assert {code for code, _ in currency_choices("en")} == CURRENCIES


def test_codes_are_checked():
    validate_currency("EUR")
    with pytest.raises(ValidationError) as refused:
        validate_currency("eur")
    assert refused.value.code == "currency"


class MoneyForm(forms.Form):
    amount = AmountFormField()


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("98.950", "Choose one: 98950 or 98.95?"),
        ("-1", "negative"),
        ("1e20", "not an amount"),
        ("abc", "not an amount"),
        ("1,234", "Write 1234, or round it: 1.23."),
        ("0,125", "decimals: at most 2"),
    ],
)
def test_field_refuses_and_keeps_what_was_typed(typed, reason):
    with translation.override("en"):
        form = MoneyForm({"amount": typed})
        (sentence,) = form.errors["amount"]
    assert reason in sentence
    assert form["amount"].value() == typed


@pytest.mark.parametrize("language", ["id", "en"])
@given(amount=st.decimals(0, 10**15, places=2))
def test_field_shows_what_reads_back_the_same(amount, language):
    with translation.override(language):
        shown = MoneyForm(initial={"amount": amount})["amount"].value()
        form = MoneyForm({"amount": shown}, initial={"amount": amount})
        assert form.is_valid()
        assert form.cleaned_data["amount"] == amount
        assert not form.has_changed()


def test_field_checks_the_currency_it_is_told():
    field = AmountFormField(currency="EUR", required=False)
    assert field.clean("") is None
    assert field.clean("EUR 5 juta") == 5_000_000
    with translation.override("en"), pytest.raises(ValidationError, match="another currency"):
        field.clean("USD 5 juta")
