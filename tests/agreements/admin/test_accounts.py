"""Accounts: a manager looks after people and never rises above the five groups."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.urls import reverse

from agreements.record.permissions import EDITOR, MANAGER, VERIFIER
from tests.agreements.staff_desk import fields_of, refused, send
from tests.factories import make_office

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "sungai-batang-hari-88"


def change(user):
    return reverse("admin:auth_user_change", args=[user.pk])


def group_id(name):
    return str(Group.objects.get(name=name).pk)


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


def test_manager_adds_an_account_with_group_and_office(desk):
    office = make_office("Dinas Sosial", code="dinsos")
    answer = desk.post(
        reverse("admin:auth_user_add"),
        {
            "username": "siti",
            "password1": NEW_PASSWORD,
            "password2": NEW_PASSWORD,
            "email": "siti@example.org",
            "groups": [group_id(EDITOR)],
            "offices": [office.pk],
            "is_superuser": "on",
        },
    )
    assert answer.status_code == 302
    siti = get_user_model().objects.get(username="siti")
    assert (siti.is_staff, siti.is_superuser, siti.groups.get().name) == (True, False, EDITOR)
    assert siti.offices.get() == office
    office.refresh_from_db()
    assert office.version == 2
    assert office.history.first().liaisons.count() == 1


def test_manager_sees_no_field_above_the_groups(desk, editor):
    fields = fields_of(desk.get(change(editor)))
    assert {"username", "email", "is_active"} <= set(fields)
    assert not {"is_superuser", "user_permissions", "is_staff"} & set(fields)


@pytest.mark.parametrize(
    "attack",
    [{"is_superuser": "on"}, {"user_permissions": ["1"]}, {"is_superuser": "on", "is_staff": "on"}],
    ids=lambda attack: "+".join(attack),
)
def test_manager_cannot_lift_an_account(desk, editor, attack):
    before = set(editor.get_all_permissions())
    assert send(desk, change(editor), first_name="Siti", **attack).status_code == 302
    editor = get_user_model().objects.get(pk=editor.pk)
    assert editor.first_name == "Siti"
    assert not editor.is_superuser
    assert not editor.user_permissions.exists()
    assert editor.get_all_permissions() == before


def test_manager_cannot_give_a_foreign_group(desk, editor):
    powerful = Group.objects.create(name="Segala hak")
    powerful.permissions.set(Permission.objects.all())
    answer = send(desk, change(editor), groups=[str(powerful.pk)])
    assert refused(answer) == {
        "groups": [f"Masukkan pilihan yang valid. {powerful.pk} bukan salah satu dari pilihan yang tersedia."]
    }
    assert editor.groups.get().name == EDITOR


def test_manager_cannot_change_the_own_groups(desk, manager):
    groups = [group_id(VERIFIER), group_id(MANAGER)]
    assert send(desk, change(manager), first_name="Siti", groups=groups, is_active="").status_code == 302
    manager.refresh_from_db()
    assert manager.first_name == "Siti"
    assert manager.is_active
    assert manager.groups.get().name == MANAGER


@pytest.mark.parametrize("above", ["superuser", "own right", "foreign group"])
def test_manager_cannot_touch_an_account_above(desk, editor, above):
    if above == "superuser":
        get_user_model().objects.filter(pk=editor.pk).update(is_superuser=True)
    elif above == "own right":
        editor.user_permissions.add(Permission.objects.first())
    else:
        editor.groups.add(Group.objects.create(name="Segala hak"))
    password = reverse("admin:auth_user_password_change", args=[editor.pk])
    assert desk.get(change(editor)).status_code == 200
    assert desk.post(change(editor), {"username": "direbut", "is_active": ""}).status_code == 403
    assert desk.post(password, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}).status_code == 403
    editor = get_user_model().objects.get(pk=editor.pk)
    assert (editor.username, editor.is_active) == ("editor", True)
    assert not editor.check_password(NEW_PASSWORD)


def test_manager_sets_a_password(desk, editor):
    address = reverse("admin:auth_user_password_change", args=[editor.pk])
    assert desk.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}).status_code == 302
    assert get_user_model().objects.get(pk=editor.pk).check_password(NEW_PASSWORD)


def test_nobody_deletes_an_account_or_changes_a_group(client, superuser, editor):
    client.force_login(superuser)
    assert client.post(reverse("admin:auth_user_delete", args=[editor.pk]), {"post": "yes"}).status_code == 403
    group = editor.groups.get()
    assert client.post(reverse("admin:auth_group_change", args=[group.pk]), {"name": "Lain"}).status_code == 403


def test_deactivating_ends_the_session_at_once(client, desk, editor, django_user_model):
    other = type(client)()
    other.force_login(editor)
    assert other.get(reverse("admin:index")).status_code == 200
    send(desk, change(editor), is_active="")
    answer = other.get(reverse("admin:index"))
    assert answer.status_code == 302
    assert "/admin/login/" in answer.headers["Location"]


def test_losing_the_group_takes_effect_on_the_next_request(client, editor):
    client.force_login(editor)
    editor.groups.clear()
    assert client.post(reverse("admin:agreements_agreement_add"), {"title": "Terlambat"}).status_code == 403


def test_editor_finds_colleagues_by_name_and_no_more(client, editor, manager):
    client.force_login(editor)
    query = "?app_label=agreements&model_name=agreement&field_name=person_in_charge&term=peng"
    found = client.get(reverse("admin:autocomplete") + query).json()["results"]
    assert [one["text"] for one in found] == ["pengelola"]
    assert client.get(change(manager)).status_code == 403


def test_reset_mail_leads_to_this_site_whatever_host_was_asked(client, editor, settings):
    settings.ALLOWED_HOSTS = ["other.example"]
    client.post(reverse("admin_password_reset"), {"email": editor.email}, headers={"host": "other.example"})
    assert f"{settings.SITE_URL}/admin/reset/" in mail.outbox[0].body
    assert "other.example" not in mail.outbox[0].subject + mail.outbox[0].body
