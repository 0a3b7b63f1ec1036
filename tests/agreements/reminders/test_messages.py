"""Messages: one per matter and person, sent once, and told where they could not be sent."""

import smtplib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse

from agreements.models import FollowUp, FollowUpReport, MailPreference, Message
from agreements.record.permissions import EDITOR, HEAD, OPERATOR
from agreements.reminders.messages import deliver, deliver_all, preview_reminders, queue_message, remind
from agreements.reminders.sent_messages import messages_of, messages_of_follow_up
from agreements.reminders.texts_to_copy import write_down_texts
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import make_office, make_signed

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DEAD = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def follow_up(editor, operator):
    agreement = make_signed(by=editor, public=True)
    return FollowUp.objects.create(
        agreement=agreement,
        kind="visit",
        title="Kunjungan balasan",
        office=operator.offices.get(),
        due_on=KnownDate.day(date(2026, 11, 30)),
    )


def queued(recipient, key="kunci", **values):
    values = {"kind": "urgent", "subject": "Perihal", "text": "Isi", "now": NOW, **values}
    return queue_message(recipient=recipient, key=key, **values)


def refuse(monkeypatch, error):
    def send(self, *args, **kwargs):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)


def test_queues_once_per_person_and_key(operator, editor):
    assert queued(operator) is not None
    assert queued(operator) is None
    assert queued(editor) is not None
    assert queued(operator, key="lain") is not None


def test_keeps_what_a_message_speaks_of(operator, follow_up):
    message = queued(operator, items=[follow_up, follow_up.agreement])
    assert list(messages_of_follow_up(follow_up)) == [message]
    assert list(messages_of(follow_up.agreement)) == [message]


def test_subject_holds_no_line_break(operator):
    assert queued(operator, subject="Perihal\r\nBcc: x@example.org").subject == "Perihal Bcc: x@example.org"


@pytest.mark.parametrize(("field", "value"), [("email", ""), ("is_active", False)])
def test_queues_nothing_for_whom_it_cannot_reach(operator, field, value):
    setattr(operator, field, value)
    operator.save()
    assert queued(operator) is None
    assert not Message.objects.exists()


def test_text_to_copy_needs_no_address_and_counts_as_sent(operator):
    operator.email = ""
    operator.save()
    message = queued(operator, channel="text")
    assert (message.state, message.sent_at, message.address) == ("sent", NOW, "")


def test_delivers_once(operator):
    message = queued(operator)
    assert deliver(message, now=NOW) is True
    assert deliver(message, now=NOW) is False
    assert (message.state, message.attempts, message.sent_at, message.error) == ("sent", 1, NOW, "")
    assert [(one.to, one.subject, one.body) for one in mail.outbox] == [([operator.email], "Perihal", "Isi")]


def test_second_run_cannot_claim_what_is_being_sent(operator):
    message = queued(operator)
    Message.objects.filter(pk=message.pk).update(state="sending", claimed_at=NOW - timedelta(minutes=59))
    assert deliver(message, now=NOW) is False
    assert deliver(message, now=NOW + timedelta(minutes=2)) is True
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (smtplib.SMTPRecipientsRefused({"rahasia@example.org": (550, b"no")}), "SMTPRecipientsRefused"),
        (smtplib.SMTPDataError(554, b"rahasia@example.org is spam"), "SMTPDataError 554"),
        (ConnectionRefusedError(111, "refused"), "ConnectionRefusedError"),
        (TimeoutError("timed out"), "TimeoutError"),
    ],
)
def test_failure_is_noted_without_addresses_and_tried_again(operator, monkeypatch, error, told):
    message = queued(operator)
    with monkeypatch.context() as patch:
        refuse(patch, error)
        assert deliver(message, now=NOW) is False
    message.refresh_from_db()
    assert (message.state, message.error, message.attempts, message.sent_at) == ("failed", told, 1, None)
    assert deliver(message, now=NOW) is True
    assert (message.state, message.error, message.attempts) == ("sent", "", 2)


def test_goes_to_the_address_that_the_account_has_now(operator):
    message = queued(operator)
    operator.email = "baru@example.org"
    operator.save()
    deliver(message, now=NOW)
    assert mail.outbox[0].to == ["baru@example.org"]
    assert message.address == "baru@example.org"


def test_closed_account_gets_nothing_that_waited(operator):
    message = queued(operator)
    operator.is_active = False
    operator.save()
    assert deliver(Message.objects.get(pk=message.pk), now=NOW) is False
    assert mail.outbox == []


