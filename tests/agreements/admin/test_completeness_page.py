"""The task list of an agreement, and the parts of its form: each saves its own fields and rows only."""

from datetime import date

import pytest
from django.contrib.admin.utils import flatten_fieldsets
from django.urls import reverse

from agreements.admin.agreement import AgreementAdmin
from agreements.admin.form import AgreementForm
from agreements.models import Agreement, Citation, FollowUp, LegalBasis, Party, Regulation
from agreements.record.completeness import Part, PartState
from tests.agreements.staff_desk import errors_of, fields_of, refused, send, url
from tests.factories import make_agreement, make_assessment, make_office, make_partner, make_signed

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def rows(client, agreement):
    return {row.task.part: row for row in client.get(url("agreement_change", agreement.pk)).context["tasks"]}


def part_url(agreement, part):
    return url("agreement_change", agreement.pk, part=part)


# --- the list ----------------------------------------------------------------------------------------


def test_page_shows_nine_parts_and_no_form(desk):
    agreement = make_agreement()
    page = desk.get(url("agreement_change", agreement.pk))
    assert [row.task.part for row in page.context["tasks"]] == list(Part)
    assert page.context["panel"]["next_stage"]
    assert not {"title", "version", "parties-TOTAL_FORMS"} & set(fields_of(page))


def test_every_part_leads_to_its_page(desk):
    agreement = make_signed()
    file = make_assessment(agreement)
    lists = {"coordination": "step", "documents": "document", "results": "indicator", "follow_ups": "followup"}
    assert {part.value: row.url for part, row in rows(desk, agreement).items()} == {
        **{part: part_url(agreement, part) for part in ("identity", "actors", "text")},
        **{part: url(f"{model}_changelist", agreement__id__exact=agreement.pk) for part, model in lists.items()},
        "assessment": url("assessment_change", file.pk, back="tasks"),
        "publication": url("agreement_publication", agreement.pk),
    }
    for row in rows(desk, agreement).values():
        assert desk.get(row.url).status_code == 200


def test_assessment_is_begun_from_the_list(desk):
    agreement = make_agreement()
    assert rows(desk, agreement)[Part.ASSESSMENT].url == url("assessment_add", agreement=agreement.pk, back="tasks")


def test_signing_waits_without_a_link_and_says_for_what(desk):
    agreement = make_agreement()
    row = rows(desk, agreement)[Part.TEXT]
    assert (row.task.state, row.url) == (PartState.CANNOT_START, "")
    page = desk.get(url("agreement_change", agreement.pk)).content.decode()
    assert "UU 23/2014" in row.task.sentence
    assert part_url(agreement, "text") not in page


def test_states_follow_what_is_recorded(desk, editor):
    agreement = make_signed(lead_office=make_office(), person_in_charge=editor)
    make_assessment(agreement)
    FollowUp.objects.create(agreement=agreement, kind="visit", title="Kunjungan", due_on="2027")
    states = {part.value: row.task.state.value for part, row in rows(desk, agreement).items()}
    assert states == {
        "identity": "in_progress",
        "actors": "done",
        "assessment": "in_progress",
        "coordination": "done",
        "text": "in_progress",
        "documents": "not_started",
        "results": "not_started",
        "follow_ups": "in_progress",
        "publication": "not_started",
    }


def test_readers_go_to_what_they_may_read_and_change_nothing(client, head):
    agreement = make_signed()
    client.force_login(head)
    found = rows(client, agreement)
    closed = {part for part, row in found.items() if not row.url}
    assert closed == {Part.PUBLICATION, Part.ASSESSMENT}
    for part in ("identity", "actors", "text", "all"):
        page = client.get(part_url(agreement, part))
        assert page.status_code == 200
        assert b"_save" not in page.content
        assert client.post(part_url(agreement, part), {"title": "Lain"}).status_code == 403


def test_a_post_without_a_part_saves_nothing(desk):
    agreement = make_agreement()
    data = {**fields_of(desk.get(part_url(agreement, "all"))), "title": "Lain"}
    assert desk.post(url("agreement_change", agreement.pk), data).status_code == 405
    assert desk.get(part_url(agreement, "xyz")).context["tasks"]
    assert not Agreement.objects.filter(title="Lain").exists()


# --- the parts of the form ---------------------------------------------------------------------------


def test_every_field_that_may_be_edited_stands_in_a_part():
    """A new field fails here until somebody decides where it is typed in."""
    typed_in = set(flatten_fieldsets(AgreementAdmin.fieldsets))
    # The region is the home region, partners are rows inside the form, the version is hidden in it.
    assert set(AgreementForm.base_fields) - typed_in == {"region", "partners", "version"}


