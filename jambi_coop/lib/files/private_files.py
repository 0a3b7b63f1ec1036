"""Private files: stored under generated names outside any public folder, checked by their content, hashed."""

import hashlib
import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import PurePath
from zipfile import ZipFile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image
from pypdf import PdfReader
from pypdf.errors import DependencyError

from .pictures import without_metadata

OOXML = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": f"{OOXML}.wordprocessingml.document",
    "xlsx": f"{OOXML}.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
EXTENSION_OF = {media_type: extension for extension, media_type in MEDIA_TYPES.items()}
ACCEPTED = "PDF, JPG, PNG, DOCX, XLSX, ODT, ODS"
CHUNK = 64 * 1024


_written: ContextVar[list | None] = ContextVar("files written in this block", default=None)


class PrivateFileStorage(FileSystemStorage):
    """File storage that records the files written inside `discard_on_error`, so that they can be deleted again."""

    def _save(self, name, content):
        name = super()._save(name, content)
        written = _written.get()
        if written is not None:
            written.append((self, name))
        return name


@contextmanager
def discard_on_error():
    """Context manager around a transaction: files written inside are deleted again when it fails.

    When such blocks are nested, the failure of the outer one deletes the files of the inner one too.
    """
    outer, written = _written.get(), []
    token = _written.set(written)
    try:
        yield
    except BaseException:
        for storage, name in written:
            storage.delete(name)
        raise
    finally:
        _written.reset(token)
    if outer is not None:
        outer.extend(written)


def private_storage():
    """Return the storage of the documents below `MEDIA_ROOT`, readable only by the user of the server. It has no URL;
    a view serves the files."""
    return PrivateFileStorage(base_url=None, file_permissions_mode=0o600, directory_permissions_mode=0o700)


def generated_name(instance, filename):
    """Return a random file name that reveals nothing and cannot be guessed; the row keeps the original name."""
    extension = PurePath(filename).suffix.lower().lstrip(".")
    safe = extension if extension in MEDIA_TYPES else "bin"
    token = uuid.uuid4().hex
    return f"{token[:2]}/{token}.{safe}"


@dataclass(frozen=True)
class FileFacts:
    """Media type, size in bytes and hash of a file, read from its content."""

    media_type: str
    size: int
    sha256: str


def inspect(upload):
    """Return the FileFacts of an uploaded file; raises ValidationError with one exact sentence per fault."""
    if upload.size == 0:
        raise ValidationError(_("The file is empty."), code="empty")
    limit = settings.DOCUMENT_MAX_BYTES
    if upload.size > limit:
        raise ValidationError(
            _("The file must be smaller than %(limit)s; this one is %(size)s."),
            code="too_large",
            params={"limit": filesizeformat(limit), "size": filesizeformat(upload.size)},
        )
    media_type = _media_type(upload)
    extension = PurePath(upload.name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    if MEDIA_TYPES.get(extension) != media_type:
        raise ValidationError(
            _("The name ends in “.%(extension)s”, but the content is %(found)s. Rename the file or save it again."),
            code="name_and_content_differ",
            params={"extension": extension, "found": EXTENSION_OF[media_type].upper()},
        )
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in iter(lambda: upload.read(CHUNK), b""):
        digest.update(chunk)
    upload.seek(0)
    return FileFacts(media_type, upload.size, digest.hexdigest())


def take_in(upload):
    """Return (file, FileFacts) for storing; the metadata of a photo, such as its place, is removed.

    Raises ValidationError as `inspect` does.
    """
    facts = inspect(upload)
    if not facts.media_type.startswith("image/"):
        return upload, facts
    try:
        picture = ContentFile(without_metadata(upload.read()), name=upload.name)
    except ValueError as error:
        raise _damaged_image() from error
    return picture, inspect(picture)


def _media_type(upload):
    upload.seek(0)
    head = upload.read(8)
    upload.seek(0)
    if head.startswith(b"%PDF-"):
        return _pdf(upload)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        return _image(upload)
    if head.startswith(b"PK\x03\x04"):
        return _office(upload)
    raise _not_accepted()


def _not_accepted():
    return ValidationError(
        _("This is not a file that can be kept here. Accepted: %(accepted)s."),
        code="not_accepted",
        params={"accepted": ACCEPTED},
    )


@contextmanager
def _faults_as(refusal):
    """Turn any exception of a library into the ValidationError `refusal`: there is no list of the errors that a broken
    file can cause."""
    try:
        yield
    except ValidationError:
        raise
    except Exception as error:
        raise refusal from error


def _pdf(upload):
    with _faults_as(ValidationError(_("The PDF is damaged and cannot be read."), code="damaged")):
        try:
            active, pages = _look_into(PdfReader(upload))
        except (DependencyError, NotImplementedError) as error:
            # An encryption that pypdf does not support, with or without a password.
            raise ValidationError(
                _("The PDF is written in a way that cannot be read here. Print it to a new PDF and upload that."),
                code="unreadable",
            ) from error
    if active:
        raise ValidationError(
            _("The PDF carries a script or an attached file. Print it to a new PDF and upload that."), code="active"
        )
    if pages == 0:
        raise ValidationError(_("The PDF has no pages."), code="damaged")
    return MEDIA_TYPES["pdf"]


def _look_into(reader):
    """Return (whether the PDF runs actions or has attached files, number of pages). A PDF that only forbids printing or
    copying can be opened with an empty password."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValidationError(_("The PDF is protected by a password. Save it without one."), code="encrypted")
    catalog = reader.trailer["/Root"]
    names = catalog.get("/Names", {})
    names = names.get_object() if hasattr(names, "get_object") else names
    active = "/JavaScript" in names or "/EmbeddedFiles" in names or "/AA" in catalog
    action = catalog.get("/OpenAction")
    action = action.get_object() if hasattr(action, "get_object") else action
    active = active or (isinstance(action, dict) and action.get("/S") in ("/JavaScript", "/Launch"))
    return active, len(reader.pages)


def _damaged_image():
    return ValidationError(_("The image is damaged and cannot be read."), code="damaged")


def _image(upload):
    with _faults_as(_damaged_image()):
        try:
            with Image.open(upload, formats=("JPEG", "PNG")) as image:
                image.verify()
                # Pillow calls a JPEG with a second picture, as telephones write it, "MPO".
                return MEDIA_TYPES["png" if image.format == "PNG" else "jpg"]
        except Image.DecompressionBombError as error:
            raise _bomb() from error


def _bomb():
    return ValidationError(_("The file unpacks to far more than it seems; it is refused."), code="bomb")


def _office(upload):
    damaged = ValidationError(_("The file is damaged and cannot be read."), code="damaged")
    with _faults_as(damaged), ZipFile(upload) as archive:
        names = {info.filename for info in archive.infolist()}
        unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > 20 * settings.DOCUMENT_MAX_BYTES or len(names) > 5000:
            raise _bomb()
        if any(name.endswith("vbaProject.bin") for name in names):
            raise ValidationError(_("The file carries macros. Save it without them."), code="active")
        if "word/document.xml" in names:
            return MEDIA_TYPES["docx"]
        if "xl/workbook.xml" in names:
            return MEDIA_TYPES["xlsx"]
        if "mimetype" in names:
            declared = archive.open("mimetype").read(100).decode("ascii", "replace")
            if declared in (MEDIA_TYPES["odt"], MEDIA_TYPES["ods"]):
                return declared
    raise _not_accepted()


def content_of(data: bytes, name: str) -> ContentFile:
    """Return a file with these bytes, for the loader of cases and for tests."""
    return ContentFile(data, name=name)
