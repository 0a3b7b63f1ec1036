"""`load_cases`: adds what is missing, overwrites nothing, brings nothing back, all or nothing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from agreements.cases.files import FixtureError, read
from agreements.cases.loading import load
from agreements.management.commands import load_cases
from agreements.models import Agreement, Document, LoadedRecord, Office, Regulation, Source, Transaction
from agreements.record.partner_merge import merge_partners
from agreements.record.trash import move_to_trash, purge
from jambi_coop.lib.files.private_files import private_storage
from partners.models import Partner
from tests.factories import TODAY, make_source

FIXTURES = settings.BASE_DIR / "fixtures"
SOURCES = "berita:\n  kind: press\n  citation: Berita uji\n"
PARTNERS = "mitra-uji:\n  name: Mitra Uji\n  kind: ngo\n"
CASE = """
kasus-uji:
  title: Kasus uji
  title_en: Test case
  kind: grant
  parties:
    - {partner: mitra-uji, role: funder}
  money:
    - {kind: reported, amount: 12.50, currency: EUR, source: berita}
"""


def run(*arguments):
    out, err = StringIO(), StringIO()
    call_command("load_cases", *arguments, stdout=out, stderr=err)
    return out.getvalue() + err.getvalue()


def everything():
    """Every row of both apps, histories and versions included."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for app in ("agreements", "partners")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }


@pytest.fixture
def folder(tmp_path):
    """A small set of fixtures; `write` adds or replaces a file."""
    write(tmp_path, "sources.yaml", SOURCES)
    write(tmp_path, "partners.yaml", PARTNERS)
    write(tmp_path, "cases.yaml", CASE)
    return tmp_path


