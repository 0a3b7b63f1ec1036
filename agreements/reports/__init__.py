"""Numbers about the whole register, as plain values: what the page of statistics and its downloads show."""

from .figure import Bar, Bars, Cell, Figure
from .statistics import FIGURES, build_figure, build_figures, example_count

__all__ = ["FIGURES", "Bar", "Bars", "Cell", "Figure", "build_figure", "build_figures", "example_count"]
