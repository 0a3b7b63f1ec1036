"""The first page and about: what they show, to whom, in which language, with how many queries."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agreements.attesting.actions import accept, attest
from agreements.models import Agreement, FollowUp, LegalField, LoadedRecord, Party
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.attesting.answers import answer
from tests.factories import make_agreement, make_office, make_partner, make_quiet, make_signed, make_term

pytestmark = pytest.mark.django_db


def _in_force(title, *, days=30, **values):
    """A signed agreement whose term ends in `days`."""
    agreement = make_signed(title, **values)
    today = timezone.localdate()
    make_term(
        agreement,
        starts_on=KnownDate.day(today - timedelta(days=20)),
        ends_on=KnownDate.day(today + timedelta(days=days)),
    )
    refresh_digest(agreement)
    return agreement


def _done(agreement, title, **values):
    return FollowUp.objects.create(
        agreement=agreement, kind="meeting", title=title, done_on=KnownDate.day(timezone.localdate()), **values
    )


@pytest.mark.parametrize("address", ["/", "/tentang/"])
@pytest.mark.parametrize(("prefix", "language"), [("", "id"), ("/en", "en")])
def test_page_answers_in_its_language(client, prefix, address, language):
    response = client.get(prefix + address)
    page = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}">' in page
    assert page.count("<h1") == 1
    assert not response.cookies
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/", "/tentang/", "/mitra/"])
def test_language_switch_leads_to_the_same_page(client, address):
    assert f'href="/en{address}?q=a"' in client.get(f"{address}?q=a").content.decode()
    assert f'href="{address}?q=a"' in client.get(f"/en{address}?q=a").content.decode()


def test_language_switch_of_a_missing_page_leads_home(client):
    page = client.get("/tidak-ada/").content.decode()
    assert 'href="/en/"' in page


def test_empty_register_shows_empty_states(client):
    response = client.get("/")
    assert [group.count for group in response.context["kind_groups"]] == [0, 0, 0, 0, 0]
    assert response.content.decode().count('class="empty"') >= 2
    assert "notice--warning" not in response.content.decode()


def test_counts_by_what_it_is(client):
    make_signed("Sister", public=True)
    make_agreement("Proposed", public=True)
    meant = make_agreement("Meant", public=True)
    meant.steps.create(stage="intent", holder="city", state="done")
    refresh_digest(meant)
    make_agreement("Visit", public=True, kind=Agreement.Kind.CONTACT)
    make_agreement("Loan", public=True, kind=Agreement.Kind.LOAN, track="pass_on")
    make_agreement("Grant", public=True, kind=Agreement.Kind.GRANT, track="pass_on")
    make_agreement("Course", public=True, kind=Agreement.Kind.TRAINING)
    make_agreement("Network", public=True, kind=Agreement.Kind.MEMBERSHIP)
    kind_groups = client.get("/en/").context["kind_groups"]
    assert [(group.title, group.count) for group in kind_groups] == [
        ("Signed agreements", 1),
        ("Letters of intent (LoI) without an agreement", 1),
        ("Proposals without a signed text", 1),
        ("Projects, grants and loans", 2),
        ("Training", 1),
        ("Memberships and observer seats", 1),
    ]
    assert kind_groups[3].query == "kind=grant&kind=granted_loan&kind=loan"
    assert all(sum(status_count.count for status_count in group.status_counts) == group.count for group in kind_groups)
    assert sum(group.count for group in kind_groups) == client.get("/kerja-sama/").context["page_obj"].paginator.count


def test_a_visit_is_no_agreement(client):
    visit = make_agreement("Kunjungan", public=True, kind=Agreement.Kind.CONTACT)
    _done(visit, "Kunjungan ke kota")
    page = client.get("/en/")
    assert [group.count for group in page.context["kind_groups"]] == [0, 0, 0, 0, 0]
    assert page.context["contact_count"] == 1
    assert "Kunjungan ke kota" not in page.content.decode()
    listed = client.get(f"/en/kerja-sama/?{page.context['contact_query']}")
    assert [row["agreement"].title for row in listed.context["rows"]] == ["Kunjungan"]
    assert "1 visit or contact, which is no agreement" in listed.content.decode()
    detail = client.get(visit.get_absolute_url()).content.decode()
    assert "It is no agreement" in detail
    assert "Exploratory" not in detail
    assert "Visit or contact" in detail
    assert "Kunjungan ke kota" in detail
    assert "Now with" not in detail
    assert "No signing date recorded" not in detail


def test_countries_add_up_with_the_international_bodies(client):
    for number, country in enumerate(["MY", "MY", "DE", "", ""]):
        make_agreement(f"Naskah {number}", public=True, partner=make_partner(f"Mitra {number}", country=country))
    countries = client.get("/en/").context["countries"]
    assert [(str(entry.name), entry.count) for entry in countries] == [
        ("Malaysia", 2),
        ("Germany", 1),
        ("International bodies", 2),
    ]
    assert sum(entry.count for entry in countries) == 5


def test_fields_say_how_many_are_not_classified(client):
    make_agreement("Tanpa bidang", public=True)
    entries = client.get("/en/").context["fields"]
    assert [(str(entry.name), entry.count) for entry in entries] == [("Not classified", 1)]
    field = LegalField.objects.order_by("letter").first()
    make_agreement("Dengan bidang", public=True).legal_fields.add(field)
    entries = client.get("/en/").context["fields"]
    assert [(str(entry.name), entry.count) for entry in entries] == [(field.name_en, 1), ("Not classified", 1)]
    Agreement.objects.get(title="Tanpa bidang").legal_fields.add(field)
    assert [entry.count for entry in client.get("/en/").context["fields"]] == [2, 0, 0, 0, 0]


@pytest.mark.parametrize("ending_days", [180, 77])
def test_every_number_is_proved_by_its_list(client, settings, ending_days):
    """The list's own filters must find as many as the first page says, whatever the settings are."""
    settings.ENDING_SOON_DAYS = ending_days
    make_agreement("Sister", public=True)
    _in_force("In force", public=True)
    _in_force("Later", public=True, days=150)
    make_agreement("Course", public=True, kind=Agreement.Kind.TRAINING)
    context = client.get("/").context
    assert [group.count for group in context["kind_groups"]] == [2, 0, 1, 0, 1, 0]
    assert context["ending_count"] == (2 if ending_days == 180 else 1)
    links = [(group.count, group.query) for group in context["kind_groups"]]
    links += [
        (status_count.count, status_count.query)
        for group in context["kind_groups"]
        for status_count in group.status_counts
    ]
    links += [(entry.count, entry.query) for entry in [*context["countries"], *context["fields"]]]
    links += [
        (context["ending_count"], context["ending_query"]),
        (context["awaiting_count"], context["awaiting_query"]),
    ]
    for count, query in links:
        found = client.get(f"/kerja-sama/?{query}")
        assert found.context["page_obj"].paginator.count == count, query


