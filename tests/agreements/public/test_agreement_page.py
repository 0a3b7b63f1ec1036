"""The public page of an agreement: a white list, constant cost, honest words where nothing is known."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from agreements.lifecycle.vocabulary import Stage
from agreements.models import (
    Agreement,
    Citation,
    FollowUp,
    Indicator,
    LegalBasis,
    LoadedRecord,
    Measurement,
    Participation,
    Party,
    Regulation,
    Sector,
    Statement,
    Step,
    Transaction,
)
from agreements.public.agreement_rows import load_rows
from agreements.record.digest import refresh_digest
from agreements.stages.past_steps import record_past
from agreements.stages.step_evidence import PastStep, StepEvidence
from agreements.stages.waivers import waive
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.clock import TODAY
from tests.factories import (
    make_agreement,
    make_document,
    make_office,
    make_partner,
    make_signed,
    make_source,
    make_term,
    past_steps,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def indonesian():
    """A request leaves its language behind in the thread."""
    with translation.override("id"):
        yield


def page(client, agreement, prefix=""):
    with translation.override(prefix.strip("/") or "id"):
        address = agreement.get_absolute_url()
    response = client.get(address)
    assert response.status_code == 200
    return response


def html(client, agreement, prefix=""):
    return page(client, agreement, prefix).content.decode()


@pytest.mark.parametrize("change", [{"publication_class": "internal"}, {"trashed_at": timezone.now()}])
def test_page_is_not_found_unless_public(client, superuser, change):
    agreement = make_agreement(public=True)
    Agreement.objects.filter(pk=agreement.pk).update(**change)
    assert client.get(agreement.get_absolute_url()).status_code == 404
    client.force_login(superuser)
    assert client.get(agreement.get_absolute_url()).status_code == 404


def test_head_tells_where_the_record_comes_from(client, superuser):
    """A case of the loader is no word of the office, until somebody changes it."""
    agreement = make_agreement(public=True, partner=make_partner("Komisi Ekonomi"))
    assert "Terakhir diperbarui pada" in html(client, agreement)
    LoadedRecord.objects.create(key="case/contoh", object_id=agreement.pk)
    assert "Disusun dari sumber yang disebut di halaman ini, dimasukkan pada" in html(client, agreement)
    Agreement.objects.filter(pk=agreement.pk).update(edited_by=superuser)
    text = html(client, agreement)
    assert "Terakhir diperbarui pada" in text
    assert "oleh Bagian Kerja Sama" not in text


def test_names_in_indonesian_are_marked_on_the_english_page(client):
    agreement = make_agreement(public=True, partner=make_partner("Komisi Ekonomi"))
    Statement.objects.create(
        agreement=agreement, topic="other", text="Kata", text_en="Word", source=make_source("Surat A")
    )
    assert '<span lang="id">Komisi Ekonomi</span>' in html(client, agreement, "/en")
    assert '<span lang="id">Surat A</span>' in html(client, agreement, "/en")
    assert '<span lang="id">' not in html(client, agreement)


def test_who_repays_is_shown_only_where_a_source_tells(client):
    """A column of "not known" would read as a debt of the city."""
    agreement = make_agreement(public=True, kind="granted_loan", partner=make_partner("KfW"))
    line = {"agreement": agreement, "kind": "reported", "currency": "EUR", "source": make_source("Surat")}
    Transaction.objects.create(**line, amount=Decimal(13_400_000))
    text = html(client, agreement)
    assert "Dibayar kembali" not in text
    assert "bukan utang kota; cara ini diatur dalam peraturan (PP 10/2011 Pasal 7 ayat (1) huruf f)" in text
    Transaction.objects.create(**line, amount=Decimal(100_000_000), repaid_by="state")
    text = html(client, agreement)
    assert "<td>Pemerintah Pusat</td>" in text
    assert "<td>tidak disebut sumbernya</td>" in text


def test_agreement_of_the_state_is_signed_and_no_answer_of_a_ministry(client):
    agreement = make_agreement(public=True, kind="granted_loan", partner=make_partner("KfW"))
    evidence = StepEvidence(decided_on=parse("<2016-04"))
    step = PastStep(stage=Stage.STATE_AGREEMENT, holder="finance", state="approved", evidence=evidence)
    record_past(agreement, steps=[step], by=None, today=timezone.localdate())
    stage = page(client, agreement).context["trail"]["stages"][3]
    assert [(line.word, line.holder, line.dates[0][0]) for line in stage.lines] == [
        ("Ditandatangani", "negara dan mitra", "ditandatangani")
    ]


@pytest.mark.parametrize(
    ("region", "level", "words"),
    [
        ("Kota Jambi", "city", "Kota kembar (sister city)"),
        ("Kabupaten Batang Hari", "district", "Kabupaten kembar (sister regency)"),
        ("Provinsi Sumatera Barat", "province", "Provinsi kembar (sister province)"),
        ("Kota Jambi", "province", "Provinsi/kabupaten/kota kembar"),
        ("Kota Jambi", "", "Provinsi/kabupaten/kota kembar"),
    ],
)
def test_a_twinning_is_called_by_the_level_of_both_sides(client, region, level, words):
    partner = make_partner("Kagawa", level=level)
    agreement = make_agreement(public=True, region=region, is_comparison=region != "Kota Jambi", partner=partner)
    assert page(client, agreement).context["kind"] == words
    assert load_rows([agreement.pk], TODAY)[0]["who"].endswith(words)


@pytest.mark.parametrize("address", ["KSLN-2026-9999-x", "x", "KSLN-2026-0001", "0-0", "KSLN-2026-99999999999999999-x"])
def test_unknown_address_is_not_found(client, address):
    assert client.get(f"/kerja-sama/{address}/").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_old_slug_leads_to_the_present_address(client, prefix):
    agreement = make_agreement("2020 Judul baru", public=True)
    present = prefix + agreement.get_absolute_url()
    response = client.get(f"{prefix}/kerja-sama/{agreement.register_number}-judul-lama/")
    assert (response.status_code, response.headers["Location"]) == (301, present)


def fill(agreement, count, office, source, partner):
    """`count` rows of each kind that the page lists."""
    regulation = Regulation.objects.create(
        kind="pp", number=str(count), year=2018, short_name=f"PP {count}/2018", slug=f"pp-{count}", title="Judul"
    )
    for number in range(count):
        article = LegalBasis.objects.create(regulation=regulation, article=f"Pasal {number}", summary="Isi")
        Citation.objects.create(agreement=agreement, legal_basis=article)
        follow_up = FollowUp.objects.create(
            agreement=agreement, kind="visit", title="Kunjungan", office=office, source=source, done_on=parse("2020")
        )
        Participation.objects.create(follow_up=follow_up, office=office, people=3)
        money = {"agreement": agreement, "currency": "EUR", "amount": Decimal(5), "source": source}
        Transaction.objects.create(kind="commitment", checked_on=date(2020, 1, 1), **money)
        indicator = Indicator.objects.create(agreement=agreement, title="Hasil", level="output", unit="orang")
        Measurement.objects.create(
            indicator=indicator, period=parse("2020"), value=Decimal(3), state="approved", source=source
        )
        Statement.objects.create(agreement=agreement, topic="scope", text="Luas", source=source)
        make_term(agreement, starts_on=parse("2020"), ends_on=parse("2030"))
        Step.objects.create(
            agreement=agreement, stage="verification", holder="home_affairs", round=100 * count + number
        )
        make_agreement(f"Lain {count} {number}", public=True, partner=partner, parent=agreement)
        Party.objects.create(agreement=agreement, partner=make_partner(f"Mitra {count} {number}"))
    make_document(agreement)
    agreement.supporting_offices.add(office)
    agreement.sectors.add(Sector.objects.create(name=f"Sektor {count}", slug=f"s-{count}"))
    refresh_digest(agreement)


def queries(client, agreement):
    with CaptureQueriesContext(connection) as captured:
        page(client, agreement)
    return len(captured)


def test_query_count_does_not_grow_with_rows(client):
    agreement = make_agreement("Kaya isi", public=True)
    office, source, partner = make_office(), make_source(), make_partner("Sama")
    fill(agreement, 3, office, source, partner)
    few = queries(client, agreement)
    fill(agreement, 12, office, source, partner)
    assert queries(client, agreement) == few


def test_follow_ups_come_late_first_then_planned_then_done(client):
    today = timezone.localdate()
    agreement = make_agreement(public=True)
    for title, days in [
        ("Selesai lama", {"done_on": today - timedelta(days=90)}),
        ("Rencana", {"due_on": today + timedelta(days=9)}),
        ("Selesai baru", {"done_on": today - timedelta(days=5)}),
        ("Terlambat", {"due_on": today - timedelta(days=12)}),
    ]:
        FollowUp.objects.create(agreement=agreement, kind="visit", title=title, **days)
    lines = page(client, agreement).context["timeline"]["lines"]
    assert [line["row"].title for line in lines] == ["Terlambat", "Rencana", "Selesai baru", "Selesai lama"]
    assert lines[0]["word"] == "Terlambat 12 hari"


def test_no_follow_up_is_said_with_its_length(client):
    today = timezone.localdate()
    agreement = make_signed(public=True, on=KnownDate.day(today - timedelta(days=425)), today=today)
    nothing = page(client, agreement).context["timeline"]["nothing"]
    assert nothing == "Belum ada kegiatan tercatat sejak penandatanganan, 14 bulan."


def test_money_is_totalled_only_where_checked_and_per_currency(client):
    agreement = make_agreement(public=True)
    source, checked = make_source(), date(2020, 1, 1)
    for kind, amount, currency, checked_on in [
        ("reported", 13_400_000, "EUR", None),
        ("reported", 12_900_000, "EUR", checked),
        ("commitment", 10_000_000, "EUR", checked),
        ("commitment", 2_000_000, "EUR", checked),
        ("commitment", 5_000_000, "EUR", None),
        ("commitment", 7_000_000, "USD", checked),
        ("spent", 1_000_000, "EUR", checked),
    ]:
        Transaction.objects.create(
            agreement=agreement, kind=kind, amount=amount, currency=currency, checked_on=checked_on, source=source
        )
    response = page(client, agreement)
    assert [(lines[0].currency, total, len(lines)) for lines, total, _repaid, _differ in response.context["money"]] == [
        ("EUR", None, 2),
        ("EUR", 12_000_000, 3),
        ("USD", 7_000_000, 1),
        ("EUR", None, 1),
    ]
    totals = re.findall(r'<tfoot>.*?<span class="money">([^<]*)<', response.content.decode())
    assert totals == ["EUR 12.000.000", "USD 7.000.000"]


def test_only_approved_measurements_show(client):
    agreement = make_agreement(public=True)
    indicator = Indicator.objects.create(agreement=agreement, title="Sampah", level="outcome", unit="ton")
    assert "Sampah" in html(client, agreement)
    for state, value in (("approved", "210.50"), ("submitted", "377.25"), ("draft", "488.75")):
        Measurement.objects.create(
            indicator=indicator, period=parse("2022"), value=Decimal(value), state=state, source=make_source()
        )
    text = html(client, agreement)
    assert [value for value in ("210,50", "377,25", "488,75") if value in text] == ["210,50"]


def test_trail_tells_waivers_with_ground_and_reason(client, verifier):
    today = timezone.localdate()
    agreement = make_agreement("Tanpa bukti", by=verifier, public=True, today=today)
    steps = [step for step in past_steps(agreement.track, until=Stage.SIGNING) if step.stage != Stage.COUNCIL]
    record_past(agreement, steps=steps, by=verifier, today=today)
    reason = "Surat DPRD belum ditemukan dalam arsip."
    waive(agreement, stage=Stage.COUNCIL, holder="council", ground="not_found", reason=reason, by=verifier, today=today)
    signing = PastStep(
        stage=Stage.SIGNING, holder="city", state="done", evidence=StepEvidence(decided_on=parse("2024"))
    )
    record_past(agreement, steps=[signing], by=verifier, today=today)
    agreement.refresh_from_db()
    response = page(client, agreement)
    trail = response.context["trail"]
    council = next(stage for stage in trail["stages"] if hasattr(stage.lines[0].step, "waiver"))
    assert council.lines[0].step.waiver.reason == reason
    assert trail["gap"] == "Ditandatangani dengan 1 langkah tanpa bukti tercatat."
    assert trail["gap"] in response.content.decode()
    assert reason in response.content.decode()


@pytest.mark.parametrize("on", [KnownDate.day(TODAY), "2018"])
def test_trail_tells_not_known_from_not_yet(client, on):
    """What comes after the present stage is not started, also of a record without any news, and also where it was
    recorded as not known; only a step before it can be not known."""
    agreement = make_agreement("Proyek", kind="grant", public=True)
    today = timezone.localdate()
    evidence = StepEvidence(decided_on=parse(on) if isinstance(on, str) else on)
    lines = [
        PastStep(stage=Stage.COUNCIL, holder="council", state="unknown"),
        PastStep(stage=Stage.HANDOVER, holder="city", state="unknown"),
        PastStep(stage=Stage.IMPLEMENTATION, holder="city", state="in_progress", evidence=evidence),
    ]
    record_past(agreement, steps=lines, by=None, today=today)
    trail = page(client, agreement).context["trail"]
    states = {stage.title: stage.state for stage in trail["stages"]}
    assert list(states.values()) == [
        *("unrecorded", "unrecorded", "unknown", "unrecorded", "unrecorded", "in_progress"),
        *("not_started", "not_started", "not_started"),
    ]


def test_rounds_are_told_as_lines_of_their_own(client):
    agreement = make_agreement(public=True)
    for number, state in [(1, "returned"), (2, "submitted")]:
        Step.objects.create(
            agreement=agreement,
            stage="verification",
            holder="home_affairs",
            round=number,
            state=state,
            sent_on=timezone.localdate() - timedelta(days=34),
        )
    trail = page(client, agreement).context["trail"]
    (lines,) = [stage.lines for stage in trail["stages"] if stage.has_rounds]
    assert [line.step.round for line in lines] == [1, 2]
    assert [line.state for line in lines] == ["returned", "submitted"]
    assert lines[1].waiting == "Menunggu 34 hari"
    assert lines[0].waiting == ""


def test_warns_where_it_rests_only_on_revoked_rules(client):
    agreement = make_agreement(public=True)
    new = Regulation.objects.create(
        kind="permendagri", number="25", year=2020, short_name="PMDN 25/2020", slug="b", title="B"
    )
    old = Regulation.objects.create(
        kind="permendagri",
        number="3",
        year=2008,
        short_name="PMDN 3/2008",
        slug="a",
        title="A",
        revoked=True,
        revoked_by=new,
    )
    basis = LegalBasis.objects.create(regulation=old, article="Pasal 5", summary="Syarat")
    Citation.objects.create(agreement=agreement, legal_basis=basis)
    legal = page(client, agreement).context["legal"]
    assert (legal["only_revoked"], legal["replaced_by"]) == (True, "PMDN 25/2020")


def test_exempt_document_shows_ground_and_way_to_ask(client, settings):
    settings.PPID_URL = "https://ppid.example.go.id/"
    agreement = make_agreement(public=True)
    document = make_document(agreement, public=False, title="Judul rahasia")
    document.publication_class, document.exempt_ground = "exempt", "f"
    document.exempt_decision_number, document.exempt_decision_on = "12/PPID/2025", date(2025, 5, 2)
    document.save()
    text = html(client, agreement)
    for words in ("12/PPID/2025", "2 Mei 2025", "UU 14/2008", 'href="https://ppid.example.go.id/"'):
        assert words in text
    assert "Judul rahasia" not in text
    assert f"/dokumen/{document.pk}/" not in text


def test_english_page_falls_back_with_a_note(client):
    agreement = make_agreement("Kota kembar", title_en="Sister city", summary="Ringkasan", public=True)
    english = page(client, agreement, "/en")
    assert english.context["fallbacks"]
    text = english.content.decode()
    assert re.search(r'<p class="lede"><span lang="id">Ringkasan', text)
    assert "<h1>Sister city</h1>" in text
    assert not page(client, agreement).context["fallbacks"]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_empty_record_says_what_is_missing(client, prefix):
    agreement = make_agreement("Baru", public=True, partner=False)
    text = html(client, agreement, prefix)
    assert text.count('class="empty"') == 4
    assert "Traceback" not in text


def test_related_shows_public_agreements_once(client):
    partner = make_partner("Sama")
    parent = make_agreement("Induk", public=True, partner=partner)
    agreement = make_agreement("Anak", public=True, partner=partner, parent=parent)
    make_agreement("Saudara", public=True, partner=partner)
    make_agreement("Tertutup", partner=partner)
    related = page(client, agreement).context["related"]
    assert [[row.title for row in rows] for _heading, rows in related] == [["Induk"], ["Saudara"]]
