"""A NUL, a lone surrogate or another control character in an address, a cookie or a form never causes a server
error."""

from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from agreements.follow_up.filters import FollowUpFilter
from agreements.models import Agreement, FollowUp
from agreements.record.filters.agreement import AgreementFilter
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import TODAY, make_agreement, make_office, make_partner, make_signed
from tests.test_url_matrix import address, body, rows, table

__all__ = ["rows"]


@pytest.fixture
def staff(superuser):
    client = Client(raise_request_exception=False)
    client.force_login(superuser)
    return client


def broken(client, addresses):
    found = []
    for one in addresses:
        answer = client.get(one)
        body(answer)  # reading to the end also closes a file
        found += [one] if answer.status_code >= 500 else []
    return found


def changed(url, sign):
    """Return the address with the character in its last part, or in the last value of its query."""
    if "?" in url:
        return url + sign
    return f"{url.rstrip('/')}{sign}/" if url != "/" else f"/{sign}/"


def test_every_address(staff, rows):
    addresses = [address(name, rows) for name in table()]
    assert len(addresses) > 50
    assert broken(staff, [changed(url, "%00") for url in addresses]) == []


@pytest.mark.parametrize(
    "way",
    ["/kerja-sama/KSLN%00-0001-x/", "/mitra/kota%00/", "/dokumen/1/%00/", "/kalender/%00.ics", "/%00", "/static/%00"],
)
def test_an_address_with_nul_leads_nowhere(db, way):
    assert Client(raise_request_exception=False).get(way, follow=True).status_code == 404


def test_the_path_of_a_record_with_nul_leads_nowhere(db):
    agreement = make_agreement(public=True, partner=make_partner())
    url = agreement.get_absolute_url()
    client = Client(raise_request_exception=False)
    assert client.get(url).status_code == 200
    assert client.get(url.replace("-0001-", "%00-0001-")).status_code == 404


def lookups(model_admin):
    """Return the names of the parameters that filter a list of the staff."""
    for one in model_admin.list_filter:
        name = one[0] if isinstance(one, tuple) else one
        if isinstance(name, str):
            yield from (name, f"{name}__exact", f"{name}__id__exact")
        else:
            yield name.parameter_name
    yield from ("q", "o", "p", "all", "agreement__id__exact", "_changelist_filters", model_admin.date_hierarchy or "e")


def test_every_filter_of_the_staff(staff):
    addresses = []
    for model, model_admin in admin.site._registry.items():
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        addresses += [f"{url}?{name}=%00" for name in lookups(model_admin)]
        addresses.append(f"{url}?%00=1")
    assert len(addresses) > 100
    assert broken(staff, addresses) == []


@pytest.mark.parametrize("term", ["%00", "kota%00"])
def test_autocomplete(staff, term):
    asked = {"app_label": "agreements", "model_name": "agreement", "field_name": "parent", "term": ""}
    answers = {}
    for name in asked:
        query = "&".join(f"{key}={value}{term if key == name else ''}" for key, value in asked.items())
        answers[name] = staff.get(f"{reverse('admin:autocomplete')}?{query}").status_code
    assert answers == {"app_label": 403, "model_name": 403, "field_name": 403, "term": 200}


PUBLIC = [
    *(f"/kerja-sama/?{name}=" for name in [*AgreementFilter.base_filters, "page"]),
    *(f"/kerja-sama/unduh/{name}/?q=" for name in ("csv", "xlsx")),
    *(f"/tindak-lanjut/?{name}=" for name in [*FollowUpFilter.base_filters, "page", "tab"]),
    *(f"/tindak-lanjut/umpan/?{name}=" for name in FollowUpFilter.base_filters),
    *(f"/tindak-lanjut/kalender.ics?{name}=" for name in FollowUpFilter.base_filters),
    *(f"/mitra/?{name}=" for name in ("q", "negara", "country", "jenis", "kind", "page")),
    *(f"/dasar-hukum/?{name}=" for name in ("kind", "status", "page")),
    *("/lapor/?q=", "/admin/login/?next=", "/statistik/?tahun="),
]


