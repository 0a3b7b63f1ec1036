"""What the files of the register say of the law: its status, its sources, its articles."""

from datetime import date

import pytest
from django.db.models import Q

from agreements.models import Citation, LegalBasis, Regulation, Statement
from agreements.public.agreement_page.procedure import cited_regulations
from agreements.public.regulation_status import LegalStatus, regulation_status_of

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def test_regulations_say_where_their_status_was_read(loaded):
    for regulation in Regulation.objects.all():
        assert regulation.status_source, regulation
        assert regulation.checked_on is None, regulation
        assert regulation.official_link == "", regulation
    revoked = {row.short_name: row.revoked_by and row.revoked_by.short_name for row in Regulation.objects.revoked()}
    assert revoked == {
        "PP 50/2007": "PP 28/2018",
        "Permendagri 3/2008": "Permendagri 25/2020",
        "Permendagri 74/2012": "Permendagri 25/2020",
        "Permenlu 09/A/KP/XII/2006/01": None,
    }


def test_regulations_of_uncertain_status_are_not_shown_as_in_force(loaded):
    unsure = {
        row.short_name for row in Regulation.objects.all() if regulation_status_of(row).status == LegalStatus.UNKNOWN
    }
    assert unsure == {
        *("Permendagri 1/1992", "SE Mendagri 193/1652/PUOD", "Permendagri 59/2019"),
        *("SE Mensesneg B-32/M/S/LN.00/12/2024", "PMK 180/PMK.08/2012", "PMK 224/PMK.08/2011"),
    }


def test_laws_that_were_amended_say_by_what(loaded):
    amended = {
        row.short_name: [other.short_name for other in row.amended_by.order_by("year")]
        for row in Regulation.objects.exclude(amended_by=None)
    }
    assert amended == {"UU 23/2014": ["UU 9/2015", "UU 1/2022"], "PMK 224/PMK.08/2011": ["PMK 180/PMK.08/2012"]}
    law = Regulation.objects.get(short_name="UU 23/2014")
    assert regulation_status_of(law).status == LegalStatus.AMENDED


def test_every_article_that_the_tracks_cite_has_its_regulation(loaded):
    assert cited_regulations() <= set(Regulation.objects.values_list("short_name", flat=True))


def test_official_wording_stands_only_in_the_two_articles_that_were_compared(loaded):
    worded = LegalBasis.objects.exclude(text="")
    assert {str(basis) for basis in worded} == {"UU 23/2014 Pasal 367", "UU 37/1999 Pasal 7"}
    assert all("makalah" in basis.text_read_in for basis in worded)
    assert not LegalBasis.objects.filter(Q(summary="") | Q(summary_en="")).exists()


def test_articles_of_a_real_case_say_who_decided_so_and_from_what(loaded):
    real = Citation.objects.filter(agreement__is_example=False).select_related("agreement", "legal_basis")
    assert {(row.agreement.title[:16], str(row.legal_basis)) for row in real} == {
        ("Pembangunan TPA ", "PP 10/2011 Pasal 7 ayat (1) huruf f"),
        ("Pembangunan TPA ", "PP 2/2012 Pasal 25"),
    }
    assert [row for row in real if not row.note.startswith("Ditetapkan oleh registri dari ")] == []
    assert Statement.objects.filter(topic="legal_nature", source__kind="paper").count() == 4
