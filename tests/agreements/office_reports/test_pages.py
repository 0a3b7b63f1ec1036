"""A report on its way: closed beneath its writer, sent twice, returned and taken back, an obstacle and nothing else."""

from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest
from django.contrib.auth.models import Group
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.utils import timezone

from agreements.models import Document, FollowUp, FollowUpReport, Message, ReportState
from agreements.office_reports.actions import approve_report, return_report
from agreements.record.permissions import EDITOR
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.staff_desk import fields_of
from tests.jambi_coop.lib.files.test_pictures import exif

from .office_desk import TOLD, faults, page, photo, send

pytestmark = pytest.mark.django_db
CANCELLED = {"cancelled_on": date(2026, 1, 1), "cancelled_reason": "Batal"}
DONE = {"done_on": KnownDate.day(date(2026, 1, 1)), "result": "Selesai"}


def close(follow_up, values):
    row = FollowUp.objects.get(pk=follow_up.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


# --- closed beneath its writer ---------------------------------------------------------------------


@pytest.mark.parametrize("values", [CANCELLED, DONE], ids=["cancelled", "done"])
@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_page_of_a_closed_follow_up_says_so_and_shows_what_was_written(phone, follow_up, editor, values, state):
    send(phone, follow_up, "save" if state == "draft" else "send", **TOLD)
    if state == "returned":
        return_report(FollowUpReport.objects.get(), by=editor, now=timezone.now(), note="Perbaiki")
    phone.get(page(follow_up))
    close(follow_up, values)
    answer = phone.get(page(follow_up))
    assert ("form" in answer.context, answer.context["may_take_back"]) == (False, False)
    shown = answer.content.decode()
    assert TOLD["progress"] in shown
    assert 'role="status"' not in shown  # "the report has been sent"


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_sending_on_a_closed_follow_up_is_refused_aloud(phone, follow_up, editor, state):
    send(phone, follow_up, "save" if state == "draft" else "send", **TOLD)
    if state == "returned":
        return_report(FollowUpReport.objects.get(), by=editor, now=timezone.now(), note="Perbaiki")
    opened = fields_of(phone.get(page(follow_up)))
    close(follow_up, DONE)
    answer = phone.post(page(follow_up), {**opened, "progress": "Kata baru", "send": "1"})
    assert answer.status_code == 409
    assert follow_up.title in answer.context["conflict"]["refusal"][0]
    assert "Kata baru" in answer.content.decode()
    assert FollowUpReport.objects.get().state == state


# --- twice -----------------------------------------------------------------------------------------


def test_a_second_tap_with_a_photo_keeps_one_without_its_place(phone, follow_up):
    data = {**fields_of(phone.get(page(follow_up))), **TOLD, "send": "1"}
    for _tap in range(2):
        assert phone.post(page(follow_up), {**data, "upload": photo(exif=exif(6))}).status_code == 302
    content = Path(Document.objects.get().file.path).read_bytes()
    assert b"GPS-DI-SINI" not in content
    assert Document.objects.get().size == len(content)


def test_a_stale_send_of_a_mere_draft_is_not_passed_over(phone, follow_up):
    data = {**fields_of(phone.get(page(follow_up))), **TOLD}
    assert phone.post(page(follow_up), {**data, "save": "1"}).status_code == 302
    assert phone.post(page(follow_up), {**data, "save": "1"}).status_code == 302
    answer = phone.post(page(follow_up), {**data, "send": "1"})
    assert answer.status_code == 409
    assert FollowUpReport.objects.get().state == ReportState.DRAFT


@pytest.mark.parametrize("same_person", [True, False])
def test_two_windows_of_one_person_are_not_somebody_else(phone, follow_up, operator, editor, same_person):
    opened = fields_of(phone.get(page(follow_up)))
    other = Client()
    other.force_login(operator if same_person else editor)
    send(other, follow_up, "save", progress="Dari jendela lain")
    answer = phone.post(page(follow_up), {**opened, "progress": "Dari sini", "save": "1"})
    assert answer.status_code == 409
    assert answer.context["conflict"]["newest"].history_user == (operator if same_person else editor)
    assert ("editor" in answer.content.decode()) != same_person


# --- returned and taken back -----------------------------------------------------------------------


def test_repair_note_stays_until_it_is_approved(phone, follow_up, editor):
    note = "Lampirkan daftar hadir.\nTulis jumlah peserta."
    send(phone, follow_up, **TOLD)
    return_report(FollowUpReport.objects.get(), by=editor, now=timezone.now(), note=note)
    shown = "Lampirkan daftar hadir.<br>Tulis jumlah peserta."
    assert shown in phone.get(page(follow_up)).content.decode()
    send(phone, follow_up, **TOLD)
    phone.post(page(follow_up), {"take_back": "1", "version": FollowUpReport.objects.get().version})
    assert FollowUpReport.objects.get().state == ReportState.DRAFT
    assert [shown in phone.get(address).content.decode() for address in (page(follow_up), "/lapor/")] == [True, True]


# --- an obstacle and nothing else ------------------------------------------------------------------

ONLY_OBSTACLE = {
    "progress": "",
    "happened_on": "",
    "is_final": None,
    "result": "",
    "own_people": "",
    "obstacle": "Banjir",
}


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, set()),
        ({"happened_on": "1 Mei 2026"}, set()),
        ({"obstacle": ""}, {"progress", "happened_on"}),
        ({"obstacle": " "}, {"progress", "happened_on"}),
        ({"progress": "Kelas dibuka"}, {"happened_on"}),
        ({"own_people": "4"}, {"progress", "happened_on"}),
        ({"result": "Lulus"}, {"progress", "happened_on"}),
        ({"is_final": "on"}, {"progress", "happened_on", "result"}),
    ],
)
def test_an_obstacle_is_a_report(phone, follow_up, changes, missing):
    answer = send(phone, follow_up, **{**ONLY_OBSTACLE, **changes})
    assert answer.status_code == (200 if missing else 302)
    assert (faults(answer) if missing else set()) == missing
    assert FollowUpReport.objects.get().state == (ReportState.DRAFT if missing else ReportState.SUBMITTED)


