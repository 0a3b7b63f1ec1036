"""The workbook that an office gets: its rows, its locked cells, and what is not in it."""

from datetime import date

import pytest

from agreements.exchange.office_workbook.tables import FILLED_IN, OFFICE_TABLES
from agreements.exchange.register.columns import LANGUAGES
from agreements.models import FollowUpReport
from jambi_coop.lib.records.publication import PublicationClass
from jambi_coop.lib.sheets.heading import folded
from tests.agreements.attesting.answers import TODAY, entered, happened, make_led
from tests.agreements.exchange.office_workbook.filled import (
    ACTIVITIES,
    ANSWERS,
    REPORTS,
    headings,
    planned,
    workbook_of,
)
from tests.factories import make_office

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def rows_of(book, place):
    """Return the rows of a sheet as dictionaries by heading."""
    first, *rows = book.worksheets[place].iter_rows(values_only=True)
    return [dict(zip(first, row, strict=True)) for row in rows]


def test_an_agreement_has_its_figures_and_a_proposed_first_day(office):
    agreement = make_led(office)
    happened(agreement, "2023-05-04")
    planned(agreement, office)
    planned(agreement, make_office(), "Kunjungan", "2026-12-24")
    planned(agreement, office, "Batal", cancelled_on=date(2026, 1, 1), cancelled_reason="Tidak jadi")
    (row,) = rows_of(workbook_of(office), ANSWERS)
    assert row["Nomor registri"] == agreement.register_number
    assert (row["Dijanjikan"], row["Selesai"], row["Terlambat"]) == (3, 1, 1)
    assert "belum dikonfirmasi" in row["Kondisi"]
    assert row["Dari"] == "5 Mei 2023"
    assert row["Jawaban"] is row["Sampai"] is None


def test_an_answer_that_waits_is_told(office, operator):
    entered(make_led(office), operator)
    (row,) = rows_of(workbook_of(office), ANSWERS)
    assert "tidak ada kegiatan dalam masa itu" in row["Sudah dijawab, belum diterima"]


def test_open_follow_ups_of_the_office_are_to_be_reported(office, operator):
    other = make_led(make_office())
    late, undated = planned(other, office), planned(other, office, "Rapat", None)
    planned(other, make_office("Dinas Kesehatan"), "Bukan milik kami")
    happened(make_led(office, "Lain"), "2024-01-01", office=office)
    FollowUpReport.objects.create(
        follow_up=undated, state="returned", review_note="Sebutkan hasilnya", progress="Rapat", version=1
    )
    first, second = rows_of(workbook_of(office), REPORTS)
    assert (first["Kunci baris (jangan diubah)"], first["Terlambat"]) == (f"TL-{late.pk}", "Terlambat 176 hari")
    assert second["Tindak lanjut"] == "Rapat"
    assert "Sebutkan hasilnya" in second["Laporan yang sudah dimulai"]
    assert second["Apa yang dilakukan"] is None  # what was begun stays on its page


def test_only_cells_to_fill_in_are_open(office):
    planned(make_led(office), office)
    book = workbook_of(office)
    for place, table in zip((ANSWERS, REPORTS, ACTIVITIES), OFFICE_TABLES, strict=True):
        sheet = book.worksheets[place]
        assert sheet.protection.sheet
        keys = [column.key for column in table.columns]
        is_open = {keys[cell.column - 1] for cell in sheet[2] if not cell.protection.locked}
        assert is_open == FILLED_IN[table.key]


def test_a_date_to_fill_in_stays_as_exact_as_it_is_typed(office):
    planned(make_led(office), office)
    book = workbook_of(office)
    for place, heading in ((ANSWERS, "Dari"), (ANSWERS, "Sampai"), (REPORTS, "Kapan?"), (ACTIVITIES, "Kapan?")):
        sheet = book.worksheets[place]
        assert sheet.cell(2, headings(sheet)[heading]).number_format == "@", heading


def test_lists_to_choose_from(office):
    agreement = make_led(office)
    book = workbook_of(office)
    offered = {
        rule.formula1
        for place in (ANSWERS, ACTIVITIES)
        for rule in book.worksheets[place].data_validations.dataValidation
    }
    assert '"Tidak ada kegiatan,Semua kegiatan sudah tercatat"' in offered
    assert f'"{agreement.register_number}"' in offered


def test_exempt_records_are_in_no_workbook(office):
    agreement = make_led(office, "Rahasia sekali")
    agreement.publication_class, agreement.exempt_ground = PublicationClass.EXEMPT, "f"
    agreement.exempt_reason, agreement.exempt_decision_number = "Hubungan luar negeri", "PPID-3"
    agreement.exempt_decision_on, agreement.exempt_review_on = TODAY, date(2027, 1, 1)
    agreement.save()
    planned(agreement, office, "Kegiatan rahasia")
    book = workbook_of(office)
    assert rows_of(book, ANSWERS) == rows_of(book, REPORTS) == []
    assert agreement.register_number not in str(book.worksheets[ACTIVITIES].data_validations.dataValidation)


def test_examples_are_marked(office):
    make_led(office, is_example=True)
    (row,) = rows_of(workbook_of(office), ANSWERS)
    assert row["Kerja sama"].endswith("(contoh)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_heading_stands_twice_in_a_sheet(office, language):
    book = workbook_of(office, language)
    for place in (ANSWERS, REPORTS, ACTIVITIES):
        texts = [folded(cell.value) for cell in book.worksheets[place][1]]
        assert len(texts) == len(set(texts)) == len(headings(book.worksheets[place]))


def test_queries_do_not_grow_with_the_rows(office, django_assert_max_num_queries):
    def number_of_queries():
        with django_assert_max_num_queries(30) as captured:
            workbook_of(office)
        return len(captured)

    planned(make_led(office), office)
    before = number_of_queries()
    for number in range(4):
        planned(make_led(office, f"Kerja sama {number}"), office)
    assert number_of_queries() == before
