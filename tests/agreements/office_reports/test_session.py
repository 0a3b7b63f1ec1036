"""The session ends while a report is being written: no word of it is lost, and none is kept before the login."""

from datetime import timedelta
from importlib import import_module

import pytest
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import FollowUp, FollowUpReport, ReportState
from agreements.record.permissions import OPERATOR
from jambi_coop.lib.web.login_again import FILE_LOST, PREFIX
from tests.agreements.staff_desk import fields_of
from tests.factories import make_office

from .office_desk import TOLD, page, photo

pytestmark = pytest.mark.django_db
PASSWORD = "kata-sandi-panjang"
LONG = "Baris satu\n<b>Baris dua</b>"


@pytest.fixture
def browser():
    """Checks the token of a form as a real request does."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def written(browser, operator, follow_up):
    """A filled form on the phone of the officer, its file not among the fields."""
    browser.force_login(operator)
    data = {**fields_of_form(browser.get(page(follow_up))), **TOLD, "progress": LONG, "other_1": "UNJA"}
    return {**data, "other_1_people": "7", "send": "1"}


def fields_of_form(response):
    """All fields of a page with the token, as its browser sends them."""
    return {**fields_of(response), "csrfmiddlewaretoken": str(response.context["csrf_token"])}


def sign_out(browser):
    del browser.cookies[django_settings.SESSION_COOKIE_NAME]


def log_in_again(browser, follow_up, answer, token=None, **changes):
    data = fields_of_form(answer)
    login = {"username": "operator", "password": PASSWORD, **changes}
    data |= {f"{PREFIX}-{name}": value for name, value in login.items()}
    return browser.post(page(follow_up), data | ({"csrfmiddlewaretoken": token} if token else {}))


def lost(answer, written):
    """Names of the fields whose words the page does not hold any more."""
    kept = fields_of(answer)
    return {name for name, value in written.items() if value and name not in ("csrfmiddlewaretoken", "send")} - {
        name for name in kept if kept[name] == written.get(name)
    }


@pytest.mark.parametrize("file", [False, True])
def test_ended_session_keeps_every_word_until_after_the_login(browser, follow_up, written, file):
    sign_out(browser)
    answer = browser.post(page(follow_up), {**written, **({"upload": photo()} if file else {})})
    assert answer.status_code == 403
    assert lost(answer, written) == set()
    assert not FollowUpReport.objects.exists()
    again = log_in_again(browser, follow_up, answer)
    assert (again.status_code, again.headers["Location"]) == (302, page(follow_up))
    report = FollowUpReport.objects.get()
    assert (report.state, report.progress, report.result) == (ReportState.DRAFT, LONG, TOLD["result"])
    assert [one.people for one in report.participations.all()] == [12, 7]
    shown = browser.get(page(follow_up))
    assert fields_of(shown)["progress"] == LONG
    assert len(shown.context["messages"]) == 1 + file
    assert bool(answer.context["file_lost"]) == file
    assert (FILE_LOST in fields_of(answer)) == file
    sent = browser.post(page(follow_up), {**fields_of_form(shown), "send": "1"})
    assert sent.status_code == 302
    assert FollowUpReport.objects.get().state == ReportState.SUBMITTED


def test_a_fault_found_after_the_login_hides_neither_the_login_nor_the_lost_file(browser, follow_up, written):
    sign_out(browser)
    answer = browser.post(page(follow_up), {**written, "own_people": "banyak", "upload": photo()})
    again = log_in_again(browser, follow_up, answer)
    assert again.status_code == 200
    assert [field.name for field in again.context["faults"]] == ["own_people"]
    assert len(again.context["messages"]) == 2
    assert [str(message) for message in again.context["messages"] if str(message) not in again.content.decode()] == []
    assert FollowUpReport.objects.get().progress == LONG


def test_page_without_session_tells_nothing_of_the_follow_up(follow_up):
    words = []
    for pk in (follow_up.pk, follow_up.pk + 1):
        answer = Client().post(f"/lapor/{pk}/", {"progress": "Kata saya", "send": "1"})
        words.append(answer.content.decode().replace(str(answer.context["csrf_token"]), ""))
        assert answer.status_code == 403
        assert "no-store" in answer.headers["Cache-Control"]
    assert words[0] == words[1]
    assert follow_up.title not in words[0]
    assert str(follow_up.office) not in words[0]


def test_the_same_words_by_a_get_or_another_button_lead_to_the_login(follow_up):
    for answer in (Client().get(page(follow_up)), Client().post(page(follow_up), {"take_back": "1", "version": "1"})):
        assert answer.headers["Location"] == reverse("admin:login") + f"?next={page(follow_up)}"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/admin/login/", "Masukkan nama pengguna dan sandi yang benar. Huruf besar dan kecil dibedakan."),
        ("/en/admin/login/", "Enter the right user name and password. Both are case-sensitive."),
    ],
)
def test_wrong_password_is_told_in_words_for_everybody(client, operator, address, sentence):
    """Nothing in it is for staff only, and no name of a field stands in it twice."""
    answer = client.post(address, {"username": "operator", "password": "salah"})
    assert answer.context["form"].errors == {"__all__": [sentence]}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"password": "salah"},
            {"__all__": ["Masukkan nama pengguna dan sandi yang benar. Huruf besar dan kecil dibedakan."]},
        ),
        ({"username": ""}, {"username": ["Bidang ini tidak boleh kosong."]}),
        (
            {"username": "orang-lain"},
            {"__all__": ["Akun ini tidak berhak melakukannya. Masuklah dengan akun yang Anda pakai saat menulis."]},
        ),
    ],
)
def test_failed_login_loses_nothing(browser, follow_up, written, django_user_model, changes, fault):
    foreign = django_user_model.objects.create_user("orang-lain", password=PASSWORD, is_staff=True)
    foreign.groups.add(Group.objects.get(name=OPERATOR))
    make_office("Dinas Lain").liaisons.add(foreign)
    sign_out(browser)
    answer = log_in_again(browser, follow_up, browser.post(page(follow_up), written), **changes)
    assert answer.status_code == 403
    assert lost(answer, written) == set()
    assert answer.context["login"].errors == fault
    assert "staf" not in " ".join(answer.context["login"].non_field_errors())
    assert PASSWORD not in answer.content.decode()
    assert "_auth_user_id" not in browser.session
    assert not FollowUpReport.objects.exists()
    assert log_in_again(browser, follow_up, answer).status_code == 302
    assert FollowUpReport.objects.get().progress == LONG


def test_login_from_the_page_is_throttled_and_shows_the_words(settings, browser, follow_up, written):
    settings.AXES_ENABLED = True
    sign_out(browser)
    answer = browser.post(page(follow_up), written)
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        locked = log_in_again(browser, follow_up, answer, password="salah")
    assert locked.status_code == 429
    shown = locked.content.decode()
    assert [word for word in ("Baris satu", "&lt;b&gt;Baris dua", TOLD["result"], "UNJA") if word not in shown] == []
    assert "salah" not in shown
    assert set(AccessAttempt.objects.get().post_data) <= set("-\n")
    assert log_in_again(browser, follow_up, answer).status_code == 429
    assert not FollowUpReport.objects.exists()


def test_login_from_the_page_needs_its_token(browser, follow_up, written):
    sign_out(browser)
    answer = browser.post(page(follow_up), written)
    refused = log_in_again(browser, follow_up, answer, token="x" * 64)
    assert refused.status_code == 403
    assert "_auth_user_id" not in browser.session
    assert lost(refused, written) == set()
    assert log_in_again(browser, follow_up, refused).status_code == 302


@pytest.mark.parametrize("signed_in", [True, False])
def test_old_token_shows_the_form_again_with_every_word(browser, operator, follow_up, written, signed_in):
    del browser.cookies[django_settings.CSRF_COOKIE_NAME]
    if not signed_in:
        sign_out(browser)
    answer = browser.post(page(follow_up), written)
    assert answer.status_code == 403
    assert lost(answer, written) == set()
    assert not FollowUpReport.objects.exists()
    if signed_in:
        assert browser.post(page(follow_up), {**fields_of_form(answer), "send": "1"}).status_code == 302
    else:
        assert log_in_again(browser, follow_up, answer).status_code == 302
    assert FollowUpReport.objects.get().progress == LONG


def test_another_account_in_another_tab_keeps_the_words(browser, follow_up, written, head):
    browser.force_login(head)
    del browser.cookies[django_settings.CSRF_COOKIE_NAME]
    answer = browser.post(page(follow_up), written)
    assert (answer.status_code, lost(answer, written)) == (403, set())
    assert follow_up.title not in answer.content.decode()
    assert log_in_again(browser, follow_up, answer).status_code == 302
    assert FollowUpReport.objects.get().written_by.username == "operator"


def test_words_of_another_site_are_not_repeated(browser, follow_up, written):
    answer = browser.post(page(follow_up), written, headers={"origin": "https://lain.example"})
    assert answer.status_code == 403
    assert LONG not in answer.content.decode()
    assert TOLD["result"] not in answer.content.decode()


def test_any_other_form_shows_what_was_typed(browser, editor, follow_up):
    browser.force_login(editor)
    address = reverse("admin:agreements_followup_change", args=[follow_up.pk])
    sent = {"title": "Judul <baru>", "password": "rahasia-sekali", "version": "4", "_save": "Simpan"}
    answer = browser.post(address, sent)
    assert answer.status_code == 403
    assert [value for _label, value in answer.context["words"]] == ["Judul <baru>"]
    assert "Judul &lt;baru&gt;" in answer.content.decode()
    assert FollowUp.objects.get().title == follow_up.title


# --- how long it lasts -----------------------------------------------------------------------------


def session_of(client):
    store = import_module(django_settings.SESSION_ENGINE).SessionStore
    return store(client.cookies[django_settings.SESSION_COOKIE_NAME].value)


def test_session_in_use_lives_on_up_to_a_limit(client, operator, clock):
    login = {"username": "operator", "password": PASSWORD}
    began = timezone.now()
    client.post(reverse("admin:login"), {**login, "next": "/lapor/"})
    first = session_of(client).get_expiry_date()
    assert abs(first - began - timedelta(seconds=django_settings.SESSION_COOKIE_AGE)) < timedelta(minutes=1)

    def used_after(hours):
        clock.move_to(began + timedelta(hours=hours))
        client.get("/lapor/")
        return session_of(client).get_expiry_date()

    assert used_after(0.5) == first
    later = used_after(10)
    assert later - first > timedelta(hours=9)
    assert used_after(20) - began <= timedelta(seconds=1) + django_settings.SESSION_LONGEST
    assert used_after(23) - began <= timedelta(seconds=1) + django_settings.SESSION_LONGEST


def test_strangers_get_no_session(client):
    answer = client.get("/")
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