def test_an_approved_obstacle_is_no_activity_and_not_public(phone, follow_up, editor):
    agreement, before = follow_up.agreement, Client().get(follow_up.agreement.get_absolute_url()).content
    send(phone, follow_up, **{**ONLY_OBSTACLE, "happened_on": "1 Mei 2026", "public_note": ""})
    approve_report(FollowUpReport.objects.get(), by=editor, now=timezone.now())
    row = FollowUp.objects.get(pk=follow_up.pk)
    agreement.refresh_from_db()
    today = timezone.localdate()
    assert (bool(row.started_on), bool(row.done_on), agreement.stretch_on(today).activity_on) == (False, False, None)
    shown = Client().get(agreement.get_absolute_url())
    assert shown.content == before
    (kept,) = phone.get(page(follow_up)).context["earlier"]
    assert kept.obstacle == "Banjir"
    assert "Banjir" in phone.get(page(follow_up)).content.decode()


# --- a mail server that is away --------------------------------------------------------------------


class DeadServer(BaseEmailBackend):
    """Notes how long each who calls would wait, and takes nothing."""

    waited: ClassVar[list] = []

    def __init__(self, timeout=None, **kwargs):
        super().__init__(**kwargs)
        self.waited.append(timeout)

    def send_messages(self, messages):
        raise TimeoutError


def test_an_officer_waits_once_and_shortly_for_a_dead_mail_server(
    phone, follow_up, django_user_model, settings, django_capture_on_commit_callbacks
):
    for number in range(3):
        user = django_user_model.objects.create_user(f"penelaah{number}", f"{number}@example.org", is_staff=True)
        user.groups.add(Group.objects.get(name=EDITOR))
    settings.EMAIL_BACKEND = f"{__name__}.{DeadServer.__name__}"
    DeadServer.waited.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert send(phone, follow_up, **TOLD).status_code == 302
    assert DeadServer.waited == [3]
    assert sorted(Message.objects.values_list("state", flat=True)) == ["failed", "pending", "pending"]
