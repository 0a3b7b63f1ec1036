"""The state of a follow-up: a row and the database say the same on every day."""

from datetime import date, timedelta
from itertools import product

import pytest

from agreements.models import FollowUp, StateFilter
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import make_agreement

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
State = FollowUp.State
DAYS = [
    KnownDate.unknown(),
    *(KnownDate.day(TODAY + timedelta(days=days)) for days in (-1, 0, 1)),
    KnownDate.month(2026, 11),
    KnownDate.year(2025),
    KnownDate.before(TODAY),
]


@pytest.fixture
def rows(db):
    """One row of every mixture of dates that may be stored."""
    agreement = make_agreement("Kota kembar")
    FollowUp.objects.bulk_create(
        FollowUp(
            agreement=agreement,
            kind="meeting",
            title="Rapat",
            due_on=due_on,
            started_on=started_on,
            done_on=done_on,
            cancelled_on=cancelled_on,
            cancelled_reason="Batal" if cancelled_on else "",
        )
        for due_on, started_on, done_on, cancelled_on in product(DAYS, DAYS, DAYS, (None, TODAY))
        if (started_on.earliest or date.min) <= (done_on.latest or date.max)
    )
    return list(FollowUp.objects.order_by("pk"))


def found(state):
    return list(FollowUp.objects.in_state(state, TODAY).order_by("pk"))


def test_a_row_and_the_database_say_the_same(rows):
    late = found(State.LATE)
    assert late
    for state in State:
        # A late one counts as planned or ongoing, too.
        overlap = set(late) if state in (State.PLANNED, State.ONGOING) else set()
        assert [row for row in found(state) if row not in overlap] == [row for row in rows if row.state(TODAY) == state]
    assert found(StateFilter.OPEN) == [row for row in rows if row.is_open]
    assert found(StateFilter.ALL) == rows


def test_the_named_lists_are_states(rows):
    objects = FollowUp.objects
    for rows_of, state in (
        (objects.open(), StateFilter.OPEN),
        (objects.overdue(TODAY), StateFilter.LATE),
        (objects.done(), StateFilter.DONE),
    ):
        assert list(rows_of.order_by("pk")) == found(state)
    assert {*found(State.PLANNED), *found(State.ONGOING)} == set(found(StateFilter.OPEN))
    assert not {*found(StateFilter.SOON)} & {*found(StateFilter.UNDATED), *found(State.LATE)}
