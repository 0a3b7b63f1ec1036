"""Durations as texts word them, in months."""

import pytest

from jambi_coop.lib.dates.durations import months_of


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("4 tahun", 48),
        ("4tahun", 48),
        ("4 (empat) tahun", 48),
        ("empat tahun", 48),
        ("Selama 3 (tiga) tahun.", 36),
        ("three years", 36),
        ("for 5 yrs", 60),
        ("1 th", 12),
        ("18 months", 18),
        ("6 bulan", 6),
        ("2 tahun 6 bulan", 30),
        ("dua tahun dan enam bulan", 30),
        ("one year and six months", 18),
        ("  2   tahun ", 24),
        # The second number is an option.
        ("4+4 tahun", 48),
        ("4 + 4 tahun", 48),
        # No number, or more than one duration.
        ("", None),
        ("0 tahun", None),
        ("tahun", None),
        ("seumur hidup", None),
        ("4", None),
        ("1,5 tahun", None),
        ("100 tahun", None),
        ("dua puluh tahun", None),
        ("4 tahun + 4 tahun", None),
        ("4 tahun atau 5 tahun", None),
        ("4 tahun, dapat diperpanjang", None),
        ("sampai 2028", None),
    ],
)
def test_months_of_a_duration(words, months):
    assert months_of(words) == months
