"""What falls due besides follow-ups: ends of terms, reviews, fees, a first follow-up."""

from datetime import UTC, date, datetime

import pytest

from agreements.models import FollowUp, Review
from agreements.record.digest import refresh_digest
from agreements.reminders.due_items import Matter, current_reminder_day, steps_of
from agreements.reminders.gather import due_items
from agreements.reminders.nightly_round import plan_round, send_round
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.factories import make_agreement, make_instrument, make_office, make_signed, make_term

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)

DUE = date(2026, 11, 26)


@pytest.fixture
def agreement(editor):
    return make_signed(by=editor, on=KnownDate.day(date(2024, 5, 1)), person_in_charge=editor)


def recipients(today):
    """Who gets a single message."""
    return {one.recipient.username for one in plan_round(today).messages if one.kind != "weekly"}


def items(today, matter):
    return [item for item in due_items(today) if item.matter == matter]


def with_term(agreement, **values):
    term = make_term(agreement, starts_on=KnownDate.day(date(2024, 5, 1)), **values)
    refresh_digest(agreement)
    return term


@pytest.mark.parametrize(
    ("end", "notice", "today", "step"),
    [
        ("2028-02-29", None, "2026-08-28", None),
        ("2028-02-29", None, "2026-08-29", "18-months"),
        ("2028-02-29", None, "2027-02-27", "18-months"),
        ("2028-02-29", None, "2027-02-28", "12-months"),  # no 29 February in 2027
        ("2028-02-29", None, "2027-08-29", "6-months"),
        ("2028-02-29", 3, "2027-11-29", "notice"),
        ("2028-02-29", 12, "2027-02-28", "notice"),
        ("2028-08-31", 6, "2028-02-29", "notice"),
        ("2028-02-29", 24, "2026-02-28", "notice"),
        ("2028-02-29", None, "2028-03-01", None),  # it has ended
    ],
)
def test_end_is_told_months_before(agreement, end, notice, today, step):
    with_term(agreement, ends_on=parse(end), notice_months=notice)
    today = date.fromisoformat(today)
    found = [current_reminder_day(item, today) for item in items(today, Matter.END)]
    assert [one.name for one in found if one] == ([step] if step else [])


@pytest.mark.parametrize(
    ("decision", "held", "told"),
    [
        ("continue", date(2026, 8, 1), ["18-months"]),  # before the first notice
        ("continue", date(2026, 9, 1), [None]),
        ("end", date(2026, 9, 1), []),
    ],
)
def test_decision_answers_the_notice(agreement, decision, held, told):
    with_term(agreement, ends_on=parse("2028-02-29"))
    Review.objects.create(agreement=agreement, held_on=held, finding="x", decision=decision, reason="x")
    today = date(2026, 10, 1)
    steps = [current_reminder_day(item, today) for item in items(today, Matter.END)]
    assert [step and step.name for step in steps] == told


def test_who_goes_on_is_told_of_the_next_step_and_who_ends_is_not(agreement):
    with_term(agreement, ends_on=parse("2028-02-29"))
    review = Review.objects.create(
        agreement=agreement, held_on=date(2026, 9, 1), finding="x", decision="continue", reason="x"
    )
    later = date(2027, 3, 1)
    assert current_reminder_day(items(later, Matter.END)[0], later).name == "12-months"
    review.decision = "end"
    review.save()
    assert items(later, Matter.END) == []


@pytest.mark.parametrize(
    ("make", "stage", "trashed", "told"),
    [
        (make_signed, None, None, False),
        (make_signed, "completed", None, False),
        (make_signed, None, datetime(2026, 9, 1, tzinfo=UTC), True),
        (make_agreement, None, None, True),
        (make_agreement, "discontinued", None, True),
    ],
)
def test_only_a_signed_renewal_answers_the_end(agreement, editor, make, stage, trashed, told):
    with_term(agreement, ends_on=parse("2028-02-29"))
    new = make(by=editor, renews=agreement)
    values = {"trashed_at": trashed, "stage": stage or new.stage}
    type(new).objects.filter(pk=new.pk).update(**values)
    assert bool(items(date(2027, 3, 1), Matter.END)) is told


