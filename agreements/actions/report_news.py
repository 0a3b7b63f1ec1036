"""News of a report: whoever is in charge hears that it came in, its writer what was decided."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from agreements.models import FollowUpReport, Message, ReportState

from .mail_links import Links, link_to_decision
from .mail_text import name_of
from .messages import deliver, queue_message

SUBJECTS = {
    ReportState.SUBMITTED: lambda title: _("Report to be decided on: %(title)s") % {"title": title},
    ReportState.RETURNED: lambda title: _("Report to be repaired: %(title)s") % {"title": title},
    ReportState.APPROVED: lambda title: _("Report approved: %(title)s") % {"title": title},
}


def tell_of_report(report: FollowUpReport, *, by, now: datetime) -> Message | None:
    """Write the news of the state that a report has just come to, and send it once the transaction has been committed.

    None where nobody is to be told. A mail server that is away changes nothing: the message waits for the next run.
    """
    state = ReportState(report.state)
    agreement = report.follow_up.agreement
    person = agreement.person_in_charge if state == ReportState.SUBMITTED else report.written_by
    if person is None or person == by:
        return None
    with translation.override(settings.LANGUAGE_CODE):
        subject = SUBJECTS[state](report.follow_up.title)
        context = {
            "name": name_of(person),
            "report": report,
            "follow_up": report.follow_up,
            "agreement": agreement,
            "sender": name_of(by),
            "link": _link(person, report, state),
            "region": settings.REGISTRY_REGION,
        }
        text = render_to_string("emails/report.txt", context)
    message = queue_message(
        recipient=person,
        key=f"report:{report.pk}:v{report.version}",
        kind=Message.Kind.NEWS,
        subject=subject,
        text=text,
        now=now,
        by=by,
        items=[report.follow_up],
    )
    if message is not None:
        transaction.on_commit(partial(deliver, message, now=now), robust=True)
    return message


def _link(person, report: FollowUpReport, state: ReportState) -> str:
    """Where the reader goes on: the page of the decision, or the office's own page; "" where neither opens."""
    if state == ReportState.SUBMITTED:
        return link_to_decision(person, report)
    return Links(person, [report.follow_up]).of(report.follow_up)
