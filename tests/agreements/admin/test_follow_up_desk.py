"""The desk of follow-ups: what it lists, for whom, in what order, and with how many queries."""

import re
from dataclasses import fields
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.actions import move_to_trash
from agreements.admin.follow_up_desk import panel
from agreements.admin.follow_up_desk.asked import Asked
from agreements.digest import refresh_digest
from agreements.models import Agreement, FollowUp, FollowUpReport
from jambi_coop.lib.dates import KnownDate
from tests.agreements.admin.desk import url
from tests.factories import make_agreement, make_office

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
DESK = "followup_changelist"


@pytest.fixture(autouse=True)
def frozen_day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: TODAY)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def agreement(db):
    return make_agreement("Kota kembar")


def plan(agreement, title, *, days=None, **values):
    """A follow-up, due so many days from today."""
    due = {} if days is None else {"due_on": KnownDate.day(TODAY + timedelta(days=days))}
    return FollowUp.objects.create(agreement=agreement, kind="meeting", title=title, **due, **values)


@pytest.fixture
def one_of_each(agreement):
    cancelled = {"cancelled_on": TODAY, "cancelled_reason": "Tidak jadi"}
    return {
        "late": plan(agreement, "Terlambat", days=-12),
        "started": plan(agreement, "Berjalan", days=-3, started_on=KnownDate.day(date(2026, 10, 1))),
        "soon": plan(agreement, "Segera", days=40),
        "far": plan(agreement, "Jauh", days=400),
        "undated": plan(agreement, "Tanpa tanggal"),
        "done": plan(agreement, "Selesai", done_on=KnownDate.day(date(2026, 11, 1)), result="Ada"),
        "cancelled": plan(agreement, "Batal", days=-30, **cancelled),
    }


def rows_of(response):
    return [row for part in response.context["parts"] for row in part["rows"]]


def titles(response):
    return [row["title"] for row in rows_of(response)]


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("", ["late", "started", "soon", "far", "undated"]),
        ("open", ["late", "started", "soon", "far", "undated"]),
        ("nonsense", ["late", "started", "soon", "far", "undated"]),
        ("late", ["late", "started"]),
        ("soon", ["soon"]),
        ("undated", ["undated"]),
        ("planned", ["late", "soon", "far", "undated"]),
        ("ongoing", ["started"]),
        ("done", ["done"]),
        ("cancelled", ["cancelled"]),
        ("all", ["late", "started", "soon", "far", "undated", "done", "cancelled"]),
    ],
)
def test_state_decides_what_is_listed_and_late_comes_first(desk, one_of_each, state, found):
    response = desk.get(url(DESK, state=state))
    assert titles(response) == [one_of_each[name].title for name in found]
    assert str(len(found)) in response.context["count_words"]


def test_row_tells_days_late_evidence_and_report(desk, one_of_each, agreement):
    report = FollowUpReport.objects.create(follow_up=one_of_each["soon"], state="submitted")
    FollowUpReport.objects.create(follow_up=one_of_each["far"], state="draft")
    page = desk.get(url(DESK))
    rows = {row["title"]: row for row in rows_of(page)}
    waiting = url("followupreport_change", report.pk)
    assert [row["report_url"] for row in rows.values() if row["report_url"]] == [waiting]
    for shown in (page, desk.get(url(DESK, view="board"))):
        assert f'href="{waiting}"' in shown.content.decode()
    assert "12" in rows["Terlambat"]["late"]
    assert (rows["Terlambat"]["state"], rows["Segera"]["state"]) == ("late", "planned")
    assert rows["Terlambat"]["word"] == FollowUp.State.LATE.label
    assert rows["Segera"]["late"] == ""
    assert rows["Segera"]["report"]
    assert not rows["Segera"]["has_evidence"]