def test_agreements_without_follow_up_are_counted_without_those_that_ended(client):
    """As on the page of follow-ups: those in force after whose signing nothing is recorded."""
    today = timezone.localdate()
    since = {"on": KnownDate.day(today - timedelta(days=700)), "today": today, "public": True}
    make_quiet("Sunyi", **since)
    make_signed("Belum dikonfirmasi", **since)
    ended = make_quiet("Berakhir tanpa kegiatan", **since)
    make_term(ended, ends_on=KnownDate.day(today - timedelta(days=9)))
    refresh_digest(ended)
    context = client.get("/").context
    assert context["none_yet_count"] == 1
    found = client.get(f"/kerja-sama/?{context['none_yet_query']}").context
    assert [row["agreement"].title for row in found["rows"]] == ["Sunyi"]
    assert client.get("/tindak-lanjut/").context["silent"]["none_yet"] == 1


def test_late_follow_ups_are_those_of_their_list(client):
    agreement = make_signed("Naskah", public=True)
    for days in (9, -9):
        due = KnownDate.day(timezone.localdate() - timedelta(days=days))
        FollowUp.objects.create(agreement=agreement, kind="meeting", title="Rapat", due_on=due)
    context = client.get("/").context
    assert context["late_count"] == 1
    listed = client.get(f"/tindak-lanjut/?{context['late_query']}").context["page_obj"]
    assert listed.paginator.count == 1


def test_an_answer_is_awaited_only_where_something_was_sent(client):
    """The tag names somebody only while the paper lies there."""
    for name, state in (("Dikirim", "submitted"), ("Ditolak", "rejected")):
        agreement = make_agreement(name, public=True)
        agreement.stage = "council"
        agreement.save()
        agreement.steps.create(stage="council", holder="council", state=state, sent_on=timezone.localdate())
        refresh_digest(agreement)
    context = client.get("/en/").context
    assert (context["awaiting_count"], context["asked_count"]) == (2, 1)
    page = client.get("/en/").content.decode()
    assert "2 agreements are at a step of approval" in page
    assert "for 1 of them an answer is awaited" in page


def test_offices_have_their_english_name_on_the_english_page(client):
    office = make_office("Dinas Pendidikan", name_en="Education Office")
    _done(make_signed("Naskah", public=True), "Rapat", office=office)
    _done(make_signed("Naskah dua", public=True), "Rapat dua", office=make_office("Dinas Sosial"))
    page = client.get("/en/").content.decode()
    assert "Education Office" in page
    assert "Dinas Pendidikan" not in page
    assert '<span lang="id">Dinas Sosial</span>' in page
    assert "Dinas Pendidikan" in client.get("/").content.decode()


