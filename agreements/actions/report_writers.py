"""Whose words a report is: they do not decide on it, and are not asked to."""

from agreements.models import FollowUpReport, ReportState


def writers_of(report: FollowUpReport) -> set[int]:
    """Whoever wrote any of it or handed it over. What follows on a submission is a decision, or its office taking it
    back; neither is writing."""
    found, before = {report.written_by_id}, ""
    records = report.history.order_by("history_date", "history_id")
    for state, user in records.values_list("state", "history_user"):
        if before != ReportState.SUBMITTED:
            found.add(user)
        before = state
    return {pk for pk in found if pk is not None}
