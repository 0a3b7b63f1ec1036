"""What the export of the register takes: `python -m tests.bench.exports`.

Fills two throw-away PostgreSQL, one with a thousand records and one with more than 100,000 rows in all sheets, and
writes each as a workbook and as CSV for machines. Every file is written by a process of its own, which prints seconds,
megabytes at its peak and the size of the file.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import django

RECORDS, MANY = 1_000, 10_000
SECONDS, MEGABYTES = 2.0, 150.0
"""What the workbook of RECORDS may take, and what any file of MANY records may."""
MONEY = 3
"""Lines of money of each record."""
TODAY = date(2026, 11, 24)
FORMATS = ("xlsx", "csv")


def main(arguments: list[str]) -> int:
    if not arguments:
        return max(_throw_away("fill", str(number)) for number in (RECORDS, MANY))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jambi_coop.settings")
    django.setup()
    if arguments[0] == "fill":
        return _fill_and_measure(int(arguments[1]))
    _write(arguments[0])
    return 0


def _throw_away(*arguments: str) -> int:
    this = [sys.executable, "-m", "tests.bench.exports", *arguments]
    return subprocess.call([sys.executable, "-m", "tests.with_postgres", *this])


def _fill_and_measure(number: int) -> int:
    """Fill the empty database with `number` records, and measure each format."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from agreements.models import Transaction
    from tests.bench import generate
    from tests.factories import make_source

    call_command("migrate", verbosity=0)
    generate.make(number, partners=number // 2)
    source = make_source("Buku register").pk
    lines = ({"agreement_id": one, "source_id": source} for one in range(1, number + 1) for _line in range(MONEY))
    day = {"value_date_earliest": TODAY, "value_date_latest": TODAY, "value_date_precision": "day"}
    common = {"kind": "received", "amount": "13400000", "currency": "IDR", **day}
    generate.copy(Transaction, ({"id": place, **common, **line} for place, line in enumerate(lines, start=1)))
    get_user_model().objects.create_superuser("bench", id=1000)
    print(f"{number} records, {_rows()} rows")
    return max(_measured(form, number) for form in FORMATS)


def _rows() -> int:
    from django.contrib.auth import get_user_model

    from agreements.exchange.register.register_files import rows_out
    from agreements.exchange.register.tables import ALL

    user = get_user_model().objects.get(username="bench")
    return sum(rows_out(table, user, TODAY).count() for table in ALL)


def _measured(form: str, number: int) -> int:
    """Return 1 where a target is missed, else 0."""
    command = [sys.executable, "-m", "tests.bench.exports", form]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, megabytes, size = (float(one) for one in done.stdout.split())
    is_late = number == RECORDS and form == "xlsx" and seconds > SECONDS
    is_large = number == MANY and megabytes > MEGABYTES
    missed = " MISSED" * (is_late or is_large)
    print(f"{form:6}{seconds:8.1f} s {megabytes:8.0f} MB {size / 1e6:8.1f} MB of file{missed}", flush=True)
    return 1 if missed else 0


def _write(form: str) -> None:
    from django.contrib.auth import get_user_model

    from agreements.exchange.register.register_files import write_csv_files, write_register

    asked = {"user": get_user_model().objects.get(username="bench"), "today": TODAY, "language": "id"}
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        if form == "xlsx":
            write_register(out, **asked)
        else:
            write_csv_files(out, dialect="standard", **asked)
        seconds = time.perf_counter() - start
        size = out.seek(0, os.SEEK_END)
    print(seconds, _peak(), size)


def _peak() -> float:
    """The most memory that this process had, in megabytes; getrusage would count what its parent had."""
    return int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
