"""Columns of downloads: a white list, right values, the same few queries whatever the number of rows."""

import html
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from agreements.exchange.agreement_columns import PUBLIC, STAFF, agreement_table
from agreements.lifecycle.questions import Reply
from agreements.models import Agreement, Assessment, BeneficiaryCount, FollowUp, OfficialVisit, Party, Sector
from agreements.record.condition import Condition
from agreements.record.digest import refresh_digest
from agreements.record.horizon import Attested
from agreements.record.stretches import Due
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from partners import resources as partner_resources
from partners.models import Partner
from tests.factories import (
    make_agreement,
    make_assessment,
    make_instrument,
    make_office,
    make_partner,
    make_signed,
    make_source,
    make_term,
    set_facts,
)

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

# What anybody may download. A new column goes here on purpose, or not at all.
PUBLIC_KEYS = [
    *("register_number", "mark", "title", "title_en", "region", "kind", "status", "partners", "countries", "fields"),
    *("sectors", "legal_form", "instrument", "city_role", "lead_office", "supporting", "city_document_number"),
    *("signed_on", "city_signed_place", "city_signatory", "city_signatory_title", "ends_on", "open_ended"),
    *("activity_on", "done", "late", "has_public_document", "location", "other_actors", "parent", "summary"),
    *("summary_en", "address"),
]
# Added later, at the end of both.
LATER_KEYS = [
    *("condition", "condition_reason", "next_due_on", "results_promised", "results_proven", "results_reached"),
    *("waiting_since", "analysis_not_done", "analysis_not_known", "days_to_signing", "signed_at_visit"),
    *("beneficiaries", "served_people", "served_households", "served_institutions"),
]
STAFF_KEYS = [
    *("track", "stage", "stage_as_of", "publication_class", "city_signed_on", "joined_on", "paid_until", "ended_on"),
    *("end_reason_code", "end_reason", "finance_register_number", "original_kept_at", "note", "checked_on"),
    *("created_at", "updated_at"),
]
# Added later still, at the end for staff alone.
LAST_STAFF_KEYS = ["audit_copy_sent_on", "audit_copy_number"]
LAST_KEYS = ["known_up_to", "confirmed", "not_known"]
# Fields of an agreement that no download holds.
LEFT_OUT = {
    *("id", "version", "is_example", "is_comparison", "renews", "person_in_charge", "stage_source", "checked_by"),
    *("exempt_ground", "exempt_reason", "exempt_decision_number", "exempt_decision_on", "exempt_review_on"),
    *("edited_by", "trashed_at", "trashed_by", "trashed_reason", "supporting_offices", "legal_fields"),
    "without_text",  # the column of the instrument says it
    "signed_before",  # the column of what is not known says it where it matters
}
PARTNER_KEYS = [
    *("slug", "mark", "name", "name_local", "short_name", "kind", "country_code", "country", "place", "level"),
    *("website", "profile", "profile_en", "strengths", "strengths_en", "iati_reference", "address"),
]


def read(queryset, *, staff=False, language="id"):
    """Rows as dictionaries by column key."""
    columns, rows = agreement_table(queryset, staff=staff, today=TODAY, language=language)
    return [dict(zip([column.key for column in columns], row, strict=True)) for row in rows]


@pytest.fixture
def agreement():
    office = make_office("Dinas Lingkungan Hidup", name_en="Environment Office")
    agreement = make_agreement(
        "Talang Gulo",
        kind="loan",
        public=True,
        partner=make_partner("KfW", country="DE"),
        signed_on=KnownDate.month(2016, 6),
        lead_office=office,
        parent=make_agreement("Induk", public=False),
        note="rahasia",
        audit_copy_sent_on=KnownDate.month(2017, 5),
        audit_copy_number="900/BPK/2017",
    )
    Party.objects.create(agreement=agreement, partner=make_partner("Mitra rahasia", country="SG", public=False))
    agreement.legal_fields.set(["c", "a"])
    agreement.sectors.set([Sector.objects.create(name="Persampahan", name_en="Waste", slug="persampahan")])
    agreement.supporting_offices.set([office])
    make_term(agreement, ends_on=KnownDate.year(2030))
    for title, values in {
        "done": {"done_on": KnownDate.day(date(2026, 5, 3))},
        "late": {"due_on": KnownDate.day(date(2026, 11, 23))},
        "due today": {"due_on": KnownDate.day(TODAY)},
        "cancelled": {"due_on": KnownDate.year(2020), "cancelled_on": TODAY, "cancelled_reason": "batal"},
        "internal": {"due_on": KnownDate.year(2020), "is_public": False},
    }.items():
        FollowUp.objects.create(agreement=agreement, kind="meeting", title=title, **values)
    refresh_digest(agreement)
    return agreement


