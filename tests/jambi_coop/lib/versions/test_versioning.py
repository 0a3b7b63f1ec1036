"""Rows with versions: no write path lets the second editor overwrite the first."""

import re
import threading

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.forms import ModelForm, inlineformset_factory

from jambi_coop.lib.versions.bulk import bulk_create_with_history, bulk_update_with_history
from jambi_coop.lib.versions.versioned_admin import VersionedAdmin, VersionedInlineMixin
from jambi_coop.lib.versions.versioned_forms import CHANGED, NO_VERSION, VersionedInlineFormSet, VersionedModelForm
from jambi_coop.lib.versions.versioning import StaleVersion, bump, lock_version
from tests.testapp.models import Event, Note

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.testapp.urls")]


class EventForm(VersionedModelForm):
    class Meta:
        model = Event
        fields = ["title", "starts_on", "ends_on", "editors"]


@pytest.fixture
def event():
    return Event.objects.create(title="First", starts_on="2014")


@pytest.fixture
def staff(client):
    user = get_user_model().objects.create_superuser("rina", "rina@example.org", "x")
    client.force_login(user)
    return client


def typed(event, **changes):
    return {"title": event.title, "starts_on": str(event.starts_on), "version": event.version, **changes}


def stored(event):
    return Event.objects.get(pk=event.pk)


def save(event, *, raises=True, **values):
    """As somebody else saves it."""
    for name, value in values.items():
        setattr(event, name, value)
    event.version += raises
    event.save()


@pytest.mark.parametrize("expected", [None, 1])
def test_the_row_is_given_as_it_stands_now(event, expected):
    mine = stored(event)
    save(event, title="Second", raises=False)
    assert lock_version(mine, expected).title == "Second"


@pytest.mark.parametrize("expected", [0, 2])
def test_another_version_is_refused(event, expected):
    with pytest.raises(StaleVersion) as caught:
        lock_version(event, expected)
    assert (caught.value.current, caught.value.row.title) == (1, "First")


@pytest.mark.parametrize("expected", [None, 1])
def test_a_deleted_row_is_refused(event, expected):
    gone = stored(event)
    event.delete()
    with pytest.raises(StaleVersion) as caught:
        lock_version(gone, expected)
    assert (caught.value.current, caught.value.row) == (None, None)


def test_bump_raises_only_the_version(event):
    event.title = "not saved"
    bump(event)
    assert (event.version, stored(event).version, stored(event).title) == (2, 2, "First")
    with pytest.raises(StaleVersion) as caught:
        lock_version(event, 1)
    assert caught.value.current == 2


def test_form_saves_on_the_current_version(event):
    form = EventForm(typed(event, title="Second"), instance=event)
    form.save()
    assert (stored(event).title, stored(event).version) == ("Second", 2)


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "2", "1.0", "9" * 30, "²", None])
def test_form_refuses_a_missing_or_wrong_version(event, version):
    data = typed(event, title="Mine", version=version)
    if version is None:
        del data["version"]
    form = EventForm(data, instance=event)
    assert not form.is_valid()
    assert form.has_error("__all__", "conflict")
    assert form.conflict.current == 1
    assert form.conflict.message == (CHANGED if version == "2" else NO_VERSION)
    assert stored(event).title == "First"


def test_form_shows_what_was_opened_what_is_saved_and_what_was_typed(event):
    mine = stored(event)
    event.title, event.ends_on = "Theirs", "Juni 2015"
    save(event)
    form = EventForm(typed(mine, title="Mine"), instance=stored(event))
    form.is_valid()
    title, ends_on = form.conflict.rows
    assert (title.opened, title.now, title.typed, title.untouched) == ("First", "Theirs", "Mine", False)
    assert (ends_on.opened, ends_on.now, ends_on.typed) == ("—", "Juni 2015", "—")
    assert ends_on.untouched


def test_form_keeps_a_wrong_date_as_typed_in_a_conflict(event):
    form = EventForm(typed(event, starts_on="31/02/2020", version=7), instance=event)
    form.is_valid()
    assert [(row.name, row.typed) for row in form.conflict.rows] == [("starts_on", "31/02/2020")]


def test_form_without_changes_writes_nothing(event):
    records = event.history.count()
    EventForm(typed(event), instance=event).save()
    assert (stored(event).version, event.history.count()) == (1, records)


def test_form_raises_the_version_when_links_change(event):
    group = Group.objects.create(name="Office")
    EventForm(typed(event, editors=[group.pk]), instance=event).save()
    assert stored(event).version == 2
    assert list(event.editors.all()) == [group]


def test_form_of_a_new_row_needs_no_version():
    form = EventForm({"title": "New", "starts_on": "2014", "version": "77"})
    assert form.save().version == 1


def test_form_says_that_the_row_is_gone(event):
    instance = stored(event)
    event.delete()
    form = EventForm(typed(instance, title="Mine"), instance=instance)
    assert not form.is_valid()
    assert form.conflict.current is None
    assert not Event.objects.exists()


