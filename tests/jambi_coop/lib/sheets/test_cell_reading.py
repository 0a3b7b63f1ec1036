"""What a cell means, for every import: its text, a blank, a yes or a no, a choice."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from jambi_coop.lib.sheets.cell_reading import by_label, is_blank, quoted, read_choice, read_yes_no, text_of

CHOICES = [("city", "Kota"), ("other", "Lainnya")]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (" a ", "a"),
        ("a \r\n b", "a\nb"),
        (True, "TRUE"),
        (12.0, "12"),
        (12.5, "12.5"),
        (date(2026, 3, 27), "2026-03-27"),
        (datetime(2026, 3, 27), "2026-03-27"),
        (datetime(2026, 3, 27, 10, 5), "2026-03-27 10:05"),
        (time(10, 5), "10:05:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_the_text_of_a_cell(cell, text):
    assert text_of(cell) == text


@pytest.mark.parametrize("cell", [None, "", "  ", "-", " – ", "—"])
def test_blank_cells(cell):
    assert is_blank(cell)


@pytest.mark.parametrize("cell", [0, False, "0", "--", "."])
def test_cells_that_say_something(cell):
    assert not is_blank(cell)


@pytest.mark.parametrize("text", ["Ya", "yes", "TRUE", "1", "x", "✓", " V "])
def test_yes(text):
    assert read_yes_no(text)


@pytest.mark.parametrize("text", ["Tidak", "no", "false", "0"])
def test_no(text):
    assert not read_yes_no(text)


@pytest.mark.parametrize("text", ["mungkin", "?", "!!", "2"])
def test_neither(text):
    with pytest.raises(ValidationError):
        read_yes_no(text)


def test_choices_by_label_or_code():
    known = by_label(CHOICES)
    assert [read_choice(text, known, CHOICES) for text in ("KOTA", "city", " lainnya ")] == ["city", "city", "other"]
    with pytest.raises(ValidationError, match="Kota, Lainnya"):
        read_choice("Desa", known, CHOICES)


def test_a_quoted_text_is_one_short_line():
    assert quoted("a\n b") == "a b"
    assert len(quoted("x" * 200)) == 80
