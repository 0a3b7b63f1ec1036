"""The nightly round: who hears of what on which day, whatever the nights before were like."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from agreements.models import Agreement, FollowUp, FollowUpReport, JobRun, MailPreference, Message
from agreements.record.digest import refresh_digest
from agreements.reminders.messages import queue_message
from agreements.reminders.nightly_round import plan_round, send_round, week_key, weekly_is_due
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.factories import make_signed

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)

DUE = date(2026, 11, 26)  # a Thursday
DEAD = "django.core.mail.backends.smtp.EmailBackend"


def morning(day):
    """Seven o'clock in Jambi."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@pytest.fixture
def follow_up(editor, operator):
    agreement = make_signed(by=editor, public=True, on=KnownDate.day(date(2026, 9, 1)))
    row = FollowUp.objects.create(
        agreement=agreement, kind="visit", title="Kunjungan", office=operator.offices.get(), due_on=KnownDate.day(DUE)
    )
    refresh_digest(agreement)
    return row


HEAD_TOO = "Kepala unit koordinator juga diberi tahu."


def run(day):
    """One round at seven in the morning; returns (key, kind, recipient) of the single messages that were new, without
    the half-yearly request to confirm."""
    before = set(Message.objects.values_list("pk", flat=True))
    with time_machine.travel(morning(day), tick=False):
        call_command("send_reminders", verbosity=0)
    rows = Message.objects.exclude(pk__in=before).select_related("recipient").order_by("pk")
    return [
        (row.key.split(":", 1)[1], row.kind, row.recipient.username)
        for row in rows
        if row.kind != "weekly" and not row.key.startswith("confirm:")
    ]


def days_after(number):
    return DUE + timedelta(days=number)


def test_every_step_goes_to_whom_it_concerns(follow_up, chief):
    told = {number: run(days_after(number)) for number in (-15, -14, -13, 0, 1, 7, 29, 30, 31)}
    key = f"{follow_up.pk}:{DUE:%Y-%m-%d}"
    assert told == {
        -15: [],
        -14: [(f"{key}:before", "urgent", "operator")],
        -13: [],
        0: [(f"{key}:due", "urgent", "operator")],
        1: [],
        7: [(f"{key}:after", "urgent", "operator")],
        29: [],
        30: [(f"{key}:escalated", "urgent", "operator"), (f"{key}:escalated", "escalation", "kepala")],
        31: [],
    }
    assert follow_up.title in Message.objects.get(kind="escalation").text
    assert "operator" in Message.objects.get(kind="escalation").text
    assert HEAD_TOO in Message.objects.get(key__endswith=f"{key}:escalated", kind="urgent").text


@pytest.mark.parametrize("email", ["", None])
def test_head_is_mentioned_only_where_somebody_can_be_told(follow_up, chief, email):
    if email is None:
        type(chief).objects.filter(pk=chief.pk).update(is_active=False)
    else:
        type(chief).objects.filter(pk=chief.pk).update(email=email)
    run(days_after(30))
    assert HEAD_TOO not in Message.objects.get(kind="urgent").text


def test_missed_nights_lose_nothing_and_tell_only_the_latest_step(follow_up, chief):
    key = f"{follow_up.pk}:{DUE:%Y-%m-%d}"
    assert run(days_after(9)) == [(f"{key}:after", "urgent", "operator")]
    assert [row[0] for row in run(days_after(44))] == [f"{key}:escalated"] * 2


def test_old_records_flood_nobody(follow_up, chief):
    assert run(days_after(200)) == []
    assert {row.kind for row in Message.objects.all()} == {"weekly"}


def test_second_run_of_a_day_sends_nothing(follow_up):
    run(DUE)
    sent = len(mail.outbox)
    assert run(DUE) == []
    assert len(mail.outbox) == sent
    assert [job.is_ok for job in JobRun.objects.all()] == [True, True]


def test_moved_date_starts_anew(follow_up):
    run(DUE)
    follow_up.due_on = KnownDate.day(days_after(10))
    follow_up.save()
    assert run(days_after(1)) == [(f"{follow_up.pk}:{days_after(10):%Y-%m-%d}:before", "urgent", "operator")]


def close(follow_up):
    follow_up.done_on = KnownDate.day(DUE)


def cancel(follow_up):
    follow_up.cancelled_on, follow_up.cancelled_reason = DUE, "Batal"


def report(follow_up):
    FollowUpReport.objects.create(follow_up=follow_up, state="submitted", is_final=True)


