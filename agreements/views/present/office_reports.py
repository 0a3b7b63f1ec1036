"""The follow-ups of a liaison officer's offices, as the list shows them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from agreements.models import FollowUp, FollowUpReport, ReportState

from .words import late_words

RECENT_DAYS = 365
RECENT_ROWS = 10


@dataclass(frozen=True)
class OwnFollowUp:
    """One line: `report` is the open one, `late` says by how much the due date has passed."""

    row: FollowUp
    report: FollowUpReport | None
    late: str
    to_do: str


@dataclass(frozen=True)
class OwnLists:
    """Open ones by urgency, and what was closed within the last year."""

    overdue: list[OwnFollowUp]
    coming: list[OwnFollowUp]
    undated: list[OwnFollowUp]
    closed: list[FollowUp]

    @property
    def is_empty(self) -> bool:
        return not (self.overdue or self.coming or self.undated)

    @property
    def groups(self) -> list[tuple[str, str, list[OwnFollowUp]]]:
        """(name, heading, lines) of each group that has any."""
        all_groups = [
            ("overdue", _("Overdue"), self.overdue),
            ("coming", _("Coming up"), self.coming),
            ("undated", _("Without a due date"), self.undated),
        ]
        return [group for group in all_groups if group[2]]


def own_lists(mine: QuerySet[FollowUp], today: date) -> OwnLists:
    """`mine` are all follow-ups that this person reports on."""
    reports = FollowUpReport.objects.exclude(state=ReportState.APPROVED)
    waiting = (
        mine.open()
        .select_related("agreement", "office")
        .prefetch_related(Prefetch("reports", queryset=reports, to_attr="open_reports"))
        .order_by(F("due_on_latest").asc(nulls_last=True), "pk")
    )
    lines = [_line(row, today) for row in waiting]
    since = today - timedelta(days=RECENT_DAYS)
    closed = mine.filter(Q(done_on_latest__gte=since) | Q(cancelled_on__gte=since)).select_related("agreement")
    return OwnLists(
        overdue=[line for line in lines if line.late],
        coming=[line for line in lines if not line.late and line.row.due_on],
        undated=[line for line in lines if not line.row.due_on],
        closed=sorted(closed, key=lambda row: row.done_on.latest or row.cancelled_on, reverse=True)[:RECENT_ROWS],
    )


def _line(row: FollowUp, today: date) -> OwnFollowUp:
    report = next(iter(row.open_reports), None)
    late = late_words(row, today) if row.state(today) == FollowUp.State.LATE else ""
    return OwnFollowUp(row, report, late, _to_do(report))


def _to_do(report: FollowUpReport | None) -> str:
    if report is None:
        return _("Write the report")
    return {
        ReportState.DRAFT: _("Go on with the draft"),
        ReportState.RETURNED: _("Repair the report"),
        ReportState.SUBMITTED: _("Read the report"),
    }[ReportState(report.state)]
