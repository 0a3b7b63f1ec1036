"""A stage that somebody recorded and that dates or activity speak against is told to staff."""

from datetime import date

import pytest
from django.utils.translation import override

from agreements.models import Agreement, FollowUp
from agreements.record.contradictions import contradictions, stage_against_evidence
from agreements.record.saving import note_edit
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.factories import make_agreement, make_instrument, make_signed, make_term

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)


def told(agreement, **values):
    Agreement.objects.filter(pk=agreement.pk).update(**values)
    note_edit(agreement, by=agreement.edited_by, part=agreement.steps.first())
    agreement = Agreement.objects.select_related("digest").get(pk=agreement.pk)
    with override("en"):
        return " ".join(str(one) for one in stage_against_evidence(agreement, TODAY))


def ended(on):
    known = KnownDate.day(on)
    return {"stage": "completed", "ended_on_earliest": on, "ended_on_latest": on, "ended_on_precision": known.precision}


@pytest.fixture
def signed(editor):
    return make_signed(by=editor)


def test_running_agreement_fits(signed):
    FollowUp.objects.create(agreement=signed, kind="visit", title="Kunjungan", done_on=KnownDate.day(TODAY))
    assert told(signed) == ""


def test_end_before_the_last_term_is_told(signed):
    make_term(signed, starts_on=KnownDate.year(2024), ends_on=KnownDate.day(date(2030, 1, 1)))
    assert "runs until 1 January 2030" in told(signed, **ended(TODAY))


def test_activity_after_the_end_and_open_follow_ups_are_told(signed):
    FollowUp.objects.create(agreement=signed, kind="visit", title="Kunjungan", done_on=KnownDate.day(TODAY))
    FollowUp.objects.create(agreement=signed, kind="visit", title="Berikutnya")
    text = told(signed, **ended(date(2026, 6, 1)))
    assert "later activity: 24 November 2026" in text
    assert " 1 follow-up is still open" in text


def test_end_without_a_day_is_told(signed):
    assert "the day is not recorded" in told(signed, stage="completed")


@pytest.mark.parametrize("stage", ["exploration", "discontinued"])
def test_activity_before_anything_binds_is_told(editor, stage):
    agreement = make_agreement(by=editor)
    FollowUp.objects.create(agreement=agreement, kind="visit", title="Kunjungan", done_on=KnownDate.day(TODAY))
    assert "activity is recorded: 24 November 2026" in told(agreement, stage=stage)


def test_withheld_activity_is_told_to_staff(signed):
    values = {"kind": "visit", "title": "Kunjungan", "done_on": KnownDate.day(TODAY), "is_public": False}
    FollowUp.objects.create(agreement=signed, **values)
    assert "does not count" in told(signed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "city", "partner", "is_told"),
    [
        ("2026-03-27", "2026-03-20", "2026-03-25", True),
        ("2026-03-20", "", "2026-03-25", True),
        ("2026-03-25", "2026-03-20", "2026-03-25", False),
        ("2026-03", "2026-03-20", "2026-03-25", False),
        ("2026-03-27", "", "", False),
        ("", "2026-03-20", "2026-03-25", False),
    ],
)
def test_day_of_the_text_that_is_not_that_of_the_last_signature_is_told(text, city, partner, is_told):
    agreement = make_agreement(kind="grant")
    sides = [
        {"side": "all", "signed_on": parse(text)},
        {"side": "city", "signed_on": parse(city)},
        {"side": "partner", "party": agreement.parties.get(), "signed_on": parse(partner)},
    ]
    make_instrument(agreement, "minutes", sides=sides)
    with override("en"):
        found = [one for one in contradictions(agreement, [], TODAY) if "last signature" in str(one)]
    day = text and parse(text).latest.day
    assert (
        found
        == [f"The day of the text ({day} March 2026) is not that of the last signature (25 March 2026)."] * is_told
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("until", "is_told"), [("2026-05-03", True), ("2026-04", True), ("2026-05-04", False), ("2026", False), ("", False)]
)
def test_signing_after_the_confirmation_had_lapsed_is_told(editor, until, is_told):
    agreement = make_signed(by=editor, on=KnownDate.day(date(2026, 5, 4)))
    step = agreement.steps.get(stage="confirmation")
    step.valid_until = parse(until)
    step.save()
    agreement = Agreement.objects.select_related("digest").get(pk=agreement.pk)
    with override("en"):
        told = " ".join(contradictions(agreement, list(agreement.steps.all()), TODAY))
    assert ("was valid only until" in told) is is_told
    step.pk, step.round, step.valid_until = None, 2, KnownDate.unknown()
    step.save()
    with override("en"):
        assert "only until" not in " ".join(contradictions(agreement, list(agreement.steps.all()), TODAY))