def test_filters_narrow_and_stay_in_the_address(desk, editor, agreement):
    office, other = make_office("Dinas A", code="dinas-a"), make_agreement("Pelabuhan saudara")
    mine = plan(agreement, "Rapat sampah", days=10, office=office, person_in_charge=editor)
    plan(other, "Kunjungan", days=20)
    plan(other, "Rapat", days=800)
    for asked, found in [
        ({"office": "dinas-a"}, ["Rapat sampah"]),
        ({"office": "none"}, ["Kunjungan", "Rapat"]),
        ({"person": editor.pk}, ["Rapat sampah"]),
        ({"person": "none"}, ["Kunjungan", "Rapat"]),
        ({"year": 2026}, ["Rapat sampah", "Kunjungan"]),
        ({"year": 2029}, ["Rapat"]),
        ({"agreement__id__exact": other.pk}, ["Kunjungan", "Rapat"]),
        ({"year": "99999", "person": "x", "office": "%00", "page": "-1"}, ["Rapat sampah", "Kunjungan", "Rapat"]),
    ]:
        response = desk.get(url(DESK, **asked))
        assert titles(response) == found, asked
    response = desk.get(url(DESK, office="dinas-a", person=editor.pk, group="month", sort="-title"))
    assert response.context["query"] == f"?office=dinas-a&person={editor.pk}&group=month&sort=-title"
    assert mine.title in response.content.decode()


def test_words_are_found_in_title_and_agreement(desk, agreement):
    other = make_agreement("Pelabuhan saudara")
    for row_of, title in [(agreement, "Rapat sampah"), (agreement, "Kunjungan"), (other, "Rapat tahunan")]:
        plan(row_of, title, days=5)
    for one in (agreement, other):
        refresh_digest(one)
    assert titles(desk.get(url(DESK, q="rapat"))) == ["Rapat sampah", "Rapat tahunan"]
    assert titles(desk.get(url(DESK, q="pelabuhan+rapat"))) == ["Rapat tahunan"]
    assert titles(desk.get(url(DESK, q="tidakada"))) == []


def test_list_of_one_agreement_shows_all_states(desk, agreement, one_of_each):
    plan(make_agreement("Lain"), "Lain", days=-1)
    response = desk.get(url(DESK, agreement__id__exact=agreement.pk))
    assert len(titles(response)) == len(one_of_each)
    assert agreement.title in response.content.decode()
    assert response.context["everybody_url"] == "?"


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("title", ["A", "B", "C"]),
        ("-title", ["C", "B", "A"]),
        ("-due", ["B", "A", "C"]),
        ("-moved", ["C", "B", "A"]),
        ("office", ["C", "A", "B"]),
    ],
)
def test_columns_sort_with_unknown_values_last(desk, agreement, sort, found):
    plan(agreement, "A", days=1, office=make_office("Y"))
    plan(agreement, "B", days=2, times_moved=1)
    plan(agreement, "C", times_moved=2, office=make_office("X"))
    response = desk.get(url(DESK, sort=sort))
    assert titles(response) == found
    assert response.context["columns"][sort.removeprefix("-")]["direction"]


def test_groups_have_a_heading_with_their_count_over_all_pages(desk, agreement, monkeypatch):
    monkeypatch.setattr(panel, "PAGE_SIZE", 2)
    for number, office in enumerate([make_office("A"), make_office("B"), None]):
        for day in range(2 if number else 3):
            plan(agreement, f"{number}-{day}", days=day, office=office)

    def headings(**asked):
        return [part["count"] for part in desk.get(url(DESK, **asked)).context["parts"]]

    assert headings(group="office") == [3]
    assert headings(group="office", page=2) == [3, 2]
    assert headings(group="office", page=4) == [2]
    assert headings(group="agreement") == [7]
    assert headings(group="month") == [7]
    plan(agreement, "Tanpa tanggal")
    assert headings(group="month", page=4) == [7, 1]