def test_ending_soon_and_latest_follow_ups(client):
    agreement = _in_force("Ending text", public=True)
    _done(agreement, "Public meeting", office=make_office("Dinas Pendidikan"))
    page = client.get("/").content.decode()
    assert "Ending text" in page
    assert "Public meeting" in page
    assert "Dinas Pendidikan" in page
    assert "notice--warning" in page


def test_closed_records_never_show_not_even_by_count(client):
    hidden = _in_force("Canary hidden title")
    _done(hidden, "Canary hidden meeting")
    shown = _in_force("Shown", public=True)
    _done(shown, "Canary internal meeting", is_public=False)
    trashed = _in_force("Canary trashed", public=True)
    trashed.trashed_at = timezone.now()
    trashed.save()
    comparison = make_agreement("Canary comparison", public=True, is_comparison=True)
    Party.objects.create(agreement=shown, partner=make_partner("Canary partner", public=False, country="JP"))
    refresh_digest(shown)
    response = client.get("/en/")
    assert comparison.title not in response.content.decode()
    assert "Canary" not in response.content.decode()
    assert "Japan" not in response.content.decode()
    assert sum(group.count for group in response.context["kind_groups"]) == 1
    assert response.context["ending_count"] == 1


def _register(number):
    partner = make_partner(f"Kota {number}")
    for each in range(number):
        agreement = make_agreement(f"Naskah {number} {each}", public=True, partner=partner)
        agreement.legal_fields.add(LegalField.objects.first())
        _done(agreement, f"Kegiatan {each}")


def test_queries_do_not_grow(client, django_assert_num_queries):
    _register(5)
    with django_assert_num_queries(8):
        client.get("/")
    _register(20)
    with django_assert_num_queries(8):
        client.get("/")


@pytest.mark.parametrize("query", ["?q=%00", "?page=abc", "?" + "a" * 5000, "?lang=%ff"])
def test_odd_query_strings_do_no_harm(client, query):
    assert client.get(f"/{query}").status_code == 200


def test_contact_shows_only_where_it_is_set(client, settings):
    assert "mailto:" not in client.get("/tentang/").content.decode()
    settings.CONTACT_EMAIL = "kerjasama@example.org"
    settings.PPID_URL = "https://ppid.example.org/"
    page = client.get("/tentang/").content.decode()
    assert "mailto:kerjasama@example.org" in page
    assert "https://ppid.example.org/" in page


def test_about_names_the_thresholds_of_the_settings(client, settings):
    settings.ENDING_SOON_DAYS = 77
    settings.ATTESTATION_VALID_DAYS = 9
    page = client.get("/en/tentang/").content.decode()
    assert "within 77 days" in page
    assert "more than 9 days old" in page


@pytest.mark.parametrize("values", [{"is_example": True}, {"is_comparison": True}, {"public": False}, {"by": True}])
def test_about_counts_what_was_compiled_from_sources_and_nobody_changed(client, superuser, values):
    def load(number, public=True, by=False, **values):
        agreement = make_agreement(f"Kasus {number}", public=public, by=superuser if by else None, **values)
        LoadedRecord.objects.create(key=f"case/{number}", object_id=agreement.pk)

    make_agreement("Dari kantor", public=True)
    assert "compiled from the sources" not in client.get("/en/tentang/").content.decode()
    load(1)
    load(2, **values)
    assert "1 record of this city was compiled from the sources" in client.get("/en/tentang/").content.decode()


def test_not_found_offers_a_search(client):
    page = Client().get("/mitra/tidak-ada/").content.decode()
    assert 'action="/kerja-sama/"' in page


def test_first_page_says_on_how_many_confirmed_records_the_conditions_rest(client, editor, verifier):
    today = timezone.localdate()

    def asked():
        response = client.get("/en/")
        return response.context["confirmed"], response.content.decode()

    long_ago = KnownDate.day(today - timedelta(days=700))
    first, _second = (make_signed(title, on=long_ago, public=True) for title in ("Satu", "Dua"))
    found, text = asked()
    assert (found, found.is_enough) == ((2, 0, 2), False)
    assert "Too little is confirmed for a conclusion." in text
    values = {"starts_on": today - timedelta(days=699), "ends_on": today, "answered_on": today}
    row = attest(answer(first, make_office("Dinas"), **values), by=editor, today=today)
    accept(row, by=verifier, today=today)
    found, text = asked()
    assert (found, found.is_enough) == ((2, 1, 1), True)
    assert "Of 2 agreements, 1 are confirmed by an office today; of 1 nobody has confirmed" in text
    assert "Too little" not in text