def test_publishes_the_listed_columns_only():
    assert [column.key for column, _cell in PUBLIC] == PUBLIC_KEYS + LATER_KEYS + LAST_KEYS
    staff = [column.key for column, _cell in STAFF]
    assert staff == PUBLIC_KEYS + STAFF_KEYS + LATER_KEYS + LAST_STAFF_KEYS + LAST_KEYS
    assert [column.key for column, _cell in partner_resources.PUBLIC] == PARTNER_KEYS


def test_knows_every_field_of_an_agreement():
    """A new field fails here until somebody decides whether it goes into files."""
    fields = [
        field.name
        for field in [*Agreement._meta.fields, *Agreement._meta.many_to_many, *Agreement._meta.private_fields]
    ]
    plain = {name for name in fields if not name.endswith(("_earliest", "_latest", "_precision"))}
    assert plain - LEFT_OUT <= set(PUBLIC_KEYS) | set(STAFF_KEYS) | set(LAST_STAFF_KEYS)


def test_gives_the_public_values(agreement):
    row = read(Agreement.objects.public())[0]
    assert {key: row[key] for key in row if row[key] not in ("", None)} == {
        "register_number": agreement.register_number,
        "title": "Talang Gulo",
        "region": "Kota Jambi",
        "kind": "Pinjaman negara",
        "status": "Penjajakan",
        "partners": "KfW",
        "countries": "Jerman",
        "fields": "a. Pengembangan ilmu pengetahuan dan teknologi; "
        "c. Peningkatan kemampuan teknis dan manajemen pemerintahan",
        "sectors": "Persampahan",
        "instrument": "Naskah kerja sama (MoU/MSP)",
        "lead_office": "Dinas Lingkungan Hidup",
        "supporting": "Dinas Lingkungan Hidup",
        "signed_on": KnownDate.month(2016, 6),
        "ends_on": KnownDate.year(2030),
        "open_ended": False,
        "activity_on": KnownDate.day(date(2026, 5, 3)),
        "done": 1,
        "late": 1,
        "has_public_document": False,
        "next_due_on": KnownDate.day(date(2026, 11, 23)),
        "waiting_since": KnownDate.unknown(),
        "known_up_to": date(2026, 5, 3),
        "address": "http://127.0.0.1:8000" + agreement.get_absolute_url(),
    }


def test_says_no_and_0_only_of_what_is_recorded(db):
    """Whether a text of unknown validity is open-ended, and how many follow-ups there are, nobody knows."""
    agreement = make_agreement(public=True)
    make_instrument(agreement, signed_on=parse("2016"), validity="not_known")
    refresh_digest(agreement)
    row = read(Agreement.objects.public())[0]
    assert (row["open_ended"], row["done"], row["late"]) == (None, None, None)
    FollowUp.objects.create(agreement=agreement, kind="meeting", title="Rapat", due_on=KnownDate.year(2030))
    agreement.instruments.update(validity="open")
    refresh_digest(agreement)
    row = read(Agreement.objects.public())[0]
    assert (row["open_ended"], row["done"], row["late"]) == (True, 0, 0)


