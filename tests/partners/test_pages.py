"""The partners' public pages."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from agreements.models import Agreement, FollowUp, Transaction
from agreements.record.digest import refresh_digest
from agreements.record.partner_merge import merge_partners
from jambi_coop.lib.dates.known_date import KnownDate
from partners.actions import settle_slug
from partners.models import Contact, Partner
from tests.factories import make_agreement, make_partner, make_source

pytestmark = pytest.mark.django_db


def _names(response):
    return [partner.name for partner in response.context["page_obj"]]


def _rename(partner, slug):
    former, partner.slug = partner.slug, slug
    settle_slug(partner, previous=former)
    partner.save()


def _money(agreement, amount, currency="EUR", **values):
    values = {"kind": "commitment", "checked_on": timezone.localdate(), **values}
    return Transaction.objects.create(
        agreement=agreement, amount=Decimal(amount), currency=currency, source=make_source(), **values
    )


def test_list_shows_public_partners_with_their_agreements(client):
    partner = make_partner("Kota Seremban", name_local="Bandaraya Seremban")
    agreement = make_agreement("Satu", public=True, partner=partner)
    FollowUp.objects.create(agreement=agreement, kind="visit", title="Kunjungan", done_on=KnownDate.month(2026, 5))
    refresh_digest(agreement)
    make_agreement("Dua", partner=partner)
    response = client.get("/mitra/")
    page = response.content.decode()
    assert "Bandaraya Seremban" in page
    assert "Mei 2026" in page
    assert "31 Mei 2026" not in page
    assert "?partner=kota-seremban" in page
    assert not response.cookies


def test_partner_that_is_not_public_never_shows(client):
    make_partner("Canary internal", public=False, country="JP")
    trashed = make_partner("Canary trashed")
    trashed.trashed_at = timezone.now()
    trashed.save()
    make_partner("Kota Seremban")
    response = client.get("/mitra/")
    page = response.content.decode()
    assert "Canary" not in page
    assert "JP" not in dict(response.context["filter"].filters["country"].extra["choices"])
    assert response.context["page_obj"].paginator.count == 1
    assert client.get("/mitra/canary-internal/").status_code == 404
    assert client.get("/mitra/canary-trashed/").status_code == 404
    assert client.get("/mitra/tidak-ada/").status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=seremban", ["Kota Seremban"]),
        ("q=SEREMBAN", ["Kota Seremban"]),
        ("q=malaysia", ["Kota Seremban"]),
        ("q=jerman", ["KfW"]),
        ("q=Germany", ["KfW"]),
        ("q=frankfurt", ["KfW"]),
        ("q=kfw+frankfurt", ["KfW"]),
        ("q=kfw+malaysia", []),
        ("kind=development_bank", ["KfW"]),
        ("country=MY", ["Kota Seremban"]),
        ("country=-", ["UN-Habitat"]),
        ("country=JP", []),
        ("kind=xyz", ["KfW", "Kota Seremban", "UN-Habitat"]),
        ("country=xyz&q=%00", ["KfW", "Kota Seremban", "UN-Habitat"]),
        ("page=abc", ["KfW", "Kota Seremban", "UN-Habitat"]),
        ("page=99999999999999999999", ["KfW", "Kota Seremban", "UN-Habitat"]),
        ("kind=un_body&kind=un_body", ["UN-Habitat"]),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_list_is_searched_and_filtered(client, prefix, query, names):
    make_partner("Kota Seremban", place="Seremban")
    make_partner("KfW", kind=Partner.Kind.DEVELOPMENT_BANK, country="DE", place="Frankfurt")
    make_partner("UN-Habitat", kind=Partner.Kind.UN_BODY, country="")
    response = client.get(f"{prefix}/mitra/?{query}")
    assert response.status_code == 200
    assert _names(response) == names


def test_unknown_filter_is_named_and_ignored(client):
    page = client.get("/en/mitra/?kind=%3Cb%3Exyz").content.decode()
    assert "&lt;b&gt;xyz" in page
    assert "<b>xyz" not in page


def test_empty_result_offers_to_remove_each_filter(client):
    make_partner("Kota Seremban")
    page = client.get("/mitra/?q=zzz&country=MY").content.decode()
    assert 'class="empty"' in page
    assert 'href="/mitra/?country=MY"' in page
    assert 'href="/mitra/?q=zzz"' in page


def test_pages_of_twenty(client):
    for number in range(25):
        make_partner(f"Mitra {number:02}")
    first, second, beyond = (client.get(f"/mitra/?page={page}") for page in (1, 2, 7))
    assert len(_names(first)) == 20
    assert _names(second) == _names(beyond) == [f"Mitra {number:02}" for number in range(20, 25)]
    title = re.search(r"<title>(.*?)</title>", second.content.decode(), re.DOTALL)[1].strip()
    assert title.startswith("Mitra – halaman 2 dari 2 – ")


def test_detail_lists_public_agreements_only(client):
    partner = make_partner("Kota Seremban", profile="Profil kota", strengths="Pengelolaan sampah")
    make_agreement("Naskah publik", public=True, partner=partner)
    make_agreement("Canary draft", partner=partner)
    make_agreement("Kasus daerah lain", public=True, partner=partner, is_comparison=True)
    Contact.objects.create(partner=partner, name="Canary person", email="canary@example.org", purpose="x")
    response = client.get("/en/mitra/kota-seremban/")
    page = response.content.decode()
    assert "Naskah publik" in page
    assert "tag--comparison" in page
    assert "anary" not in page
    assert '<div lang="id"><p>Profil kota</p></div>' in page
    assert not response.cookies


def test_detail_without_agreements_says_so(client):
    make_partner("Kota Seremban")
    assert 'class="empty"' in client.get("/mitra/kota-seremban/").content.decode()


def test_totals_take_checked_public_commitments_and_receipts_per_currency(client):
    partner = make_partner("KfW", country="DE")
    agreement = make_agreement("TPA", public=True, partner=partner, kind=Agreement.Kind.LOAN, track="pass_on")
    first = _money(agreement, "13400000")
    _money(agreement, "-400000", corrects=first)
    _money(agreement, "5", currency="USD")
    _money(agreement, "77", currency="CHF", checked_on=None)
    _money(agreement, "78", currency="NOK", is_public=False)
    _money(agreement, "79", currency="SEK", kind="reported")
    _money(make_agreement("Draf", partner=partner), "80", currency="DKK")
    page = client.get("/mitra/kfw/").content.decode()
    assert "EUR 13.000.000" in page
    assert "USD 5" in page
    assert not [code for code in ("CHF", "NOK", "SEK", "DKK") if code in page]


def test_parent_shows_only_where_it_is_public(client):
    parent = make_partner("Canary parent", public=False)
    child = make_partner("Anak", parent=parent)
    assert "Canary" not in client.get(child.get_absolute_url()).content.decode()
    Partner.objects.filter(pk=parent.pk).update(publication_class="public")
    assert "Canary" in client.get(child.get_absolute_url()).content.decode()


def test_former_address_leads_to_todays(client):
    partner = make_partner("Kota Seremban")
    _rename(partner, "seremban")
    response = client.get("/en/mitra/kota-seremban/")
    assert (response.status_code, response.url) == (301, "/en/mitra/seremban/")
    Partner.objects.filter(pk=partner.pk).update(publication_class="internal")
    assert client.get("/mitra/kota-seremban/").status_code == 404


def test_merged_partner_leads_to_the_one_that_stayed(client, django_user_model):
    boss = django_user_model.objects.create_superuser("boss", "boss@example.org", "x")
    keep, middle, gone = (make_partner(name) for name in ("Tetap", "Tengah", "Hilang"))
    for kept, lost in [(middle, gone), (keep, middle)]:
        merge_partners(keep=kept, gone=lost, by=boss, now=timezone.now())
    for slug in ("hilang", "tengah"):
        response = client.get(f"/mitra/{slug}/")
        assert (response.status_code, response.url) == (301, "/mitra/tetap/")


def _fill(number):
    for each in range(number):
        partner = make_partner(f"Mitra {number} {each}")
        agreement = make_agreement(f"Naskah {number} {each}", public=True, partner=partner)
        day = KnownDate.day(timezone.localdate() - timedelta(days=each))
        FollowUp.objects.create(agreement=agreement, kind="visit", title="Kunjungan", done_on=day)
        refresh_digest(agreement)


def test_list_queries_do_not_grow(client, django_assert_num_queries):
    _fill(5)
    with django_assert_num_queries(4):
        client.get("/mitra/")
    _fill(20)
    with django_assert_num_queries(4):
        client.get("/mitra/")


def test_detail_queries_do_not_grow(client, django_assert_num_queries):
    partner = make_partner("Kota Seremban")
    for number in (5, 20):
        for each in range(number):
            make_agreement(f"Naskah {number} {each}", public=True, partner=partner)
        with django_assert_num_queries(4):
            client.get("/mitra/kota-seremban/")


def test_body_above_a_partner_is_listed_only_for_a_record_of_its_own(client, db):
    above = make_partner("Pemerintah Jerman", country="DE")
    make_agreement(public=True, partner=make_partner("KfW", country="DE", parent=above))
    assert _names(client.get("/mitra/")) == ["KfW"]
    page = client.get(above.get_absolute_url()).content.decode()
    assert "Tidak ada catatan yang dipublikasikan yang menyebut badan ini sendiri sebagai mitra." in page
    make_agreement("Kedua", public=True, partner=above)
    assert _names(client.get("/mitra/")) == ["KfW", "Pemerintah Jerman"]
