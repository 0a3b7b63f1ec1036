"""What came of the agreements, in figures: verified results by year, and money promised against money received."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from agreements.lifecycle.vocabulary import Stage, StatusGroup
from agreements.models import Agreement, Digest
from agreements.oversight.statistics.all_figures import build_figure
from agreements.oversight.statistics.results import in_force_q, with_begin
from agreements.record.digest import refresh_digest
from agreements.record.status import LIST_LABELS
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.factories import make_agreement, make_instrument, make_term

from .statistics_records import (
    TODAY,
    ago,
    follow_up,
    measured,
    money,
    signed,
    table,
)

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]
PAGE = "/statistik/"


@pytest.fixture(autouse=True)
def indonesian():
    """A request leaves its language behind in the thread."""
    with translation.override("id"):
        yield


def per_year(today=TODAY):
    return {year: (in_force, proven) for year, in_force, proven in table("hasil", today)}


# --- the city's figure --------------------------------------------------------------------------------


def test_verified_results_count_from_the_year_of_their_period(db):
    one, two = signed(on=parse("3 Mei 2022")), signed(on=parse("2024"))
    measured(one, KnownDate.year(2024))
    measured(one, KnownDate.year(2023))
    measured(two, parse("Juni 2026"))
    assert per_year() == {2021: (None, None), 2022: (1, None), 2023: (1, 1), 2024: (2, 1), 2025: (2, 1), 2026: (2, 2)}


@pytest.mark.parametrize(
    "values", [{"state": "submitted"}, {"state": "draft"}, {"checked": False}, {"public": False}], ids=str
)
def test_values_that_were_not_verified_prove_nothing(values):
    measured(signed(), KnownDate.year(2025), **values)
    assert per_year()[2026] == (1, 0)


def test_agreement_counts_until_the_year_it_ended():
    agreement = signed(on=parse("3 Mei 2021"))
    make_term(agreement, starts_on=parse("3 Mei 2021"), ends_on=parse("2 Mei 2023"))
    refresh_digest(agreement)
    assert [in_force for in_force, _proven in per_year().values()] == [1, 1, 1, 0, 0, 0]


def test_agreement_counts_from_the_year_its_term_begins():
    agreement = signed(on=parse("3 Mei 2023"))
    agreement.instruments.update(validity="")
    make_term(agreement, starts_on=parse("1 Januari 2025"), ends_on=parse("31 Desember 2027"))
    refresh_digest(agreement)
    assert [in_force for in_force, _proven in per_year().values()] == [*[None] * 4, 1, 1]


ENDED = {
    "on a known day": ({"stage": Stage.TERMINATED, "ended_on": "5 Juni 2023"}, [1, 1, 1, 0, 0, 0]),
    "on the day of its last stage": ({"stage": Stage.COMPLETED, "stage_as_of": "2024"}, [1, 1, 1, 1, 0, 0]),
    "before it was signed": ({"stage": Stage.DISCONTINUED, "stage_as_of": "2024"}, [*[None] * 5, 0]),
    "not yet signed": ({"stage": Stage.COUNCIL}, [*[None] * 5, 0]),
}


@pytest.mark.parametrize(("values", "expected"), ENDED.values(), ids=ENDED)
def test_agreement_that_is_over(values, expected):
    agreement = signed(on=parse("3 Mei 2021"))
    for name, value in values.items():
        setattr(agreement, name, parse(value) if name != "stage" else value)
    agreement.save()
    refresh_digest(agreement)
    assert [in_force for in_force, _proven in per_year().values()] == expected


def test_silence_without_an_end_is_not_in_force(settings):
    agreement = signed(on=parse("3 Mei 2021"))
    Agreement.objects.filter(pk=agreement.pk).update(
        stage_as_of_earliest=None, stage_as_of_latest=None, stage_as_of_precision="unknown"
    )
    agreement.steps.all().delete()
    agreement.instruments.update(validity="not_stated")
    agreement.refresh_from_db()
    refresh_digest(agreement)
    assert agreement.stretch_on(TODAY).evidence_on == date(2021, 5, 3)
    assert [in_force for in_force, _proven in per_year().values()] == [1, 0, 0, 0, 0, 0]


def test_what_was_heard_later_does_not_fill_the_silence_before():
    agreement = signed(on=parse("3 Mei 2021"))
    agreement.steps.all().delete()
    agreement.instruments.update(validity="not_stated")
    follow_up(agreement, done_on=parse("5 Juli 2025"))
    refresh_digest(Agreement.objects.get(pk=agreement.pk))
    assert [in_force for in_force, _proven in per_year().values()] == [1, 0, 0, 0, 1, 0]


def test_agreement_counts_from_its_first_text_and_not_from_its_handover():
    agreement = signed(on=parse("3 Mei 2019"))
    agreement.stage, agreement.stage_as_of = Stage.HANDOVER, parse("1 November 2023")
    agreement.save()
    make_instrument(agreement, "handover", signed_on=parse("1 November 2023"))
    refresh_digest(agreement)
    assert [in_force for in_force, _proven in per_year().values()] == [1] * 6


def test_year_of_today_agrees_with_the_status_of_today():
    for number in range(3):
        signed(f"Naskah {number}")
    in_force = dict(table("status"))[str(LIST_LABELS[StatusGroup.IN_FORCE])]
    assert with_begin(Agreement.objects.on(TODAY)).filter(in_force_q(TODAY.year, TODAY)).count() == in_force == 3


def without_a_start(title="Tanpa awal", **values):
    """In force, though nobody knows since when."""
    agreement = make_agreement(title, public=True, track="programme", kind=Agreement.Kind.TRAINING, **values)
    agreement.stage, agreement.stage_as_of = Stage.RUNNING, KnownDate.unknown()
    agreement.save()
    refresh_digest(agreement)
    return agreement


EVIDENCE = {
    "a follow-up that was done": lambda agreement: follow_up(agreement, done_on=parse("5 Juli 2024")),
    "a follow-up that began": lambda agreement: follow_up(agreement, started_on=parse("2024")),
    "money that came": lambda agreement: money(agreement, "received", 5, value_date=parse("Mei 2024")),
    "its stage": lambda agreement: Agreement.objects.filter(pk=agreement.pk).update(
        stage_as_of_earliest=date(2024, 1, 1), stage_as_of_latest=date(2024, 12, 31), stage_as_of_precision="year"
    ),
}


@pytest.mark.parametrize("add", EVIDENCE.values(), ids=EVIDENCE)
def test_agreement_without_a_start_counts_from_the_first_evidence(add):
    agreement = without_a_start(as_of=KnownDate.unknown())
    add(agreement)
    refresh_digest(agreement)
    Digest.objects.filter(agreement=agreement).update(anchor_on=None)
    agreement.stretches.update(evidence_on=date(2026, 1, 1))
    assert [in_force for in_force, _proven in per_year().values()] == [None, None, None, 1, 1, 1]
    assert build_figure("hasil", TODAY).left_out == ""


def test_agreement_that_cannot_be_placed_is_said(client):
    hidden = without_a_start("Tertutup", as_of=KnownDate.unknown())
    follow_up(hidden, done_on=parse("2020"), is_public=False)
    follow_up(hidden, done_on=parse("2020"), cancelled_on=TODAY, cancelled_reason="x")
    make_agreement("Usul", public=True)
    assert [in_force for in_force, _proven in per_year().values()] == [*[None] * 5, 0]
    with translation.override("en"):
        assert build_figure("hasil", TODAY).left_out.startswith("1 agreement without a known start is left out")
    assert "1 agreement without a known start is left out" in client.get(f"/en{PAGE}").content.decode()


def test_years_before_anything_was_recorded_have_no_zero_and_no_bar():
    agreement = signed(on=parse("3 Mei 2023"))
    for number in range(2):
        signed(f"Naskah {number}", on=parse("2024"))
    measured(agreement, KnownDate.year(2025))
    with translation.override("en"):
        figure = build_figure("hasil", TODAY)
    texts = [[cell.text for cell in row] for row in figure.rows]
    assert texts == [
        ["2021", "not recorded", "not recorded"],
        ["2022", "not recorded", "not recorded"],
        ["2023", "1", "not recorded"],
        ["2024", "3", "not recorded"],
        ["2025", "3", "1"],
        ["2026", "3", "1"],
    ]
    assert [bar.label for bar in figure.charts[0].bars] == ["2025", "2026"]


def test_numbers_of_the_year_lead_to_what_proves_them(client):
    today = timezone.localdate()
    measured(signed(today=today), KnownDate.year(today.year))
    rows = build_figure("hasil", today).rows
    assert [bool(row[1].url) for row in rows] == [False] * 5 + [True]
    assert len(client.get(rows[-1][1].url).context["rows"]) == rows[-1][1].value == 1
    assert rows[-1][2].url == "#hasil-daftar"
    assert client.get(PAGE).content.decode().count(' id="hasil-daftar"') == 1
    ended = signed("Selesai tahun ini", on=ago(700, today), today=today)
    ended.stage, ended.ended_on = Stage.TERMINATED, KnownDate.day(today)
    ended.save()
    refresh_digest(ended)
    rows = build_figure("hasil", today).rows
    assert (rows[-1][1].value, rows[-1][1].url) == (2, "")


# --- money ---


def test_money_is_added_up_per_currency_and_only_where_checked():
    agreement = signed()
    money(agreement, "commitment", 100)
    money(agreement, "commitment", 50, checked=False)
    money(agreement, "received", 30)
    money(agreement, "received", 20)
    money(agreement, "commitment", 7, "IDR")
    money(agreement, "reported", 999)
    money(agreement, "spent", 5)
    money(agreement, "received", 40, is_public=False)
    assert table("uang") == [("EUR", Decimal(100), Decimal(50), 1), ("IDR", Decimal(7), Decimal(0), 0)]
    figure = build_figure("uang", TODAY)
    assert figure.n == 4
    assert [line.value for line in figure.lines] == [Decimal(999)]
    assert [chart.name for chart in figure.charts] == ["EUR", "IDR"]


def test_money_that_is_only_recorded_is_said_in_words():
    agreement = signed()
    money(agreement, "commitment", 100, "USD")
    money(agreement, "commitment", 50, "USD", checked=False)
    money(agreement, "received", 5, "JPY", checked=False)
    money(agreement, "reported", 9, "JPY", checked=False)
    with translation.override("en"):
        figure = build_figure("uang", TODAY)
        heading = str(figure.columns[-1].header)
    assert [tuple(cell.text for cell in row) for row in figure.rows] == [
        ("JPY", "none recorded", "recorded, not yet checked", "1"),
        ("USD", "USD 100; more is recorded, not yet checked", "none recorded", "1"),
    ]
    assert [cell.value for cell in figure.rows[0]][2] is None
    # Reported values are no lines of the column, so they do not speak in its words.
    assert heading == "Promised or received lines not yet checked"
    assert figure.lines[0].note.endswith("; as reported, not yet compared)")
    assert "JPY" not in figure.finding


def test_few_lines_of_money_are_shown_all_the_same():
    """A sum says what it says, however few lines it is made of."""
    money(signed(), "commitment", 100)
    figure = build_figure("uang", TODAY)
    assert (figure.n, figure.is_enough) == (1, True)
