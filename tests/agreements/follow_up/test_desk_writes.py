"""Changes from the desk of follow-ups: in one row, and to several ticked ones."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from agreements.models import FollowUp, FollowUpReport, Message
from agreements.record.trash import move_to_trash
from tests.agreements.staff_desk import fields_of, refused, send, url
from tests.factories import make_agreement, make_document

from .desk_rows import (
    DESK,
    errors,
    plan,
    send_bulk,
    sentences,
    tick,
)

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


@pytest.fixture
def row(db):
    return plan(make_agreement("Kota kembar"), "Rapat tahunan", days=-12)


def send_row(client, row, do, *, query="", version=None, **values):
    version = row.version if version is None else version
    return client.post(f"{url(DESK)}{query}", {"do": do, "pk": row.pk, "version": version, **values})


AHEAD = "2027 ada di masa depan. Catat setelah hal itu terjadi."
PASSED = "Tanggal ini sudah lewat. Isi tanggal yang belum lewat."
NO_TITLE = "Tuliskan apa yang akan dilakukan saat itu."


def test_opened_row_brings_its_forms_and_keeps_the_list(desk, row):
    response = desk.get(url(DESK, state="late", sort="title", edit=row.pk))
    assert [form.do for form in response.context["row_forms"]] == ["finish", "start", "move", "cancel", "next"]
    page = response.content.decode()
    assert f'action="?state=late&amp;sort=title&amp;edit={row.pk}#row-{row.pk}"' in page
    assert f"{reverse('admin:agreements_document_add')}?agreement={row.agreement_id}" in page


def test_done_with_result_and_evidence_is_recorded_and_leads_back(desk, row, editor):
    document = make_document(row.agreement)
    values = {"done_on": "20 November 2026", "result": "Rencana kerja disepakati.", "document": document.pk}
    response = send_row(desk, row, "finish", query="?state=late&page=2", **values)
    assert response.headers["Location"] == f"{url(DESK)}?state=late&page=2"
    row.refresh_from_db()
    assert (str(row.done_on.latest), row.result) == ("2026-11-20", "Rencana kerja disepakati.")
    assert row.document == document
    assert row.history.first().history_user == editor


@pytest.mark.parametrize("is_public", [True, False])
@pytest.mark.parametrize("values", [{"do": "finish", "done_on": "2026", "result": "Ada."}, {"do": "next"}])
def test_next_is_shown_in_public_where_its_row_is(desk, row, values, is_public):
    FollowUp.objects.filter(pk=row.pk).update(is_public=is_public)
    send_row(desk, row, next_title="Kunjungan balasan", **values)
    assert FollowUp.objects.get(title="Kunjungan balasan").is_public == is_public


def test_done_can_plan_the_next_at_once(desk, row):
    values = {"done_on": "2026", "result": "Ada.", "next_title": "Kunjungan balasan", "next_due_on": "Maret 2027"}
    assert send_row(desk, row, "finish", **values).status_code == 302
    following = FollowUp.objects.get(title="Kunjungan balasan")
    assert (following.agreement, str(following.due_on.latest)) == (row.agreement, "2027-03-31")


@pytest.mark.parametrize(
    ("do", "values", "wrong"),
    [
        ("finish", {"done_on": "20 November 2026", "result": " "}, {"result": "Tuliskan hasilnya dalam satu kalimat."}),
        ("finish", {"done_on": "", "result": "Ada"}, {"done_on": "Isi tanggalnya, meskipun hanya tahunnya yang"}),
        ("finish", {"done_on": "2027", "result": "Ada"}, {"": AHEAD}),
        ("finish", {"done_on": "31/02/2026", "result": "Ada"}, {"done_on": "“31/02/2026” tidak ada dalam kalender."}),
        ("finish", {"done_on": "2026", "result": "Ada", "next_due_on": "2027"}, {"next_due_on": NO_TITLE}),
        ("move", {"due_on": "2027", "reason": ""}, {"": "Isi alasannya."}),
        ("move", {"due_on": "", "reason": "Sakit"}, {"": "Isi tenggat yang baru."}),
        ("move", {"due_on": "12 November 2026", "reason": "Sakit"}, {"due_on": PASSED}),
        ("move", {"due_on": "23 November 2026", "reason": "Sakit"}, {"due_on": PASSED}),
        ("move", {"due_on": "2025", "reason": "Sakit"}, {"due_on": PASSED}),
        ("cancel", {"reason": "  "}, {"reason": "Isi alasannya."}),
        ("next", {"next_title": "", "next_due_on": "2027"}, {"next_title": NO_TITLE, "next_due_on": NO_TITLE}),
        ("start", {"started_on": "2027"}, {"": AHEAD}),
    ],
)
def test_refusal_stands_at_the_row_with_what_was_typed(desk, row, do, values, wrong):
    response = send_row(desk, row, do, query="?state=late", **values)
    assert response.status_code == 200
    told = sentences(response)
    assert {name: told[name][: len(words)] for name, words in wrong.items()} == wrong
    assert told.keys() == wrong.keys()
    assert response.context["opened"] == do
    assert response.context["edited"] == row
    typed = fields_of(response)
    assert all(value.strip() in typed[name] for name, value in values.items() if value.strip())
    version = row.version
    row.refresh_from_db()
    assert row.version == version
    assert FollowUp.objects.count() == 1


@pytest.mark.parametrize(
    ("do", "values"),
    [("finish", {"done_on": "2026", "result": "Sudah rapat"}), ("cancel", {"reason": "Batal sudah"})],
)
def test_row_with_a_report_to_be_read_is_not_closed_and_leads_to_it(desk, row, do, values):
    report = FollowUpReport.objects.create(follow_up=row, state="submitted", submitted_at=timezone.now())
    opened = desk.get(url(DESK, edit=row.pk))
    assert [form.do for form in opened.context["row_forms"]] == ["start", "move", "next"]
    address = f'<a href="{url("followupreport_change", report.pk)}">'
    assert address in opened.content.decode().partition('class="row-forms"')[2]
    refused = send_row(desk, row, do, **values)
    assert errors(refused) == {"": ["report_waits"]}
    page = refused.content.decode().partition('class="row-forms"')[2]
    assert all(value in page for value in values.values())
    assert address in page
    assert FollowUp.objects.open().exists()


def test_form_closes_nothing_that_a_report_waits_on(desk, row):
    report = FollowUpReport.objects.create(follow_up=row, state="submitted", submitted_at=timezone.now())
    page = url("followup_change", row.pk)
    for values, wrong in (
        ({"done_on": "2026", "result": "Sudah"}, "done_on"),
        ({"cancelled_on": "2026-11-20", "cancelled_reason": "Batal"}, "cancelled_on"),
    ):
        assert list(send(desk, page, **values).context["adminform"].form.errors) == [wrong]
    assert send(desk, page, title="Rapat tahunan bersama").status_code == 302
    FollowUpReport.objects.filter(pk=report.pk).update(state="draft")
    assert send(desk, page, done_on="2026", result="Sudah").status_code == 302
    FollowUpReport.objects.filter(pk=report.pk).update(state="submitted")
    assert send(desk, page, result="Sudah, semua").status_code == 302, "it was closed before"


def test_what_was_sent_twice_is_planned_once_and_leads_to_it(desk, row):
    values = {"next_title": "Kunjungan balasan", "next_due_on": "Maret 2027"}
    assert send_row(desk, row, "next", **values).status_code == 302
    again = send_row(desk, row, "next", **values)
    following = FollowUp.objects.get(title="Kunjungan balasan")
    assert errors(again) == {"": ["twin"]}
    assert f'<a href="{url("followup_change", following.pk)}">' in again.content.decode()
    # The form that adds one.
    page = url("followup_add", agreement=row.agreement_id)
    added = {"kind": "visit", "title": "Pameran", "due_on": "Mei 2027"}
    assert send(desk, page, **added).status_code == 302
    twice = send(desk, page, **added)
    there = FollowUp.objects.get(title="Pameran")
    assert f'<a href="{url("followup_change", there.pk)}">' in twice.content.decode()
    assert send(desk, page, **{**added, "due_on": "Juni 2027"}).status_code == 302


def test_move_is_counted_and_cancelling_keeps_the_reason(desk, row):
    assert send_row(desk, row, "move", due_on="1 Maret 2027", reason="Mitra berhalangan").status_code == 302
    row.refresh_from_db()
    assert (row.times_moved, str(row.due_on.latest)) == (1, "2027-03-01")
    assert send_row(desk, row, "cancel", reason="Tidak jadi").status_code == 302
    row.refresh_from_db()
    assert (row.cancelled_on, row.cancelled_reason) == (TODAY, "Tidak jadi")
    # Closed it offers no more than a next one.
    response = desk.get(url(DESK, edit=row.pk))
    assert [form.do for form in response.context["row_forms"]] == ["next"]


def test_begun_row_moves_to_the_ongoing(desk, row):
    assert send_row(desk, row, "start", query="?state=ongoing", started_on="November 2026").status_code == 302
    assert list(desk.get(url(DESK, state="ongoing")).context["rows"]) == [row]


@pytest.mark.parametrize("version", ["", "0", "99", "x"])
def test_stale_version_changes_nothing_and_keeps_what_was_typed(desk, row, version):
    response = send_row(desk, row, "finish", version=version, done_on="2026", result="Ketikan saya")
    assert response.status_code == 409
    assert errors(response) == {"": ["conflict"]}
    page = response.content.decode()
    assert "Ketikan saya" in page
    row.refresh_from_db()
    assert not row.done_on
    # What is sent again was seen on the row as it is now.
    assert f'name="version" value="{row.version}"' in page


def test_evidence_of_another_agreement_is_refused(desk, row):
    foreign = make_document(make_agreement("Lain"))
    response = send_row(desk, row, "finish", done_on="2026", result="Ada", document=foreign.pk)
    assert errors(response) == {"document": ["invalid_choice"]}


@pytest.mark.parametrize("pk", ["", "x", "999999", "9" * 30])
def test_unknown_row_is_refused(desk, row, pk):
    assert desk.post(url(DESK), {"do": "cancel", "pk": pk, "version": 1, "reason": "x"}).status_code == 403


# --- several rows -------------------------------------------------------------------------------


@pytest.fixture
def rows(row):
    return [row, plan(row.agreement, "Pelatihan"), plan(make_agreement("Lain"), "Kunjungan")]


def test_person_is_put_in_charge_of_all_ticked(desk, rows, editor, verifier):
    assert send_bulk(desk, rows[:2], "assign", person=verifier.pk).status_code == 302
    changed = FollowUp.objects.filter(person_in_charge=verifier)
    assert set(changed) == set(rows[:2])
    assert all(one.history.first().history_user == editor for one in changed)
    assert send_bulk(desk, changed, "assign", person="none").status_code == 302
    assert not FollowUp.objects.filter(person_in_charge__isnull=False).exists()


@pytest.mark.parametrize("way", ["desk", "form"])
@pytest.mark.parametrize(
    ("who", "warned"), [("verifier", False), ("operator", False), ("stranger", True), ("head", True)]
)
def test_clerk_is_warned_of_whoever_cannot_report(desk, row, request, operator, way, who, warned, django_user_model):
    FollowUp.objects.filter(pk=row.pk).update(office=operator.offices.get())
    if who == "stranger":
        person = django_user_model.objects.create_user("penanggung", is_staff=True)
        person.groups.set(operator.groups.all())
    else:
        person = request.getfixturevalue(who)
    if way == "desk":
        answer = desk.post(url(DESK), {"do": "assign", "row": tick(row), "person": person.pk}, follow=True)
    else:
        data = {**fields_of(desk.get(url("followup_change", row.pk))), "person_in_charge": person.pk}
        answer = desk.post(url("followup_change", row.pk), data, follow=True)
    assert FollowUp.objects.get(pk=row.pk).person_in_charge == person
    told = [str(message) for message in answer.context["messages"] if message.level_tag == "warning"]
    assert bool(told) == warned
    assert all(row.title in text and person.username in text for text in told)


def test_due_dates_move_together_and_are_counted(desk, rows):
    assert (
        send_bulk(desk, rows, "postpone", due_on="November 2026", reason="Bulan ini masih berjalan").status_code == 302
    )
    rows = FollowUp.objects.order_by("pk")
    FollowUp.objects.update(times_moved=0)
    assert send_bulk(desk, rows, "postpone", due_on="Maret 2027", reason="Anggaran bergeser").status_code == 302
    assert [one.times_moved for one in FollowUp.objects.all()] == [1, 1, 1]
    assert rows[0].history.first().history_change_reason == "Anggaran bergeser"


@pytest.mark.parametrize(
    ("do", "values", "fault"),
    [
        ("assign", {"person": ""}, ("id_bulk_person", "Pilih penanggung jawabnya.")),
        ("assign", {"person": "999999"}, ("id_bulk_person", "Masukkan pilihan yang valid. 999999")),
        ("postpone", {"due_on": "2027", "reason": ""}, ("", "Isi alasannya.")),
        ("postpone", {"due_on": "", "reason": "x"}, ("", "Isi tenggat yang baru.")),
        ("postpone", {"due_on": "Oktober 2026", "reason": "x"}, ("id_bulk_due_on", PASSED)),
        ("postpone", {"due_on": "tak tahu", "reason": "x"}, ("id_bulk_due_on", "“tak tahu” bukan tanggal")),
    ],
)
def test_refused_bulk_change_keeps_ticks_and_input(desk, rows, do, values, fault):
    response = send_bulk(desk, rows[:2], do, **values)
    assert response.status_code == 200
    assert response.content.decode().count(" checked") == 2
    ((where, sentence),) = [(one.id, one.sentence) for one in response.context["bulk_faults"]]
    assert (where, sentence[: len(fault[1])]) == fault
    assert fields_of(response).items() >= {name: value for name, value in values.items() if name != "person"}.items()
    assert not FollowUp.objects.exclude(times_moved=0).exists()


def given_for(do, person):
    return {"assign": {"person": person.pk}, "postpone": {"due_on": "2027", "reason": "x"}}.get(do, {})


class Buttons(HTMLParser):
    """Which fields a form asks for before its first button: that is the one which Enter presses."""

    def __init__(self, page):
        super().__init__()
        self.before, self.first = [], ""
        self.feed(page.partition('id="bulk"')[2].partition("</form>")[0])

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if not self.first and attrs.get("type") == "submit":
            self.first = attrs["value"]
        elif not self.first and tag in ("input", "select") and attrs.get("type") != "hidden":
            self.before.append(attrs["name"])


def test_enter_presses_the_button_of_the_fields_in_which_one_types(desk, rows):
    found = Buttons(desk.get(url(DESK)).content.decode())
    assert (found.first, found.before) == ("postpone", ["due_on", "reason"])


@pytest.mark.parametrize("do", ["assign", "postpone"])
@pytest.mark.parametrize("also", ["due_on", "reason", "person"])
def test_two_things_at_once_are_asked_about_and_nothing_typed_is_lost(desk, rows, verifier, do, also):
    other = {"due_on": "2028", "reason": "Anggaran", "person": str(verifier.pk)}[also]
    data = {**given_for(do, verifier), also: other}
    response = send_bulk(desk, rows[:2], do, **data)
    is_ambiguous = also not in given_for(do, verifier)
    assert response.status_code == (200 if is_ambiguous else 302)
    assert FollowUp.objects.filter(version=1).count() == (3 if is_ambiguous else 1)
    if is_ambiguous:
        (fault,) = response.context["bulk_faults"]
        both = "Penanggung jawab juga dipilih." if also == "person" else "Tenggat baru atau alasan juga terisi."
        assert fault.sentence.startswith(both)
        page = response.content.decode()
        assert page.count(" checked") == 2
        typed = {name: str(value) for name, value in data.items()}
        assert fields_of(response).items() >= {name: typed.get(name, "") for name in ("due_on", "reason")}.items()
        assert f'<option value="{verifier.pk}" selected' in page.partition('id="bulk"')[2]


def wrong_ticks(rows):
    return {
        "nothing ticked": [],
        "no ticks": ["x", "1", "1-x", f"{rows[0].pk}"],
        "stale": [tick(rows[0])[0], f"{rows[1].pk}-99"],
        "gone": [tick(rows[0])[0], "99999999-1"],
        "too many": [f"{number}-1" for number in range(1, 202)],
    }


TOLD_OF_TICKS = {
    "nothing ticked": "Pilih dahulu sedikitnya satu tindak lanjut.",
    "no ticks": "Pilih dahulu sedikitnya satu tindak lanjut.",
    "stale": "Data ini diubah orang lain setelah Anda membukanya.",
    "gone": "Sebagian tindak lanjut yang dipilih sudah tidak ada.",
    "too many": "Paling banyak 200 tindak lanjut sekaligus.",
}


@pytest.mark.parametrize("case", TOLD_OF_TICKS)
@pytest.mark.parametrize("do", ["assign", "postpone", "remind", "send", "texts"])
def test_bulk_is_all_or_nothing(desk, rows, verifier, case, do):
    ticks = wrong_ticks(rows)[case]
    response = desk.post(url(DESK), {"do": do, "row": ticks, **given_for(do, verifier)})
    assert response.status_code == (409 if case == "stale" and do in ("assign", "postpone") else 200)
    told = response.content.decode().partition('class="errornote"')[2].partition("</div>")[0]
    assert TOLD_OF_TICKS[case] in told
    assert not FollowUp.objects.exclude(version=1).exists()
    assert not Message.objects.exists()


def test_one_closed_row_refuses_the_move_of_all(desk, rows):
    FollowUp.objects.filter(pk=rows[2].pk).update(done_on_latest=TODAY, done_on_earliest=TODAY, done_on_precision="day")
    response = send_bulk(desk, rows, "postpone", due_on="2027", reason="x")
    assert "“Kunjungan” sudah ditutup." in response.content.decode()
    assert not FollowUp.objects.exclude(times_moved=0).exists()


def test_department_changes_nothing_even_with_the_right_to_change(client, operator, rows):
    """No group of a department holds it; whoever is given it alone reports, and changes neither own nor other rows."""
    give_change_right(operator)
    office = operator.offices.get()
    mine = plan(make_agreement("Milik kami", lead_office=office), "Rapat kami", office=office)
    client.force_login(operator)
    for row in (mine, rows[0]):
        for do in ("assign", "postpone", "remind", "send", "texts"):
            answer = client.post(url(DESK), {"do": do, "row": tick(row), **given_for(do, operator)})
            assert answer.status_code == 403
            assert "Rapat tahunan" not in answer.content.decode()
        assert send_row(client, row, "cancel", reason="x").status_code == 403
        assert client.post(url("followup_change", row.pk), {"title": "Lain"}).status_code == 403
    assert not FollowUp.objects.exclude(version=1).exists()
    assert not FollowUp.objects.filter(title="Lain").exists()


def test_rows_in_the_trash_are_refused_without_their_titles(desk, rows, editor):
    move_to_trash(rows[0].agreement, by=editor, reason="Salah catat", now=timezone.now())
    for do in ("assign", "postpone", "remind", "send", "texts"):
        page = desk.post(url(DESK), {"do": do, "row": tick(rows[0], rows[2]), **given_for(do, editor)}).content.decode()
        assert "Rapat tahunan" not in page
        assert 'class="errornote"' in page
    assert not FollowUp.objects.filter(person_in_charge=editor).exists()
    assert send_row(desk, rows[0], "cancel", reason="x").status_code == 403


def give_change_right(user):
    user.user_permissions.add(Permission.objects.get(codename="change_followup"))


def test_form_asks_why_a_due_date_moves(client, editor, row):
    FollowUp.objects.filter(pk=row.pk).update(
        due_on_earliest=TODAY, due_on_latest=TODAY, due_on_precision="day", times_moved=0
    )
    client.force_login(editor)
    response = send(client, url("followup_change", row.pk), due_on="2027-05-01")
    assert refused(response) == {"due_reason": ["Isi alasannya."]}
    given = {"due_on": "2027-05-01", "due_reason": "Mitra menunda"}
    assert send(client, url("followup_change", row.pk), **given).status_code == 302
    row.refresh_from_db()
    assert row.times_moved == 1
    assert row.history.first().history_change_reason == "Mitra menunda"
