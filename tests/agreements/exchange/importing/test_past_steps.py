"""Past steps of a signed text out of a file: what was asked of others, by the rules of the step's own form."""

from datetime import date
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from agreements.exchange.importing.batches import apply_batch, preview
from agreements.exchange.importing.undo import undo_batch
from agreements.exchange.register.register_files import write_register
from agreements.lifecycle.vocabulary import StepState
from agreements.models import Agreement, ImportBatch, Letter, Step
from agreements.record.letters import LetterFacts, add_letter, drift_of_letters
from tests.agreements.exchange.importing.files import faults, imported, shown, workbook
from tests.factories import make_agreement, make_partner, make_source

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY), pytest.mark.both]

HEADS = ["Nomor registri", "Tahap", "Dipegang oleh", "Keadaan", "Nomor surat", "Dikirim pada", "Diterima pada"]
HEADS += ["Nomor jawaban", "Tanggal jawaban"]
COUNCIL = ["Persetujuan DPRD", None, "Disetujui", "100/1", "Maret 2019", "4 Maret 2019", "20/DPRD", "5 Mei 2019"]


@pytest.fixture
def agreement(editor):
    """A text of 2019 that was taken in as signed: nothing is known of the steps before it."""
    make_partner("Kota Seremban", country="MY", kind="local_government")
    content = workbook(
        Kerja_sama=[
            ["Nomor registri", "Judul", "Jenis", "Mitra"],
            ["BARU-1", "Kota kembar", "Kota kembar", "Kota Seremban"],
        ],
        Naskah=[["Nomor registri", "Jenis", "Tanggal penandatanganan"], ["BARU-1", "MoU", "1 Agustus 2019"]],
    )
    imported(content, editor, source=make_source())
    return Agreement.objects.get()


def steps(agreement, *rows, heads=HEADS):
    return workbook(Langkah=[heads, *([agreement.register_number, *row] for row in rows)])


def council(agreement):
    return Step.objects.get(agreement=agreement, stage="council")


def facts(step):
    days = [str(getattr(step, name) or "") for name in ("sent_on", "received_on", "decided_on")]
    return [step.state, step.letter_number, *days, step.reply_number]


EXPECTED = ["approved", "100/1", "Maret 2019", "4 Maret 2019", "5 Mei 2019", "20/DPRD"]


def test_a_past_step_comes_in_with_its_letters(editor, agreement):
    assert council(agreement).state == StepState.UNKNOWN
    stage, version = agreement.stage, agreement.version
    imported(steps(agreement, COUNCIL), editor)
    step = council(agreement)
    assert facts(step) == EXPECTED
    letters = [(one.direction, one.number, str(one.sent_on or "")) for one in step.letters.order_by("pk")]
    assert letters == [("out", "100/1", "Maret 2019"), ("reply", "20/DPRD", "")]
    assert drift_of_letters(step) == []
    agreement.refresh_from_db()
    assert (agreement.stage, agreement.version) == (stage, version + 1)
    assert step.history.first().history_user == editor


def test_the_same_step_once_more_is_the_same_and_another_fact_is_refused(editor, agreement):
    imported(steps(agreement, COUNCIL), editor)
    _batch, comparison = shown(steps(agreement, COUNCIL), editor)
    assert [one.state for one in comparison.rows] == ["same"]
    _batch, comparison = shown(steps(agreement, [*COUNCIL[:3], "999", *COUNCIL[4:]]), editor)
    ((_number, _heading, _text, reason),) = faults(comparison)
    assert "sudah ada yang tercatat" in reason


def test_a_day_without_letters_is_not_written_over(editor, agreement):
    only_decided = {"letter": None, "sent": None, "received": None, "reply": None}
    imported(steps(agreement, row(**only_decided)), editor)
    _batch, comparison = shown(steps(agreement, row(**only_decided, decided="6 Mei 2019")), editor)
    assert ["sudah ada yang tercatat" in reason for *_place, reason in faults(comparison)] == [True]


def test_undoing_takes_the_letters_with_it(editor, agreement):
    batch = imported(steps(agreement, COUNCIL), editor)
    assert undo_batch(batch, by=editor, now=timezone.now(), reason="Salah berkas") == []
    step = council(agreement)
    assert facts(step) == ["unknown", "", "", "", "", ""]
    assert not Letter.objects.exists()
    assert Letter.history.filter(history_type="-", history_user=editor).count() == 2


def test_a_step_that_was_changed_since_stays_with_its_letters(editor, agreement):
    batch = imported(steps(agreement, COUNCIL), editor)
    step = council(agreement)
    step.note, step.version = "Dilengkapi", step.version + 1
    step.save()
    (line,) = undo_batch(batch, by=editor, now=timezone.now(), reason="Salah berkas")
    assert "sudah diubah sejak itu" in line.outcome
    assert facts(council(agreement)) == EXPECTED
    assert council(agreement).letters.count() == 2


def row(**cells):
    names = ("stage", "holder", "state", "letter", "sent", "received", "reply", "decided")
    return [{**dict(zip(names, COUNCIL, strict=True)), **cells}[name] for name in names]


