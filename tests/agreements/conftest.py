"""What the tests of agreements share."""

import pytest

from tests.agreements.office_reports.office_desk import make_follow_up
from tests.factories import make_office


@pytest.fixture
def chief(django_user_model, db):
    """The head of the coordinating office."""
    user = django_user_model.objects.create_user("kepala", "kepala@example.org", is_staff=True)
    make_office("Bagian Kerja Sama", code="bagian-kerja-sama", head=user)
    return user


@pytest.fixture
def desk(client, editor):
    """The browser of an editor who is logged in."""
    client.force_login(editor)
    return client


@pytest.fixture
def follow_up(operator):
    """What the officer reports on."""
    return make_follow_up(operator)
