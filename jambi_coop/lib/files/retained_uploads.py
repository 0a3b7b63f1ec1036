"""Files of a form that was not accepted: kept for a day, so that the user need not choose them again.

A page that shows the form again carries a token for each file. It is signed, names the user and the page, and holds for
`RETAINED_FOR`; nobody else gets the file by it, and no address serves it. The nightly check deletes what is older.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from .private_files import generated_name, inspect, private_storage

RETAINED_FOR = timedelta(hours=24)
FOLDER = "retained"
"""Folder in the private storage; what lies in it belongs to no document."""
FIELD = "_retained-"
"""Prefix of the hidden field of a token, before the name of the field of the file."""
SALT = "retained-upload"


@dataclass(frozen=True)
class RetainedUpload:
    """A file that is kept: the hidden field that brings it back, its token, and what the user called the file."""

    field: str
    token: str
    name: str


def retain_uploads(request: HttpRequest) -> list[RetainedUpload]:
    """Keep the files that came with a form; one that no form would accept is left out."""
    retained = []
    uploads: dict[str, Any] = request.FILES.dict()
    for name, upload in uploads.items():
        token = upload.token if isinstance(upload, _RestoredUpload) else _store(request, upload)
        if token:
            retained.append(RetainedUpload(f"{FIELD}{name}", token, str(upload.name)))
    return retained


def restore_uploads(request: HttpRequest) -> None:
    """Add the kept files that this form brings back to those of the request, unless the user has chosen others."""
    for posted, token in request.POST.items():
        name = posted.removeprefix(FIELD)
        if name == posted or name in request.FILES:
            continue
        upload = _retained(request, str(token))
        if upload is not None:
            request.FILES[name] = upload


def delete_old_uploads(now: datetime) -> int:
    """Delete the files that were kept long enough, and return their number."""
    storage = private_storage()
    folders = storage.listdir(FOLDER)[0] if storage.exists(FOLDER) else []
    names = [f"{FOLDER}/{folder}/{name}" for folder in folders for name in storage.listdir(f"{FOLDER}/{folder}")[1]]
    old = [name for name in names if storage.get_modified_time(name) < now - RETAINED_FOR]
    for name in old:
        storage.delete(name)
    return len(old)


def _store(request: HttpRequest, upload: UploadedFile) -> str:
    """Store a file under a generated name, and return its token; "" where it could not be attached anyway."""
    try:
        inspect(upload)
    except ValidationError:
        return ""
    upload.seek(0)
    name = private_storage().save(f"{FOLDER}/{generated_name(None, upload.name)}", upload)
    value = {"file": name, "name": upload.name, "user": request.user.pk, "page": request.path}
    return signing.dumps(value, salt=SALT, compress=True)


class _RestoredUpload(UploadedFile):
    """A kept file that a form brought back, with its token."""

    def __init__(self, token: str, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.token = token


def _retained(request: HttpRequest, token: str) -> UploadedFile | None:
    """Return the file of a token; None where it is too old, not of this user and page, or gone."""
    try:
        value = signing.loads(token, salt=SALT, max_age=RETAINED_FOR)
    except signing.BadSignature:
        return None
    storage = private_storage()
    if (value["user"], value["page"]) != (request.user.pk, request.path) or not storage.exists(value["file"]):
        return None
    file = storage.open(value["file"])
    return _RestoredUpload(token, file, name=value["name"], size=file.size)
