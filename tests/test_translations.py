"""Every string has its Indonesian text, and the compiled catalogue equals the written one."""

import ast
import os
import shutil
import subprocess
import sys

import polib
import pytest
from django.conf import settings

CATALOGUE = settings.BASE_DIR / "locale" / "id" / "LC_MESSAGES" / "django.po"
SOURCES = ["jambi_coop", "partners", "agreements", "templates"]


def _entries(path):
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def test_every_entry_is_translated():
    entries = _entries(CATALOGUE)
    assert len(entries) > 1000
    assert [key for key, entry in entries.items() if not entry.translated() or entry.fuzzy] == []


def test_compiled_catalogue_equals_the_written_one():
    compiled = {
        (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural)
        for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    }
    written = {key: (entry.msgstr, entry.msgstr_plural) for key, entry in _entries(CATALOGUE).items()}
    assert compiled == written


@pytest.mark.skipif(
    not shutil.which("xgettext") and not os.environ.get("CI"), reason="gettext is not installed on this computer"
)
def test_catalogue_has_every_string_of_the_source(tmp_path):
    for name in SOURCES:
        shutil.copytree(settings.BASE_DIR / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(settings.BASE_DIR / "locale", tmp_path / "locale")
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "id", "--no-location", "--no-wrap"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "DJANGO_SETTINGS_MODULE": "jambi_coop.settings"}
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env=environment)
    found = _entries(tmp_path / CATALOGUE.relative_to(settings.BASE_DIR))
    assert set(found) - set(_entries(CATALOGUE)) == set(), "run: make messages, and translate"
    assert set(_entries(CATALOGUE)) - set(found) == set(), "run: make messages, to drop what is gone"


@pytest.mark.parametrize("mark", ["%(", "{"])
def test_placeholders_are_kept(mark):
    wrong = [
        key
        for key, entry in _entries(CATALOGUE).items()
        if entry.msgstr and key[1].count(mark) != entry.msgstr.count(mark)
    ]
    assert wrong == []


GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}


def _marked_inside_an_f_string(source):
    """Yield the lines of strings that are marked for translation inside an f-string."""
    for text in ast.walk(ast.parse(source)):
        if isinstance(text, ast.JoinedStr):
            for node in ast.walk(text):
                if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in GETTEXT:
                    yield node.lineno


@pytest.mark.parametrize(
    ("source", "lines"), [('f"{_(1)}"', [1]), ('x = _("a")\nf"{x}"', []), ('f"{g.gettext(1)}"', [1])]
)
def test_finds_marks_inside_f_strings(source, lines):
    assert list(_marked_inside_an_f_string(source)) == lines


def test_no_string_is_marked_inside_an_f_string():
    """Some versions of gettext ignore these, and the string would stay English without notice."""
    found = [
        f"{path.relative_to(settings.BASE_DIR)}:{line}"
        for name in SOURCES
        for path in sorted((settings.BASE_DIR / name).rglob("*.py"))
        for line in _marked_inside_an_f_string(path.read_text(encoding="utf-8"))
    ]
    assert found == []
