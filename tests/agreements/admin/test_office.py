"""Offices: editors propose one, it stands in records at once and with a mark, managers confirm it."""

import pytest
from django.urls import reverse

from agreements.models import Office
from agreements.oversight.worklist.lists import BY_CODE, found_on, found_under
from agreements.oversight.worklist.scope import View, WorklistScope
from tests.agreements.staff_desk import fields_of, refused, send, url
from tests.factories import TODAY, make_agreement, make_office, make_source

pytestmark = pytest.mark.django_db
NAME = "Dinas Pariwisata Kota Jambi"
MARK = "diusulkan – belum dikonfirmasi"
MARKED = f"{NAME} ({MARK})"
PROPOSAL = {"name": NAME, "code": "pariwisata"}


@pytest.fixture
def proposed():
    return make_office(NAME, code="pariwisata", confirmed_on=None)


@pytest.fixture
def as_(client):
    def log_in(user):
        client.force_login(user)
        return client

    return log_in


# --- proposing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["editor", "verifier"])
def test_editor_proposes_an_office_with_its_source_and_without_people(role, as_, request):
    user, source = request.getfixturevalue(role), make_source("Perwal 5/2026")
    desk = as_(user)
    page = desk.get(url("office_add"))
    assert not {"head", "liaisons", "is_active", "confirmed_on"} & set(fields_of(page))
    assert "seorang pengelola mengonfirmasinya" in page.content.decode()
    sent = {"source": source.pk, "head": user.pk, "liaisons": [user.pk], "confirmed_on": "2026-11-24"}
    assert send(desk, url("office_add"), **PROPOSAL, **sent).status_code == 302
    office = Office.objects.get()
    assert (office.confirmed_on, office.source, office.head, office.is_active) == (None, source, None, True)
    assert not office.liaisons.exists()
    assert office.history.get().history_user == user


def test_editor_does_not_change_a_proposal_any_more(as_, editor, proposed):
    assert as_(editor).post(url("office_change", proposed.pk), {"name": "Lain"}).status_code == 403
    assert as_(editor).get(url("office_confirm", proposed.pk)).status_code == 403
    assert as_(editor).post(url("office_confirm", proposed.pk), {"version": "1"}).status_code == 403
    as_(editor).post(url("office_changelist"), {"action": "confirm_selected", "_selected_action": [proposed.pk]})
    proposed.refresh_from_db()
    assert (proposed.name, proposed.confirmed_on) == (NAME, None)


def test_department_proposes_no_office(as_, operator):
    assert as_(operator).get(url("office_add")).status_code == 403
    assert as_(operator).post(url("office_add"), PROPOSAL).status_code == 403
    assert not Office.objects.filter(name=NAME).exists()


def test_proposal_is_added_beside_the_field_and_chosen_at_once(as_, editor):
    desk = as_(editor)
    agreement = make_agreement(by=editor)
    form = url("agreement_change", agreement.pk) + "?part=actors"
    assert f"{reverse('admin:agreements_office_add')}?_to_field=id" in desk.get(form).content.decode()
    answer = send(desk, url("office_add") + "?_popup=1", **PROPOSAL, _popup="1")
    assert NAME in answer.content.decode()
    office = Office.objects.get(name=NAME)
    query = "?app_label=agreements&model_name=agreement&field_name=lead_office&term=pariwisata"
    found = desk.get(reverse("admin:autocomplete") + query).json()["results"]
    assert [one["text"] for one in found] == [MARKED]
    assert send(desk, form, lead_office=office.pk).status_code == 302
    agreement.refresh_from_db()
    assert agreement.lead_office == office
    assert MARKED in desk.get(form).content.decode()


def test_manager_reads_who_names_the_office_before_confirming_it(as_, manager):
    office = make_office(NAME, code="pariwisata", confirmed_on=None, source=make_source("Perwal 5/2026"))
    assert "Disebut oleh: Perwal 5/2026." in as_(manager).get(url("office_confirm", office.pk)).content.decode()


# --- the mark ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["office_changelist", "agreement_changelist", "followup_changelist"])
def test_lists_and_choices_of_staff_bear_the_mark(page, as_, editor, proposed):
    agreement = make_agreement(by=editor, lead_office=proposed)
    agreement.follow_ups.create(kind="visit", title="Kunjungan", due_on="2026-12-01", office=proposed)
    assert MARK in as_(editor).get(url(page)).content.decode()


def test_filter_tells_proposed_offices_from_confirmed_ones(as_, manager, proposed):
    make_office("Dinas Sosial", code="dinsos")
    shown = {empty: as_(manager).get(url("office_changelist", confirmed_on__isempty=empty)) for empty in (1, 0)}
    names = {empty: [office.name for office in page.context["cl"].result_list] for empty, page in shown.items()}
    assert names == {1: [NAME], 0: ["Dinas Sosial"]}


