"""The pages of the reports: who may open them, what they ask, and the files that they give."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from agreements.models import Letterhead
from agreements.reports.kinds import REPORTS
from tests.agreements.reports.report_records import TODAY, make_exempt, make_register, make_twin

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


@pytest.fixture
def desk(client, head):
    client.force_login(head)
    return client


def page(code, **asked):
    return reverse("admin:report", args=[code], query=asked)


def file_of(code, file_format, **asked):
    return reverse("admin:report_file", args=[code, file_format], query=asked)


def cells_of(document):
    return [[cell.text for cell in row.cells] for row in document.tables[1].rows]


@pytest.mark.parametrize("role", ["operator", "manager"])
@pytest.mark.parametrize("name", ["reports", "report", "report_file", "report_logo"])
def test_reports_are_for_those_who_may_export(client, role, name, request):
    client.force_login(request.getfixturevalue(role))
    args = {"report": ["rekap"], "report_file": ["rekap", "docx"]}.get(name, [])
    assert client.get(reverse(f"admin:{name}", args=args)).status_code == 403


def test_menu_and_list_lead_to_every_report(desk):
    assert reverse("admin:reports") in desk.get("/admin/").content.decode()
    text = desk.get(reverse("admin:reports")).content.decode()
    for code in REPORTS:
        assert page(code) in text


@pytest.mark.parametrize("code", sorted(REPORTS))
def test_page_shows_the_report_as_it_is_printed(desk, code):
    twin = make_twin()
    make_exempt()
    asked = {"register_number": twin.register_number} if code == "lembar" else {}
    text = desk.get(page(code, **asked)).content.decode()
    kind = REPORTS[code]
    assert str(kind.sentence) in text
    assert "Keadaan per 24 November 2026" in text
    assert "Format internal kantor; bukan lampiran suatu peraturan." in text
    assert "(1)" in text
    assert "Jambi, 24 November 2026" in text
    assert "kop" not in text.partition('class="report-paper"')[2]  # there is no logo to ask for


@pytest.mark.parametrize("code", sorted(set(REPORTS) - {"lembar"}))
def test_an_empty_report_still_prints_and_says_nil(desk, code):
    assert "NIHIL" in desk.get(page(code)).content.decode()
    document = Document(BytesIO(desk.get(file_of(code, "docx")).content))
    assert cells_of(document)[2][0] == "NIHIL"
    sheet = load_workbook(BytesIO(desk.get(file_of(code, "xlsx")).content)).active
    assert "NIHIL" in [cell.value for cell in sheet["A"]]


@pytest.mark.parametrize(
    ("code", "asked", "sentence"),
    [
        ("pelaksanaan", {"start": "kapan", "end": "31-12-2026"}, "bukan tanggal yang dapat dibaca"),
        ("pelaksanaan", {"start": "1-7-2026", "end": "1-6-2026"}, "Masa itu tidak dapat berakhir sebelum dimulai."),
        ("triwulan", {"year": "2026", "quarter": "9"}, "Masukkan pilihan yang valid"),
        ("akan-berakhir", {"days": "seribu"}, "bukan bilangan bulat"),
        ("lembar", {"register_number": "KSLN-1900-0001"}, "Tidak ada kerja sama dengan nomor registri ini."),
        ("rekap", {"by": "warna"}, "Masukkan pilihan yang valid"),
    ],
)
def test_what_cannot_be_asked_is_said_and_gives_no_file(desk, code, asked, sentence):
    response = desk.get(page(code, **asked))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert "report" not in response.context
    assert desk.get(file_of(code, "docx", **asked)).status_code == 404


def test_sheet_of_a_record_that_the_user_may_not_see_is_refused_as_unknown(client, operator):
    operator.user_permissions.add(Permission.objects.get(codename="export_agreement"))
    client.force_login(operator)
    twin = make_twin()
    for number in (twin.register_number, "KSLN-1900-0001"):
        text = client.get(page("lembar", register_number=number)).content.decode()
        assert "Tidak ada kerja sama dengan nomor registri ini." in text
        assert "Seremban" not in text


@pytest.mark.parametrize("address", ["/admin/laporan/salah/", "/admin/laporan/rekap/pdf/", "/admin/laporan/kop/logo/"])
def test_an_unknown_report_format_or_logo_is_missing(desk, address):
    assert desk.get(address).status_code == 404


def test_files_carry_letterhead_signature_and_their_names(desk):
    Letterhead.objects.create(lines="PEMERINTAH KOTA JAMBI", paper="f4", post="Kepala Bagian", name="Nama Contoh")
    make_register()
    response = desk.get(file_of("buku-register", "docx"))
    assert response["Content-Disposition"] == 'attachment; filename="laporan_buku-register_2026-11-24.docx"'
    document = Document(BytesIO(response.content))
    assert document.tables[0].rows[0].cells[1].text == "PEMERINTAH KOTA JAMBI"
    assert round(document.sections[0].page_width.mm) == 330
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert {"BUKU REGISTER KERJA SAMA LUAR NEGERI", "Kepala Bagian", "Nama Contoh"} <= set(lines)
    rows = cells_of(document)
    assert len(rows) == 2 + 5
    assert "Nomor pihak kita: 12/KS" in rows[2][4]
    assert rows[2][1].endswith("\n2025")


def test_workbook_has_the_report_as_on_paper_and_every_column_for_itself(desk):
    Letterhead.objects.create(lines="PEMERINTAH KOTA JAMBI\nSEKRETARIAT DAERAH", name="Nama Contoh", paper="f4")
    make_twin()
    response = desk.get(file_of("buku-register", "xlsx"))
    paper, every = load_workbook(BytesIO(response.content)).worksheets
    rows = [[cell.value for cell in row] for row in paper.iter_rows()]
    assert [row[0] for row in rows[:6]] == [
        *("PEMERINTAH KOTA JAMBI", "SEKRETARIAT DAERAH", "", "BUKU REGISTER KERJA SAMA LUAR NEGERI"),
        *("Keadaan per 24 November 2026", "Semua perangkat daerah"),
    ]
    header = next(place for place, row in enumerate(rows) if row[0] == "No.")
    assert rows[header + 1][:3] == ["(1)", "(2)", "(3)"]
    assert "Nomor mitra: SRB/7" in rows[header + 2][4].splitlines()
    assert "Nama Contoh" in [row[0] for row in rows[header:]]
    assert (paper.page_setup.paperSize, paper.page_setup.orientation) == (14, "landscape")
    assert paper.oddFooter.left.text == "dicetak 24-11-2026 12.00 WIB"
    heads, values = ([cell.value for cell in row] for row in every.iter_rows())
    table = dict(zip(heads, values, strict=True))
    assert table["Nomor mitra"] == "SRB/7"
    assert table["Berakhir pada"].date().isoformat() == "2027-03-04"
    assert table["Keterangan"] is None


def test_texts_of_a_report_break_into_lines_and_their_rows_are_high_enough(desk):
    twin = make_twin()
    twin.summary = "Pertukaran guru dan siswa antara kedua kota. " * 6
    twin.save()
    sheet = load_workbook(BytesIO(desk.get(file_of("buku-register", "xlsx")).content)).worksheets[0]
    header = next(row[0].row for row in sheet.iter_rows() if row[0].value == "No.")
    scope = sheet.cell(header + 2, 9)
    assert "kedua kota. Pertukaran" in scope.value
    assert scope.alignment.wrap_text
    assert sheet.row_dimensions[scope.row].height > 100
    assert sheet.row_dimensions[header].height > 15


def test_a_table_for_people_has_rules_between_its_cells_and_the_data_none(desk):
    make_twin()
    paper, every = load_workbook(BytesIO(desk.get(file_of("buku-register", "xlsx")).content)).worksheets
    header = next(row[0].row for row in paper.iter_rows() if row[0].value == "No.")
    for row in paper.iter_rows(min_row=header, max_row=header + 2, max_col=12):
        for cell in row:
            assert cell.border.left.style == cell.border.bottom.style == "thin", cell
    assert all(cell.alignment.wrap_text for cell in paper[header + 2][:12])
    assert every["B2"].border.left.style is None


def test_a_definition_that_is_longer_than_the_table_breaks_below_it(desk):
    """As one line it would be wider than the table, and the printed page as small as that."""
    make_twin()
    sheet = load_workbook(BytesIO(desk.get(file_of("evaluasi", "xlsx", year=2026)).content)).worksheets[0]
    cell = next(one for one in sheet["A"] if str(one.value).startswith("Baris uang ditulis sekali"))
    assert f"A{cell.row}:K{cell.row}" in map(str, sheet.merged_cells.ranges)
    assert cell.alignment.wrap_text
    assert sheet.row_dimensions[cell.row].height >= 30


def test_a_signature_that_nobody_filled_in_prints_no_number(desk):
    make_twin()
    assert "NIP" not in desk.get(page("buku-register")).content.decode()
    for file_format in ("xlsx", "docx"):
        content = BytesIO(desk.get(file_of("buku-register", file_format)).content)
        if file_format == "docx":
            said = [paragraph.text for paragraph in Document(content).paragraphs]
        else:
            said = [str(cell.value) for cell in load_workbook(content).worksheets[0]["A"]]
        assert not any("NIP" in text for text in said)


def test_a_signature_has_rank_and_number_where_they_are_filled_in(desk):
    Letterhead.objects.create(name="Nama Contoh", rank="Pembina", employee_number="1970")
    assert "NIP 1970" in desk.get(page("buku-register")).content.decode()
    sheet = load_workbook(BytesIO(desk.get(file_of("buku-register", "xlsx")).content)).worksheets[0]
    said = [cell.value for cell in sheet["A"]]
    assert said[-3:] == ["Nama Contoh", "Pembina", "NIP 1970"]


def test_examples_are_shown_when_asked_for(desk):
    twin = make_twin()
    twin.is_example = True
    twin.save()
    assert "Kota kembar Seremban" not in desk.get(page("buku-register")).content.decode()
    text = desk.get(page("buku-register", contoh=1)).content.decode()
    assert "Kota kembar Seremban (contoh)" in text
    assert "contoh=1" in text.partition("Unduh DOCX")[0].rpartition("href=")[2]
    document = Document(BytesIO(desk.get(file_of("buku-register", "docx", contoh=1)).content))
    assert len(cells_of(document)) == 3


def test_a_text_of_a_record_is_text_on_the_page(desk):
    make_twin()
    Letterhead.objects.create(lines="<b>KOTA</b>", post="<i>Kepala</i>")
    text = desk.get(page("buku-register")).content.decode()
    assert "&lt;b&gt;KOTA" in text
    assert "<i>Kepala" not in text


def test_form_keeps_what_was_asked(desk):
    text = desk.get(page("pelaksanaan", start="1-1-2024", end="30-6-2024")).content.decode()
    assert "Periode: 1 Januari 2024 – 30 Juni 2024" in text
    assert "start=1-1-2024" in text
