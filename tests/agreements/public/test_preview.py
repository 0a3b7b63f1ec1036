"""The preview of a page that is not published: for the staff who may see the record, and as the public would see it."""

import pytest

from tests.factories import make_agreement, make_partner

pytestmark = pytest.mark.django_db


def preview(client, agreement, user=None):
    if user:
        client.force_login(user)
    return client.get(f"/kerja-sama/pratinjau/{agreement.register_number}/")


def test_preview_shows_staff_what_the_public_would_see(client, editor):
    agreement = make_agreement("Belum terbit", note="CANARY", partner=make_partner("Mitra tertutup", public=False))
    response = preview(client, agreement, editor)
    text = response.content.decode()
    assert response.status_code == 200
    assert "Belum terbit" in text
    assert "CANARY" not in text
    assert "Mitra tertutup" not in text
    assert 'content="noindex"' in text
    assert "no-store" in response.headers["Cache-Control"]


def test_preview_is_not_found_for_others(client, operator, django_user_model):
    agreement = make_agreement("Belum terbit")
    assert preview(client, agreement).status_code == 404
    assert preview(client, agreement, operator).status_code == 404
    visitor = django_user_model.objects.create_user("tamu", password="kata-sandi-panjang")
    assert preview(client, agreement, visitor).status_code == 404


def test_preview_is_for_the_office_of_the_record(client, operator):
    agreement = make_agreement("Milik dinas", lead_office=operator.offices.get())
    response = preview(client, agreement, operator)
    assert response.status_code == 200
    assert "Milik dinas" in response.content.decode()
