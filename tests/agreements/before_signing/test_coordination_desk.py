"""The coordination desk: where each paper lies, since when, who must move; and how long steps took."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.before_signing.coordination_lengths import step_lengths
from agreements.lifecycle.holding import who_moves
from agreements.lifecycle.rules import the_spec
from agreements.lifecycle.vocabulary import Holder, Stage, StepState, Track
from agreements.models import Agreement, Step
from agreements.stages.past_steps import record_past
from agreements.stages.step_evidence import PastStep, StepEvidence
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.working_days import ExtraDays
from tests.agreements.staff_desk import send
from tests.factories import advance_to, make_agreement, past_steps

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)


def days_ago(days):
    return KnownDate.day(TODAY - timedelta(days=days))


def make_waiting(title, stage, by, *, sent=None, received=None, holder=None):
    """An agreement at `stage` whose step lies with its holder."""
    agreement = make_agreement(title, by=by)
    steps = past_steps(agreement.track, until=stage, on=days_ago(400))
    unknown = KnownDate.unknown()
    evidence = StepEvidence(sent_on=sent or unknown, received_on=received or unknown, letter_number="119/KS/2026")
    holders = [holder] if holder else HOLDERS[stage]
    own = [PastStep(stage=stage, holder=one, state=StepState.SUBMITTED, evidence=evidence) for one in holders]
    record_past(agreement, steps=[*steps, *own], by=by, today=TODAY)
    return agreement


HOLDERS = {
    Stage.COUNCIL: [Holder.COUNCIL],
    Stage.VERIFICATION: [Holder.HOME_AFFAIRS],
    Stage.CONSULTATION: [Holder.HOME_AFFAIRS, Holder.FOREIGN_AFFAIRS],
}


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)

    def ask(**query):
        return client.get(reverse("admin:coordination"), query)

    return ask


def numbers(response):
    return [row["agreement"].title for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("stage", "holder", "state", "moves"),
    [
        ("council", "council", "submitted", "council"),
        ("council", "council", "not_started", "city"),
        ("council", "council", "returned", "city"),
        ("plan", "city", "in_progress", "city"),
        ("discussion", "partner", "in_progress", "partner"),
        ("discussion", "partner", "done", "city"),
        ("consultation", "foreign_affairs", "submitted", "foreign_affairs"),
    ],
)
def test_who_has_to_move(stage, holder, state, moves):
    assert who_moves(stage, holder, state) == moves


def test_paper_lies_with_its_holder_the_longest_first(desk, editor):
    make_waiting("Belum lama", Stage.VERIFICATION, editor, sent=days_ago(10))
    make_waiting("Sudah lama", Stage.VERIFICATION, editor, sent=days_ago(200), received=days_ago(180))
    make_waiting("Tanpa tanggal", Stage.VERIFICATION, editor)
    page = desk(at="home_affairs")
    assert numbers(page) == ["Sudah lama", "Belum lama", "Tanpa tanggal"]
    assert [row["days"][:3].strip() for row in page.context["rows"]] == ["180", "10", ""]
    counts = {label: count for _holder, label, count in page.context["tabs"]}
    assert counts[str(Holder.HOME_AFFAIRS.label)] == 3


def test_council_is_counted_in_working_days_and_only_the_council(desk, editor):
    make_waiting("Di DPRD", Stage.COUNCIL, editor, received=KnownDate.day(date(2026, 11, 2)))
    make_waiting("Di pusat", Stage.VERIFICATION, editor, received=KnownDate.day(date(2026, 11, 2)))
    row = desk(at="council").context["rows"][0]
    # 3 November is the first day, 24 November the sixteenth: no holiday lies between.
    assert row["limit"].startswith("16 ")
    assert row["is_over"] is False
    assert desk(at="home_affairs").context["rows"][0]["limit"] == ""


def test_limit_of_the_council_shows_its_working_and_counts_back(desk, editor):
    make_waiting("Di DPRD", Stage.COUNCIL, editor, received=KnownDate.day(date(2026, 11, 2)))
    # 45 working days after Monday 2 November 2026: 3-6 =4; then five each week to 18 December =34; 21-23 =37;
    # 24 leave, 25 Christmas; 28-31 =41; 1 January off; 4 =42; 5 Isra Mikraj; 6-8 =45.
    assert "8 Januari 2027" in desk(at="council").context["rows"][0]["working"]
    page = desk(at="council", until="8 Januari 2027")
    assert "2 November 2026" in page.context["sending"]
    assert "5 Januari 2027 (Isra Mikraj Nabi Muhammad)" in page.content.decode()
    assert desk(at="council", until="2027").context["fault"] == "Isi satu hari, misalnya 20 November 2026."
    assert desk(at="council", until="besok").context["fault"]
    assert "belum memuat hari libur tahun 2028" in desk(at="council", until="1 Maret 2028").context["sending"]
    assert "sending" not in desk(at="home_affairs", until="8 Januari 2027").context


def test_past_limit_is_told_and_decides_nothing(desk, editor):
    agreement = make_waiting("Lama di DPRD", Stage.COUNCIL, editor, received=KnownDate.day(date(2026, 3, 2)))
    row = desk(at="council").context["rows"][0]
    assert row["is_over"] is True
    # "176 of 45 working days" would be no sum.
    assert re.fullmatch(r"176 \D+ 45", row["limit"])
    agreement.refresh_from_db()
    assert agreement.stage == Stage.COUNCIL
    assert agreement.steps.get(stage=Stage.COUNCIL).state == StepState.SUBMITTED


def test_own_list_names_the_next_letter(desk, editor):
    make_agreement("Baru", by=editor)
    half = make_waiting("Baru satu menteri", Stage.CONSULTATION, editor, sent=days_ago(5), holder=Holder.HOME_AFFAIRS)
    Step.objects.create(agreement=half, stage=Stage.CONSULTATION, holder=Holder.FOREIGN_AFFAIRS)
    page = desk(at="city")
    rows = {row["agreement"].title: row for row in page.context["rows"]}
    assert set(rows) == {"Baru", "Baru satu menteri"}
    assert str(Holder.FOREIGN_AFFAIRS.label) in rows["Baru satu menteri"]["next_letter"]
    # The other ministry has its letter: it stands on both lists.
    assert numbers(desk(at="home_affairs")) == ["Baru satu menteri"]


def test_only_the_last_round_says_what_is_to_be_sent(desk, editor):
    """Returned and sent once more: it lies with the ministry; returned twice: one letter is due."""
    sent = make_waiting("Dikirim lagi", Stage.VERIFICATION, editor, sent=days_ago(90))
    twice = make_waiting("Dua kali kembali", Stage.VERIFICATION, editor, sent=days_ago(90))
    Step.objects.filter(stage=Stage.VERIFICATION).update(state=StepState.RETURNED)
    again = {"stage": Stage.VERIFICATION, "holder": Holder.HOME_AFFAIRS, "round": 2}
    Step.objects.create(agreement=sent, state=StepState.SUBMITTED, **again)
    Step.objects.create(agreement=twice, state=StepState.RETURNED, **again)
    assert numbers(desk(at="home_affairs")) == ["Dikirim lagi"]
    (row,) = desk(at="city").context["rows"]
    assert row["agreement"].title == "Dua kali kembali"
    assert row["next_letter"].count(str(Holder.HOME_AFFAIRS.label)) == 1


def test_work_of_the_partner_has_its_day(desk, editor):
    agreement = make_agreement("Dibahas", by=editor)
    advance_to(agreement, Stage.DISCUSSION, editor, on=days_ago(30))
    (row,) = desk(at="partner").context["rows"]
    assert row["days"].startswith("30 ")


@pytest.mark.parametrize("change", ["trashed", "comparison", "signed"])
def test_desk_leaves_out_what_does_not_wait(desk, editor, change):
    agreement = make_waiting("Tidak menunggu", Stage.VERIFICATION, editor, sent=days_ago(10))
    values = {
        "trashed": {"trashed_at": "2026-11-01T00:00Z", "trashed_reason": "uji"},
        "comparison": {"is_comparison": True},
        "signed": {"stage": Stage.SIGNING},
    }[change]
    Agreement.objects.filter(pk=agreement.pk).update(**values)
    assert numbers(desk(at="home_affairs")) == []


def test_desk_is_for_those_who_see_everything(client, operator, head):
    client.force_login(operator)
    assert client.get(reverse("admin:coordination")).status_code == 403
    client.force_login(head)
    assert client.get(reverse("admin:coordination")).status_code == 200


def test_list_to_print_has_every_row_on_one_page(desk, editor, monkeypatch):
    monkeypatch.setattr("agreements.before_signing.coordination_desk.PAGE_SIZE", 2)
    for number in range(3):
        make_waiting(f"Surat {number}", Stage.VERIFICATION, editor, sent=days_ago(30 - number))
    assert len(desk(at="home_affairs").context["rows"]) == 2
    assert len(desk(at="home_affairs", print="1").context["rows"]) == 3


def test_queries_do_not_grow_with_the_rows(desk, editor):
    taken = []
    for number in (1, 4):
        for one in range(number):
            make_waiting(f"Surat {number}-{one}", Stage.VERIFICATION, editor, sent=days_ago(30))
            make_agreement(f"Baru {number}-{one}", by=editor)
        for place in ("home_affairs", "city", "lengths"):
            with CaptureQueriesContext(connection) as queries:
                desk(at=place)
            taken.append((place, len(queries)))
    assert taken[:3] == taken[3:]


def answered(agreement, stage, holder, received, decided):
    return Step.objects.create(
        agreement=agreement, stage=stage, holder=holder, state="approved", received_on=received, decided_on=decided
    )


def test_lengths_use_exact_days_only_and_show_each_of_few(editor):
    agreement = make_agreement(by=editor)
    day, other = KnownDate.day(date(2026, 1, 5)), KnownDate.day(date(2026, 2, 4))
    verification = ("verification", "home_affairs")
    answered(agreement, *verification, day, other)
    answered(make_agreement("Dua", by=editor), *verification, day, KnownDate.day(date(2026, 1, 15)))
    answered(make_agreement("Hanya tahun", by=editor), *verification, KnownDate.year(2026), other)
    answered(make_agreement("Terbalik", by=editor), *verification, other, day)
    found = step_lengths(Agreement.objects.all())
    assert [(one.number, one.median, one.longest, one.points) for one in found] == [(2, 20, 30, (10, 30))]


def test_council_with_a_limit_is_counted_in_working_days(editor):
    """From 2 to 24 November 2026 sixteen working days; in a track without the limit, and unreceived, days."""
    first, last = KnownDate.day(date(2026, 11, 2)), KnownDate.day(TODAY)
    answered(make_agreement(by=editor), "council", "council", first, last)
    answered(make_agreement("Hibah", by=editor, kind="grant"), "council", "council", first, last)
    Step.objects.create(
        agreement=make_agreement("Tanpa terima", by=editor),
        stage="council",
        holder="council",
        state="approved",
        sent_on=first,
        decided_on=last,
    )
    found = step_lengths(Agreement.objects.all())
    assert [(one.limit, one.points) for one in found] == [(None, (22, 22)), (45, (16,))]
    extra = ExtraDays(off=frozenset({date(2026, 11, 3)}))
    assert step_lengths(Agreement.objects.all(), extra)[1].points == (15,)


def test_saving_a_step_leads_back_to_the_desk(desk, client, editor):
    make_waiting("Surat", Stage.VERIFICATION, editor, sent=days_ago(30))
    (row,) = desk(at="home_affairs").context["rows"]
    address = f"{reverse('admin:agreements_step_change', args=[row['step'].pk])}?back=home_affairs"
    assert address in desk(at="home_affairs").content.decode()
    response = send(client, address, note="Ditelepon.")
    assert response.url == f"{reverse('admin:coordination')}?at=home_affairs"
    assert Step.objects.get(stage=Stage.VERIFICATION).note == "Ditelepon."
    strange = address.replace("home_affairs", "//example.org")
    assert send(client, strange, note="Sekali lagi.").url == reverse("admin:agreements_step_changelist")


def test_only_those_who_can_have_a_step_have_a_tab(desk):
    tabs = [holder for holder, _label, _count in desk().context["tabs"]]
    assert tabs == [*("city", "council", "home_affairs", "foreign_affairs", "finance", "line_ministry", "partner")]
    assert desk(at="state_secretariat").context["place"] == "city"


def test_desk_leads_to_the_acts_and_tells_of_reminders(desk, client, editor):
    make_waiting("Surat", Stage.VERIFICATION, editor, sent=days_ago(30))
    make_agreement("Belum dikirim", by=editor)
    (row,) = desk(at="home_affairs").context["rows"]
    step, back = row["step"], f"{reverse('admin:coordination')}?at=home_affairs"
    acts = {name: reverse(f"admin:agreements_step_{name}", args=[step.pk]) for name in ("receive", "remind", "receipt")}
    page = desk(at="home_affairs").content.decode()
    assert all(f'"{address}?back=home_affairs"' in page for address in acts.values())
    reminded = {"number": "150/KS", "sent_on": "20 November 2026", "subject": "Rahasia"}
    assert send(client, f"{acts['remind']}?back=home_affairs", **reminded).url == back
    page = desk(at="home_affairs").content.decode()
    assert "20 November 2026" in page
    assert "Rahasia" not in page
    assert send(client, f"{acts['receipt']}?back=home_affairs", on="27 Oktober 2026").url == back
    page = desk(at="home_affairs").content.decode()
    assert acts["receipt"] not in page
    assert "27 Oktober 2026" in page
    answer = {"says": "approved", "number": "193/PUU", "dated": "23 November 2026"}
    assert send(client, f"{acts['receive']}?back=home_affairs", **answer).url == back
    assert desk(at="home_affairs").context["rows"] == []
    step.refresh_from_db()
    assert (step.state, step.reply_number, step.decided_on) == ("approved", "193/PUU", days_ago(1))


def test_desk_leads_to_the_letter_that_is_to_be_sent_to_each_ministry(desk, client, editor):
    agreement = make_agreement("Konsultasi", by=editor)
    advance_to(agreement, Stage.CONSULTATION, editor)
    page = desk(at="city").content.decode()
    steps = {step.holder: step for step in agreement.steps.filter(stage=Stage.CONSULTATION)}
    for step in steps.values():
        assert reverse("admin:agreements_step_send", args=[step.pk]) in page
    address = reverse("admin:agreements_step_send", args=[steps[Holder.HOME_AFFAIRS].pk])
    assert send(client, f"{address}?back=city", number="1/KS").url == f"{reverse('admin:coordination')}?at=city"
    assert numbers(desk(at="home_affairs")) == ["Konsultasi"]
    assert numbers(desk(at="foreign_affairs")) == []
    assert address not in desk(at="city").content.decode()


def test_reader_of_the_desk_gets_no_forms(client, head, editor):
    make_waiting("Surat", Stage.VERIFICATION, editor, sent=days_ago(30))
    client.force_login(head)
    page = client.get(reverse("admin:coordination"), {"at": "home_affairs"}).content.decode()
    assert "Surat" in page
    assert "/remind/" not in page
    step = Step.objects.get(stage=Stage.VERIFICATION)
    assert client.get(reverse("admin:agreements_step_remind", args=[step.pk])).status_code == 403


def test_row_of_the_discussion_says_who_leads_it(desk, editor):
    agreement = make_agreement("Dibahas", by=editor)
    discussed = PastStep(stage=Stage.DISCUSSION, holder=Holder.PARTNER, state=StepState.IN_PROGRESS)
    steps = past_steps(agreement.track, until=Stage.DISCUSSION, on=days_ago(40))
    record_past(agreement, steps=[*steps, discussed], by=editor, today=TODAY)
    page = desk(at="partner")
    words = str(the_spec(Track.KSDPL, Stage.DISCUSSION).led_by)
    assert page.context["rows"][0]["led_by"] == words
    assert words in page.content.decode()
