"""The login page in a real browser: no violation of the content security policy, no finding of axe.

Also tests that the fixtures notice each kind of fault.
"""

import pytest

from tests.browser.conftest import assert_accessible, watch


def test_login_page_keeps_the_policy_and_is_accessible(page):
    page.goto("/admin/login/")
    assert page.locator("input[name=password]").is_visible()
    assert_accessible(page)


def test_watch_sees_blocked_styles_and_other_hosts(context, live_server):
    page = context.new_page()
    faults = watch(page, live_server.url)
    page.goto("/tidak-ada/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://other.example/x.png'}))")
    page.wait_for_timeout(200)
    assert any("style" in fault for fault in faults)
    assert any("other.example" in fault for fault in faults)


def test_assert_accessible_fails_on_a_bare_input(page):
    page.goto("/tidak-ada/")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    with pytest.raises(AssertionError, match="label"):
        assert_accessible(page)
