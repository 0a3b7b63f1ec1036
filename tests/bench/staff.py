"""Measure the pages of the staff: response time and number of queries."""

import statistics

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from .pages import ROUNDS, WARM_UP, fetch, served

WORKER_ID = 1000
DESK = "/admin/agreements/followup/"
PAGES = {
    "first page": "/admin/?view=all",
    "head's page": "/admin/ringkasan/",
    "overdue": "/admin/worklist/overdue/?view=all",
    "silent": "/admin/worklist/silent/?view=all",
    "desk": DESK,
    "desk, an office": f"{DESK}?office=dinas-07",
    "desk, by office": f"{DESK}?sort=office",
    "desk, words": f"{DESK}?q=sampah",
    "desk, page 50": f"{DESK}?page=50",
    "coordination": "/admin/koordinasi/?at=home_affairs",
    "agreements": "/admin/agreements/agreement/",
    "by condition": "/admin/agreements/agreement/?condition=none_yet",
}


def time_pages() -> list[dict]:
    """Return the median milliseconds and the queries of each page, for an account that sees everything."""
    client = _logged_in()
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    taken: dict[str, list[float]] = {name: [] for name in PAGES}
    with served("jambi_coop.wsgi:application") as port:
        for number in range(WARM_UP + ROUNDS):
            for name, path in PAGES.items():
                took, _answer = fetch(port, path, cookie)
                if number >= WARM_UP:
                    taken[name].append(took)
    return [
        {"page": name, "ms": statistics.median(taken[name]), "queries": _queries(client, path)}
        for name, path in PAGES.items()
    ]


def _logged_in() -> Client:
    """Return the client of an account that may see everything; the account is created on first use."""
    user, _made = get_user_model().objects.get_or_create(
        username="bench", defaults={"id": WORKER_ID, "is_staff": True, "is_superuser": True}
    )
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)
