"""The page that asks what the columns mean: when it is shown, what it asks, and what is remembered of the answers."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from agreements.exchange.importing.batches import preview
from agreements.exchange.register.register_files import write_csv_files
from agreements.exchange.register.tables import ONLY_OUT
from agreements.models import ImportBatch, Office
from jambi_coop.lib.tables.csv_writer import EXCEL_ID
from tests.agreements.exchange.importing.files import opened, workbook
from tests.agreements.exchange.importing.test_pages import HEADS, desk, last, rows_of, text_of, upload
from tests.factories import make_agreement, make_office

__all__ = ["desk"]
pytestmark = [pytest.mark.django_db]
BOTH = ["08/17/2019", "02/03/2019"]


@pytest.fixture
def agreement(editor):
    return make_agreement("Kerja sama sampah", by=editor)


def meetings(*days):
    return [["Rapat", f"Rapat {number}", day, "Ada"] for number, day in enumerate(days)]


def as_shown(client):
    """Return what the page of the columns sends where nothing on it is changed."""
    forms = client.get(reverse("admin:import_columns", args=[last()])).context["forms"]
    return {form.add_prefix(name): form[name].value() for form in forms for name in form.fields}


def send(client, **changes):
    """Send the page of the columns with these answers, and return the page that follows."""
    data = as_shown(client) | {f"sheet0-{name}": value for name, value in changes.items()}
    return client.post(reverse("admin:import_columns", args=[last()]), data, follow=True)


def columns_page():
    return [(reverse("admin:import_columns", args=[last()]), 302)]


def preview_page():
    return [(reverse("admin:import", args=[last()]), 302)]


def days():
    """Return what the rows of the newest import were read as."""
    rows = ImportBatch.objects.first().import_rows.filter(state="new")
    return [cell[2] for row in rows for cell in row.cells if cell[0] == "Selesai pada"]


def test_a_column_with_the_month_first_is_asked_before_anything_is_shown(desk, agreement):
    page = upload(desk, rows_of(agreement, *meetings(*BOTH)))
    assert page.redirect_chain == columns_page()
    assert "Tindak lanjut, “Selesai pada”: " in text_of(page)
    assert "08/17/2019" in text_of(page)
    assert "errornote" in text_of(send(desk))
    for name in ("import", "import_columns"):
        assert desk.get(reverse(f"admin:{name}", args=[last()]), follow=True).status_code == 200
    assert not ImportBatch.objects.get().import_rows.exists()
    for order, state in (("month_first", (2, 0)), ("mixed", (1, 1)), ("day_first", (1, 1))):
        send(desk, **{"order-3": order})
        counts = ImportBatch.objects.get().counts
        assert (counts["new"], counts["rejected"]) == state


def test_the_chosen_order_is_what_the_preview_reads_and_says(desk, agreement):
    upload(desk, rows_of(agreement, *meetings(*BOTH)))
    page = send(desk, **{"order-3": "month_first"})
    assert page.redirect_chain == preview_page()
    assert days() == ["17 Agustus 2019", "3 Februari 2019"]
    assert "“Selesai pada”, tanggal yang ditulis hanya dengan angka: bulan lebih dahulu." in text_of(page)


def test_dates_with_the_day_first_ask_nothing(desk, agreement):
    page = upload(desk, rows_of(agreement, *meetings("17/08/2019", "02/03/2019", "31 Mei 2019")))
    assert page.redirect_chain == preview_page()
    assert days() == ["17 Agustus 2019", "2 Maret 2019", "31 Mei 2019"]


def test_a_day_first_is_refused_where_the_month_was_said_to_be_first(desk, agreement):
    upload(desk, rows_of(agreement, *meetings(*BOTH, "25/12/2019")))
    page = send(desk, **{"order-3": "month_first"})
    assert "“25/12/2019” menulis hari lebih dahulu" in text_of(page)


def test_a_column_that_becomes_a_date_on_the_page_is_asked_for_its_order(desk, agreement):
    heads = ["Nomor registri", "Jenis", "Judul", "Kapan", "Hasil"]
    rows = [[agreement.register_number, *row] for row in meetings(*BOTH)]
    upload(desk, workbook(Tindak_lanjut=[heads, *rows]))
    assert "sheet0-order-3" not in as_shown(desk)
    page = send(desk, **{"column-3": "done_on"})
    assert page.redirect_chain == columns_page()
    assert as_shown(desk)["sheet0-order-3"] == ""
    assert not ImportBatch.objects.get().import_rows.exists()
    assert send(desk, **{"order-3": "month_first"}).redirect_chain == preview_page()
    assert days() == ["17 Agustus 2019", "3 Februari 2019"]


def test_a_column_that_is_left_out_needs_no_order(desk, agreement):
    upload(desk, rows_of(agreement, *meetings(*BOTH)))
    page = send(desk, **{"column-3": "ignored"})
    assert page.redirect_chain == preview_page()
    assert "kolom ini tidak diambil: Selesai pada." in text_of(page)


def test_two_sheets_of_one_table_have_their_own_orders(desk, agreement):
    sheets = {
        name: [HEADS, *([agreement.register_number, "Rapat", f"{name} {day}", day, "Ada"] for day in found)]
        for name, found in (("Kegiatan 2018", ["08/17/2018", "02/03/2018"]), ("Kegiatan 2019", ["02/03/2019"]))
    }
    upload(desk, workbook(**sheets))
    data = {f"sheet{number}-table": "follow_ups" for number in (0, 1)}
    desk.post(reverse("admin:import_columns", args=[last()]), data)
    send(desk, **{"order-3": "month_first"})
    assert days() == ["17 Agustus 2018", "3 Februari 2018", "2 Maret 2019"]


def test_the_order_is_remembered_with_the_columns_and_can_be_changed(desk, agreement):
    upload(desk, rows_of(agreement, *meetings(*BOTH)))
    send(desk, **{"order-3": "month_first"})
    page = upload(desk, rows_of(agreement, *meetings("09/18/2019", "04/05/2019")))
    assert page.redirect_chain == preview_page()
    assert "bulan lebih dahulu" in text_of(page)
    assert days() == ["18 September 2019", "5 April 2019"]
    send(desk, **{"order-3": "day_first"})
    assert days() == ["4 Mei 2019"]


def test_nothing_is_compared_while_something_has_to_be_said(editor, agreement):
    batch = opened(rows_of(agreement, *meetings(*BOTH)), editor)
    with pytest.raises(ValidationError, match="08/17/2019"):
        preview(batch, by=editor, today=timezone.localdate())


FOREIGN = ["No. Kerja Sama", "Macam", "Acara", "Kapan"]
MEANT = dict(
    zip(["column-0", "column-1", "column-2", "column-3"], ["agreement", "kind", "title", "due_on"], strict=True)
)


def foreign(agreement, name="Sheet1", title="Rapat awal", heads=FOREIGN):
    return workbook(**{name: [heads, [agreement.register_number, "Rapat", title, "2019"]]})


def test_a_sheet_that_nobody_knows_is_asked_and_its_table_is_remembered(desk, agreement):
    assert upload(desk, foreign(agreement)).redirect_chain == columns_page()
    assert send(desk, table="follow_ups").redirect_chain == columns_page()
    assert send(desk, **MEANT).redirect_chain == preview_page()
    page = upload(desk, foreign(agreement, name="Data", title="Rapat lain"), name="lain.xlsx")
    assert page.redirect_chain == preview_page()
    assert "Baru (1)" in text_of(page)
    other = foreign(agreement, heads=[*FOREIGN[:3], "Tempat"])
    assert upload(desk, other).redirect_chain == columns_page()
    assert ImportBatch.objects.first().matching == {}


def test_among_several_sheets_the_name_counts(desk, agreement):
    row = [agreement.register_number, "Rapat", "Rapat awal", "2019"]
    upload(desk, workbook(Lama=[FOREIGN, row], Baru=[FOREIGN, row]))
    desk.post(columns_page()[0][0], {"sheet0-table": "ignored", "sheet1-table": "follow_ups"})
    upload(desk, workbook(Lama=[FOREIGN, row], Baru=[FOREIGN, row]))
    assert list(ImportBatch.objects.first().matching) == ["Baru"]


def test_that_a_sheet_is_left_out_holds_for_one_file_and_can_be_taken_back(desk, agreement):
    upload(desk, foreign(agreement))
    page = send(desk, table="ignored")
    assert page.redirect_chain == preview_page()
    assert "Sheet1: lembar ini dilewati." in text_of(page)
    assert as_shown(desk) == {"sheet0-table": "ignored"}
    send(desk, table="follow_ups")
    assert send(desk, **MEANT).redirect_chain == preview_page()
    assert ImportBatch.objects.get().counts["new"] == 1
    send(desk, table="ignored")
    assert upload(desk, foreign(agreement)).redirect_chain == columns_page()


def test_a_column_that_is_left_out_is_remembered_and_named(desk, agreement):
    upload(desk, foreign(agreement))
    send(desk, table="follow_ups")
    send(desk, **MEANT | {"column-3": "ignored"})
    page = upload(desk, foreign(agreement, title="Rapat lain"))
    assert page.redirect_chain == preview_page()
    assert "kolom ini tidak diambil: Kapan." in text_of(page)


@pytest.mark.parametrize(
    ("offices", "is_shared"), [((), False), (("Dinas Satu", "Dinas Dua"), False), (("Dinas Satu",) * 2, True)]
)
def test_what_one_office_chose_is_not_taken_for_another(client, editor, verifier, agreement, offices, is_shared):
    for user, name in zip((editor, verifier), offices, strict=False):
        (Office.objects.filter(name=name).first() or make_office(name)).liaisons.add(user)
    client.force_login(editor)
    upload(client, foreign(agreement))
    send(client, table="follow_ups")
    send(client, **MEANT)
    opened(foreign(agreement), verifier)
    assert bool(ImportBatch.objects.first().matching) == is_shared
    opened(foreign(agreement), editor)
    assert ImportBatch.objects.first().matching


def test_a_chosen_table_without_its_columns_stays_on_the_page(desk, agreement):
    upload(desk, workbook(Sheet1=[["Apa", "Siapa"], ["Satu", "Dua"], ["Tiga", "Empat"]]))
    send(desk, table="money")
    assert as_shown(desk)["sheet0-table"] == "money"
    assert "sheet0-column-1" in as_shown(desk)


def test_a_sheet_named_like_one_that_goes_out_only_is_asked_where_its_headings_are_others(desk, agreement):
    assert upload(desk, foreign(agreement, name="Surat")).redirect_chain == columns_page()
    assert "sheet0-table" in as_shown(desk)


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_csv_file_of_a_table_that_goes_out_only_is_refused(desk, editor, language):
    out = BytesIO()
    write_csv_files(out, dialect=EXCEL_ID, user=editor, today=timezone.localdate(), language=language)
    files = ZipFile(out)
    for table in ONLY_OUT:
        page = upload(desk, files.read(f"{table.key}.csv"), name=f"{table.key}.csv")
        assert "Registri menulis tabel ini dan tidak mengimpornya." in text_of(page), table.key
    assert not ImportBatch.objects.exists()


def test_beside_other_sheets_one_that_goes_out_only_is_named(desk, editor, agreement):
    rows = [HEADS, [agreement.register_number, *meetings("2019")[0]]]
    content = workbook(
        Tindak_lanjut=rows, Surat=[["Kunci baris (jangan diubah)", "Nomor", "Perihal"], ["S-1", "1", "Rapat"]]
    )
    page = upload(desk, content)
    assert page.redirect_chain == preview_page()
    assert "Surat: lembar ini hanya untuk ekspor dan tidak diimpor." in text_of(page)


def test_rejected_rows_come_in_again_as_their_file_was_meant(desk, agreement):
    """They have no date that tells the order, and two columns more."""
    heads = [None, "No. Kerja Sama", "Macam", "Acara", "Kapan"]
    rows = [
        [None, agreement.register_number, *row]
        for row in (("Rapat", "Satu", "08/17/2019"), ("Pesta", "Dua", "02/03/2019"))
    ]
    upload(desk, workbook(Kegiatan=[heads, *rows], Lain=[["Apa", "Siapa"], ["Satu", "Dua"]]))
    chosen = {"sheet0-table": "follow_ups", "sheet1-table": "ignored"}
    desk.post(columns_page()[0][0], chosen)
    meant = dict(zip(range(1, 5), ["agreement", "kind", "title", "due_on"], strict=True))
    send(desk, **{f"column-{at}": key for at, key in meant.items()})
    assert send(desk, **{"order-4": "month_first"}).redirect_chain == preview_page()
    rejected = load_workbook(BytesIO(desk.get(reverse("admin:import_rejected", args=[last()])).getvalue()))
    assert [cell.value for cell in rejected.active[1]][4:] == ["Nomor baris", "Yang salah, dan yang perlu dilakukan"]
    rejected.active["B2"] = "Rapat"
    out = BytesIO()
    rejected.save(out)
    page = upload(desk, out.getvalue(), name="ditolak.xlsx")
    assert page.redirect_chain == preview_page()
    cells = ImportBatch.objects.first().import_rows.get(state="new").cells
    assert [cell[2] for cell in cells if cell[3] == "02/03/2019"] == ["3 Februari 2019"]


def test_dates_that_the_spreadsheet_read_beside_those_with_the_month_first_are_named(desk, agreement):
    days = ["08/17/2019", date(2019, 3, 2), date(2019, 3, 25), date(2019, 5, 5)]
    page = upload(desk, rows_of(agreement, *meetings(*days)))
    said = "“Selesai pada”: 1 tanggal sudah dibaca oleh program lembar kerja, misalnya 2019-03-02."
    assert said in text_of(page)
    assert said in text_of(send(desk, **{"order-3": "month_first"}))
    page = upload(desk, rows_of(agreement, *meetings(date(2019, 3, 2))))
    assert "sudah dibaca oleh program" not in text_of(page)
