"""The cases of the files, loaded once for each module."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from tests.clock import noon

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, clock_of_the_run):
    """Both sets, loaded once: every test of this module runs inside this transaction, which is rolled back."""
    clock_of_the_run.move_to(noon(TODAY))
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_cases", verbosity=0, stdout=StringIO())
        call_command("load_cases", "--examples", verbosity=0, stdout=StringIO())
        yield
        transaction.set_rollback(True)
