"""Write the shipped Word templates of the letters from their wording in `fixtures/letters/letters.yaml`."""

from django.core.management.base import BaseCommand

from agreements.letter_writing.shipped import template_of
from agreements.letter_writing.wording import shipped_file
from agreements.models import LetterKind


class Command(BaseCommand):
    """Needed after a change of the wording; templates of the office stay as they are."""

    help = "Writes the shipped Word templates of the letters from fixtures/letters/letters.yaml."

    def handle(self, *args, **options):
        for kind in LetterKind:
            shipped_file(kind).write_bytes(template_of(kind))
        self.stdout.write(f"{len(LetterKind)} templates written to {shipped_file(kind).parent}")