def test_dead_server_is_tried_once_and_the_others_wait(operator, editor, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = DEAD, "127.0.0.1", 9
    messages = [queued(person, key=str(number)) for number in range(3) for person in (operator, editor)]
    assert deliver_all(messages, now=NOW).sent == 0
    assert sorted(Message.objects.values_list("state", flat=True)) == ["failed"] + ["pending"] * 5


# --- reminders by hand -------------------------------------------------------------------------------


def test_those_in_charge_come_in_order(follow_up, operator, editor, verifier):
    def recipients():
        return [one.recipient for one in preview_reminders([follow_up], today=TODAY)]

    assert recipients() == [operator]
    follow_up.person_in_charge = verifier
    follow_up.save()
    assert recipients() == [verifier]
    verifier.is_active = False
    verifier.save()
    assert recipients() == [operator]
    follow_up.office.liaisons.clear()
    assert recipients() == [None]
    follow_up.agreement.person_in_charge = editor
    follow_up.agreement.save()
    assert recipients() == [editor]


def test_no_mail_goes_to_an_office_that_is_only_proposed(follow_up, operator):
    office = follow_up.office
    office.confirmed_on = None
    office.save()
    assert office.liaisons.get() == operator
    assert [one.recipient for one in preview_reminders([follow_up], today=TODAY)] == [None]


def recipients_of(follow_up, channel):
    found = preview_reminders([follow_up], today=TODAY, channel=channel)
    return [one.recipient.username for one in found]


@pytest.mark.parametrize(
    ("groups", "offices", "told"),
    [
        ([EDITOR], [], ["penanggung"]),
        ([OPERATOR], ["own"], ["penanggung"]),
        ([OPERATOR], ["other"], ["penanggung", "operator"]),
        ([HEAD], [], ["penanggung", "operator"]),
        ([], [], ["penanggung", "operator"]),
    ],
    ids=["keeps the register", "of the office", "of another office", "head", "without rights"],
)
def test_office_hears_as_well_where_somebody_of_another_is_in_charge(
    follow_up, django_user_model, groups, offices, told
):
    person = django_user_model.objects.create_user("penanggung", "p@example.org", is_staff=True)
    person.groups.set(Group.objects.filter(name__in=groups))
    for name in offices:
        {"own": follow_up.office, "other": make_office("Dinas Lain")}[name].liaisons.add(person)
    follow_up.person_in_charge = person
    follow_up.save()
    assert recipients_of(follow_up, "mail") == recipients_of(follow_up, "text") == told


def test_whoever_has_no_address_is_stood_in_for_by_mail_and_named_in_a_text(follow_up, operator, verifier):
    follow_up.person_in_charge = verifier
    follow_up.save()
    verifier.email = ""
    verifier.save()
    assert (recipients_of(follow_up, "mail"), recipients_of(follow_up, "text")) == (["operator"], ["verifikator"])
    assert [message.recipient for message in remind([follow_up], by=None, now=NOW)] == [operator]
    operator.email = ""
    operator.save()
    assert recipients_of(follow_up, "mail") == ["verifikator"]
    (line,) = preview_reminders([follow_up], today=TODAY)
    assert line.problem == "Akun verifikator tidak memiliki alamat surel."


def test_closed_account_does_not_count_as_a_dead_server(operator, editor):
    gone, waiting = queued(operator), queued(editor)
    operator.is_active = False
    operator.save()
    assert deliver_all([gone, waiting], now=NOW).sent == 1
    assert [message.to for message in mail.outbox] == [[editor.email]]


def test_nobody_is_reminded_while_a_report_waits(follow_up, operator):
    report = FollowUpReport.objects.create(follow_up=follow_up, state="submitted")
    (line,) = preview_reminders([follow_up], today=TODAY)
    assert (line.awaits_decision, line.problem) == (True, "Laporan perangkat daerah menunggu keputusan.")
    assert remind([follow_up], by=None, now=NOW) == []
    assert write_down_texts([follow_up], people=[operator.pk], by=None, now=NOW) == []
    report.state = "returned"
    report.save()
    assert len(remind([follow_up], by=None, now=NOW)) == 1


def test_preview_names_problems_and_the_last_message(follow_up, operator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        remind([follow_up], by=None, now=NOW)
    operator.email = ""
    operator.save()
    (line,) = preview_reminders([follow_up], today=TODAY)
    assert line.sent_on == TODAY
    assert line.problem == "Akun operator tidak memiliki alamat surel."


def test_reminder_has_the_full_link_and_goes_out_after_the_commit(
    follow_up, operator, editor, settings, django_capture_on_commit_callbacks
):
    settings.SITE_URL = "https://kerjasama.example"
    with django_capture_on_commit_callbacks() as callbacks:
        (message,) = remind([follow_up], by=editor, now=NOW)
    assert mail.outbox == []
    for callback in callbacks:
        callback()
    assert f"https://kerjasama.example/lapor/{follow_up.pk}/" in mail.outbox[0].body
    assert "\n" not in mail.outbox[0].subject
    assert (message.state, message.created_by, message.kind) == ("sent", editor, "manual")


def test_reminds_a_person_once_a_day(follow_up, editor):
    assert len(remind([follow_up], by=editor, now=NOW)) == 1
    assert remind([follow_up], by=editor, now=NOW + timedelta(hours=3)) == []
    assert len(remind([follow_up], by=editor, now=NOW + timedelta(days=1))) == 1


@pytest.mark.parametrize("kind", ["urgent", "weekly", "manual"])
def test_who_was_told_today_in_any_way_is_left_out_and_the_others_are_not(
    follow_up, operator, editor, kind, django_user_model
):
    queued(operator, kind=kind, key="malam", items=[follow_up])
    Message.objects.update(state="sent", sent_at=NOW)
    added = django_user_model.objects.create_user("penghubung", "penghubung@example.org", is_staff=True)
    follow_up.office.liaisons.add(added)
    offered = [one for one in preview_reminders([follow_up], today=TODAY) if one.sent_on != TODAY]
    sent = remind([follow_up], by=editor, now=NOW)
    assert [one.recipient for one in offered] == [one.recipient for one in sent] == [added]


@pytest.mark.parametrize(
    "change", [{"done_on": KnownDate.day(TODAY)}, {"cancelled_on": TODAY, "cancelled_reason": "x"}]
)
def test_closed_follow_ups_remind_nobody(follow_up, editor, change):
    for name, value in change.items():
        setattr(follow_up, name, value)
    follow_up.save()
    assert remind([follow_up], by=editor, now=NOW) == []


def test_preview_asks_the_same_number_of_queries_for_many(follow_up, django_assert_max_num_queries):
    rows = [follow_up]
    for number in range(8):
        row = FollowUp.objects.create(
            agreement=follow_up.agreement,
            kind="visit",
            title=f"Kunjungan {number}",
            office=make_office(f"OPD {number}"),
        )
        row.office.liaisons.set(follow_up.office.liaisons.all())
        rows.append(row)
    # Some for the rows, and some for the rights of each person, of whom there is one.
    with django_assert_max_num_queries(9):
        assert len(preview_reminders(rows, today=TODAY)) == 9


# --- preferences and log ------------------------------------------------------------------------------


def test_person_switches_the_summary_off_and_on(client, operator):
    address = reverse("agreements:mail_preferences")
    client.force_login(operator)
    assert 'name="wants_weekly"' in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 302
    assert MailPreference.objects.get(user=operator).wants_weekly is False
    client.post(address, {"wants_weekly": "on"})
    assert MailPreference.objects.get(user=operator).wants_weekly is True


def test_follow_up_page_shows_who_was_told(client, editor, operator, follow_up):
    queued(operator, items=[follow_up], subject="Pengingat khusus")
    client.force_login(editor)
    page = client.get(reverse("admin:agreements_followup_change", args=[follow_up.pk])).content.decode()
    assert 'id="sent-messages"' in page
    assert operator.username in page
    listed = client.get(
        reverse("admin:agreements_message_changelist"), {"items__agreement__id__exact": follow_up.agreement_id}
    )
    assert "Pengingat khusus" in listed.content.decode()


def test_log_names_the_recipient_in_full(client, editor, operator, follow_up):
    operator.first_name, operator.last_name = "Rina", "Putri"
    operator.save()
    remind([follow_up], by=editor, now=NOW)
    client.force_login(editor)
    assert "Rina Putri" in client.get(reverse("admin:agreements_message_changelist")).content.decode()


def test_log_can_be_neither_changed_nor_emptied(client, superuser, operator):
    message = queued(operator)
    client.force_login(superuser)
    address = reverse("admin:agreements_message_change", args=[message.pk])
    assert client.post(address, {"subject": "Lain"}).status_code == 403
    assert (
        client.post(reverse("admin:agreements_message_delete", args=[message.pk]), {"post": "yes"}).status_code == 403
    )
    assert Message.objects.get().subject == "Perihal"
