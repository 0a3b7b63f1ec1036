"""The three sheets that an office fills in: an answer for each agreement that it leads, a report on each of its open
follow-ups, and activities that the register does not know yet.

A filled row becomes what the pages under /lapor/ make of it: an answer that somebody else accepts, or a report that
somebody else decides on. To add a column to fill in: name its field in `ANSWERED` or `REPORTED`.
"""

from collections.abc import Callable
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.exchange.register.columns import Kind, SheetColumn, Table, When, own, shown
from agreements.exchange.register.shared_columns import AGREEMENT
from agreements.models import Attestation, FollowUp, FollowUpReport
from agreements.record.names import known_title
from agreements.record.verdict import verdict_of
from agreements.record.wording import late_label
from jambi_coop.lib.records.language import localised

from .figures import Figures, figures_of

ANSWERED = "kind starts_on ends_on running answered_on note"
"""What an office fills in of an answer (`Attestation`)."""
REPORTED = "progress happened_on is_final result obstacle next_step next_due_on evidence_link"
"""What an office fills in of a report (`FollowUpReport`)."""
ANSWERS = {
    Attestation.Kind.SILENT: pgettext_lazy("answer of an office", "No activity"),
    Attestation.Kind.COMPLETE: pgettext_lazy("answer of an office", "All activity is recorded"),
}
RUNNING = {
    Attestation.Running.YES: pgettext_lazy("still running", "Yes"),
    Attestation.Running.NO: pgettext_lazy("still running", "No"),
}


def _number(key: str, header: Any, read: Callable[[Figures], int]) -> SheetColumn:
    """Return a column with one of the figures of the agreement."""
    return SheetColumn(
        key,
        header,
        Kind.WHOLE,
        when=When.NEVER,
        width=10,
        read=lambda row: read(figures_of(row.agreement, localdate())),
    )


def _sentence(row: Attestation) -> str | None:
    verdict = verdict_of(row.agreement, localdate())
    return verdict.sentence if verdict is not None else None


def _waiting(row: Attestation) -> str | None:
    """Return what was answered already and waits for its acceptance."""
    return "\n".join(str(one) for one in row.agreement.waiting) or None


AGREEMENT_ANSWERS = Table(
    key="answers",
    title=_("Answer for each agreement"),
    model=Attestation,
    about=_("For each agreement that the office leads: choose the answer that holds for the whole period."),
    columns=[
        SheetColumn("key", _("Register number"), Kind.KEY, width=16, read=lambda row: row.agreement.register_number),
        shown("title", _("Agreement"), lambda row: known_title(row.agreement), 26),
        SheetColumn(
            "office", _("Office"), Kind.LINK, "office", link="offices", width=16, read=lambda row: row.office.name
        ),
        _number("promised", _("Promised"), lambda one: one.promised),
        _number("done", pgettext_lazy("follow-ups", "Done"), lambda one: one.done),
        _number("overdue", _("Overdue"), lambda one: one.overdue),
        shown("condition", _("Condition"), _sentence, 30),
        shown("waiting", _("Answered, not accepted yet"), _waiting, 18),
        *own(
            Attestation,
            ANSWERED,
            kind={"header": pgettext_lazy("answer of an office", "Answer"), "choices": ANSWERS, "width": 18},
            starts_on={"width": 16, "note": _("Filled in: the day after the one up to which the record is known.")},
            ends_on={"width": 16, "note": _("Empty: the day of the answer.")},
            running={"header": _("Still in force or running?"), "choices": RUNNING, "width": 14},
            answered_on={
                "header": _("Answered on"),
                "width": 16,
                "note": _("Empty: the day on which the office sends the file."),
            },
            note={"header": _("Obstacle or remark (internal)"), "width": 24},
        ),
    ],
)


def _state_of(row: FollowUpReport) -> str | None:
    """Return where the report stands that was begun already, with what has to be repaired."""
    if row.pk is None:
        return None
    return ": ".join(filter(None, [row.get_state_display(), row.review_note]))


def _late(row: FollowUpReport) -> str | None:
    is_late = row.follow_up.state(localdate()) == FollowUp.State.LATE
    return late_label(row.follow_up, localdate()) if is_late else None


def _reported() -> list[SheetColumn]:
    return own(
        FollowUpReport,
        REPORTED,
        progress={"width": 26},
        happened_on={"header": _("When?"), "width": 14},
        is_final={"header": _("Finished?"), "width": 9, "note": _("Yes or no.")},
        obstacle={"note": _("Where nothing could be done yet, this alone can be sent."), "width": 20},
        result={"width": 20},
        next_step={"width": 18},
        next_due_on={"width": 14},
        evidence_link={"width": 16},
    )


REPORTS = Table(
    key="reports",
    title=_("Report on each follow-up"),
    model=FollowUpReport,
    prefix="TL",
    path="follow_up__agreement",
    about=_("For each open follow-up of the office: what was done and when, or the obstacle."),
    columns=[
        SheetColumn("key", _("Row key (do not change)"), Kind.KEY, width=10, read=lambda row: f"TL-{row.follow_up_id}"),
        shown("agreement", _("Register number"), lambda row: row.follow_up.agreement.register_number, 16),
        shown("agreement_title", _("Agreement"), lambda row: known_title(row.follow_up.agreement), 22),
        shown("title", _("Follow-up"), lambda row: localised(row.follow_up, "title"), 22),
        shown("due_on", _("Due"), lambda row: str(row.follow_up.due_on) if row.follow_up.due_on else None, 12),
        shown("late", _("Late"), _late, 11),
        shown("state", _("Report begun"), _state_of, 16),
        *_reported(),
    ],
)


ACTIVITIES = Table(
    key="activities",
    title=_("Activities not listed"),
    model=FollowUpReport,
    path="follow_up__agreement",
    about=_("What happened and is in no row of the other sheets: the agreement, the activity and its report."),
    columns=[
        SheetColumn(
            "office",
            _("Office"),
            Kind.LINK,
            link="offices",
            width=22,
            read=lambda row: row.follow_up.office.name,
        ),
        SheetColumn("agreement", AGREEMENT.header, Kind.LINK, link="agreements", required=True, read=lambda row: None),
        SheetColumn("title", _("Activity"), Kind.TEXT, "title", required=True, width=24, read=lambda row: None),
        SheetColumn(
            "kind",
            _("Kind"),
            Kind.CHOICE,
            "kind",
            choices=dict(FollowUp.Kind.choices),
            width=14,
            note=_("Empty: other."),
            read=lambda row: None,
        ),
        *_reported(),
    ],
)

OFFICE_TABLES = (AGREEMENT_ANSWERS, REPORTS, ACTIVITIES)
PROPOSED = "starts_on"
"""The one column to fill in that goes out with a value."""
FILLED_IN: dict[str, frozenset[str]] = {
    AGREEMENT_ANSWERS.key: frozenset(ANSWERED.split()),
    REPORTS.key: frozenset(REPORTED.split()),
    ACTIVITIES.key: frozenset(["agreement", "title", "kind", *REPORTED.split()]),
}
"""By table the columns that the office fills in; the others are locked."""
