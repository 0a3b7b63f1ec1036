"""The figures on the whole register: each number is that of the rows behind it, and nothing withheld counts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from agreements.attesting.actions import accept, attest
from agreements.lifecycle.vocabulary import Stage
from agreements.models import Agreement, Participation
from agreements.oversight.statistics import activity
from agreements.oversight.statistics.all_figures import FIGURES, build_figure, build_figures
from agreements.oversight.statistics.figure import share
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.agreements.attesting.answers import answer
from tests.factories import make_agreement, make_office

from .statistics_records import (
    TODAY,
    ago,
    follow_up,
    measured,
    money,
    served,
    signed,
    table,
)

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]
PAGE = "/statistik/"
SECRET = "Perundingan rahasia"


@pytest.fixture(autouse=True)
def indonesian():
    """A request leaves its language behind in the thread."""
    with translation.override("id"):
        yield


# --- the other figures --------------------------------------------------------------------------------


def test_numbers_of_conditions_and_statuses_are_those_of_their_lists(client):
    today = timezone.localdate()
    follow_up(signed("Hidup", today=today), done_on=ago(9, today))
    signed("Diam", on=ago(700, today), today=today)
    signed("Baru", on=ago(9, today), today=today)
    make_agreement("Usul", public=True, today=today)
    assert sum(count for _value, count, _meaning in table("kondisi", today)) == 4
    for slug in ("kondisi", "status"):
        linked = [row[1] for row in build_figure(slug, today).rows if row[1].url]
        assert sum(cell.value for cell in linked) == {"kondisi": 3, "status": 4}[slug]
        for cell in linked:
            assert len(client.get(cell.url).context["rows"]) == cell.value, cell


def test_condition_that_is_not_shown_says_what_it_is_made_of():
    signed("Diam", on=ago(700))
    make_agreement("Usul", public=True)
    make_agreement("Usul dua", public=True)
    dropped = make_agreement("Batal", public=True)
    dropped.stage = Stage.DISCONTINUED
    dropped.save()
    refresh_digest(dropped)
    with translation.override("en"):
        *_conditions, (_name, count, made_of) = build_figure("kondisi", TODAY).rows
        finding = build_figure("kondisi", TODAY).finding
    assert (count.value, count.url) == (3, "")
    assert made_of.text.startswith("no condition is shown: 2 ")
    assert ", 1 discontinued" in made_of.text
    assert "not known" not in made_of.text
    assert finding == "Too little is confirmed to say how follow-up stands: 1 of 1 agreements are not confirmed"


# (active, confirmed as silent, unconfirmed) -> the finding begins with; what it rests on
CONFIRMED = [
    ((1, 0, 1), "Of 2 agreements with", "Of 2 agreements, 0 are confirmed by an office today; of 1 nobody"),
    ((1, 1, 1), "Of 3 agreements with", "Of 3 agreements, 1 are confirmed by an office today; of 1 nobody"),
    ((1, 0, 2), "Too little is confirmed", "Of 3 agreements, 0 are confirmed by an office today; of 2 nobody"),
    ((0, 0, 0), "Of 0 agreements with", ""),
]


@pytest.mark.parametrize(("numbers", "finding", "rests_on"), CONFIRMED)
def test_finding_on_conditions_says_on_how_many_confirmed_records_it_rests(
    numbers, finding, rests_on, editor, verifier
):
    active, silent, unconfirmed = numbers
    office = make_office("Dinas")
    for number in range(active):
        follow_up(signed(f"Aktif {number}"), done_on=ago(9))
    for number in range(silent):
        row = answer(
            signed(f"Diam {number}", on=ago(700)), office, starts_on=ago(699), ends_on=ago(1), answered_on=TODAY
        )
        accept(attest(row, by=editor, today=TODAY), by=verifier, today=TODAY)
    for number in range(unconfirmed):
        signed(f"Lama {number}", on=ago(700))
    with translation.override("en"):
        figure = build_figure("kondisi", TODAY)
    assert figure.finding.startswith(finding)
    assert figure.left_out.startswith(rests_on)
    assert bool(figure.left_out) == bool(rests_on)


def test_late_follow_ups_by_office_lead_to_their_list(client):
    today = timezone.localdate()
    office, agreement = make_office("Disdik", code="disdik"), signed(today=today)
    follow_up(agreement, due_on=ago(5, today), office=office)
    follow_up(agreement, due_on=ago(-5, today), office=office)
    follow_up(agreement, due_on=ago(5, today))
    follow_up(agreement, due_on=ago(6, today))
    follow_up(agreement, due_on=ago(-900, today), office=office)
    follow_up(agreement, office=office)
    follow_up(agreement, due_on=ago(5, today), done_on=ago(1, today), office=office)
    figure = build_figure("terlambat", today)
    assert [[cell.value for cell in row[1:]] for row in figure.rows] == [[2, 2, 2], [1, 4, 3]]
    assert figure.n == 5
    for row in figure.rows:
        for cell in row[1:]:
            assert not cell.url or len(client.get(cell.url).context["rows"]) == cell.value
        assert row[1].url
        assert row[2].url


def test_participants_by_office_and_year():
    office, agreement = make_office("Disdik", code="disdik"), signed()
    for done, people in (("2024", 10), ("Mei 2024", 5), ("2026", 3), ("2015", 99), ("", 99)):
        course = follow_up(agreement, kind="training", done_on=parse(done))
        Participation.objects.create(follow_up=course, office=office, people=people)
        Participation.objects.create(follow_up=course, body="Universitas", people=1)
    visit = follow_up(agreement, kind="visit", done_on=parse("2024"))
    Participation.objects.create(follow_up=visit, office=office, people=50)
    other = follow_up(agreement, kind="training", done_on=parse("2026"))
    for body, people in (("SMA 1", 2), ("universitas ", 1)):
        Participation.objects.create(follow_up=other, body=body, people=people)
    figure = build_figure("peserta", TODAY)
    assert [row[:2] for row in table("peserta") if row[0] == 2026] == [
        (2026, "Disdik"),
        (2026, "SMA 1"),
        (2026, "Universitas"),
    ]
    assert [(year, people) for year, _office, people in table("peserta")] == [
        (2026, 3),
        (2026, 2),
        (2026, 2),
        (2024, 15),
        (2024, 2),
    ]
    assert figure.n == 4
    assert [bar.value for bar in figure.charts[0].bars] == [17, 7]


def test_days_from_signing_to_the_first_activity():
    for days in (10, 30, 200):
        agreement = signed(f"Naskah {days}", on=ago(700))
        follow_up(agreement, done_on=ago(700 - days))
        follow_up(agreement, done_on=ago(5))
        follow_up(agreement, done_on=ago(900))
    follow_up(signed("Batal"), done_on=ago(600), cancelled_on=TODAY, cancelled_reason="x")
    signed("Diam")
    figure = build_figure("kegiatan-pertama", TODAY)
    assert [row[-1].value for row in figure.rows] == [10, 30, 200]
    assert figure.finding == ("Separuh dari 3 kerja sama punya kegiatan pertama dalam 30 hari setelah penandatanganan")
    assert figure.n == 3


def test_many_points_become_stretches(monkeypatch):
    monkeypatch.setattr(activity, "POINTS", 4)
    for days in (0, 90, 91, 400):
        follow_up(signed(f"Naskah {days}"), done_on=ago(700 - days))
    figure = build_figure("kegiatan-pertama", TODAY)
    assert [row[-1].value for row in figure.rows] == [2, 1, 0, 1, 0]
    assert figure.n == 4


@pytest.mark.parametrize(("part", "whole", "text"), [(1, 4, ""), (9, 9, ""), (6, 10, " (60%)"), (0, 30, " (0%)")])
def test_percentages_need_ten(part, whole, text):
    assert share(part, whole) == text


def test_too_few_make_no_finding(client):
    signed()
    signed("Lagi")
    response = client.get(PAGE)
    page = response.content.decode()
    assert all(not figure.is_enough for figure, _drawings in response.context["figures"])
    assert page.count('class="empty"') == len(FIGURES)
    assert "<svg" not in page


# --- what must not show -------------------------------------------------------------------------------

WITHHELD = {
    "internal": {"publication_class": "internal"},
    "draft": {"publication_class": "draft"},
    "exempt": {"publication_class": "exempt", "exempt_ground": "f"},
    "trash": {"trashed_at": timezone.now()},
    "comparison": {"is_comparison": True},
}


def _everything(title, **values):
    """An agreement that would show in every figure."""
    agreement = signed(title, **values)
    office = make_office(f"Dinas {title}")
    follow_up(agreement, title=title, due_on=ago(5), office=office)
    course = follow_up(agreement, title=title, kind="training", done_on=ago(20), office=office)
    Participation.objects.create(follow_up=course, office=office, people=7)
    measured(agreement, KnownDate.year(2025))
    for kind in ("commitment", "received", "reported"):
        money(agreement, kind, 10)
    served(agreement, 360)
    refresh_digest(agreement)
    return agreement


def _numbers():
    return [(figure.n, figure.finding, figure.rows, figure.lines) for figure in build_figures(TODAY)]


def test_withheld_agreements_count_nowhere(client):
    _everything("Terbuka")
    before = _numbers()
    hidden = _everything(SECRET)
    shown = _numbers()
    assert all(one != other for one, other in zip(before, shown, strict=True))
    known = Agreement.objects.filter(pk=hidden.pk).values().get()
    for name, values in WITHHELD.items():
        Agreement.objects.filter(pk=hidden.pk).update(**values)
        assert _numbers() == before, name
        for address in [PAGE, *(f"{PAGE}{slug}.csv" for slug in FIGURES)]:
            assert SECRET not in b"".join(client.get(address)).decode(), (name, address)
        Agreement.objects.filter(pk=hidden.pk).update(**known)
    assert _numbers() == shown


def test_withheld_rows_of_public_agreements_count_nowhere():
    agreement = _everything("Terbuka")
    before = _numbers()
    for values in ({"due_on": ago(5)}, {"kind": "training", "done_on": ago(20)}):
        course = follow_up(agreement, is_public=False, **values)
        Participation.objects.create(follow_up=course, office=make_office(f"Dinas {course.pk}"), people=7)
    money(agreement, "commitment", 10, is_public=False)
    measured(agreement, KnownDate.year(2021), public=False)
    served(agreement, 40, group="Sekolah", is_separate=True, is_public=False)
    served(agreement, 40, group="Pasar", is_separate=True, indicator=agreement.indicators.get(is_public=False))
    refresh_digest(agreement)
    assert _numbers() == before


# --- page, files, cost --------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_draws_every_figure_and_offers_its_table(client, prefix):
    for number in range(3):
        _everything(f"Terbuka {number}")
    response = client.get(prefix + PAGE)
    page = response.content.decode()
    for slug in FIGURES:
        assert f'<h2 id="{slug}">' in page
        assert f'aria-labelledby="{slug}' in page
        assert f"{prefix}{PAGE}{slug}.csv" in page
    assert page.count('role="img"') == len(FIGURES)
    assert "style=" not in page
    for _figure, drawings in response.context["figures"]:
        for bar in drawings[0].bars:
            assert 0 <= float(bar.width.removesuffix("%")) <= 100


@pytest.mark.parametrize(("prefix", "mark"), [("", ";"), ("/en", ",")])
def test_tables_download_in_the_marks_of_the_language(client, prefix, mark):
    follow_up(signed("Naskah; satu, dua"), done_on=ago(600))
    lengths = {}
    for slug in FIGURES:
        response = client.get(f"{prefix}{PAGE}{slug}.csv")
        head, *rows = b"".join(response).decode("utf-8-sig").splitlines()
        assert mark in head
        lengths[slug] = len(rows)
        assert f"statistik_{slug}_" in response.headers["Content-Disposition"]
    filled = {"hasil": 6, "kondisi": 8, "status": 7, "kegiatan-pertama": 1}
    assert lengths == {**dict.fromkeys(FIGURES, 0), **filled}
    (row,) = b"".join(client.get(f"{prefix}{PAGE}kegiatan-pertama.csv")).decode("utf-8-sig").splitlines()[1:]
    signed_on = f"{ago(700).latest:%Y-%m-%d}" if prefix else f"{ago(700).latest:%d/%m/%Y}"
    assert row == f'"Naskah; satu, dua"{mark}{signed_on}{mark}100'
    assert client.get(f"{prefix}{PAGE}tidak-ada.csv").status_code == 404


def test_examples_are_said(client):
    agreement = signed()
    assert "example" not in client.get(f"/en{PAGE}status.csv").headers["Content-Disposition"]
    Agreement.objects.filter(pk=agreement.pk).update(is_example=True)
    assert "example" not in client.get(f"/en{PAGE}status.csv").headers["Content-Disposition"]
    assert "1 invented example record is shown too" in client.get(f"/en{PAGE}?contoh=1").content.decode()
    assert "example" in client.get(f"/en{PAGE}status.csv?contoh=1").headers["Content-Disposition"]


def test_query_count_does_not_grow_with_rows(client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    _everything("Satu")
    few = queries()
    for number in range(3):
        _everything(f"Naskah {number}")
    assert queries() == few
    assert few <= 18


def test_english_page_marks_titles_that_it_has_in_indonesian_only(client):
    for title in ("Satu", "Dua", "Tiga"):
        follow_up(signed(title), done_on=ago(600))
    Agreement.objects.filter(title="Satu").update(title_en="One")
    page = client.get("/en/statistik/").content.decode()
    drawing = page[page.index("<svg", page.index('id="kegiatan-pertama"')) :].partition("</svg>")[0]
    assert '<tspan lang="id">Dua</tspan>' in drawing
    assert ">One:" in drawing
