"""The desk of follow-ups: what it lists, for whom, in what order, and with how many queries."""

import html
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.follow_up.desk import view
from agreements.models import Agreement, FollowUp, FollowUpReport
from agreements.record.digest import refresh_digest
from agreements.record.trash import move_to_trash
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.web import paging
from tests.agreements.staff_desk import url
from tests.clock import noon
from tests.factories import make_agreement, make_document, make_office

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]
DESK = "followup_changelist"


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


def titles(response):
    return [row.title for row in response.context["rows"]]


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
    assert response.context["count_sentence"].split()[0] == str(len(found))


def test_row_tells_days_late_evidence_and_report(desk, one_of_each, agreement):
    report = FollowUpReport.objects.create(follow_up=one_of_each["soon"], state="submitted")
    FollowUpReport.objects.create(follow_up=one_of_each["far"], state="draft")
    response = desk.get(url(DESK))
    rows = {row.title: cells_of(response, row) for row in response.context["rows"]}
    waiting = url("followupreport_change", report.pk)
    assert [title for title, cells in rows.items() if "followupreport" in cells] == ["Segera"]
    assert f'href="{waiting}"' in rows["Segera"]
    assert re.search(r'<strong class="late-words">[^<]*\b12\b', rows["Terlambat"])
    assert f'<span class="state state-late">{FollowUp.State.LATE.label}</span>' in rows["Terlambat"]
    assert f'<span class="state state-planned">{FollowUp.State.PLANNED.label}</span>' in rows["Segera"]
    assert "late-words" not in rows["Segera"]
    assert [row.has_evidence for row in response.context["rows"]] == [False] * 5


def cells_of(response, row):
    """The row of the table as HTML."""
    return response.content.decode().partition(f'<tr id="row-{row.pk}"')[2].partition("</tr>")[0]


def test_evidence_is_a_document_or_the_link_of_an_approved_report(desk, agreement, editor):
    rows = {
        title: plan(agreement, title, days=1) for title in ("Dokumen", "Dibuang", "Tautan", "Menunggu", "Tidak ada")
    }
    for title in ("Dokumen", "Dibuang"):
        FollowUp.objects.filter(pk=rows[title].pk).update(document=make_document(agreement))
    rows["Dibuang"].refresh_from_db()
    move_to_trash(rows["Dibuang"].document, by=editor, reason="Salah", now=timezone.now())
    for title, state in (("Tautan", "approved"), ("Menunggu", "submitted")):
        rows[title].reports.create(state=state, evidence_link="https://example.com/foto")
    found = {row.title for row in desk.get(url(DESK)).context["rows"] if row.has_evidence}
    assert found == {"Dokumen", "Tautan"}


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
    response = desk.get(url(DESK, office="dinas-a", person=editor.pk, sort="-title"))
    assert response.context["query"] == f"?office=dinas-a&person={editor.pk}&sort=-title"
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
    assert f'<a href="?">{_("Show all")}</a>' in response.content.decode()


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


@pytest.mark.parametrize("sort", ["agreement", "person", "done"])
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("state", ["open", "late", "done", "cancelled", "all"])
def test_every_column_sorts_every_state(desk, one_of_each, state, sign, sort):
    found = titles(desk.get(url(DESK, state=state)))
    assert len(found) == {"open": 5, "late": 2, "done": 1, "cancelled": 1, "all": 7}[state]
    assert sorted(titles(desk.get(url(DESK, state=state, sort=f"{sign}{sort}")))) == sorted(found)


