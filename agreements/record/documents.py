"""Store the file of a document: check its content, hash it, and remove it again when its row was not written."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Document
from jambi_coop.lib.files.private_files import discard_on_error, take_in

from .digest import refresh_digest
from .locks import lock_row
from .saving import save


def describe_upload(document: Document, upload) -> None:
    """Set a document's file, name, media type, size and hash.

    Raises ValidationError with one exact sentence per fault.
    """
    upload, facts = take_in(upload)
    document.file = upload
    document.original_name = upload.name[-255:]
    document.media_type, document.size, document.sha256 = facts.media_type, facts.size, facts.sha256


def refuse_same_file(document: Document) -> None:
    """Raise ValidationError where the agreement already has this file as a document of the same kind; mostly a form was
    sent twice. The error carries the primary key of the existing one. The agreement stays locked until the transaction
    ends."""
    lock_row(document.agreement)
    same = document.agreement.documents.alive().filter(kind=document.kind, sha256=document.sha256)
    there = same.exclude(pk=document.pk).first()
    if there is not None:
        raise ValidationError(
            _("This file is in the register already, as “%(title)s”."),
            code="same_file",
            params={"title": there.title, "pk": there.pk},
        )


def attach_document(document: Document, upload, *, by) -> Document:
    """Save a new document with its file, in one transaction; a failure leaves neither row nor file."""
    with discard_on_error(), transaction.atomic():
        describe_upload(document, upload)
        document.edited_by = by
        document.version = 0
        save(document, by=by, reason=_("Uploaded"))
        refresh_digest(document.agreement)
    return document
