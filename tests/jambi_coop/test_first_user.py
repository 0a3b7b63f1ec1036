from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command


def _create():
    output = StringIO()
    call_command("create_first_user", stdout=output)
    return output.getvalue()


@pytest.mark.django_db
def test_create_first_user_prints_the_password_once():
    password = _create().split()[-1]
    user = get_user_model().objects.get()
    assert user.is_superuser
    assert user.is_staff
    assert user.check_password(password)
    assert len(password) >= 20
    assert _create() == ""
    assert get_user_model().objects.count() == 1