def test_gives_the_papers_and_what_the_city_signed():
    agreement = make_agreement(public=True)
    sides = [
        {"side": "city", "name": "Wali Kota", "position": "Pj", "signed_on": parse("2026-03"), "place": "Jambi",
         "number": "1/MoU"},
        {"side": "partner", "party": agreement.parties.get(), "name": "Datuk Bandar", "place": "Seremban"},
    ]  # fmt: skip
    make_instrument(agreement, sides=sides, kept_at="Arsip")
    make_instrument(agreement, "intent", signed_on="2025")
    make_instrument(agreement, "minutes", signed=False)
    make_agreement("Tanpa naskah", public=True, without_text=True)
    refresh_digest(agreement)
    first, second = read(Agreement.objects.order_by("pk"), staff=True)
    names = ("city_document_number", "city_signed_place", "city_signatory", "city_signatory_title")
    assert [first[name] for name in names] == ["1/MoU", "Jambi", "Wali Kota", "Pj"]
    assert [second[name] for name in names] == [None] * 4
    assert (first["city_signed_on"], first["original_kept_at"]) == (parse("2026-03"), "Arsip")
    assert (first["signed_on"], second["signed_on"]) == (parse("2026-03"), KnownDate.unknown())
    assert first["instrument"] == "Naskah kerja sama (MoU/MSP); Pernyataan kehendak (LoI)"
    assert second["instrument"] == "Tanpa naskah"


@pytest.mark.parametrize(
    ("contact", "expected"), [("2026-02-25", 30), ("2026-02", None), ("", None), ("2026-04-01", None)]
)
def test_tells_readiness_and_counts_days_only_where_they_are_known(contact, expected):
    signed = make_signed(public=True)
    file = make_assessment(signed, risks=Reply.NO, funding=Reply.UNKNOWN)
    file.first_contact_on = parse(contact)
    file.save()
    OfficialVisit.objects.create(assessment=file, on=signed.signed_on, direction="here")
    refresh_digest(signed)
    row = read(Agreement.objects.public())[0]
    assert (row["analysis_not_done"], row["analysis_not_known"]) == (1, 1)
    assert (row["days_to_signing"], row["signed_at_visit"]) == (expected, True)


@pytest.mark.parametrize("file", [None, {"signing_reason": "Berkas lama tanpa analisis."}, {"plan_document": "RPJMD"}])
def test_leaves_readiness_empty_where_nothing_was_recorded_as_the_page_does(client, agreement, file):
    if file is not None:
        Assessment.objects.create(agreement=agreement, **file)
        refresh_digest(agreement)
    part = client.get(agreement.get_absolute_url()).context["readiness"]
    assert part is None or part["file"] is None
    row = read(Agreement.objects.public())[0]
    keys = ("analysis_not_done", "analysis_not_known", "days_to_signing", "signed_at_visit")
    assert [row[key] for key in keys] == [None] * 4


def test_tells_whom_a_result_serves_and_adds_up_only_what_may_be(agreement):
    own = {"agreement": agreement, "unit": "households", "source": make_source("Laporan PDAM")}
    result = agreement.indicators.create(title="Tertutup", level="output", unit="m3", is_public=False)
    checked = {**own, "kind": "served", "checked_on": TODAY}
    BeneficiaryCount.objects.create(**checked, number=1360, group="Pelanggan", as_of=parse("Februari 2025"))
    BeneficiaryCount.objects.create(**checked, number=173, group="Pelanggan", as_of=parse("30 Agustus 2024"))
    BeneficiaryCount.objects.create(**own, kind="expected", number=10_300, group="Warga")
    BeneficiaryCount.objects.create(**checked, number=7, group="Pasar", is_separate=True, indicator=result)
    row = read(Agreement.objects.public())[0]
    assert row["beneficiaries"] == (
        "1.360 rumah tangga: Pelanggan (Dilayani, Februari 2025, Laporan PDAM, Sudah dicek); "
        "173 rumah tangga: Pelanggan (Dilayani, 30 Agustus 2024, Laporan PDAM, Sudah dicek); "
        "10.300 rumah tangga: Warga (Direncanakan, Laporan PDAM, Belum dicek)"
    )
    assert (row["served_people"], row["served_households"], row["served_institutions"]) == (None, 1360, None)
    staff = next(one for one in read(Agreement.objects.alive(), staff=True) if one["title"] == "Talang Gulo")
    assert staff["served_households"] == 1367


