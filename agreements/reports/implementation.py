"""Laporan Pelaksanaan KSDPL dan KSDLL: what was done in a period under the signed texts (PP 28/2018 Article 43).

That it is owed to the Minister of Home Affairs was read in the regulation; how often, and in what form, was not found.
So the period is asked for, and the form is the office's own.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from agreements.models import Agreement, FollowUp
from agreements.record.beneficiaries import count_label
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.language import localised
from jambi_coop.lib.tables.table import Column, ColumnKind, TableColumn

from . import cells
from .parameters import Parameters
from .records import (
    OVER,
    SUMS,
    WithStatus,
    agreements_in,
    checked_totals,
    filter_lines,
    is_ksdpl_or_ksdll,
    may_lie_in,
    period_line,
    was_signed,
    with_follow_ups,
    with_money,
    with_parts,
    with_status,
)
from .report import Fold, Report, lines, table_of

DEFINITIONS = (
    gettext_lazy(
        "Listed are KSDPL and KSDLL (PP 28/2018 Articles 24 and 25) with a signed text or Letter of Intent; those that "
        "have ended or were discontinued only where an activity falls in the period. What was signed later is left out."
    ),
    gettext_lazy(
        "Activity: a follow-up that was done in the period or, while that is not recorded, began in it. One row each; "
        "a day that is known to a month or a year counts where it may lie in the period."
    ),
    gettext_lazy(
        "Money and beneficiaries belong to the cooperation, of whatever day they are, and stand once, in its first row."
    ),
    gettext_lazy("Obstacle and next step: from the last approved report of the office on the activity."),
    SUMS,
)
FOLDS = (
    Fold(gettext_lazy("Partner and country"), ("partners",), width=17),
    Fold(gettext_lazy("Cooperation and text"), ("title", "text"), width=24),
    Fold(gettext_lazy("Field and scope"), ("fields", "scope"), width=24),
    Fold(gettext_lazy("Activity"), ("activity",), width=20),
    Fold(gettext_lazy("Time and place"), ("happened_on", "place"), width=14),
    Fold(gettext_lazy("Carried out by"), ("office",), width=15),
    Fold(gettext_lazy("Source and amount of funds"), ("money",), width=20),
    Fold(gettext_lazy("Result"), ("result",), width=20),
    Fold(gettext_lazy("Benefit"), ("benefit",), width=18),
    Fold(gettext_lazy("Obstacle"), ("obstacle",), width=14),
    Fold(pgettext_lazy("of a report", "Next step"), ("next_step",), width=14),
)


class Line(NamedTuple):
    """One row: an activity of an agreement, None where none falls in the period; `is_first` of its agreement."""

    agreement: WithStatus
    follow_up: Any
    is_first: bool


def implementation(parameters: Parameters, today: date, user) -> Report:
    """Return what was done from `start` to `end`."""
    start, end = parameters.start or today, parameters.end or today
    found = list(_lines(parameters, start, end, today, user))
    rows = list({line.agreement.pk: line.agreement for line in found}.values())
    done = sum(line.follow_up is not None for line in found)
    activities = ngettext("%(count)d activity", "%(count)d activities", done) % {"count": done}
    agreements = ngettext("%(count)d cooperation", "%(count)d cooperations", len(rows)) % {"count": len(rows)}
    return Report(
        **table_of(_columns(), found, _key)._asdict(),
        title=_("Report on the implementation of KSDPL and KSDLL"),
        as_of=today,
        filters=filter_lines(parameters, period_line(start, end)),
        totals=checked_totals(rows),
        notes=(
            _("In the period: %(activities)s of %(agreements)s.")
            % {"activities": activities, "agreements": agreements},
        )
        if found
        else (),
        definitions=tuple(map(str, DEFINITIONS)),
        folds=FOLDS,
    )


def _lines(parameters: Parameters, start: date, end: date, today: date, user) -> Iterator[Line]:
    signed = Q(instruments__signatures__isnull=False)
    found = agreements_in(parameters, today, user).filter(is_ksdpl_or_ksdll())
    found = found.filter(pk__in=Agreement.objects.filter(signed).values("pk"))
    loaded = with_money(with_follow_ups(with_parts(found))).prefetch_related("beneficiaries")
    for row in with_status(loaded, today):
        if not was_signed(row, end):
            continue  # Signed was only something else, such as minutes, or all of it later.
        done = [one for one in row.follow_ups.all() if _is_in(one, start, end)]
        if not done and row.status.group not in OVER:
            yield Line(row, None, True)
        for number, one in enumerate(done):
            yield Line(row, one, number == 0)


def _is_in(follow_up: FollowUp, start: date, end: date) -> bool:
    return not follow_up.cancelled_on and may_lie_in(cells.happened_on(follow_up), start, end)


def _key(line: Line) -> str:
    number = line.agreement.register_number
    return f"{number}/{line.follow_up.pk}" if line.follow_up else number


def _of_follow_up(cell):
    return lambda line: cell(line.follow_up) if line.follow_up else None


def _once(cell):
    """Return a cell that stands in the first row of an agreement only."""
    return lambda line: cell(line.agreement) if line.is_first else None


def _of_agreement(column: TableColumn) -> TableColumn:
    head, cell = column
    return head, lambda line: cell(line.agreement)


def _columns() -> list[TableColumn]:
    return [
        _of_agreement(cells.REGISTER_NUMBER),
        _of_agreement(cells.PARTNERS),
        _of_agreement(cells.TITLE),
        (
            Column("text", gettext_lazy("Text (number, day, valid until)"), width=30),
            lambda line: cells.text_facts(line.agreement),
        ),
        (
            Column("fields", gettext_lazy("Fields (UU 23/2014 Art. 367)"), width=30),
            lambda line: cells.fields(line.agreement),
        ),
        (Column("scope", pgettext_lazy("of a report", "Scope"), width=40), lambda line: cells.scope(line.agreement)),
        (Column("activity", gettext_lazy("Activity"), width=36), _activity),
        (
            Column("happened_on", gettext_lazy("Time"), ColumnKind.KNOWN_DATE),
            lambda line: cells.happened_on(line.follow_up) if line.follow_up else KnownDate.unknown(),
        ),
        (Column("place", gettext_lazy("Place"), width=20), lambda line: line.agreement.location),
        (
            Column("office", gettext_lazy("Carried out by"), width=24),
            _of_follow_up(lambda one: cells.office_label(one.office)),
        ),
        (
            Column("money", gettext_lazy("Source and amount of funds"), width=36),
            _once(lambda row: cells.money(row.transactions.all())),
        ),
        (Column("result", gettext_lazy("Result"), width=40), _of_follow_up(lambda one: localised(one, "result"))),
        (Column("benefit", gettext_lazy("Benefit"), width=30), _once(_benefit)),
        (Column("obstacle", gettext_lazy("Obstacle"), width=30), _of_follow_up(lambda one: _last(one, "obstacle"))),
        (
            Column("next_step", pgettext_lazy("of a report", "Next step"), width=30),
            _of_follow_up(lambda one: _last(one, "next_step")),
        ),
    ]


def _activity(line: Line) -> str:
    if line.follow_up is None:
        return _("No activity is recorded in the period.")
    return f"{line.follow_up.get_kind_display()}: {localised(line.follow_up, 'title')}"


def _last(follow_up: Any, name: str) -> str | None:
    return next((text for one in reversed(follow_up.approved) if (text := getattr(one, name))), None)


def _benefit(row: Agreement) -> str | None:
    return lines(
        f"{one.get_kind_display()}: {count_label(one.number, one.unit)}, {localised(one, 'group')}"
        + (f" ({one.as_of})" if one.as_of else "")
        for one in sorted(row.beneficiaries.all(), key=lambda one: one.pk)
    )