def test_old_addresses_of_the_board_and_of_groups_lead_to_the_list(desk, one_of_each):
    plain = desk.get(url(DESK))
    for asked in ({"view": "board"}, {"group": "office"}, {"view": "board", "group": "x", "lainnya": "1"}):
        response = desk.get(url(DESK, **asked))
        assert titles(response) == titles(plain), asked
        assert response.context["filter"].ignored == []
        assert response.context["query"] == "?"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("state", "x"), ("office", "x"), ("person", "99"), ("year", "12"), ("sort", "-state")),
        ("agreement__id__exact", "99"),
    ],
)
def test_a_value_that_is_not_known_is_named_and_narrows_nothing(desk, agreement, name, value):
    plan(agreement, "Rapat", days=1)
    response = desk.get(url(DESK, **{name: value}))
    assert titles(response) == ["Rapat"]
    assert response.context["filter"].ignored == [f"Saringan “{value}” tidak dikenal dan diabaikan."]
    assert response.context["filter"].ignored[0] in html.unescape(response.content.decode())


def test_pages_are_capped_and_a_page_too_far_is_the_last(desk, agreement, monkeypatch):
    monkeypatch.setattr(view, "PAGE_SIZE", 2)
    for number in range(5):
        plan(agreement, str(number), days=number)
    assert titles(desk.get(url(DESK, page=2))) == ["2", "3"]
    assert titles(desk.get(url(DESK, page=99))) == ["4"]
    monkeypatch.setattr(paging, "MOST_COUNTED", 3)
    response = desk.get(url(DESK))
    assert response.context["count_sentence"] == "Lebih dari 3 tindak lanjut"
    assert response.context["page_obj"].paginator.num_pages == 2


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
    pages = [{}, {"sort": "office"}, {"sort": "-person", "state": "all"}, {"q": "kerja"}]
    few = [count(**asked) for asked in pages]
    for number in range(1, 4):
        more(number)
    assert [count(**asked) for asked in pages] == few
    assert few[0] <= 12


def test_operator_sees_own_agreements_and_no_controls(client, operator):
    mine = plan(make_agreement("Milik kami", lead_office=operator.offices.get()), "Rapat kami", days=1)
    foreign = plan(make_agreement("Rahasia"), "Rahasia besar", days=1)
    client.force_login(operator)
    for asked in ({}, {"edit": foreign.pk}, {"edit": mine.pk}, {"sort": "agreement"}, {"state": "all"}):
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


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({}, "Semua tindak lanjut sudah selesai atau dibatalkan per 24 November 2026."),
        ({"state": "late"}, "Tidak ada tindak lanjut yang terlambat per 24 November 2026."),
        ({"q": "tidakada"}, "Tidak ada tindak lanjut yang cocok."),
        ({"state": "done"}, "Tidak ada tindak lanjut seperti itu."),
    ],
)
def test_empty_desk_says_so(desk, asked, sentence):
    response = desk.get(url(DESK, **asked))
    assert titles(response) == []
    assert sentence in response.content.decode()


def test_agreement_without_follow_up_offers_the_first(desk, agreement):
    page = desk.get(url(DESK, agreement__id__exact=agreement.pk)).content.decode()
    assert f"{reverse('admin:agreements_followup_add')}?agreement={agreement.pk}" in page


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


@pytest.mark.parametrize("asked", ["", "?sort=agreement"])
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


def test_list_follows_the_day_and_the_setting(desk, editor, agreement, settings, clock):
    plan(agreement, "Segera", days=20)
    soon = url(DESK, state="soon")
    assert titles(desk.get(soon)) == ["Segera"]
    settings.FOLLOW_UP_AHEAD_DAYS = 10
    assert titles(desk.get(soon)) == []
    clock.move_to(noon(TODAY + timedelta(days=10)))
    desk.force_login(editor)  # nobody stays logged in that long
    assert titles(desk.get(soon)) == ["Segera"]


def test_list_shows_what_was_written_meanwhile(desk, agreement):
    assert titles(desk.get(url(DESK))) == []
    row = plan(agreement, "Baru", days=20)
    assert titles(desk.get(url(DESK))) == ["Baru"]
    row.delete()
    assert titles(desk.get(url(DESK))) == []


def test_list_of_a_department_is_its_own(desk, client, operator, agreement):
    plan(agreement, "Orang lain", days=20)
    assert titles(desk.get(url(DESK))) == ["Orang lain"]
    client.force_login(operator)
    assert titles(client.get(url(DESK))) == []
