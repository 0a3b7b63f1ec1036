"""docs/glossary.md names things as the code and the screen do, and says which names are not used."""

import ast
import pkgutil
import re
from collections.abc import Iterator
from enum import Enum
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Choices, Model
from django.utils.functional import Promise
from django.utils.translation import override

from agreements.lifecycle.explanations import TRACK_NOTES, explanation_of
from agreements.lifecycle.questions import QUESTIONS, Question
from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import Stage, Track
from agreements.record.condition import MEANINGS as CONDITION_MEANINGS
from agreements.record.staff.publication_page import MEANINGS as CLASS_MEANINGS
from tests.architecture import OUTSIDE, PACKAGES, module_name, modules, tree

GLOSSARY = settings.BASE_DIR / "docs" / "glossary.md"
CATALOGUE = settings.BASE_DIR / "locale" / "id" / "LC_MESSAGES" / "django.po"
COLUMNS = (
    *("Indonesian on the screen", "English on the screen", "name in code"),
    *("law or source", "what it is", "not this word"),
)
BANNED_COLUMNS = ("word", "use instead", "why", "allowed all the same")
NOTHING = "–"


class Entry(NamedTuple):
    """One row of a table of the glossary; `code` is empty where the thing has no name in the code."""

    indonesian: str
    english: str
    code: str
    law: str
    sentence: str
    not_words: list[str]

    @property
    def labels(self) -> tuple[str, str]:
        return self.indonesian, self.english

    @property
    def is_label(self) -> bool:
        """The screen shows it by this name; in italics stands a word of the people."""
        return self.indonesian != NOTHING and not self.indonesian.startswith("*")


class Banned(NamedTuple):
    """A form of a name that is not used; `allowed` are names that have it and mean something else."""

    pattern: str
    allowed: list[str]

    @property
    def word(self) -> str:
        return self.pattern.strip("*_")

    def matches(self, name: str) -> bool:
        plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_")
        anywhere = self.pattern.startswith("*_") and self.pattern.endswith("_*")
        return plain not in self.allowed and fnmatchcase(f"_{plain}_" if anywhere else plain, self.pattern)


def _tables(columns: tuple[str, ...]) -> list[list[str]]:
    """The cells of every row of the tables with these columns."""
    found, inside = [], False
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if tuple(cells) == columns:
            inside = True
        elif not cells:
            inside = False
        elif inside and not set(line) <= set("|-"):
            assert len(cells) == len(columns), line
            found.append(cells)
    assert found
    return found


def _names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def _entries() -> list[Entry]:
    return [Entry(*cells[:2], "".join(_names(cells[2])), *cells[3:5], _names(cells[5])) for cells in _tables(COLUMNS)]


ENTRIES = _entries()
BANNED = [Banned(pattern, _names(cells[3])) for cells in _tables(BANNED_COLUMNS) for pattern in _names(cells[0])]


# --- what the code has -------------------------------------------------------------------------------


def _subclasses(cls: type) -> Iterator[type]:
    for one in cls.__subclasses__():
        yield one
        yield from _subclasses(one)


def _enums() -> list[type]:
    """Every enum of the project; its modules are imported first."""
    for path in modules(*PACKAGES):
        if module_name(path) not in OUTSIDE and "migrations" not in path.parts:
            import_module(module_name(path))
    # A subclass of two enums is met twice.
    return list(dict.fromkeys(one for one in _subclasses(Enum) if one.__module__.split(".")[0] in PACKAGES))


MODELS = {
    model.__name__: model
    for app in ("agreements", "partners")
    for model in apps.get_app_config(app).get_models()
    if not hasattr(model, "instance_type")
}
"""Concrete models by name; `instance_type` is what django-simple-history gives its own."""
ENUMS = {enum.__qualname__: enum for enum in _enums()}
SHOWN = {
    f"{name}.{member.name}": member
    for name, enum in ENUMS.items()
    if issubclass(enum, Choices)
    for member in enum
    if isinstance(member._label_, Promise)
}
"""Members of enums that the screen shows: those whose label is translated."""


def _thing(code: str):
    """What a name of the third column means; raises where the code has no such thing."""
    path, _, key = code.removesuffix('"]').partition('["')
    head, _, rest = path.partition(".")
    if head == "settings":
        found = getattr(settings, rest)
    elif head in PACKAGES:
        found = pkgutil.resolve_name(path)
    else:
        found = MODELS.get(head) or ENUMS[head]
        for name in filter(None, rest.split(".")):
            found = _part(found, name)
    return found[key] if key else found


def _part(owner, name: str):
    if isinstance(owner, type) and issubclass(owner, Model):
        try:
            return owner._meta.get_field(name)
        except FieldDoesNotExist:
            pass
    return getattr(owner, name)


def _shown(thing) -> object | None:
    """The translatable label of a model, a field, a member of an enum or a question; None where it has none."""
    if isinstance(thing, type) and issubclass(thing, Model):
        return thing._meta.verbose_name if "verbose_name" in thing._meta.original_attrs else NOTHING
    if isinstance(thing, Choices):
        return thing.label
    if isinstance(thing, Question):
        return thing.name
    return getattr(thing, "verbose_name", None)


def _both(label) -> tuple[str, str]:
    with override("id"):
        indonesian = str(label)
    with override("en"):
        return indonesian, str(label)


def _english(text) -> str:
    with override("en"):
        return str(text)


# --- the tables --------------------------------------------------------------------------------------


