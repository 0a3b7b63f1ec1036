"""Search finds by every word, folded, and never by what is internal."""

from datetime import date

import pytest

from agreements.models import Agreement
from agreements.record.digest import refresh_digest
from agreements.record.search import matching, words
from jambi_coop.lib.web.tolerant_filters import MAX_TERMS
from tests.factories import make_agreement, make_office, make_partner

pytestmark = [pytest.mark.django_db, pytest.mark.today(date(2026, 11, 24))]


@pytest.fixture
def landfill():
    partner = make_partner("KfW", country="DE", name_local="Kreditanstalt für Wiederaufbau", kind="development_bank")
    agreement = make_agreement(
        "Tempat pemrosesan akhir Talang Gulo",
        title_en="Talang Gulo sanitary landfill",
        kind="loan",
        public=True,
        partner=partner,
        lead_office=make_office("Dinas Lingkungan Hidup", short_name="DLH"),
        note="rahasiadapur",
    )
    make_agreement("Pelatihan bahasa Inggris", kind="training", public=True)
    return agreement


@pytest.mark.parametrize(
    "query",
    [
        "talang",
        "TALANG gulo",
        "Gulo landfill",
        "jerman",
        "Germany",
        "fur wiederaufbau",
        "KSLN-2026-0001",
        "pinjaman tpa",
    ]
    + ["lingkungan", "talan"],
)
def test_find_by_word(landfill, query):
    expected = query != "pinjaman tpa"
    found = landfill in matching(Agreement.objects.public(), query)
    assert found is expected


@pytest.mark.parametrize("query", ["rahasiadapur", "kuala lumpur", "'; DROP TABLE", "!!!", "\x00", "a" * 10_000])
def test_find_nothing_in_public(landfill, query):
    assert list(matching(Agreement.objects.public(), query)) == []


def test_staff_find_internal_words(landfill):
    assert list(matching(Agreement.objects.all(), "rahasiadapur", staff=True)) == [landfill]


def test_internal_partner_is_not_found_in_public():
    agreement = make_agreement(public=True, partner=make_partner("Kota Ankara", public=False))
    refresh_digest(agreement)
    assert not matching(Agreement.objects.public(), "ankara").exists()
    assert matching(Agreement.objects.all(), "ankara", staff=True).exists()


def test_empty_query_keeps_all(landfill):
    assert matching(Agreement.objects.public(), "  ").count() == 2


def test_words_are_capped():
    assert len(words("a b c d e f g h i j k")) == MAX_TERMS
