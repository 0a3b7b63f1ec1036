"""Command that writes the groups and rights of `agreements.record.permissions.GROUPS` to the database."""

from django.core.management.base import BaseCommand

from agreements.record.permissions import GROUPS, set_up_groups


class Command(BaseCommand):
    """Gives each group exactly its rights; safe to run again, as after an update that changes them."""

    help = "Create or refresh the five groups with exactly the rights of the design; safe to run again."

    def handle(self, *args, **options):
        set_up_groups()
        self.stdout.write(f"Groups: {', '.join(GROUPS)}")
