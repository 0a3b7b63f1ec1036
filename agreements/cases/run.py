"""State of one run of the loader: its day, what was added and what was left out."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model

from agreements.models import (
    Agreement,
    CityStatement,
    Document,
    LegalBasis,
    LoadedRecord,
    Office,
    Regulation,
    Sector,
    Source,
)
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
    "city_statement": CityStatement,
    "case": Agreement,
}
REASON = "load_cases"


class Gone(Exception):
    """An entry refers to a row that was loaded once and has since been purged or moved to the trash."""


@dataclass
class Run:
    """One run: `today` (Asia/Jakarta), whether the examples are loaded, and the result.

    `documents` are those of the case that is being written, by title.
    """

    today: date
    examples: bool = False
    added: Counter = field(default_factory=Counter)
    left_out: list[str] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)


def is_known(kind: str, name: str) -> bool:
    """True if this entry was loaded into the register before, even if its row is gone."""
    return LoadedRecord.objects.filter(key=f"{kind}/{name}").exists()


def remember(run: Run, entry: FixtureEntry, row: Model, *, is_new: bool) -> None:
    """Record that `entry` was loaded, so that it is never loaded again."""
    LoadedRecord.objects.create(key=f"{entry.kind}/{entry.name}", object_id=row.pk)
    if is_new:
        run.added[entry.kind] += 1


def find(kind: str, name: str) -> Model:
    """Return the row of an entry. Raises FixtureError for an unknown name and Gone if the row no longer exists.

    For a merged partner, that is the partner it was merged into.
    """
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
    """Save a new row as the system, with history; it starts at version 1."""
    row.version = 0
    save(row, by=None, reason=REASON)
