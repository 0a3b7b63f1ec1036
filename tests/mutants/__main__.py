"""Break each guard of the register on purpose, in a copy, and check that a test notices.

`python -m tests.mutants`          all of them, two at a time; exit code 1 when one goes unnoticed
`python -m tests.mutants gate`     only those whose name contains the word

It runs on SQLite, in about twenty minutes. The guards and the tests that must notice them are in `guards.py`.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from tests.mutants.guard import Guard
from tests.mutants.guards import GUARDS

ROOT = Path(__file__).resolve().parent.parent.parent
COPIES = 2
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".ruff_cache", ".mypy_cache")
NOTICED, SLIPPED, BROKEN = "noticed", "NOT NOTICED", "CANNOT RUN"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__.splitlines()[0])
    parser.add_argument("word", nargs="?", default="", help="only guards whose name holds it")
    chosen = [guard for guard in GUARDS if parser.parse_args().word in guard.name]
    missing = [guard.name for guard in chosen if (ROOT / guard.path).read_text("utf-8").count(guard.before) != 1]
    if missing:
        print("The code of these guards has changed; name it anew in guards.py:", *missing, sep="\n  ")
        return 1
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        copies: Queue[Path] = Queue()
        for number in range(COPIES):
            copies.put(Path(shutil.copytree(ROOT, Path(folder) / str(number), ignore=LEFT_OUT)))
        if not _passes_whole(copies, chosen):
            return 1
        with ThreadPoolExecutor(COPIES) as pool:
            results = list(pool.map(lambda guard: _try(copies, guard), chosen))
    for guard, (result, output) in zip(chosen, results, strict=True):
        print(f"{result:<12} {guard.name}")
        if result == BROKEN:
            print(output)
    noticed = sum(result == NOTICED for result, _output in results)
    print(f"{noticed} of {len(chosen)} broken guards were noticed, in {time.monotonic() - start:.0f} s.")
    return 0 if noticed == len(chosen) else 1


def _passes_whole(copies: Queue[Path], chosen: list[Guard]) -> bool:
    """Check that in each copy all tests pass without a mutation; this also creates its test database."""
    tests = sorted({test for guard in chosen for test in guard.tests})
    with ThreadPoolExecutor(COPIES) as pool:
        done = list(pool.map(lambda copy: _pytest(copy, tests), list(copies.queue)))
    for one in done:
        if one.returncode:
            print("The tests fail before anything is broken:", one.stdout[-3000:], sep="\n")
            return False
    return True


def _try(copies: Queue[Path], guard: Guard) -> tuple[str, str]:
    copy = copies.get()
    path = copy / guard.path
    whole = path.read_text("utf-8")
    try:
        path.write_text(whole.replace(guard.before, guard.after), "utf-8")
        done = _pytest(copy, guard.tests, "-x")
    finally:
        path.write_text(whole, "utf-8")
        copies.put(copy)
    # 1: a test failed. Any other code except 0 means that the tests did not run, which proves nothing.
    result = {0: SLIPPED, 1: NOTICED}.get(done.returncode, BROKEN)
    return result, done.stdout[-2000:]


def _pytest(copy: Path, tests: list[str] | tuple[str, ...], *options: str) -> subprocess.CompletedProcess:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        "--reuse-db",
        *options,
        *tests,
    ]
    database = f"sqlite:///{copy / 'mutants.sqlite3'}"
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "TEST_DATABASE": str(copy / "test.sqlite3"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "CI": "true",
    }
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
