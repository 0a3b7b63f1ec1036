"""The follow-up condition in the staff's list: a column and a filter, at constant cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import FollowUp
from agreements.record.digest import refresh_digest
from tests.agreements.staff_desk import url
from tests.factories import make_agreement, make_signed

pytestmark = pytest.mark.django_db


def active(title):
    today = timezone.localdate()
    agreement = make_signed(title, today=today)
    FollowUp.objects.create(agreement=agreement, kind="visit", title="Kunjungan", done_on=today - timedelta(days=9))
    refresh_digest(agreement)
    return agreement


def test_list_shows_and_filters_the_condition(desk):
    active("Berjalan")
    make_agreement("Baru dijajaki")
    text = desk.get(url("agreement_changelist")).content.decode()
    assert text.count("condition--active") == 1
    found = desk.get(url("agreement_changelist", condition="active")).content.decode()
    assert "Berjalan" in found
    assert "Baru dijajaki" not in found
    unknown = desk.get(url("agreement_changelist", condition="xyz"))
    assert "Baru dijajaki" in unknown.content.decode()


def test_queries_do_not_grow_with_rows(desk):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(url("agreement_changelist", condition="active"))
        return len(captured)

    active("Satu")
    queries()
    few = queries()
    for number in range(3):
        active(f"Lagi {number}")
    assert queries() == few