def interim_report(follow_up):
    FollowUpReport.objects.create(follow_up=follow_up, state="submitted")


def of_agreement(**values):
    return lambda follow_up: Agreement.objects.filter(pk=follow_up.agreement_id).update(**values)


@pytest.mark.parametrize(
    "change",
    [
        close,
        cancel,
        report,
        interim_report,
        of_agreement(trashed_at=morning(DUE)),
        of_agreement(is_example=True),
        of_agreement(is_comparison=True),
    ],
)
def test_nobody_hears_of_what_is_over_or_not_ours(follow_up, change):
    change(follow_up)
    follow_up.save()
    assert run(days_after(7)) == []
    assert mail.outbox == []


def test_matter_that_ended_before_a_message_could_go_out_stays_unsent(follow_up, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = DEAD, "127.0.0.1", 9
    with pytest.raises(CommandError, match="0 terkirim; 2 gagal dikirim"):
        run(DUE)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    close(follow_up)
    follow_up.save()
    run(days_after(8))
    assert mail.outbox == []
    assert set(Message.objects.values_list("state", "error")) == {("failed", "superseded")}


def test_dead_mail_server_ends_with_a_fault_and_the_next_run_sends(follow_up, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = DEAD, "127.0.0.1", 9
    with pytest.raises(CommandError, match="0 terkirim; 2 gagal dikirim"):
        run(DUE)
    job = JobRun.objects.get()
    assert (job.is_ok, job.finished_at is not None) == (False, True)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert run(days_after(1)) == []
    assert JobRun.objects.order_by("pk").last().is_ok
    assert {row.state for row in Message.objects.all()} == {"sent"}
    assert len(mail.outbox) == Message.objects.count()


def test_server_that_dies_for_good_is_asked_three_times(follow_up, settings):
    for number in range(5):
        FollowUp.objects.create(
            agreement=follow_up.agreement,
            kind="visit",
            title=str(number),
            office=follow_up.office,
            due_on=follow_up.due_on,
        )
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = DEAD, "127.0.0.1", 9
    result = send_round(now=morning(DUE))
    assert (result.done.sent, result.done.failed, result.is_ok) == (0, 3, False)
    assert result.done.waiting == Message.objects.count() - 3


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_whom_no_mail_reaches_any_more_stops_nobody(follow_up, operator, editor, change, django_user_model):
    """Messages that were written down while the account was in order, and the mail server was away."""
    for number in range(4):
        queue_message(recipient=operator, key=f"r{number}", kind="news", subject="x", text="x", now=morning(DUE))
    queue_message(recipient=editor, key="r", kind="news", subject="x", text="x", now=morning(DUE))
    follow_up.person_in_charge = editor
    follow_up.save()
    django_user_model.objects.filter(pk=operator.pk).update(**change)
    result = send_round(now=morning(DUE))
    assert (result.done.skipped, result.done.failed, result.done.waiting, result.is_ok) == (4, 0, 0, True)
    assert {address for message in mail.outbox for address in message.to} == {editor.email}
    assert result.done.sent == len(mail.outbox) > 1
    assert "3 terkirim; 4 dilewati: tanpa alamat surel atau akun ditutup; " in result.summary


def test_missing_address_is_named_also_where_others_stand_in(follow_up, verifier):
    verifier.email = ""
    verifier.save()
    follow_up.person_in_charge = verifier
    follow_up.save()
    result = send_round(now=morning(DUE))
    assert "verifikator" in result.summary
    assert mail.outbox[0].to == ["operator@example.org"]


def test_run_that_breaks_is_logged(follow_up, monkeypatch):
    def broken(**values):
        raise RuntimeError("secret")

    monkeypatch.setattr("agreements.management.commands.send_reminders.send_round", broken)
    with pytest.raises(RuntimeError, match="secret"):
        call_command("send_reminders")
    job = JobRun.objects.get()
    assert (job.is_ok, job.summary) == (False, "RuntimeError")


def test_dry_run_writes_and_sends_nothing(follow_up, capsys):
    with time_machine.travel(morning(DUE), tick=False):
        call_command("send_reminders", "--dry-run")
    assert f"operator: followup:{follow_up.pk}:{DUE:%Y-%m-%d}:due" in capsys.readouterr().out
    assert not Message.objects.exists()
    assert not JobRun.objects.exists()
    assert mail.outbox == []


def test_summary_says_who_could_not_be_told(follow_up, operator):
    operator.email = ""
    operator.save()
    result = send_round(now=morning(DUE))
    assert "operator" in result.summary
    follow_up.office.liaisons.clear()
    assert len(plan_round(DUE).unattended) == 1


# --- the clock ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "due", "step"),
    [
        (datetime(2026, 11, 25, 16, 30, tzinfo=UTC), "2026-11-26", "before"),  # 23:30 in Jambi, the 25th
        (datetime(2026, 11, 25, 17, 30, tzinfo=UTC), "2026-11-26", "due"),  # 00:30, the 26th
        (datetime(2026, 12, 31, 16, 30, tzinfo=UTC), "2027-01-01", "before"),
        (datetime(2026, 12, 31, 17, 30, tzinfo=UTC), "2027-01-01", "due"),
        (datetime(2028, 2, 28, 16, 30, tzinfo=UTC), "2028-02-29", "before"),
        (datetime(2028, 2, 28, 17, 30, tzinfo=UTC), "2028-02-29", "due"),
    ],
)
def test_the_day_is_that_of_jambi(follow_up, moment, due, step):
    follow_up.due_on = parse(due)
    follow_up.save()
    with time_machine.travel(moment, tick=False):
        call_command("send_reminders", verbosity=0)
    assert [row.key.rsplit(":", 1)[1] for row in Message.objects.filter(kind="urgent")] == [step]


# --- the weekly summary ------------------------------------------------------------------------------

MONDAY = date(2026, 11, 30)


def weekly_summaries():
    return sorted(Message.objects.filter(kind="weekly").values_list("recipient__username", "key"))


def test_summary_comes_on_monday_once(follow_up):
    run(MONDAY - timedelta(days=1))
    run(MONDAY)
    run(MONDAY + timedelta(days=1))
    run(MONDAY + timedelta(days=7))
    assert weekly_summaries() == [
        ("operator", "weekly:2026-W48"),
        ("operator", "weekly:2026-W49"),
        ("operator", "weekly:2026-W50"),
    ]
    assert "/lapor/surel/" in Message.objects.filter(kind="weekly").first().text


def test_missed_monday_is_made_up_for(follow_up):
    JobRun.objects.create(job="send_reminders", started_at=morning(MONDAY) - timedelta(days=3), is_ok=True)
    assert weekly_is_due(MONDAY + timedelta(days=2))
    run(MONDAY + timedelta(days=2))
    assert not weekly_is_due(MONDAY + timedelta(days=3))
    assert weekly_summaries() == [("operator", "weekly:2026-W49")]


def test_week_begins_at_midnight_in_jambi(db):
    JobRun.objects.create(job="send_reminders", started_at=datetime(2026, 11, 29, 16, 59, tzinfo=UTC), is_ok=True)
    assert weekly_is_due(MONDAY)
    JobRun.objects.create(job="send_reminders", started_at=datetime(2026, 11, 29, 17, 1, tzinfo=UTC), is_ok=True)
    assert not weekly_is_due(MONDAY)


@pytest.mark.parametrize(
    ("day", "key"), [(date(2026, 12, 31), "weekly:2026-W53"), (date(2027, 1, 4), "weekly:2027-W01")]
)
def test_week_of_the_turn_of_the_year(day, key):
    assert week_key(day) == key


def test_who_does_not_want_the_summary_still_gets_reminders(follow_up, operator):
    MailPreference.objects.create(user=operator, wants_weekly=False)
    assert len(run(MONDAY)) == 1
    assert weekly_summaries() == []


def test_head_reads_of_what_is_overdue_for_long(follow_up, chief):
    run(MONDAY + timedelta(days=56))
    assert [name for name, _key in weekly_summaries()] == ["kepala", "operator"]
    assert follow_up.title in Message.objects.get(kind="weekly", recipient=chief).text


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_nothing_twice(follow_up):
    for number in range(10):
        FollowUp.objects.create(
            agreement=follow_up.agreement,
            kind="visit",
            title=str(number),
            office=follow_up.office,
            due_on=follow_up.due_on,
        )
    start = threading.Barrier(3, timeout=20)

    def work():
        try:
            start.wait()
            send_round(now=morning(DUE))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {row.state for row in Message.objects.all()} == {"sent"}
    assert len(mail.outbox) == Message.objects.count() == 12  # eleven, and the summary
    assert {row.attempts for row in Message.objects.all()} == {1}
