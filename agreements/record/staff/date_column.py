"""Columns of the lists that show a date as well as it is known."""

from django.contrib import admin

NOTHING = "–"


def date_column(name: str, label):
    """The date `name` of a row in words; sorted by the first day that it may be."""

    @admin.display(description=label, ordering=f"{name}_earliest")
    def words(_admin, row):
        return str(getattr(row, name) or NOTHING)

    return words
