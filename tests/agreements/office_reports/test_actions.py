"""Liaison officers and the follow-ups of their office: who may report, what is listed, what stays inside."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import FollowUp, FollowUpReport, Office, ReportState
from agreements.office_reports.actions import approve_report, return_report, take_back_report
from agreements.record.permissions import OPERATOR
from agreements.record.trash import move_to_trash
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import make_office

from .office_desk import TOLD, page, photo, send

pytestmark = pytest.mark.django_db
LIST = "/lapor/"


@pytest.fixture
def today():
    return timezone.localdate()


# --- who may ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "listing", "form"),
    [
        ("operator", 200, 200),
        ("editor", 200, 200),
        ("verifier", 200, 200),
        ("superuser", 200, 200),
        ("head", 404, 404),
        ("manager", 404, 404),
        ("stranger", 200, 404),
        ("nobody", 404, 404),
        ("closed", 302, 302),
        (None, 302, 302),
    ],
)
def test_pages_open_for_those_who_report(client, request, follow_up, django_user_model, role, listing, form):
    if role in ("stranger", "nobody", "closed"):
        user = django_user_model.objects.create_user(role, password="kata-sandi-panjang", is_staff=True)
        if role != "nobody":
            user.groups.add(Group.objects.get(name=OPERATOR))
        if role == "closed":
            follow_up.office.liaisons.add(user)
    else:
        user = request.getfixturevalue(role) if role else None
    if user:
        client.force_login(user)
    if role == "closed":
        django_user_model.objects.filter(pk=user.pk).update(is_active=False)
    answers = [client.get(LIST), client.get(page(follow_up)), client.post(page(follow_up), TOLD)]
    assert [answers[0].status_code, answers[1].status_code] == [listing, form]
    assert (FollowUpReport.objects.count() == 1) == (form == 200)
    if listing == 302:
        assert answers[1].headers["Location"] == reverse("admin:login") + f"?next={page(follow_up)}"


def test_another_office_and_the_trash_are_not_found(phone, follow_up, editor):
    foreign = FollowUp.objects.create(
        agreement=follow_up.agreement, kind="visit", title="Kunjungan lain", office=make_office("Dinas Lain")
    )
    assert phone.get(page(foreign)).status_code == 404
    assert phone.post(page(foreign), TOLD).status_code == 404
    assert foreign.title not in phone.get(LIST).content.decode()
    move_to_trash(follow_up.agreement, by=editor, now=timezone.now(), reason="Ganda")
    assert phone.get(page(follow_up)).status_code == 404
    assert follow_up.title not in phone.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("groups", "sees", "opens"), [([OPERATOR], True, True), ([OPERATOR], False, False), ([], True, False)]
)
def test_person_in_charge_of_another_office_reports(client, follow_up, django_user_model, groups, sees, opens):
    person = django_user_model.objects.create_user("penanggung", "p@example.org", is_staff=True)
    person.groups.set(Group.objects.filter(name__in=groups))
    office = make_office("Dinas Lain")
    office.liaisons.add(person)
    if sees:
        follow_up.agreement.supporting_offices.add(office)
    client.force_login(person)
    assert client.get(page(follow_up)).status_code == 404
    FollowUp.objects.filter(pk=follow_up.pk).update(person_in_charge=person)
    assert client.get(page(follow_up)).status_code == (200 if opens else 404)
    listed = page(follow_up) in client.get(reverse("agreements:report_list")).content.decode()
    assert listed == opens
    if not opens:
        return
    other = FollowUp.objects.create(agreement=follow_up.agreement, kind="visit", title="Lain", office=follow_up.office)
    assert client.get(page(other)).status_code == 404, "only what the person is in charge of"
    send(client, follow_up, **TOLD)
    report = FollowUpReport.objects.get()
    assert (report.state, report.written_by) == ("submitted", person)
    assert take_back_report(report, by=person).state == "draft"
    FollowUp.objects.filter(pk=follow_up.pk).update(person_in_charge=None)
    assert client.get(page(follow_up)).status_code == 404


def test_login_leads_to_the_item_of_the_mail(client, operator, follow_up):
    asked = client.get(page(follow_up), follow=True)
    address = asked.redirect_chain[-1][0]
    data = {"username": "operator", "password": "kata-sandi-panjang", "next": page(follow_up)}
    answer = client.post(address, data)
    assert (answer.status_code, answer.headers["Location"]) == (302, page(follow_up))


@pytest.mark.parametrize(
    ("role", "asked", "arrives"),
    [
        ("operator", None, LIST),
        ("operator", "/admin/", LIST),
        ("operator", "/admin/agreements/followup/", "/admin/agreements/followup/"),
        ("operator", "https://lain.example/", LIST),
        ("without office", None, "/admin/"),
        ("editor", None, "/admin/"),
        ("editor of an office", None, "/admin/"),
        ("head", "/admin/", "/admin/"),
    ],
)
def test_login_leads_to_one_s_business(client, request, role, asked, arrives):
    user = request.getfixturevalue({"without office": "operator", "editor of an office": "editor"}.get(role, role))
    if role == "without office":
        user.offices.get().liaisons.remove(user)
    if role == "editor of an office":
        make_office("Dinas Lain").liaisons.add(user)
    data = {"username": user.username, "password": "kata-sandi-panjang", **({"next": asked} if asked else {})}
    answer = client.post(reverse("admin:login"), data)
    assert (answer.status_code, answer.headers["Location"]) == (302, arrives)
    assert "no-store" in answer.headers["Cache-Control"]
    menu = [job.url for job in client.get("/admin/").context["menu"].jobs]
    assert (LIST in menu) == (role in ("operator", "editor of an office"))


@pytest.mark.parametrize(("role", "back"), [("operator", LIST), ("head", "/admin/"), ("manager", "/admin/")])
def test_page_of_the_mails_leads_back_to_a_page_that_opens(client, request, role, back):
    client.force_login(request.getfixturevalue(role))
    shown = client.get(reverse("agreements:mail_preferences")).content.decode().partition("<footer")[0]
    assert shown.count(f'href="{back}"') == 2
    assert (f'href="{LIST}"' in shown) == (back == LIST)
    assert client.get(back).status_code == 200


# --- the list --------------------------------------------------------------------------------------


def test_list_puts_overdue_first_then_due_then_undated(phone, follow_up, operator, today):
    def add(title, due):
        row = FollowUp(agreement=follow_up.agreement, kind="visit", title=title, office=follow_up.office)
        row.due_on = due
        row.save()
        return row

    add("Tanpa tanggal", KnownDate.unknown())
    add("Terlambat", KnownDate.day(today - timedelta(days=12)))
    add("Nanti", KnownDate.day(today + timedelta(days=90)))
    groups = phone.get(LIST).context["groups"]
    shown = [row.title for _name, _heading, rows in groups for row in rows]
    assert shown == ["Terlambat", follow_up.title, "Nanti", "Tanpa tanggal"]
    assert groups[0][2][0].late == "Terlambat 12 hari"


def test_list_tells_where_each_report_stands(phone, follow_up, operator, editor, today):
    def state():
        (row,) = {name: rows for name, _heading, rows in phone.get(LIST).context["groups"]}["coming"]
        return row.open_reports[0].state if row.open_reports else None

    assert state() is None
    send(phone, follow_up, "save", progress="Mulai")
    assert state() == "draft"
    send(phone, follow_up, **TOLD)
    assert state() == "submitted"
    report = FollowUpReport.objects.get()
    return_report(report, by=editor, now=timezone.now(), note="Lampirkan daftar hadir peserta.")
    assert state() == "returned"
    assert "Lampirkan daftar hadir peserta." in phone.get(LIST).content.decode()
    send(phone, follow_up, **TOLD)
    approve_report(FollowUpReport.objects.get(), by=editor, now=timezone.now())
    shown = phone.get(LIST).context
    assert not shown["rows"]
    assert shown["closed"] == [follow_up]


def test_list_asks_as_often_for_many_as_for_one(phone, follow_up, django_assert_max_num_queries):
    for number in range(8):
        row = FollowUp.objects.create(
            agreement=follow_up.agreement, kind="visit", title=f"Lagi {number}", office=follow_up.office
        )
        FollowUpReport.objects.create(follow_up=row, state=ReportState.RETURNED, review_note="Perbaiki")
    with django_assert_max_num_queries(12):
        phone.get(LIST)


# --- what stays inside -----------------------------------------------------------------------------

SECRET = "Rahasia laporan"


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_nothing_of_an_open_report_is_public(phone, follow_up, editor, state):
    public = [
        *(reverse(f"agreements:{name}") for name in ("list", "regulations")),
        *(reverse("home"), reverse("partners:list"), follow_up.agreement.get_absolute_url()),
        reverse("agreements:export", args=["csv"]),
    ]

    def read():
        stranger = Client()
        return [b"".join(stranger.get(address)).decode() for address in public]

    before = [len(text) for text in read()]
    told = {name: f"{SECRET} {name}" for name in ("progress", "result", "obstacle", "next_step", "public_note")}
    others = {
        "other_1": SECRET,
        "other_1_people": "977",
        "own_people": "978",
        "evidence_link": "https://rahasia.example",
    }
    button = "save" if state == "draft" else "send"
    send(phone, follow_up, button, is_final="on", upload=photo(f"{SECRET}.jpg"), **told, **others)
    report = FollowUpReport.objects.get()
    if state == "returned":
        return_report(report, by=editor, now=timezone.now(), note=SECRET)
    texts = read()
    assert report.document
    for text in texts:
        assert not [word for word in (SECRET.lower(), "rahasia.example", "977", "978") if word in text.lower()]
    assert [len(text) for text in texts] == before
    assert Client().get(report.document.get_absolute_url()).status_code == 404


def test_english_pages_read_english_texts_and_mark_the_others(phone, follow_up):
    office = follow_up.office
    FollowUp.objects.filter(pk=follow_up.pk).update(title_en="Language course for teachers")
    Office.objects.filter(pk=office.pk).update(name_en="Office of Examples", short_name="")
    for address in (LIST, page(follow_up)):
        text = phone.get(f"/en{address}").content.decode()
        assert "Language course for teachers" in text
        assert "Office of Examples" in text
        assert follow_up.title not in text
        assert office.name not in text
        assert '<span lang="id">Pertukaran guru</span>' in text