@pytest.mark.django_db
@pytest.mark.parametrize("sign", ["%00", "%01", "%ED%A0%80"])
def test_every_filter_of_the_public(sign):
    client = Client(raise_request_exception=False)
    assert broken(client, [f"{begin}a{sign}b" for begin in PUBLIC]) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "named"), [("kind=%00", 0), ("kind=lo%00an", 1), ("q=%00", 0), ("kind=%%0000", 1)])
def test_a_filter_with_nul_is_ignored_or_named(client, query, named):
    answer = client.get(f"/kerja-sama/?{query}")
    assert len(answer.context["notes"]) == named
    assert "\0" not in answer.content.decode()


def test_a_feed_of_words_with_a_control_character_is_still_one(client, editor):
    office = make_office("Dinas\x0bUji\x01", code="uji")
    agreement = make_signed("Judul\x0bdengan\x01tanda", by=editor, public=True, lead_office=office)
    FollowUp.objects.create(
        agreement=agreement,
        kind="visit",
        title="Kunjungan\x0b",
        office=office,
        is_public=True,
        done_on=KnownDate.day(TODAY),
        result="x",
    )
    for query in ("", "?q=kunjungan%0B", "?q=%01", "?office=uji"):
        answer = client.get(f"/tindak-lanjut/umpan/{query}")
        assert answer.status_code == 200
        assert ET.fromstring(answer.content).tag.endswith("feed")  # noqa: S314 - our own


def test_a_choice_with_nul_is_refused_in_words(staff, editor):
    agreement = make_agreement(by=editor)
    url = f"/admin/agreements/agreement/{agreement.pk}/change/?part=all"
    form = staff.get(url).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields} | {"legal_fields": ["a\0", "b"]}
    for prefix in ("parties", "citations"):
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    answer = staff.post(url, sent)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["legal_fields"] == ["Karakter null tidak diizinkan."]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages"])
def test_a_cookie_with_nul(name):
    client = Client(raise_request_exception=False, headers={"cookie": f'{name}="\\000abcdefgh\\000"'})
    assert client.get("/admin/login/").status_code == 200
    assert client.get("/admin/").status_code == 302


@pytest.mark.django_db
def test_a_login_with_nul_is_refused_in_words(settings):
    settings.AXES_ENABLED = True
    client = Client(raise_request_exception=False)
    answer = client.post("/admin/login/?next=%00", {"username": "a\0b", "password": "x\0y"})
    assert answer.status_code == 200
    sentence = ["Karakter null tidak diizinkan."]
    assert answer.context["form"].errors == {"username": sentence, "password": sentence}


@pytest.mark.django_db
def test_a_form_in_another_coding_is_read_as_ours(staff):
    """In `unicode_escape`, a lone surrogate could be written."""
    body = b'--x\r\nContent-Disposition: form-data; name="citation"\r\n\r\n\\ud800\r\n--x--\r\n'
    for coding in ("unicode_escape", "utf-7", "utf-16"):
        kind = f"multipart/form-data; boundary=x; charset={coding}"
        answer = staff.generic("POST", reverse("admin:agreements_source_add") + "?q=1", body, kind)
        assert answer.status_code == 200
        assert answer.context["adminform"].form.data["citation"] == "\\ud800"


def test_a_number_of_a_reset_that_is_none(client, db):
    for number in (quote("AA"), "MQ%00", "AAAA", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"):
        answer = client.get(f"/admin/reset/{number}/abc-def/", follow=True)
        assert answer.status_code == 200, number
        assert answer.context["validlink"] is False


def test_an_agreement_whose_title_has_control_characters(staff, db, editor):
    make_agreement("Judul\x01\x0b\x7f", by=editor, public=True, partner=make_partner("Mitra\x01\x0b"))
    agreement = Agreement.objects.get()
    pages = ["/", "/kerja-sama/", agreement.get_absolute_url(), "/mitra/", "/admin/", "/admin/agreements/agreement/"]
    pages += [f"/kerja-sama/unduh/{name}/" for name in ("csv", "xlsx", "csv-id")]
    pages += [f"/admin/agreements/agreement/{agreement.pk}/history/", "/tindak-lanjut/kalender.ics"]
    assert broken(staff, pages) == []
