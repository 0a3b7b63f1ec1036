"""The desks for offices, regulations, sources and sectors."""

import pytest
from django.urls import reverse

from agreements.models import Agreement, DayOff, LegalBasis, Office, Regulation, Sector
from agreements.record.search import matching
from tests.agreements.staff_desk import EMPTY, errors_of, refused, send, url
from tests.factories import make_agreement, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def regulation():
    return Regulation.objects.create(
        kind="pp", number="28", year=2018, short_name="PP 28/2018", slug="pp-28-2018", title="Kerja Sama Daerah"
    )


def found(desk, model, field, term):
    query = f"?app_label=agreements&model_name={model}&field_name={field}&term={term}"
    return [one["text"] for one in desk.get(reverse("admin:autocomplete") + query).json()["results"]]


def test_closed_office_is_no_longer_offered_and_still_listed(desk):
    make_office("Dinas Sosial", code="dinsos")
    make_office("Dinas Sosial Lama", code="lama", is_active=False)
    assert found(desk, "agreement", "lead_office", "dinas sosial") == ["Dinas Sosial"]
    assert "Dinas Sosial Lama" in desk.get(url("office_changelist")).content.decode()


def test_code_of_an_office_stays(desk):
    office = make_office("Dinas Sosial", code="dinsos")
    assert send(desk, url("office_change", office.pk), name="Dinas Sosial Kota", code="lain").status_code == 302
    office.refresh_from_db()
    assert (office.name, office.code, office.version) == ("Dinas Sosial Kota", "dinsos", 2)


def test_new_name_of_an_office_or_a_sector_finds_its_agreements(desk):
    office, sector = make_office("Dinas Sosial", code="dinsos"), Sector.objects.create(name="Air", slug="air")
    agreement = make_agreement(lead_office=office)
    agreement.sectors.add(sector)
    send(desk, url("office_change", office.pk), name="Dinas Kebersihan")
    send(desk, url("sector_change", sector.pk), name="Sanitasi")
    assert matching(Agreement.objects.all(), "kebersihan sanitasi", staff=True).get() == agreement
    assert not matching(Agreement.objects.all(), "sosial", staff=True).exists()


def test_regulation_and_its_articles_are_saved_together(desk):
    answer = send(
        desk,
        url("regulation_add"),
        kind="uu",
        number="24",
        year="2000",
        short_name="UU 24/2000",
        slug="uu-24-2000",
        title="Perjanjian Internasional",
        in_force_from="23 Oktober 2000",
        **{"articles-TOTAL_FORMS": "1", "articles-0-article": "Pasal 1", "articles-0-summary": "Pengertian"},
        **{"articles-0-order": "1"},
    )
    assert answer.status_code == 302, errors_of(answer)
    assert str(LegalBasis.objects.get()) == "UU 24/2000 Pasal 1"


ARTICLE = {"articles-0-article": "Pasal 1", "articles-0-summary": "Pengertian", "articles-0-order": "1"}
NAMED_ALREADY = "Yang ini sudah disebutkan."
SAME_ARTICLE = {name.replace("-0-", "-1-"): value for name, value in ARTICLE.items()}


@pytest.mark.parametrize("is_saved", [True, False])
def test_the_same_article_twice_is_refused_in_words(desk, regulation, is_saved):
    if is_saved:
        LegalBasis.objects.create(regulation=regulation, article="Pasal 1", summary="Pengertian")
    rows = SAME_ARTICLE if is_saved else ARTICLE | SAME_ARTICLE
    answer = send(desk, url("regulation_change", regulation.pk), **rows, **{"articles-TOTAL_FORMS": "2"})
    assert refused(answer) == {"articles": [NAMED_ALREADY], "articles-1-__all__": [NAMED_ALREADY]}
    assert LegalBasis.objects.count() == int(is_saved)


