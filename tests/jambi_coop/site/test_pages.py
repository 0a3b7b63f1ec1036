"""What holds for the whole site: language, errors, headers, cookies, health, login."""

from unittest import mock

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import translation

from jambi_coop.urls import urlpatterns as site_patterns

ADDRESS = "/admin/login/"


def _raise(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    path("400/", _raise(SuspiciousOperation("secret detail"))),
    path("403/", _raise(PermissionDenied("secret detail"))),
    path("500/", _raise(RuntimeError("secret detail"))),
    path("503/", _raise(OperationalError("secret detail"))),
    path("form/", lambda request: HttpResponse("sent")),
    *site_patterns,
]
handler400 = "jambi_coop.site.pages.bad_request"
handler403 = "jambi_coop.site.pages.permission_denied"
handler404 = "jambi_coop.site.pages.not_found"
handler500 = "jambi_coop.site.pages.server_error"


@pytest.fixture
def broken_site(settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize("browser_language", ["en", "id", "fr", ""])
@pytest.mark.parametrize(("prefix", "language"), [("", "id"), ("/en", "en")])
def test_path_decides_the_language(client, prefix, language, browser_language):
    response = client.get(prefix + ADDRESS, headers={"accept-language": browser_language})
    assert response.status_code == 200
    assert response.headers["Content-Language"] == language
    assert f'lang="{language}"' in response.content.decode()


@pytest.mark.parametrize("status", [400, 403, 500, 503])
def test_error_page_tells_no_detail(broken_site, status):
    response = broken_site.get(f"/{status}/")
    assert response.status_code == status
    assert "<h1>" in response.content.decode()
    assert b"secret detail" not in response.content
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_unavailable_says_when_to_come_back(broken_site):
    assert int(broken_site.get("/503/").headers["Retry-After"]) > 0


def test_unknown_address_gives_not_found_in_both_languages(client):
    for prefix, language in [("", "id"), ("/en", "en")]:
        response = client.get(f"{prefix}/tidak-ada/")
        assert response.status_code == 404
        assert f'<html lang="{language}">' in response.content.decode()


def test_stale_form_gets_an_explanation(settings):
    settings.ROOT_URLCONF = __name__
    response = Client(enforce_csrf_checks=True).post("/form/")
    assert response.status_code == 403
    with translation.override("id"):
        assert translation.gettext("The form was not accepted") in response.content.decode()


@pytest.mark.django_db
def test_headers_are_strict(client):
    headers = client.get(ADDRESS).headers
    policy = headers["Content-Security-Policy"]
    for directive in ["script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"]:
        assert directive in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_stranger_gets_no_cookie(client):
    response = client.get("/tidak-ada/")
    assert not response.cookies


@pytest.mark.django_db
def test_health_is_ok_when_the_database_answers(client):
    response = client.get("/sehat/")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_health_is_503_when_the_database_is_away(client):
    with mock.patch("jambi_coop.site.pages.connection.cursor", side_effect=OperationalError("host=secret")):
        response = client.get("/sehat/")
    assert response.status_code == 503
    assert b"secret" not in response.content


def _fail(client, username, address="10.0.0.1", **extra):
    return client.post(ADDRESS, {"username": username, "password": "wrong"}, REMOTE_ADDR=address, **extra)


@pytest.mark.django_db
@pytest.mark.parametrize("exists", [True, False])
def test_login_closes_after_failures(client, settings, exists):
    settings.AXES_ENABLED = True
    if exists:
        get_user_model().objects.create_user("clerk", password="right-password-1", is_staff=True)
    answers = [_fail(client, "clerk") for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert [answer.status_code for answer in answers] == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    assert "masuk dari alamat ini ditutup selama 15 menit." in answers[-1].content.decode()
    assert _fail(client, "clerk", address="10.0.0.2").status_code == 200
    assert _fail(client, "other").status_code == 200


@pytest.mark.django_db
def test_throttling_is_not_evaded_by_a_forged_header(client, settings):
    settings.AXES_ENABLED = True
    for number in range(settings.AXES_FAILURE_LIMIT):
        answer = _fail(client, "clerk", HTTP_X_REAL_IP=f"10.1.1.{number}", HTTP_X_FORWARDED_FOR=f"10.1.1.{number}")
    assert answer.status_code == 429


@pytest.mark.django_db
def test_proxy_of_ours_names_the_visitor(client, settings):
    settings.AXES_ENABLED = True
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    for number in range(settings.AXES_FAILURE_LIMIT):
        answer = _fail(client, "clerk", address="127.0.0.1", HTTP_X_REAL_IP=f"10.1.1.{number}")
    assert answer.status_code == 200


@pytest.mark.django_db
def test_password_is_reset_by_mail(client):
    user = get_user_model().objects.create_user("clerk", "clerk@example.org", "old-password-12", is_staff=True)
    assert client.post("/admin/password_reset/", {"email": user.email}).status_code == 302
    link = next(word for word in mail.outbox[0].body.split() if "/reset/" in word)
    form = client.get(link, follow=True)
    new = "sungai-batang-hari-88"
    done = client.post(form.redirect_chain[-1][0], {"new_password1": new, "new_password2": new})
    assert done.status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)


@pytest.mark.django_db
def test_password_reset_tells_nothing_about_unknown_addresses(client):
    assert client.post("/admin/password_reset/", {"email": "nobody@example.org"}).status_code == 302
    assert mail.outbox == []
