"""What a letter says: the record's facts in its language, a visible blank for the rest, and nothing made up."""

from datetime import date

import pytest
from django.utils import translation

from agreements.letter_writing.fields import BLANK, FIELDS
from agreements.letter_writing.forms import LetterForm
from agreements.letter_writing.kinds import SPECS, kinds_of_record, kinds_of_step, step_of
from agreements.letter_writing.letter import TYPED, make_letter
from agreements.letter_writing.templates import shipped
from agreements.letter_writing.values import articles, record_values
from agreements.lifecycle.vocabulary import Holder, InstrumentKind, Stage, Track
from agreements.models import Citation, LegalBasis, Letterhead, LetterKind, Regulation
from agreements.record.letters import LetterFacts
from agreements.stages.letters import send_letter
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import advance_to, make_agreement, make_instrument, make_partner, make_signed

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]
PP_28 = "Peraturan Pemerintah Nomor 28 Tahun 2018"
UU_23 = "Undang-Undang Nomor 23 Tahun 2014"


def letter(kind, agreement, step=None, **typed):
    """The paragraphs of a letter, made as the page makes it."""
    spec = SPECS[LetterKind(kind)]
    paper = shipped(spec.kind)
    form = LetterForm(row=step or agreement, spec=spec, paper=paper, may_record=True)
    made = make_letter(spec, agreement, step or step_of(spec, agreement), {**form.initial, **typed}, paper)
    return made.paragraphs


def text(*args, **typed):
    return "\n".join(letter(*args, **typed))


@pytest.fixture
def planned(editor):
    """A record before its consultation, with what a letter tells."""
    partner = make_partner("Kota Beirut & <Sekitarnya>", name_local="بيروت", country="LB")
    agreement = make_agreement(
        "Kota kembar «hijau»", by=editor, partner=partner, summary="Baris satu\nbaris dua", kind="sister_city"
    )
    advance_to(agreement, Stage.CONSULTATION, editor)
    return agreement


def test_a_letter_to_a_minister_is_filled_from_the_record(planned):
    step = planned.steps.get(stage=Stage.CONSULTATION, holder=Holder.FOREIGN_AFFAIRS)
    lines = letter("consultation_foreign", planned, step, number="100/1/KS", attachments="1 berkas")
    for line in (
        "WALI KOTA JAMBI",
        "Jambi, 24 November 2026",
        "Nomor\t: 100/1/KS",
        "Lampiran\t: 1 berkas",
        "Menteri Luar Negeri",
        "Judul\t: Kota kembar «hijau»",
        "Mitra\t: Kota Beirut & <Sekitarnya> (بيروت), Lebanon",
        f"Nomor registri\t: {planned.register_number}",
        "Tentang kerja sama tersebut: Baris satu\nbaris dua",
        f"Sesuai dengan Pasal 28 ayat (4) {PP_28}, kami mohon berkoordinasi dan berkonsultasi dengan Bapak/Ibu Menteri "
        "sebelum pernyataan kehendak kerja sama ditandatangani.",
    ):
        assert line in lines


def test_the_two_consultations_are_two_letters(planned):
    assert "Menteri Dalam Negeri" in letter("consultation_home", planned)
    assert "Menteri Luar Negeri" in letter("consultation_foreign", planned)


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_letter_is_indonesian_whatever_the_language_of_the_page(planned, language):
    with translation.override(language):
        lines = letter("consultation_home", planned)
    assert "Jambi, 24 November 2026" in lines
    assert any("Kerja sama lain" in line or "kembar" in line.lower() for line in lines if line.startswith("Jenis"))
    assert "Sesuai dengan Pasal 28 ayat (4)" in "\n".join(lines)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_letter_to_the_partner_is_english(planned, language):
    planned.title_en = "Green twin city"
    planned.save()
    with translation.override(language):
        lines = letter("partner", planned, dated=KnownDate.day(date(2026, 5, 3)), message="First.\nSecond.")
    assert "Subject\t: Green twin city" in lines
    assert "Jambi, 3 May 2026" in lines
    assert "First.\nSecond." in lines
    assert "MAYOR OF JAMBI" in lines
    assert [line for line in lines if "Lebanon" in line]