def test_the_same_article_on_its_own_page_is_refused_in_words(desk, regulation):
    LegalBasis.objects.create(regulation=regulation, article="Pasal 1", summary="Pengertian")
    values = {"regulation": regulation.pk, "article": "Pasal 1", "summary": "Lagi", "order": "2"}
    told = ["Pasal ini sudah tercatat untuk peraturan tersebut."]
    assert refused(send(desk, url("legalbasis_add"), **values)) == {"": told}


def test_the_same_regulation_is_refused_in_words(desk, regulation):
    values = {"kind": "pp", "number": "28", "year": "2018", "short_name": "PP lain", "slug": "pp-lain", "title": "Lain"}
    told = ["Peraturan dengan jenis, nomor, dan tahun ini sudah tercatat."]
    assert refused(send(desk, url("regulation_add"), **values)) == {"": told}


def test_revoking_regulation_without_the_mark_is_refused_in_words(desk, regulation):
    newer = Regulation.objects.create(
        kind="pp", number="1", year=2030, short_name="PP 1/2030", slug="pp-1-2030", title="Pengganti"
    )
    answer = send(desk, url("regulation_change", regulation.pk), revoked_by=str(newer.pk))
    assert refused(answer) == {"": ["Peraturan yang dicabut oleh peraturan lain tidak berlaku lagi."]}
    assert (
        send(desk, url("regulation_change", regulation.pk), revoked_by=str(newer.pk), revoked="on").status_code == 302
    )


def test_article_is_found_by_regulation_and_words(desk, regulation):
    LegalBasis.objects.create(regulation=regulation, article="Pasal 24", summary="Bentuk kerja sama")
    assert found(desk, "citation", "legal_basis", "28/2018 bentuk") == ["PP 28/2018 Pasal 24"]


def test_extra_day_off_is_written_down_and_changed_with_its_history(desk, manager):
    facts = {"day": "2026-11-25", "name": "Hari jadi", "kind": "off", "source": "SE Wali Kota 5/2026"}
    assert send(desk, url("dayoff_add"), **facts).status_code == 302
    row = DayOff.objects.get()
    assert send(desk, url("dayoff_change", row.pk), kind="working").status_code == 302
    assert [(one.kind, one.history_user) for one in row.history.all()] == [("working", manager), ("off", manager)]


def test_extra_day_off_without_source_or_on_a_written_day_is_refused(desk):
    facts = {"day": "2026-11-25", "name": "Hari jadi", "kind": "off", "source": "SE Wali Kota 5/2026"}
    assert refused(send(desk, url("dayoff_add"), **{**facts, "source": ""})) == {"source": EMPTY}
    assert send(desk, url("dayoff_add"), **facts).status_code == 302
    assert refused(send(desk, url("dayoff_add"), **facts)) == {"day": ["Hari libur tambahan dengan Tanggal telah ada."]}
    assert DayOff.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "words"), [("31/02/2018", "tidak ada dalam kalender"), ("kapan-kapan", "bukan tanggal yang dapat dibaca")]
)
def test_bad_date_is_answered_in_words_and_kept(desk, regulation, text, words):
    answer = send(desk, url("regulation_change", regulation.pk), in_force_from=text)
    ((name, (sentence,)),) = refused(answer).items()
    assert (name, sentence.startswith(f"“{text}” {words}")) == ("in_force_from", True)
    assert f'value="{text}"' in answer.content.decode()


@pytest.mark.parametrize("model", ["office", "regulation", "legalbasis", "source", "sector"])
def test_lists_ask_few_questions_of_the_database(desk, django_assert_max_num_queries, model, regulation):
    Office.objects.create(name="Induk", code="induk")
    for number in range(20):
        make_office(f"Dinas {number}", code=f"d{number}", parent=Office.objects.get(code="induk"))
        LegalBasis.objects.create(regulation=regulation, article=f"Pasal {number}", summary="…")
    with django_assert_max_num_queries(12):
        assert desk.get(url(f"{model}_changelist")).status_code == 200
