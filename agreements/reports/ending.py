"""Daftar naskah yang akan berakhir: what ends within a number of days, and what was decided about it."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import Agreement
from agreements.record.wording import day_label
from jambi_coop.lib.tables.table import Column, ColumnKind, TableColumn

from . import cells
from .parameters import Parameters
from .records import agreements_in, filter_lines, with_parts, with_status
from .report import Report, lines, table_of

DEFINITIONS = (
    gettext_lazy("Listed is what is in force today and whose last possible day of the end lies within the days asked."),
    gettext_lazy("An open-ended text, and one of which nobody knows how long it holds, is not listed: it has no end."),
    gettext_lazy("Decision: of the last review that is recorded; empty where none is recorded."),
)


def ending(parameters: Parameters, today: date, user) -> Report:
    """Return what ends within `days`, the first first."""
    last = today + timedelta(days=parameters.days)
    found = agreements_in(parameters, today, user).ending_by(last, today).order_by("digest__ends_latest", "pk")
    rows = with_status(with_parts(found).prefetch_related("reviews"), today)
    words = ngettext("Ends within %(count)d day", "Ends within %(count)d days", parameters.days)
    return Report(
        **table_of(_columns(today), rows, lambda row: row.register_number)._asdict(),
        title=_("Texts that will end"),
        as_of=today,
        filters=filter_lines(parameters, words % {"count": parameters.days}),
        definitions=tuple(map(str, DEFINITIONS)),
        moving=frozenset({"days_left"}),
    )


def _columns(today: date) -> list[TableColumn]:
    return [
        cells.REGISTER_NUMBER,
        cells.TITLE,
        cells.PARTNERS,
        (Column("text", gettext_lazy("Text"), width=28), cells.text_facts),
        (Column("ends_on", gettext_lazy("Ends on"), ColumnKind.KNOWN_DATE, 18), cells.ends_on),
        (Column("days_left", gettext_lazy("Time left"), width=14), lambda row: cells.days_left(row, today)),
        (Column("option", gettext_lazy("Option and notice"), width=28), _option),
        (Column("decision", gettext_lazy("Decision"), width=24), _decision),
        cells.OFFICES,
    ]


def _option(row: Agreement) -> str | None:
    """The option to extend in the words of the text, and the months of notice."""
    paper = cells.paper_of(row)
    if paper is None:
        return None
    months = paper.notice_months
    notice = ngettext("%(count)d month of notice", "%(count)d months of notice", months or 0) % {"count": months or 0}
    return lines([paper.option, notice if months else None])


def _decision(row: Agreement) -> str | None:
    last = max(row.reviews.all(), key=lambda one: (one.held_on, one.pk), default=None)
    return f"{last.get_decision_display()} ({day_label(last.held_on)})" if last else None
