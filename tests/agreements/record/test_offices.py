"""Confirming an office that was proposed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from agreements.models import Office
from agreements.record.offices import confirm_office
from tests.factories import TODAY, make_office

pytestmark = pytest.mark.django_db
MARK = " (diusulkan – belum dikonfirmasi)"


@pytest.fixture
def proposed():
    return make_office("Dinas Pariwisata Kota Jambi", code="pariwisata", short_name="Dispar", confirmed_on=None)


def test_manager_confirms_once_with_history(proposed, manager):
    assert str(proposed) == "Dispar" + MARK
    confirm_office(proposed, by=manager, on=TODAY)
    office = Office.objects.get()
    assert (str(office), office.confirmed_on, office.version) == ("Dispar", TODAY, 2)
    assert (office.history.first().history_user, office.history.first().confirmed_on) == (manager, TODAY)
    with pytest.raises(ValidationError, match="sudah dikonfirmasi"):
        confirm_office(proposed, by=manager, on=TODAY)


def test_only_who_changes_offices_confirms(proposed, editor, verifier, operator, head):
    for user in (editor, verifier, operator, head):
        with pytest.raises(PermissionDenied):
            confirm_office(proposed, by=user, on=TODAY)
    assert not Office.objects.get(pk=proposed.pk).is_confirmed


def test_database_refuses_a_head_of_a_proposed_office(proposed, editor):
    proposed.head = editor
    with pytest.raises(ValidationError, match="baru mempunyai kepala"):
        proposed.full_clean()
    with pytest.raises(IntegrityError):
        proposed.save()
