"""The draft of a report with its evidence: everything that an office sends is kept before it is judged."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.locks import lock_row
from agreements.models import Document, FollowUp, FollowUpReport
from jambi_coop.lib.files import discard_on_error, inspect
from jambi_coop.lib.publication import PublicationClass
from jambi_coop.lib.versioning import StaleVersion

from .documents import attach_document
from .reports import People, open_report, save_report
from .trash import move_to_trash

Seen = tuple[int, int] | None
"""Key and version of the open report that a reader had before the eyes; None where there was none."""


def seen_of(report: FollowUpReport | None) -> Seen:
    return (report.pk, report.version) if report else None


def keep_draft(
    follow_up: FollowUp,
    *,
    seen: Seen,
    values: Mapping[str, object],
    participants: Sequence[People] | None,
    by,
    now: datetime,
    upload=None,
    drop_evidence: bool = False,
) -> FollowUpReport:
    """Write `values` and an uploaded file into the open report, begun where there is none.

    A new file takes the place of the one before, which goes to the trash. Raises StaleVersion when somebody
    else has begun, changed or handed in a report since; then nothing is written.
    """
    with discard_on_error(), transaction.atomic():
        follow_up = lock_row(follow_up)
        report = open_report(follow_up)
        if seen_of(report) != seen:
            raise StaleVersion(report or follow_up, report)
        report = report or FollowUpReport(follow_up=follow_up)
        for name, value in values.items():
            setattr(report, name, value)
        earlier = report.document
        if upload:
            report.document = _evidence(report, upload, by)
        elif drop_evidence:
            report.document = None
        save_report(report, by=by, now=now, participants=participants, expected=seen[1] if seen else None)
        if earlier and earlier != report.document and not earlier.in_trash:
            move_to_trash(earlier, by=by, now=now, reason=_("Taken out of a report before it was sent"))
    return report


def _evidence(report: FollowUpReport, upload, by) -> Document:
    """The file as a new internal document of the agreement, named after the follow-up."""
    is_image = inspect(upload).media_type.startswith("image/")
    document = Document(
        agreement=report.follow_up.agreement,
        kind=Document.Kind.PHOTO if is_image else Document.Kind.REPORT,
        title=report.follow_up.title,
        dated=report.happened_on,
        publication_class=PublicationClass.INTERNAL,
    )
    return attach_document(document, upload, by=by)
