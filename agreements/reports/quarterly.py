"""Laporan Triwulan Hibah/Pinjaman: the five headings of PP 10/2011 Article 76, for each project and report.

It goes to the Minister of Finance and Bappenas. NPPHLN is the loan or grant agreement; the register number is the one
that the Ministry of Finance gives.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agreements.lifecycle.vocabulary import InstrumentKind
from agreements.models import Agreement, FollowUpReport, Party, Transaction
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.language import localised
from jambi_coop.lib.tables.table import Column, ColumnKind, TableColumn

from . import cells
from .parameters import Parameters, quarter_days
from .records import (
    MONEY_KINDS,
    SUMS,
    agreements_in,
    checked_totals,
    filter_lines,
    had_begun,
    may_lie_in,
    with_follow_ups,
    with_money,
    with_parts,
    with_status,
)
from .report import Fold, Report, lines, table_of

Money = Transaction.Kind
ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
DEFINITIONS = (
    gettext_lazy(
        "Listed are grants, loans of the state, and loans of the state passed on as a grant; what began "
        "after the quarter is left out."
    ),
    gettext_lazy(
        "Reports: of each activity the last approved one whose day may lie in the quarter; without a day, one that was "
        "submitted in it. A project without one stands with empty headings: the register knows nothing of it."
    ),
    gettext_lazy("NPPHLN: number and day of the state's loan or grant agreement, or of its pass-on."),
    gettext_lazy("Amount: the recorded commitments, of whatever day they are, and whether they were checked."),
    SUMS,
)
FOLDS = (
    Fold(gettext_lazy("Project"), ("register_number", "title"), width=22),
    Fold(gettext_lazy("Lender or giver"), ("funder",), width=16),
    Fold(gettext_lazy("NPPHLN / register number"), ("npphln", "finance_number"), labelled=True, width=20),
    Fold(pgettext_lazy("of a report", "Amount"), ("commitments",), width=18),
    Fold(gettext_lazy("Activity"), ("activity", "reported"), width=18),
    Fold(gettext_lazy("a. Procurement of goods and services"), ("procurement",), width=18),
    Fold(gettext_lazy("b. Physical progress (%)"), ("physical_progress",), width=11),
    Fold(gettext_lazy("c. Absorption (%)"), ("absorption",), width=11),
    Fold(gettext_lazy("d. Obstacles"), ("obstacle",), width=16),
    Fold(gettext_lazy("e. Next steps"), ("next_step",), width=16),
)


class Line(NamedTuple):
    """One row: a project, and the last approved report on a follow-up of it; None where the quarter has none."""

    agreement: Agreement
    follow_up: Any
    report: FollowUpReport | None


def quarterly(parameters: Parameters, today: date, user) -> Report:
    """Return the report of one quarter of a year."""
    start, end = quarter_days(parameters.year, parameters.quarter)
    found = list(_lines(parameters, start, end, today, user))
    rows = list({line.agreement.pk: line.agreement for line in found}.values())
    quarter = _("Quarter %(quarter)s of %(year)d") % {"quarter": ROMAN[parameters.quarter], "year": parameters.year}
    return Report(
        **table_of(_columns(), found, _key)._asdict(),
        title=_("Quarterly report on foreign grants and loans"),
        as_of=today,
        filters=filter_lines(parameters, quarter),
        totals=checked_totals(rows),
        definitions=tuple(map(str, DEFINITIONS)),
        folds=FOLDS,
    )


def _lines(parameters: Parameters, start: date, end: date, today: date, user) -> Iterator[Line]:
    found = agreements_in(parameters, today, user).filter(kind__in=MONEY_KINDS)
    for row in with_status(with_money(with_follow_ups(with_parts(found))), today):
        reported = [
            Line(row, follow_up, inside[-1])
            for follow_up in row.follow_ups.all()
            if (inside := [one for one in follow_up.approved if _is_in(one, start, end)])
        ]
        if reported or had_begun(row, end):
            yield from reported or [Line(row, None, None)]


def _is_in(report: FollowUpReport, start: date, end: date) -> bool:
    day = report.happened_on
    if day.latest:
        return may_lie_in(day, start, end)
    return report.submitted_at is not None and start <= _local(report.submitted_at) <= end


def _local(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _key(line: Line) -> str:
    number = line.agreement.register_number
    return f"{number}/{line.follow_up.pk}" if line.follow_up else number


def _of_report(name: str):
    return lambda line: getattr(line.report, name) if line.report else None


def _columns() -> list[TableColumn]:
    return [
        (cells.REGISTER_NUMBER[0], lambda line: line.agreement.register_number),
        (Column("title", gettext_lazy("Project"), width=40), lambda line: cells.title(line.agreement)),
        (Column("funder", gettext_lazy("Lender or giver"), width=26), lambda line: _funder(line.agreement)),
        (Column("npphln", gettext_lazy("NPPHLN"), width=26), lambda line: _npphln(line.agreement)),
        (
            Column("finance_number", gettext_lazy("Register number of the Ministry of Finance"), width=22),
            lambda line: _finance_numbers(line.agreement),
        ),
        (
            Column("commitments", pgettext_lazy("of a report", "Amount"), width=32),
            lambda line: _commitments(line.agreement),
        ),
        (Column("activity", gettext_lazy("Activity"), width=34), _activity),
        (Column("reported", gettext_lazy("Reported"), width=18), _reported),
        (
            Column("procurement", gettext_lazy("a. Procurement of goods and services"), width=36),
            _of_report("procurement"),
        ),
        (
            Column("physical_progress", gettext_lazy("b. Physical progress (%)"), ColumnKind.DECIMAL, 14),
            _of_report("physical_progress"),
        ),
        (Column("absorption", gettext_lazy("c. Absorption (%)"), ColumnKind.DECIMAL, 14), _of_report("absorption")),
        (Column("obstacle", gettext_lazy("d. Obstacles"), width=34), _of_report("obstacle")),
        (Column("next_step", gettext_lazy("e. Next steps"), width=34), _next_step),
    ]


def _funder(row: Agreement) -> str | None:
    """The funders; where no role says who gives, all partners."""
    parties = list(row.parties.all())
    funders = [one for one in parties if one.role == Party.Role.FUNDER] or parties
    return lines(one.partner.name for one in funders)


def _npphln(row: Agreement) -> str | None:
    kinds = (InstrumentKind.STATE_AGREEMENT, InstrumentKind.PASS_ON)
    papers = [one for one in row.instruments.all() if one.kind in kinds and one.is_signed]
    return lines(
        ", ".join(
            [
                *(one.number for one in paper.signatures.all() if one.number),
                *([str(paper.signed_on)] if paper.signed_on else []),
            ]
        )
        for paper in papers
    )


def _finance_numbers(row: Agreement) -> str | None:
    return lines([row.finance_register_number, *(one.finance_register_number for one in row.transactions.all())])


def _commitments(row: Agreement) -> str | None:
    return cells.money(one for one in row.transactions.all() if one.kind == Money.COMMITMENT)


def _activity(line: Line) -> str:
    return localised(line.follow_up, "title") if line.follow_up else _("No approved report for this quarter.")


def _reported(line: Line) -> str | None:
    if line.follow_up is None or line.report is None:
        return None
    day = line.report.happened_on
    if not day and line.report.submitted_at:
        day = KnownDate.day(_local(line.report.submitted_at))
    return lines([cells.office_label(line.follow_up.office), str(day) if day else None])


def _next_step(line: Line) -> str | None:
    if line.report is None or not line.report.next_step:
        return None
    due = line.report.next_due_on
    return f"{line.report.next_step} ({KnownDate.day(due)})" if due else line.report.next_step