def test_what_is_not_known_is_a_blank_that_the_page_names(planned):
    spec = SPECS[LetterKind.CONSULTATION_HOME]
    made = make_letter(spec, planned, None, {}, shipped(spec.kind))
    assert f"Nomor\t: {BLANK}" in made.paragraphs
    assert f"Perangkat daerah\t: {BLANK}" in made.paragraphs
    with translation.override("en"):
        named = make_letter(spec, planned, None, {"number": "1"}, shipped(spec.kind)).missing
    assert {"Lead office", "Name of who signs", "Day of the letter"} <= set(named)
    assert not {"Number of the letter", "Title of the record", "Copies to"} & set(named)


def test_nobody_signs_until_somebody_is_recorded(planned):
    assert letter("consultation_home", planned)[-3:] == [f"\nWali Kota Jambi,\n\n\n\n\n{BLANK}", "", ""]
    Letterhead.objects.create(
        mayor_post="Pj. Wali Kota Jambi", mayor_name="Nama Uji", post="Kepala Bagian", name="Uji 2"
    )
    lines = letter("consultation_home", planned)
    assert lines[0] == "PJ. WALI KOTA JAMBI"
    assert lines[-3] == "\nPj. Wali Kota Jambi,\n\n\n\n\nNama Uji"


def test_the_note_is_signed_by_the_head_of_the_office_and_asks_the_mayor(planned):
    Letterhead.objects.create(
        lines="PEMERINTAH KOTA JAMBI\nSEKRETARIAT DAERAH",
        post="Kepala Bagian Kerja Sama",
        name="Uji Dua",
        rank="Pembina",
        employee_number="1970",
    )
    lines = letter("note", planned, decision="Setuju melanjutkan?", copies="1. Asisten\n2. Arsip")
    assert "PEMERINTAH KOTA JAMBI\nSEKRETARIAT DAERAH" in lines
    assert "Kepada\t: Yth. Wali Kota Jambi" in lines
    assert "5. Keputusan yang dimohon: Setuju melanjutkan?" in lines
    assert lines[-3] == "\nKepala Bagian Kerja Sama,\n\n\n\n\nUji Dua\nPembina\nNIP 1970"
    assert lines[-1] == "Tembusan:\n1. Asisten\n2. Arsip"


def test_the_council_is_asked_with_the_articles_of_the_track(editor):
    for track, articles_of_law in [
        (Track.KSDPL, f"Pasal 30 {PP_28} dan Pasal 154 ayat (1) huruf g {UU_23}"),
        (Track.KSDLL, f"Pasal 30 juncto Pasal 38 {PP_28} dan Pasal 154 ayat (1) huruf g {UU_23}"),
    ]:
        agreement = make_agreement(by=editor, track=track, kind="other")
        found = text("council_request", agreement)
        assert f"Sesuai dengan {articles_of_law}, kami mohon persetujuan Dewan" in found


def test_what_the_council_is_asked_for_on_a_state_project_is_not_guessed(editor):
    agreement = make_agreement(by=editor, kind="grant")
    assert f"kami mohon {BLANK} Dewan" in text("council_request", agreement)
    step = agreement.steps.create(stage=Stage.COUNCIL, holder=Holder.COUNCIL, council_role="opinion")
    assert "kami mohon pendapat dan pertimbangan Dewan" in text("council_request", agreement, step)