@pytest.mark.parametrize(
    ("cells", "heading", "reason"),
    [
        ({"state": None}, "Keadaan", "wajib diisi"),
        ({"state": "Selesai"}, "Keadaan", "tidak dapat berkeadaan"),
        ({"sent": "Mei 2030"}, "Dikirim pada", "masa depan"),
        ({"decided": "1 Januari 2019"}, "Selesai atau diputus pada", "lebih awal"),
        ({"reply": None, "decided": None}, "", "isi tanggal"),
        ({"holder": "Kementerian Luar Negeri"}, "Tahap", "tidak memiliki langkah ini"),
        ({"stage": "Penandatanganan", "state": "Selesai"}, "Tahap", "lembar naskah"),
        ({"stage": "Naskah kerja sama"}, "Tahap", "bukan salah satu pilihan"),
    ],
)
def test_what_the_form_refuses_is_refused(editor, agreement, cells, heading, reason):
    _batch, comparison = shown(steps(agreement, row(**cells)), editor)
    found = faults(comparison)
    assert (heading, True) in [(name, reason in said) for _number, name, _text, said in found], found


CONSULTATION = "Koordinasi dan konsultasi dengan Mendagri dan Menlu"


def test_where_two_were_asked_each_line_names_its_holder(editor, agreement):
    _batch, comparison = shown(steps(agreement, row(stage=CONSULTATION)), editor)
    ((_number, heading, _text, reason),) = faults(comparison)
    assert (heading, reason) == ("Dipegang oleh", "Beberapa pihak dimintai hal ini: sebutkan yang dimaksud.")
    holders = ["Kementerian Dalam Negeri", "Kementerian Luar Negeri"]
    imported(steps(agreement, *(row(stage=CONSULTATION, holder=one) for one in holders)), editor)
    filled = Step.objects.filter(stage="consultation", state="approved")
    assert sorted(step.holder for step in filled) == ["foreign_affairs", "home_affairs"]


def test_two_rows_of_one_step_are_refused(editor, agreement):
    _batch, comparison = shown(steps(agreement, COUNCIL, COUNCIL), editor)
    assert [reason for *_place, reason in faults(comparison)] == ["Langkah yang sama ada di baris lain."]
    keyed = [[f"L-{council(agreement).pk}", *[None] * 9, "Catatan"], [None, agreement.register_number, *COUNCIL]]
    heads = ["Kunci baris (jangan diubah)", *HEADS, "Catatan internal"]
    _batch, comparison = shown(workbook(Langkah=[heads, *keyed]), editor)
    assert [(number, reason) for number, *_place, reason in faults(comparison)] == [
        (3, "Langkah yang sama ada di baris lain.")
    ]


def test_a_step_with_a_letter_of_its_own_is_left_alone(editor, agreement):
    add_letter(council(agreement), Letter.Direction.OUT, LetterFacts(subject="Permohonan"), by=editor)
    _batch, comparison = shown(steps(agreement, COUNCIL), editor)
    assert ["sudah ada yang tercatat" in reason for *_place, reason in faults(comparison)] == [True]


def test_the_source_of_the_file_is_that_of_the_step(editor, agreement):
    source = make_source("Buku register lama")
    imported(steps(agreement, row(reply=None, decided=None)), editor, source=source)
    assert (council(agreement).source, council(agreement).state) == (source, "approved")


KEYED = ["Kunci baris (jangan diubah)", *HEADS]


def test_the_workbook_of_the_register_is_filled_in(editor, superuser, agreement):
    out = BytesIO()
    write_register(out, user=superuser, today=TODAY, language="id")
    book = load_workbook(BytesIO(out.getvalue()))
    sheet = book["Langkah"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    number = next(one[0].row for one in sheet.iter_rows() if one[0].value == f"L-{council(agreement).pk}")
    given = {"Keadaan": "Disetujui", "Nomor surat": "100/1", "Dikirim pada": "Maret 2019"}
    given |= {"Diterima pada": "4 Maret 2019", "Nomor surat jawaban": "20/DPRD"}
    for name, value in {**given, "Selesai atau diputus pada": "5 Mei 2019"}.items():
        sheet.cell(number, heads[name]).value = value
    again = BytesIO()
    book.save(again)
    batch, comparison = shown(again.getvalue(), editor)
    assert faults(comparison) == []
    assert (batch.counts["changed"], batch.counts["notes"]) == (1, 0)
    batch.empties_cells = True
    batch.save()
    preview(batch, by=editor, today=TODAY)
    batch.refresh_from_db()
    apply_batch(batch, by=editor, now=timezone.now(), fingerprint=batch.fingerprint)
    assert facts(council(agreement)) == EXPECTED


def test_with_its_key_a_step_keeps_to_the_same_rules(editor, agreement):
    signing = agreement.steps.get(stage="signing")
    plan = agreement.steps.get(stage="plan")
    lines = [[f"L-{signing.pk}", agreement.register_number, None, None, None, "9/9"]]
    lines.append([f"L-{plan.pk}", None, None, None, "Selesai"])
    _batch, comparison = shown(workbook(Langkah=[KEYED, *lines]), editor)
    assert comparison.rows[0].notes  # something is known of it: nothing is taken over
    assert [reason for *_place, reason in faults(comparison)] == [
        "Di sini hanya masuk apa yang dimintakan kepada pihak lain; penandatanganan dicatat di lembar naskah."
    ]
    imported(steps(agreement, COUNCIL), editor)
    agreement.refresh_from_db()
    step = council(agreement)
    batch, _comparison = shown(workbook(Langkah=[KEYED, [f"L-{step.pk}", None, None, None, None, "9/9"]]), editor)
    assert (batch.counts["same"], batch.counts["notes"]) == (1, 1)


def test_a_record_on_its_way_records_its_steps_by_its_acts(editor):
    agreement = make_agreement("Baru dijajaki", by=editor)
    _batch, comparison = shown(steps(agreement, COUNCIL), editor)
    assert comparison.counts()["rejected"] == 1
    assert not ImportBatch.objects.exclude(state="open").exists()
