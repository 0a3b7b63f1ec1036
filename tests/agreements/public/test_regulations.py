"""The public pages of the legal bases, and the standing of a regulation."""

from datetime import date

import pytest

from agreements.models import Agreement, Citation, LegalBasis, Regulation
from agreements.public.regulation_status import (
    LegalStatus,
    regulation_status_of,
    regulation_status_q,
    rests_only_on_revoked,
)
from tests.factories import make_agreement, make_partner, make_source

pytestmark = pytest.mark.django_db


def _regulation(short_name="UU 23/2014", *, kind="uu", **values):
    number, year = short_name.split()[-1].split("/")
    values = {"title": f"Judul {short_name}", **values}
    slug = short_name.lower().replace(" ", "-").replace("/", "-")
    return Regulation.objects.create(
        kind=kind, number=number, year=int(year), short_name=short_name, slug=slug, **values
    )


def _article(regulation, name="Pasal 367", **values):
    return LegalBasis.objects.create(regulation=regulation, article=name, **{"summary": "Ringkasan pasal", **values})


def _cite(article, agreement):
    return Citation.objects.create(agreement=agreement, legal_basis=article)


@pytest.fixture
def rules():
    """One rule of each standing."""
    law = _regulation()
    rule = _regulation("Permendagri 25/2020", kind="permendagri")
    amended = _regulation("PP 28/2018", kind="pp")
    amended.amended_by.add(law)
    old = _regulation("Permendagri 3/2008", kind="permendagri", revoked=True, revoked_by=rule)
    return {"law": law, "rule": rule, "amended": amended, "old": old}


def _shown(response):
    return [
        regulation.short_name for regulation, _standing in response.context["current"] + response.context["history"]
    ]


def test_list_puts_the_rules_in_force_first_by_rank(client, rules):
    response = client.get("/dasar-hukum/")
    assert _shown(response) == ["UU 23/2014", "PP 28/2018", "Permendagri 25/2020", "Permendagri 3/2008"]
    assert not response.cookies
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("status=revoked", ["Permendagri 3/2008"]),
        ("status=amended", ["PP 28/2018"]),
        ("status=in_force", ["UU 23/2014", "Permendagri 25/2020"]),
        ("kind=permendagri", ["Permendagri 25/2020", "Permendagri 3/2008"]),
        ("kind=permendagri&status=in_force", ["Permendagri 25/2020"]),
        ("kind=se", []),
        ("kind=%00xyz&status=", ["UU 23/2014", "PP 28/2018", "Permendagri 25/2020", "Permendagri 3/2008"]),
    ],
)
def test_list_is_filtered(client, rules, query, names):
    response = client.get(f"/en/dasar-hukum/?{query}")
    assert response.status_code == 200
    assert _shown(response) == names


def test_both_forms_of_the_standing_agree(rules):
    rules["old"].amended_by.add(rules["law"])
    _regulation("PP 1/2001", kind="pp", status_source=make_source("Unsure", certainty="unsure"))
    for status in LegalStatus:
        assert Regulation.objects.filter(regulation_status_q(status)).exists()
        found = set(Regulation.objects.filter(regulation_status_q(status)).values_list("pk", flat=True))
        assert found == {rule.pk for rule in Regulation.objects.all() if regulation_status_of(rule).status == status}


@pytest.mark.parametrize(
    ("certainty", "checked_on", "second_hand"),
    [
        ("read", date(2026, 11, 1), False),
        ("read", None, False),
        ("secondary", None, True),
        ("unsure", None, False),
        (None, None, False),
    ],
)
def test_standing_is_second_hand_where_another_text_was_read(client, certainty, checked_on, second_hand):
    source = make_source(certainty=certainty) if certainty else None
    rule = _regulation(status_source=source, checked_on=checked_on)
    assert regulation_status_of(rule).second_hand is second_hand
    page = client.get("/en/dasar-hukum/").content.decode()
    assert ('class="hint">second-hand<' in page) is second_hand
    assert page.count("nobody has compared it") == (checked_on is None)
    assert page.count("Not read at all") == (certainty != "read")


def test_empty_register_says_so(client):
    assert 'class="empty"' in client.get("/dasar-hukum/").content.decode()
    assert 'class="empty"' in client.get("/dasar-hukum/?status=revoked").content.decode()


def test_page_shows_what_revoked_it_and_the_articles(client, rules):
    _article(rules["old"], text="Bunyi resmi pasal", text_read_in="Berita Negara")
    _article(rules["old"], "Pasal 9", summary="Pasal tanpa bunyi")
    page = client.get("/dasar-hukum/permendagri-3-2008/").content.decode()
    assert "/dasar-hukum/permendagri-25-2020/" in page
    assert page.count("<blockquote") == 1
    assert "Bunyi resmi pasal" in page
    assert "Berita Negara" in page
    assert "Pasal tanpa bunyi" in page


def test_internal_source_is_not_named(client):
    _regulation(status_source=make_source("Canary letter", is_public=False))
    page = client.get("/dasar-hukum/uu-23-2014/").content.decode()
    assert "Judul UU 23/2014" in page
    assert "Canary" not in page


def test_only_public_agreements_of_this_city_are_named_and_counted(client):
    rule = _regulation()
    article, other = _article(rule), _article(rule, "Pasal 363")
    shown = make_agreement("Naskah publik", public=True, partner=make_partner("Canary partner", public=False))
    for basis in (article, other):
        _cite(basis, shown)
    _cite(article, make_agreement("Canary draft"))
    _cite(article, make_agreement("Canary comparison", public=True, is_comparison=True))
    response = client.get("/dasar-hukum/uu-23-2014/")
    page = response.content.decode()
    assert page.count("Naskah publik") == 1
    assert "Canary" not in page
    assert response.context["page_obj"].paginator.count == response.context["regulation"].cited == 1


def test_unknown_regulation_is_not_there(client):
    assert client.get("/dasar-hukum/tidak-ada/").status_code == 404


def test_queries_do_not_grow(client, django_assert_num_queries):
    def fill(number, year):
        for each in range(number):
            rule = _regulation(f"UU {each + 1}/{year}")
            rule.amended_by.add(first)
            _cite(basis, make_agreement(f"Naskah {year} {each}", public=True))

    first = _regulation("UU 99/1999")
    basis = _article(first)
    for number, year in [(5, 2001), (20, 2002)]:
        fill(number, year)
        with django_assert_num_queries(3):
            client.get("/dasar-hukum/")
        with django_assert_num_queries(8):
            client.get("/dasar-hukum/uu-99-1999/?page=1")


@pytest.mark.parametrize(
    ("revoked", "expected"),
    [([], False), ([False], False), ([True], True), ([True, False], False), ([True, True], True)],
)
def test_rests_only_on_revoked_rules(revoked, expected, django_assert_num_queries):
    agreement = make_agreement()
    for number, gone in enumerate(revoked):
        _cite(_article(_regulation(f"PP {number + 1}/2001", kind="pp", revoked=gone)), agreement)
    loaded = Agreement.objects.prefetch_related("citations__legal_basis__regulation").get(pk=agreement.pk)
    with django_assert_num_queries(0):
        assert rests_only_on_revoked(loaded) is expected
