"""One run of the loader: what day it is, what is already known, what came new and what was left out."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model

from agreements.models import Agreement, Document, LegalBasis, LoadedRecord, Office, Regulation, Sector, Source
from agreements.record.saving import save
from partners.models import Partner

from .files import FixtureEntry, FixtureError

MODELS: dict[str, type[Model]] = {
    "source": Source,
    "regulation": Regulation,
    "legal_basis": LegalBasis,
    "office": Office,
    "sector": Sector,
    "partner": Partner,
    "case": Agreement,
}
REASON = "load_cases"


class Gone(Exception):
    """An entry refers to a row that was brought here once and was since purged or moved to the trash."""


@dataclass
class Run:
    """One run: `today` (Asia/Jakarta), whether the examples are loaded, and what happened.

    `documents` are those of the case that is being written, by title.
    """

    today: date
    examples: bool = False
    added: Counter = field(default_factory=Counter)
    left_out: list[str] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)


def is_known(kind: str, name: str) -> bool:
    """True when this entry has come into the register before, whatever became of it."""
    return LoadedRecord.objects.filter(key=f"{kind}/{name}").exists()


def remember(run: Run, entry: FixtureEntry, row: Model, *, is_new: bool) -> None:
    """Never bring `entry` again."""
    LoadedRecord.objects.create(key=f"{entry.kind}/{entry.name}", object_id=row.pk)
    if is_new:
        run.added[entry.kind] += 1


def find(kind: str, name: str) -> Model:
    """The row that an entry became. Raises FixtureError for a strange name, Gone when the row is no more."""
    record = LoadedRecord.objects.filter(key=f"{kind}/{name}").first()
    if record is None:
        raise FixtureError(f"there is no {kind} “{name}” in the fixtures loaded so far")
    row = MODELS[kind]._default_manager.filter(pk=record.object_id).first()
    while isinstance(row, Partner) and row.merged_into is not None:
        row = row.merged_into
    if row is None or getattr(row, "in_trash", False):
        raise Gone(f"{kind} “{name}”")
    return row


def write(row: Model) -> None:
    """Save a new row by the system itself, with history; it starts at version 1."""
    row.version = 0
    save(row, by=None, reason=REASON)
