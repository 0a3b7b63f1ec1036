"""The staff's first page: views by role, counts and rows, putting off, the nightly jobs, the page for the head."""

import csv
import re
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from agreements.models import Agreement, FollowUp, Indicator, JobRun, Snooze
from agreements.oversight.worklist.entry import WorkList
from agreements.oversight.worklist.lists import BY_CODE, BY_SLUG
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from tests.clock import noon
from tests.factories import confirm, make_document, make_office, make_quiet, make_signed, make_term

TODAY = date(2026, 11, 24)
NOW = noon(TODAY)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

INDEX = "/admin/"
HEAD_PAGE = "/admin/ringkasan/"


def neglected(number, **values):
    """An agreement with a row on most lists."""
    signed = TODAY - timedelta(days=500)
    agreement = make_signed(f"Kerja sama {number}", public=True, on=KnownDate.day(signed), **values)
    confirm(agreement, signed, until=date(2026, 6, 30))
    agreement.follow_ups.create(kind="visit", title=f"Kunjungan {number}", due_on=TODAY - timedelta(days=9))
    Indicator.objects.create(agreement=agreement, title=f"Hasil {number}", level="output", unit="orang")
    agreement.steps.create(stage="signing", holder="partner", state="submitted")
    refresh_digest(agreement)
    return agreement


def work(client, view="all"):
    return client.get(INDEX, {"view": view}).context["work"]


