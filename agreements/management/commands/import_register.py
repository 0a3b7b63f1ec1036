"""Take a spreadsheet into the register from the command line: the same rules, preview and undoing as on the page."""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.exchange.importing.batches import apply_batch, open_batch, preview
from agreements.exchange.importing.rows import Comparison
from agreements.models import ImportBatch, ImportRow, Source
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

    def handle(self, **options: Any) -> None:
        user = get_user_model().objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(_("There is no account “%(name)s”.") % {"name": options["user"]})
        self._say(_("Reading %(file)s …") % {"file": options["file"]})
        try:
            batch = self._open(user, options)
            self._say(_("Comparing with the register …"))
            _matched, comparison = preview(batch, by=user, today=timezone.localdate())
        except (UnreadableFile, OSError, ValidationError, PermissionDenied) as error:
            raise CommandError(_reasons(error)) from error
        self._show(comparison)
        if options["dry_run"]:
            batch.file.delete(save=False)
            batch.delete()
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
