"""Whom the results serve, in figures: checked numbers of each unit, and over how many agreements they speak."""

import pytest
from django.utils import translation

from agreements.oversight.statistics.all_figures import build_figure
from jambi_coop.lib.dates.parser import parse
from tests.factories import make_source

from .statistics_records import TODAY, served, signed, table

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]
SLUG = "penerima-manfaat"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_adds_up_what_was_checked_each_unit_for_itself_and_says_over_how_many_agreements():
    one, two, three = signed("Satu"), signed("Dua"), signed("Tiga")
    served(one, 360)
    served(two, 1040)
    served(two, 12_000, unit="people", group="Warga")
    served(two, 500, group="Belum dicek", checked=False)
    served(three, 10_300, kind="expected")
    figure = build_figure(SLUG, TODAY)
    assert figure.finding == (
        "Served according to checked sources: 12,000 people in 1 agreement; 1,400 households in 2 agreements"
    )
    assert figure.n == 2
    assert table(SLUG) == [("People", 12_000, 1, 0, 0), ("Households", 1400, 2, 0, 1)]
    assert [(chart.name, [bar.value for bar in chart.bars]) for chart in figure.charts] == [
        ("People", [12_000]),
        ("Households", [1040, 360]),
    ]


def test_agreement_whose_numbers_cannot_be_added_is_counted_as_left_out():
    agreement, other = signed("Tumpang tindih"), signed("Beda sumber")
    served(agreement, 300)
    served(agreement, 200, group="Warga kelurahan")
    served(other, 300, as_of=parse("2025"))
    served(other, 500, as_of=parse("2025"), source=make_source("Sumber lain"))
    figure = build_figure(SLUG, TODAY)
    assert (figure.n, figure.is_enough, figure.charts) == (0, False, ())
    assert [tuple(cell.text for cell in row) for row in figure.rows] == [
        ("Households", "no number that may be added", "0", "2", "0")
    ]
    assert len(figure.lines) == 4


def test_every_number_names_its_group_its_source_and_whether_it_was_checked():
    agreement = signed("Satu")
    served(agreement, 1360, group="Pelanggan air limbah", group_en="Sewer customers", as_of=parse("Februari 2025"))
    served(
        agreement, 1, unit="people", group="Warga", source=make_source("Surat dalam", is_public=False), checked=False
    )
    first, second = build_figure(SLUG, TODAY).lines
    assert first.note == "1,360 households, Sewer customers (Surat kabar contoh; February 2025)"
    assert second.note == "1 person, Warga (internal source) – not yet checked"
    assert first.url == f"{agreement.get_absolute_url()}#beneficiaries"
