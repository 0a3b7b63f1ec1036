"""Files of the public list and of the staff's list, read back as a spreadsheet program reads them."""

import csv
from datetime import date, datetime
from io import BytesIO, StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import reverse
from openpyxl import load_workbook

from agreements.exchange.agreement_columns import PUBLIC
from agreements.exchange.agreement_files import export_changelist
from agreements.models import Agreement
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import make_agreement, make_partner, make_term

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

KEYS = [column.key for column, _cell in PUBLIC]


@pytest.fixture
def agreements():
    german = make_agreement(
        "=HYPERLINK(A1)",
        kind="loan",
        public=True,
        partner=make_partner("KfW", country="DE"),
        signed_on=KnownDate.day(date(2020, 8, 17)),
    )
    make_term(german, ends_on=KnownDate.year(2030))
    refresh_digest(german)
    make_agreement(
        "+62 Seremban; “kota”", public=True, partner=make_partner("Seremban"), signed_on=KnownDate.year(2016)
    )
    make_agreement("Internal", note="rahasia", partner=make_partner("Kobe", country="JP"))
    return german


def download(client, file_format, query="", prefix=""):
    response = client.get(f"{prefix}{reverse('agreements:export', args=[file_format])}?{query}")
    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    return response, b"".join(response.streaming_content)


def test_writes_a_spreadsheet_with_real_dates_and_plain_text(client, agreements):
    response, content = download(client, "xlsx", "country=DE")
    assert response["Content-Disposition"] == 'attachment; filename="kerja-sama_2026-11-24_jerman.xlsx"'
    book = load_workbook(BytesIO(content))
    sheet = book.active
    by_key = dict(zip(KEYS, sheet[2], strict=True))
    assert sheet.max_row == 2
    assert by_key["title"].value == "=HYPERLINK(A1)"
    assert by_key["title"].data_type == "s"
    assert by_key["signed_on"].value == datetime(2020, 8, 17)
    assert by_key["signed_on"].number_format == "[$-421]dd mmmm yyyy"
    assert by_key["ends_on"].value == "2030"
    assert by_key["done"].value is None
    assert by_key["done"].data_type == "n"
    assert by_key["address"].hyperlink is None
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert len(book.worksheets) == 1
    assert (book.properties.creator or "") == ""


def test_writes_csv_for_double_click_in_indonesian_excel(client, agreements):
    response, content = download(client, "csv-id", "sort=signed")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    first, second = (dict(zip(KEYS, row, strict=True)) for row in rows[1:])
    assert first["title"] == "'=HYPERLINK(A1)"
    assert first["signed_on"] == "17/08/2020"
    assert second["title"] == "'+62 Seremban; “kota”"
    assert second["signed_on"] == "2016"
    assert first["open_ended"] == "Tidak"


def test_writes_csv_for_machines(client, agreements):
    _response, content = download(client, "csv", "country=DE")
    assert not content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(content.decode(), newline="")))
    row = dict(zip(KEYS, rows[1], strict=True))
    assert (row["signed_on"], row["ends_on"], row["open_ended"], row["done"]) == ("2020-08-17", "2030", "false", "")


def test_holds_the_rows_of_the_list_in_its_order(client, agreements):
    german, malay = "'=HYPERLINK(A1)", "'+62 Seremban; “kota”"
    for query, titles in [
        ("", [german, malay]),
        ("sort=title", [malay, german]),
        ("q=seremban", [malay]),
        ("kind=loan&country=MY", []),
        ("status=xyz", [german, malay]),
    ]:
        _response, content = download(client, "csv", query)
        rows = list(csv.reader(StringIO(content.decode(), newline="")))[1:]
        assert [dict(zip(KEYS, row, strict=True))["title"] for row in rows] == titles, query


def test_leaves_out_what_is_internal(client, agreements):
    for file_format in ("csv", "csv-id"):
        _response, content = download(client, file_format)
        assert b"Seremban" in content
        assert b"rahasia" not in content
        assert b"Internal" not in content
        assert b"Kobe" not in content


def test_speaks_the_language_of_the_page(client, agreements, settings):
    response = client.get("/en" + reverse("agreements:export", args=["csv"]))
    head = b"".join(response.streaming_content).decode().splitlines()[0]
    assert head.startswith("Register number,Record type,Title")


def test_names_the_file_in_ascii_whatever_was_typed(client, agreements):
    response, _content = download(client, "csv", "q=%22%0d%0aX-Bad: 1; 神戸 é")
    assert response["Content-Disposition"] == 'attachment; filename="kerja-sama_2026-11-24_x-bad-1-e.csv"'


def test_knows_no_other_format(client):
    assert client.get("/kerja-sama/unduh/ods/").status_code == 404
    assert client.post("/kerja-sama/unduh/csv/").status_code == 405


def staff_file(user, queryset=None, file_format="csv"):
    request = RequestFactory().get("/admin/agreements/agreement/export/csv/")
    request.user = user
    response = export_changelist(request, Agreement.objects.alive() if queryset is None else queryset, file_format)
    return response, b"".join(response.streaming_content).decode()


def test_gives_staff_with_the_right_their_list_with_internal_columns(agreements, editor):
    response, content = staff_file(editor)
    assert "rahasia" in content
    assert "internal" in response["Content-Disposition"]
    assert len(content.splitlines()) == 4
    assert len(staff_file(editor, Agreement.objects.filter(kind="loan"))[1].splitlines()) == 2


def test_refuses_staff_without_the_right(agreements, operator, manager):
    for user in (operator, manager):
        with pytest.raises(PermissionDenied, match="Akun Anda tidak berhak"):
            staff_file(user)


def test_gives_an_account_only_what_it_may_see(agreements, operator, superuser):
    operator.user_permissions.add(Permission.objects.get(codename="export_agreement"))
    operator = type(operator).objects.get(pk=operator.pk)
    Agreement.objects.filter(title="Internal").update(lead_office=operator.offices.get())
    _response, content = staff_file(operator)
    assert len(content.splitlines()) == 2
    assert "rahasia" in content
    assert len(staff_file(superuser)[1].splitlines()) == 4
