"""The correction of a decision on a report of an office: the report waits again, and what its approval wrote is undone.

What it wrote is read from the history: the approval saved the report first, then the follow-up and its participants,
with the agreement locked, so that the first change of each from that moment on is the approval's.
"""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from agreements.models import FollowUp, FollowUpReport, Participation, ReportState
from agreements.office_reports.actions import APPROVE, DECIDED
from agreements.office_reports.news import writers_of
from agreements.record.locks import lock_row
from agreements.record.saving import note_edit, record_author, save
from agreements.record.staff.action_page import change_url

from .correction import Change, Correction, LaterRow, changed, non_empty

WRITTEN = ("started_on", "public_note", "done_on", "result", "document")
"""What an approval writes in the follow-up (`agreements.office_reports.actions.approve_report`)."""


def in_order(records) -> list[Any]:
    """Return records of a history as they were written."""
    return list(records.order_by("history_date", "history_id"))


def value_of(row, name: str):
    """Return the value of a field of a row or of a record of it; of a link the key."""
    return getattr(row, "document_id" if name == "document" else name)


class ReportCorrection(Correction):
    """Takes back the decision on a report: it waits for one again."""

    right = APPROVE
    kind = "report"

    def __init__(self, report: FollowUpReport):
        self.row, self.agreement = report, report.follow_up.agreement

    @property
    def title(self) -> str:
        return _("Take the decision back")

    @cached_property
    def _decision(self) -> tuple[Any, Any]:
        """The record of the report as it was submitted, and the one of the decision; None without one."""
        waiting = decided = None
        for record in in_order(self.row.history):
            if record.state == ReportState.SUBMITTED:
                waiting, decided = record, None
            elif record.state in DECIDED and decided is None:
                decided = record
        return waiting, decided

    def why_not(self, by) -> str:
        waiting, decided = self._decision
        if self.row.state not in DECIDED or waiting is None or decided is None:
            return _("No decision on this report is recorded that could be taken back.")
        if by is not None and by.pk in writers_of(self.row):
            return _("You wrote this report yourself. Somebody else has to decide on it.")
        if self.row.state == ReportState.RETURNED and self.row.version != decided.version:
            return _("The office has written on the report since it was returned.")
        if self.row.state == ReportState.RETURNED:
            return ""
        if _first_change(self.row.follow_up, decided.history_date)[0] is None:
            return _("What the follow-up was before the approval is not recorded. Put it right there.")
        names = [one.label for one in self._undone if one.is_changed]
        if names:
            text = _("Changed since the approval, so it cannot be undone: %(names)s. Put it right in the follow-up.")
            return text % {"names": ", ".join(names)}
        return ""

    def later_rows(self) -> list[LaterRow]:
        """The later reports on the same follow-up."""
        later = self.row.follow_up.reports.filter(pk__gt=self.row.pk).order_by("-pk")
        return [LaterRow(f"{one} {one.happened_on}", change_url(one)) for one in later]

    # --- what the approval wrote -----------------------------------------------------------------

    @cached_property
    def _undone(self) -> list["Undone"]:
        """Every value that the approval wrote in the follow-up and its participants."""
        since = self._decision[1].history_date
        follow_up = FollowUp.objects.get(pk=self.row.follow_up_id)
        found = []
        before, written = _first_change(follow_up, since)
        for name in WRITTEN if before is not None else ():
            if value_of(before, name) != value_of(written, name):
                label = str(FollowUp._meta.get_field(name).verbose_name)
                now, old, new = (value_of(row, name) for row in (follow_up, before, written))
                found.append(Undone(follow_up, name, label, old, now, new))
        for row in follow_up.participations.all():
            before, written = _first_change(row, since)
            if written is not None and self._counted(written):
                found.append(
                    Undone(
                        row, "people", str(row.office or row.body), before and before.people, row.people, written.people
                    )
                )
        return found

    def _counted(self, record) -> bool:
        """True for a record of participants that the approval wrote: by the one who decided, as the report names it."""
        reported = self.row.participations.filter(office=record.office_id, body=record.body, people=record.people)
        return record.history_user_id == self._decision[1].history_user_id and reported.exists()

    # --- what is shown ---------------------------------------------------------------------------

    def facts(self) -> list[tuple[str, str]]:
        report = self.row
        return non_empty(
            (_("follow-up"), report.follow_up),
            (_("state"), report.get_state_display()),
            (_("when"), report.happened_on),
            (_("what was done"), report.progress),
            (_("result in one sentence"), report.result),
            (_("what has to be repaired"), report.review_note),
        )

    def changes(self) -> list[Change]:
        report = self.row
        state = (_("state"), report.get_state_display(), str(ReportState.SUBMITTED.label))
        undone = self._undone if report.state == ReportState.APPROVED else []
        return changed(state, *((one.label, one.shown(one.now), one.shown(one.before)) for one in undone))

    def notes(self) -> list[str]:
        found = super().notes() if self.row.state == ReportState.APPROVED and self.row.follow_up.is_public else []
        if self.row.next_step and self.row.state == ReportState.APPROVED:
            found.append(_("A next follow-up that was planned with the approval stays; cancel it where it stands."))
        return found

    # --- what is written -------------------------------------------------------------------------

    def take_back(self, by, reason: str) -> None:
        report, (waiting, _decided) = self.row, self._decision
        undone = self._undone if report.state == ReportState.APPROVED else []
        follow_up = lock_row(report.follow_up)
        for one in undone:
            one.undo(follow_up, by, reason)
        if any(one.row == follow_up for one in undone):
            save(follow_up, by=by, reason=reason)
        report.state, report.review_note = ReportState.SUBMITTED, waiting.review_note
        report.reviewed_by_id, report.reviewed_at = waiting.reviewed_by_id, waiting.reviewed_at
        save(report, by=by, reason=reason)
        note_edit(follow_up.agreement, by=by, part=follow_up)


class Undone:
    """One value that an approval wrote: what was there before, what is there now, what it wrote."""

    def __init__(self, row: FollowUp | Participation, name: str, label: str, before, now, written):
        self.row, self.name, self.label = row, name, label
        self.before, self.now, self.is_changed = before, now, now != written

    def shown(self, value) -> str:
        """Return a value in words."""
        if self.name == "document":
            return str(self.row.agreement.documents.filter(pk=value).first() or "")  # type: ignore[union-attr]  # a follow-up
        return "" if value is None else str(value)

    def undo(self, follow_up: FollowUp, by, reason: str) -> None:
        """Write what was there before: into the follow-up, which the caller saves, or into the participants."""
        if self.row == follow_up:
            setattr(follow_up, "document_id" if self.name == "document" else self.name, self.before)
        elif self.before is None:
            record_author(self.row, by=by, reason=reason)
            self.row.delete()
        else:
            self.row.people = self.before  # type: ignore[union-attr]  # a participation
            save(self.row, by=by, reason=reason)


def _first_change(row, since) -> tuple[Any, Any]:
    """Return the last record of a row before `since` and the first one from then on; None where there is none."""
    before = in_order(row.history.filter(history_date__lt=since))
    after = in_order(row.history.filter(history_date__gte=since))
    return (before[-1] if before else None), (after[0] if after else None)
