"""What belongs to the year, the quarter or the period of a report, and what does not."""

from datetime import date

import pytest
from django.urls import reverse

from agreements.models import Indicator, Measurement
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.reports.report_records import TODAY, cells, make, make_grant, make_twin, money, row_of
from tests.factories import make_signed, make_source, make_term

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


@pytest.fixture
def handed_over():
    """A cooperation of 2023 with money lines of that year and of the next."""
    row = make_signed("Serah terima 2023", on=KnownDate.day(date(2023, 5, 4)), legal_form="ksdpl_twin")
    row.instruments.exclude(kind="mou").delete()
    row.steps.all().delete()  # those of the factory are of no day that matters here
    money(row, "commitment", 900, "EUR", value_date=KnownDate.day(date(2023, 5, 4)))
    money(row, "received", 100, "EUR", value_date=KnownDate.year(2023), budget_year=2023, budget_account="4.3")
    money(row, "received", 200, "EUR", value_date=KnownDate.month(2024, 2), budget_year=2024)
    money(row, "received", 7, "EUR")
    money(row, "reported", 50, "USD", value_date=KnownDate.year(2024))
    refresh_digest(row)
    return row


def told(head, row, year):
    return row_of(make("evaluasi", head, year=year), row.register_number)


def test_a_review_of_a_year_tells_nothing_that_began_later(head, handed_over):
    for year in (2010, 2022):
        report = make("evaluasi", head, year=year)
        assert (report.rows, report.totals) == ((), ())


def test_money_belongs_to_its_year_and_a_line_without_a_day_is_marked(head, handed_over):
    first = told(head, handed_over, 2023)
    assert first["promised_money"] == "Komitmen: EUR 900 (4 Mei 2023)"
    assert first["received_money"] == "Diterima: EUR 100 (2023)\nDiterima: EUR 7 (tanpa tanggal)"
    assert (first["reported_money"], first["booked"]) == (None, "EUR 100, APBD 2023, 4.3")
    next_year = told(head, handed_over, 2024)
    assert next_year["promised_money"] == "Komitmen: EUR 900 (4 Mei 2023)"
    assert next_year["received_money"] == "Diterima: EUR 200 (Februari 2024)\nDiterima: EUR 7 (tanpa tanggal)"
    assert next_year["reported_money"].endswith("USD 50 (2024)")
    assert next_year["booked"] == "EUR 200, APBD 2024"


@pytest.mark.parametrize(("year", "received"), [(2023, 100), (2024, 200), (2025, None)])
def test_sums_are_of_the_lines_of_the_year(head, handed_over, year, received):
    sums = {total.label: total.amount for total in make("evaluasi", head, year=year).totals}
    assert sums == {"Komitmen yang sudah dicek": 900, **({"Diterima, sudah dicek": received} if received else {})}


def test_an_account_without_a_budget_year_is_of_the_year_of_its_line(head, handed_over):
    money(handed_over, "spent", 3, "EUR", value_date=KnownDate.year(2023), budget_account="5.2")
    assert told(head, handed_over, 2023)["booked"] == "EUR 100, APBD 2023, 4.3\nEUR 3, 5.2"
    assert told(head, handed_over, 2024)["booked"] == "EUR 200, APBD 2024"


def test_what_had_ended_before_the_year_is_left_out_unless_the_year_has_something_of_it(head, handed_over):
    make_term(handed_over, starts_on=KnownDate.day(date(2023, 5, 4)), ends_on=KnownDate.day(date(2023, 12, 1)))
    refresh_digest(handed_over)
    number = handed_over.register_number
    assert [number in make("evaluasi", head, year=year).keys for year in (2023, 2024, 2025)] == [True, True, False]


def test_the_target_of_a_year_is_that_which_was_set_by_its_end(head, handed_over):
    """A target that was lowered later does not make a success of a year before."""
    result = Indicator.objects.create(agreement=handed_over, title="Guru", level="output", unit="guru")
    given = {"source": make_source(), "due": KnownDate.year(2025)}
    result.targets.create(value=20, set_on=date(2024, 3, 1), **given)
    result.targets.create(value=5, set_on=date(2025, 3, 1), **given)
    Measurement.objects.create(
        indicator=result, value=6, period=KnownDate.year(2024), source=make_source(), state="approved", checked_on=TODAY
    )
    rows = {year: make("evaluasi", head, year=year).rows for year in (2023, 2024, 2025)}
    found = {
        year: [row_of(make("evaluasi", head, year=year), key) for key in make("evaluasi", head, year=year).keys]
        for year in rows
    }
    assert [found[year][0]["target"] for year in (2023, 2024, 2025)] == [
        *("20 guru (2025, dicatat pada 1 Maret 2024)", "20 guru (2025)", "5 guru (2025)")
    ]
    assert [found[year][0]["outcome"] for year in (2024, 2025)] == ["Belum tercapai", "Tercapai"]


def test_a_quarter_lists_no_project_that_began_after_it(head):
    grant = make_grant()
    assert make("triwulan", head, year=2023, quarter=4).rows == ()
    (row,) = make("triwulan", head, year=2024, quarter=1).rows
    assert grant.register_number in row


def test_a_period_lists_no_cooperation_that_was_signed_after_it(head):
    twin = make_twin()
    twin.instruments.filter(kind="intent").delete()
    before = {"start": date(2024, 1, 1), "end": date(2024, 12, 31)}
    assert make("pelaksanaan", head, **before).rows == ()
    assert len(make("pelaksanaan", head, start=date(2025, 1, 1), end=date(2025, 12, 31)).rows) == 1


def test_a_signing_on_a_day_that_nobody_knows_may_lie_in_the_period(head):
    row = make_signed("Hari tidak diketahui", legal_form="ksdpl_twin")
    row.instruments.exclude(kind="mou").delete()
    paper = row.instruments.get()
    paper.signed_on = KnownDate.unknown()
    paper.save()
    refresh_digest(row)
    before = {"start": date(2014, 1, 1), "end": date(2014, 12, 31)}
    assert cells(make("pelaksanaan", head, **before), "title") == ["Hari tidak diketahui"]


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("evaluasi", {"year": "2030"}),
        ("triwulan", {"year": "2027", "quarter": "1"}),
        ("pelaksanaan", {"start": "1-1-2027", "end": "30-6-2027"}),
    ],
)
def test_what_has_not_begun_is_refused_with_a_sentence(client, head, code, asked):
    client.force_login(head)
    response = client.get(reverse("admin:report", args=[code], query=asked))
    assert "Masa ini belum dimulai: belum ada yang dapat dilaporkan." in response.content.decode()
    assert "report" not in response.context
    assert client.get(reverse("admin:report_file", args=[code, "xlsx"], query=asked)).status_code == 404


def test_the_year_and_the_quarter_that_run_are_told(client, head):
    client.force_login(head)
    for code, asked in (("evaluasi", {"year": "2026"}), ("triwulan", {"year": "2026", "quarter": "4"})):
        assert "report" in client.get(reverse("admin:report", args=[code], query=asked)).context
