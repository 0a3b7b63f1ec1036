"""Loading of one folder of fixtures in one transaction, all or nothing."""

from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from jambi_coop.lib.files.private_files import discard_on_error

from .case import add_case
from .files import FixtureEntry, FixtureError, read
from .reference import add_reference
from .run import Gone, Run, is_known


def load(folder: Path, *, today: date, examples: bool = False) -> Run:
    """Add every entry of `folder` that was never loaded before; overwrite nothing.

    Raises FixtureError, with file, entry and fault, for a bad entry; then nothing of the folder is written.
    """
    run = Run(today=today, examples=examples)
    with discard_on_error(), transaction.atomic():
        for entry in read(folder):
            if not is_known(entry.kind, entry.name):
                _add(run, entry)
    return run


def _add(run: Run, entry: FixtureEntry) -> None:
    try:
        # A savepoint: a case that is left out half-way must leave nothing behind.
        with discard_on_error(), transaction.atomic():
            add_case(run, entry) if entry.kind == "case" else add_reference(run, entry)
    except Gone as gone:
        run.left_out.append(f"{entry.file}, entry “{entry.name}”: it needs the {gone}, which was removed here")
    except ValidationError as error:
        raise entry.fault(" ".join(error.messages)) from error
    except (FixtureError, DatabaseError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise entry.fault(error if str(error) else repr(error)) from error
