"""What the tests of the clerk's desk share."""

import pytest


@pytest.fixture
def desk(client, editor):
    """The browser of an editor who is logged in."""
    client.force_login(editor)
    return client
