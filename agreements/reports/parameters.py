"""What a report is asked for, and what it is about where nothing is asked."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Grouping(TextChoices):
    """By what a summary counts."""

    COUNTRY = "country", pgettext_lazy("grouping", "By country")
    FIELD = "field", pgettext_lazy("grouping", "By field")
    OFFICE = "office", pgettext_lazy("grouping", "By office")


class Disclosure(TextChoices):
    """Which of the two lists of the information officer (PPID) is asked for."""

    PUBLIC = "public", pgettext_lazy("list", "Public information")
    EXEMPT = "exempt", pgettext_lazy("list", "Exempt information")


class Exempt(TextChoices):
    """Whether a report that leaves the house tells of what is exempt from publication."""

    MARKED = "marked", pgettext_lazy("exempt cooperation", "Listed and marked")
    LEFT_OUT = "left_out", pgettext_lazy("exempt cooperation", "Left out")


PERIOD_FIELDS = frozenset({"start", "end", "year", "quarter"})
"""Parameters that differ from one report to the next of the same kind; the others make two reports comparable."""


@dataclass(frozen=True)
class Parameters:
    """The parameters of all reports; a report reads those that its kind names."""

    start: date | None = None
    end: date | None = None
    year: int = 0
    quarter: int = 0
    days: int = 0
    months: int = 0
    by: str = ""
    disclosure: str = ""
    office: str = ""
    exempt: str = Exempt.MARKED.value
    register_number: str = ""
    examples: bool = False

    def as_json(self, names: tuple[str, ...]) -> dict[str, Any]:
        """Return the parameters with these names, and whether examples were asked for, as JSON can hold them."""
        found = {name: value for name, value in asdict(self).items() if name in {*names, "examples"}}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


def comparable(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return what two reports of one kind must have in common to be compared.

    Reports that were sent before the question was asked told of what is exempt: that is not named.
    """
    found = {name: value for name, value in parameters.items() if name not in PERIOD_FIELDS}
    return {name: value for name, value in found.items() if (name, value) != ("exempt", Exempt.MARKED.value)}


def half_year_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the half-year of a day."""
    first = day.month < 7
    return (date(day.year, 1, 1), date(day.year, 6, 30)) if first else (date(day.year, 7, 1), date(day.year, 12, 31))


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """Return the first and the last day of a quarter of a year."""
    ends = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}
    return date(year, 3 * quarter - 2, 1), date(year, *ends[quarter])


def usual_values(today: date) -> dict[str, Any]:
    """Return what a report is about where nothing else is asked for: the running half-year, the last full quarter."""
    start, end = half_year_of(today)
    quarter, year = ((today.month - 1) // 3, today.year) if today.month > 3 else (4, today.year - 1)
    return {
        "start": start,
        "end": end,
        "year": year,
        "quarter": quarter,
        "days": settings.ENDING_SOON_DAYS,
        "months": 6,
        "by": Grouping.COUNTRY.value,
        "disclosure": Disclosure.PUBLIC.value,
        "office": "",
        "exempt": Exempt.MARKED.value,
        "register_number": "",
    }
