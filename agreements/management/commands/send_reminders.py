"""Command that sends the reminders of the day; run it every morning.

`agreements.reminders.nightly_round` decides who gets what and stores it; `agreements.reminders.messages` sends it
(`deliver_all`, `deliver`, and `_send`, which calls the mail server).
"""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agreements.models import JobRun
from agreements.oversight.job_run import recorded
from agreements.reminders.nightly_round import plan_round, send_round


class Command(BaseCommand):
    """Exit code 1 when something could not be sent; the next run sends it. A second run on the same day sends
    nothing."""

    help = "Send what is due today: reminders, the weekly summaries, and what could not be sent before."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Print what is due today; write and send nothing.")

    def handle(self, *args, **options):
        now = timezone.now()
        if options["dry_run"]:
            self._print_plan(timezone.localdate(now))
            return
        with recorded(JobRun.Job.REMINDERS) as run:
            result = send_round(now=now)
            run.is_ok, run.summary = result.is_ok, result.summary
        if not result.is_ok:
            raise CommandError(result.summary)
        self.stdout.write(result.summary)

    def _print_plan(self, today):
        plan = plan_round(today)
        for one in plan.messages:
            subject, _text = one.write()
            self.stdout.write(f"{one.recipient.get_username()}: {one.key}: {subject}")
        for item in plan.unattended:
            self.stdout.write(f"nobody in charge: {item.row_key}")
        for problem in plan.unreachable:
            self.stdout.write(problem)
        self.stdout.write(f"{len(plan.messages)} messages are due on {today:%Y-%m-%d}, sent or not.")
