"""What a public page says: its sentences, and which of them stand in a row as they are.

A block element is a sentence here. Texts of rows become "…", other numbers "#"; what is then neither fixed text nor
made of "…" alone is a sentence that the register has formed.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from html.parser import HTMLParser
from typing import NamedTuple

from django.db.models import Model
from django.utils.translation import override

from agreements.models import Digest, LoadedRecord, Message, Stretch
from jambi_coop.lib.dates.known_date import KnownDate

BLOCK_TAGS = (
    "address article aside blockquote body br button caption dd details div dl dt fieldset footer form h1 h2 h3 h4 "
    "header hr label legend li main nav ol option p section select summary svg table tbody td text tfoot th thead "
    "title tr ul"
)
BLOCKS = frozenset(BLOCK_TAGS.split())
PARTS = frozenset({"hint", "tag", "no-print", "money", "source", "visually-hidden", "name-local", "entry-count"})
"""Classes of elements inside a block that say something of their own."""
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "rect", "wbr"})
SAID = frozenset({"tag", "reason", "state", "when"})
"""Classes of what is said of a record, also of an empty one: never fixed text."""
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
MARKS = re.compile(r"(\s*[():;,–·“”]\s*|\.\s|\.$|\s#)")
LONG = 14
MADE_OF_ROWS = re.compile(r"[…#\s\W_]*")
DERIVED = (Digest, Stretch, LoadedRecord, Message)


class Sentence(NamedTuple):
    """The text of one block; `is_said` where it tells of a record even if that is empty."""

    text: str
    is_said: bool


class _Reader(HTMLParser):
    """Collects the sentences between `<main>` and `</main>`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Sentence] = []
        self.words = ""
        self.open: list[tuple[str, frozenset[str], bool]] = []

    def handle_starttag(self, tag, attrs):
        classes = frozenset((dict(attrs).get("class") or "").split())
        inside_facts = bool(self.open) and "facts" in self.open[-1][1]
        is_block = tag in BLOCKS or bool(classes & PARTS) or (tag == "span" and inside_facts)
        if is_block:
            self.end_sentence()
        if tag not in VOID:
            self.open.append((tag, classes, is_block))

    def handle_endtag(self, tag):
        if not any(name == tag for name, _classes, _is_block in self.open):
            return
        while self.open:
            name, _classes, is_block = self.open[-1]
            if is_block:
                self.end_sentence()
            self.open.pop()
            if name == tag:
                break

    def handle_data(self, data):
        self.words += data

    def end_sentence(self):
        text = " ".join(self.words.split())
        self.words = ""
        if text and any(name == "main" for name, _classes, _is_block in self.open):
            is_said = any(classes & SAID for _name, classes, _is_block in self.open)
            self.found.append(Sentence(text, is_said))


def sentences_of(html: str) -> list[Sentence]:
    """Return the sentences of the content of a page, in their order."""
    reader = _Reader()
    reader.feed(html)
    return reader.found


class RowTexts:
    """The texts that stand in `rows`, in one language: what they hold, and the words of their choices."""

    def __init__(self, rows: Iterable[Model], language: str) -> None:
        with override(language):
            self.texts = {" ".join(text.split()) for row in rows for text in _texts_of(row)}
        self.long = sorted(filter(_is_long, self.texts), key=len, reverse=True)
        self.marked = cache(self._marked)

    def _marked(self, sentence: str) -> str:
        """Return the sentence with "…" for what stands in a row and "#" for other numbers. A short text of letters
        counts only as a part between marks, so that no word of a sentence is taken for one."""
        for text in self.long:
            if text in sentence:
                sentence = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", "…", sentence)
        parts = MARKS.split(sentence)
        return numbered("".join("…" if part and part in self.texts else part for part in parts))


def _is_long(text: str) -> bool:
    return len(text) >= LONG or (len(text) > 4 and any(letter.isdigit() for letter in text))


def numbered(sentence: str) -> str:
    """Return the sentence with "#" for each number."""
    return NUMBER.sub("#", sentence)


def _texts_of(row: Model) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.choices and value not in ("", None):
            words = str(getattr(row, f"get_{field.name}_display")())
            yield from (words, words.lower(), words.capitalize())
        elif isinstance(value, str):
            yield from (value, *value.splitlines())
        elif field.name.endswith("_earliest"):
            yield from _spelled(getattr(row, field.name.removesuffix("_earliest")))
        elif isinstance(value, date):
            day = value.date() if isinstance(value, datetime) else value
            yield str(KnownDate.day(day))
    yield str(getattr(row, "country_display", ""))


def _spelled(known: KnownDate) -> Iterator[str]:
    if known:
        words = str(known)
        yield from (words, words[:1].upper() + words[1:])


def is_made_of_rows(marked: str) -> bool:
    """True where nothing but texts of rows, numbers and marks is left."""
    return MADE_OF_ROWS.fullmatch(marked) is not None
