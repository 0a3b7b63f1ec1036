"""Columns on what was done before the signing; empty where nothing of it was recorded."""

from django.utils.translation import gettext_lazy as _

from agreements.readiness import gap
from jambi_coop.lib.row_tables import Cells
from jambi_coop.lib.tables import Column, Kind

from .facts import known_date


def _signed_at_visit(found: bool | None, not_done: int | None) -> bool | None:
    """Empty where the file before signing says nothing."""
    return None if not_done is None else found


def _days_to_signing(*columns) -> int | None:
    """Days from the first contact to the signing, where both are known to the day."""
    found = gap(known_date(*columns[:3]), known_date(*columns[3:]))
    return found.days if found and found.exact else None


READINESS = [
    Cells(
        Column("analysis_not_done", _("Points of analysis not done"), Kind.INTEGER, 12), ("digest__analysis_not_done",)
    ),
    Cells(
        Column("analysis_not_known", _("Points of analysis not known"), Kind.INTEGER, 12),
        ("digest__analysis_not_known",),
    ),
    Cells(
        Column("days_to_signing", _("Days from first contact to signing"), Kind.INTEGER, 12),
        (
            *(f"assessment__first_contact_on_{part}" for part in ("earliest", "latest", "precision")),
            *(f"signed_on_{part}" for part in ("earliest", "latest", "precision")),
        ),
        lambda _facts: _days_to_signing,
    ),
    Cells(
        Column("signed_at_visit", _("Signed beside an official visit"), Kind.BOOLEAN, 12),
        ("digest__signed_at_visit", "digest__analysis_not_done"),
        lambda _facts: _signed_at_visit,
    ),
]
