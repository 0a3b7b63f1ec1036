"""Measure pages of the register against the hand-written program (`plain`); one request to each alternately."""

import os
import re
import socket
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement

ROOT = Path(__file__).resolve().parent.parent.parent
LIST, FOLLOW_UPS = "/kerja-sama/", "/tindak-lanjut/"
PAGES = {
    "list": LIST,
    "filtered list": f"{LIST}?country=DE&status=in_force",
    "by condition": f"{LIST}?status=in_force&condition=none_yet",
    "search word": f"{LIST}?q=sampah",
    "deep page": f"{LIST}?page=200",
    "late": f"{FOLLOW_UPS}?tab=terlambat",
    "upcoming": f"{FOLLOW_UPS}?tab=akan-datang",
    "done, deep": f"{FOLLOW_UPS}?tab=selesai&page=100",
}
WORKERS = 2
WARM_UP = 8
ROUNDS = 30
NUMBER = re.compile(rb"/kerja-sama/(KSLN-\d{4}-\d+)-")


def time_pages() -> list[dict]:
    """Return the median milliseconds of both programs for each page, and their ratio."""
    with served("jambi_coop.wsgi:application") as ours, served("tests.bench.plain:application") as plain:
        for _round in range(WARM_UP):
            for path in PAGES.values():
                fetch(ours, path)
                fetch(plain, path)
        for path in PAGES.values():
            check_same_answer(fetch(ours, path)[1], fetch(plain, path)[1], path)
        taken = {(name, port): [] for name in PAGES for port in (ours, plain)}
        for _round in range(ROUNDS):
            for name, path in PAGES.items():
                for port in (ours, plain):
                    taken[name, port].append(fetch(port, path)[0])
    results = []
    for name in PAGES:
        mine, best = (statistics.median(taken[name, port]) for port in (ours, plain))
        results.append({"page": name, "ms": mine, "plain_ms": best, "ratio": mine / best})
    return results


def time_statistics() -> float:
    """Return the median milliseconds of the page of statistics."""
    with served("jambi_coop.wsgi:application") as port:
        taken = [fetch(port, "/statistik/")[0] for _round in range(WARM_UP + ROUNDS)]
    return statistics.median(taken[WARM_UP:])


@contextmanager
def served(application: str, variables: dict[str, str] | None = None):
    """Serve `application` with gunicorn, with these environment variables, and yield its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}"]
    environment = {**os.environ, "DEBUG": "false", **(variables or {})}
    server = subprocess.Popen([*command, "--log-level", "error"], cwd=ROOT, env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    for _attempt in range(300):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("gunicorn did not start.")


def fetch(port: int, path: str, cookie: str = "") -> tuple[float, bytes]:
    """Return the milliseconds until the whole response was read, and its body."""
    client = HTTPConnection("127.0.0.1", port, timeout=60)
    start = time.perf_counter()
    client.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    response = client.getresponse()
    body = response.read()
    took = (time.perf_counter() - start) * 1000
    client.close()
    if response.status != 200:
        raise SystemExit(f"{path} answered {response.status}.")
    return took, body


def check_same_answer(ours: bytes, plain: bytes, path: str) -> None:
    """Stop unless both pages list the same agreements in the same order."""
    found = [list(dict.fromkeys(NUMBER.findall(body))) for body in (ours, plain)]
    if found[0] != found[1] or not found[0]:
        raise SystemExit(f"{path}: the two programs list different agreements: {found}")


def count_queries(sizes: list[int]) -> list[dict]:
    """Count the queries of each page at each number of public agreements.

    The other agreements are made internal in a transaction that is rolled back.
    """
    client = Client(headers={"host": "127.0.0.1"})
    results = []
    for size in sorted(sizes, reverse=True):
        with transaction.atomic():
            Agreement.objects.filter(pk__gt=size).update(publication_class="internal")
            for name, path in PAGES.items():
                with CaptureQueriesContext(connection) as queries:
                    client.get(path)
                results.append({"agreements": size, "page": name, "queries": len(queries)})
            transaction.set_rollback(True)
    return results
