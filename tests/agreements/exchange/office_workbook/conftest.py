"""An office with an agreement that it leads, and a follow-up of its own."""

import pytest

from tests.agreements.attesting.answers import make_led
from tests.agreements.exchange.office_workbook.filled import planned


@pytest.fixture
def office(operator):
    return operator.offices.get()


@pytest.fixture
def agreement(office):
    return make_led(office)


@pytest.fixture
def follow_up(agreement, office):
    return planned(agreement, office)