def write(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")


# --- the command on the real fixtures ---------------------------------------------------------------


def test_load_cases_works_on_any_day(db):
    """Dates of examples move with the day of loading; the end of a February is where days go missing."""
    with time_machine.travel(datetime(2028, 2, 29, 5, tzinfo=UTC), tick=False):
        load(FIXTURES, today=date(2028, 2, 29))
        load(FIXTURES / "examples", today=date(2028, 2, 29), examples=True)
    assert Agreement.objects.filter(is_example=True).exists()


def test_load_cases_refuses_examples_in_production(db, settings, folder, monkeypatch):
    monkeypatch.setattr(load_cases, "FOLDER", folder)
    settings.ENVIRONMENT = "production"
    with pytest.raises(CommandError, match="never loaded in production"):
        run("--examples")
    assert not Agreement.objects.exists()
    assert run() == "Cases: 1 sources, 1 partners, 1 cases.\n"
    assert Agreement.objects.exists()


def test_load_examples_asks_for_the_cases_first(db):
    with pytest.raises(CommandError, match="there is no legal_basis"):
        run("--examples")
    assert not LoadedRecord.objects.exists()


# --- nothing is overwritten, nothing comes back -----------------------------------------------------


def test_load_keeps_what_a_clerk_changed(db, folder):
    load(folder, today=TODAY)
    agreement, partner, source = Agreement.objects.get(), Partner.objects.get(), Source.objects.get()
    agreement.title, partner.name, partner.slug, source.citation = "Judul baru", "Nama baru", "nama-baru", "Berita lain"
    for row in (agreement, partner, source):
        row.save()
    Transaction.objects.all().delete()
    before = everything()
    load(folder, today=TODAY)
    assert everything() == before


def test_load_leaves_trashed_rows_in_the_trash(db, folder, editor):
    load(folder, today=TODAY)
    for row in (Agreement.objects.get(), Partner.objects.get()):
        move_to_trash(row, by=editor, now=now(), reason="Dicatat dua kali")
    before = everything()
    load(folder, today=TODAY)
    assert everything() == before


def test_load_brings_back_nothing_that_was_purged(db, folder, superuser):
    load(folder, today=TODAY)
    move_to_trash(Agreement.objects.get(), by=superuser, now=now() - timedelta(days=400), reason="Dicatat dua kali")
    purge(Agreement.objects.get(), by=superuser, now=now())
    load(folder, today=TODAY)
    assert not Agreement.objects.exists()


def test_load_adds_what_came_new(db, folder):
    load(folder, today=TODAY)
    write(folder, "cases.yaml", CASE + CASE.replace("kasus-uji", "kasus-kedua").replace("Kasus uji", "Kasus kedua"))
    assert dict(load(folder, today=TODAY).added) == {"case": 1}
    assert set(Agreement.objects.values_list("title", flat=True)) == {"Kasus uji", "Kasus kedua"}


def test_load_leaves_out_a_new_case_whose_partner_was_removed(db, folder, editor):
    load(folder, today=TODAY)
    move_to_trash(Partner.objects.get(), by=editor, now=now(), reason="Bukan mitra kota")
    write(folder, "cases.yaml", CASE + CASE.replace("kasus-uji", "kasus-kedua"))
    outcome = load(folder, today=TODAY)
    assert outcome.left_out == [
        "cases.yaml, entry “kasus-kedua”: it needs the partner “mitra-uji”, which was removed here"
    ]
    assert Agreement.objects.count() == 1


def test_load_follows_a_merged_partner(db, folder, superuser):
    load(folder, today=TODAY)
    keep = Partner.objects.create(name="Mitra Asli", slug="mitra-asli", kind="ngo")
    merge_partners(keep=keep, gone=Partner.objects.get(slug="mitra-uji"), by=superuser, now=now())
    write(folder, "cases.yaml", CASE + CASE.replace("kasus-uji", "kasus-kedua"))
    load(folder, today=TODAY)
    assert keep.agreements.count() == 2


@pytest.mark.parametrize(
    ("file", "text", "make"),
    [
        ("sources.yaml", SOURCES, lambda: make_source("Berita uji", kind="letter")),
        ("partners.yaml", PARTNERS, lambda: Partner.objects.create(name="Lain", slug="mitra-uji", kind="other")),
        ("offices.yaml", "dlh: {name: Dinas LH}", lambda: Office.objects.create(name="Dinas LH", code="lh")),
        (
            "regulations.yaml",
            "PP 1/2030: {kind: pp, number: 1, year: 2030, title: PP}",
            lambda: Regulation.objects.create(
                kind="pp", number="1", year=2030, short_name="PP 1/2030", slug="x", title="Judul staf"
            ),
        ),
    ],
    ids=["source", "partner", "office", "regulation"],
)
def test_load_adopts_a_row_that_is_already_here(db, tmp_path, file, text, make):
    row = make()
    write(tmp_path, file, text)
    outcome = load(tmp_path, today=TODAY)
    again = type(row).objects.get()
    assert (again.pk, again.version, dict(outcome.added)) == (row.pk, row.version, {})
    assert LoadedRecord.objects.get().object_id == row.pk


# --- how rows are written ----------------------------------------------------------------------------


def test_load_writes_as_the_system_with_history(db, folder):
    load(folder, today=TODAY)
    agreement = Agreement.objects.get()
    assert agreement.is_public
    assert agreement.edited_by is None
    assert {record.history_user for record in agreement.history.all()} == {None}
    line = agreement.transactions.get()
    assert (str(line.amount), line.version) == ("12.50", 1)
    assert line.history.get().history_change_reason == "load_cases"


def test_load_marks_examples(db, folder):
    load(folder, today=TODAY, examples=True)
    assert Agreement.objects.get().is_example
    assert Agreement.objects.get().register_number == "CONTOH-0001"
    assert Partner.objects.get().is_example


# --- bad fixtures -------------------------------------------------------------------------------------

BAD = {
    "unknown field": ("  location_x: di sini", "“location_x” is no field"),
    "unknown choice": ("  legal_form: contract", "legal_form: "),
    "unknown instrument": ("  instruments:\n    - {kind: contract}", "instrument 1: kind: "),
    "changes nothing known": (
        "  instruments:\n    - {kind: extension, changes: mou}",
        "no earlier instrument of the kind",
    ),
    "signature of a stranger": (
        "  instruments:\n    - {kind: minutes, signatures: [{partner: lain}]}",
        "instrument 1: signature 1: ",
    ),
    "bad date": ("  joined_on: 32 Januari 2016", "joined_on: "),
    "moving date outside examples": ("  joined_on: today - 3 days", "only examples"),
    "unknown source": ("  stage_source: koran", "there is no source “koran”"),
    "system field": ("  stage: signing", "“stage” cannot be set"),
    "unknown verb": ("  life:\n    - fly: {on: 2020}", "“fly” is none of"),
    "stage of another track": ("  life:\n    - record_past:\n        - {stage: signing}", "signing is no stage of"),
    "future step": ("  life:\n    - record_past:\n        - {stage: proposal, decided_on: 2050}", "2050"),
    "end before start": (
        "  instruments:\n    - {kind: mou, validity: period, starts_on: 2020, ends_on: 2019}",
        "tidak dapat berakhir sebelum dimulai",
    ),
    "follow-up without title": ("  follow_ups:\n    - {kind: flight}", "kind: "),
    "money without source": ("  statements:\n    - {topic: other, text: A}", "source"),
    "value of the future": (
        "  indicators:\n    - title: Sampah\n      level: output\n      unit: ton\n"
        "      measurements:\n        - {period: 2050, value: 5, source: berita}",
        "indicator 1, measurement: period",
    ),
    "value with two readings": (
        "  indicators:\n    - {title: Sampah, level: output, unit: ton, baseline: '1.500', baseline_year: '2020'}",
        "baseline: “1.500” dapat dibaca dengan dua cara",
    ),
    "people in fractions": (
        "  follow_ups:\n    - {kind: visit, title: Kunjungan, participants: [{body: Warga, people: '1,5'}]}",
        "people: “1,5” bukan bilangan bulat",
    ),
    "day without a day": (
        "  instruments:\n    - {kind: mou, review_on: November 2026}",
        "review_on: ",
    ),
    "beneficiaries of an unknown result": (
        "  beneficiaries:\n    - {kind: served, number: 5, unit: people, group: Warga, source: berita, indicator: Air}",
        "the case has no indicator with the title “Air”",
    ),
    "beneficiaries of the future": (
        "  beneficiaries:\n    - {kind: served, number: 5, unit: people, group: W, source: berita, as_of: 2050}",
        "2050",
    ),
    "nobody served": (
        "  beneficiaries:\n    - {kind: served, number: 0, unit: people, group: Warga, source: berita}",
        "number: ",
    ),
    "unknown track": ("  track: legacy", "13"),
    "said twice": ("  title: Dua kali", "stands twice"),
    "no mapping": ("- a", "cannot be read"),
}


@pytest.mark.parametrize(("line", "fault"), BAD.values(), ids=BAD)
def test_load_refuses_a_bad_case_and_writes_nothing(db, folder, line, fault):
    write(folder, "cases.yaml", CASE + line + "\n")
    with pytest.raises(FixtureError) as refused:
        load(folder, today=TODAY)
    assert fault in str(refused.value)
    assert "cases.yaml" in str(refused.value)
    assert not LoadedRecord.objects.exists()
    assert not Source.objects.exists()


@pytest.mark.parametrize(("text", "fault"), [("- a\n- b\n", "mapping of names"), ("a: text\n", "mapping of names")])
def test_load_refuses_a_file_that_is_no_mapping(db, tmp_path, text, fault):
    write(tmp_path, "sources.yaml", text)
    with pytest.raises(FixtureError, match=fault):
        load(tmp_path, today=TODAY)


def test_load_leaves_no_file_after_a_fault(db, folder):
    page = "  documents:\n    - {kind: other, title: Naskah, page: [Isi (uji)]}\n"
    write(folder, "cases.yaml", CASE + page + CASE.replace("kasus-uji", "kasus-kedua") + "  nothing: 1\n")
    root = Path(private_storage().location)
    before = set(root.rglob("*.pdf"))
    with pytest.raises(FixtureError):
        load(folder, today=TODAY, examples=True)
    assert set(root.rglob("*.pdf")) == before
    write(folder, "cases.yaml", CASE + page)
    load(folder, today=TODAY, examples=True)
    assert Document.objects.get().media_type == "application/pdf"


def test_load_reads_numbers_and_days_as_the_forms_do(db, folder):
    people = "  follow_ups:\n    - {kind: visit, title: Kunjungan, participants: [{body: Warga, people: '1.000'}]}\n"
    text = "  instruments:\n    - {kind: mou, review_on: 20 November 2026, notice_months: '6'}\n"
    value = (
        "  indicators:\n    - {title: Sampah, level: output, unit: ton, baseline: '1.500,5', baseline_year: '2020'}\n"
    )
    write(folder, "cases.yaml", CASE + people + text + value)
    write(folder, "partners.yaml", PARTNERS + "  latitude: '-1,612'\n  longitude: '103.615'\n")
    load(folder, today=TODAY)
    agreement = Agreement.objects.get()
    assert agreement.follow_ups.get().participations.get().people == 1000
    assert (agreement.instruments.get().review_on, agreement.instruments.get().notice_months) == (date(2026, 11, 20), 6)
    assert agreement.indicators.get().baseline == Decimal("1500.5")
    partner = Partner.objects.get()
    assert (partner.latitude, partner.longitude) == (Decimal("-1.612"), Decimal("103.615"))


def test_read_keeps_words_and_dates_as_they_are_written(tmp_path):
    write(tmp_path, "sources.yaml", "a: {x: on, y: 2016-04, z: 1.10, w: no, v: true, u: }")
    (entry,) = read(tmp_path)
    assert entry.facts == {"x": "on", "y": "2016-04", "z": "1.10", "w": "no", "v": True, "u": None}
