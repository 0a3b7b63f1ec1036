"""What the tests of the desk of follow-ups share: rows to tick, and what ticking them sends."""

from datetime import timedelta

from django.utils import timezone

from agreements.models import FollowUp
from jambi_coop.lib.dates import KnownDate
from tests.agreements.admin.desk import url

DESK = "followup_changelist"


def plan(agreement, title, *, days=5, **values):
    due_on = KnownDate.day(timezone.localdate() + timedelta(days=days))
    return FollowUp.objects.create(agreement=agreement, kind="meeting", title=title, due_on=due_on, **values)


def tick(*rows):
    return [f"{row.pk}-{row.version}" for row in rows]


def send_bulk(client, rows, do, **values):
    return client.post(url(DESK), {"do": do, "row": tick(*rows), **values})