@pytest.mark.parametrize("state", ["open", "done", "cancelled", "all"])
@pytest.mark.parametrize("group", ["office", "agreement", "month"])
def test_every_group_of_every_state_is_shown(desk, one_of_each, state, group):
    response = desk.get(url(DESK, state=state, group=group, sort="title"))
    assert sum(part["count"] for part in response.context["parts"]) == len(titles(response))


def test_pages_are_capped_and_a_page_too_far_is_the_last(desk, agreement, monkeypatch):
    monkeypatch.setattr(panel, "PAGE_SIZE", 2)
    for number in range(5):
        plan(agreement, str(number), days=number)
    assert titles(desk.get(url(DESK, page=2))) == ["2", "3"]
    assert titles(desk.get(url(DESK, page=99))) == ["4"]
    monkeypatch.setattr(panel, "MOST_COUNTED", 3)
    response = desk.get(url(DESK))
    assert "3" in response.context["count_words"]
    assert len(response.context["pages"]) == 2


def test_number_of_queries_does_not_grow(desk, editor):
    def count(**asked):
        with CaptureQueriesContext(connection) as queries:
            desk.get(url(DESK, **asked))
        return len(queries)

    def more(number):
        agreement = make_agreement(f"Kerja sama {number}", lead_office=make_office(f"Dinas {number}"))
        for day in range(5):
            row = plan(agreement, f"{number}-{day}", days=day, office=agreement.lead_office, person_in_charge=editor)
            FollowUpReport.objects.create(follow_up=row)

    more(0)
    pages = [{}, {"view": "board"}, {"group": "office"}, {"group": "month", "state": "all"}, {"q": "kerja"}]
    few = [count(**asked) for asked in pages]
    for number in range(1, 4):
        more(number)
    assert [count(**asked) for asked in pages] == few
    assert few[0] <= 12


def test_operator_sees_own_agreements_and_no_controls(client, operator):
    mine = plan(make_agreement("Milik kami", lead_office=operator.offices.get()), "Rapat kami", days=1)
    foreign = plan(make_agreement("Rahasia"), "Rahasia besar", days=1)
    client.force_login(operator)
    for asked in ({}, {"view": "board"}, {"edit": foreign.pk}, {"edit": mine.pk}, {"group": "agreement"}):
        response = client.get(url(DESK, **asked))
        assert titles(response) == ["Rapat kami"]
        assert "Rahasia" not in response.content.decode()
        assert response.context["edited"] is None
        assert 'form="bulk"' not in response.content.decode()
    assert client.get(url(DESK, agreement__id__exact=foreign.agreement_id)).context["agreement"] is None
    data = {"do": "cancel", "pk": mine.pk, "version": mine.version, "reason": "x"}
    assert client.post(url(DESK), data).status_code == 403
    mine.refresh_from_db()
    assert mine.cancelled_on is None


def test_head_reads_without_controls(client, head, agreement):
    plan(agreement, "Rapat", days=1)
    client.force_login(head)
    response = client.get(url(DESK))
    assert titles(response) == ["Rapat"]
    assert not response.context["may_write"]


def test_trash_is_left_out(desk, editor, agreement):
    plan(agreement, "Rapat", days=1)
    move_to_trash(agreement, by=editor, reason="Salah catat", now=timezone.now())
    assert titles(desk.get(url(DESK, state="all"))) == []


@pytest.mark.parametrize("asked", [{}, {"state": "late"}, {"q": "tidakada"}, {"view": "board"}, {"state": "done"}])
def test_empty_desk_says_so(desk, asked):
    response = desk.get(url(DESK, **asked))
    assert titles(response) == []
    assert response.status_code == 200


def test_agreement_without_follow_up_offers_the_first(desk, agreement):
    page = desk.get(url(DESK, agreement__id__exact=agreement.pk)).content.decode()
    assert f"{reverse('admin:agreements_followup_add')}?agreement={agreement.pk}" in page


