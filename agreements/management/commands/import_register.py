"""Take a spreadsheet into the register from the command line: the same rules, preview and undoing as on the page.

What the page would ask is an error here. It is answered on the page, where an import waits that was not only tried.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.exchange.importing.batches import apply_batch, file_of, open_batch, preview
from agreements.exchange.importing.rows import Comparison
from agreements.exchange.register.cells import DayOrder
from agreements.models import ImportBatch, ImportRow, Source
from jambi_coop.lib.sheets.heading import folded
from jambi_coop.lib.sheets.refusals import UnreadableFile

MOST_SHOWN = 200


class Command(BaseCommand):
    """Exit code 0: imported, or nothing to import; 1: refused, nothing is written."""

    help = "Imports partners, agreements, papers, follow-ups, money and results from XLSX, ODS or CSV."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="account in whose name it is imported")
        parser.add_argument("--source", default="", help="citation of the source of rows that name none")
        parser.add_argument("--reason", default="", help="stands in the history of every row that is written")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--skip-rejected", action="store_true", help="import the other rows")
        parser.add_argument("--empty-cells", action="store_true", help="an empty cell empties the field")
        parser.add_argument(
            "--order",
            action="append",
            default=[],
            metavar="COLUMN=ORDER",
            help=f"how the dates of a column are written, by its heading: {', '.join(DayOrder)}; for each column anew",
        )

    def handle(self, **options: Any) -> None:
        user = get_user_model().objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(_("There is no account “%(name)s”.") % {"name": options["user"]})
        self._say(_("Reading %(file)s …") % {"file": options["file"]})
        try:
            batch = self._open(user, options)
        except (UnreadableFile, OSError, ValidationError, PermissionDenied) as error:
            raise CommandError(_reasons(error)) from error
        try:
            comparison = self._compare(batch, user, options["order"])
        except (ValidationError, PermissionDenied) as error:
            raise CommandError(f"{_reasons(error)} {self._where_to_go_on(batch, options)}") from error
        self._show(comparison)
        if options["dry_run"]:
            _delete(batch)
            if comparison.counts()["rejected"]:
                raise CommandError(_("Nothing was written."))
            return
        self._carry_out(batch, user, options)

    def _open(self, user: Any, options: dict[str, Any]) -> ImportBatch:
        source = None
        if options["source"]:
            source = Source.objects.filter(citation=options["source"]).first()
            if source is None:
                raise ValidationError(_("There is no source “%(name)s”.") % {"name": options["source"]})
        with options["file"].open("rb") as file:
            batch = open_batch(file, options["file"].name, by=user, source=source)
        batch.empties_cells = options["empty_cells"]
        batch.save()
        return batch

    def _compare(self, batch: ImportBatch, user: Any, orders: Sequence[str]) -> Comparison:
        """Compare the file with the register, and name what of it is not taken over. Raises ValidationError where
        something has to be said first, and where nothing in the file is to be taken in."""
        _choose_orders(batch, orders)
        matched = file_of(batch)
        for note in matched.notes:
            self.stderr.write(self.style.WARNING(note))
        self._say(_("Comparing with the register …"))
        _matched, comparison = preview(batch, by=user, today=timezone.localdate(), matched=matched)
        if not comparison.rows:
            raise ValidationError(_("No row of this file is filled in that could be taken in."))
        return comparison

    def _where_to_go_on(self, batch: ImportBatch, options: dict[str, Any]) -> str:
        """Return the sentence with the page on which the questions are answered; what was only tried, and a workbook of
        which nothing is filled in, is not kept."""
        if options["dry_run"] or batch.kind == ImportBatch.Kind.OFFICE:
            _delete(batch)
            return _("Nothing was written.")
        address = reverse("admin:import_columns", args=[batch.pk])
        return _("Nothing was written. Go on with it at %(address)s.") % {"address": address}

    def _show(self, comparison: Comparison) -> None:
        counts = comparison.counts()
        words = [f"{label} {counts[state]}" for state, label in ImportRow.State.choices]
        self.stdout.write(" · ".join(words))
        for one in [one for one in comparison.rows if one.faults][:MOST_SHOWN]:
            for fault in one.faults:
                place = f"{one.came.sheet} {one.came.number}"
                cell = f" {fault.heading} “{fault.text}”" if fault.heading else ""
                self.stderr.write(f"{place}{cell}: {fault.reason}")

    def _carry_out(self, batch: ImportBatch, user: Any, options: dict[str, Any]) -> None:
        batch.refresh_from_db()
        self._say(_("Writing …"))
        try:
            apply_batch(
                batch,
                by=user,
                now=timezone.now(),
                fingerprint=batch.fingerprint,
                skips_rejected=options["skip_rejected"],
                reason=options["reason"],
            )
        except (ValidationError, PermissionDenied) as error:
            if getattr(error, "code", "") == "nothing":
                self.stdout.write(_reasons(error))
                return
            raise CommandError(_reasons(error)) from error
        self.stdout.write(_("Import #%(number)d is carried out.") % {"number": batch.pk})

    def _say(self, text: str) -> None:
        if self.stdout.isatty():
            self.stdout.write(text)


def _reasons(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _delete(batch: ImportBatch) -> None:
    batch.file.delete(save=False)
    batch.delete()


def _choose_orders(batch: ImportBatch, orders: Sequence[str]) -> None:
    """Keep how the dates of columns are written; raises ValidationError for a column that is not there."""
    for text in orders:
        heading, _mark, order = text.rpartition("=")
        columns = [(sheet, one) for sheet in file_of(batch).sheets for one in sheet.columns]
        meant = [(sheet, one) for sheet, one in columns if folded(one.heading) == folded(heading)]
        if not meant or order not in set(DayOrder):
            raise ValidationError(_("There is no column, or no order, as in “%(text)s”.") % {"text": text})
        for sheet, one in meant:
            chosen = batch.matching.setdefault(sheet.name, {"table": sheet.table.key})
            chosen.setdefault("orders", {})[str(one.index)] = order
    batch.save()
