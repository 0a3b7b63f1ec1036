"""The README knows every variable that the settings read, and what documents name in code exists."""

import ast
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.architecture import PACKAGES, modules, tree
from tests.bench.__main__ import parser_of

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = (ROOT / "jambi_coop" / "settings.py").read_text(encoding="utf-8")
READ = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", SETTINGS))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PAGES = [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")), *(ROOT / "docs").rglob("*.md")]


def test_readme_lists_every_variable():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = {
        name for row in re.findall(r"^\| (`.*?) \|", readme, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
    }
    assert READ - listed == set()
    assert listed - READ == {"CHROMIUM"}


def test_server_example_uses_known_variables():
    example = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) - READ == set()


def test_lock_files_name_no_registry():
    paths = list((ROOT / "requirements").glob("*.txt"))
    assert len(paths) > 1
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index-url" not in text
        assert "--find-links" not in text


def test_relative_links_lead_somewhere():
    links = [
        (page, target)
        for page in [*PAGES, ROOT / "CHANGELOG.md"]
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    ]
    assert len(links) > 5
    assert [
        f"{page.relative_to(ROOT)}: {target}" for page, target in links if not (page.parent / target).exists()
    ] == []


def test_the_bench_of_the_makefile_measures():
    (words,) = re.findall(r"^bench:.*\n\t.*python -m tests\.bench(.*)$", MAKEFILE, re.MULTILINE)
    assert parser_of().parse_args(shlex.split(words)).command == "run"
    # With a database of its own around it, it would measure an empty one.
    assert not re.search(r"with_postgres.*tests\.bench", MAKEFILE)


# --- names in code ---------------------------------------------------------------------------------------

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
MADE_LATER = ("var/", ".venv/")
"""Folders that the commands make; git does not hold them."""
PATH = re.compile(r"[A-Za-z_.][\w.-]*(?:/[\w.*-]+)*/?")
ENDINGS = {".py", ".md", ".html", ".txt", ".toml", ".yaml", ".css", ".js", ".po", ".mo", ".service", ".timer", ".conf"}
TESTS = {
    path.relative_to(ROOT).as_posix(): set(re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE))
    for path in (ROOT / "tests").rglob("test_*.py")
}
"""Module -> the names of its tests."""
NAME = re.compile(rf"(?:{'|'.join([*PACKAGES, 'tests'])})(?:\.\w+)+")


def spans(text):
    """What stands in backticks, in a line or in a block."""
    return [*FENCE.findall(text), *re.findall(r"`([^`]+)`", FENCE.sub("", text))]


def words(text):
    """The words of what stands in backticks within a line, without brackets, marks and the name of a test."""
    found = " ".join(re.findall(r"`([^`]+)`", FENCE.sub("", text))).split()
    return [word.partition("::")[0].rstrip(",;:").removesuffix("()").strip("()") for word in found]


def is_path(word):
    if not PATH.fullmatch(word) or word.startswith(MADE_LATER):
        return False
    return "/" in word or Path(word).suffix in ENDINGS


def exists(path):
    return any(ROOT.glob(path)) if "*" in path else (ROOT / path).exists()


