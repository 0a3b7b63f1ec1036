"""The README knows every variable that the settings read, and no document carries a local path."""

import re
import shlex
from pathlib import Path

from tests.bench.__main__ import parser_of

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = (ROOT / "jambi_coop" / "settings.py").read_text(encoding="utf-8")
READ = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", SETTINGS))


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
        for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    ]
    assert len(links) > 5
    assert [
        f"{page.relative_to(ROOT)}: {target}" for page, target in links if not (page.parent / target).exists()
    ] == []


def test_the_bench_of_the_makefile_measures():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (words,) = re.findall(r"^bench:.*\n\t.*python -m tests\.bench(.*)$", makefile, re.MULTILINE)
    assert parser_of().parse_args(shlex.split(words)).command == "run"
    # With a database of its own around it, it would measure an empty one.
    assert not re.search(r"with_postgres.*tests\.bench", makefile)
