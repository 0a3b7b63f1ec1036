"""The history page: from old to new in words, with who, when and why."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import translation

from agreements.models import Party, Regulation
from jambi_coop.lib.versions.history import entries_of
from tests.agreements.staff_desk import send
from tests.factories import make_agreement, make_partner
from tests.testapp.models import Event, Note

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = Event.objects.create(title="First", starts_on="2014")
    event.title, event.starts_on = "Second", "27 March 2026"
    event._change_reason = "Typing error"
    event.save()
    return event


def test_entry_holds_old_and_new_and_the_reason(event):
    with translation.override("en"):
        added, changed = entries_of(Event, id=event.pk)
    assert (added.added, changed.added) == (True, False)
    assert changed.reason == "Typing error"
    assert [(change.old, change.new) for change in changed.changes] == [
        ("First", "Second"),
        ("2014", "27 March 2026"),
    ]


def test_links_to_several_rows_are_named(event):
    group = Group.objects.create(name="Team")
    event.editors.add(group)
    assert entries_of(Event, id=event.pk)[-1].changes[0].new == "Team"


def test_deleted_child_is_named_with_who_deleted_it(event):
    rina = get_user_model().objects.create_user("rina", first_name="Rina")
    note = Note.objects.create(event=event, text="Bring maps")
    note._history_user = rina
    note.delete()
    entry = entries_of(Note, parent="event", event_id=event.pk)[-1]
    assert ("Bring maps" in entry.subject, entry.by, entry.changes) == (True, "Rina", [])


def test_link_to_a_row_that_is_gone_does_not_fail():
    partner, other = make_partner("Kota Seremban"), make_partner("Kota Ipoh")
    party = Party.objects.create(agreement=make_agreement(partner=False), partner=partner)
    party.partner = other
    party.save()
    partner.delete()
    with translation.override("en"):
        assert entries_of(Party, id=party.pk)[-1].changes[0].old == "a record deleted since"


def test_query_count_does_not_depend_on_the_number_of_changes(django_assert_max_num_queries, event):
    for number in range(20):
        event.title = f"Title {number}"
        event.save()
    with django_assert_max_num_queries(4):
        assert len(entries_of(Event, id=event.pk)) == 22


def test_page_names_the_person_the_fields_and_both_values(client, superuser):
    client.force_login(superuser)
    regulation = Regulation.objects.create(
        kind="pp", number="28", year=2018, short_name="PP 28/2018", slug="pp-28-2018", title="Kerja Sama"
    )
    send(client, reverse("admin:agreements_regulation_change", args=[regulation.pk]), in_force_from="13 Juli 2018")
    page = client.get(reverse("admin:agreements_regulation_history", args=[regulation.pk]))
    text = page.content.decode()
    for words in ("admin-utama", "Berlaku sejak", "13 Juli 2018"):
        assert words in text
    for code in ("in_force_from", "_earliest", "{&quot;"):
        assert code not in text
    assert 'style="' not in text
