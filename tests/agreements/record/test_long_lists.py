"""What grows with the register is found by typing: no form of the admin offers all of it as one plain list."""

from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.urls import reverse

from agreements.models import Indicator, LegalBasis, Measurement, Regulation, Sector
from tests.agreements.staff_desk import send, url
from tests.factories import make_agreement, make_document, make_partner, make_signed, make_source

pytestmark = pytest.mark.django_db

MARK = "Contohan"


class _Options(HTMLParser):
    """Names of the selects and radio buttons of a page that offer something marked without being asked for it."""

    def __init__(self):
        super().__init__()
        self.found, self._select, self._chosen = [], "", False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "select":
            self._select = attrs.get("name", "")
        elif tag == "option":
            self._chosen = "selected" in attrs

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""

    def handle_data(self, data):
        if self._select and MARK in data and not self._chosen:
            self.found.append(self._select)


def offered_in(response):
    parser = _Options()
    parser.feed(response.content.decode())
    return parser.found


@pytest.fixture
def indicator():
    """An indicator, and marked rows of every kind that grows."""
    make_source(f"{MARK} sumber")
    make_partner(f"{MARK} mitra")
    make_agreement(f"{MARK} kerja sama")
    Sector.objects.create(name=f"{MARK} sektor", slug="penanda")
    values = {"kind": "uu", "number": "1", "year": 2000, "slug": "penanda"}
    regulation = Regulation.objects.create(short_name=f"{MARK} UU", title=f"{MARK} judul", **values)
    LegalBasis.objects.create(regulation=regulation, article=f"{MARK} 1", summary=f"{MARK} isi")
    make_document(make_agreement("Yang lain", partner=False), title=f"{MARK} dokumen")
    agreement = make_signed(partner=make_partner("Kota Kobe"))
    return Indicator.objects.create(agreement=agreement, title="Pelajar", level="output", unit="orang")


def test_no_form_offers_a_growing_table_as_a_plain_list(client, superuser, indicator):
    client.force_login(superuser)
    measurement = Measurement.objects.create(indicator=indicator, value=1, period="2025", source=make_source())
    number = indicator.agreement_id
    pages = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label in ("agreements", "partners", "auth")
    ]
    pages += [url(f"agreement_{name}", number) for name in ("first_follow_up", "review", "renew", "publication")]
    verbs = ("advance", "record_past", "waive", "correct", "change_track", "stop", "end", "return_for_repair")
    pages += [url("agreement_verb", number, verb) for verb in verbs]
    pages += [url("agreement_change", number, part="all"), url("indicator_change", indicator.pk)]
    pages += [url("indicator_target", indicator.pk), url("measurement_change", measurement.pk)]
    pages += [reverse("admin:partners_partner_merge", args=[make_partner("Kota Tua").pk])]
    answers = {page: client.get(page) for page in pages}
    assert sum(answer.status_code == 200 for answer in answers.values()) > 25
    assert {page: found for page, answer in answers.items() if (found := offered_in(answer))} == {}


def test_the_source_of_a_target_is_found_by_typing(client, editor, indicator):
    client.force_login(editor)
    address = url("indicator_target", indicator.pk)
    page = client.get(address).content.decode()
    assert "admin/js/autocomplete.js" in page
    source = make_source(f"{MARK} sumber")
    assert send(client, address, value="40", source=source.pk).url == url("indicator_change", indicator.pk)
    assert [(one.value, one.source) for one in indicator.targets.all()] == [(40, source)]


@pytest.mark.parametrize("strange", ["x", "99999999999999999999999", "-1"])
def test_a_source_that_cannot_be_is_a_fault_of_the_form(client, editor, indicator, strange):
    client.force_login(editor)
    response = send(client, url("indicator_target", indicator.pk), value="40", source=strange)
    assert response.status_code == 200
    assert response.context["form"].has_error("source", "invalid_choice")
