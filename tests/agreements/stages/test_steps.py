"""What one step may say, whoever writes it: a verb, the table of past steps, or the form of the step."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from agreements.corrections.actions import correct
from agreements.lifecycle.vocabulary import Holder, Stage, StepState
from agreements.models import Agreement, Step
from agreements.record.contradictions import contradictions
from agreements.record.search import matching
from agreements.record.signing import SideSigned, SignedText
from agreements.stages.actions import advance, return_for_repair
from agreements.stages.past_steps import record_past
from agreements.stages.step_evidence import PastStep, StepEvidence
from agreements.stages.steps import check_step
from agreements.stages.waivers import waive
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.factories import advance_to, make_agreement, make_assessment, make_document, make_signed

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def day(month, number, year=2026):
    return KnownDate.day(date(year, month, number))


def refused(action, *args, **values):
    """Fields that are complained of, and of the first complaint the code, or the sentence where it has none; nothing
    where it was not refused."""
    try:
        action(*args, **values)
    except ValidationError as error:
        found = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        first = next(iter(found.values()))[0]
        return sorted(found), first.code or first.messages[0]
    return None


def fields_refused(found, words):
    """The fields that are complained of in these words; in others, all that was said."""
    return found and (found[0] if words in found[1] else found)


NEEDS_ITS_LETTER = "perlu nomor dan tanggalnya sendiri"
TOO_EARLY = "lebih awal daripada"


def make_step(agreement, stage, holder, state, **values):
    return Step(agreement=agreement, stage=stage, holder=holder, state=state, **values)


def checked(step):
    return refused(check_step, step, TODAY)


# --- the letter of confirmation ------------------------------------------------------------------------------


@pytest.fixture
def before_signing(editor):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.CONFIRMATION, editor)
    return agreement


@pytest.mark.parametrize(
    ("evidence", "absent"),
    [
        ({"letter_number": "119/KS", "sent_on": day(5, 5)}, None),
        ({"reply_number": "D/123/2026"}, ["decided_on"]),
        ({"decided_on": day(6, 1)}, ["reply_number"]),
        ({"reply_number": "D/123/2026", "decided_on": day(6, 1)}, []),
        ({"reply_number": "D/123/2026", "decided_on": KnownDate.month(2026, 6)}, []),
    ],
)
def test_gate_opens_by_the_letter_of_confirmation_with_number_and_day(before_signing, editor, evidence, absent):
    common = {"to": Stage.SIGNING, "by": editor, "on": day(6, 20), "today": TODAY}
    found = refused(advance, before_signing, evidence=StepEvidence(**evidence), **common)
    before_signing.refresh_from_db()
    if absent == []:
        assert (found, before_signing.stage) == (None, Stage.SIGNING)
    else:
        assert before_signing.stage == Stage.CONFIRMATION
        # Without any proof of an answer that is said first.
        assert fields_refused(found, NEEDS_ITS_LETTER if absent else "unproven") == (absent or [""])


def test_waiver_leads_past_the_letter_that_is_not_known(before_signing, editor, verifier):
    reason = "Surat konfirmasi belum ditemukan dalam arsip."
    common = {"ground": "not_found", "reason": reason, "by": verifier, "today": TODAY}
    waive(before_signing, stage=Stage.CONFIRMATION, holder=Holder.FOREIGN_AFFAIRS, **common)
    advance(before_signing, to=Stage.SIGNING, by=editor, on=day(6, 20), today=TODAY)
    assert Agreement.objects.get().stage == Stage.SIGNING


def test_signing_keeps_place_names_number_and_text_apart_from_the_confirmation(before_signing, editor):
    text = make_document(before_signing, by=editor)
    advance(
        before_signing,
        to=Stage.SIGNING,
        by=editor,
        on=day(6, 20),
        today=TODAY,
        evidence=StepEvidence(reply_number="D/123/2026", decided_on=day(6, 1)),
        text=SignedText(document=text, sides=[SideSigned(side="city", name="Wali Kota", number="MOU/1/2026")]),
    )
    agreement = Agreement.objects.get()
    signing, confirmation = (agreement.steps.get(stage=stage) for stage in (Stage.SIGNING, Stage.CONFIRMATION))
    paper = signing.instrument
    assert (paper.kind, paper.document, paper.signed_on, signing.ended_on) == ("mou", text, day(6, 20), day(6, 20))
    assert paper.signatures.get(side="city").number == "MOU/1/2026"
    assert (confirmation.document, confirmation.signatories, confirmation.reply_number) == (None, "", "D/123/2026")


def test_confirmation_is_not_approved_on_its_page_without_its_letter(before_signing):
    step = before_signing.steps.get(stage=Stage.CONFIRMATION)
    step.state, step.decided_on = StepState.APPROVED, day(6, 1)
    assert fields_refused(checked(step), NEEDS_ITS_LETTER) == ["reply_number"]
    step.reply_number = "D/123/2026"
    assert checked(step) is None


def test_old_file_without_the_number_of_its_letter_can_still_be_edited():
    step = make_signed().steps.get(stage=Stage.CONFIRMATION)
    step.note = "Surat dicari di arsip."
    assert checked(step) is None


# --- days of own work ----------------------------------------------------------------------------------------


def test_each_stage_keeps_the_days_that_were_typed_for_it(editor):
    agreement = make_agreement(by=editor, as_of=parse("sekitar 2023"))
    make_assessment(agreement)
    consulted = StepEvidence(decided_on=day(4, 28, 2025))
    for stage, on, evidence in [
        (Stage.EXPLORATION, day(3, 3, 2025), None),
        (Stage.CONSULTATION, day(4, 1, 2025), None),
        (Stage.INTENT, day(5, 10, 2025), consulted),
        (Stage.PLAN, day(6, 5, 2025), None),
    ]:
        advance(agreement, to=stage, by=editor, on=on, today=TODAY, evidence=evidence)
    days = {step.stage: (str(step.received_on), str(step.ended_on)) for step in agreement.steps.filter(holder="city")}
    assert days == {
        Stage.INITIATIVE: (str(parse("sekitar 2023")), str(day(3, 3, 2025))),
        Stage.EXPLORATION: (str(day(3, 3, 2025)), str(day(4, 1, 2025))),
        Stage.INTENT: (str(day(5, 10, 2025)), str(KnownDate.unknown())),  # nobody typed the day of its signing
        Stage.PLAN: (str(day(6, 5, 2025)), str(KnownDate.unknown())),
    }


def test_day_on_which_a_request_becomes_due_is_not_the_day_of_sending(editor):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.COUNCIL, editor)
    step = agreement.steps.get(stage=Stage.COUNCIL)
    assert (step.sent_on, step.received_on) == (KnownDate.unknown(), KnownDate.unknown())


def test_finish_told_earlier_than_the_entry_of_the_stage_counts(editor):
    """A record is typed today, and its first stage was over long ago."""
    agreement = make_agreement(by=editor, as_of=KnownDate.day(TODAY))
    evidence = StepEvidence(decided_on=KnownDate.year(2020))
    advance(agreement, to=Stage.EXPLORATION, by=editor, on=KnownDate.year(2021), today=TODAY, evidence=evidence)
    step = agreement.steps.get(stage=Stage.INITIATIVE)
    assert (step.received_on, step.decided_on) == (KnownDate.unknown(), KnownDate.year(2020))


@pytest.mark.parametrize(
    ("begun", "reached", "kept"),
    [(TODAY, "2018", False), (TODAY, "", False), (date(2017, 5, 1), "2018", True), (date(2017, 5, 1), "", True)],
)
def test_old_file_did_not_begin_on_the_day_of_its_entry(editor, begun, reached, kept):
    agreement = make_agreement(kind="grant", by=editor, as_of=KnownDate.day(begun))
    evidence = StepEvidence(decided_on=parse(reached) if reached else KnownDate.unknown())
    line = PastStep(stage=Stage.IMPLEMENTATION, holder="city", state="in_progress", evidence=evidence)
    record_past(agreement, steps=[line], by=editor, today=TODAY)
    first = agreement.steps.exclude(stage=Stage.IMPLEMENTATION).get()
    assert bool(first.received_on) == kept


def test_step_that_is_taken_back_has_not_begun(editor, verifier):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.PLAN, editor)
    correct(agreement.steps.get(stage=Stage.PLAN), by=verifier, reason="Salah dicatat di berkas ini.")
    step = agreement.steps.get(stage=Stage.PLAN)
    assert (step.state, step.received_on) == (StepState.NOT_STARTED, KnownDate.unknown())


# --- the council ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("track", "role", "note", "faulty"),
    [
        ("ksdpl", "", "", None),
        ("ksdpl", "approval", "", None),
        ("ksdpl", "opinion", "", ["council_role"]),
        ("ksdpl", "not_needed", "Tidak membebani APBD.", ["council_role"]),
        ("ksdll", "not_needed", "", ["council_role"]),
        ("pass_on", "opinion", "", None),
        ("pass_on", "not_needed", "", ["note"]),
        ("pass_on", "not_needed", "Tidak membebani APBD.", None),
    ],
)
def test_council_approves_in_the_party_tracks_and_elsewhere_says_why_not(track, role, note, faulty):
    kind = "sister_city" if track == "ksdpl" else "other"
    agreement = make_agreement(kind=kind, track=track)
    values = {"council_role": role, "note": note, "decided_on": KnownDate.year(2020)}
    found = checked(make_step(agreement, Stage.COUNCIL, Holder.COUNCIL, StepState.APPROVED, **values))
    words = "mengapa DPRD tidak diperlukan" if faulty == ["note"] else "Di jalur ini DPRD memberi persetujuan"
    assert fields_refused(found, words) == faulty


def test_changed_role_does_not_carry_a_signed_agreement(editor):
    step = make_signed(by=editor).steps.get(stage=Stage.COUNCIL)
    step.council_role = "not_needed"
    assert fields_refused(checked(step), "Di jalur ini DPRD memberi persetujuan") == ["council_role"]


# --- days in order -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "received", "decided", "faulty"),
    [
        ("10 Juli 2026", "1 Juli 2026", "", ["received_on"]),
        ("", "10 Juli 2026", "5 Juli 2026", ["decided_on"]),
        ("10 Juli 2026", "", "5 Juli 2026", ["decided_on"]),
        ("10 Juli 2026", "10 Juli 2026", "10 Juli 2026", None),
        ("10 Juli 2026", "Juli 2026", "2026", None),
        ("2026", "2025", "", ["received_on"]),
        ("", "", "5 Juli 2026", None),
    ],
)
def test_days_of_one_step_stand_in_order_as_far_as_they_are_known(sent, received, decided, faulty):
    agreement = make_agreement(as_of=KnownDate.year(2020))
    names = ("sent_on", "received_on", "decided_on")
    days = {name: parse(text) for name, text in zip(names, (sent, received, decided), strict=True)}
    state = StepState.APPROVED if decided else StepState.SUBMITTED
    step = make_step(agreement, Stage.CONSULTATION, Holder.HOME_AFFAIRS, state, **days)
    assert fields_refused(checked(step), TOO_EARLY) == faulty
    row = PastStep(stage=Stage.CONSULTATION, holder=Holder.HOME_AFFAIRS, state=state, evidence=StepEvidence(**days))
    found = refused(record_past, agreement, steps=[row], by=None, today=TODAY)
    assert fields_refused(found, TOO_EARLY) == faulty


def test_paper_does_not_come_back_before_it_was_sent(editor):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.VERIFICATION, editor)
    evidence = StepEvidence(sent_on=day(5, 5))
    common = {"by": editor, "today": TODAY, "evidence": evidence}
    found = refused(return_for_repair, agreement, on=day(4, 1), **common)
    assert fields_refused(found, TOO_EARLY) == ["decided_on"]
    assert Agreement.objects.get().stage == Stage.VERIFICATION
    assert refused(return_for_repair, agreement, on=day(6, 1), **common) is None


def told(agreement):
    agreement = Agreement.objects.select_related("digest").get(pk=agreement.pk)
    return contradictions(agreement, list(agreement.steps.all()), TODAY)


def test_stages_in_another_order_than_the_law_has_are_told(editor):
    agreement = make_agreement(by=editor, as_of=KnownDate.year(2022))
    rows = [
        PastStep(stage=stage, holder=holder, state=state, evidence=StepEvidence(decided_on=on))
        for stage, holder, state, on in [
            (Stage.CONSULTATION, Holder.HOME_AFFAIRS, StepState.APPROVED, KnownDate.month(2024, 12)),
            (Stage.CONSULTATION, Holder.FOREIGN_AFFAIRS, StepState.APPROVED, KnownDate.year(2023)),
            (Stage.INTENT, Holder.CITY, StepState.DONE, day(5, 5, 2023)),
        ]
    ]
    record_past(agreement, steps=rows, by=editor, today=TODAY)
    (sentence,) = told(agreement)
    assert str(day(5, 5, 2023)) in sentence
    assert str(KnownDate.month(2024, 12)) in sentence


def test_repair_in_a_further_round_is_no_contradiction(editor):
    agreement = make_agreement(by=editor, as_of=day(5, 4))
    advance_to(agreement, Stage.VERIFICATION, editor)
    return_for_repair(agreement, by=editor, on=day(6, 1), today=TODAY)
    advance(Agreement.objects.get(), to=Stage.VERIFICATION, by=editor, on=day(7, 1), today=TODAY)
    assert told(agreement) == []


# --- holder and round ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "holder", "number", "faulty", "words"),
    [
        (Stage.COUNCIL, Holder.COUNCIL, 1, None, ""),
        (Stage.COUNCIL, Holder.CITY, 1, ["holder"], "“Persetujuan DPRD” berada pada: DPRD Kota Jambi."),
        (Stage.COUNCIL, Holder.COUNCIL, 2, [""], "round"),
        (Stage.INITIATIVE, Holder.CITY, 2, None, ""),
        (Stage.INITIATIVE, Holder.CITY, 9, [""], "round"),
        (Stage.HANDOVER, Holder.CITY, 1, ["stage"], "tidak termasuk jalur ini"),
    ],
)
def test_new_step_has_a_holder_of_its_stage_and_the_next_round(stage, holder, number, faulty, words):
    found = checked(make_step(make_agreement(), stage, holder, StepState.NOT_STARTED, round=number))
    assert fields_refused(found, words) == faulty


def test_no_further_round_while_the_last_one_lies_with_others(editor):
    agreement = make_agreement(by=editor)
    values = {"stage": Stage.COUNCIL, "holder": Holder.COUNCIL}
    first = Step.objects.create(agreement=agreement, state=StepState.SUBMITTED, **values)
    second = make_step(agreement, *values.values(), StepState.NOT_STARTED, round=2)
    assert checked(second)[1] == "round_open"
    Step.objects.filter(pk=first.pk).update(state=StepState.RETURNED)
    assert checked(second) is None


# --- the table of past steps ---------------------------------------------------------------------------------


def test_cleared_cell_is_emptied_and_an_unchanged_line_leaves_no_history(editor):
    agreement = make_agreement(by=editor)
    evidence = StepEvidence(decided_on=day(5, 5), letter_number="119/KS", reply_number="DPRD/9")
    common = {"stage": Stage.COUNCIL, "holder": Holder.COUNCIL, "state": StepState.APPROVED}
    rows = [PastStep(evidence=evidence, **common)]
    record_past(agreement, steps=rows, by=editor, today=TODAY)
    step = agreement.steps.get(stage=Stage.COUNCIL)
    record_past(agreement, steps=rows, by=editor, today=TODAY)
    assert step.history.count() == 1
    cleared = PastStep(cleared=("letter_number", "decided_on"), **common)
    record_past(agreement, steps=[cleared], by=editor, today=TODAY)
    step.refresh_from_db()
    assert (step.letter_number, step.decided_on, step.reply_number) == ("", KnownDate.unknown(), "DPRD/9")
    # The last proof of an answer cannot be taken out.
    last = PastStep(cleared=("reply_number",), **common)
    assert refused(record_past, agreement, steps=[last], by=editor, today=TODAY)[1] == "unproven"


def test_letter_and_answer_are_both_found_by_the_staff_search(editor):
    agreement = make_agreement(by=editor)
    evidence = StepEvidence(letter_number="180/12/KS/2026", decided_on=day(5, 5))
    common = {"stage": Stage.COUNCIL, "holder": Holder.COUNCIL, "state": StepState.APPROVED}
    for more in (evidence, StepEvidence(reply_number="DPRD/KEP/9/2026")):
        row = PastStep(evidence=more, **common)
        record_past(agreement, steps=[row], by=editor, today=TODAY)
    for number in ("180/12/KS/2026", "DPRD/KEP/9/2026"):
        assert matching(Agreement.objects.all(), number, staff=True).get() == agreement
        assert not matching(Agreement.objects.all(), number, staff=False).exists()


def test_stage_begun_after_a_later_one_was_reached_is_told(editor):
    agreement = make_agreement(by=editor, as_of=day(1, 5))
    explored = make_step(agreement, Stage.EXPLORATION, Holder.CITY, StepState.IN_PROGRESS, version=0)
    explored.received_on = day(3, 1, 2025)
    explored.save()
    (sentence,) = told(agreement)
    assert str(day(1, 5)) in sentence
    assert str(day(3, 1, 2025)) in sentence


@pytest.mark.parametrize(
    ("as_of", "decided_on", "is_told"),
    [
        (day(1, 5), day(1, 2, 2025), True),
        (day(1, 5), KnownDate.year(2026), False),
        (KnownDate.unknown(), day(1, 2, 2025), False),
        (day(1, 2, 2025), day(1, 5), False),
    ],
)
def test_first_stage_entered_after_its_work_was_finished_is_told(editor, as_of, decided_on, is_told):
    agreement = make_agreement(by=editor, as_of=as_of)
    step = agreement.steps.get()
    step.state, step.decided_on, step.received_on = StepState.DONE, decided_on, KnownDate.unknown()
    step.save()
    sentences = told(agreement)
    assert len(sentences) == is_told
    assert all(str(as_of) in one and str(decided_on) in one for one in sentences)


@pytest.mark.parametrize(
    ("contact", "is_told"),
    [(day(1, 1), True), (KnownDate.year(2026), True), (day(1, 1, 2025), False), (KnownDate.year(2025), False)],
)
def test_first_contact_after_the_first_stage_is_told(editor, contact, is_told):
    agreement = make_agreement(by=editor, as_of=KnownDate.unknown())
    done = PastStep(
        stage=Stage.INITIATIVE,
        holder=Holder.CITY,
        state=StepState.DONE,
        evidence=StepEvidence(decided_on=day(1, 2, 2025)),
    )
    record_past(agreement, steps=[done], by=editor, today=TODAY)
    assessment = make_assessment(agreement)
    assessment.first_contact_on = contact
    assessment.save()
    sentences = told(agreement)
    assert len(sentences) == is_told
    assert all(str(contact) in one for one in sentences)
