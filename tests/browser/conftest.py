"""Fixtures of the browser journeys.

`page` has the site's own policy in force and fails the test on any script error, any blocked
script or style, and any request to another host. `axe_page` switches the policy off, since axe
must inject itself and would trigger it.
"""

import os
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from tests.browser.chromium import chromium_arguments, chromium_path

# Playwright runs an event loop in the test's thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = chromium_path()
    if path is None:
        pytest.fail("The browser tests need Chromium, and none was found.")
    return {**browser_type_launch_args, "executable_path": path, "args": chromium_arguments()}


@pytest.fixture(scope="session")
def base_url(live_server):
    """So that tests say `page.goto("/kerja-sama/")`."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "id-ID", "timezone_id": "Asia/Jakarta", "reduced_motion": "reduce"}


@pytest.fixture
def page(context, live_server):
    """A page whose faults fail the test at its end."""
    page = context.new_page()
    faults = watch(page, live_server.url)
    yield page
    assert faults == [], "\n".join(faults)


@pytest.fixture
def axe_page(new_context, live_server):
    """A page for `assert_accessible`, without the policy."""
    return new_context(bypass_csp=True).new_page()


@pytest.fixture
def log_in(live_server):
    """`log_in(page, user)`: the page's browser is then logged in as this user."""

    def log_in(page, user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return log_in


def press(target):
    """Click what leads to another page, and wait until that page is there whole.

    A click alone returns when the answer has begun: what is read then may be an empty document.
    """
    with target.page.expect_navigation():
        target.click()


def watch(page, site):
    """The page's growing list of faults: script errors, blocked content, requests to other hosts."""
    faults = []
    own = urlsplit(site).netloc

    def on_request(request):
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != own:
            faults.append(f"request to another host: {request.url}")

    def on_console(message):
        if message.type == "error" and "Content Security Policy" in message.text:
            faults.append(message.text)

    page.on("request", on_request)
    page.on("console", on_console)
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    return faults


def assert_accessible(page):
    """No violation of axe's default rules on the page as it stands."""
    found = Axe().run(page).response["violations"]
    lines = [
        f"{violation['id']}: {violation['help']}\n    " + "\n    ".join(node["html"] for node in violation["nodes"])
        for violation in found
    ]
    assert found == [], f"{page.url}\n" + "\n".join(lines)
