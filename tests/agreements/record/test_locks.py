"""The agreement is locked before what hangs on it, and no kind of row slips through without a lock."""

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import FollowUp, FollowUpReport, RegisterSeries
from agreements.record.locks import WAYS, lock_agreement_of, lock_alive, lock_row
from agreements.record.renewal import renew
from agreements.record.staff.part_admin import PartAdmin
from agreements.record.trash import move_to_trash
from jambi_coop.lib.versions.versioning import StaleVersion
from tests.factories import TODAY, make_office, make_partner, make_signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(editor):
    follow_up = FollowUp.objects.create(agreement=make_signed(by=editor), kind="meeting", title="Rapat")
    return FollowUpReport.objects.create(follow_up=follow_up, progress="Rapat")


def test_a_row_is_locked_as_it_stands_now(report):
    FollowUpReport.objects.filter(pk=report.pk).update(progress="Dua rapat")
    assert lock_row(report).progress == "Dua rapat"
    assert lock_alive(report, report.version).pk == report.pk
    assert lock_agreement_of(report) == lock_agreement_of(report.follow_up) == report.follow_up.agreement


def test_a_row_at_another_version_or_gone_is_refused(report):
    with pytest.raises(StaleVersion) as caught:
        lock_row(report, report.version + 1)
    assert caught.value.current == report.version
    gone = FollowUpReport.objects.get(pk=report.pk)
    report.delete()
    for lock in (lock_agreement_of, lock_row, lock_alive):
        with pytest.raises(StaleVersion) as caught:
            lock(gone)
        assert caught.value.current is None


def test_nothing_is_written_in_the_trash(report, editor):
    move_to_trash(report.follow_up.agreement, by=editor, now=timezone.now(), reason="Ganda")
    for row in (report, report.follow_up, report.follow_up.agreement):
        assert lock_row(row) == row
        with pytest.raises(ValidationError, match="ada di sampah"):
            lock_alive(row)


def test_a_kind_of_row_that_is_not_known_is_an_error(report):
    series = RegisterSeries.objects.first()
    for lock in (lock_agreement_of, lock_row, lock_alive):
        with pytest.raises(KeyError, match="RegisterSeries"):
            lock(series)


def test_rows_without_an_agreement_are_locked_alone():
    for row in (make_partner(), make_office()):
        assert lock_row(row, row.version) == row


def test_every_kind_of_row_with_a_page_of_its_own_can_be_locked():
    parts = {model for model, its in admin.site._registry.items() if isinstance(its, PartAdmin)}
    assert len(parts) > 5
    assert parts <= set(WAYS)


@pytest.mark.postgres
def test_what_it_renews_is_locked_with_it_in_the_order_of_numbers(editor):
    old = make_signed(by=editor)
    new = renew(old, by=editor, today=TODAY)
    part = FollowUp.objects.create(agreement=new, kind="meeting", title="Rapat")
    for row in (new, part):
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            lock_row(row)
        locks = [one["sql"] for one in queries if "FOR NO KEY UPDATE" in one["sql"]]
        assert f"IN ({old.pk}, {new.pk})" in locks[0] or f"IN ({new.pk}, {old.pk})" in locks[0]
        assert 'ORDER BY "agreements_agreement"."id" ASC' in locks[0]
