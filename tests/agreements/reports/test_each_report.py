"""The ten reports one by one: which rows and cells each has, and that unknown stays empty."""

from datetime import date
from decimal import Decimal

import pytest

from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.reports.report_records import TODAY, ago, cells, make, make_register, number_of, row_of
from tests.factories import make_agreement, make_partner, make_signed

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


@pytest.fixture
def register():
    return make_register()


# --- register ----------------------------------------------------------------------------------------


def test_register_book_has_the_facts_of_a_text(head, register):
    row = row_of(make("buku-register", head), number_of(register, "twin"))
    expected = {
        "year": "2025",
        "partners": "Kota Seremban",
        "places": "Malaysia, Seremban",
        "partner_kinds": "Pemerintah daerah",
        "title": "Kota kembar Seremban",
        "paper_kind": "Naskah kerja sama (MoU/MSP)",
        "our_number": "12/KS",
        "their_number": "SRB/7",
        "our_signatory": "Wali Kota contoh (Wali Kota)",
        "their_signatory": "Mayor contoh",
        "starts_on": ago(400),
        "ends_on": ago(-100),
        "days_left": "100 hari",
        "status": "Berlaku",
        "fields": "b. Pertukaran budaya",
        "scope": "Pertukaran guru",
        "offices": "Disdik",
        "duration": None,
    }
    assert {key: row[key] for key in expected} == expected
    assert row["council_letter"].endswith("Disetujui")


def test_register_book_leaves_empty_what_is_not_known(head):
    agreement = make_agreement("Baru dijajaki", partner=make_partner("ICLEI", country="", kind="city_network"))
    row = row_of(make("buku-register", head), agreement.register_number)
    empty = ("year", "places", "paper_kind", "our_number", "our_signatory", "starts_on", "ends_on", "duration")
    assert {key: row[key] for key in empty} == dict.fromkeys(empty)
    assert (row["days_left"], row["council_letter"], row["fields"], row["documents"]) == (None,) * 4


# --- implementation ----------------------------------------------------------------------------------


def test_implementation_tells_the_activity_of_the_period(head, register):
    report = make("pelaksanaan", head, office="dikota")
    (row,) = [row_of(report, key) for key in report.keys]
    assert row["activity"] == "Pelatihan: Kursus guru"
    assert (row["happened_on"], row["place"], row["office"]) == (ago(60), "Kota Baru", "Disdik")
    assert (row["result"], row["obstacle"], row["next_step"]) == (
        "20 guru lulus",
        "Anggaran terlambat",
        "Kelas lanjutan",
    )
    assert row["benefit"] == "Dilayani: 40 orang, Guru"
    assert row["money"].splitlines() == [
        "Komitmen: EUR 1.000 (Kota Seremban)",
        "Komitmen: EUR 500",
        "Komitmen: EUR 7.000 (belum dicek)",
        "Diterima: Rp300",
    ]
    assert report.filters[0] == "Periode: 1 Juli 2026 – 31 Desember 2026"
    assert report.notes == ("Dalam periode: 1 kegiatan dari 1 kerja sama.",)


def test_implementation_of_a_period_without_activity_says_so(head, register):
    report = make("pelaksanaan", head, start=date(2024, 1, 1), end=date(2024, 6, 30), office="dikota")
    assert cells(report, "activity") == ["Tidak ada kegiatan yang tercatat dalam periode ini."]
    assert cells(report, "result") == cells(report, "obstacle") == cells(report, "office") == [None]


def test_implementation_leaves_out_what_has_ended_and_what_is_neither_ksdpl_nor_ksdll(head, register):
    ended = make_signed("Sudah berakhir", legal_form="ksdpl_other", on=ago(900))
    ended.stage = "terminated"
    ended.save()
    refresh_digest(ended)
    assert "Sudah berakhir" not in cells(make("pelaksanaan", head), "title")
    assert "Hibah air" not in cells(make("pelaksanaan", head), "title")


