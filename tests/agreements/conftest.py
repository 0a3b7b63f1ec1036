"""What the tests of agreements share."""

import pytest

from tests.factories import make_office


@pytest.fixture
def chief(django_user_model, db):
    """The head of the coordinating office."""
    user = django_user_model.objects.create_user("kepala", "kepala@example.org", is_staff=True)
    make_office("Bagian Kerja Sama", code="bagian-kerja-sama", head=user)
    return user
