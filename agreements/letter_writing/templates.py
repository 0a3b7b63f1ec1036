"""The Word template of each kind of letter: the one of the office that is in use, else the shipped one."""

import hashlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import LetterKind, LetterTemplate
from agreements.record.locks import lock_in_order
from agreements.record.permissions import require
from agreements.record.saving import save
from jambi_coop.lib.documents.merge import fields_of
from jambi_coop.lib.documents.template_check import refuse_unfit

from .fields import FIELDS
from .wording import shipped_file

LARGEST = 5 * 1024 * 1024


@dataclass(frozen=True)
class Paper:
    """A template as it is used: the bytes, and the row where it is the office's own."""

    content: bytes
    row: LetterTemplate | None = None

    @property
    def fields(self) -> list[str]:
        return fields_of(self.content)


def shipped(kind: LetterKind) -> Paper:
    """Return the template that comes with the register."""
    return Paper(shipped_file(kind).read_bytes())


def in_use(kind: LetterKind) -> Paper:
    """Return the template from which letters of a kind are made now. Raises ValidationError as `paper_of`."""
    row = LetterTemplate.objects.filter(kind=kind, is_active=True).first()
    return shipped(kind) if row is None else paper_of(row)


def paper_of(row: LetterTemplate) -> Paper:
    """Return a template of the office. Raises ValidationError where its file is gone or is not the one that was
    checked: then nothing is made of it."""
    try:
        with row.file.open("rb") as stored:
            content = stored.read()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != row.sha256:
        text = _("The file of the template “%(name)s” is missing or was changed outside of the register.")
        raise ValidationError(text, code="file_gone", params={"name": row.original_name})
    return Paper(content, row)


def describe_template(row: LetterTemplate, upload) -> None:
    """Set the file of a new template with its name, size and hash.

    Raises ValidationError with all faults of the file, each named; then it is not to be kept.
    """
    if upload.size > LARGEST:
        raise ValidationError(_("A template must be smaller than 5 MB; it goes into every letter."), code="too_large")
    content = upload.read()
    refuse_unfit(content, FIELDS)
    name = upload.name[-255:]
    row.file = ContentFile(content, name=name if name.lower().endswith(".docx") else f"{name}.docx")
    row.original_name, row.size, row.sha256 = name, len(content), hashlib.sha256(content).hexdigest()


@transaction.atomic
def take_into_use(row: LetterTemplate, *, by) -> LetterTemplate:
    """Make letters of its kind from this template from now on; the one that was in use stays, out of use."""
    require(by, "agreements.change_lettertemplate")
    rows = lock_in_order(LetterTemplate.objects.filter(kind=row.kind))
    row = rows[row.pk]
    paper_of(row)
    for other in rows.values():
        if other.is_active and other != row:
            _set(other, False, by)
    if not row.is_active:
        _set(row, True, by)
    return row


@transaction.atomic
def take_out_of_use(row: LetterTemplate, *, by) -> LetterTemplate:
    """Make letters of its kind from the shipped template again."""
    require(by, "agreements.change_lettertemplate")
    row = lock_in_order(LetterTemplate.objects.filter(kind=row.kind))[row.pk]
    if row.is_active:
        _set(row, False, by)
    return row


def _set(row: LetterTemplate, is_active: bool, by) -> None:
    row.is_active = is_active
    save(row, by=by, reason=_("Taken into use") if is_active else _("Taken out of use"))