def count_queries(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(200) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_queries_do_not_grow_with_the_rows(client, editor, django_assert_max_num_queries):
    client.force_login(editor)

    def counted():
        addresses = (f"{INDEX}?view=all", "/admin/worklist/overdue/?view=all", HEAD_PAGE)
        return {one: count_queries(client, one, django_assert_max_num_queries) for one in addresses}

    for number in range(6):
        neglected(number)
    few = counted()
    for number in range(6, 50):
        FollowUp.objects.create(agreement=neglected(number), kind="visit", title="Lagi", due_on=TODAY)
    assert counted() == few
    assert max(few.values()) <= 60


def number_on(client, work_list):
    """The number of rows on the page of a list, which shows them all."""
    page = client.get(reverse("admin:worklist", args=[work_list.slug]), {"view": "all"})
    if page.status_code == 404:  # the only list under its heading
        page = client.get(reverse("admin:worklist", args=[work_list.code]), {"view": "all"})
    assert page.context["count"] == page.context["page_obj"].paginator.count == len(page.context["rows"])
    return page.context["count"]


NUMBERS = {"ending": 1, "silent": 1, "overdue": 7, "waiting": 7, "nobody": 14, "texts": 6, "results": 7, "checks": 8}
NUMBERS |= {"exemptions": 2, "confirm": 7}


def test_counts_are_the_rows_behind_them(client, editor):
    client.force_login(editor)
    make_quiet("Sunyi", on=KnownDate.day(TODAY - timedelta(days=500)), person_in_charge=editor)
    agreements = [neglected(number) for number in range(7)]
    papers = [make_document(agreements[number], public=False) for number in (1, 3, 5)]
    for paper in papers[:2]:
        paper.publication_class, paper.exempt_ground, paper.exempt_review_on = "exempt", "f", TODAY
        paper.save()
    make_term(agreements[0], starts_on="2020", ends_on=TODAY + timedelta(days=100))
    refresh_digest(agreements[0])
    assert {one.of.code: one.count for one, _url in work(client)["counts"]} == NUMBERS
    for code, count in NUMBERS.items():
        page = client.get(reverse("admin:worklist", args=[code]), {"view": "all"})
        assert count == page.context["count"], code
        assert count == sum(number_on(client, one) for one in BY_CODE[code].lists), code
        assert page.content.decode().count('<li class="work-row') == count, code


def test_first_page_shows_five_and_leads_to_all(client, editor):
    client.force_login(editor)
    for number in range(7):
        neglected(number)
    section = next(one for one, _url in work(client)["sections"] if one.of.code == "overdue")
    assert (section.count, len(section.rows), section.is_cut) == (7, 5, True)
    assert "/admin/worklist/overdue/?view=all" in client.get(INDEX, {"view": "all"}).content.decode()


def test_list_page_is_paged(client, editor, monkeypatch):
    monkeypatch.setattr("agreements.oversight.worklist.pages.PER_PAGE", 4)
    client.force_login(editor)
    for number in range(7):
        neglected(number)
    seen = []
    for page in (1, 2):
        rows = client.get("/admin/worklist/overdue/", {"view": "all", "page": page}).context["rows"]
        seen += [row.key for row in rows]
    assert len(set(seen)) == len(seen) == 7
    assert client.get("/admin/worklist/overdue/", {"page": "x"}).status_code == 200


def test_page_of_a_heading_shows_the_first_rows_of_each_list_and_leads_to_all(client, editor, monkeypatch):
    monkeypatch.setattr("agreements.oversight.worklist.pages.FIRST_ROWS", 2)
    client.force_login(editor)
    for number in range(3):
        neglected(number)
    page = client.get("/admin/worklist/nobody/", {"view": "all"})
    sections = page.context["sections"]
    assert [(one.of.kind, one.count, len(one.rows)) for one, _url in sections] == [
        ("followup", 3, 2),
        ("agreement", 3, 2),
    ]
    for one, url in sections:
        assert url in page.content.decode()
        assert [row.key for row in client.get(url).context["rows"]][:2] == [row.key for row in one.rows]


@pytest.mark.parametrize("slug", BY_SLUG)
def test_each_list_has_a_page_that_says_under_which_heading_it_stands(slug, client, editor):
    client.force_login(editor)
    page = client.get(reverse("admin:worklist", args=[slug]), {"view": "all"}).content.decode()
    assert f'"/admin/worklist/{BY_SLUG[slug][0].code}/?view=all"' in page


# --- views by role ------------------------------------------------------------------------------------


def tabs(client, view=""):
    return work(client, view)["views"]


def test_views_by_role(client, editor, operator):
    client.force_login(editor)
    assert tabs(client) == ["mine", "all"]
    make_office("Bagian Kerja Sama", head=editor)
    assert tabs(client) == ["mine", "unit", "all"]
    client.force_login(operator)
    assert tabs(client) == ["mine", "unit"]


@pytest.mark.parametrize("asked", ["", "x", "all"])
def test_departments_get_their_own_tasks_whatever_they_ask(asked, client, operator):
    neglected(1)
    mine = neglected(2, lead_office=operator.offices.get())
    mine.follow_ups.update(office=operator.offices.get())
    client.force_login(operator)
    found = work(client, asked)
    assert found["view"] == "mine"
    assert [row.title.text for one, _url in found["sections"] for row in one.rows if one.of.code == "overdue"] == [
        "Kunjungan 2"
    ]
    page = client.get("/admin/worklist/overdue/", {"view": asked}).content.decode()
    assert ("Kunjungan 2" in page, "Kunjungan 1" in page) == (True, False)


def test_my_tasks_say_what_nobody_has(client, head):
    neglected(1)
    client.force_login(head)
    found = client.get(INDEX, {"view": "mine"}).context["work"]
    assert (found["view"], found["is_empty"], found["without_person"]) == ("mine", True, 2)


def test_head_sees_at_once_what_waits(client, head):
    neglected(1)
    client.force_login(head)
    found = client.get(INDEX).context["work"]
    assert (found["view"], found["is_empty"]) == ("all", False)


def test_my_tasks_of_an_editor_hold_and_mark_what_nobody_has(client, editor):
    neglected(1)
    client.force_login(editor)
    page = client.get(INDEX)
    rows = [row for one, _url in page.context["work"]["sections"] for row in one.rows]
    assert page.context["work"]["without_person"] == 0
    assert {row.person for row in rows} == {""}
    assert page.content.decode().count('<strong class="mark">') == len(rows) > 0


def test_account_without_a_group_gets_no_work_list(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("tanpa-grup", is_staff=True))
    assert "work" not in client.get(INDEX).context
    assert client.get("/admin/worklist/overdue/").status_code == 403


def test_list_that_does_not_exist_is_not_found(client, editor):
    client.force_login(editor)
    assert client.get("/admin/worklist/lain/").status_code == 404


def test_a_list_that_fails_is_an_error_and_no_all_clear(client, editor, monkeypatch):
    def fail(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(WorkList, "rows", fail)
    client.force_login(editor)
    with pytest.raises(ZeroDivisionError):
        client.get(INDEX)


# --- putting off --------------------------------------------------------------------------------------


def test_postpone_and_take_back_without_script(client, editor):
    agreement = neglected(1, person_in_charge=editor)
    key = f"overdue:followup:{agreement.follow_ups.get().pk}"
    client.force_login(editor)
    assert key in client.get(INDEX).content.decode()
    until = TODAY + timedelta(days=30)
    data = {"entry": key, "until": "24 Desember 2026", "view": "mine", "list": ""}
    response = client.post(reverse("admin:worklist_postpone"), data)
    assert (response.status_code, response.url) == (302, "/admin/?view=mine")
    found = client.get(INDEX).context["work"]
    assert [row.key for row in found["postponed"]] == [key]
    assert not any(one.of.code == "overdue" for one, _url in found["sections"])
    (row,) = client.get("/admin/worklist/overdue/", {"view": "all"}).context["rows"]
    assert row.postponed[0].until == until
    client.post(reverse("admin:worklist_take_back"), {"entry": key, "view": "mine"})
    assert client.get(INDEX).context["work"]["postponed"] == []


OUT_OF_RANGE = "Pilih tanggal mulai besok, paling lama satu tahun ke depan."


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("", "Belum ditunda: Bidang ini tidak boleh kosong."),
        ("besok", "Belum ditunda: “besok” bukan tanggal yang dapat dibaca."),
        ("Desember 2026", "Belum ditunda: Tuliskan tanggal lengkap, misalnya 31 Desember 2026."),
        ("2026-11-24", OUT_OF_RANGE),
        ("2028-01-01", OUT_OF_RANGE),
    ],
)
def test_postpone_tells_what_is_wrong_with_the_day(until, sentence, client, editor):
    agreement = neglected(1, person_in_charge=editor)
    client.force_login(editor)
    data = {"entry": f"overdue:followup:{agreement.follow_ups.get().pk}", "until": until, "list": "overdue"}
    response = client.post(reverse("admin:worklist_postpone"), data, follow=True)
    assert response.redirect_chain[0][0] == "/admin/worklist/overdue/"
    (message,) = response.context["messages"]
    assert (message.level_tag, str(message)[: len(sentence)]) == ("error", sentence)
    assert not Snooze.objects.exists()