def test_plan_and_draft_name_the_answers_that_came_before(editor):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.DRAFT, editor)
    agreement.steps.filter(stage=Stage.COUNCIL).update(reply_number="7/DPRD/2026")
    agreement.steps.filter(stage=Stage.VERIFICATION).update(reply_number="100/MDN")
    day, verified = (str(agreement.steps.get(stage=stage).decided_on) for stage in (Stage.COUNCIL, Stage.VERIFICATION))
    assert f"atas rencana kerja sama tersebut: Nomor 7/DPRD/2026 tanggal {day} (disetujui)." in text("plan", agreement)
    assert f"tersebut: Nomor 100/MDN tanggal {verified} (disetujui)." in text("draft", agreement)
    assert f"Sesuai dengan Pasal 31 {PP_28}, kami mohon verifikasi" in text("plan", agreement)
    assert f"Sesuai dengan Pasal 32 ayat (1) {PP_28}, kami" in text("draft", agreement)


def test_an_answer_that_did_not_come_is_a_blank(editor):
    assert f"tersebut: {BLANK}." in text("plan", make_agreement(by=editor))


def test_an_approval_without_a_letter_is_a_blank(editor):
    """Which letter says so is to be written by hand."""
    agreement = make_agreement(by=editor)
    agreement.steps.create(stage=Stage.COUNCIL, holder=Holder.COUNCIL, state="approved")
    assert f"tersebut: {BLANK}." in text("plan", agreement)


@pytest.mark.parametrize(
    ("city", "partner", "words"),
    [
        ("12/KS", "SRB/7", "Nomor 12/KS (Kota Jambi) dan SRB/7 (Kota Seremban) tanggal"),
        ("", "SRB/7", "Nomor SRB/7 (Kota Seremban) tanggal"),
        ("12/KS", "12/KS", "Nomor 12/KS (Kota Jambi dan Kota Seremban) tanggal"),
    ],
)
def test_each_number_of_a_text_is_that_of_its_side(editor, city, partner, words):
    """The numbers of two sides are not one number: nobody could find a paper by it."""
    agreement = make_signed(by=editor, on=KnownDate.day(date(2024, 3, 5)), partner=make_partner("Kota Seremban"))
    signed = {"signed_on": KnownDate.day(date(2024, 3, 5))}
    paper = agreement.instruments.get(kind=InstrumentKind.MOU)
    paper.signatures.all().delete()
    paper.signatures.create(side="city", number=city, **signed)
    paper.signatures.create(side="partner", party=agreement.parties.get(), number=partner, **signed)
    assert f"{words} 5 Maret 2024" in text("report", agreement)


def test_a_number_of_sides_that_are_not_told_apart_stands_alone(editor):
    agreement = make_signed(by=editor, on=KnownDate.day(date(2024, 3, 5)))
    agreement.instruments.get(kind=InstrumentKind.MOU).signatures.update(number="5/KS")
    assert "Nomor 5/KS tanggal 5 Maret 2024" in text("report", agreement)


def test_the_report_names_text_and_term(editor):
    agreement = make_signed(by=editor, on=KnownDate.day(date(2024, 3, 5)), today=TODAY)
    found = text("report", agreement, period="Semester I Tahun 2026")
    assert f"Sesuai dengan Pasal 43 {PP_28}, bersama ini" in found
    assert "untuk Semester I Tahun 2026:" in found
    assert "tanggal 5 Maret 2024" in found


def test_the_quarterly_report_goes_to_both_and_names_the_register_number(editor):
    agreement = make_agreement(by=editor, kind="grant", finance_register_number="REG-21")
    lines = letter("quarterly_report", agreement, period="Triwulan III 2026")
    assert "1. Menteri Keuangan\n2. Menteri Perencanaan Pembangunan Nasional/Kepala Bappenas" in lines
    assert "Nomor register Kementerian Keuangan\t: REG-21" in lines
    assert "Sesuai dengan Pasal 76 Peraturan Pemerintah Nomor 10 Tahun 2011, bersama" in "\n".join(lines)


