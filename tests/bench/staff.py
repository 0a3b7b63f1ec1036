"""Time the staff pages against Django's change lists of the same rows, one request of each in turn."""

import re
import statistics

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from .pages import ROUNDS, WARM_UP, fetch, served
from .staff_pages import PAGES
from .work_list import SOURCES, stand_in_address

WORKER_ID = 1000
FIRST_PAGE = "/admin/?view=all"
COUNT = re.compile(rb"<a [^>]*><strong>(\d+)</strong>")
COUNT_OF_DJANGO = re.compile(rb'class="paginator">.*?^(\d+) \w', re.S | re.M)


def time_pages() -> list[dict]:
    """Medians in milliseconds of both for each page, how many times faster ours is, and our queries."""
    client = _logged_in()
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    django = {"DJANGO_SETTINGS_MODULE": "tests.bench.stand_in_settings"}
    with served("jambi_coop.wsgi:application") as ours, served("jambi_coop.wsgi:application", django) as theirs:
        addresses = {page.name: ((ours, page.address), (theirs, page.stand_in_address)) for page in PAGES}
        for page in PAGES:
            pair = addresses[page.name]
            for _round in range(WARM_UP):
                answers = [fetch(port, path, cookie)[1] for port, path in pair]
            check_same_rows(answers, pair[0][1], page.row)
        taken = {(name, port): [] for name in addresses for port in (ours, theirs)}
        for _round in range(ROUNDS):
            for name, pair in addresses.items():
                for port, path in pair:
                    taken[name, port].append(fetch(port, path, cookie)[0])
        first_page = _time_first_page(ours, theirs, cookie)
    results = [
        _result(page.name, *(taken[page.name, port] for port in (ours, theirs)), _queries(client, page.address))
        for page in PAGES
    ]
    return [*results, _result("first page", *first_page, _queries(client, FIRST_PAGE))]


def _result(page: str, ours: list[float], theirs: list[float], queries: int) -> dict:
    mine, other = statistics.median(ours), statistics.median(theirs)
    return {"page": page, "ms": mine, "django_ms": other, "times": other / mine, "queries": queries}


def _time_first_page(ours: int, theirs: int, cookie: str) -> tuple[list[float], list[float]]:
    """Milliseconds of our first page, and of one change list for each condition on it, all of them together."""
    lists = [stand_in_address(source) for source in SOURCES]
    for _round in range(WARM_UP):
        _took, page = fetch(ours, FIRST_PAGE, cookie)
        counts = [int(COUNT_OF_DJANGO.search(fetch(theirs, path, cookie)[1])[1]) for path in lists]
    shown = sum(int(count) for count in COUNT.findall(page))
    if sum(counts) != shown or not shown:
        raise SystemExit(f"{FIRST_PAGE}: {shown} entries of ours, {sum(counts)} in the change lists: {counts}")
    taken = [], []
    for _round in range(ROUNDS):
        taken[0].append(fetch(ours, FIRST_PAGE, cookie)[0])
        taken[1].append(sum(fetch(theirs, path, cookie)[0] for path in lists))
    return taken


def _logged_in() -> Client:
    """The client of an account that may see everything, made on first use."""
    user, _made = get_user_model().objects.get_or_create(
        username="bench", defaults={"id": WORKER_ID, "is_staff": True, "is_superuser": True}
    )
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def check_same_rows(answers: list[bytes], path: str, row: re.Pattern) -> None:
    """Both pages list the same rows in the same order."""
    found = [list(dict.fromkeys(row.findall(answer))) for answer in answers]
    if found[0] != found[1] or not found[0]:
        raise SystemExit(f"{path}: the two pages list different rows: {found}")


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)
