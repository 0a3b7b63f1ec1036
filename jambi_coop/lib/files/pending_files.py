"""Files that were shown to a user and wait for the user's word: kept as retained uploads are, and taken once.

The page carries a signed token. It names the user, what the file is for, the hash of the file and what was shown of it,
so that nobody can name another file, and nothing but what was shown can be agreed to.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.core import signing
from django.core.files.base import ContentFile

from .private_files import generated_name, private_storage
from .retained_uploads import FOLDER, RETAINED_FOR

SALT = "pending-file"


@dataclass(frozen=True)
class PendingFile:
    """A file that was taken: its content, what the user called it, and what was shown of it."""

    content: bytes
    name: str
    shown: str


def keep_pending(content: bytes, name: str, *, user, purpose: str, shown: str) -> str:
    """Keep a file until its user agrees to `shown`, a fingerprint of what the page shows; return the token."""
    stored = private_storage().save(f"{FOLDER}/{generated_name(None, name)}", ContentFile(content))
    facts = {"file": stored, "name": name, "user": user.pk, "purpose": purpose}
    return signing.dumps({**facts, "shown": shown, "sha256": _hash(content)}, salt=SALT, compress=True)


def take_pending(token: str, *, user, purpose: str) -> PendingFile | None:
    """Return the file of a token and delete it; None where it is too old, of somebody else, or was taken before.

    Of two requests at once only one gets the file: a file can be deleted once.
    """
    try:
        facts = signing.loads(token, salt=SALT, max_age=RETAINED_FOR)
    except signing.BadSignature:
        return None
    if (facts["user"], facts["purpose"]) != (user.pk, purpose):
        return None
    path = Path(private_storage().path(facts["file"]))
    try:
        content = path.read_bytes()
        path.unlink()
    except FileNotFoundError:
        return None
    return PendingFile(content, facts["name"], facts["shown"]) if _hash(content) == facts["sha256"] else None


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
