"""The sentences that an entry of the tables stands for, and how they are found in both languages."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, override, pgettext

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")


class Said(NamedTuple):
    """One sentence: `text` is its source (`plural` and `context` as in the catalogue), `after` what may follow."""

    text: str
    plural: str = ""
    context: str = ""
    after: str = ""
    before: str = ""

    def pattern(self, language: str) -> re.Pattern[str]:
        return _pattern(self, language)

    def _form(self, number: int) -> str:
        if self.plural:
            given = (self.text, self.plural, number)
            return npgettext(self.context, *given) if self.context else ngettext(*given)
        return pgettext(self.context, self.text) if self.context else _(self.text)


@cache
def _pattern(said: Said, language: str) -> re.Pattern[str]:
    with override(language):
        forms = {said._form(1), said._form(2)}
    words = "|".join(_regex(form) for form in sorted(forms))
    return re.compile(f"{said.before}(?:{words}){said.after}", re.IGNORECASE)


def named(words: Any) -> Said:
    """Return a name of the code, such as that of a question, as a sentence of its own."""
    return Said("", before="|".join(re.escape(_in(words, language)) for language in ("id", "en")))


def _in(words: Any, language: str) -> str:
    with override(language):
        return str(words)


def _regex(text: str) -> str:
    parts, last = [], 0
    for found in PLACEHOLDER.finditer(text):
        parts += [re.escape(text[last : found.start()]), "%" if found.group() == "%%" else ".*?"]
        last = found.end()
    return "".join([*parts, re.escape(text[last:])])


class Group(NamedTuple):
    """Sentences that stand on the same rows of a page's subject (an agreement, a partner, or None for the register)."""

    name: str
    select: Callable[[Any], Iterable[Model] | bool]
    remove: Callable[[Any], None]
    sentences: tuple[Said, ...]


def said(*texts: str | Said) -> tuple[Said, ...]:
    return tuple(text if isinstance(text, Said) else Said(text) for text in texts)
