"""What a record is known by: what somebody did, and not the day on which somebody typed."""

from datetime import date

import pytest

from agreements.record.digest import refresh_digest
from agreements.record.horizon import attested_of
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import make_agreement, make_signed, make_source

from .answers import SIGNED, TODAY, answer, stretch_of

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def test_typing_into_an_old_record_makes_it_no_younger(editor):
    agreement = make_signed(on=KnownDate.day(SIGNED), by=editor)
    before = stretch_of(agreement)
    agreement.note, agreement.checked_on = "Disalin ulang", TODAY
    agreement.save()
    agreement.statements.create(topic="scope", text="Diketik hari ini", source=make_source())
    refresh_digest(agreement)
    after = stretch_of(agreement)
    assert (after.evidence_on, after.horizon_on) == (before.evidence_on, before.horizon_on) == (SIGNED, SIGNED)


def test_begin_of_own_work_is_no_event(editor):
    """The day on which the own work of a stage began is at times the day of typing."""
    agreement = make_agreement("Diketik hari ini", as_of=KnownDate.unknown())
    step = agreement.steps.get()
    step.received_on = KnownDate.day(TODAY)
    step.save()
    refresh_digest(agreement)
    assert (stretch_of(agreement).evidence_on, stretch_of(agreement).horizon_on) == (None, None)
    step.decided_on = KnownDate.day(date(2026, 11, 2))
    step.save()
    refresh_digest(agreement)
    assert stretch_of(agreement).evidence_on == date(2026, 11, 2)


@pytest.mark.parametrize(("kind", "count"), [("sources", 0), ("asked", 0), ("silent", 1), ("complete", 1)])
def test_only_what_an_office_confirms_can_carry_a_record_on(kind, count):
    row = answer(None, kind=kind)
    row.accepted_on = TODAY
    assert len(attested_of([row], [])) == count
