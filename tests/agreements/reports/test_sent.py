"""Reports kept as sent: byte for byte, never edited, for those who see everything; and what changed since."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from agreements.models import FollowUpReport, SentReport
from agreements.record.digest import refresh_digest
from agreements.record.trash import move_to_trash, purge
from agreements.reports.changes import ChangeKind, changes_since
from agreements.reports.kinds import REPORTS
from agreements.reports.parameters import Parameters, usual_values
from agreements.reports.sent import Sending, former_of, give_letter_number, keep_as_sent
from tests.agreements.reports.report_records import TODAY, make_grant, make_silent, make_twin, report_of
from tests.agreements.staff_desk import fields_of
from tests.factories import make_signed

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

SENDING = Sending(to="Menteri Dalam Negeri", on=TODAY)


@pytest.fixture
def desk(client, head):
    client.force_login(head)
    return client


def asked(**values):
    return Parameters(**{**usual_values(TODAY), **values})


def keep(code, user, sending=SENDING, **values):
    kind, parameters = REPORTS[code], asked(**values)
    report = kind.make(parameters, TODAY, user)
    return keep_as_sent(kind, parameters, report, sending, by=user, now=timezone.localtime())


def address(code, name="report_send", **query):
    return reverse(f"admin:{name}", args=[code], query=query)


def send(client, code, **changes):
    """Open the page, fill it in, send it."""
    page = client.get(address(code))
    given = {"sent_to": "Menteri Dalam Negeri", "sent_on": "24 November 2026"}
    data = {**fields_of(page), **given, **changes}
    return client.post(address(code), {name: value for name, value in data.items() if value is not None})


def download(client, sent, file_format):
    response = client.get(reverse("admin:sent_report_file", args=[sent.pk, file_format]))
    return response, b"".join(response.streaming_content) if response.streaming else response.content


# --- keeping -----------------------------------------------------------------------------------------


def test_a_report_is_kept_with_everything_that_it_says(desk, head):
    twin = make_twin()
    response = send(desk, "buku-register", letter_number="12/KS/2026")
    sent = SentReport.objects.get()
    assert response["Location"] == reverse("admin:sent_report", args=[sent.pk])
    facts = (sent.kind, sent.title, sent.as_of, sent.sent_on, sent.sent_to, sent.letter_number, sent.made_by)
    assert facts == (
        *("buku-register", "Buku register kerja sama luar negeri", TODAY, TODAY),
        *("Menteri Dalam Negeri", "12/KS/2026", head),
    )
    assert sent.parameters == {"office": "", "exempt": "marked", "examples": False}
    assert [key for key, _texts in sent.rows] == [twin.register_number]
    assert "Kota kembar Seremban" in sent.rows[0][1]
    assert "Status: diturunkan registri" in sent.closing
    assert sent.register_version.startswith("0.1.0")
    assert sent.history.get().history_user == head


@pytest.mark.parametrize("file_format", ["docx", "xlsx"])
def test_download_gives_exactly_the_bytes(desk, head, file_format):
    twin = make_twin()
    sent = keep("buku-register", head)
    before = download(desk, sent, file_format)[1]
    twin.title = "Judul lain"
    twin.save()
    response, after = download(desk, sent, file_format)
    assert after == before
    assert hashlib.sha256(after).hexdigest() == getattr(sent, f"{file_format}_sha256")
    assert after.startswith(b"PK")
    assert f"laporan_buku-register_2026-11-24.{file_format}" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_only_the_files_that_were_sent_are_kept(desk, head):
    send(desk, "rekap", xlsx=None)
    sent = SentReport.objects.get()
    assert (bool(sent.docx), bool(sent.xlsx), sent.xlsx_sha256) == (True, False, "")
    assert download(desk, sent, "xlsx")[0].status_code == 404
    with pytest.raises(ValidationError), transaction.atomic():
        keep("rekap", head, Sending(to="Menteri", on=TODAY, file_formats=[]))
    with pytest.raises(IntegrityError), transaction.atomic():
        SentReport.objects.filter(pk=sent.pk).update(docx="")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"sent_to": ""}, "sent_to"), ({"sent_on": "besok lusa"}, "sent_on"), ({"docx": None, "xlsx": None}, "__all__")],
)
def test_what_is_missing_is_said_and_nothing_is_kept(desk, documents_folder, changes, field):
    before = {path for path in documents_folder.rglob("*") if path.is_file()}
    response = send(desk, "rekap", **changes)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not SentReport.objects.exists()
    assert {path for path in documents_folder.rglob("*") if path.is_file()} == before


def test_a_report_that_changed_meanwhile_is_shown_again_first(desk):
    make_twin()
    opened = fields_of(desk.get(address("buku-register")))
    make_silent()
    given = {"sent_to": "Menteri", "sent_on": "24-11-2026"}
    response = desk.post(address("buku-register"), {**opened, **given})
    assert "Isi laporan berbeda dari saat halaman ini dibuka" in response.content.decode()
    assert not SentReport.objects.exists()
    again = fields_of(response)
    assert again["shown"] != opened["shown"]
    assert again["sent_to"] == "Menteri"
    assert desk.post(address("buku-register"), again).status_code == 302
    assert len(SentReport.objects.get().rows) == 2


def test_a_second_click_keeps_it_once(desk, documents_folder):
    make_twin()
    first = send(desk, "rekap")
    files = {path for path in documents_folder.rglob("*") if path.is_file()}
    second = send(desk, "rekap")
    assert second["Location"] == first["Location"]
    assert SentReport.objects.count() == 1
    assert {path for path in documents_folder.rglob("*") if path.is_file()} == files
    assert send(desk, "rekap", sent_to="Gubernur").status_code == 302
    assert SentReport.objects.count() == 2


# --- letter number, list, rights ---------------------------------------------------------------------


def test_letter_number_comes_later_and_is_never_changed(desk, head, editor):
    sent = keep("rekap", head)
    page = reverse("admin:sent_report", args=[sent.pk])
    assert "nomor surat belum diketahui" in desk.get(page).content.decode()
    assert desk.post(page, {"letter_number": " "}).status_code == 200
    assert desk.post(page, {"letter_number": " 15/KS "}).status_code == 302
    sent.refresh_from_db()
    assert sent.letter_number == "15/KS"
    assert "Catat nomor surat" not in desk.get(page).content.decode()
    assert "sudah mempunyai nomor surat" in desk.post(page, {"letter_number": "16/KS"}).content.decode()
    with pytest.raises(ValidationError):
        give_letter_number(sent, "17/KS", by=editor)
    sent.refresh_from_db()
    assert sent.letter_number == "15/KS"
    assert sent.history.count() == 2


def test_list_names_every_report_that_was_sent(desk, head, django_assert_max_num_queries):
    keep("rekap", head)
    keep("buku-register", head, Sending(to="Gubernur Jambi", on=TODAY, letter_number="7/KS"))
    with django_assert_max_num_queries(12):
        text = desk.get(reverse("admin:sent_reports")).content.decode()
    assert "Gubernur Jambi" in text
    assert "7/KS" in text
    assert "Rekapitulasi kerja sama menurut negara" in text


def test_who_does_not_see_everything_sees_nothing_that_was_sent(operator, head):
    sent = keep("rekap", head)
    operator.user_permissions.add(Permission.objects.get(codename="export_agreement"))
    client = Client()
    client.force_login(operator)
    places = [
        reverse("admin:sent_reports"),
        reverse("admin:sent_report", args=[sent.pk]),
        reverse("admin:sent_report_file", args=[sent.pk, "docx"]),
        address("rekap"),
        address("rekap", "report_changes"),
    ]
    assert [client.get(place).status_code for place in places] == [403] * 5
    assert client.post(address("rekap"), {}).status_code == 403
    page = client.get(address("rekap", "report"))
    assert page.status_code == 200
    assert "kirim" not in page.content.decode().partition("report-tools")[2].partition("</p>")[0]
    with pytest.raises(PermissionDenied):
        keep("rekap", operator)
    with pytest.raises(PermissionDenied):
        give_letter_number(sent, "1/KS", by=operator)


@pytest.mark.parametrize("role", ["manager", "operator"])
def test_who_may_not_export_does_not_come_near(role, head, request):
    sent = keep("rekap", head)
    client = Client()
    client.force_login(request.getfixturevalue(role))
    assert client.get(reverse("admin:sent_report_file", args=[sent.pk, "docx"])).status_code == 403


def test_what_was_sent_outlives_exemption_and_purge(desk, head, superuser):
    twin, silent = make_twin(), make_silent()
    sent = keep("buku-register", head)
    before = download(desk, sent, "docx")[1]
    twin.publication_class, twin.exempt_ground = "exempt", "f"
    twin.save()
    move_to_trash(silent, by=superuser, now=timezone.now(), reason="Salah catat sejak semula")
    purge(silent, by=superuser, now=timezone.now() + timedelta(days=91))
    assert download(desk, sent, "docx")[1] == before
    assert "Sunyi sejak lama" in desk.get(reverse("admin:sent_report", args=[sent.pk])).content.decode()
    assert "Tidak ada lagi" in desk.get(address("buku-register", "report")).content.decode()


def test_check_of_the_files_knows_what_was_sent(head, documents_folder, capsys):
    for path in [path for path in documents_folder.rglob("*") if path.is_file()]:
        path.unlink()
    sent = keep("rekap", head)
    call_command("check_documents")
    assert "2 documents checked, nothing wrong." in capsys.readouterr().out
    (documents_folder / sent.docx.name).write_bytes(b"lain")
    with pytest.raises(CommandError):
        call_command("check_documents")
    assert f"damaged: report as sent {sent.pk}, {sent.docx.name}" in capsys.readouterr().out


# --- what changed since ------------------------------------------------------------------------------


def test_changes_name_rows_new_and_gone_and_cells_before_and_now(desk, head, superuser):
    twin, silent = make_twin(), make_silent()
    sent = keep("buku-register", head)
    twin.title = "Kota kembar yang baru"
    twin.save()
    refresh_digest(twin)
    move_to_trash(silent, by=superuser, now=timezone.now(), reason="Salah catat sejak semula")
    new = make_signed("Naskah baru")
    report = REPORTS["buku-register"].make(asked(), TODAY, head)
    found = {change.key: change for change in changes_since(sent, report)}
    assert {key: change.kind for key, change in found.items()} == {
        twin.register_number: ChangeKind.CHANGED,
        silent.register_number: ChangeKind.GONE,
        new.register_number: ChangeKind.NEW,
    }
    (cell,) = found[twin.register_number].cells
    assert cell == ("Kerja sama", "Kota kembar Seremban", "Kota kembar yang baru")
    text = desk.get(address("buku-register", "report")).content.decode()
    assert "3 baris berbeda sejak laporan yang dikirim pada 24 November 2026 kepada Menteri Dalam Negeri" in text
    assert "Kota kembar yang baru" in text
    response = desk.get(address("buku-register", "report_changes"))
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Perubahan", "Baris", "Nama", "Kolom", "Sebelum", "Sekarang"]
    assert sorted(row[0] for row in rows[1:]) == ["Baru", "Berubah", "Tidak ada lagi"]
    assert ["Kerja sama", "Kota kembar Seremban", "Kota kembar yang baru"] in [row[3:] for row in rows]


def test_what_changes_with_the_day_alone_is_no_change(head):
    make_twin()
    sent = keep("buku-register", head)
    later = REPORTS["buku-register"].make(asked(), TODAY.replace(day=29), head)
    assert changes_since(sent, later) == []


def test_the_next_quarter_is_compared_with_the_last_one_that_was_sent(head):
    grant = make_grant()
    sent = keep("triwulan", head, quarter=3)
    parameters = asked(quarter=4)
    assert former_of(REPORTS["triwulan"], parameters) == sent
    report = REPORTS["triwulan"].make(parameters, TODAY, head)
    (change,) = changes_since(sent, report)
    assert change.key == f"{grant.register_number}/{grant.follow_ups.get().pk}"
    progress = {cell.header: (cell.old, cell.new) for cell in change.cells}
    assert progress["b. Kemajuan fisik (%)"] == ("45", "60")


def test_reports_that_cannot_be_compared_are_not(head):
    make_twin()
    keep("rekap", head, by="country")
    keep("lembar", head, register_number=make_silent().register_number)
    assert former_of(REPORTS["rekap"], asked(by="country")) is not None
    assert former_of(REPORTS["rekap"], asked(by="office")) is None
    assert former_of(REPORTS["rekap"], asked(by="country", office="dikota")) is None
    assert former_of(REPORTS["rekap"], asked(by="country", examples=True)) is None
    assert former_of(REPORTS["lembar"], asked(register_number="KSLN-2026-9999")) is None
    assert former_of(REPORTS["buku-register"], asked()) is None


def test_without_a_former_report_there_are_no_changes_to_download(desk):
    assert desk.get(address("rekap", "report_changes")).status_code == 404


def test_an_approved_report_counts_only_once_it_is_approved(head):
    grant = make_grant()
    sent = keep("triwulan", head)
    follow_up = grant.follow_ups.get()
    FollowUpReport.objects.filter(follow_up=follow_up, happened_on_latest__gt="2026-10-01").delete()
    report_of(follow_up, state="draft", happened_on="2026-09-28", physical_progress=99)
    assert changes_since(sent, REPORTS["triwulan"].make(asked(), TODAY, head)) == []
