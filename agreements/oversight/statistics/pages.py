"""The page of statistics: each figure as a finding, bars, a table and a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import Agreement
from jambi_coop.lib.records.language import is_english
from jambi_coop.lib.tables.export_log import log_export
from jambi_coop.lib.tables.http_files import CSV_EXCEL_ID, CSV_STANDARD, table_response
from jambi_coop.lib.web.examples import asks_for_examples

from .all_figures import FIGURES, build_figure, build_figures
from .figure import Bar, Bars, StatisticFigure

BAR_HEIGHT = 46
LONGEST_LABEL = 44
FILE_NAME = "statistik"


@dataclass(frozen=True)
class DrawnBar:
    """One bar with its position in the SVG.

    Widths are texts such as "43.5%", so that no language changes the decimal point.
    """

    label: str
    lang: str
    text: str
    label_y: int
    bar_y: int
    width: str
    whole_width: str


@dataclass(frozen=True)
class Drawing:
    """The bars of one scale with the height of their SVG in pixels."""

    name: str
    height: int
    bars: tuple[DrawnBar, ...]


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Show all figures. They are computed for each request, in a fixed number of queries."""
    figures = build_figures(localdate(), examples=asks_for_examples(request))
    context = {
        "section": "statistics",
        "figures": [(figure, draw(figure)) for figure in figures],
    }
    return render(request, "agreements/oversight/statistics/page.html", context)


@require_safe
def statistics_table(request: HttpRequest, figure: str) -> HttpResponseBase:
    """Return the table of one figure as CSV: for Excel with Indonesian settings, or plain CSV from the English page."""
    if figure not in FIGURES:
        raise Http404
    today, examples = localdate(), asks_for_examples(request)
    built = build_figure(figure, today, examples=examples)
    log_export(request.user, Agreement, f"{built.name} (csv)")
    return table_response(
        built.columns,
        (tuple(cell.value for cell in row) for row in built.rows),
        file_format=CSV_STANDARD if is_english() else CSV_EXCEL_ID,
        name_parts=[FILE_NAME, built.slug, *([_("with examples")] if examples else []), today],
        sheet_title=built.name,
        language=get_language() or "id",
    )


def draw(figure: StatisticFigure) -> tuple[Drawing, ...]:
    """Return the drawings of a figure, one for each scale; none if there is too little to compare."""
    if not figure.is_enough:
        return ()
    return tuple(_drawing(chart) for chart in figure.charts if chart.bars)


def _drawing(chart: Bars) -> Drawing:
    most = max((_length(bar) for bar in chart.bars), default=Decimal(0)) or Decimal(1)
    return Drawing(chart.name, BAR_HEIGHT * len(chart.bars), tuple(_bars(chart.bars, most)))


def _length(bar: Bar) -> Decimal:
    return Decimal(bar.value if bar.whole is None else bar.whole)


def _bars(bars: Iterable[Bar], most: Decimal) -> Iterable[DrawnBar]:
    for place, bar in enumerate(bars):
        top = place * BAR_HEIGHT
        yield DrawnBar(
            label=Truncator(bar.label).chars(LONGEST_LABEL),
            lang=bar.lang,
            text=bar.text,
            label_y=top + 16,
            bar_y=top + 22,
            width=_percent(Decimal(bar.value), most),
            whole_width=_percent(Decimal(bar.whole), most) if bar.whole is not None else "",
        )


def _percent(value: Decimal, most: Decimal) -> str:
    return f"{100 * value / most:.1f}%"
