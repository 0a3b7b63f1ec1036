"""The form of a report: what is kept although it is refused, evidence, participants, and two officers at once."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import Document, FollowUp, FollowUpReport, ReportState
from agreements.office_reports.actions import approve_report, return_report
from agreements.record.permissions import OPERATOR
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from jambi_coop.lib.files.private_files import content_of
from tests.agreements.staff_desk import fields_of
from tests.factories import make_office, small_pdf
from tests.jambi_coop.lib.files.test_private_files import (
    AES_256,
    ODT,
    broken_inside,
    number_of_start,
    wide,
    with_handler,
)

from .office_desk import TOLD, faults, page, photo, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


# --- writing and sending ---------------------------------------------------------------------------


def test_form_begins_with_today_and_needs_one_page(phone, follow_up, operator, today):
    assert fields_of(phone.get(page(follow_up)))["happened_on"] == str(KnownDate.day(today))
    answer = send(phone, follow_up, upload=photo(), **TOLD)
    assert (answer.status_code, answer.headers["Location"]) == (302, page(follow_up))
    report = FollowUpReport.objects.get()
    assert (report.state, report.written_by, report.is_final) == (ReportState.SUBMITTED, operator, True)
    assert [(one.office, one.people) for one in report.participations.all()] == [(follow_up.office, 12)]
    document = report.document
    assert (document.kind, document.title) == (Document.Kind.PHOTO, follow_up.title)
    assert (document.publication_class, document.agreement) == ("internal", follow_up.agreement)
    shown = phone.get(page(follow_up))
    assert "form" not in shown.context
    assert "Dua puluh guru lulus." in shown.content.decode()
    follow_up.refresh_from_db()
    assert (follow_up.result, bool(follow_up.done_on)) == ("", False)


@pytest.mark.parametrize(
    ("due", "said"), [("2099-12", "Due in December 2099"), ("2099-12-01", "Due on 1 December 2099")]
)
def test_due_date_follows_the_word_that_it_takes_in_english(phone, follow_up, due, said):
    follow_up.due_on = parse(due)
    follow_up.save()
    for address in (reverse("agreements:report_list"), page(follow_up)):
        assert said in phone.get(f"/en{address}").content.decode()


def test_draft_may_be_empty(phone, follow_up):
    assert send(phone, follow_up, "save", happened_on="").status_code == 302
    assert FollowUpReport.objects.get().state == ReportState.DRAFT


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"progress": ""}, {"progress"}),
        ({"happened_on": ""}, {"happened_on"}),
        ({"result": ""}, {"result"}),
        ({"progress": "", "result": "", "happened_on": ""}, {"progress", "result", "happened_on"}),
        ({"happened_on": "31/02/2026"}, {"happened_on"}),
        ({"happened_on": "2199"}, {"happened_on"}),
        ({"next_due_on": "Juni 2027"}, {"next_due_on"}),
        ({"evidence_link": "javascript:alert(1)"}, {"evidence_link"}),
        ({"evidence_link": "ftp://berkas.example/laporan.pdf"}, {"evidence_link"}),
        ({"evidence_link": "bukan alamat"}, {"evidence_link"}),
        ({"evidence_link": "https://contoh.example/" + "x" * 500}, {"evidence_link"}),
        ({"own_people": "-3"}, {"own_people"}),
        ({"own_people": "0"}, {"own_people"}),
        ({"own_people": "1,5"}, {"own_people"}),
        ({"own_people": "100.001"}, {"own_people"}),
        ({"progress": "x" * 1001}, {"progress"}),
        ({"next_step": "x" * 201}, {"next_step"}),
        ({"other_1": "Universitas Jambi"}, {"other_1_people"}),
        ({"other_2_people": "4"}, {"other_2"}),
        ({"public_note": "x" * 301}, {"public_note"}),
        (
            {"other_1": "UNJA", "other_1_people": "1", "other_2": "unja", "other_2_people": "2"},
            {"other_2"},
        ),
    ],
)
def test_refused_report_is_kept_as_a_draft(phone, follow_up, changes, missing):
    answer = send(phone, follow_up, upload=photo(), **{**TOLD, **changes})
    assert (answer.status_code, faults(answer)) == (200, missing)
    report = FollowUpReport.objects.get()
    assert report.state == ReportState.DRAFT
    assert report.obstacle == TOLD["obstacle"]
    assert report.document.original_name == "foto.jpg"
    again = fields_of(answer)
    assert again["obstacle"] == TOLD["obstacle"]
    for name, value in changes.items():
        assert again[name] == value
    assert (again["report"], again["version"]) == (str(report.pk), str(report.version))
    assert "foto.jpg" in answer.content.decode()
    fixed = {**again, **{name: TOLD.get(name, "") for name in changes}, "happened_on": "24 Nov 2025", "send": "1"}
    assert phone.post(page(follow_up), fixed).status_code == 302
    assert FollowUpReport.objects.get().state == ReportState.SUBMITTED
    assert Document.objects.count() == 1


def test_refused_file_loses_no_words(phone, follow_up):
    answer = send(phone, follow_up, upload=content_of(b"bukan foto", "foto.jpg"), **TOLD)
    assert faults(answer) == {"upload"}
    report = FollowUpReport.objects.get()
    assert (report.progress, report.document, Document.objects.count()) == (TOLD["progress"], None, 0)


@pytest.mark.parametrize("button", ["save", "send"])
@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("aes.pdf", with_handler(AES_256), "unreadable"),
        ("jauh.pdf", number_of_start(b"9" * 23), "damaged"),
        ("isi.odt", broken_inside(ODT), "damaged"),
        ("luas.png", wide(), "bomb"),
    ],
    ids=["encrypted", "broken-pdf", "broken-archive", "wide-picture"],
)
def test_a_file_that_cannot_be_opened_loses_no_word(phone, follow_up, button, name, data, code):
    answer = send(phone, follow_up, button, upload=content_of(data, name), **TOLD)
    assert (answer.status_code, faults(answer)) == (200, {"upload"})
    assert [error.code for error in answer.context["form"].errors.as_data()["upload"]] == [code]
    report = FollowUpReport.objects.get()
    assert (report.state, report.progress, report.document) == ("draft", TOLD["progress"], None)
    assert all(text in answer.content.decode() for text in TOLD.values() if text != "on")


def test_phone_is_asked_for_formats_that_are_taken(phone, follow_up):
    accept = phone.get(page(follow_up)).context["form"].fields["upload"].widget.attrs["accept"].split(",")
    assert {"image/jpeg", "image/png", ".pdf"} <= set(accept)
    assert "image/*" not in accept


def test_evidence_can_be_replaced_and_removed(phone, follow_up):
    send(phone, follow_up, "save", upload=photo())
    send(phone, follow_up, "save", upload=content_of(small_pdf(), "laporan.pdf"))
    report = FollowUpReport.objects.get()
    assert (report.document.original_name, report.document.kind) == ("laporan.pdf", Document.Kind.REPORT)
    send(phone, follow_up, "save", drop_evidence="on")
    report.refresh_from_db()
    assert report.document is None
    assert [one.in_trash for one in Document.objects.all()] == [True, True]


def test_participants_of_other_offices_and_bodies(phone, follow_up):
    other = make_office("Dinas Pariwisata", short_name="Dispar")
    others = {"other_1": "dispar", "other_1_people": "3", "other_2": "Universitas Jambi", "other_2_people": "5"}
    send(phone, follow_up, "save", own_people="2", **others)
    report = FollowUpReport.objects.get()
    told = [(one.office, one.body, one.people) for one in report.participations.all()]
    assert told == [(follow_up.office, "", 2), (other, "", 3), (None, "Universitas Jambi", 5)]
    shown = fields_of(phone.get(page(follow_up)))
    assert (shown["other_1"], shown["other_2_people"]) == ("Dinas Pariwisata", "5")
    before = list(report.participations.values_list("pk", flat=True))
    send(phone, follow_up, "save", obstacle="Hujan")
    assert list(report.participations.values_list("pk", flat=True)) == before


@pytest.mark.parametrize(
    ("faulty", "kept"),
    [
        ({"other_1_people": ""}, [("Dinas Kesehatan", 20), ("UNRI", 4)]),
        ({"other_1_people": "banyak"}, [("Dinas Kesehatan", 20), ("UNRI", 4)]),
        ({"own_people": "x"}, [("Universitas Jambi", 5), ("UNRI", 4)]),
        ({"other_2": "universitas jambi"}, [("Dinas Kesehatan", 20), ("Universitas Jambi", 5)]),
        ({"other_1": ""}, [("Dinas Kesehatan", 20), ("UNRI", 4)]),
    ],
)
@pytest.mark.parametrize("saved_before", [False, True])
def test_a_faulty_line_of_participants_takes_no_other_with_it(phone, follow_up, faulty, kept, saved_before):
    lines = {"own_people": "20", "other_1": "Universitas Jambi", "other_1_people": "5"}
    lines |= {"other_2": "UNRI", "other_2_people": "4"}
    follow_up.office.name = "Dinas Kesehatan"
    follow_up.office.save()
    if saved_before:
        send(phone, follow_up, "save", own_people="1", obstacle="Hujan")
        kept = [("Dinas Kesehatan", 1), *kept] if "own_people" in faulty else kept
    assert send(phone, follow_up, "save", **{**lines, **faulty}).status_code == 200
    told = FollowUpReport.objects.get().participations.all()
    assert [(str(one.office or one.body), one.people) for one in told] == kept


@pytest.mark.parametrize("text", ["1200", "1.200", "1,200", "1 200", " 1.200 "])
def test_people_are_counted_as_they_are_written(phone, follow_up, text):
    assert send(phone, follow_up, "save", own_people=text).status_code == 302
    assert [one.people for one in FollowUpReport.objects.get().participations.all()] == [1200]


def test_each_fault_is_told_once_and_says_how_much_is_too_much(phone, follow_up):
    answer = send(phone, follow_up, "save", evidence_link="bukan alamat", progress="y" * 1007)
    told = {field.name: [str(error) for error in field.errors] for field in answer.context["faults"]}
    assert told["evidence_link"] == ["Ini bukan alamat web. Salin dari peramban: alamatnya diawali https://."]
    assert told["progress"] == ["Kelebihan 7 karakter: paling banyak 1000."]
    assert fields_of(answer)["progress"] == "y" * 1007


def test_no_browser_cuts_a_text_and_every_limit_is_told(phone, follow_up):
    answer = phone.get(page(follow_up))
    fields = list(answer.context["form"])
    dates = {"happened_on", "next_due_on"}
    assert [field.name for field in fields if "maxlength" in str(field) and field.name not in dates] == []
    hints = {field.name: str(field.help_text) for field in fields}
    limits = {"progress": "1000", "result": "300", "obstacle": "300", "next_step": "200", "public_note": "300"}
    assert {name: re.findall(r"\d+", hints[name])[-1] for name in limits} == limits


def test_dates_are_read_as_people_write_them(phone, follow_up):
    for text, day in [
        ("3/5/2026", date(2026, 5, 3)),
        ("2026-05-03", date(2026, 5, 3)),
        ("3 Mei 2026", date(2026, 5, 3)),
    ]:
        send(phone, follow_up, "save", happened_on=text, next_due_on=text)
        report = FollowUpReport.objects.get()
        assert (report.happened_on, report.next_due_on) == (KnownDate.day(day), day)


def test_returned_report_shows_the_note_and_goes_again(phone, follow_up, editor):
    send(phone, follow_up, **TOLD)
    report = FollowUpReport.objects.get()
    return_report(report, by=editor, now=timezone.now(), note="Tulis jumlah peserta perempuan.")
    shown = phone.get(page(follow_up))
    assert "Tulis jumlah peserta perempuan." in shown.content.decode()
    assert fields_of(shown)["progress"] == TOLD["progress"]
    assert send(phone, follow_up, progress="Diperbaiki").status_code == 302
    report.refresh_from_db()
    assert (report.state, report.progress) == (ReportState.SUBMITTED, "Diperbaiki")


def test_interim_report_leaves_room_for_the_next(phone, follow_up, editor):
    send(phone, follow_up, **{**TOLD, "is_final": None, "result": ""})
    approve_report(FollowUpReport.objects.get(), by=editor, now=timezone.now())
    shown = phone.get(page(follow_up))
    assert fields_of(shown)["progress"] == ""
    assert [one.progress for one in shown.context["earlier"]] == [TOLD["progress"]]
    assert send(phone, follow_up, **TOLD).status_code == 302
    assert FollowUpReport.objects.count() == 2


def test_closed_follow_up_is_only_read(phone, follow_up):
    FollowUp.objects.filter(pk=follow_up.pk).update(cancelled_on=date(2026, 1, 1), cancelled_reason="Batal")
    assert "form" not in phone.get(page(follow_up)).context
    answer = phone.post(page(follow_up), {**TOLD, "send": "1"})
    assert answer.status_code == 409
    assert TOLD["progress"] in answer.content.decode()
    assert not FollowUpReport.objects.exists()


# --- two officers of one office --------------------------------------------------------------------


@pytest.fixture
def colleague(operator, django_user_model):
    user = django_user_model.objects.create_user("rekan", password="kata-sandi-panjang", is_staff=True)
    user.groups.add(Group.objects.get(name=OPERATOR))
    operator.offices.get().liaisons.add(user)
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("begun", [False, True])
def test_the_second_writer_keeps_the_own_words_and_replaces_nothing(phone, colleague, follow_up, begun):
    if begun:
        send(phone, follow_up, "save", progress="Awal")
    opened = fields_of(phone.get(page(follow_up)))
    send(colleague, follow_up, "save", progress="Kata rekan")
    answer = phone.post(page(follow_up), {**opened, "progress": "Kata saya", "send": "1", "upload": photo()})
    assert answer.status_code == 409
    assert fields_of(answer)["progress"] == "Kata saya"
    assert "Kata rekan" in answer.content.decode()
    report = FollowUpReport.objects.get()
    assert (report.progress, report.state, Document.objects.count()) == ("Kata rekan", ReportState.DRAFT, 0)
    assert phone.post(page(follow_up), {**fields_of(answer), "save": "1"}).status_code == 302
    report.refresh_from_db()
    assert report.progress == "Kata saya"


def test_words_for_a_report_sent_meanwhile_are_shown_to_copy(phone, colleague, follow_up):
    opened = fields_of(phone.get(page(follow_up)))
    send(colleague, follow_up, **TOLD)
    answer = phone.post(page(follow_up), {**opened, "progress": "Kata saya", "send": "1"})
    assert answer.status_code == 409
    assert "Kata saya" in answer.content.decode()
    assert FollowUpReport.objects.get().progress == TOLD["progress"]


def test_a_second_tap_on_the_button_changes_nothing(phone, follow_up):
    data = {**fields_of(phone.get(page(follow_up))), **TOLD, "send": "1"}
    for _tap in range(2):
        assert phone.post(page(follow_up), data).status_code == 302
    assert FollowUpReport.objects.get().version == 2


@pytest.mark.parametrize("version", [{"version": ""}, {"version": "x"}, {"report": "999"}, {"version": "9" * 30}])
def test_without_the_version_nothing_is_replaced(phone, follow_up, version):
    send(phone, follow_up, "save", progress="Awal")
    opened = fields_of(phone.get(page(follow_up)))
    assert phone.post(page(follow_up), {**opened, "progress": "Lain", "save": "1", **version}).status_code == 409
    assert FollowUpReport.objects.get().progress == "Awal"
