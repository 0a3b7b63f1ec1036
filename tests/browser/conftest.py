"""Fixtures of the browser tests.

`page` has the site's own content security policy in force. It fails the test on any script error, blocked script or
style, and request to another host; `assert_accessible` checks it with axe.
"""

import json
import os
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client

from tests.browser.chromium import chromium_arguments, chromium_path

# Playwright runs an event loop in the thread of the test, so that Django would refuse to use the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# axe would preload style sheets too and insert them into the page, which the policy forbids; only a rule that is not
# enabled by default needs them.
AXE_OPTIONS = {"reporter": "no-passes", "preload": {"assets": ["media"]}}


@pytest.fixture(scope="session", autouse=True)
def static_files_as_in_production():
    """Serve static files with WhiteNoise, whose responses the browser caches, instead of the test server's own
    handler."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "_should_handle", lambda handler, path: False)
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = chromium_path()
    if path is None:
        pytest.fail("The browser tests need Chromium, and none was found.")
    return {**browser_type_launch_args, "executable_path": path, "args": chromium_arguments()}


@pytest.fixture(scope="session")
def base_url(live_server):
    """The address of the live server, so that tests can write `page.goto("/kerja-sama/")`."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "id-ID", "timezone_id": "Asia/Jakarta", "reduced_motion": "reduce"}


@pytest.fixture
def page(context, live_server):
    """A page; faults found by `watch` fail the test at its end."""
    page = context.new_page()
    faults = watch(page, live_server.url)
    yield page
    assert faults == [], "\n".join(faults)


@pytest.fixture
def log_in(live_server):
    """A function `log_in(page, user)` that logs the page's browser in as this user."""

    def log_in(page, user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return log_in


def press(target):
    """Click a link or button that leads to another page, and wait until that page has loaded.

    `click` alone returns when the response has begun; the document may then still be empty.
    """
    with target.page.expect_navigation():
        target.click()


def watch(page, site):
    """Return the list of the page's faults, which grows: script errors, blocked content, requests to other hosts."""
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
    """Assert that the page has no violation of axe's default rules."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(f"axe.run({json.dumps(AXE_OPTIONS)}).then(results => results.violations)")
    lines = [
        f"{violation['id']}: {violation['help']}\n    " + "\n    ".join(node["html"] for node in violation["nodes"])
        for violation in found
    ]
    assert found == [], f"{page.url}\n" + "\n".join(lines)
