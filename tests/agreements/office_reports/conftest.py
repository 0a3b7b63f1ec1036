"""What the tests of the offices' reports share."""

import pytest


@pytest.fixture
def phone(client, operator):
    """The browser of a liaison officer who is logged in."""
    client.force_login(operator)
    return client