def test_the_travel_permit_is_asked_through_the_governor(editor):
    lines = letter("travel_permit", make_agreement(by=editor), destination="Turku, Finlandia")
    assert lines[lines.index("melalui") + 1] == "Gubernur Jambi"
    assert "Tujuan\t: Turku, Finlandia" in lines
    assert f"Pasal 76 ayat (1) huruf i {UU_23}" in "\n".join(lines)


def test_a_reminder_names_the_letter_that_waits(planned, editor):
    step = planned.steps.get(stage=Stage.CONSULTATION, holder=Holder.HOME_AFFAIRS)
    facts = LetterFacts(number="100/1/KS", dated=KnownDate.day(date(2026, 5, 4)))
    send_letter(step, facts, by=editor, today=TODAY)
    step.refresh_from_db()
    found = text("reminder", planned, step)
    assert "mengingatkan surat kami Nomor 100/1/KS tanggal 4 Mei 2026 mengenai" in found
    assert "Menteri Dalam Negeri" in found


def test_a_title_of_a_regulation_comes_from_the_register():
    assert articles("PP 28/2018 Ps 31 jo. Ps 38") == f"Pasal 31 juncto Pasal 38 {PP_28}"
    Regulation.objects.create(
        kind="pp",
        number="28",
        year=2018,
        short_name="PP 28/2018",
        slug="pp",
        title=f"{PP_28} tentang Kerja Sama Daerah",
    )
    assert articles("PP 28/2018 Ps 31") == f"Pasal 31 {PP_28} tentang Kerja Sama Daerah"
    assert articles("") == ""


def test_the_recorded_legal_bases_are_cited(planned):
    law = Regulation.objects.create(
        kind="uu", number="24", year=2000, short_name="UU 24/2000", slug="uu", title="Undang-Undang Nomor 24 Tahun 2000"
    )
    article = LegalBasis.objects.create(regulation=law, article="Pasal 5", summary="x")
    Citation.objects.create(agreement=planned, legal_basis=article)
    assert "3. Dasar hukum yang tercatat: Pasal 5 Undang-Undang Nomor 24 Tahun 2000" in letter("note", planned)


def test_a_letter_of_intent_and_an_open_term_are_told_as_recorded(planned):
    make_instrument(planned, InstrumentKind.INTENT, signed_on=KnownDate.year(2023), title="LoI Uji")
    make_instrument(planned, InstrumentKind.MOU, signed_on=KnownDate.unknown(), validity="open")
    values = record_values(SPECS[LetterKind.NOTE], planned, None, "id")
    assert values["pernyataan_kehendak"] == "LoI Uji tanggal 2023"
    assert values["masa_berlaku"] == "Tanpa batas waktu"


def test_a_contact_person_is_in_no_letter(planned):
    partner = planned.parties.get().partner
    partner.contacts.create(name="RAHASIA-KONTAK", email="rahasia@example.org")
    planned.note = "RAHASIA-CATATAN"
    planned.save()
    for spec in kinds_of_record(planned):
        assert "RAHASIA" not in text(spec.kind.value, planned)


def test_every_field_has_one_source():
    spec = SPECS[LetterKind.NOTE]
    from_record = set(record_values(spec, make_agreement(), None, "id"))
    from_letterhead = {"kop", "tempat", "pangkat", "nip"}
    assert not from_record & set(TYPED.values())
    assert from_record | set(TYPED.values()) | from_letterhead == set(FIELDS)


def test_a_step_offers_its_letter_and_a_reminder_and_a_partner_none_in_indonesian(editor):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.DISCUSSION, editor)
    kinds = {
        step.stage: [spec.kind.value for spec in kinds_of_step(step, ["send", "remind"])]
        for step in agreement.steps.exclude(stage=Stage.CONSULTATION)
    }
    assert kinds["council"] == ["council_request", "reminder"]
    assert kinds["verification"] == ["plan", "reminder"]
    assert kinds["interministerial"] == ["draft", "reminder"]
    assert kinds["discussion"] == []
    assert "partner" in [spec.kind.value for spec in kinds_of_record(agreement)]