def test_board_shows_open_and_lately_closed(desk, agreement, one_of_each):
    plan(agreement, "Lama selesai", done_on=KnownDate.day(date(2026, 1, 1)), result="Ada")
    columns = {part["show"]: [row["title"] for row in part["rows"]] for part in _board(desk)}
    assert columns == {
        "planned": ["Terlambat", "Segera", "Jauh", "Tanpa tanggal"],
        "ongoing": ["Berjalan"],
        "done": ["Selesai"],
        "cancelled": ["Batal"],
    }


def _board(desk):
    return desk.get(url(DESK, view="board")).context["parts"]


def test_popup_keeps_the_list_of_django(desk, agreement):
    plan(agreement, "Rapat", days=1)
    response = desk.get(url(DESK, _popup=1))
    assert response.context["cl"].result_count == 1


def test_all_on_the_page_are_ticked_without_a_script(desk, one_of_each):
    page = desk.get(url(DESK, all=1)).content.decode()
    assert page.count(" checked") == 5


def test_row_that_is_not_on_the_page_opens_alone(desk, one_of_each):
    response = desk.get(url(DESK, state="late", edit=one_of_each["done"].pk))
    assert response.context["edited_alone"]
    assert [form.do for form in response.context["row_forms"]] == ["next"]
    assert desk.get(url(DESK, edit=10**8)).context["edited"] is None


@pytest.mark.parametrize("asked", ["", "?view=board", "?group=agreement"])
def test_english_desk_reads_english_texts_and_marks_the_others(desk, agreement, asked):
    office = make_office("Dinas Pendidikan", name_en="Education Office")
    Agreement.objects.filter(pk=agreement.pk).update(title_en="Twin towns")
    plan(agreement, "Kursus bahasa", title_en="Language course", office=office)
    plan(make_agreement("Pertukaran guru"), "Kunjungan", office=make_office("Dinas Perhubungan"))
    page = desk.get(f"/en/admin/agreements/followup/{asked}").content.decode()
    for text in ("Language course", "Twin towns", "Education Office"):
        assert text in page
    for text in ("Kursus bahasa", "Kota kembar", "Dinas Pendidikan"):
        assert text not in page
    for text in ("Kunjungan", "Pertukaran guru", "Dinas Perhubungan"):
        assert re.search(rf'lang="id">[^<]*{text}', page)


# --- what is kept of a list ---------------------------------------------------------------------------

ONLY_SHOWN = {"view", "page", "edit", "all"}


@pytest.mark.parametrize("field", [field.name for field in fields(Asked)])
def test_all_that_narrows_or_sorts_decides_what_is_listed(field):
    """The SQL of a list is kept by this; the page is named beside it."""
    assert (Asked().listed == Asked(**{field: "1"}).listed) == (field in ONLY_SHOWN)


def test_list_that_is_kept_follows_the_day_and_the_setting(desk, agreement, monkeypatch, settings):
    plan(agreement, "Segera", days=20)
    soon = url(DESK, state="soon")
    assert titles(desk.get(soon)) == ["Segera"]
    settings.FOLLOW_UP_AHEAD_DAYS = 10
    assert titles(desk.get(soon)) == []
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: TODAY + timedelta(days=10))
    assert titles(desk.get(soon)) == ["Segera"]


def test_list_that_is_kept_shows_what_was_written_meanwhile(desk, agreement):
    assert titles(desk.get(url(DESK))) == []
    row = plan(agreement, "Baru", days=20)
    assert titles(desk.get(url(DESK))) == ["Baru"]
    row.delete()
    assert titles(desk.get(url(DESK))) == []


def test_list_of_a_department_is_not_the_one_that_is_kept(desk, client, operator, agreement):
    plan(agreement, "Orang lain", days=20)
    assert titles(desk.get(url(DESK))) == ["Orang lain"]
    client.force_login(operator)
    assert titles(client.get(url(DESK))) == []
