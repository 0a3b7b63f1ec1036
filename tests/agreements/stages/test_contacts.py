"""Visits and contacts: a kind, a track and a stage of their own, which nothing else has."""

import pytest
from django.core.exceptions import ValidationError

from agreements.lifecycle.vocabulary import Stage, Track
from agreements.models import Agreement
from agreements.record.completeness import Part, PartState, completeness_of
from agreements.record.status import status_of
from agreements.stages.change_of_track import change_track
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import TODAY, make_agreement, make_signed

pytestmark = pytest.mark.django_db


def visit(**values):
    return make_agreement("Kunjungan", kind=Agreement.Kind.CONTACT, **values)


def test_the_day_of_a_visit_is_that_of_its_only_step():
    row = visit(as_of=KnownDate.month(2016, 3))
    assert [(step.stage, step.state, str(step.decided_on)) for step in row.steps.all()] == [
        ("contact", "done", "Maret 2016")
    ]


@pytest.mark.parametrize("years", [0, 5, 40])
def test_no_day_changes_what_a_visit_is(years):
    row = visit(as_of=KnownDate.month(2016, 3))
    assert status_of(row, TODAY.replace(year=TODAY.year + years)).word == str(Stage.CONTACT.label)


def test_nothing_is_asked_of_a_visit():
    states = {one.part: one.state for one in completeness_of(visit())}
    assert states[Part.COORDINATION] == states[Part.TEXT] == PartState.DONE


@pytest.mark.parametrize(
    ("kind", "track"), [("technical", "contact"), ("contact", "ksdll"), ("sister_city", "contact")]
)
def test_no_other_kind_is_on_its_track_and_no_other_track_has_it(kind, track):
    with pytest.raises(ValidationError, match="jalur"):
        Agreement(title="x", kind=kind, track=track).clean()


def test_what_was_no_more_than_a_visit_becomes_one(verifier):
    row = make_agreement("Kunjungan", kind=Agreement.Kind.TECHNICAL, track="ksdll", public=True)
    change_track(row, track=Track.CONTACT, by=verifier, reason="Hanya kunjungan.", today=TODAY)
    row.refresh_from_db()
    assert (row.kind, row.track, row.stage) == ("contact", "contact", "contact")
    assert not row.stage_as_of
    assert not Agreement.objects.public().of_this_city().exists()


def test_what_was_signed_or_meant_stays_more_than_a_visit(verifier):
    meant = make_agreement("LoI")
    meant.steps.create(stage=Stage.INTENT, holder="city", state="done")
    for row in (make_signed(), meant):
        with pytest.raises(ValidationError) as refused:
            change_track(row, track=Track.CONTACT, by=verifier, reason="Hanya kunjungan.", today=TODAY)
        assert refused.value.code == "not_a_contact"


def test_a_visit_does_not_become_cooperation(verifier):
    with pytest.raises(ValidationError):
        change_track(visit(), track=Track.KSDLL, by=verifier, reason="Ada kelanjutan.", today=TODAY)
