"""Messages about a report: the deciders hear that it was submitted, its writer hears of the decision."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from agreements.models import FollowUpReport, Message, ReportState
from agreements.record.permissions import EDITOR, VERIFIER, may_decide
from agreements.reminders.mail_links import Links, link_to_decision
from agreements.reminders.mail_text import Text, compose, in_mail_language
from agreements.reminders.messages import deliver_in_request, queue_message, why_unreachable
from agreements.reminders.recipients import head_of_coordination
from jambi_coop.lib.records.people import name_of

MOST_RECIPIENTS = 5
"""Limit of recipients of one submission when no particular person is responsible."""


def writers_of(report: FollowUpReport) -> set[int]:
    """Return the ids of the users who wrote any part of a report or submitted it.

    A change that follows on a submission is a decision or a taking back; neither counts as writing. A report that is
    submitted was so by its `written_by`, also where it waits again because a decision was taken back.
    """
    found, before = {report.written_by_id}, ""
    records = report.history.order_by("history_date", "history_id")
    for state, user, writer in records.values_list("state", "history_user", "written_by"):
        if before != ReportState.SUBMITTED:
            found.add(writer if state == ReportState.SUBMITTED else user)
        before = state
    return {pk for pk in found if pk is not None}


def tell_of_report(report: FollowUpReport, *, by, now: datetime) -> list[Message]:
    """Queue the messages about the new state of a report and send them after the transaction has been committed.

    Without a recipient nothing is written. If the mail server is down, the message waits for the next run.
    """
    people = deciders_of(report) if report.state == ReportState.SUBMITTED else [report.written_by]
    messages = [_tell(report, person, by, now) for person in people if person is not None and person != by]
    written = [message for message in messages if message is not None]
    if written:
        transaction.on_commit(partial(deliver_in_request, written, now=now), robust=True)
    return written


def tell_of_submissions(reports: Sequence[FollowUpReport], *, by, now: datetime) -> list[Message]:
    """Queue one message for each person who is to decide on some of these reports, and send them after the transaction
    has been committed."""
    theirs: dict[Any, list[FollowUpReport]] = defaultdict(list)
    for report in reports:
        for person in deciders_of(report):
            if person != by:
                theirs[person].append(report)
    messages = [
        _tell(own[0], person, by, now) if len(own) == 1 else _tell_of_several(own, person, by, now)
        for person, own in theirs.items()
    ]
    written = [message for message in messages if message is not None]
    if written:
        transaction.on_commit(partial(deliver_in_request, written, now=now), robust=True)
    return written


def deciders_of(report: FollowUpReport) -> list:
    """Return the users to inform of a submitted report; each of them may decide on it.

    The first that applies: who returned it before, the person in charge of the agreement, up to MOST_RECIPIENTS editors
    and verifiers. The head of the coordinating office is added. Left out are users without a working address and the
    writers.
    """
    writers = writers_of(report)

    def may(person) -> bool:
        return person is not None and person.pk not in writers and not why_unreachable(person) and may_decide(person)

    users = get_user_model().objects.filter(is_active=True, groups__name__in=[EDITOR, VERIFIER])
    others = users.exclude(email="").exclude(pk__in=writers).distinct().order_by("pk")
    named = [person for person in (report.reviewed_by, report.follow_up.agreement.person_in_charge) if may(person)]
    deciders = named[:1] or list(islice(filter(may, others), MOST_RECIPIENTS))
    head = head_of_coordination()
    return [*deciders, head] if may(head) and head not in deciders else deciders


def _tell(report: FollowUpReport, person, by, now: datetime) -> Message | None:
    with in_mail_language():
        text = compose(
            "agreements/office_reports/mail.txt",
            person,
            report=report,
            follow_up=report.follow_up,
            sender=name_of(by),
            link=_link(person, report),
        )
    return _queue(person, text, f"report:{report.pk}:v{report.version}", [report], by, now)


def _tell_of_several(reports: Sequence[FollowUpReport], person, by, now: datetime) -> Message | None:
    with in_mail_language():
        text = compose(
            "agreements/office_reports/mail_of_several.txt",
            person,
            number=len(reports),
            entries=[(report.follow_up, _link(person, report)) for report in reports],
            sender=name_of(by),
        )
    first = reports[0]
    return _queue(person, text, f"reports:{first.pk}:v{first.version}", reports, by, now)


def _queue(person, text: Text, key: str, reports: Sequence[FollowUpReport], by, now: datetime) -> Message | None:
    subject, body = text
    return queue_message(
        recipient=person,
        key=key,
        kind=Message.Kind.NEWS,
        subject=subject,
        text=body,
        now=now,
        by=by,
        items=[report.follow_up for report in reports],
    )


def _link(person, report: FollowUpReport) -> str:
    """Return the link of the message, to the decision or to the page of the office; "" if the person can open
    neither."""
    if report.state == ReportState.SUBMITTED:
        return link_to_decision(person, report)
    return Links(person, [report.follow_up]).of(report.follow_up)