def _in_days(days):
    return KnownDate.day(TODAY + timedelta(days=days))


CONDITIONS = [
    *(((20, 900, None, 0), "active"), ((20, 900, -9, 0), "attention"), ((250, 900, 30, 2), "attention")),
    *(((500, 900, None, 0), "inactive"), ((None, 900, None, 0), "none_yet"), ((None, 30, None, 0), "not_due")),
    *(((None, 120, None, 0), "attention"), ((250, 900, 30, 1), "active"), ((250, 900, None, 0), "")),
]
"""(days of activity, anchor and due date, moves): the condition; the last one is a case of another city."""


@pytest.mark.parametrize("language", ["id", "en"])
def test_says_the_condition_as_the_page_does(client, language):
    made = {}
    for number, ((activity, anchor, due, moved), condition) in enumerate(CONDITIONS):
        other = make_agreement(f"Lain {number}", public=True, partner=False, is_comparison=not condition)
        made[other.register_number] = other, condition
        set_facts(
            other,
            activities=[_in_days(-activity)] if activity else [],
            anchor=_in_days(-anchor),
            dues=[] if due is None else [Due(_in_days(due), moved)],
            attested=[Attested(_in_days(-anchor).latest, TODAY, TODAY)],
        )
    said = {row["register_number"]: row for row in read(Agreement.objects.public(), language=language)}
    assert set(said) == set(made)
    for register_number, (row, condition) in made.items():
        told = said[register_number]
        with override(language):
            assert told["condition"] == (str(Condition(condition).label) if condition else "")
            page = html.unescape(client.get(row.get_absolute_url()).content.decode())
        assert bool(told["condition_reason"]) == bool(condition)
        assert told["condition_reason"] in page
    assert len({row["condition_reason"] for row in said.values()}) == len(CONDITIONS)


def test_gives_staff_what_is_internal(agreement):
    row = next(row for row in read(Agreement.objects.alive(), staff=True) if row["title"] == "Talang Gulo")
    assert row["partners"] == "KfW; Mitra rahasia"
    assert row["note"] == "rahasia"
    assert (row["audit_copy_sent_on"], row["audit_copy_number"]) == (KnownDate.month(2017, 5), "900/BPK/2017")
    assert row["parent"] == agreement.parent.register_number
    assert row["late"] == 2
    assert row["created_at"].__class__ is date


def test_speaks_the_language_of_the_file_whatever_the_page_speaks(agreement):
    with override("id"):
        row = read(Agreement.objects.public(), language="en")[0]
    assert (row["kind"], row["countries"], row["sectors"]) == ("Loan of the state", "Germany", "Waste")
    assert row["lead_office"] == "Environment Office"
    assert "/en/" in row["address"]


@pytest.mark.parametrize(
    ("values", "mark"), [({"is_example": True}, "example"), ({"is_comparison": True}, "comparison")]
)
def test_marks_rows_that_do_not_count(values, mark):
    make_agreement(public=True, **values)
    assert read(Agreement.objects.public(), language="en")[0]["mark"] == mark


def test_asks_no_query_per_row(agreement, django_assert_num_queries):
    with django_assert_num_queries(9):
        read(Agreement.objects.alive())
    for number in range(20):
        make_agreement(f"Lain {number}", public=True)
    with django_assert_num_queries(9):
        read(Agreement.objects.alive())


def test_gives_partners_without_contacts():
    partner = make_partner("Kota Kobe", country="JP", name_local="神戸市", is_example=True)
    partner.contacts.create(name="Rahasia", purpose="surat")
    columns, rows = partner_resources.partner_table(Partner.objects.public(), staff=False, language="en")
    row = dict(zip([column.key for column in columns], *rows, strict=True))
    assert (row["name_local"], row["country"], row["mark"], row["country_code"]) == ("神戸市", "Japan", "example", "JP")
    with override("en"):
        assert row["address"].endswith(reverse("partners:detail", args=[partner.slug]))
