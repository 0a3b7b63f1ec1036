"""Cells in words: unknown is an empty text, and never 0 or "no"."""

from datetime import date
from decimal import Decimal

import pytest

from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.tables.cell_text import cell_text, row_texts
from jambi_coop.lib.tables.table import Column


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (None, "integer", ""),
        (None, "boolean", ""),
        (KnownDate.unknown(), "known_date", ""),
        (0, "integer", "0"),
        (12500, "integer", "12.500"),
        (Decimal("45.50"), "decimal", "45,5"),
        (date(2026, 11, 24), "date", "24 November 2026"),
        (KnownDate.month(2026, 9), "known_date", "September 2026"),
        (True, "boolean", "Ya"),
        (False, "boolean", "Tidak"),
        ("satu\ndua", "text", "satu\ndua"),
    ],
)
def test_a_cell_in_words(value, kind, expected):
    assert cell_text(value, kind, "id") == expected


def test_a_word_in_place_of_a_number_stays():
    columns = [Column("number", "No.", "integer"), Column("count", "Jumlah", "integer")]
    assert row_texts(columns, ["Jumlah", 3], "id") == ["Jumlah", "3"]
