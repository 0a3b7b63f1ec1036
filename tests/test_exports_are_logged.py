"""Every file of records that somebody who is signed in takes out of the register is in the log; two ways to see it.

Every function of the code that makes a file for the browser calls `log_export`, or stands in `NO_EXPORT` with the
reason; and every address that answers a GET with a file is asked, and looked up in the log.
"""

import ast

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from agreements.reports.kinds import REPORTS
from agreements.reports.parameters import Parameters
from agreements.reports.sent import Sending, keep_as_sent
from jambi_coop.lib.tables.export_log import EXPORT
from tests import test_url_matrix
from tests.agreements.exchange.importing.files import shown, workbook
from tests.agreements.staff_desk import fields_of
from tests.architecture import module_name, modules, tree
from tests.factories import TODAY
from tests.test_url_matrix import address, table

rows = test_url_matrix.rows

MAKERS = {"FileResponse", "StreamingHttpResponse", "HttpResponse"}
MAKERS |= {"file_response", "stream_response", "table_response", "download"}
"""What makes a response with a file; pages are made by other calls."""

LIBRARY = ("jambi_coop.lib.tables.http_files",)
NO_EXPORT = {
    "agreements.record.staff.reference_files.admin.export": "logged by ExportMixin",
    "partners.admin.export": "logged by ExportMixin",
    "agreements.exchange.agreement_files._file": "logged by those who call it",
    "agreements.reports.pages.file_response": "makes the response",
    "agreements.letter_writing.pages.download": "makes the response",
    "agreements.letter_writing.template_admin.shipped_file": "a template, without a record",
    "agreements.letter_writing.template_admin._file": "a template, without a record",
    "agreements.exchange.importing.pages.import_template": "an empty workbook",
    "agreements.reports.pages.logo": "a picture",
    "agreements.public.document_download.document": "one document that is kept with its record, not an export",
    "agreements.public.calendars._answer": "asked for by calendar programs, without an account",
    "agreements.public.follow_up_feed.follow_up_feed": "asked for by feed readers, without an account",
}
FILES_WITHOUT_ENTRY = {
    "admin:agreements_lettertemplate_file",
    "admin:agreements_lettertemplate_shipped",
    "admin:import_template",
    "agreements:document",
}


def called_names(function):
    """Yield the names of what a function calls."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "id", getattr(node.func, "attr", ""))


def functions_that_make_files():
    """Return {name of a function: whether it writes the log} of all that make a file for the browser."""
    found = {}
    for path in modules("agreements", "partners", "jambi_coop"):
        if module_name(path) in LIBRARY:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                called = set(called_names(node))
                if called & MAKERS:
                    found[f"{module_name(path)}.{node.name}"] = "log_export" in called
    return found


def test_every_function_that_makes_a_file_logs_it_or_says_why_not():
    found = functions_that_make_files()
    assert {name for name, logs in found.items() if not logs} == set(NO_EXPORT)


@pytest.fixture
def reader(client, superuser):
    client.force_login(superuser, backend="django.contrib.auth.backends.ModelBackend")
    return client


def entries():
    return LogEntry.objects.filter(action_flag=EXPORT).count()


def is_file(response):
    # Reading to the end also closes a file.
    b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code == 200 and "attachment" in response.headers.get("Content-Disposition", "")


def test_every_address_that_gives_a_file_writes_one_entry(reader, rows):
    files, without = set(), set()
    for name in table():
        before = entries()
        if is_file(reader.get(address(name, rows))):
            files.add(name)
            without |= {name} if entries() == before else set()
        assert entries() - before == (name in files and name not in without), name
    assert without == FILES_WITHOUT_ENTRY
    assert {"admin:head_page_export", "admin:report_file", "agreements:statistics_table"} <= files - without


def test_the_public_takes_its_files_without_an_entry(client, rows):
    for name in ("agreements:export", "agreements:statistics_table"):
        assert is_file(client.get(address(name, rows)))
    assert entries() == 0


def test_letters_are_logged(reader, rows):
    page = reverse("admin:letter_of_agreement", args=[rows["agreement"].pk, "note"])
    typed = fields_of(reader.get(page))
    assert entries() == 0
    assert is_file(reader.post(page, {**typed, "download": "1"}))
    assert LogEntry.objects.get(action_flag=EXPORT).object_repr.startswith("surat_note_")
    assert is_file(reader.get(address("admin:agreements_lettertemplate_trial", rows), {"download": "1"}))
    assert entries() == 2


def test_what_changed_since_the_last_report_is_logged(reader, rows, superuser):
    kind, asked = REPORTS["rekap"], Parameters(by="country")
    sending = Sending(to="Menteri", on=TODAY)
    keep_as_sent(kind, asked, kind.make(asked, TODAY, superuser), sending, by=superuser, now=timezone.localtime())
    assert is_file(reader.get(address("admin:report_changes", rows)))
    assert entries() == 1


def test_rejected_rows_are_logged(reader, superuser):
    batch, _comparison = shown(workbook(Tindak_lanjut=[["Judul", "Jenis"], ["Rapat", "tidak ada"]]), superuser)
    assert batch.counts["rejected"] == 1
    assert is_file(reader.get(reverse("admin:import_rejected", args=[batch.pk])))
    assert entries() == 1
