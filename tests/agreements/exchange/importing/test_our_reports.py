"""A report that the register wrote for people is known when it comes back as a file, and no sheet of others is."""

import csv
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from agreements.exchange.importing.sheets import ReportFile, read_file
from agreements.models import ImportBatch
from agreements.reports.files import bytes_of
from agreements.reports.kinds import REPORTS
from tests.agreements.exchange.importing.files import workbook
from tests.agreements.reports.report_records import TODAY, make, make_register

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]
EMPTY = ("rekap", "akan-berakhir", "koordinasi")
"""Reports that are looked at without a row; they say that there is none."""


def written(code, user, **asked):
    return bytes_of(make(code, user, **asked), "xlsx", timezone.localtime())


def saved_again(content):
    """The file as another program writes it: other parts, other properties."""
    book, out = load_workbook(BytesIO(content)), BytesIO()
    book.properties.title = "Book1"
    book.worksheets[0].title = "Sheet1"
    book.save(out)
    return out.getvalue()


def as_csv(content):
    out = StringIO()
    rows = load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("code", REPORTS)
def test_each_report_is_known_in_either_language(head, code, language):
    register = make_register() if code not in EMPTY else None
    asked = {"register_number": register.twin.register_number} if code == "lembar" else {}
    with override(language):
        content = written(code, head, **asked)
    for file, name in ((content, "x.xlsx"), (saved_again(content), "x.xlsx"), (as_csv(content), "x.csv")):
        with pytest.raises(ReportFile):
            read_file(BytesIO(file), name, {})


def test_the_page_says_so_and_leads_to_the_template(client, editor, head):
    client.force_login(editor)
    file = SimpleUploadedFile("laporan.xlsx", written("buku-register", head))
    html = client.post(reverse("admin:imports"), {"file": file}).content.decode()
    assert "Ini berkas laporan; gunakan templat data." in html
    link = f'<a href="{reverse("admin:import_template")}">'
    said = html[html.index("Ini berkas laporan") :]
    assert link in said[: said.index("</li>")]
    assert not ImportBatch.objects.exists()


def test_a_letterhead_of_another_office_is_read():
    heads = ["No", "Jenis dokumen", "Tentang", "Mitra"]
    content = workbook(
        Daftar_kerja_sama=[
            ["PEMERINTAH KOTA JAMBI"],
            ["BUKU REGISTER KERJA SAMA LUAR NEGERI"],
            ["Keadaan per 31 Desember 2025"],
            heads,
            ["(1)", "(2)", "(3)", "(4)"],
            [1, "MoU", "Kota kembar", "Kota Seremban"],
            ["Format internal Bagian Kerja Sama"],
            [None, None, None, "Jambi, 31 Desember 2025"],
            [None, None, None, "NIP 1990"],
        ]
    )
    (sheet,) = read_file(BytesIO(content), "daftar.xlsx", {}).sheets
    assert [one.heading for one in sheet.columns] == heads
    assert ("Kota kembar", "Kota Seremban") in [row.cells[2:] for row in sheet.found.rows]
