"""Numbers of beneficiaries: their words, and which of them may be added up."""

from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import get_language, ngettext

from agreements.models import BeneficiaryCount
from jambi_coop.lib.numbers.figures import figure

Kind, Unit = BeneficiaryCount.Kind, BeneficiaryCount.Unit


def served_by_unit(rows: Iterable[BeneficiaryCount]) -> dict[str, int | None]:
    """Return of the rows of one agreement how many are served, by unit; None where nothing may be added.

    Added are checked rows of those served, of each group the latest. Nothing is added where the sources of a group
    disagree, or where two groups may overlap: of several groups all but one must be counted in no other.
    """
    counted = sorted((row for row in rows if row.kind == Kind.SERVED and row.is_checked), key=_unit_and_group)
    by_unit = {unit: list(own) for unit, own in groupby(counted, key=lambda row: row.unit)}
    return {unit: _sum(own) for unit, own in by_unit.items()}


def _unit_and_group(row: BeneficiaryCount) -> tuple[str, str]:
    return row.unit, " ".join(row.group.casefold().split())


def _sum(rows: list[BeneficiaryCount]) -> int | None:
    latest = [_latest(list(own)) for _key, own in groupby(rows, key=_unit_and_group)]
    found = [row for row in latest if row is not None]
    may_overlap = sum(1 for row in found if not row.is_separate) > 1
    return None if may_overlap or len(found) < len(latest) else sum(row.number for row in found)


def _latest(rows: list[BeneficiaryCount]) -> BeneficiaryCount | None:
    """Return the row of one group with the latest day; None where another, with another number, may be as late."""
    last = max(rows, key=lambda row: (row.as_of.latest is not None, row.as_of.latest, row.pk))
    others = (row for row in rows if row.number != last.number)
    return last if all(last.as_of.certainly_after(row.as_of) for row in others) else None


def count_label(number: int, unit: str) -> str:
    """Return a number with its unit, such as "1.200 orang"."""
    words = {
        Unit.PEOPLE: ngettext("%(number)s person", "%(number)s people", number),
        Unit.HOUSEHOLDS: ngettext("%(number)s household", "%(number)s households", number),
        Unit.INSTITUTIONS: ngettext("%(number)s institution", "%(number)s institutions", number),
    }
    return words[Unit(unit)] % {"number": figure(number, get_language() or "id")}
