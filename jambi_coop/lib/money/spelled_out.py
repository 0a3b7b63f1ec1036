"""Amounts and numbers in words, so that users can check an amount in figures."""

from decimal import Decimal

from babel.numbers import get_currency_name

ID_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
ID_SCALES = ("", "ribu", "juta", "miliar", "triliun", "kuadriliun")
EN_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
EN_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
EN_SCALES = ("", "thousand", "million", "billion", "trillion", "quadrillion")
LIMIT = 10**18


def spell_out_amount(amount: Decimal, currency: str, language: str) -> str:
    """Return an amount in words: "sembilan puluh delapan ribu sembilan ratus lima puluh Dolar Amerika Serikat".

    Decimals are spelled digit by digit. Raises ValueError from 10**18 on.
    """
    english = language.startswith("en")
    name = get_currency_name(currency, count=abs(amount), locale="en" if english else "id")
    whole, _, fraction = f"{abs(amount):f}".partition(".")
    words = [spell_out_number(int(whole), language)]
    if fraction := fraction.rstrip("0"):
        digits = EN_SMALL if english else ID_DIGITS
        words += ["point" if english else "koma", *(digits[int(digit)] for digit in fraction)]
    if amount < 0:
        words.insert(0, "minus")
    return " ".join([*words, name])


def spell_out_number(number: int, language: str) -> str:
    """Return a whole number from 0 to 10**18 - 1 in Indonesian or English words."""
    if not 0 <= number < LIMIT:
        raise ValueError("only from 0 to 10**18 - 1")
    english = language.startswith("en")
    below_thousand, scales = (_english, EN_SCALES) if english else (_indonesian, ID_SCALES)
    if number == 0:
        return "zero" if english else "nol"
    parts = []
    for power in range(len(scales) - 1, -1, -1):
        group = number // 1000**power % 1000
        if group == 1 and power == 1 and not english:
            parts.append("seribu")
        elif group:
            parts += [*below_thousand(group), *([scales[power]] if power else [])]
    return " ".join(parts)


def _indonesian(number: int) -> list[str]:
    words = []
    hundreds, rest = divmod(number, 100)
    if hundreds:
        words += ["seratus"] if hundreds == 1 else [ID_DIGITS[hundreds], "ratus"]
    if rest in (10, 11):
        return [*words, "sepuluh" if rest == 10 else "sebelas"]
    tens, ones = divmod(rest, 10)
    if tens == 1:
        return [*words, ID_DIGITS[ones], "belas"]
    if tens:
        words += [ID_DIGITS[tens], "puluh"]
    return [*words, ID_DIGITS[ones]] if ones else words


def _english(number: int) -> list[str]:
    words = []
    hundreds, rest = divmod(number, 100)
    if hundreds:
        words += [EN_SMALL[hundreds], "hundred"]
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        word = EN_TENS[tens - 2]
        return [*words, f"{word}-{EN_SMALL[ones]}" if ones else word]
    return [*words, EN_SMALL[rest]] if rest else words