def test_implementation_counts_a_month_that_may_lie_in_the_period(head, register):
    follow_up = register.twin.follow_ups.get()
    follow_up.done_on = KnownDate.year(2026)
    follow_up.save()
    asked = {"office": "dikota", "start": date(2026, 1, 1), "end": date(2026, 1, 31)}
    assert cells(make("pelaksanaan", head, **asked), "activity") == ["Pelatihan: Kursus guru"]
    follow_up.cancelled_on, follow_up.cancelled_reason = TODAY, "Batal"
    follow_up.save()
    assert cells(make("pelaksanaan", head, **asked), "result") == [None]


# --- quarter -----------------------------------------------------------------------------------------


def test_quarterly_report_has_the_five_headings_of_the_last_report(head, register):
    report = make("triwulan", head)
    (row,) = [row_of(report, key) for key in report.keys]
    expected = {
        "funder": "KfW",
        "npphln": "NPPHLN-5, 1 Maret 2024",
        "finance_number": "REG-77",
        "commitments": "Komitmen: USD 2.000.000",
        "procurement": "Lelang pipa selesai",
        "physical_progress": Decimal(45),
        "absorption": Decimal(40),
        "obstacle": "Hujan",
        "next_step": "Pasang pipa",
    }
    assert {key: row[key] for key in expected} == expected
    assert report.filters[0] == "Triwulan III tahun 2026"


def test_quarterly_report_without_a_report_knows_nothing(head, register):
    report = make("triwulan", head, quarter=1)
    (row,) = [row_of(report, key) for key in report.keys]
    assert row["activity"] == "Belum ada laporan yang disetujui untuk triwulan ini."
    assert (row["physical_progress"], row["absorption"], row["procurement"]) == (None, None, None)
    assert report.keys == (number_of(register, "grant"),)


def test_quarterly_report_waits_for_the_approval(head, register):
    register.grant.follow_ups.get().reports.update(state="approved")
    register.grant.follow_ups.get().reports.filter(physical_progress=45).update(state="submitted")
    report = make("triwulan", head)
    (row,) = [row_of(report, key) for key in report.keys]
    assert row["physical_progress"] == Decimal(30)


# --- sums --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("pelaksanaan", ["Komitmen yang sudah dicek: EUR 1.500", "Diterima, sudah dicek: Rp300"]),
        ("triwulan", ["Komitmen yang sudah dicek: USD 2.000.000"]),
        (
            "rekap",
            [
                "Komitmen yang sudah dicek: EUR 1.500",
                "Komitmen yang sudah dicek: USD 2.000.000",
                "Diterima, sudah dicek: Rp300",
            ],
        ),
        ("evaluasi", []),  # of these lines nobody knows the year
    ],
)
def test_only_checked_lines_are_summed_by_currency(code, expected, head, register):
    """7,000 EUR that nobody checked are in no sum, and no currency is added to another."""
    report = make(code, head)
    assert [total.sentence for total in report.totals] == expected


# --- summary -----------------------------------------------------------------------------------------


def test_summary_counts_each_country_and_each_cooperation_once(head, register):
    register.twin.parties.create(partner=make_partner("Kota Ipoh", country="JP"))
    report = make("rekap", head, by="country")
    numbers = dict(zip(cells(report, "group"), cells(report, "count_0"), strict=True))
    assert numbers == {"Belanda": 1, "Jepang": 2, "Jerman": 1, "Korea Selatan": 1, "Malaysia": 1}
    assert report.count_row[1:3] == ("Jumlah kerja sama", 5)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("field", {"b. Pertukaran budaya": 1, "Belum diklasifikasikan": 4}),
        ("office", {"Disdik": 1, "Perangkat daerah tidak tercatat": 4}),
    ],
)
def test_summary_says_what_is_not_recorded(by, expected, head, register):
    report = make("rekap", head, by=by)
    assert dict(zip(cells(report, "group"), cells(report, "count_0"), strict=True)) == expected


def test_summary_has_each_cooperation_in_one_status(head, register):
    report = make("rekap", head)
    headings = [str(column.header) for column in report.columns]
    of_status = dict(zip(headings, report.count_row, strict=True))
    statuses = headings[3:10]
    assert sum(of_status[name] for name in statuses) == of_status["Jumlah"] == 5
    assert of_status["Ditandatangani"] == 2


# --- ending, silent, coordination --------------------------------------------------------------------


