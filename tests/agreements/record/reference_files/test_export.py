"""Reference tables that go out: no cell can be executed, empty stays empty, and the file comes back unchanged."""

import csv
from datetime import date, datetime
from io import BytesIO, StringIO

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from agreements.models import DayOff, Sector
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.record.reference_files.desk import TABLES, address, send_file, text_of
from tests.agreements.staff_desk import url
from tests.factories import make_office, make_source

pytestmark = pytest.mark.django_db
FORMATS = ("xlsx", "csv-id", "csv")
FORMULAS = ["=HYPERLINK(A1)", "==1+1", "+62", "-1", "@SUM(A1)", "'=1", "\uff1d1+1"]


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def rows(db):
    source = make_source("Perwal 5/2026", dated=KnownDate.day(date(2026, 1, 5)), link="https://jambikota.go.id/a")
    make_source("Surat tanpa tanggal", kind="letter", is_public=False)
    for number, known in enumerate(
        [KnownDate.year(2016), KnownDate.month(2014, 6), KnownDate.around(2018), KnownDate.before(date(2020, 2, 1)),
         KnownDate.range(date(2018, 10, 15), date(2018, 10, 26))]
    ):  # fmt: skip
        make_source(f"Berita {number}; “kutipan”, dan koma", dated=known)
    setda = make_office("Sekretariat Daerah", code="setda", source=source)
    make_office("Bagian Kerja Sama", code="bks", parent=setda, short_name="Bag. KS", name_en="Cooperation Division")
    make_office("Usulan", code="usul", confirmed_on=None, is_active=False)
    Sector.objects.create(name="Air", slug="air", dac_code="14030", name_en="Water")
    Sector.objects.create(name="Hutan", slug="hutan")
    DayOff.objects.create(day=date(2026, 11, 25), name="Libur setempat", source="SE Wali Kota")
    DayOff.objects.create(day=date(2026, 11, 2), name="Masuk", kind="working", source="SE 2")


def download(client, table, file_format, query="", language="id"):
    response = client.get(f"{address(f'{table}_export', file_format, language=language)}?{query}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def sent_back(client, table, content, file_format):
    """Send a file that was downloaded, and return the text of its preview."""
    return text_of(send_file(client, table, content, name="x.xlsx" if file_format == "xlsx" else "x.csv"))


def sheet_of(content):
    return load_workbook(BytesIO(content)).active


# --- who may, and in which formats -------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verbs", [("view",), ("view", "add", "change", "import")])
def test_export_needs_its_own_right(client, django_user_model, table, verbs):
    clerk = django_user_model.objects.create_user("juru-tulis", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=[f"{verb}_{table}" for verb in verbs]))
    client.force_login(clerk)
    assert "/export/" not in client.get(url(f"{table}_changelist")).content.decode()
    for file_format in FORMATS:
        assert client.get(url(f"{table}_export", file_format)).status_code == 403


@pytest.mark.parametrize("file_format", ["json", "yaml", "html", "xls", "ods", "tsv"])
def test_other_formats_are_not_offered(desk, file_format):
    assert desk.get(url("office_export", file_format)).status_code == 404


def test_file_holds_the_rows_of_the_list(desk, rows):
    content = download(desk, "office", "csv", "q=Usulan")
    assert [row[0] for row in csv.reader(StringIO(content.decode()))] == ["Kode", "usul"]


def test_wrong_filter_leads_to_the_list(desk, rows):
    assert desk.get(url("office_export", "csv") + "?is_active__exact=x").status_code == 302


# --- cells -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(desk, text):
    Sector.objects.create(name=text, slug="rumus")
    cell = sheet_of(download(desk, "sector", "xlsx"))["B2"]
    assert (cell.value, cell.data_type) == (text, "s")
    for file_format in ("csv", "csv-id"):
        assert f"'{text}" in download(desk, "sector", file_format).decode()


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("file_format", FORMATS)
def test_formula_comes_back_as_the_text_that_it_was(desk, formula, file_format):
    Sector.objects.create(name=formula, slug="rumus")
    text = sent_back(desk, "sector", download(desk, "sector", file_format), file_format)
    assert "0 baru, 0 berubah, 1 tetap" in text


def test_days_and_yes_are_cells_of_their_kind_and_nothing_is_invented(desk, rows):
    sheet = sheet_of(download(desk, "dayoff", "xlsx"))
    assert [cell.value for cell in sheet[2]] == [datetime(2026, 11, 25), "Libur setempat", "Hari libur", "SE Wali Kota"]
    assert sheet["A2"].is_date
    office = {row[0].value: [cell.value for cell in row] for row in sheet_of(download(desk, "office", "xlsx"))}
    assert office["usul"] == ["usul", "Usulan", None, None, None, None, "Tidak"]
    assert office["bks"] == ["bks", "Bagian Kerja Sama", "Cooperation Division", "Bag. KS", "setda", None, "Ya"]
    sector = {row[0].value: [cell.value for cell in row] for row in sheet_of(download(desk, "sector", "xlsx"))}
    assert sector["hutan"] == ["hutan", "Hutan", None, None]
    source = {row[0].value: [cell.value for cell in row] for row in sheet_of(download(desk, "source", "xlsx"))}
    assert source["Surat tanpa tanggal"][3] is None


def test_file_speaks_the_language_of_its_page(desk, rows):
    assert next(csv.reader(StringIO(download(desk, "dayoff", "csv").decode()))) == [
        "Tanggal",
        "Nama",
        "Jenis",
        "Sumber",
    ]
    english = list(csv.reader(StringIO(download(desk, "dayoff", "csv", language="en").decode())))
    assert english[0] == ["Day", "Name", "Kind", "Source"]
    assert english[1][2] == "Day off"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("table", TABLES)
def test_file_that_comes_back_changes_nothing(desk, rows, table, file_format, language):
    content = download(desk, table, file_format, language=language)
    text = sent_back(desk, table, content, file_format)
    numbers = {"office": 3, "sector": 2, "source": 7, "dayoff": 2}
    assert f"0 baru, 0 berubah, {numbers[table]} tetap" in text


def test_asks_no_query_per_row(desk, rows):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            download(desk, "office", "csv")
        return len(captured)

    first = queries()
    parent, source = make_office("Induk", code="induk"), make_source()
    for number in range(20):
        make_office(f"Dinas {number}", code=f"d{number}", parent=parent, source=source)
    assert queries() == first
