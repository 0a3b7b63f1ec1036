"""Actions on the reports of offices: save, submit, take back, return, approve.

Only an approved report changes its follow-up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.follow_up.actions import plan_follow_up, refuse_closed
from agreements.models import (
    Document,
    FollowUp,
    FollowUpReport,
    Participation,
    ReportedParticipation,
    ReportState,
)
from agreements.record.documents import attach_document
from agreements.record.locks import lock_alive, lock_row
from agreements.record.permissions import follow_ups_for, is_liaison, require
from agreements.record.saving import note_edit, save
from agreements.record.trash import move_to_trash
from jambi_coop.lib.dates.fields import refuse_future
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.files.private_files import discard_on_error, inspect
from jambi_coop.lib.records.publication import PublicationClass
from jambi_coop.lib.versions.versioning import StaleVersion

from .news import tell_of_report, writers_of

APPROVE = "agreements.approve_followupreport"
DECIDED = (ReportState.APPROVED, ReportState.RETURNED)
"""States of a report on which somebody has decided."""


@dataclass(frozen=True)
class NextFollowUp:
    """The follow-up that is made of the next step named in a report.

    The office did not write its text for the public: the user who sets `is_public` has read and, where needed,
    rewritten it.
    """

    title: str
    is_public: bool = False


def open_report(follow_up: FollowUp) -> FollowUpReport | None:
    """Return the report on a follow-up that has not been approved yet, or None; there is at most one."""
    return follow_up.reports.exclude(state=ReportState.APPROVED).first()


def _require_reporter(follow_up: FollowUp, by) -> None:
    if not follow_ups_for(by, FollowUp.objects.filter(pk=follow_up.pk)).exists():
        raise PermissionDenied(_("Your account does not have the right to do this."))


@discard_on_error()
@transaction.atomic
def save_report(
    report: FollowUpReport,
    *,
    by,
    now: datetime,
    participants: Sequence[ReportedParticipation] | None = None,
    expected: int | None = None,
    upload=None,
    drop_evidence: bool = False,
) -> FollowUpReport:
    """Save what an office has written so far; a draft may be incomplete.

    `report` is unsaved (a first draft) or carries changed values of an open report read at version `expected`.
    `participants`, unsaved, replace those of the report; None leaves them as they are. A new file replaces the earlier
    one, which goes to the trash. Raises StaleVersion when somebody else has begun, changed or submitted a report in the
    meantime, and ValidationError when it may not be changed; then nothing is written.
    """
    # Two officers who begin a report at the same moment wait for each other at this lock.
    _require_reporter(report.follow_up, by)
    follow_up = lock_alive(report.follow_up)
    if report.pk is None:
        begun = open_report(follow_up)
        if begun is not None:
            raise StaleVersion(begun, begun)
        refuse_closed(follow_up)
        report.version, report.state = 0, ReportState.DRAFT
        report.written_by = by
    else:
        current = lock_alive(report, expected)
        if not current.is_open:
            raise ValidationError(_("This report was submitted and cannot be changed now."), code="not_open")
        report.state, report.version = current.state, current.version
    refuse_future(report.happened_on, timezone.localdate(now))
    earlier = report.document
    if upload:
        report.document = _evidence(report, upload, by)
    elif drop_evidence:
        report.document = None
    save(report, by=by)
    if participants is not None:
        report.participations.all().delete()
        for one in participants:
            one.report, one.version = report, 0
            save(one, by=by)
    if earlier and earlier != report.document and not earlier.in_trash:
        move_to_trash(earlier, by=by, now=now, reason=_("Taken out of a report before it was sent"))
    return report


def _evidence(report: FollowUpReport, upload, by) -> Document:
    """Attach the file as a new internal document of the agreement, named after the follow-up."""
    is_image = inspect(upload).media_type.startswith("image/")
    document = Document(
        agreement=report.follow_up.agreement,
        kind=Document.Kind.PHOTO if is_image else Document.Kind.REPORT,
        title=report.follow_up.title,
        dated=report.happened_on,
        publication_class=PublicationClass.INTERNAL,
    )
    return attach_document(document, upload, by=by)


def _only_tells_an_obstacle(report: FollowUpReport) -> bool:
    """True when nothing was done yet and the report only names an obstacle: it is no activity, and not public."""
    says_more = bool(report.is_final or report.progress.strip() or report.result.strip() or report.procurement.strip())
    has_share = report.physical_progress is not None or report.absorption is not None
    if not report.obstacle.strip() or says_more or has_share:
        return False
    return not report.participations.exists()


def what_is_missing(report: FollowUpReport) -> dict[str, str]:
    """Return what a report still needs before it can be submitted, as {field: sentence}."""
    if _only_tells_an_obstacle(report):
        return {}
    found = {}
    if not report.progress.strip():
        found["progress"] = (
            _("Write what was done.") if report.is_final else _("Write what was done, or under Obstacle why not.")
        )
    if not report.happened_on:
        found["happened_on"] = _("Give the date, even if only the month is known.")
    if report.is_final and not report.result.strip():
        found["result"] = _("Write the result in one sentence.")
    return found


@transaction.atomic
def submit_report(
    report: FollowUpReport, *, by, now: datetime, expected: int | None = None, announces: bool = True
) -> FollowUpReport:
    """Submit a report to Bagian Kerja Sama. Raises ValidationError naming each field that is missing.

    Without `announces` no message goes out: the caller tells of many reports at once (`news.tell_of_submissions`).
    """
    _require_reporter(report.follow_up, by)
    report = lock_alive(report, expected)
    if not report.is_open:
        raise ValidationError(_("This report has been submitted already."), code="not_open")
    refuse_closed(report.follow_up)
    missing = what_is_missing(report)
    if missing:
        raise ValidationError(missing)
    if _only_tells_an_obstacle(report):
        report.happened_on = KnownDate.unknown()
    report.state, report.submitted_at, report.written_by = ReportState.SUBMITTED, now, by
    save(report, by=by, reason=_("Submitted"))
    if announces:
        tell_of_report(report, by=by, now=now)
    return report


def why_not_decided(report: FollowUpReport, by) -> str:
    """Return the sentence why this user cannot decide on a report now; "" if nothing prevents it."""
    if report.state != ReportState.SUBMITTED:
        return _("Only a submitted report can be decided on.")
    if not by.has_perm(APPROVE):
        return _("Your account does not have the right to do this.")
    if by.pk in writers_of(report):
        return _("You wrote this report yourself. Somebody else has to decide on it.")
    return ""


def _under_review(report: FollowUpReport, by, expected: int | None) -> FollowUpReport:
    require(by, APPROVE)
    report = lock_alive(report, expected)
    if sentence := why_not_decided(report, by):
        raise ValidationError(sentence, code="not_decided")
    return report


@transaction.atomic
def take_back_report(report: FollowUpReport, *, by, expected: int | None = None) -> FollowUpReport:
    """Make a submitted report a draft again, so that its office can add to it; refused once it has been decided on.

    Only for the liaison officers of its office.
    """
    _require_reporter(report.follow_up, by)
    if not is_liaison(by, report.follow_up):
        raise PermissionDenied(_("Only the liaison officers of its office take a report back."))
    report = lock_alive(report, expected)
    if report.state != ReportState.SUBMITTED:
        raise ValidationError(_("This report has been decided on already."), code="decided")
    report.state, report.submitted_at = ReportState.DRAFT, None
    save(report, by=by, reason=_("Taken back by its office"))
    return report


@transaction.atomic
def return_report(report: FollowUpReport, *, by, now: datetime, note: str, expected: int | None = None):
    """Return a report to its office with a note that says what has to be repaired."""
    report = _under_review(report, by, expected)
    if not note.strip():
        raise ValidationError({"note": _("Write what has to be repaired.")}, code="note_needed")
    report.state, report.review_note = ReportState.RETURNED, note.strip()
    report.reviewed_by, report.reviewed_at = by, now
    save(report, by=by, reason=note[:100])
    tell_of_report(report, by=by, now=now)
    return report


@transaction.atomic
def approve_report(
    report: FollowUpReport,
    *,
    by,
    now: datetime,
    plan_next: NextFollowUp | None = None,
    expected: int | None = None,
) -> FollowUpReport:
    """Copy a report into its follow-up; from now on it counts, and is shown in public with its follow-up.

    Sets the start date (where empty) and the public note (where the report has one); for a final report also the end
    date, the result and the document. The participants are added or corrected. `plan_next` makes a follow-up of the
    next step, due on the day that the office named.
    """
    report = _under_review(report, by, expected)
    row = lock_row(report.follow_up)
    refuse_closed(row)
    report.state, report.review_note, report.reviewed_by, report.reviewed_at = ReportState.APPROVED, "", by, now
    save(report, by=by, reason=_("Approved"))
    if not row.started_on:
        row.started_on = report.happened_on
    if report.public_note:
        row.public_note = report.public_note
    if report.is_final:
        row.done_on, row.result = report.happened_on, report.result
        row.document = report.document or row.document
    if row.done_on and row.started_on.certainly_after(row.done_on):
        row.started_on = row.done_on
    save(row, by=by, reason=_("Report approved"))
    _count_in(report, row, by)
    if plan_next is not None:
        _plan(plan_next, report, row, by)
    else:
        note_edit(row.agreement, by=by, part=row)
    tell_of_report(report, by=by, now=now)
    return report


def _plan(following: NextFollowUp, report: FollowUpReport, row: FollowUp, by) -> None:
    """Make the next step a follow-up. It is never public where the follow-up it comes from is withheld."""
    if not following.title.strip():
        raise ValidationError({"next_title": _("Write what is to be done then.")}, code="title_needed")
    plan_follow_up(
        row.agreement,
        kind=row.kind,
        title=following.title.strip(),
        office=row.office,
        due_on=KnownDate.day(report.next_due_on) if report.next_due_on else KnownDate.unknown(),
        is_public=following.is_public and row.is_public,
        by=by,
    )


def _count_in(report: FollowUpReport, row: FollowUp, by) -> None:
    """Copy the participants named in a report to the follow-up; a later report corrects an earlier one."""
    for reported in report.participations.all():
        known = row.participations.filter(office=reported.office, body=reported.body).first()
        if known is None:
            known = Participation(follow_up=row, office=reported.office, body=reported.body, version=0)
        elif known.people == reported.people:
            continue
        known.people = reported.people
        save(known, by=by, reason=_("Report approved"))