def is_there(name):
    """Whether a dotted name is a module, or what a module or a class holds."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            held = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        return all((held := _attribute(held, part)) is not None for part in parts[length:])
    return False


def _attribute(held, name):
    """What a module or class holds under a name; of a data class also a field without a default."""
    found = getattr(held, name, None)
    return name if found is None and name in getattr(held, "__annotations__", {}) else found


def wrong_paths(text):
    return [word for word in words(text) if is_path(word) and not exists(word)]


def wrong_names(text):
    return [word for word in words(text) if NAME.fullmatch(word) and not is_path(word) and not is_there(word)]


def wrong_commands(text):
    """Targets of `make` and commands of `manage.py` that there are not."""
    code = "\n".join(spans(text))
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    wrong = [f"make {word}" for word in re.findall(r"\bmake ([a-z][a-z-]*)", code) if word not in targets]
    named = re.findall(r"\b(?:manage\.py|deploy/manage) ([a-z_]+)", code)
    return wrong + [f"manage.py {word}" for word in named if word not in get_commands()]


def wrong_tests(text):
    """Tests named alone or behind their module that are not there."""
    wrong = []
    for path, name in re.findall(r"(?<![\w./])(?:(tests/[\w/]+\.py)::)?(test_\w+)\b(?!\.py)", "\n".join(spans(text))):
        if name not in (TESTS.get(path, set()) if path else set().union(*TESTS.values())):
            wrong.append(name)
    return wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("`test_names_in_code_are_told_from_other_words`, `test_gone`, test_gone", ["test_gone"]),
        ("`tests/test_documentation.py::test_lock_files_name_no_registry`, `tests/test_architecture.py`", []),
        ("`tests/test_architecture.py::test_lock_files_name_no_registry`", ["test_lock_files_name_no_registry"]),
    ],
)
def test_tests_that_are_not_there_are_found(text, wrong):
    assert wrong_tests(text) == wrong


@pytest.mark.parametrize(
    ("text", "paths", "names", "commands"),
    [
        ("`agreements/gone.py` and `README.md`", ["agreements/gone.py"], [], []),
        ("`gone.md`, `fixtures/*.yaml`, `fixtures/*.xyz`", ["gone.md", "fixtures/*.xyz"], [], []),
        ("`agreements/record/` and `agreements/nowhere/`", ["agreements/nowhere/"], [], []),
        ("`pytest tests/test_gone.py::test_it tests/test_documentation.py::test_it`", ["tests/test_gone.py"], [], []),
        ("`/lapor/`, `var/documents`, `PP 28/2018`, agreements/gone.py", [], [], []),
        ("`agreements.record.gone`", [], ["agreements.record.gone"], []),
        ("`agreements.record.condition.rule_of()`", [], [], []),
        ("`agreements.record.condition.gone()`", [], ["agreements.record.condition.gone"], []),
        ("`partners.models.Partner.name`, `partners.models.Partner.gone`", [], ["partners.models.Partner.gone"], []),
        ("`agreements.record.stretches.Facts.papers`", [], [], []),
        ("`make ci`, `make gone`", [], [], ["make gone"]),
        ("```sh\nmake gone  # and more\ndeploy/manage migrate\n```", [], [], ["make gone"]),
        ("`manage.py load_cases`, `python manage.py gone`", [], [], ["manage.py gone"]),
        ("To make sure: agreements.record.gone", [], [], []),
    ],
)
def test_names_in_code_are_told_from_other_words(text, paths, names, commands):
    assert wrong_paths(text) == paths
    assert wrong_names(text) == names
    assert wrong_commands(text) == commands


@pytest.mark.parametrize("wrong", [wrong_paths, wrong_names, wrong_commands, wrong_tests])
def test_what_documents_name_exists(wrong):
    assert len(PAGES) > 20
    found = {page.relative_to(ROOT).as_posix(): wrong(page.read_text(encoding="utf-8")) for page in PAGES}
    assert {page: words for page, words in found.items() if words} == {}


def docstrings(path):
    """Those of the module, its classes and its functions."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(tree(path)) if isinstance(node, documented)]
    return "\n\n".join(filter(None, map(ast.get_docstring, nodes)))


@pytest.mark.parametrize("wrong", [wrong_paths, wrong_names, wrong_commands])
def test_what_docstrings_name_exists(wrong):
    found = {path.relative_to(ROOT).as_posix(): wrong(docstrings(path)) for path in modules(*PACKAGES)}
    assert len(found) > 100
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize("document", ["architecture.md", "data-model.md"])
def test_single_names_of_generated_pages_exist(document):
    """Names in code style without their module, too, in the two pages that follow the code step by step."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in modules(*PACKAGES, "tests"))
    named = words((ROOT / "docs" / document).read_text(encoding="utf-8"))
    names = {
        word.strip(".").rpartition(".")[2] for word in named if re.fullmatch(r"[\w.]+", word) and not is_path(word)
    }
    assert len(names) > 20
    assert sorted(names - set(re.findall(r"\w+", code))) == []
