"""Checks before a follow-up is planned or closed, used by every page that does so."""

from collections.abc import Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.models import FollowUp, FollowUpReport, ReportState


def faults_of(follow_up: FollowUp, today: date) -> Iterator[tuple[str, str]]:
    """Yield the field and the reason of everything that no follow-up may say: something done or cancelled in the
    future, done without a result."""
    for name in ("started_on", "done_on", "offered_on"):
        if getattr(follow_up, name).certainly_after(today):
            yield name, _("This day is in the future.")
    if follow_up.cancelled_on and follow_up.cancelled_on > today:
        yield "cancelled_on", _("This day is in the future.")
    if follow_up.done_on and not follow_up.result:
        yield "result", _("Write the result in one sentence.")


def waiting_report(follow_up: FollowUp) -> FollowUpReport | None:
    """Return the submitted report on a follow-up that nobody has decided on yet, or None."""
    return follow_up.reports.filter(state=ReportState.SUBMITTED).first()


def refuse_unread(follow_up: FollowUp) -> None:
    """Refuse to close a follow-up with a submitted report: that could be neither approved nor repaired afterwards."""
    report = waiting_report(follow_up)
    if report is not None:
        sent = date_format(timezone.localtime(report.submitted_at), "j F Y") if report.submitted_at else "–"
        raise ValidationError(
            _("The report on “%(title)s” that was sent on %(day)s waits for a decision. Read it first."),
            code="report_waits",
            params={"title": follow_up.title, "day": sent},
        )


def refuse_twin(follow_up: FollowUp) -> None:
    """Refuse a follow-up if an open one has the same title, office and due date. Mostly a form was sent twice.

    Call it with the agreement locked. The error has the primary key of the existing one in its `params`.
    """
    same = FollowUp.objects.open().filter(
        agreement=follow_up.agreement,
        title=follow_up.title.strip(),
        office=follow_up.office,
        due_on_earliest=follow_up.due_on.earliest,
        due_on_latest=follow_up.due_on.latest,
    )
    twin = same.first()
    if twin is not None:
        raise ValidationError(
            _("“%(title)s” is planned already, for the same office and day."),
            code="twin",
            params={"title": twin.title, "pk": twin.pk},
        )
