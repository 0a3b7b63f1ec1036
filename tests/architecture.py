"""The rooms of the house, their order, and who imports whom; `python -m tests.architecture` draws it into
`docs/architecture.md`.

A room is a package (or a module) that holds one subject. What a room is for is the first line of its docstring.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["jambi_coop", "partners", "agreements"]

ROOMS = [
    "jambi_coop.lib.dates",
    "jambi_coop.lib.countries",
    "jambi_coop.lib.numbers",
    "jambi_coop.lib.money",
    "jambi_coop.lib.records",
    "jambi_coop.lib.files",
    "jambi_coop.lib.web",
    "jambi_coop.lib.tables",
    "jambi_coop.lib.sheets",
    "jambi_coop.lib.documents",
    "jambi_coop.lib.versions",
    "partners",
    "agreements.lifecycle",
    "agreements.models",
    "agreements.record",
    "agreements.templatetags",
    "agreements.record.staff",
    "agreements.reminders",
    "agreements.before_signing",
    "agreements.follow_up",
    "agreements.attesting",
    "agreements.stages",
    "agreements.letter_writing",
    "agreements.office_reports",
    "agreements.corrections",
    "agreements.exchange",
    "agreements.public",
    "agreements.oversight",
    "agreements.reports",
    "agreements.cases",
    "agreements.management",
    "agreements.admin",
    "agreements.urls",
    "jambi_coop.site",
    "jambi_coop.urls",
]
"""From the cellar to the roof: a room imports only from rooms below it, which come before it here."""

OUTSIDE = {"jambi_coop.settings", "jambi_coop.wsgi", "jambi_coop.apps", "partners.apps", "agreements.apps"}
"""Where Django starts: read by name from the settings, imported by nobody."""

HOLDERS = {"jambi_coop", "jambi_coop.lib", "agreements"}
"""Packages that only hold rooms; their own `__init__` says no more than that."""

READ_BY_DJANGO = ("agreements.migrations", "jambi_coop.formats")
"""Packages outside of the rooms that Django finds by their place; imported by nobody."""

PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- rooms: begin -->\n", "<!-- rooms: end -->\n"
LIBRARY = "jambi_coop.lib"


def module_name(path: Path) -> str:
    """`agreements.models.step` for agreements/models/step.py."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def modules(*packages: str) -> list[Path]:
    """The Python files of the packages, migrations included."""
    found = {package: sorted((ROOT / package).rglob("*.py")) for package in packages}
    assert [package for package, paths in found.items() if not paths] == []
    return [path for paths in found.values() for path in paths]


def tree(path: Path) -> ast.Module:
    """The file as Python reads it."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def room_of(module: str) -> str | None:
    """The room a module lies in: the longest name of ROOMS that it begins with; None outside of all."""
    return max((room for room in ROOMS if module == room or module.startswith(room + ".")), key=len, default=None)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, module) of every import of the project's own; `from x import y` counts as x.y where that is a module."""
    package = module_name(path) if path.name == "__init__.py" else module_name(path).rpartition(".")[0]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            origin = ".".join(filter(None, [base, node.module]))
            names = [
                f"{origin}.{alias.name}" if _is_module(f"{origin}.{alias.name}") else origin for alias in node.names
            ]
        else:
            continue
        yield from ((node.lineno, name) for name in dict.fromkeys(names) if name.split(".")[0] in PACKAGES)


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def file_of(room: str) -> Path:
    """The file with the room's docstring: the `__init__` of a package, or the module itself."""
    path = ROOT.joinpath(*room.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def purpose(room: str) -> str:
    """The first line of the room's docstring."""
    return (ast.get_docstring(tree(file_of(room))) or "").partition("\n")[0]


def room_imports() -> dict[str, set[str]]:
    """Of every room the other rooms that its modules import from."""
    found: dict[str, set[str]] = {room: set() for room in ROOMS}
    for path in modules(*PACKAGES):
        if room := room_of(module_name(path)):
            found[room].update(target for _line, name in imports(path) if (target := room_of(name)))
    return {room: targets - {room} for room, targets in found.items()}


def without_detours(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """The edges that no longer way implies (transitive reduction); whatever a box leads to stands before it."""
    reached: dict[str, set[str]] = {}
    for box, targets in graph.items():
        reached[box] = targets.union(*(reached[target] for target in targets))
    return {
        box: {one for one in targets if not any(one in reached[other] for other in targets)}
        for box, targets in graph.items()
    }


def _box(room: str) -> str:
    return LIBRARY if room.startswith(f"{LIBRARY}.") else room


def _chart(found: dict[str, set[str]]) -> Iterator[str]:
    """The library is one box, at the bottom."""
    graph: dict[str, set[str]] = {}
    for room, targets in found.items():
        graph.setdefault(_box(room), set()).update(_box(target) for target in targets if _box(target) != _box(room))
    yield from ("```mermaid", "flowchart TD")
    for box, targets in reversed(without_detours(graph).items()):
        yield f'  {box.replace(".", "_")}["{box}"]'
        yield from (f"  {box.replace('.', '_')} --> {one.replace('.', '_')}" for one in sorted(targets))
    yield "```"


def _table(found: dict[str, set[str]]) -> Iterator[str]:
    yield from ("| room | what it holds | imports |", "|---|---|---|")
    for room in reversed(ROOMS):
        names = [one.removeprefix("agreements.").removeprefix("jambi_coop.") for one in ROOMS if one in found[room]]
        yield f"| `{room}` | {purpose(room)} | {', '.join(names) or '–'} |"


def describe() -> str:
    """The generated part of `docs/architecture.md`: the picture of the imports and the table of the rooms."""
    found = room_imports()
    return "\n".join([*_chart(found), "", *_table(found), ""])


def written() -> str:
    """The part between the two marks as the file has it."""
    return PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]


def main() -> None:
    head, _begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    tail = rest.partition(END)[2]
    PAGE.write_text(head + BEGIN + describe() + END + tail, encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
