"""What the tests of the desk of follow-ups share: rows to tick, and what ticking them sends."""

from datetime import timedelta

from django.utils import timezone

from agreements.models import FollowUp
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.staff_desk import url

DESK = "followup_changelist"


def plan(agreement, title, *, days=5, **values):
    due_on = KnownDate.day(timezone.localdate() + timedelta(days=days))
    return FollowUp.objects.create(agreement=agreement, kind="meeting", title=title, due_on=due_on, **values)


def tick(*rows):
    return [f"{row.pk}-{row.version}" for row in rows]


def send_bulk(client, rows, do, **values):
    return client.post(url(DESK), {"do": do, "row": tick(*rows), **values})


def _returned(response):
    """Field -> faults of the row's form that came back."""
    form = next(form for form in response.context["row_forms"] if form.is_bound)
    return {name.replace("__all__", ""): found for name, found in form.errors.as_data().items()}


def errors(response):
    """Field -> codes of the form that came back; "" for the form as a whole."""
    return {name: [error.code for error in found] for name, found in _returned(response).items()}


def sentences(response):
    """Field -> the sentences with which the form that came back refuses it."""
    return {name: " ".join(" ".join(error.messages) for error in found) for name, found in _returned(response).items()}
