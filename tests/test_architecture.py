"""The rules of the house that a machine can keep: who imports whom, and how large things are."""

import ast
import re

import pytest

from tests.architecture import (
    HOLDERS,
    OUTSIDE,
    PACKAGES,
    READ_BY_DJANGO,
    ROOMS,
    ROOT,
    describe,
    file_of,
    imports,
    module_name,
    modules,
    purpose,
    room_imports,
    room_of,
    tree,
    without_detours,
    written,
)

# Bulk writes leave no history and check no version: module -> why it may all the same.
BULK_ALLOWED = {
    "agreements/record/digest.py": "writes derived rows anew; they have neither version nor history",
    "agreements/reminders/messages.py": "claims a message; messages are a log without version and history",
    "agreements/record/trash.py": "takes the words out of messages; they are a log without version and history",
    "jambi_coop/lib/versions/versioning.py": "raises a number under a row lock; the change is recorded elsewhere",
}
BULK_WRITES = {"bulk_create", "bulk_update", "abulk_create", "abulk_update"}

MODULE_LINES = 400
FUNCTION_LINES = 60
TEMPLATE_LINES = 150


def _templates():
    found = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})
    assert found
    return found


def _functions(module):
    return [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_page_of_the_architecture_is_up_to_date():
    assert written() == describe(), "run: python -m tests.architecture"


def test_every_module_lies_in_a_room():
    names = [module_name(path) for path in modules(*PACKAGES)]
    elsewhere = {name for name in names if room_of(name) is None}
    by_django = {name for name in elsewhere if name.startswith(READ_BY_DJANGO)}
    assert elsewhere - by_django - OUTSIDE - HOLDERS == set()
    assert (OUTSIDE | HOLDERS | set(READ_BY_DJANGO)) - set(names) == set(), "named, but not there"


def test_every_room_exists():
    assert [room for room in ROOMS if not file_of(room).exists()] == []
    assert len(ROOMS) == len(set(ROOMS))


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_holds(room):
    """In one line, which the table of `docs/architecture.md` shows."""
    assert purpose(room).endswith("."), f"{file_of(room).relative_to(ROOT)}: the first line is no sentence"


def test_no_two_rooms_import_each_other():
    found = room_imports()
    assert [(one, other) for one in ROOMS for other in found[one] if one in found[other]] == []


def test_nobody_imports_what_lies_outside():
    """Settings are asked of `django.conf`."""
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {target}"
        for path in modules(*PACKAGES)
        for line, target in imports(path)
        if target in OUTSIDE or target.startswith(READ_BY_DJANGO)
    ]
    assert wrong == []


def test_the_picture_leaves_out_what_a_longer_way_implies():
    graph = {"cellar": set(), "hall": {"cellar"}, "shed": {"cellar"}, "roof": {"cellar", "hall", "shed"}}
    assert without_detours(graph) == {**graph, "roof": {"hall", "shed"}}


def test_imports_never_point_upwards():
    wrong = []
    for path in modules(*PACKAGES):
        room = room_of(module_name(path))
        for line, target in imports(path):
            if room and room_of(target) and ROOMS.index(room_of(target)) > ROOMS.index(room):
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {target}")
    assert wrong == []


def test_no_package_passes_on_what_lies_in_it():
    """A name is imported from where it is defined. Django reads `models` and `admin` of an app by these names."""
    passing = [path for path in modules(*PACKAGES) if path.name == "__init__.py" and list(imports(path))]
    assert [module_name(path) for path in passing] == ["agreements.admin", "agreements.models"]


def test_partners_never_names_agreements():
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules("partners")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.match(r"agreements[.:]", node.value)
    ]
    assert wrong == []


def test_imports_stand_at_the_top():
    """An import inside a function hides a cycle."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno} in {function.name}"
        for path in modules(*PACKAGES)
        for function in _functions(tree(path))
        for node in ast.walk(function)
        if (isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").split(".")[0] in PACKAGES))
        or (isinstance(node, ast.Import) and any(alias.name.split(".")[0] in PACKAGES for alias in node.names))
    ]
    assert wrong == []


def test_spreadsheet_libraries_stay_in_lib():
    wrong = []
    for path in modules(*PACKAGES):
        if "lib" in path.relative_to(ROOT).parts:
            continue
        for node in ast.walk(tree(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if {name.split(".")[0] for name in names} & {"openpyxl", "xlsxwriter", "python_calamine"}:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def test_bulk_writes_stay_where_they_are_explained():
    wrong = []
    for path in modules(*PACKAGES):
        name = path.relative_to(ROOT).as_posix()
        if name in BULK_ALLOWED or "migrations" in path.parts:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _writes_in_bulk(node):
                wrong.append(f"{name}:{node.lineno} {node.func.attr}")
    assert wrong == []


def _writes_in_bulk(call):
    # `update(name=value)` is a queryset's; dictionaries and hashes are given their argument by position.
    return call.func.attr in BULK_WRITES or (
        call.func.attr in {"update", "aupdate"} and bool(call.keywords) and not call.args
    )


def test_bulk_exceptions_still_exist():
    assert [name for name in BULK_ALLOWED if not (ROOT / name).exists()] == []


def test_modules_and_functions_stay_small():
    wrong = []
    for path in modules(*PACKAGES, "tests"):
        if "migrations" in path.parts:
            continue
        name = path.relative_to(ROOT)
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MODULE_LINES:
            wrong.append(f"{name}: {lines} lines")
        for function in _functions(tree(path)):
            length = function.end_lineno - function.lineno + 1
            if length > FUNCTION_LINES:
                wrong.append(f"{name}:{function.lineno} {function.name}: {length} lines")
    assert wrong == []


def test_no_module_is_called_utils():
    assert [str(path) for path in modules(*PACKAGES) if path.stem in {"utils", "helpers", "misc"}] == []


def test_templates_stay_small():
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in _templates()}
    assert [f"{path.relative_to(ROOT)}: {size}" for path, size in sizes.items() if size > TEMPLATE_LINES] == []


def test_templates_write_the_time_as_the_language_does():
    """TIME_FORMAT of jambi_coop/formats, not one that is fixed."""
    fixed = re.compile(r"date:[\"'][^\"']*\bH[.:]i")
    assert [str(path.relative_to(ROOT)) for path in _templates() if fixed.search(path.read_text("utf-8"))] == []


INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=[\"']application/(ld\+)?json)", re.IGNORECASE),
    "inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"href\s*=\s*[\"']?\s*javascript:", re.IGNORECASE),
    "address of another host": re.compile(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=[\"'](?:https?:)?//", re.I),
}


@pytest.mark.parametrize("fault", INLINE)
def test_templates_have_no(fault):
    wrong = []
    for path in _templates():
        text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        # A tag's own quotes and signs would hide the end of the HTML tag around it.
        text = re.sub(r"{%.*?%}|{{.*?}}", "x", text, flags=re.DOTALL)
        wrong += [f"{path.relative_to(ROOT)}: {found[0][:60]}" for found in INLINE[fault].finditer(text)]
    assert wrong == []