def test_review_is_due_as_the_term_or_the_last_review_says(agreement):
    term = with_term(agreement, open_ended=True, review_on=date(2026, 12, 1))
    assert [item.day for item in items(DUE, Matter.REVIEW)] == [date(2026, 12, 1)]
    Review.objects.create(
        agreement=agreement,
        held_on=date(2026, 12, 2),
        finding="x",
        decision="continue",
        reason="x",
        next_review_on=date(2027, 1, 5),
    )
    assert [item.day for item in items(date(2026, 12, 30), Matter.REVIEW)] == [date(2027, 1, 5)]
    term.delete()
    assert [item.day for item in items(date(2026, 12, 30), Matter.REVIEW)] == [date(2027, 1, 5)]


def test_fee_is_due_when_the_paid_time_ends(editor, chief):
    member = make_agreement(by=editor, kind="membership", paid_until=parse("2026-12-31"), person_in_charge=editor)
    refresh_digest(member)
    (item,) = items(date(2026, 12, 20), Matter.FEE)
    assert [step.day for step in steps_of(item)] == [
        date(2026, 12, 17),
        date(2026, 12, 31),
        date(2027, 1, 7),
        date(2027, 1, 30),
    ]
    assert recipients(date(2027, 1, 30)) == {"editor", "kepala"}


def test_first_follow_up_is_expected_until_one_is_planned(editor, chief):
    agreement = make_signed(by=editor, on=KnownDate.day(date(2026, 9, 1)))
    (item,) = items(DUE, Matter.FIRST)
    assert item.day == date(2026, 11, 30)
    assert recipients(DUE) == {"kepala"}  # nobody else is named
    FollowUp.objects.create(agreement=agreement, kind="visit", title="x", due_on=parse("2027"), is_public=False)
    assert items(DUE, Matter.FIRST) == []


def test_items_cost_the_same_number_of_queries_for_many(editor, operator, django_assert_max_num_queries):
    for number in range(6):
        office = make_office(f"OPD {number}")
        office.liaisons.add(operator)
        one = make_signed(f"Kerja sama {number}", by=editor, on=KnownDate.day(date(2026, 9, 1)), lead_office=office)
        make_term(one, starts_on=parse("2024"), ends_on=parse("2027-06-01"))
        FollowUp.objects.create(agreement=one, kind="visit", title="x", office=office, due_on=KnownDate.day(DUE))
        refresh_digest(one)
    with django_assert_max_num_queries(20):
        assert len(due_items(DUE)) == 12
    now = datetime(2026, 11, 26, tzinfo=UTC)
    send_round(now=now)
    with django_assert_max_num_queries(30):  # nothing is new
        send_round(now=now)


# --- how long a text holds ---------------------------------------------------------------------------


@pytest.mark.parametrize(("validity", "is_told"), [("", True), ("not_stated", False), ("not_known", False)])
def test_signed_text_without_a_validity_is_told(agreement, validity, is_told):
    agreement.instruments.filter(kind="mou").update(validity=validity)
    make_instrument(agreement, "extension")  # of a day that nobody knows
    found = items(TODAY, Matter.VALIDITY)
    assert [(item.agreement, str(item.known)) for item in found] == [(agreement, "1 Mei 2024")] * is_told


def test_an_intent_and_an_ended_agreement_are_not_asked_how_long_they_hold(agreement):
    agreement.instruments.filter(kind="intent").update(validity="")
    assert items(TODAY, Matter.VALIDITY) == []
    agreement.instruments.update(validity="")
    assert len(items(TODAY, Matter.VALIDITY)) == 1
    type(agreement).objects.update(stage="completed")
    assert items(TODAY, Matter.VALIDITY) == []