FULL = {"title": "Judul lama", "note": "catatan", "finance_register_number": "21", "other_actors": "Universitas"}


@pytest.fixture
def full():
    """An agreement with something in every part, and a row of each kind inside the form."""
    agreement = make_signed(**FULL)
    regulation = Regulation.objects.create(kind="uu", number="23", year=2014, short_name="UU", slug="uu", title="UU")
    basis = LegalBasis.objects.create(regulation=regulation, article="Pasal 367", summary="Kerja sama")
    Citation.objects.create(agreement=agreement, legal_basis=basis)
    return agreement


def state_of(agreement):
    """Every field of the agreement that a form may change, and every row inside its form."""
    names = [*FULL, "without_text", "paid_until_latest", "title_en", "location", "city_role", "lead_office_id"]
    fields = Agreement.objects.values(*names).get(pk=agreement.pk)
    inside = {
        model.__name__: list(model.objects.filter(agreement=agreement).values_list("pk", "version"))
        for model in (Party, Citation)
    }
    return {**fields, **inside}


# (part, what it changes); everything else of the full form is sent along with other values.
OWN = {
    "identity": {"title": "Judul baru", "title_en": "New title", "location": "Kota", "note": "baru"},
    "actors": {"other_actors": "Kampus", "city_role": "party"},
    "text": {"finance_register_number": "22"},
}


@pytest.mark.parametrize("part", OWN)
def test_a_part_changes_its_own_fields_only(desk, full, editor, part):
    before = state_of(full)
    everything = fields_of(desk.get(part_url(full, "all")))
    others = {name: value for fields in OWN.values() for name, value in fields.items()}
    strange = {"parties-0-DELETE": "on", "citations-0-DELETE": "on"}
    inside = {"actors": ["parties"], "text": ["citations"]}.get(part, [])
    strange = {name: value for name, value in strange.items() if name.split("-")[0] not in inside}
    response = desk.post(part_url(full, part), {**everything, **others, **strange})
    assert response.status_code == 302, errors_of(response)
    assert response.url == url("agreement_change", full.pk)
    assert state_of(full) == {**before, **OWN[part]}
    full.refresh_from_db()
    assert full.edited_by == editor
    assert full.history.first().history_user == editor


@pytest.mark.parametrize("part", OWN)
def test_a_part_holds_exactly_its_fields(desk, full, part):
    names = set(fields_of(desk.get(part_url(full, part))))
    assert set(OWN[part]) <= names
    assert "version" in names
    assert not names & {name for other, fields in OWN.items() if other != part for name in fields}
    assert ("parties-TOTAL_FORMS" in names) == (part == "actors")
    assert ("citations-TOTAL_FORMS" in names) == (part == "text")


@pytest.mark.parametrize("part", OWN)
@pytest.mark.parametrize("version", [None, "", "99", "x"])
def test_a_part_wants_the_version(desk, full, part, version):
    before = state_of(full)
    assert send(desk, part_url(full, part), **OWN[part], version=version).status_code == 409
    assert state_of(full) == before


NAMED_ALREADY = "Yang ini sudah disebutkan."


@pytest.mark.parametrize(
    ("part", "rows_of", "name"), [("actors", "parties", "partner"), ("text", "citations", "legal_basis")]
)
@pytest.mark.parametrize("is_saved", [True, False])
def test_the_same_row_twice_is_refused_in_words(desk, full, part, rows_of, name, is_saved):
    """Whether one of the two stands in the register or both are new."""
    row = getattr(full, rows_of).get()
    first = 1 if is_saved else 0
    if not is_saved:
        row.delete()
    data = {f"{rows_of}-{number}-{name}": getattr(row, f"{name}_id") for number in (first, 1)}
    if part == "actors":
        data |= {f"parties-{number}-role": row.role for number in (first, 1)}
    response = send(desk, part_url(full, part), **data, **{f"{rows_of}-TOTAL_FORMS": 2})
    assert refused(response) == {rows_of: [NAMED_ALREADY], f"{rows_of}-1-__all__": [NAMED_ALREADY]}
    assert getattr(full, rows_of).count() == int(is_saved)


