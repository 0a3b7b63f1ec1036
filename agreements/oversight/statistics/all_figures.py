"""The figures of the page of statistics, in their order."""

from collections.abc import Callable, Mapping
from datetime import date

from .activity import days_to_first_activity, late_by_office, trained_by_office
from .by_status import by_condition, by_status
from .figure import StatisticFigure, shown
from .results import by_currency, by_verified_result

FIGURES: Mapping[str, Callable[[date], StatisticFigure]] = {
    "hasil": by_verified_result,
    "kondisi": by_condition,
    "terlambat": late_by_office,
    "kegiatan-pertama": days_to_first_activity,
    "peserta": trained_by_office,
    "uang": by_currency,
    "status": by_status,
}
"""By the word that stands in addresses; each takes today (Asia/Jakarta) and a fixed number of queries."""


def build_figures(today: date) -> list[StatisticFigure]:
    return [build(today) for build in FIGURES.values()]


def build_figure(slug: str, today: date) -> StatisticFigure:
    """One figure; KeyError for a word that is none."""
    return FIGURES[slug](today)


def example_count() -> int:
    """How many of the agreements that are counted are invented examples."""
    return shown().filter(is_example=True).count()
