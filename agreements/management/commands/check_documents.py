"""Command that compares the rows of documents and of letter templates with the files on disk."""

import hashlib
from collections.abc import Iterator

from django.core.files.storage import Storage
from django.core.management.base import BaseCommand, CommandError

from agreements.models import Document, ImportBatch, Letterhead, LetterTemplate, SentReport
from jambi_coop.lib.files.private_files import CHUNK, private_storage
from jambi_coop.lib.files.retained_uploads import FOLDER


class Command(BaseCommand):
    """Exit code 1 when a file is missing, differs from its SHA-256, or belongs to no row. Changes nothing."""

    help = "Check that every document and letter template has its file, unchanged, and that no file is left over."

    def handle(self, *args, **options):
        storage = private_storage()
        stored = set(_names(storage))
        checked = faults = 0
        for label, name, sha256 in _recorded():
            checked += 1
            fault = "missing" if name not in stored else "damaged" if _sha256(storage, name) != sha256 else ""
            stored.discard(name)
            if fault:
                faults += 1
                self.stdout.write(f"{fault}: {label}, {name}")
        # A logo that was replaced stays: the history of the letterhead names it.
        for name in sorted(stored.difference(Letterhead.history.values_list("logo", flat=True))):
            faults += 1
            self.stdout.write(f"orphan: {name}")
        if faults:
            raise CommandError(f"{checked} documents checked, {faults} faults.")
        self.stdout.write(f"{checked} document{'' if checked == 1 else 's'} checked, nothing wrong.")


def _recorded() -> Iterator[tuple[str, str, str]]:
    """Yield (row, name of its file, SHA-256) of every file that never changes: documents, templates of letters, files
    that were imported, and reports as sent."""
    for what, model in (("document", Document), ("template", LetterTemplate), ("import", ImportBatch)):
        for pk, name, sha256 in model._default_manager.order_by("pk").values_list("pk", "file", "sha256").iterator():
            yield f"{what} {pk}", name, sha256
    sent = SentReport.objects.order_by("pk").values_list("pk", "docx", "docx_sha256", "xlsx", "xlsx_sha256")
    for pk, docx, docx_sha256, xlsx, xlsx_sha256 in sent.iterator():
        for name, sha256 in ((docx, docx_sha256), (xlsx, xlsx_sha256)):
            if name:
                yield f"report as sent {pk}", name, sha256


def _names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Yield the name of every file below `folder`, as the rows have it."""
    if not storage.exists(folder):
        return
    folders, files = storage.listdir(folder)
    prefix = f"{folder}/" if folder else ""
    yield from (prefix + name for name in files)
    for name in folders:
        if prefix + name == FOLDER:
            continue  # files of forms that were not accepted yet; they have no row
        yield from _names(storage, prefix + name)


def _sha256(storage: Storage, name: str) -> str:
    digest = hashlib.sha256()
    with storage.open(name) as content:
        for chunk in iter(lambda: content.read(CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()