def test_what_ends_within_the_days_is_listed(head, register):
    report = make("akan-berakhir", head)
    (row,) = [row_of(report, key) for key in report.keys]
    assert (row["title"], row["ends_on"], row["days_left"]) == ("Kota kembar Seremban", ago(-100), "100 hari")
    assert row["option"] == "4 tahun\ntenggat pemberitahuan 6 bulan"
    assert row["decision"] is None
    register.twin.reviews.create(held_on=TODAY, finding="Baik", decision="extend", reason="Berjalan")
    assert cells(make("akan-berakhir", head), "decision") == ["Perpanjang (24 November 2026)"]
    assert make("akan-berakhir", head, days=99).keys == ()


def test_without_follow_up_tells_condition_and_reason_of_the_register(head, register):
    report = make("tanpa-tindak-lanjut", head)
    row = row_of(report, number_of(register, "silent"))
    assert (row["activity_on"], row["condition"], row["next"]) == (
        None,
        "Belum dikonfirmasi",
        None,
    )
    assert row["reason"].startswith("Terakhir tercatat: penandatanganan")
    assert number_of(register, "twin") not in report.keys
    assert number_of(register, "waiting") not in report.keys
    assert number_of(register, "twin") in make("tanpa-tindak-lanjut", head, months=1).keys


def test_without_follow_up_leaves_out_what_is_too_early_to_expect(head):
    fresh = make_signed("Baru kemarin", on=ago(1))
    refresh_digest(fresh)
    assert make("tanpa-tindak-lanjut", head).keys == ()


def test_coordination_tells_who_has_the_paper(head, register):
    report = make("koordinasi", head)
    (key,) = [key for key in report.keys if key.startswith(f"{number_of(register, 'waiting')}/")]
    row = row_of(report, key)
    assert (row["holder"], row["letter_number"], row["days"]) == ("DPRD Kota Jambi", "9/KS", "30 hari")
    assert (row["sent_on"], row["received_on"], row["limit"]) == (ago(30), None, None)
    ours = row_of(report, number_of(register, "exempt"))
    assert (ours["holder"], ours["letter_number"]) == ("Kota Jambi", None)


# --- yearly review, sheet, information ---------------------------------------------------------------


def test_yearly_review_compares_promise_and_outcome(head, register):
    report = make("evaluasi", head, office="dikota", year=2026)
    (row,) = [row_of(report, key) for key in report.keys]
    assert (row["baseline"], row["target"]) == ("5 guru (2025)", "20 guru (2027)")
    assert (row["measured"], row["outcome"]) == ("24 guru (September 2026)", "Tercapai")
    assert row["booked"] == "Rp300, APBD 2026, 5.1.02"
    former = row_of(make("evaluasi", head, office="dikota", year=2025), report.keys[0])
    assert (former["measured"], former["outcome"]) == ("12 guru (2025)", "Belum tercapai")
    earlier = row_of(make("evaluasi", head, office="dikota", year=2024), report.keys[0])
    assert (earlier["measured"], earlier["outcome"]) == (None, "Belum terbukti")


def test_sheet_tells_of_one_cooperation(head, register):
    report = make("lembar", head, register_number=number_of(register, "twin"))
    content = dict(zip(report.keys, cells(report, "content"), strict=True))
    assert content["title"] == "Kota kembar Seremban"
    assert content["results"] == "Guru terlatih (guru): Tercapai"
    assert content["follow_ups"].startswith("Kursus guru (Selesai")
    assert "council_letter" in content
    assert "reviews" not in content


def test_information_lists_are_public_or_exempt(head, register):
    public = make("informasi", head)
    assert public.keys == (number_of(register, "twin"),)
    closed = make("informasi", head, disclosure="exempt")
    assert cells(closed, "information") == ["Perundingan rahasia", "Risalah rahasia"]
    assert cells(closed, "decision") == ["PPID-3\n24 November 2026"] * 2
    assert cells(closed, "ground") == ["f – hubungan luar negeri"] * 2
    assert cells(closed, "review_on") == [date(2027, 1, 1)] * 2
    assert closed.title == "Daftar informasi yang dikecualikan"
