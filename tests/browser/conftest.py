"""Fixtures of the browser journeys.

`page` has the site's own policy in force and fails the test on any script error, any blocked
script or style, and any request to another host; `assert_accessible` asks axe about it.
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

# Playwright runs an event loop in the test's thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Of what axe would load ahead, the style sheets are only for a rule that is not among its default ones; it would write
# them into the page, which the policy forbids.
AXE_OPTIONS = {"reporter": "no-passes", "preload": {"assets": ["media"]}}


@pytest.fixture(scope="session", autouse=True)
def static_files_as_in_production():
    """By WhiteNoise, with an answer that the browser keeps from page to page, and not by the test server itself."""
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
def log_in(live_server):
    """`log_in(page, user)`: the page's browser is then logged in as this user."""

    def log_in(page, user):
        client = Client()
        client.force_login(user)
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
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(f"axe.run({json.dumps(AXE_OPTIONS)}).then(results => results.violations)")
    lines = [
        f"{violation['id']}: {violation['help']}\n    " + "\n    ".join(node["html"] for node in violation["nodes"])
        for violation in found
    ]
    assert found == [], f"{page.url}\n" + "\n".join(lines)
