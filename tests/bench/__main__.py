"""Measure the register against hand-written programs that give the same answer.

`python -m tests.bench make --size 10k`   fills the empty PostgreSQL of DATABASE_URL
`python -m tests.bench run`               measures it; without DATABASE_URL a throw-away one is made first
`python -m tests.bench`                   the same

Only ratios taken in one run mean something; the numbers of two machines cannot be compared.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import django
from django.core.management import call_command

SIZES = {"10k": 10_000, "100k": 100_000}
TARGETS = dict.fromkeys(["list", "filtered list", "search word", "deep page", "late", "upcoming", "done, deep"], 4.0)
STAFF_TARGET = 5.0
XLSX_TARGET, XLSX_MEGABYTES = 1.3, 150


def parser_of() -> argparse.ArgumentParser:
    """What the command takes; without a word it measures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
    parser.add_argument("command", nargs="?", choices=["make", "run"], default="run")
    parser.add_argument("--size", choices=SIZES, default="10k", help="number of agreements to make")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the spreadsheet; 0 leaves it out")
    parser.add_argument("--json", type=Path, default=Path("var/bench.json"), help="where the results go")
    return parser


def main() -> int:
    parser = parser_of()
    options = parser.parse_args()
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        if options.command == "make":
            parser.error("'make' needs a DATABASE_URL of PostgreSQL; 'run' makes a throw-away one by itself.")
        again = [sys.executable, "-m", "tests.bench", *sys.argv[1:]]
        shell = [sys.executable, "-m", "tests.bench", "make", "--size", options.size]
        return subprocess.call(
            [sys.executable, "-m", "tests.with_postgres", sys.executable, "-c", BOTH, json.dumps([shell, again])]
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jambi_coop.settings")
    django.setup()
    return make(options) if options.command == "make" else run(options)


BOTH = "import json, subprocess, sys; sys.exit(any(subprocess.call(c) for c in json.loads(sys.argv[1])))"


def make(options) -> int:
    """Migrate and fill the database."""
    from tests.bench import generate

    call_command("migrate", verbosity=0)
    generate.make(SIZES[options.size])
    print(f"{options.size} agreements made.")
    return 0


def run(options) -> int:
    """Measure, print a table, write JSON; exit code 1 when a target is missed."""
    from tests.bench import files, pages, staff

    results = {
        "pages": pages.time_pages(),
        "staff": staff.time_pages(),
        "queries": pages.count_queries([20, 2000, 10_000]),
        "xlsx": files.compare(options.rows) if options.rows else None,
    }
    missed = print_results(results)
    options.json.parent.mkdir(exist_ok=True)
    options.json.write_text(json.dumps(results, indent=1))
    return 1 if missed else 0


def print_results(results: dict) -> list[str]:
    """Print the table; returns the names of the targets that were missed."""
    missed = []
    print(f"{'page':<16}{'ms':>8}{'plain ms':>10}{'ratio':>8}  target")
    for row in results["pages"]:
        target = TARGETS.get(row["page"])
        late = target is not None and row["ratio"] > target
        missed += [row["page"]] if late else []
        goal = f"<= {target}" if target else "-"
        print(
            f"{row['page']:<16}{row['ms']:>8.1f}{row['plain_ms']:>10.1f}{row['ratio']:>8.2f}  {goal}{' MISSED' * late}"
        )
    print(f"\n{'queries':<16}" + "".join(f"{row['page']:>16}" for row in results["queries"][: len(results["pages"])]))
    for size in sorted({row["agreements"] for row in results["queries"]}):
        counts = [row["queries"] for row in results["queries"] if row["agreements"] == size]
        print(f"{size:<16}" + "".join(f"{count:>16}" for count in counts))
    missed += print_staff(results["staff"])
    if xlsx := results["xlsx"]:
        for way in ("ours", "plain"):
            print(f"XLSX {way:<8}{xlsx[way]['seconds']:>8.1f} s {xlsx[way]['megabytes']:>6.0f} MB")
        late = xlsx["ratio"] > XLSX_TARGET or xlsx["ours"]["megabytes"] > XLSX_MEGABYTES
        missed += ["XLSX"] if late else []
        print(f"XLSX of {xlsx['rows']} rows: ratio {xlsx['ratio']:.2f}, target <= {XLSX_TARGET}{' MISSED' * late}")
    return missed


def print_staff(rows: list[dict]) -> list[str]:
    """Print the staff pages against Django's change lists; returns the names of those that are not fast enough."""
    missed = []
    print(f"\n{'staff page':<18}{'ms':>8}{'django ms':>11}{'times':>8}{'queries':>9}  target")
    for row in rows:
        late = row["times"] < STAFF_TARGET
        missed += [row["page"]] if late else []
        print(
            f"{row['page']:<18}{row['ms']:>8.1f}{row['django_ms']:>11.1f}{row['times']:>8.1f}{row['queries']:>9}"
            f"  >= {STAFF_TARGET}{' MISSED' * late}"
        )
    return missed


if __name__ == "__main__":
    sys.exit(main())