NoteFormSet = inlineformset_factory(
    Event, Note, form=VersionedModelForm, formset=VersionedInlineFormSet, fields=["text"], extra=1
)


def lines(*notes, new="", **changes):
    data = {"notes-TOTAL_FORMS": len(notes) + 1, "notes-INITIAL_FORMS": len(notes)}
    for number, note in enumerate(notes):
        row = {"id": note.pk, "text": note.text, "version": note.version}
        data |= {f"notes-{number}-{name}": value for name, value in row.items()}
    return {**data, f"notes-{len(notes)}-text": new, **changes}


@pytest.mark.parametrize(
    "change",
    [
        {"notes-0-version": "2"},
        {"notes-0-version": ""},
        {"notes-0-version": "2", "notes-0-DELETE": "on"},
        {"notes-0-version": "", "notes-1-text": "fine"},
    ],
)
def test_formset_refuses_all_rows_when_one_is_stale(event, change):
    notes = [Note.objects.create(event=event, text=text) for text in "ab"]
    formset = NoteFormSet(lines(*notes, new="c", **change), instance=event)
    assert not formset.is_valid()
    assert [error.code for error in formset.non_form_errors().as_data()] == ["conflict"]


def test_formset_saves_each_row_on_its_own_version(event):
    notes = [Note.objects.create(event=event, text=text) for text in "ab"]
    formset = NoteFormSet(lines(*notes, new="c", **{"notes-0-text": "A"}), instance=event)
    formset.save()
    assert list(Note.objects.order_by("pk").values_list("text", "version")) == [("A", 2), ("b", 1), ("c", 1)]


def test_formset_says_that_a_row_is_gone(event):
    note = Note.objects.create(event=event, text="a")
    data = lines(note)
    note.delete()
    formset = NoteFormSet(data, instance=event)
    assert not formset.is_valid()
    assert formset.forms[0].conflict.current is None


def url(event):
    return f"/test-admin/testapp/event/{event.pk}/change/"


def post(staff, event, **changes):
    notes = list(event.notes.order_by("pk"))
    data = {**typed(event), **lines(*notes), "notes-TOTAL_FORMS": len(notes), **changes}
    return staff.post(url(event), {name: value for name, value in data.items() if value is not None})


def test_admin_sends_the_versions_along(staff, event):
    Note.objects.create(event=event, text="a", version=5)
    page = staff.get(url(event)).content.decode()
    assert re.search(r'<input type="hidden" name="version" value="1"', page)
    assert re.search(r'<input type="hidden" name="notes-0-version" value="5"', page)


def test_admin_saves_and_raises_versions(staff, event):
    response = post(staff, event, title="Second")
    assert response.status_code == 302
    assert (stored(event).title, stored(event).version, event.history.count()) == ("Second", 2, 2)


def test_admin_keeps_the_first_editors_change(staff, event):
    opened = stored(event)
    assert post(staff, event, title="Theirs").status_code == 302
    response = post(staff, opened, ends_on="2015")
    assert response.status_code == 409
    assert (stored(event).title, bool(stored(event).ends_on)) == ("Theirs", False)
    page = response.content.decode()
    assert "rina" in page
    assert hidden_fields(page)["ends_on"] == ["2015"]
    assert "<script>" not in page
    assert "style=" not in page.split('id="content-main"')[1]


def hidden_fields(page):
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    data = {}
    for name, value in found:
        data.setdefault(name, []).append(value)
    return data


def test_admin_saves_from_the_conflict_page_without_undoing_the_other(staff, event):
    opened = stored(event)
    post(staff, event, title="Theirs")
    page = post(staff, opened, ends_on="2015").content.decode()
    response = staff.post(url(event), hidden_fields(page))
    assert response.status_code == 302
    assert (stored(event).title, str(stored(event).ends_on), stored(event).version) == ("Theirs", "2015", 3)


def test_admin_conflict_page_can_be_stale_again(staff, event):
    opened = stored(event)
    post(staff, event, title="Theirs")
    page = post(staff, opened, ends_on="2015").content.decode()
    post(staff, stored(event), title="Theirs again")
    second = staff.post(url(event), hidden_fields(page))
    assert second.status_code == 409
    response = staff.post(url(event), hidden_fields(second.content.decode()))
    assert response.status_code == 302
    assert (stored(event).title, str(stored(event).ends_on)) == ("Theirs again", "2015")


@pytest.mark.parametrize("version", [None, "", "x", "0", "99"])
def test_admin_never_says_saved_without_saving(staff, event, version):
    response = post(staff, event, title="Mine", version=version)
    assert response.status_code == 409
    assert stored(event).title == "First"


@pytest.mark.parametrize("version", [None, "", "99"])
def test_admin_saves_nothing_when_an_inline_row_is_stale(staff, event, version):
    Note.objects.create(event=event, text="a")
    change = {"title": "Mine", "notes-0-text": "Mine", "notes-0-version": version}
    response = post(staff, event, **change)
    assert response.status_code == 409
    assert (stored(event).title, Note.objects.get().text) == ("First", "a")
    assert 'name="notes-0-version" value="1"' in response.content.decode()


