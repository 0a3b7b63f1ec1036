"""Write the whole register to a file from the command line: a workbook, or CSV files in a ZIP file."""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.exchange.register.register_files import write_csv_files, write_register
from agreements.models import Agreement
from agreements.record.permissions import require
from jambi_coop.lib.tables.csv_writer import EXCEL_ID, STANDARD
from jambi_coop.lib.tables.export_log import log_export

DIALECTS = {"csv": STANDARD, "csv-id": EXCEL_ID}


class Command(BaseCommand):
    """Exit code 0: written; 1: not."""

    help = "Writes every table that the account may see, with the row keys; import_register reads it again."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="account whose view of the register is written")
        parser.add_argument("--format", choices=["xlsx", *DIALECTS], default="xlsx")

    def handle(self, **options: Any) -> None:
        user = get_user_model().objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(_("There is no account “%(name)s”.") % {"name": options["user"]})
        require(user, "agreements.export_agreement")
        today, language = timezone.localdate(), get_language() or "id"
        try:
            with options["file"].open("xb") as out:
                if options["format"] == "xlsx":
                    write_register(out, user=user, today=today, language=language)
                else:
                    dialect = DIALECTS[options["format"]]
                    write_csv_files(out, dialect=dialect, user=user, today=today, language=language)
        except FileExistsError as error:
            raise CommandError(_("%(file)s is there already.") % {"file": options["file"]}) from error
        except OSError as error:
            raise CommandError(str(error)) from error
        log_export(user, Agreement, options["file"].name)
        self.stdout.write(str(options["file"]))
