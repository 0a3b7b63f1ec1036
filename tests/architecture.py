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
    "jambi_coop.lib.money",
    "jambi_coop.lib.records",
    "jambi_coop.lib.files",
    "jambi_coop.lib.web",
    "jambi_coop.lib.tables",
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
    "agreements.stages",
    "agreements.office_reports",
    "agreements.exchange",
    "agreements.public",
    "agreements.oversight",
    "agreements.cases",
    "agreements.management",
    "agreements.admin",
    "agreements.urls",
    "jambi_coop.site",
    "jambi_coop.urls",
]
"""From the cellar to the roof: a room imports only from rooms before it."""

OUTSIDE = {"jambi_coop.settings", "jambi_coop.wsgi", "jambi_coop.apps", "partners.apps", "agreements.apps"}
"""Where Django starts: read by name from the settings, imported by nobody."""


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
