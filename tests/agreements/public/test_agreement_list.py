"""The public list: what a row says, the order, pages, notes on bad input, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from agreements.lifecycle.vocabulary import Stage
from agreements.models import Agreement, Digest, FollowUp, Party
from agreements.record.digest import refresh_digest
from agreements.stages.past_steps import record_past
from agreements.stages.step_evidence import PastStep
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from jambi_coop.lib.web import paging
from tests.factories import (
    TODAY,
    make_agreement,
    make_document,
    make_partner,
    make_signed,
    make_term,
    past_steps,
    set_facts,
)

pytestmark = pytest.mark.django_db
LIST = "/kerja-sama/"


@pytest.fixture(autouse=True)
def indonesian():
    """A request leaves its language behind in the thread."""
    with translation.override("id"):
        yield


def today():
    return timezone.localdate()


def html(client, address=LIST):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def titles(text):
    return re.findall(r"<h3><a [^>]*>([^<]*)</a></h3>", text)


def test_row_tells_enough_to_judge(client):
    partner = make_partner("Kota Seremban", country="MY")
    agreement = make_signed("Kota kembar", public=True, partner=partner, on=parse("27 Maret 2024"), today=today())
    make_term(agreement, starts_on=parse("27 Maret 2024"), ends_on=today() + timedelta(days=30))
    FollowUp.objects.create(agreement=agreement, kind="visit", title="Kunjungan", done_on=parse("Mei 2025"))
    make_document(agreement)
    refresh_digest(agreement)
    text = html(client)
    for words in ("Kota kembar", "Kota Seremban (Malaysia)", "27 Maret 2024", "Mei 2025"):
        assert words in text
    for tag in ("in_force", "ending", "document"):
        assert f"tag--{tag}" in text
    assert f'href="{agreement.get_absolute_url()}"' in text


@pytest.mark.parametrize("title", ["Kerja sama", "2020 hal", "香川", "A" * 150])
def test_row_links_to_the_address_of_the_agreement(client, title):
    agreement = make_agreement(title, public=True)
    assert agreement.get_absolute_url() in html(client)
    assert client.get(agreement.get_absolute_url()).status_code == 200


def test_list_shows_only_public_agreements_and_partners(client):
    make_agreement("Internal saja")
    trashed = make_agreement("Di tempat sampah", public=True)
    Agreement.objects.filter(pk=trashed.pk).update(trashed_at=timezone.now())
    make_agreement("Terbuka", public=True, partner=make_partner("Mitra tertutup", public=False))
    text = html(client)
    assert titles(text) == ["Terbuka"]
    assert "Mitra tertutup" not in text


def test_waiting_names_for_whom(client):
    agreement = make_agreement("Menunggu", public=True, today=today())
    steps = past_steps(agreement.track, until=Stage.COUNCIL, on=KnownDate.day(today()))
    record_past(agreement, steps=steps, by=None, today=today())
    record_past(
        agreement,
        steps=[PastStep(stage=Stage.COUNCIL, holder="council", state="submitted")],
        by=None,
        today=today(),
    )
    for address in (LIST, agreement.get_absolute_url()):
        assert re.search(r"tag--awaiting.>[^<]*DPRD Kota Jambi<", html(client, address))


def test_hidden_follow_up_leaves_no_date(client):
    agreement = make_agreement("Terbuka", public=True)
    meeting = FollowUp.objects.create(agreement=agreement, kind="meeting", title="x", done_on=parse("3 Mei 2019"))
    for is_public in (True, False):
        meeting.is_public = is_public
        meeting.save()
        refresh_digest(agreement)
        text = html(client)
        assert titles(text) == ["Terbuka"]
        assert ("3 Mei 2019" in text, "2019" in text) == (is_public, is_public)


def test_comparison_cases_stand_apart(client):
    make_agreement("Milik kota", public=True)
    case = make_agreement("Kasus lain", public=True)
    Agreement.objects.filter(pk=case.pk).update(is_comparison=True, region="Kota Bukittinggi")
    assert titles(html(client)) == ["Milik kota"]
    text = html(client, f"{LIST}?comparison=1")
    assert titles(text) == ["Kasus lain"]
    assert "Kota Bukittinggi" in text


ORDERS = {
    "": ["Bunga", "Cempaka", "Anggrek"],
    "signed": ["Bunga", "Cempaka", "Anggrek"],
    "title": ["Anggrek", "Bunga", "Cempaka"],
    "activity": ["Cempaka", "Anggrek", "Bunga"],
    "ending": ["Anggrek", "Cempaka", "Bunga"],
}


@pytest.mark.parametrize("sort", ORDERS)
def test_orders_put_what_is_not_known_last(client, sort):
    for title, signed, ends, done in [
        ("Cempaka", "2019", today() + timedelta(days=99), "2025"),
        ("Bunga", "5 Mei 2021", "", ""),
        ("Anggrek", "", today() + timedelta(days=9), "2024"),
    ]:
        agreement = make_agreement(title, public=True, signed_on=parse(signed))
        make_term(agreement, ends_on=ends)
        FollowUp.objects.create(agreement=agreement, kind="visit", title="x", done_on=done)
        refresh_digest(agreement)
    assert titles(html(client, f"{LIST}?sort={sort}")) == ORDERS[sort]


def test_status_not_known_says_what_was_last_known(client):
    make_agreement("Pelatihan", kind="training", public=True, as_of=KnownDate.range(*_years(2016, 2017)), today=today())
    text = html(client)
    assert "tag--unknown" in text
    assert "2016–2017" in text


def _years(first, last):
    return KnownDate.year(first).earliest, KnownDate.year(last).latest


def many(count, partner=None):
    """`count` public agreements in a few writes."""
    partner = partner or make_partner("Mitra bersama")
    first = Agreement.objects.count()
    numbers = range(first, first + count)
    rows = Agreement.objects.bulk_create(
        Agreement(
            register_number=f"KSLN-2026-{number:04}",
            title=f"Kerja sama {number:03}",
            kind="sister_city",
            track="ksdpl",
            stage="initiative",
            publication_class="public",
        )
        for number in numbers
    )
    Party.objects.bulk_create(Party(agreement=row, partner=partner) for row in rows)
    Digest.objects.bulk_create(Digest(agreement=row, public_text=row.title.lower()) for row in rows)
    for row in rows:
        set_facts(row, is_committed=False)


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("query", ["", "?country=MY&status=exploratory&sort=activity&q=kerja"])
def test_query_count_does_not_grow_with_rows(client, query):
    many(20)
    few = queries(client, LIST + query)
    for number in range(6):
        many(30, make_partner(f"Mitra {number}"))
    assert queries(client, LIST + query) == few
    assert few <= 12


def test_pages_have_twenty_rows_and_their_number_in_the_title(client):
    many(25)
    assert len(titles(html(client))) == 20
    second = html(client, f"{LIST}?page=2&sort=title")
    assert titles(second) == [f"Kerja sama {number:03}" for number in range(20, 25)]
    title = re.search(r"<title>(.*?)</title>", second, re.DOTALL)[1].strip()
    assert title.startswith("Daftar kerja sama – halaman 2 dari 2 – ")


def test_count_is_capped(client, monkeypatch):
    monkeypatch.setattr(paging, "MOST_COUNTED", 4)
    many(6)
    response = client.get(LIST)
    assert response.context["is_capped"]
    assert response.context["count"] == "4"


@pytest.mark.parametrize(("condition", "number"), [("active", 3), ("none_yet", 0)])
def test_filter_by_condition_counts_what_it_shows(client, condition, number):
    many(3)
    Agreement.objects.update(stage="implementation")
    for row in Agreement.objects.all():
        set_facts(row, activities=[KnownDate.day(TODAY)])
    response = client.get(f"{LIST}?condition={condition}")
    assert len(response.context["rows"]) == response.context["page_obj"].paginator.count == number
    assert "(3)</option>" in response.content.decode()


def test_empty_result_offers_to_remove_each_filter(client):
    make_agreement("Satu-satunya", public=True)
    text = html(client, f"{LIST}?q=zzz&status=ended")
    assert titles(text) == []
    assert f'href="{LIST}?status=ended"' in text
    assert f'href="{LIST}?q=zzz"' in text
    assert f'href="{LIST}"' in text


def test_empty_register_says_so(client):
    response = client.get(LIST)
    assert response.context["rows"] == []
    assert 'class="empty"' in response.content.decode()


NO_PAGE = object()
# query, what is named as ignored, whether the one agreement is still found
BAD = {
    "page word": ("page=abc", [NO_PAGE], True),
    "page too high": ("page=99", [NO_PAGE], True),
    "page zero": ("page=0", [NO_PAGE], True),
    "page negative": ("page=-1", [NO_PAGE], True),
    "page huge": ("page=" + "9" * 400, [NO_PAGE], True),
    "page other digits": ("page=%D9%A1", [NO_PAGE], True),
    "page twice": ("page=1&page=x", [NO_PAGE], True),
    "NUL": ("q=%00&status=%00&country=%00&page=%00", [NO_PAGE], True),
    "long": ("q=" + "a" * 10_000, [], False),
    "unknown status": ("status=xyz", ["xyz"], True),
    "repeated": ("kind=grant&kind=grant&kind=xyz&status=ended&status=xyz", ["xyz"], False),
    "unknown key": ("xyz=1", [], True),
    "markup": ("q=%3Cscript%3E&partner=%3Cscript%3E", ["<script>"], False),
    "bad years": ("signed_from=99999&signed_to=-1", ["99999", "-1"], True),
    "not UTF-8": ("q=%ff%fe&sort=%ff", ["\ufffd"], False),
    "unknown sort": ("sort=random()", ["random()"], True),
}


@pytest.mark.parametrize(
    ("prefix", "unknown", "no_page"),
    [
        ("", "Saringan “%s” tidak dikenal dan diabaikan.", "Halaman hasil itu tidak ada. Ini halaman 1."),
        ("/en", "Filter “%s” is not known and was ignored.", "There is no such page of results. This is page 1."),
    ],
    ids=["id", "en"],
)
@pytest.mark.parametrize(("query", "ignored", "is_found"), BAD.values(), ids=BAD)
def test_bad_input_is_tolerated_and_said(client, prefix, unknown, no_page, query, ignored, is_found):
    make_agreement("Kerja sama", public=True)
    response = client.get(f"{prefix}{LIST}?{query}")
    assert response.status_code == 200
    assert response.context["notes"] == [no_page if value is NO_PAGE else unknown % value for value in ignored]
    text = response.content.decode()
    assert titles(text) == (["Kerja sama"] if is_found else [])
    assert "<script>" not in text


def test_english_list_marks_indonesian_titles(client):
    make_agreement("Hanya Indonesia", public=True)
    make_agreement("Kota kembar", title_en="Sister city", public=True)
    text = html(client, f"/en{LIST}")
    assert re.search(r'lang="id">Hanya Indonesia</a>', text)
    assert ">Sister city</a>" in text
    assert "/en/kerja-sama/KSLN-" in text


def test_downloads_carry_the_filters(client):
    make_agreement("Kerja sama", public=True)
    assert "/kerja-sama/unduh/xlsx/?" in html(client)
    assert "q=kerja" in client.get(f"{LIST}?q=kerja").context["downloads"]["csv_id"]


def test_empty_list_leads_to_cases_of_other_regions(client):
    make_agreement("Milik kota", public=True)
    case = make_agreement("Kota kembar Melbourne", public=True)
    Agreement.objects.filter(pk=case.pk).update(is_comparison=True, region="Kota Bandung")
    text = html(client, f"{LIST}?q=melbourne")
    assert re.search(r'href="/kerja-sama/\?q=melbourne&amp;[^"]*comparison=1"', text)
    assert titles(html(client, f"{LIST}?q=melbourne&comparison=1")) == ["Kota kembar Melbourne"]
    assert "comparison=1" not in html(client, f"{LIST}?q=tidak-ada")
