"""Reading of the fixture files. Each is a mapping of an entry's name to its facts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# (kind, file), in an order in which entries only refer to earlier ones.
FILES = (
    ("source", "sources.yaml"),
    ("regulation", "regulations.yaml"),
    ("legal_basis", "legal_bases.yaml"),
    ("office", "offices.yaml"),
    ("sector", "sectors.yaml"),
    ("partner", "partners.yaml"),
    ("city_statement", "city_statements.yaml"),
    ("case", "cases.yaml"),
    ("case", "comparisons.yaml"),
)
COMPARISONS = "comparisons.yaml"


class FixtureError(Exception):
    """A fixture that cannot be loaded; the text names the file, the entry and the fault."""


@dataclass(frozen=True)
class FixtureEntry:
    """One entry: its kind, its file, its name and its facts."""

    kind: str
    file: str
    name: str
    facts: dict[str, Any]

    def fault(self, text) -> FixtureError:
        return FixtureError(f"{self.file}, entry “{self.name}”: {text}")


class _Loader(yaml.SafeLoader):
    """YAML of texts, lists, mappings, true and false only: a date or a number stays the text as written."""

    def construct_mapping(self, node, deep=False):
        names = [key.value for key, _value in node.value]
        doubled = {name for name in names if names.count(name) > 1}
        if doubled:
            raise yaml.constructor.ConstructorError(
                None, None, f"“{doubled.pop()}” stands twice in one entry", node.start_mark
            )
        return super().construct_mapping(node, deep)


# YAML would read `on` and `no` as booleans, and 2016-04 and 1.10 as other values; here they stay texts.
_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^$"), [""])


def read(folder: Path) -> Iterator[FixtureEntry]:
    """Yield every entry in `folder`, in the order in which they can be loaded; a file may be missing."""
    for kind, name in FILES:
        path = folder / name
        if not path.exists():
            continue
        for key, facts in _mapping(path).items():
            if kind == "legal_basis":
                yield from _articles(path, key, facts)
            else:
                yield FixtureEntry(kind, path.name, key, dict(facts or {}))


def _mapping(path: Path) -> dict:
    try:
        # Built on SafeLoader: it makes no objects, only texts, lists and mappings.
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - see above
    except yaml.YAMLError as error:
        raise FixtureError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(content, dict) or not all(isinstance(facts, dict | None) for facts in content.values()):
        raise FixtureError(f"{path.name} must be a mapping of names to facts.")
    return content


def _articles(path: Path, regulation: str, articles: dict) -> Iterator[FixtureEntry]:
    """Yield the articles of one regulation, in the order of the file."""
    for order, (article, facts) in enumerate(articles.items(), start=1):
        known = {"regulation": regulation, "article": article, "order": order}
        yield FixtureEntry("legal_basis", path.name, f"{regulation} {article}", {**known, **(facts or {})})
