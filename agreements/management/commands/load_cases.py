"""Command that loads the city's cases, or the marked examples, from `fixtures/`."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from agreements.cases.files import FixtureError
from agreements.cases.loading import load

FOLDER = settings.BASE_DIR / "fixtures"
WORDS = {
    "source": "sources",
    "regulation": "regulations",
    "legal_basis": "articles",
    "office": "offices",
    "sector": "sectors",
    "partner": "partners",
    "case": "cases",
}


class Command(BaseCommand):
    """Exit code 1, and nothing loaded, when a fixture has a fault or examples are asked for in production."""

    help = (
        "Add the city's cases, regulations and sources that are not here yet. Nothing is overwritten, and what "
        "somebody removed does not come back. With --examples: records marked as examples, never in production."
    )

    def add_arguments(self, parser):
        parser.add_argument("--examples", action="store_true", help="load the marked examples instead")

    def handle(self, *args, examples, **options):
        if examples and settings.ENVIRONMENT == "production":
            raise CommandError("Examples are never loaded in production.")
        try:
            run = load(FOLDER / "examples" if examples else FOLDER, today=localdate(), examples=examples)
        except FixtureError as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        for sentence in run.left_out:
            self.stderr.write(f"Left out: {sentence}.")
        added = ", ".join(f"{run.added[kind]} {word}" for kind, word in WORDS.items() if run.added[kind])
        self.stdout.write(f"{'Examples' if examples else 'Cases'}: {added or 'nothing new'}.")
