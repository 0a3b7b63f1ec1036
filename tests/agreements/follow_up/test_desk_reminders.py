"""Reminders from the desk of follow-ups: looked at, mailed; or texts to copy, written down once they went out."""

import pytest
from django.core import mail
from django.utils import timezone

from agreements.models import FollowUp, FollowUpReport, Message
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.staff_desk import url
from tests.factories import make_agreement

from .desk_rows import DESK, plan, send_bulk, tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(db):
    return plan(make_agreement("Kota kembar"), "Rapat tahunan", days=-12)


@pytest.fixture
def rows(row):
    return [row, plan(row.agreement, "Pelatihan"), plan(make_agreement("Lain"), "Kunjungan")]


def test_reminders_are_looked_at_first_and_then_mailed(desk, rows, verifier, django_capture_on_commit_callbacks):
    FollowUp.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(person_in_charge=verifier)
    preview = send_bulk(desk, rows, "remind")
    assert preview.status_code == 200
    assert [len(lines) for _person, lines in preview.context["people"]] == [2, 1]
    assert preview.context["to_send"] == 2
    assert not Message.objects.exists()
    data = {"do": "send", "row": preview.context["ticks"]}
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(url(DESK), data).status_code == 302
    assert len(mail.outbox) == 2
    assert {message.recipient for message in Message.objects.all()} == {verifier}


def test_who_has_been_told_today_is_marked_and_left_out(desk, row, verifier, django_capture_on_commit_callbacks):
    FollowUp.objects.filter(pk=row.pk).update(person_in_charge=verifier)
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            send_bulk(desk, [row], "send")
    assert len(mail.outbox) == 1
    assert send_bulk(desk, [row], "remind").context["to_send"] == 0


def in_charge(person, *rows):
    FollowUp.objects.filter(pk__in=[row.pk for row in rows]).update(person_in_charge=person)


def boxes(response):
    return {box["name"]: box for box in response.context["boxes"]}


def test_person_without_address_gets_a_text_to_copy(desk, row, verifier):
    verifier.email = ""
    verifier.save()
    in_charge(verifier, row)
    assert send_bulk(desk, [row], "remind").context["to_send"] == 0
    for _time in range(2):
        page = send_bulk(desk, [row], "texts").content.decode()
        assert "<textarea readonly" in page
        assert "/lapor/" in page
    assert not Message.objects.exists(), "a text that was only looked at was not sent"
    for _time in range(2):
        assert send_bulk(desk, [row], "copied", person=verifier.pk).status_code == 302
    assert Message.objects.get().channel == Message.Channel.TEXT


def test_one_text_for_each_person_has_a_line_and_a_link_for_each_row(desk, rows, editor, verifier):
    in_charge(verifier, rows[0], rows[2])
    in_charge(editor, rows[1])
    FollowUp.objects.filter(pk=rows[2].pk).update(due_on_earliest=None, due_on_latest=None, due_on_precision="unknown")
    rows = list(FollowUp.objects.order_by("pk"))
    response = send_bulk(desk, rows, "texts")
    found = boxes(response)
    assert set(found) == {"editor", "verifikator"}
    for row, name in zip(rows, ("verifikator", "editor", "verifikator"), strict=True):
        assert [other for other, box in found.items() if f"/lapor/{row.pk}/" in box["text"]] == [name]
        assert row.title in found[name]["text"]
    assert found["verifikator"]["text"].count("verifikator") == 1, "one greeting"
    assert all(box["rows"] >= len(box["text"].splitlines()) for box in found.values())
    page = response.content.decode()
    assert page.count('name="person"') == 2
    assert " checked" not in page


def test_only_ticked_texts_are_written_down_for_all_their_rows(desk, rows, editor, verifier):
    in_charge(verifier, rows[0], rows[2])
    in_charge(editor, rows[1])
    refused = send_bulk(desk, rows, "copied")
    assert refused.status_code == 200
    assert 'class="errornote"' in refused.content.decode()
    assert not Message.objects.exists()
    for wrong in ("x", "999999", "²"):
        send_bulk(desk, rows, "copied", person=wrong)
    assert not Message.objects.exists()
    shown = boxes(send_bulk(desk, rows, "texts"))["verifikator"]["text"]
    assert send_bulk(desk, rows, "copied", person=verifier.pk).status_code == 302
    message = Message.objects.get()
    assert (message.recipient, message.text, message.state) == (verifier, shown, "sent")
    assert {item.follow_up for item in message.items.all()} == {rows[0], rows[2]}


def test_text_that_was_written_down_is_not_offered_again_that_day(desk, rows, verifier):
    in_charge(verifier, rows[0])
    send_bulk(desk, rows[:1], "copied", person=verifier.pk)
    again = send_bulk(desk, rows[:1], "texts")
    box = boxes(again)["verifikator"]
    assert (box["text"], box["notes"]) == ("", ["“Rapat tahunan”: Hari ini sudah diberi tahu lewat teks."])
    assert "<textarea" not in again.content.decode()
    answer = desk.post(url(DESK), {"do": "copied", "row": tick(rows[0]), "person": verifier.pk}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]][-1] == "warning"
    # What comes to it later that day is a text of its own.
    in_charge(verifier, rows[1])
    assert [row.title in boxes(send_bulk(desk, rows, "texts"))["verifikator"]["text"] for row in rows[:2]] == [
        False,
        True,
    ]
    send_bulk(desk, rows, "copied", person=verifier.pk)
    assert Message.objects.count() == 2


def test_mail_of_today_is_told_beside_the_text(desk, row, verifier, django_capture_on_commit_callbacks):
    in_charge(verifier, row)
    with django_capture_on_commit_callbacks(execute=True):
        send_bulk(desk, [row], "send")
    box = boxes(send_bulk(desk, [row], "texts"))["verifikator"]
    assert f"/lapor/{row.pk}/" in box["text"]
    assert box["notes"] == ["“Rapat tahunan”: Sudah diberi tahu hari ini."]


def test_what_waits_for_a_decision_has_no_text(desk, rows, verifier):
    in_charge(verifier, *rows[:2])
    FollowUpReport.objects.create(follow_up=rows[0], state="submitted")
    box = boxes(send_bulk(desk, rows[:2], "texts"))["verifikator"]
    assert (f"/lapor/{rows[0].pk}/" in box["text"], f"/lapor/{rows[1].pk}/" in box["text"]) == (False, True)
    assert box["notes"] == ["“Rapat tahunan”: Laporan perangkat daerah menunggu keputusan."]


def test_closed_rows_are_named_and_left_out_of_the_reminders(desk, row, verifier):
    done = plan(
        row.agreement, "Selesai", done_on=KnownDate.day(timezone.localdate()), result="Ada", person_in_charge=verifier
    )
    preview = send_bulk(desk, [row, done], "remind")
    assert preview.context["closed"] == [done]
    assert preview.context["to_send"] == 0
