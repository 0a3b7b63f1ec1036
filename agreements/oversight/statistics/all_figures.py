"""The figures of the page of statistics, in their order."""

from collections.abc import Callable, Mapping
from datetime import date

from .activity import days_to_first_activity, late_by_office, trained_by_office
from .beneficiaries import served_beneficiaries
from .by_status import by_condition, by_status
from .figure import StatisticFigure
from .results import by_currency, by_verified_result

FIGURES: Mapping[str, Callable[[date, bool], StatisticFigure]] = {
    "hasil": by_verified_result,
    "penerima-manfaat": served_beneficiaries,
    "kondisi": by_condition,
    "terlambat": late_by_office,
    "kegiatan-pertama": days_to_first_activity,
    "peserta": trained_by_office,
    "uang": by_currency,
    "status": by_status,
}
"""The figures by the code used in addresses. Each takes today (Asia/Jakarta) and whether invented examples count,
and needs a fixed number of queries."""


def build_figures(today: date, *, examples: bool = False) -> list[StatisticFigure]:
    """Return all figures for one day."""
    return [build(today, examples) for build in FIGURES.values()]


def build_figure(slug: str, today: date, *, examples: bool = False) -> StatisticFigure:
    """Return one figure; raises KeyError for an unknown code."""
    return FIGURES[slug](today, examples)