# --- confirming --------------------------------------------------------------------------------------


def test_what_a_manager_adds_is_confirmed(as_, manager):
    assert send(as_(manager), url("office_add"), **PROPOSAL, head=manager.pk).status_code == 302
    office = Office.objects.get()
    assert (office.confirmed_on, office.head) == (TODAY, manager)


def test_manager_corrects_the_name_and_confirms(as_, manager, proposed):
    desk = as_(manager)
    page = url("office_change", proposed.pk)
    assert not {"head", "liaisons"} & set(fields_of(desk.get(page)))
    assert send(desk, page, name="Dinas Pariwisata dan Kebudayaan", head=manager.pk).status_code == 302
    assert f"/{proposed.pk}/confirm/" in desk.get(page).content.decode()
    assert send(desk, url("office_confirm", proposed.pk)).status_code == 302
    proposed.refresh_from_db()
    assert (proposed.name, proposed.confirmed_on, proposed.head) == ("Dinas Pariwisata dan Kebudayaan", TODAY, None)
    assert {"head"} <= set(fields_of(desk.get(page)))
    assert f"/{proposed.pk}/confirm/" not in desk.get(page).content.decode()
    again = desk.post(url("office_confirm", proposed.pk), {"version": str(proposed.version)})
    assert refused(again) == {"": ["Perangkat daerah ini sudah dikonfirmasi."]}


def test_name_that_changed_meanwhile_is_not_confirmed(as_, manager, proposed):
    data = fields_of(as_(manager).get(url("office_confirm", proposed.pk)))
    proposed.name, proposed.version = "Nama Baru", proposed.version + 1
    proposed.save()
    assert as_(manager).post(url("office_confirm", proposed.pk), data).status_code == 409
    proposed.refresh_from_db()
    assert not proposed.is_confirmed


def test_manager_confirms_several_at_once(as_, manager, proposed):
    other = make_office("BKPSDMD Kota Jambi", code="bkpsdmd", confirmed_on=None)
    done = make_office("Dinas Sosial", code="dinsos")
    data = {"action": "confirm_selected", "_selected_action": [proposed.pk, other.pk, done.pk]}
    answer = as_(manager).post(url("office_changelist"), data, follow=True)
    assert [office.is_confirmed for office in Office.objects.all()] == [True, True, True]
    told = [str(one) for one in answer.context["messages"]]
    assert told[:2] == [f"Dikonfirmasi: {MARKED}.", f"Dikonfirmasi: BKPSDMD Kota Jambi ({MARK})."]
    assert told[2].endswith("sudah dikonfirmasi.")


def test_nobody_reports_for_a_proposed_office(as_, manager, editor, proposed):
    answer = send(as_(manager), reverse("admin:auth_user_change", args=[editor.pk]), offices=[proposed.pk])
    assert refused(answer)["offices"] == [
        "Konfirmasikan perangkat daerahnya dahulu: tidak ada yang melapor untuk usulan."
    ]
    assert not proposed.liaisons.exists()


# --- the work list -----------------------------------------------------------------------------------


def on_work_list(user, view=View.ALL):
    scope, heading = WorklistScope(user, TODAY, view), BY_CODE["checks"]
    found = {one: found_on(one, scope, 9) for one in heading.lists}
    return [row for row in found_under(heading, found, 9).rows if row.key.startswith("proposed:")]


def test_work_list_asks_managers_to_confirm(as_, manager, editor, operator, head):
    proposed = make_office(NAME, code="pariwisata", confirmed_on=None, source=make_source("Perwal 5/2026"))
    make_office("Dinas Sosial", code="dinsos")
    make_office("Dinas Keliru", code="keliru", confirmed_on=None, is_active=False)
    (row,) = on_work_list(manager)
    assert row.reason.why == (
        "Diusulkan pada 24 November 2026, dan belum dikonfirmasi oleh pengelola. Disebut dalam: Perwal 5/2026."
    )
    assert row.action.url == url("office_confirm", proposed.pk)
    assert (row.title.text, row.is_example, row.office) == (MARKED, False, None)
    for user in (editor, head):
        assert [one.action.url for one in on_work_list(user)] == [url("office_change", proposed.pk)]
    assert on_work_list(operator) == []
    assert [one for view in (View.MINE, View.UNIT) for one in on_work_list(manager, view)] == []
    page = as_(manager).get(reverse("admin:worklist", args=["proposed-office"]) + "?view=all")
    assert MARKED in page.content.decode()
    assert "tanpa penanggung jawab" not in page.content.decode()
    send(as_(manager), url("office_confirm", proposed.pk))
    assert on_work_list(manager) == []
