"""Command of the nightly check for errors and gaps in the register."""

from collections import defaultdict

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.exchange.importing.batches import delete_old_imports
from agreements.models import JobRun
from agreements.oversight.job_run import recorded
from agreements.oversight.register_check import GROUPS, Finding, check_register
from jambi_coop.lib.files.retained_uploads import delete_old_uploads


class Command(BaseCommand):
    """Exit code 1 when stored digests or number series differ from the records. Other findings are only printed.

    It also deletes the files of forms that nobody came back to (`jambi_coop.lib.files.retained_uploads`), and imports
    that nobody carried out.
    """

    help = "Check the register: gathered facts, contradictions, gaps, messages and reports that wait."

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true", help="Write gathered facts that differ anew.")

    def handle(self, *args, **options):
        now = timezone.now()
        delete_old_uploads(now)
        delete_old_imports(now)
        found: dict[str, list[Finding]] = defaultdict(list)
        with recorded(JobRun.Job.CHECK) as run:
            for finding in check_register(today=timezone.localdate(now), now=now, repair=options["repair"]):
                found[finding.group].append(finding)
            drift = sum(finding.is_drift for findings in found.values() for finding in findings)
            run.is_ok, run.summary = not drift, _summary(found)
        if options["verbosity"] > 0:
            self._print(found)
        if drift:
            raise CommandError(run.summary)
        if options["verbosity"] > 0:
            self.stdout.write(run.summary)

    def _print(self, found):
        for group, heading in GROUPS.items():
            if found[group]:
                self.stdout.write(f"{heading} ({len(found[group])})")
            for finding in found[group]:
                repaired = _("repaired") if finding.repaired else ""
                self.stdout.write("  " + " – ".join(filter(None, [finding.where, finding.text, repaired])))


def _summary(found: dict[str, list[Finding]]) -> str:
    parts = [f"{heading}: {len(found[group])}" for group, heading in GROUPS.items() if found.get(group)]
    return "; ".join(parts) or _("Nothing was found.")