def test_admin_tells_when_an_inline_row_is_gone(staff, event):
    note = Note.objects.create(event=event, text="a")
    data = {"notes-0-id": note.pk, "notes-0-text": "Mine", "notes-0-version": 1}
    note.delete()
    response = post(staff, event, **data, **{"notes-TOTAL_FORMS": 1, "notes-INITIAL_FORMS": 1})
    assert response.status_code == 409
    assert "default" not in response.content.decode().split("submit-row")[1]


def test_admin_raises_the_parent_when_only_a_child_changes(staff, event):
    Note.objects.create(event=event, text="a")
    assert post(staff, event, **{"notes-0-text": "b"}).status_code == 302
    assert (stored(event).version, Note.objects.get().version) == (2, 2)


def test_admin_raises_the_version_for_links(staff, event):
    group = Group.objects.create(name="Office")
    assert post(staff, event, editors=group.pk).status_code == 302
    assert stored(event).version == 2
    assert list(event.editors.all()) == [group]


def test_admin_writes_nothing_when_nothing_changed(staff, event):
    event.editors.add(Group.objects.create(name="Office"))
    Note.objects.create(event=event, text="a")
    records = event.history.count()
    assert post(staff, event, editors=event.editors.get().pk).status_code == 302
    assert (stored(event).version, event.history.count()) == (1, records)
    assert Note.history.count() == 1
    assert not LogEntry.objects.exists()


def test_admin_shows_no_version_to_readers(client, event):
    user = get_user_model().objects.create_user("pembaca", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["view_event", "view_note"]))
    client.force_login(user)
    page = client.get(url(event))
    assert page.status_code == 200
    assert 'name="version"' not in page.content.decode()
    assert client.post(url(event), typed(event, title="Mine")).status_code == 403


@pytest.mark.parametrize("order", ["2", "-2"])
def test_admin_lists_and_sorts_by_a_known_date(staff, event, order):
    Event.objects.create(title="Second", starts_on="sekitar 2018")
    page = staff.get(f"/test-admin/testapp/event/?o={order}").content.decode()
    assert (page.index("2014</td>") < page.index("sekitar 2018</td>")) is (order == "2")


def test_admin_refuses_a_form_that_knows_no_versions():
    with pytest.raises(TypeError, match="list_editable knows no versions"):
        type("Bad", (VersionedAdmin,), {"list_editable": ["title"]})
    with pytest.raises(TypeError, match="form must be a VersionedModelForm"):
        type("Bad", (VersionedInlineMixin, admin.StackedInline), {"form": ModelForm})


def test_bulk_update_raises_versions_and_leaves_history(event):
    user = get_user_model().objects.create_user("rina")
    other = Event.objects.create(title="Other", starts_on="2015")
    for one in (event, other):
        one.starts_on, one.title = "Juni 2016", one.title + "!"
    assert bulk_update_with_history([event, other], ["title", "starts_on"], by=user, reason="x" * 300) == 2
    for one in (event, other):
        record = one.history.first()
        assert (stored(one).version, stored(one).title, str(stored(one).starts_on)) == (
            2,
            one.title,
            "Juni 2016",
        )
        assert (record.version, record.history_user, str(record.starts_on)) == (2, user, "Juni 2016")
        assert record.history_change_reason.startswith("xxx")


def test_bulk_update_refuses_all_when_one_row_is_stale(event):
    other = Event.objects.create(title="Other", starts_on="2015")
    mine = [stored(event), stored(other)]
    save(other)
    for one in mine:
        one.title = "Mine"
    with pytest.raises(StaleVersion) as caught, transaction.atomic():
        bulk_update_with_history(mine, ["title"], by=None, reason="test")
    assert (caught.value.row.pk, caught.value.current) == (other.pk, 2)
    assert not Event.objects.filter(title="Mine").exists()


def test_bulk_helpers_accept_nothing():
    assert bulk_update_with_history([], ["title"], by=None, reason="") == 0
    assert bulk_create_with_history([], by=None, reason="") == []


def test_bulk_create_leaves_history():
    rows = [Event(title=str(number), starts_on="2014") for number in range(3)]
    created = bulk_create_with_history(rows, by=None, reason="import 1")
    assert [one.history.get().history_change_reason for one in created] == ["import 1"] * 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_only_one_of_two_saves_at_the_same_moment_wins():
    event = Event.objects.create(title="First", starts_on="2014")
    copies = [stored(event), stored(event)]
    barrier = threading.Barrier(2, timeout=10)
    outcomes = []

    def save(copy, title):
        try:
            with transaction.atomic():
                form = EventForm(typed(copy, title=title), instance=copy)
                barrier.wait()
                outcomes.append(bool(form.is_valid() and form.save()))
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=pair) for pair in zip(copies, ["A", "B"], strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == [False, True]
    assert stored(event).version == 2
