"""Columns of admin lists for numbers, written as everywhere in the register."""

from django.contrib import admin
from django.utils.translation import get_language

from jambi_coop.lib.numbers.figures import figure

NOTHING = "–"


def number_column(name: str, label):
    """Return a column with the number `name` of a row, sorted by it."""

    @admin.display(description=label, ordering=name)
    def words(_admin, row):
        value = getattr(row, name)
        return NOTHING if value is None else figure(value, get_language() or "id")

    return words