def test_every_model_has_its_row():
    rows = {(entry.code, entry.labels) for entry in ENTRIES}
    assert len(MODELS) > 30
    assert [name for name, model in MODELS.items() if (name, _both(_shown(model))) not in rows] == []


def test_every_shown_member_of_an_enum_has_its_row():
    names = [enum.__qualname__ for enum in _enums() if issubclass(enum, Choices)]
    assert len(names) == len(set(names)), "rows name an enum without its module"
    rows = {(entry.code, entry.labels) for entry in ENTRIES}
    assert len(SHOWN) > 200
    missing = {name: _both(member.label) for name, member in SHOWN.items()}
    assert {name: labels for name, labels in missing.items() if (name, labels) not in rows} == {}


def test_every_question_has_its_row():
    questions = {entry.labels for entry in ENTRIES if entry.code.startswith("agreements.lifecycle.questions.BY_CODE")}
    assert questions == {_both(question.name) for question in QUESTIONS}


def test_rows_name_what_the_code_has():
    wrong = []
    for entry in ENTRIES:
        thing = _thing(entry.code) if entry.code else None
        label = _shown(thing)
        if label is None or not (entry.is_label or entry.indonesian == NOTHING):
            continue
        # A field may stand there by the words that a page uses for it.
        is_on_a_page = not isinstance(thing, type | Choices | Question) and entry.labels in _catalogue()
        if entry.labels != _both(label) and not is_on_a_page:
            wrong.append((entry.code, entry.labels, _both(label)))
    assert wrong == []


@cache
def _catalogue() -> set[tuple[str, str]]:
    return {(entry.msgstr, entry.msgid) for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete}


def test_labels_are_those_of_the_screen():
    """Also of what is neither model nor enum: the catalogue has the pair, or it is a name that is not translated."""
    known = _catalogue()
    labels = [entry.labels for entry in ENTRIES if entry.is_label]
    assert [pair for pair in labels if pair not in known and pair[0] != pair[1]] == []


def test_every_row_says_something():
    assert [entry for entry in ENTRIES if not (entry.indonesian and entry.english and entry.law)] == []
    assert [entry.sentence for entry in ENTRIES if not re.search(r"^[A-Z(*].*[.?]$", entry.sentence)] == []


def test_rows_are_there_once():
    rows = [(entry.code, entry.labels) for entry in ENTRIES]
    assert [row for row in rows if rows.count(row) > 1] == []


def test_stages_have_the_sentence_and_the_articles_of_the_life_cycle():
    rows = {entry.code: entry for entry in ENTRIES}
    for track, specs in TRACKS.items():
        for spec in specs:
            assert spec.basis in rows[f"Stage.{spec.stage.name}"].law
            rows.setdefault(f"said of {spec.stage.name}", []).append(_english(explanation_of(track, spec.stage).what))
    wrong = [
        stage.name
        for stage in Stage
        if rows[f"Stage.{stage.name}"].sentence
        not in rows.get(f"said of {stage.name}", [rows[f"Stage.{stage.name}"].sentence])
    ]
    assert wrong == []


def test_tracks_conditions_and_classes_have_the_sentence_of_the_screen():
    rows = {entry.code: entry.sentence.lower() for entry in ENTRIES}
    said = {f"{type(one).__name__}.{one.name}": text for one, text in {**CONDITION_MEANINGS, **CLASS_MEANINGS}.items()}
    said |= {f"Track.{track.name}": TRACK_NOTES[track] for track in Track}
    assert [name for name, text in said.items() if not rows[name].startswith(_english(text).lower())] == []


# --- not these words ---------------------------------------------------------------------------------


def _definitions(path: Path) -> Iterator[tuple[int, str]]:
    """(line, name) of all that a module defines: itself, classes, functions, arguments, constants, attributes."""
    yield 1, module_name(path).rpartition(".")[2]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr
        if isinstance(node, ast.Module | ast.ClassDef):
            for statement in node.body:
                targets = getattr(statement, "targets", []) or [getattr(statement, "target", None)]
                names = [name for target in targets if target is not None for name in ast.walk(target)]
                yield from ((statement.lineno, name.id) for name in names if isinstance(name, ast.Name))


def test_words_of_the_rows_are_banned():
    banned = {one.word for one in BANNED}
    assert [(entry.code, word) for entry in ENTRIES for word in entry.not_words if word not in banned] == []


@pytest.mark.parametrize(
    ("pattern", "name", "found"),
    [
        ("told", "TOLD", True),
        ("told", "those_told", False),
        ("*_told_*", "_told", True),
        ("*_told_*", "those_told", True),
        ("*_told_*", "LastTold", True),
        ("*_told_*", "untold_number", False),
        ("*_words", "gap_words", True),
        ("*_words", "words", False),
        ("hold_*", "hold_all", True),
        ("hold_*", "holder", False),
    ],
)
def test_a_pattern_matches(pattern, name, found):
    assert Banned(pattern, []).matches(name) is found


@cache
def _defined() -> list[tuple[str, str]]:
    """(place, name) of everything that the project defines; migrations keep the names of their day."""
    return [
        (f"{path.relative_to(settings.BASE_DIR)}:{line}", name)
        for path in modules(*PACKAGES)
        if "migrations" not in path.parts
        for line, name in _definitions(path)
    ]


@pytest.mark.parametrize("banned", [pytest.param(one, id=one.pattern) for one in BANNED])
def test_no_name_is(banned):
    assert list(dict.fromkeys(f"{place} {name}" for place, name in _defined() if banned.matches(name))) == []
