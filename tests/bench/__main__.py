"""Measure the register against hand-written programs that give the same answer.

`python -m tests.bench make --size 10k`   fills the empty PostgreSQL of DATABASE_URL
`python -m tests.bench run --size 10k`    measures it; without DATABASE_URL throw-away ones are made and measured, of
                                          2,000 agreements (the pages of the staff) and of 10,000 (the public pages)
`python -m tests.bench`                   the same

Of the public pages only ratios taken in one run mean something; the numbers of two machines cannot be compared.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import django
from django.core.management import call_command

SIZES = {"2k": 2000, "10k": 10_000, "100k": 100_000}
STAFF_SIZE, PUBLIC_SIZE = "2k", "10k"
"""The numbers of agreements for which the targets are set."""
TARGETS = dict.fromkeys(
    ["list", "filtered list", "by condition", "search word", "deep page", "late", "upcoming", "done, deep"], 4.0
)
MILLISECONDS = 300
"""Maximum time of a staff page at 2,000 agreements, and of the page of statistics at 10,000."""
XLSX_MEGABYTES = 150


def parser_of() -> argparse.ArgumentParser:
    """Return the parser of the command line; without a command it measures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
    parser.add_argument("command", nargs="?", choices=["make", "run"], default="run")
    parser.add_argument("--size", choices=SIZES, default=PUBLIC_SIZE, help="number of agreements")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the spreadsheet; 0 leaves it out")
    parser.add_argument("--json", type=Path, default=Path("var/bench.json"), help="where the results go")
    return parser


def main() -> int:
    parser = parser_of()
    options = parser.parse_args()
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        if options.command == "make":
            parser.error("'make' needs a DATABASE_URL of PostgreSQL; 'run' makes a throw-away one by itself.")
        sizes = dict.fromkeys([STAFF_SIZE, options.size])
        return max(_make_and_run(size, options) for size in sizes)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jambi_coop.settings")
    django.setup()
    return make(options) if options.command == "make" else run(options)


def _make_and_run(size: str, options) -> int:
    """Fill a throw-away PostgreSQL and measure it."""
    command = [sys.executable, "-m", "tests.bench"]
    file = options.json.with_stem(f"{options.json.stem}-{size}")
    measure = [*command, "run", "--size", size, "--rows", str(options.rows), "--json", str(file)]
    both = json.dumps([[*command, "make", "--size", size], measure])
    return subprocess.call([sys.executable, "-m", "tests.with_postgres", sys.executable, "-c", BOTH, both])


BOTH = "import json, subprocess, sys; sys.exit(any(subprocess.call(c) for c in json.loads(sys.argv[1])))"


def make(options) -> int:
    """Migrate and fill the database."""
    from tests.bench import generate

    call_command("migrate", verbosity=0)
    generate.make(SIZES[options.size])
    print(f"{options.size} agreements made.")
    return 0


def run(options) -> int:
    """Measure, print a table, write JSON; returns 1 when a target is missed, else 0."""
    from tests.bench import files, pages, staff

    is_small = options.size == STAFF_SIZE
    results: dict = {"staff": staff.time_pages()} if is_small else {"pages": pages.time_pages()}
    if not is_small:
        results["statistics"] = pages.time_statistics()
        results["queries"] = pages.count_queries([20, 2000, 10_000])
        results["xlsx"] = files.compare(options.rows) if options.rows else None
    missed = print_staff(results["staff"]) if is_small else print_public(results, options.size)
    options.json.parent.mkdir(exist_ok=True)
    options.json.write_text(json.dumps(results, indent=1))
    return 1 if missed else 0


def print_public(results: dict, size: str) -> list[str]:
    """Print the tables; returns the names of the targets that were missed."""
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
    late = size == PUBLIC_SIZE and results["statistics"] > MILLISECONDS
    missed += ["statistics"] if late else []
    print(f"{'statistics':<16}{results['statistics']:>8.1f}{'':>18}  <= {MILLISECONDS} ms{' MISSED' * late}")
    print(f"\n{'queries':<16}" + "".join(f"{row['page']:>16}" for row in results["queries"][: len(results["pages"])]))
    for number in sorted({row["agreements"] for row in results["queries"]}):
        counts = [row["queries"] for row in results["queries"] if row["agreements"] == number]
        print(f"{number:<16}" + "".join(f"{count:>16}" for count in counts))
    if xlsx := results["xlsx"]:
        for way in ("ours", "plain"):
            print(f"XLSX {way:<8}{xlsx[way]['seconds']:>8.1f} s {xlsx[way]['megabytes']:>6.0f} MB")
        late = xlsx["ours"]["megabytes"] > XLSX_MEGABYTES
        missed += ["XLSX"] if late else []
        print(f"XLSX of {xlsx['rows']} rows: ratio {xlsx['ratio']:.2f}; <= {XLSX_MEGABYTES} MB{' MISSED' * late}")
    return missed


def print_staff(rows: list[dict]) -> list[str]:
    """Print the pages of the staff; returns the names of those that are too slow."""
    missed = []
    print(f"{'staff page':<18}{'ms':>8}{'queries':>9}  target")
    for row in rows:
        late = row["ms"] > MILLISECONDS
        missed += [row["page"]] if late else []
        print(f"{row['page']:<18}{row['ms']:>8.1f}{row['queries']:>9}  <= {MILLISECONDS} ms{' MISSED' * late}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