# --- the nightly jobs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "fine"),
    [
        ({}, True),
        ({"is_ok": False}, False),
        ({"finished_at": None}, False),
        ({"started_at": NOW - timedelta(days=1)}, False),
        (None, False),
    ],
    ids=["ran", "failed", "cut off", "yesterday", "never"],
)
def test_missing_reminders_are_told_even_with_an_empty_list(values, fine, client, editor):
    if values is not None:
        given = {"started_at": NOW, "finished_at": NOW, "is_ok": True, **values}
        for job in JobRun.Job:
            JobRun.objects.create(job=job, **given)
    client.force_login(editor)
    page = client.get(INDEX)
    assert page.context["work"]["is_empty"]
    assert [one.is_fine for one in page.context["work"]["health"]] == [fine, fine]
    assert page.content.decode().count("work-warning") == (0 if fine else 2)


# --- the page for the head of the office --------------------------------------------------------------


@pytest.mark.parametrize(("prefix", "mark"), [("", "."), ("/en", ":")])
def test_times_are_written_as_the_language_does(client, head, prefix, mark):
    client.force_login(head)
    for address in (INDEX, HEAD_PAGE, "/admin/worklist/overdue/"):
        assert re.search(rf"\d\d{re.escape(mark)}\d\d WIB", client.get(prefix + address).content.decode()), address


def test_head_page_tells_the_state(client, head):
    neglected(1)
    client.force_login(head)
    summary = client.get(HEAD_PAGE).context["summary"]
    assert len(summary["key_figures"]) == 6
    assert [one.title for one, _verdict in summary["weakest"]] == ["Kerja sama 1"]
    assert summary["strongest"] == []
    counts = {section.of.code: section.count for section in summary["sections"]}
    assert (counts["overdue"], counts["nobody"]) == (1, 2)
    assert summary["key_figures"][-1].number == "2"


def test_examples_come_after_what_is_real_among_the_best_and_the_worst(client, head):
    def named():
        summary = client.get(f"{HEAD_PAGE}?contoh=1").context["summary"]
        return [one.title for one, _verdict in summary["weakest"]], [
            one.title for one, _verdict in summary["strongest"]
        ]

    client.force_login(head)
    neglected("contoh", is_example=True)
    done = make_signed("Contoh hidup", is_example=True, on=KnownDate.day(TODAY - timedelta(days=60)))
    done.follow_ups.create(kind="visit", title="Kunjungan", done_on=TODAY, result="Bertemu")
    refresh_digest(done)
    assert named() == (["Kerja sama contoh"], ["Contoh hidup"])
    neglected("nyata")
    assert named() == (["Kerja sama nyata", "Kerja sama contoh"], ["Contoh hidup"])


def test_titles_without_english_are_marked(client, head):
    neglected(1, title_en="Cooperation 1")
    neglected(2)
    client.force_login(head)
    page = client.get(f"/en{HEAD_PAGE}")
    assert [one.title for one, _verdict in page.context["summary"]["weakest"]] == ["Kerja sama 1", "Kerja sama 2"]
    assert ">Cooperation 1</a>" in page.content.decode()
    assert 'lang="id">Kerja sama 2</a>' in page.content.decode()
    sections = client.get("/en/admin/worklist/nobody/", {"view": "all"}).context["sections"]
    rows = [row for section, _url in sections for row in section.rows]
    assert {row.title for row in rows if not row.under} == {("Cooperation 1", ""), ("Kerja sama 2", "id")}
    assert {row.under for row in rows if row.under} == {("Cooperation 1", ""), ("Kerja sama 2", "id")}


def test_head_page_of_an_empty_register_says_so(client, head):
    client.force_login(head)
    page = client.get(HEAD_PAGE)
    assert page.status_code == 200
    assert page.context["summary"]["key_figures"][0].number == "–"


def test_head_page_as_a_spreadsheet_holds_the_same(client, head):
    neglected(1)
    client.force_login(head)
    with override("en"):
        response = client.get(reverse("admin:head_page_export", args=["xlsx"]))
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    cells = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None}
    assert "Kerja sama 1" in cells
    Agreement.objects.update(is_example=True)
    with override("en"):
        response = client.get(reverse("admin:head_page_export", args=["csv"]) + "?contoh=1")
        rows = list(csv.DictReader(StringIO(b"".join(response.streaming_content).decode())))
    assert {row["Example"] for row in rows if row["Register number"]} == {"true"}
    assert client.get(reverse("admin:head_page_export", args=["pdf"])).status_code == 404
