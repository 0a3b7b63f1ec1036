"""Columns of admin lists for dates that may be known only to the month or year."""

from django.contrib import admin

NOTHING = "–"


def date_column(name: str, label, sort_by: str = ""):
    """Return a column with the date `name` of a row in words, sorted by the earliest day that it may be.

    `sort_by` is the path of the date where it is a property of the row.
    """

    @admin.display(description=label, ordering=f"{sort_by or name}_earliest")
    def words(_admin, row):
        return str(getattr(row, name) or NOTHING)

    return words
