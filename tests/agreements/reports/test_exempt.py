"""What is exempt from publication in the reports that leave the house: marked, or left out."""

import pytest
from django.urls import reverse

from agreements.models import Indicator
from agreements.reports.kinds import REPORTS
from agreements.reports.parameters import comparable
from tests.agreements.reports.report_records import TODAY, cells, make, make_register, money, number_of, row_of
from tests.factories import make_document

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]
MARKED = "Perundingan rahasia (dikecualikan)"
CHOICE = sorted(code for code, kind in REPORTS.items() if "exempt" in kind.parameters)


@pytest.fixture
def register():
    """A register whose exempt record stands in every report that lists cooperation."""
    made = make_register()
    made.exempt.kind, made.exempt.legal_form = "grant", "ksdpl_twin"
    made.exempt.save()
    money(made.exempt, "reported", 5, "EUR")
    Indicator.objects.create(agreement=made.exempt, title="Hasil rahasia", level="output", unit="x").targets.create(
        value=1, source=made.twin.transactions.first().source, set_on=TODAY
    )
    return made


def test_every_report_that_lists_cooperation_asks():
    assert sorted(set(REPORTS) - {"informasi", "lembar"}) == CHOICE


@pytest.mark.parametrize("code", ["buku-register", "triwulan", "evaluasi", "koordinasi"])
def test_exempt_cooperation_is_marked_where_it_is_told(code, head, register):
    titles = cells(make(code, head, exempt="marked", year=2026, quarter=4), "title")
    assert MARKED in titles
    assert "Perundingan rahasia" not in titles
    assert "Kota kembar Seremban (dikecualikan)" not in titles


def test_the_sheet_of_one_cooperation_is_marked(head, register):
    report = make("lembar", head, register_number=number_of(register, "exempt"))
    assert report.filters == (MARKED,)
    assert row_of(report, "title")["content"] == MARKED
    assert row_of(report, "documents")["content"] == "Risalah rahasia (dikecualikan)"


@pytest.mark.parametrize("code", CHOICE)
def test_exempt_cooperation_can_be_left_out(code, head, register):
    report = make(code, head, exempt="left_out", year=2026)
    assert "rahasia" not in repr((report.rows, report.keys, report.notes))
    assert not any(number_of(register, "exempt") in key for key in report.keys)
    assert "Tanpa kerja sama yang dikecualikan" in report.filters


def test_the_review_for_the_coordination_meeting_leaves_it_out_unless_it_is_asked_for(client, head, register):
    client.force_login(head)
    address = reverse("admin:report", args=["evaluasi"], query={"year": 2026})
    text = client.get(address).content.decode()
    assert "Perundingan rahasia" not in text
    assert "Tanpa kerja sama yang dikecualikan" in text
    assert "exempt=left_out" in text.partition("Unduh DOCX")[0].rpartition("href=")[2]
    assert MARKED in client.get(f"{address}&exempt=marked").content.decode()
    assert MARKED in client.get(reverse("admin:report", args=["buku-register"])).content.decode()


def test_exempt_documents_of_an_open_record_are_marked_or_left_out(head, register):
    secret = make_document(register.twin, public=False, title="Nota rahasia", kind="minutes")
    secret.publication_class, secret.exempt_ground = "exempt", "f"
    secret.save()
    number = number_of(register, "twin")
    told = row_of(make("buku-register", head), number)["documents"]
    assert told.endswith("Nota rahasia (dikecualikan)")
    assert row_of(make("buku-register", head, exempt="left_out"), number)["documents"] is None


def test_reports_that_were_sent_before_can_still_be_compared():
    assert comparable({"office": "", "exempt": "marked"}) == {"office": ""}
    assert comparable({"office": "", "exempt": "left_out"}) == {"office": "", "exempt": "left_out"}
