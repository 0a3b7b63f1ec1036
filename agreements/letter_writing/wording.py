"""The wording of the letters as `fixtures/letters/letters.yaml` has it: what the form proposes, and the body."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from agreements.models import LetterKind

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "letters"
FILE = FOLDER / "letters.yaml"


@dataclass(frozen=True)
class Wording:
    """The words of one kind of letter. `body` has paragraphs, and dictionaries "facts" of label and field."""

    subject: str
    body: list[str | dict[str, dict[str, str]]] = field(hash=False)
    addressee: str = ""
    place: str = ""
    via: str = ""
    post: str = ""
    language: str = "id"


@cache
def wordings() -> dict[LetterKind, Wording]:
    """Return the wording of every kind of letter."""
    entries: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {LetterKind(kind): Wording(**entry) for kind, entry in entries.items()}


def words_of(kind: LetterKind) -> Wording:
    """Return the wording of one kind of letter."""
    return wordings()[kind]


def shipped_file(kind: LetterKind) -> Path:
    """Return the path of the Word template that comes with the register."""
    return FOLDER / f"{kind.value}.docx"
