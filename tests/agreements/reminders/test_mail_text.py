"""What mails say: days only as exact as the date is, and each part of the summary under what it is."""

from datetime import date

import pytest
from django.utils import translation

from agreements.models import FollowUp
from agreements.oversight.worklist.after_signing import why_follow_up_without_person
from agreements.oversight.worklist.scope import WorklistScope
from agreements.reminders.due_items import DueItem, Matter, follow_up_item
from agreements.reminders.mail_text import reminder_text, weekly_text
from agreements.reminders.sentences import sentence
from jambi_coop.lib.dates.parser import parse
from tests.factories import make_agreement

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)


@pytest.fixture
def follow_up(operator):
    return FollowUp.objects.create(
        agreement=make_agreement("Kota kembar"),
        kind="visit",
        title="Kunjungan",
        office=operator.offices.get(),
        due_on=parse("2026-11-10"),
    )


@pytest.fixture
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("due", "today", "said", "not_said"),
    [
        ("2026-11-10", date(2026, 11, 24), " 14 days overdue", "about"),
        ("2026-10", date(2026, 11, 10), "about 10 days overdue", " is 10 days"),
        ("2025", date(2026, 1, 1), "about 1 day overdue", " is 1 day"),
        ("2026-11-24", date(2026, 11, 24), "due today", "about"),
        ("2026-11", date(2026, 11, 30), "due in November 2026:", "today"),
        ("2026-12", date(2026, 11, 30), "in about 31 days:", "in 31 days"),
        ("2026-12-01", date(2026, 11, 30), "in 1 day:", "about"),
        ("", date(2026, 11, 30), "no due date", "about"),
    ],
)
def test_reminder_is_as_exact_as_the_date(follow_up, operator, due, today, said, not_said):
    follow_up.due_on = parse(due or "tidak diketahui")
    text = reminder_text(follow_up, operator, today)[1]
    assert said in text
    assert not_said not in text


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("due", "said"), [("2026-12", "due in December 2026"), ("2026-12-01", "due on 1 December 2026")]
)
def test_a_due_date_follows_the_word_that_it_takes(follow_up, operator, due, said):
    follow_up.due_on = parse(due)
    follow_up.save()
    subject, text = reminder_text(follow_up, operator, TODAY)
    told = [subject, text, sentence(follow_up_item(follow_up), TODAY)]
    told.append(why_follow_up_without_person(follow_up, WorklistScope(operator, TODAY)).why)
    assert [words for words in told if said not in words.replace("Due", "due")] == []


@pytest.mark.usefixtures("english")
# A round begins on a day.
@pytest.mark.parametrize("matter", [one for one in Matter if one != Matter.CONFIRM])
@pytest.mark.parametrize(("due", "is_exact"), [("2026-10-31", True), ("2026-10", False), ("2025", False)])
def test_notice_says_about_where_the_day_is_not_known(follow_up, matter, due, is_exact):
    known = parse(due)
    item = DueItem(
        matter=matter,
        agreement=follow_up.agreement,
        known=known,
        day=known.latest,
        follow_up=follow_up if matter == Matter.FOLLOW_UP else None,
        notice_months=3,
    )
    assert ("about" in sentence(item, TODAY)) != is_exact


def test_every_matter_has_a_sentence_of_its_own(follow_up):
    due = {"agreement": follow_up.agreement, "follow_up": follow_up, "known": parse("2026-12-01")}
    told = {sentence(DueItem(matter=matter, day=date(2026, 12, 1), **due), TODAY) for matter in Matter}
    assert len(told) == len(Matter)


def headings(text):
    return [line for line in text.splitlines()[1:] if line.endswith(":") and not line.startswith(("-", " ", "You "))]


@pytest.mark.usefixtures("english")
def test_summary_heads_each_part_by_what_it_is(follow_up, operator, editor):
    late = follow_up_item(follow_up)
    soon = follow_up_item(
        FollowUp.objects.create(
            agreement=follow_up.agreement, kind="visit", title="Nanti", due_on=parse("2026-11-30"), office=None
        )
    )
    fee = DueItem(matter=Matter.FEE, agreement=follow_up.agreement, known=late.known, day=late.day)

    def parts(mine, others):
        return headings(weekly_text(operator, mine, others, TODAY)[1])

    everything = parts([late, soon, fee], [])
    assert everything == ["Open with you, overdue:", "Open with you, due soon:", "Agreements with something due:"]
    assert parts([], [late]) == ["With others in charge, overdue for long:"]
    assert parts([late], []) == everything[:1]
    assert parts([late], [late]) == everything[:1]
    assert "with you" not in weekly_text(operator, [], [late], TODAY)[1]


def test_summary_has_no_ragged_lines(follow_up, operator):
    text = weekly_text(operator, [follow_up_item(follow_up)], [], TODAY)[1]
    assert "\n\n\n" not in text
    assert text.count(follow_up.title) == 1