def test_two_parts_saved_at_once_meet_on_the_conflict_page(desk, full):
    opened = fields_of(desk.get(part_url(full, "actors")))
    send(desk, part_url(full, "identity"), **OWN["identity"])
    response = desk.post(part_url(full, "actors"), {**opened, **OWN["actors"]})
    assert response.status_code == 409
    again = fields_of(response)
    response = desk.post(part_url(full, "actors"), again)
    assert response.status_code == 302, errors_of(response)
    full.refresh_from_db()
    assert (full.title, full.other_actors) == ("Judul baru", "Kampus")


def test_a_row_of_a_part_refreshes_the_digest(desk, full):
    other = make_partner("Kota Melaka")
    send(desk, part_url(full, "actors"), **{"parties-0-partner": other.pk})
    full.refresh_from_db()
    assert full.digest.partner_names == "Kota Melaka"
    send(desk, part_url(full, "identity"), title="Sampah kota")
    full.digest.refresh_from_db()
    assert "sampah" in full.digest.staff_text


def test_a_part_without_a_change_writes_nothing(desk, full):
    before = full.version, full.history.count()
    for part in OWN:
        assert send(desk, part_url(full, part)).status_code == 302
    full.refresh_from_db()
    assert (full.version, full.history.count()) == before


def test_the_last_partner_stays_in_the_part_of_actors(desk, full):
    assert refused(send(desk, part_url(full, "actors"), **{"parties-0-DELETE": "on"})) == {
        "parties": ["Sebutkan paling sedikit satu mitra."]
    }
    assert full.parties.count() == 1


def test_a_part_is_not_stopped_by_what_only_another_can_repair(desk):
    agreement = make_agreement(kind="training")
    Agreement.objects.filter(pk=agreement.pk).update(kind="sister_city")
    response = send(desk, part_url(agreement, "actors"), other_actors="Kampus")
    assert response.status_code == 302, errors_of(response)
    ((name, (sentence,)),) = refused(send(desk, part_url(agreement, "identity"), location="Kota")).items()
    assert (name, "tidak sesuai dengan jalur" in sentence) == ("kind", True)


@pytest.mark.parametrize(("part", "following"), [("identity", "actors"), ("text", "documents")])
def test_save_and_go_on_leads_to_the_next_part(desk, full, part, following):
    response = send(desk, part_url(full, part), _next="1")
    assert response.url == rows(desk, full)[Part(following)].url


def test_go_on_from_the_actors_leads_past_the_form_to_the_assessment(desk):
    agreement = make_agreement()
    response = send(desk, part_url(agreement, "actors"), _next="1")
    assert response.url == url("assessment_add", agreement=agreement.pk, back="tasks")


def test_filters_of_the_list_stay_in_the_addresses(desk, full):
    filters = "_changelist_filters=kind__exact%3Dgrant"
    page = desk.get(f"{url('agreement_change', full.pk)}?{filters}")
    assert page.context["list_url"] == f"{url('agreement_changelist')}?kind__exact=grant"
    address = page.context["tasks"][0].url
    assert filters in address
    assert filters in send(desk, address).url


def test_a_new_agreement_lands_on_its_task_list(desk):
    data = fields_of(desk.get(url("agreement_add")))
    values = {"title": "Baru", "kind": "sister_city", "parties-0-partner": make_partner().pk}
    response = desk.post(url("agreement_add"), {**data, **values, "_save": "1"})
    assert response.url == url("agreement_change", Agreement.objects.get().pk)


def test_a_pop_up_shows_the_whole_form(desk, full):
    page = desk.get(f"{url('agreement_change', full.pk)}?_popup=1")
    assert {"title", "finance_register_number", "parties-TOTAL_FORMS"} <= set(fields_of(page))


# --- besides -----------------------------------------------------------------------------------------


def test_staff_search_finds_a_letter_number(desk, editor):
    agreement = make_agreement()
    make_agreement("Yang lain")
    send(desk, url("agreement_verb", agreement.pk, "advance"), on="2 Maret 2026", letter_number="119/KS/2026")
    found = desk.get(url("agreement_changelist", q="119/KS/2026")).context["cl"].result_list
    assert list(found) == [agreement]


@pytest.mark.parametrize(("who", "offered"), [("editor", True), ("head", True), ("operator", False)])
def test_menu_leads_to_coordination_whoever_may_open_it(client, request, who, offered):
    client.force_login(request.getfixturevalue(who))
    jobs = client.get(reverse("admin:index")).context["menu"].jobs
    assert (reverse("admin:coordination") in [job.url for job in jobs]) == offered
    assert (client.get(reverse("admin:coordination")).status_code == 200) == offered
