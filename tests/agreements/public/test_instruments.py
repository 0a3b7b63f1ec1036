"""The part on instruments of the public page: what was signed, by whom, for how long, in both languages."""

from datetime import date

import pytest
from django.utils.translation import override

from agreements.models import Agreement, Party
from agreements.public.agreement_page.instruments import instruments_of
from agreements.public.agreement_page.view import with_rows
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.parser import parse
from tests.factories import make_agreement, make_instrument, make_partner

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


@pytest.fixture
def agreement():
    return make_agreement("Kota kembar", public=True, partner=make_partner("Kota Melaka"))


def shown(agreement, language="en"):
    with override(language):
        return [
            (str(row.instrument.get_kind_display()), row.signed, row.validity, row.notes)
            for row in instruments_of(with_rows(Agreement.objects.filter(pk=agreement.pk), TODAY).get(), TODAY)
        ]


# (what, values, in Indonesian, in English)
VALIDITY = [
    ("not asked yet", {}, "", ""),
    ("not stated", {"validity": "not_stated"}, "Naskah tidak menyebutkannya", "The text does not say"),
    ("not known", {"validity": "not_known"}, "Tidak diketahui", "Not known"),
    ("open", {"validity": "open"}, "tanpa batas waktu", "open-ended"),
    (
        "open from a day",
        {"validity": "open", "starts_on": parse("2020")},
        "tanpa batas waktu, sejak 2020",
        "open-ended, from 2020",
    ),
    (
        "a period",
        {"validity": "period", "starts_on": parse("2020"), "ends_on": parse("2023-06-30")},
        "2020 – 30 Juni 2023",
        "2020 – 30 June 2023",
    ),
    (
        "a start only",
        {"validity": "period", "starts_on": parse("2020")},
        "2020 – akhir tidak diketahui",
        "2020 – end not known",
    ),
    (
        "a duration",
        {"validity": "duration", "duration": "4 tahun", "option": "4 tahun"},
        "4 tahun, dihitung: sampai 16 Agustus 2024; opsi perpanjangan: 4 tahun",
        "4 tahun, worked out: until 16 August 2024; option to extend: 4 tahun",
    ),
    (
        "a duration in other words",
        {"validity": "duration", "duration": "selama proyek berjalan"},
        "selama proyek berjalan",
        "selama proyek berjalan",
    ),
]


@pytest.mark.parametrize(("what", "values", "indonesian", "english"), VALIDITY, ids=[row[0] for row in VALIDITY])
def test_validity_is_told_in_the_words_of_the_text(agreement, what, values, indonesian, english):
    make_instrument(agreement, signed_on="2020-08-17", **values)
    assert [row[2] for row in shown(agreement, "id") + shown(agreement)] == [indonesian, english]


def test_early_end_does_not_change_what_follows_from_the_words(agreement):
    """A text of 2005 for five years that was withdrawn in 2007: by its words until 2010, and withdrawn in 2007."""
    ending = {"ending": "withdrawn", "ended_on": parse("2007")}
    make_instrument(agreement, signed_on="2005-02-02", validity="duration", duration="5 tahun", **ending)
    [(_kind, _signed, validity, notes)] = shown(agreement, "id")
    assert validity == "5 tahun, dihitung: sampai 1 Februari 2010"
    assert notes == ["Ditarik oleh salah satu pihak: Kota Jambi (2007)."]


def test_papers_stand_in_the_order_of_their_signing(agreement):
    text = make_instrument(agreement, signed_on="2020")
    make_instrument(agreement, "intent", signed_on="2019", title="LoI Jambi–Melaka")
    make_instrument(agreement, "handover", signed=False)
    make_instrument(agreement, "extension", changes=text, notice_months=6)
    make_instrument(agreement, "automatic", signed=False, changes=text)
    belongs = "Belongs to: Agreement text (MoU/MSP), 2020."
    assert [(kind, signed, notes) for kind, signed, _validity, notes in shown(agreement)] == [
        ("Letter of Intent (LoI)", "2019", []),
        ("Agreement text (MoU/MSP)", "2020", []),
        ("Addendum or extension", "day not known", [belongs, "6 months of notice."]),
        ("Handover record (BAST)", "no signature recorded", []),
        ("Automatic extension", "", [belongs]),
    ]


def test_early_end_and_a_lost_base_are_told(agreement):
    party = agreement.parties.get()
    ended = {"ending": "withdrawn", "ended_on": parse("2022"), "ended_reason": "CANARY"}
    make_instrument(agreement, "minutes", signed_on="2020", ended_by=party, **ended)
    make_instrument(agreement, "award", signed_on="2021", **ended)
    make_instrument(agreement, "extension", signed_on="2022")
    assert [row[3] for row in shown(agreement)] == [
        ["Withdrawn by a party: Kota Melaka (2022)."],
        ["Withdrawn by a party: Kota Jambi (2022)."],
        ["The text that it extends is not recorded."],
    ]


@pytest.mark.parametrize(
    ("prefix", "words"), [("", "Naskah kerja sama (MoU/MSP)"), ("/en", "Agreement text (MoU/MSP)")]
)
def test_page_tells_each_side_where_and_when_it_signed(client, agreement, prefix, words):
    sides = [
        {"side": "city", "name": "Wali Kota", "position": "Pj", "place": "Jambi", "signed_on": parse("2020-08-17")},
        {"side": "partner", "party": agreement.parties.get(), "place": "Melaka", "number": "MBMB/7"},
    ]
    make_instrument(agreement, sides=sides)
    refresh_digest(agreement)
    page = client.get(prefix + agreement.get_absolute_url()).content.decode()
    part = page[page.index('<h2 id="instruments">') :].partition("</section>")[0]
    for text in (words, "Pj", ", Wali Kota", "Jambi", "Kota Melaka", "MBMB/7"):
        assert text in part
    assert part.count("2020") == 2  # the day of the text, and that of the side which has one


def test_day_that_is_said_once_is_not_repeated(agreement):
    make_instrument(agreement, signed_on="2020-08-17")
    (row,) = instruments_of(with_rows(Agreement.objects.filter(pk=agreement.pk), TODAY).get(), TODAY)
    assert (row.signed, row.sides) == ("17 Agustus 2020", [])


def test_page_without_papers_has_no_such_part(client, agreement):
    assert 'id="instruments"' not in client.get(agreement.get_absolute_url()).content.decode()


def test_many_papers_cost_no_more_queries(client, agreement, django_assert_max_num_queries):
    def add(number):
        party = Party.objects.create(agreement=agreement, partner=make_partner(f"Mitra {number}"))
        text = make_instrument(agreement, signed_on="2020", sides=[{"side": "partner", "party": party}])
        make_instrument(agreement, "extension", changes=text, ended_by=party, ending="withdrawn")

    add(0)
    refresh_digest(agreement)
    rows = Agreement.objects.filter(pk=agreement.pk)
    with django_assert_max_num_queries(100) as few:
        instruments_of(with_rows(rows, TODAY).get(), TODAY)
    for number in range(1, 4):
        add(number)
    with django_assert_max_num_queries(len(few)):
        instruments_of(with_rows(rows, TODAY).get(), TODAY)
