"""Keep a report as it was sent, and give it its letter number once that is known."""

import hashlib
import json
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import SentReport
from agreements.record.permissions import sees_everything
from agreements.record.saving import record_author
from jambi_coop.lib.files.private_files import content_of, discard_on_error
from jambi_coop.lib.tables.cell_text import row_texts
from jambi_coop.lib.versions.sent_twice import refuse_sent_twice

from .files import DOCX, XLSX, bytes_of, name_of_file
from .kinds import ReportKind
from .parameters import Parameters, comparable
from .report import Report

EXPORT = "agreements.export_agreement"
COUNTED = ("rows", "columns", "docx_sha256", "xlsx_sha256")
"""Two copies of one report differ in the minute that is printed on them; their tables need not be compared again."""


@dataclass(frozen=True, kw_only=True)
class Sending:
    """To whom a report went, on which day, under which letter number ("" while it has none), and as which files."""

    to: str
    on: date
    letter_number: str = ""
    file_formats: Collection[str] = (DOCX, XLSX)


def may_see_sent(user) -> bool:
    """True for those who export and see everything: what was sent may tell of what was exempted since."""
    return user.has_perm(EXPORT) and sees_everything(user)


def require_all(user) -> None:
    """Raise PermissionDenied unless the user may see what was sent."""
    if not may_see_sent(user):
        raise PermissionDenied(_("Only those who see every record keep reports as sent, and see them."))


def texts_of(report: Report) -> list[list[Any]]:
    """Return [key, texts] of every row, in the language that is active."""
    language = get_language() or "id"
    pairs = zip(report.keys, report.rows, strict=True)
    return [[key, row_texts(report.columns, row, language)] for key, row in pairs]


def fingerprint(report: Report) -> str:
    """Return a mark of what a report says; it differs as soon as one cell, sum or filter does."""
    said = [report.title, report.as_of.isoformat(), report.filters, texts_of(report), report.closing]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def series_of(parameters: dict[str, Any]) -> str:
    """Return what the parameters have in common with those of comparable reports, as one text."""
    return json.dumps(comparable(parameters), sort_keys=True, ensure_ascii=False)


def register_version() -> str:
    """Return the release of the register and its last migration: by their rules a report was made."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as content:
        release = tomllib.load(content)["project"]["version"]
    migrations = (settings.BASE_DIR / "agreements" / "migrations").glob("[0-9]*.py")
    return f"{release} ({max(path.stem for path in migrations)})"


def keep_as_sent(
    kind: ReportKind, parameters: Parameters, report: Report, sending: Sending, *, by, now: datetime
) -> SentReport:
    """Write the files of a report and all that it says, in one transaction; a failure leaves neither row nor file.

    Raises PermissionDenied for those who may not see all of it, ValidationError where no file was chosen, SentTwice
    where the same was kept just before.
    """
    require_all(by)
    with discard_on_error(), transaction.atomic():
        # A second click waits here, and then finds the row of the first.
        get_user_model()._default_manager.select_for_update().get(pk=by.pk)
        sent = _described(kind, parameters.as_json(kind.parameters), report, sending)
        sent.made_by = by
        for file_format in sending.file_formats:
            data = bytes_of(report, file_format, now)
            setattr(sent, file_format, content_of(data, name_of_file(kind.code, report.as_of, file_format)))
            setattr(sent, f"{file_format}_sha256", hashlib.sha256(data).hexdigest())
        record_author(sent, by=by, reason=_("Kept as sent"))
        sent.validate_constraints()
        sent.save()
        refuse_sent_twice(sent, by=by, counted=COUNTED)
    return sent


def _described(kind: ReportKind, asked: dict[str, Any], report: Report, sending: Sending) -> SentReport:
    """Return an unsaved row with everything that the report says, without its files."""
    return SentReport(
        kind=kind.code,
        title=report.title,
        parameters=asked,
        series=series_of(asked),
        language=(get_language() or "id")[:2],
        as_of=report.as_of,
        filters="; ".join(report.filters),
        columns=[[column.key, str(column.header)] for column in report.columns],
        rows=texts_of(report),
        closing="\n".join(report.closing),
        register_version=register_version(),
        sent_to=sending.to.strip(),
        sent_on=sending.on,
        letter_number=sending.letter_number.strip(),
    )


@transaction.atomic
def give_letter_number(sent: SentReport, number: str, *, by) -> SentReport:
    """Add the letter number that was not known when the report was kept; one that stands there is never changed."""
    require_all(by)
    sent = SentReport.objects.select_for_update().get(pk=sent.pk)
    if not number.strip():
        raise ValidationError(_("Write the letter number."), code="empty")
    if sent.letter_number:
        raise ValidationError(_("This report has its letter number already."), code="has_number")
    sent.letter_number = number.strip()
    record_author(sent, by=by, reason=_("Letter number added"))
    sent.save(update_fields=["letter_number"])
    return sent


def former_of(kind: ReportKind, parameters: Parameters) -> SentReport | None:
    """Return the last report of this kind that was sent in this language and can be compared with one of these
    parameters."""
    series = series_of(parameters.as_json(kind.parameters))
    same = SentReport.objects.filter(kind=kind.code, series=series, language=(get_language() or "id")[:2])
    return same.order_by("as_of", "pk").last()
