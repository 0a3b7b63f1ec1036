"""The workbook of one office, and the rows of its sheets.

Records that are exempt from publication are in no workbook, since a file travels; the office answers for them on its
pages.
"""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from agreements.attesting.sheet import proposed_start, rows_of_sheet
from agreements.exchange.register.columns import SheetColumn, Table
from agreements.exchange.register.register_files import choices_of, temporary
from agreements.models import Agreement, Attestation, FollowUp, FollowUpReport, Office, ReportState
from agreements.record.names import office_name
from jambi_coop.lib.dates.known_date import KnownDate, format_known
from jambi_coop.lib.records.publication import PublicationClass
from jambi_coop.lib.tables.http_files import file_name
from jambi_coop.lib.tables.layout import Layout, SheetSpec
from jambi_coop.lib.tables.table import Column, ColumnKind
from jambi_coop.lib.tables.xlsx_writer import write_workbook

from .tables import ACTIVITIES, AGREEMENT_ANSWERS, FILLED_IN, PROPOSED, REPORTS

SPARE_ROWS = 20
"""Rows for activities that the register does not know."""
NOT_EXEMPT = ~Q(publication_class=PublicationClass.EXEMPT)


def led_agreements(today: date) -> QuerySet[Agreement]:
    """Return the agreements that a lead office answers for, those first that the round still asks for."""
    rows = rows_of_sheet(Agreement.objects.filter(NOT_EXEMPT, lead_office__isnull=False), today)
    return rows.prefetch_related("follow_ups")


def open_follow_ups() -> QuerySet[FollowUp]:
    """Return the follow-ups that offices have to report on."""
    rows = FollowUp.objects.open().filter(office__isnull=False, agreement__trashed_at__isnull=True)
    return rows.exclude(agreement__publication_class=PublicationClass.EXEMPT)


def workbook_name(office: Office, today: date) -> str:
    """Return the name of the file."""
    return file_name(pgettext("file name", "review"), today, office.short_name or office.name, extension="xlsx")


def write_office_workbook(out: BinaryIO, office: Office, *, today: date, language: str) -> None:
    """Write the workbook of one office: instructions, and three sheets of which only the cells to fill in are open."""
    with override(language):
        answers = [_answer(one, today) for one in led_agreements(today).filter(lead_office=office)]
        reports = [_report(one) for one in _to_report(office)]
        of_reports = [one.follow_up.agreement.register_number for one in reports]
        numbers = list(dict.fromkeys([*(one.agreement.register_number for one in answers), *of_reports]))
        sheets = [
            SheetSpec(
                _("Instructions"), lines=list(_instructions(office, today, len(answers), len(reports), language))
            ),
            _sheet(AGREEMENT_ANSWERS, answers),
            _sheet(REPORTS, reports),
            _sheet(ACTIVITIES, [FollowUpReport(follow_up=FollowUp(office=office))] * SPARE_ROWS, agreement=numbers),
        ]
        write_workbook(sheets, out, language)


def write_office_workbooks(out: BinaryIO, offices: Iterable[Office], *, today: date, language: str) -> None:
    """Write a ZIP file with the workbook of each office."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for office in offices:
            with temporary() as file, override(language):
                write_office_workbook(file, office, today=today, language=language)
                file.seek(0)
                archive.writestr(workbook_name(office, today), file.read())


def _answer(agreement: Agreement, today: date) -> Attestation:
    return Attestation(
        agreement=agreement, office=agreement.lead_office, starts_on=proposed_start(agreement, today), running=""
    )


def _to_report(office: Office) -> QuerySet[FollowUp]:
    """Return the follow-ups of an office, the earliest due date first, with the report that was begun (`begun`, at most
    one)."""
    begun = FollowUpReport.objects.exclude(state=ReportState.APPROVED)
    rows = open_follow_ups().filter(office=office).select_related("agreement")
    return rows.prefetch_related(Prefetch("reports", begun, to_attr="begun")).order_by(
        F("due_on_latest").asc(nulls_last=True), "pk"
    )


def _report(follow_up: FollowUp) -> FollowUpReport:
    return follow_up.begun[0] if follow_up.begun else FollowUpReport(follow_up=follow_up)


def _sheet(table: Table, rows: Sequence[Any], **choices: Sequence[str]) -> SheetSpec:
    return SheetSpec(
        str(table.title),
        [_column(table, column) for column in table.columns],
        [tuple(_cells(table, row)) for row in rows],
        layout=Layout(footer=str(table.title)),
        notes={one.key: str(one.note) for one in table.columns if one.note},
        choices={**choices_of(table), **choices},
        fillable=FILLED_IN[table.key],
    )


def _column(table: Table, column: SheetColumn) -> Column:
    """Return the column as it is written. A date to fill in is text, so that it stays as exact as it was typed."""
    written = column.written()
    return replace(written, kind=ColumnKind.TEXT) if column.key in FILLED_IN[table.key] else written


def _cells(table: Table, row: Any) -> Iterable[Any]:
    for column in table.columns:
        is_blank = column.key in FILLED_IN[table.key] and column.key != PROPOSED
        cell = None if is_blank else column.cell(row)
        yield str(cell) if isinstance(cell, KnownDate) else cell


def _instructions(office: Office, today: date, answers: int, reports: int, language: str) -> Iterable[str]:
    yield _("Review of the international cooperation: %(office)s") % {"office": office_name(office)}
    yield _("As of %(day)s") % {"day": format_known(KnownDate.day(today), language)}
    yield ""
    yield ngettext(
        "%(count)d agreement that your office leads, each with one question: did anything happen?",
        "%(count)d agreements that your office leads, each with one question: did anything happen?",
        answers,
    ) % {"count": answers}
    yield ngettext(
        "%(count)d open follow-up of your office, to be reported on.",
        "%(count)d open follow-ups of your office, to be reported on.",
        reports,
    ) % {"count": reports}
    yield ""
    for table in (AGREEMENT_ANSWERS, REPORTS, ACTIVITIES):
        yield f"{table.title}: {table.about}"
    yield ""
    yield _("Fill in the white cells; the grey ones are locked. A row that you leave empty says nothing.")
    yield _("A date is written like 27 March 2026, June 2026 or 2026.")
    yield _("Photos and letters are added on the page of the follow-up.")
    yield _("Send the file in on the pages of your office, under “Office workbook”, or give it to Bagian Kerja Sama.")
    yield _("You see before sending how each row was understood. What you send counts once somebody else has read it.")
    yield ""
    yield _("Promised: follow-ups that were planned or done and not cancelled.")
    yield _("Done: those recorded as done. Overdue: those not recorded as done of which the due date has passed.")
