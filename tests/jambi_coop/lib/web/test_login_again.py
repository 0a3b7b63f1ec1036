"""The session ends while somebody fills in a form of the staff area: nothing that was entered is lost."""

import pytest
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jambi_coop.lib.web.login_again import PREFIX
from partners.models import Partner
from tests.agreements.staff_desk import fields_of
from tests.factories import make_partner

pytestmark = pytest.mark.django_db
PASSWORD = "kata-sandi-panjang"
LONG = "Baris satu\r\n<b>Baris dua</b>"


@pytest.fixture
def visitor():
    """Checks the token of a form as a real request does."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def partner():
    return make_partner("Kota Seremban")


@pytest.fixture
def address(partner):
    return reverse("admin:partners_partner_change", args=[partner.pk])


@pytest.fixture
def written(visitor, editor, address):
    """A filled form whose session has ended before it is sent."""
    visitor.force_login(editor)
    data = {**all_fields(visitor.get(address)), "strengths": LONG}
    del visitor.cookies[django_settings.SESSION_COOKIE_NAME]
    return data


def all_fields(response):
    """The fields of a page with the token, as its visitor sends them."""
    return {**fields_of(response), "csrfmiddlewaretoken": str(response.context["csrf_token"])}


def log_in(visitor, address, page, **changes):
    data = {f"{PREFIX}-username": "editor", f"{PREFIX}-password": PASSWORD, **changes}
    return visitor.post(address, {**all_fields(page), **data})


def test_form_is_carried_through_the_login(visitor, address, written, partner):
    page = visitor.post(address, written)
    assert page.status_code == 403
    assert "no-store" in page["Cache-Control"]
    kept = fields_of(page)
    assert {name for name, value in written.items() if value and kept.get(name) != value} == {"csrfmiddlewaretoken"}
    partner.refresh_from_db()
    assert partner.strengths == ""
    response = log_in(visitor, address, page)
    assert response.status_code == 302
    partner.refresh_from_db()
    assert partner.strengths == LONG
    assert "tidak hilang" in visitor.get(response.url).content.decode()


def test_wrong_password_keeps_everything(visitor, address, written, partner):
    page = log_in(visitor, address, visitor.post(address, written), **{f"{PREFIX}-password": "salah"})
    assert page.status_code == 403
    assert "Masukkan nama pengguna dan sandi yang benar" in page.content.decode()
    assert fields_of(page)["strengths"] == LONG
    assert log_in(visitor, address, page).status_code == 302
    partner.refresh_from_db()
    assert partner.strengths == LONG


def test_account_that_may_not_do_it_is_told_so_and_loses_nothing(visitor, address, written, partner, head):
    page = log_in(visitor, address, visitor.post(address, written), **{f"{PREFIX}-username": head.username})
    assert page.status_code == 403
    assert "Akun ini tidak berhak" in page.content.decode()
    assert fields_of(page)["strengths"] == LONG
    assert visitor.get(address).status_code == 302
    assert log_in(visitor, address, page).status_code == 302
    partner.refresh_from_db()
    assert partner.strengths == LONG
    assert partner.history.first().history_user.username == "editor"


def test_log_of_failed_logins_holds_nothing_of_the_form(visitor, address, written, settings):
    settings.AXES_ENABLED = True
    log_in(visitor, address, visitor.post(address, written), **{f"{PREFIX}-password": "hampir-benar"})
    attempt = AccessAttempt.objects.get()
    assert attempt.username == "editor"
    assert attempt.post_data == ""


def test_login_renews_the_token(visitor, address, written):
    page = visitor.post(address, written)
    before = visitor.cookies[django_settings.CSRF_COOKIE_NAME].value
    log_in(visitor, address, page)
    assert visitor.cookies[django_settings.CSRF_COOKIE_NAME].value != before


def test_form_that_is_wrong_stands_there_again(visitor, address, written, partner):
    page = log_in(visitor, address, visitor.post(address, {**written, "name": ""}))
    assert page.status_code == 200
    assert fields_of(page)["strengths"] == LONG
    assert page.context["adminform"].form.errors == {"name": ["Bidang ini tidak boleh kosong."]}
    again = visitor.post(address, {**all_fields(page), "name": "Kota Seremban"})
    assert again.status_code == 302


def test_lost_file_is_told_before_and_after(visitor, address, written):
    page = visitor.post(address, {**written, "scan": SimpleUploadedFile("surat.pdf", b"%PDF-1.4")})
    assert "Berkas yang Anda pilih" in page.content.decode()
    page = log_in(visitor, address, page, **{f"{PREFIX}-password": "salah"})
    response = visitor.get(log_in(visitor, address, page).url)
    assert "pilih lagi" in response.content.decode()


def test_no_page_holds_a_password(visitor, editor):
    address = reverse("admin:password_change")
    visitor.force_login(editor)
    data = {**all_fields(visitor.get(address)), "old_password": PASSWORD, "new_password1": "rahasia-baru-sekali"}
    del visitor.cookies[django_settings.SESSION_COOKIE_NAME]
    response = visitor.post(address, data)
    assert (response.status_code, response.url) == (302, f"{reverse('admin:login')}?next={address}")


def test_nothing_is_kept_without_the_token_of_the_form(visitor, address, written, partner):
    assert visitor.post(address, {**written, "csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert Partner.objects.get().strengths == ""


def test_logging_out_twice_leads_to_the_login(visitor, written, address):
    response = visitor.post(reverse("admin:logout"), {"csrfmiddlewaretoken": written["csrfmiddlewaretoken"]})
    assert response.status_code == 302


def test_stranger_with_an_empty_form_is_led_to_the_login(visitor, written):
    response = visitor.post(reverse("admin:index"), {"csrfmiddlewaretoken": written["csrfmiddlewaretoken"]})
    assert (response.status_code, response.url) == (302, f"{reverse('admin:login')}?next={reverse('admin:index')}")
