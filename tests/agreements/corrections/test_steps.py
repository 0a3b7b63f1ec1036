"""Steps that are taken back: one row, in reverse order, and the record says again what it said before."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agreements.corrections.actions import correct, correction_of
from agreements.lifecycle import rules
from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import Holder, Stage, StepState, Track
from agreements.models import Agreement, FollowUp, Step
from agreements.record.renewal import renew
from agreements.stages.actions import advance, end, return_for_repair
from agreements.stages.moves import still_open
from agreements.stages.signing import sign
from agreements.stages.step_evidence import StepEvidence
from agreements.stages.waivers import waive
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.clock import noon
from tests.factories import advance_to, make_agreement, make_assessment, make_document, make_instrument, make_signed

from .facts import ON, PARTIES, REASON, TODAY, UNKNOWN, code_of, facts_of, is_sound, names_of, step_of

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

# --- advance, then correct -----------------------------------------------------------------------------------

KINDS = {
    "ksdpl": {},
    "ksdll": {"kind": "technical", "track": "ksdll"},
    "pass_on": {"kind": "grant"},
    "programme": {"kind": "training"},
    "membership": {"kind": "membership"},
    "legacy": {"track": "legacy", "signed_on": "17 Juni 2014"},
}
MOVES = [
    (track, before.stage, spec.stage)
    for track in KINDS
    for before, spec in zip(TRACKS[Track(track)], TRACKS[Track(track)][1:], strict=False)
    if rules.position(Track(track), spec.stage) > rules.position(Track(track), rules.first_stage(Track(track)))
]


def test_every_track_and_every_stage_is_tried():
    """All but the contact, which has one event and no move."""
    assert set(KINDS) == set(Track) - {"contact"}
    assert len(MOVES) == 13 + 13 + 8 + 1 + 3 + 2


@pytest.mark.parametrize(("track", "before", "to"), MOVES)
def test_advance_and_correct_give_back_the_facts(superuser, track, before, to):
    agreement = make_agreement(by=superuser, as_of=KnownDate.day(date(2026, 1, 2)), **KINDS[track])
    make_assessment(agreement)
    if track == "legacy" and before == Stage.IMPLEMENTATION:
        advance(agreement, to=before, by=superuser, on=ON, today=TODAY)
    elif before != agreement.stage:
        advance_to(agreement, before, superuser)
    facts = facts_of(agreement)
    agreement.refresh_from_db()
    known = {step.pk: step.state for step in agreement.steps.all()}
    evidence = StepEvidence(
        decided_on=ON, reply_number="119/KS", letter_number="9/KS", document=make_document(agreement)
    )
    asked = [step.holder for step in still_open(agreement)]
    told = evidence if len(asked) < 2 else dict.fromkeys(asked, evidence)
    advance(agreement, to=to, by=superuser, on=KnownDate.day(TODAY), today=TODAY, evidence=told)
    agreement.refresh_from_db()
    assert facts_of(agreement) != facts
    # What the move wrote, the last first: the stage that it entered, and the steps that it closed.
    written = [step.pk for step in agreement.steps.all() if known.get(step.pk) != step.state]
    for step in sorted(Step.objects.filter(pk__in=written), key=lambda one: (one.stage != to, one.pk)):
        step = Step.objects.get(pk=step.pk)
        if step.stage != to or not correction_of(step).why_not(superuser):
            correct(step, by=superuser, reason=REASON)
    assert facts_of(agreement) == facts
    assert is_sound(agreement)
    closed = step_of(agreement, before)
    if not rules.the_spec(Track(track), before).event:
        assert (closed.letter_number, closed.document is None) == ("9/KS", False)
    record = agreement.history.first()
    assert (record.history_user, record.history_change_reason) == (superuser, REASON)


# --- reverse order -------------------------------------------------------------------------------------------


def test_what_stands_on_a_step_is_named_and_nothing_is_written(editor, verifier):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.DRAFT, editor)
    before = facts_of(agreement)
    council = step_of(agreement, Stage.COUNCIL)
    assert names_of(council) == [
        "Rancangan naskah – Kota Jambi, Berjalan",
        f"Verifikasi dan pertimbangan Menteri Dalam Negeri – Kementerian Dalam Negeri, Disetujui, {ON}",
    ]
    with pytest.raises(ValidationError) as refusal:
        correct(council, by=verifier, reason=REASON)
    assert code_of(refusal) == "stands"
    for name in names_of(council):
        assert name in refusal.value.messages[0]
    assert facts_of(agreement) == before
    for stage in (Stage.DRAFT, Stage.VERIFICATION, Stage.COUNCIL):
        correct(step_of(agreement, stage), by=verifier, reason=REASON)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.COUNCIL
    assert step_of(agreement, Stage.PLAN).state == StepState.DONE
    assert is_sound(agreement)


def test_the_two_ministers_do_not_stand_on_each_other(editor, verifier):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.INTENT, editor)
    correct(step_of(agreement, Stage.INTENT), by=verifier, reason=REASON)
    correct(step_of(agreement, Stage.CONSULTATION, Holder.HOME_AFFAIRS), by=verifier, reason=REASON)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.CONSULTATION
    states = {step.holder: step.state for step in agreement.steps.filter(stage=Stage.CONSULTATION)}
    assert states == {"home_affairs": "not_started", "foreign_affairs": "approved"}


def test_an_answer_is_taken_back_and_the_question_stays(editor, verifier):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.COUNCIL, editor)
    sent = parse("3 Maret 2026")
    evidence = StepEvidence(sent_on=sent, letter_number="180/KS", reply_number="7/DPRD", decided_on=ON)
    advance(agreement, to=Stage.VERIFICATION, by=editor, on=ON, today=TODAY, evidence=evidence)
    council = step_of(agreement, Stage.COUNCIL)
    correct(council, by=verifier, reason=REASON)
    council.refresh_from_db()
    assert (council.state, council.sent_on, council.letter_number) == (StepState.SUBMITTED, sent, "180/KS")
    correct(council, by=verifier, reason=REASON)
    council.refresh_from_db()
    assert (council.state, council.sent_on, council.letter_number) == (StepState.NOT_STARTED, UNKNOWN, "180/KS")
    agreement.refresh_from_db()
    assert agreement.stage == Stage.COUNCIL


def test_return_for_repair_is_taken_back_with_the_round_that_it_opened(editor, verifier):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.VERIFICATION, editor)
    before = facts_of(agreement)
    return_for_repair(agreement, by=editor, on=ON, today=TODAY)
    plan = step_of(agreement, Stage.PLAN)
    assert plan.round == 2
    assert names_of(plan) == []
    correct(plan, by=verifier, reason=REASON)
    assert step_of(agreement, Stage.PLAN).round == 1
    record = plan.history.model.objects.filter(id=plan.pk).order_by("history_id").last()
    assert (record.history_type, record.history_user, record.history_change_reason) == ("-", verifier, REASON)
    correct(step_of(agreement, Stage.VERIFICATION), by=verifier, reason=REASON)
    assert facts_of(agreement) == before


def test_further_round_with_a_letter_stays(editor, verifier):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.VERIFICATION, editor)
    return_for_repair(agreement, by=editor, on=ON, today=TODAY)
    agreement.steps.filter(stage=Stage.PLAN, round=2).update(letter_number="5/KS")
    correct(step_of(agreement, Stage.PLAN), by=verifier, reason=REASON)
    plan = step_of(agreement, Stage.PLAN)
    assert (plan.round, plan.state, plan.letter_number) == (2, StepState.NOT_STARTED, "5/KS")


def test_former_round_waits_for_the_later_one(editor, verifier):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.VERIFICATION, editor)
    return_for_repair(agreement, by=editor, on=ON, today=TODAY)
    first = agreement.steps.get(stage=Stage.PLAN, round=1)
    assert any("putaran 2" in name for name in names_of(first))
    with pytest.raises(ValidationError) as refusal:
        correct(first, by=verifier, reason=REASON)
    assert code_of(refusal) == "stands"


# --- what else stands on a step ------------------------------------------------------------------------------


def test_early_end_stands_on_every_step(editor, verifier):
    agreement = make_signed(by=editor)
    end(agreement, by=editor, on=ON, today=TODAY, reason="Mitra menarik diri.")
    with pytest.raises(ValidationError, match="Diakhiri"):
        correct(step_of(agreement, Stage.SIGNING), by=verifier, reason=REASON)


@pytest.mark.parametrize(
    ("kind", "stage", "stands"),
    [
        ("extension", Stage.SIGNING, True),
        ("automatic", Stage.SIGNING, True),
        ("minutes", Stage.SIGNING, False),
        ("exchange", Stage.SIGNING, False),
        # Without the signing: these passed the gate by the steps before it.
        ("exchange", Stage.CONFIRMATION, True),
        ("implementing", Stage.PLAN, True),
        ("minutes", Stage.CONFIRMATION, False),
        ("implementing", Stage.SIGNING, False),
    ],
)
def test_papers_that_rest_on_a_step_are_named(editor, verifier, kind, stage, stands):
    agreement = make_signed(by=editor)
    base = agreement.instruments.get(kind="mou") if kind == "minutes" and stage == Stage.CONFIRMATION else None
    make_instrument(agreement, kind, signed=kind != "automatic", signed_on="2026", title="Kertas", changes=base)
    row = step_of(agreement, stage)
    assert any("Kertas" in name for name in names_of(row)) is stands


def test_paper_that_changes_the_signed_one_is_named_while_it_has_effect(editor):
    agreement = make_signed(by=editor)
    text = agreement.instruments.get(kind="mou")
    paper = make_instrument(agreement, "minutes", signed=False, changes=text, title="Perubahan")
    assert names_of(step_of(agreement, Stage.SIGNING)) == []
    sign(paper, sides=PARTIES, by=editor, today=TODAY)
    assert names_of(step_of(agreement, Stage.SIGNING)) == [f"Perubahan, {ON}"]


def test_record_that_renews_it_is_named_until_it_is_in_the_trash(editor, verifier):
    agreement = make_signed(by=editor)
    new = renew(agreement, by=editor, today=TODAY)
    assert names_of(step_of(agreement, Stage.SIGNING)) == [f"Diperbarui oleh {new.register_number}"]
    Agreement.objects.filter(pk=new.pk).update(trashed_at=noon(TODAY))
    assert names_of(step_of(agreement, Stage.SIGNING)) == []


@pytest.mark.parametrize("begun", [False, True])
def test_follow_ups_carried_over_go_back_unless_they_were_begun(editor, verifier, begun):
    old = make_signed(by=editor)
    planned = FollowUp.objects.create(agreement=old, kind="visit", title="Kunjungan balasan")
    new = make_signed("Naskah baru", by=editor, renews=old)
    planned.refresh_from_db()
    assert planned.agreement == new
    if begun:
        planned.started_on = ON
        planned.save()
        with pytest.raises(ValidationError, match="Kunjungan balasan"):
            correct(step_of(new, Stage.SIGNING), by=verifier, reason=REASON)
    else:
        correct(step_of(new, Stage.SIGNING), by=verifier, reason=REASON)
    planned.refresh_from_db()
    assert planned.agreement == (new if begun else old)


# --- records without proof -----------------------------------------------------------------------------------


def test_record_without_proof_stands_on_the_steps_before_it(verifier):
    """Else it would carry past a step that was taken back."""
    agreement = make_agreement(by=verifier)
    advance_to(agreement, Stage.PLAN, verifier)
    where = {"stage": Stage.COUNCIL, "holder": Holder.COUNCIL}
    waive(agreement, **where, ground="not_found", reason=REASON, by=verifier, today=TODAY)
    assert names_of(step_of(agreement, Stage.INTENT)) == [
        "Persetujuan DPRD – DPRD Kota Jambi, dicatat tanpa bukti",
        "Rencana kerja sama – Kota Jambi, Berjalan",
    ]
    correct(agreement.steps.get(**where), by=verifier, reason=REASON)
    assert [step.is_waived for step in agreement.steps.filter(**where).order_by("round")] == [True, False]
    agreement.refresh_from_db()
    assert agreement.stage == Stage.PLAN
    with pytest.raises(ValidationError) as refusal:
        correct(step_of(agreement, **where), by=verifier, reason=REASON)
    assert code_of(refusal) == "not_correctable"


def test_round_after_one_without_proof_is_not_removed(verifier):
    """Else the record without proof would count again."""
    agreement = make_agreement(by=verifier)
    advance_to(agreement, Stage.COUNCIL, verifier)
    where = {"stage": Stage.COUNCIL, "holder": Holder.COUNCIL}
    waive(agreement, **where, ground="not_found", reason=REASON, by=verifier, today=TODAY)
    correct(step_of(agreement, **where), by=verifier, reason=REASON)
    correct(step_of(agreement, **where), by=verifier, reason=REASON)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.PLAN
    assert (step_of(agreement, **where).round, step_of(agreement, **where).is_waived) == (2, False)


def test_signing_without_proof_of_the_letter_can_be_signed_again(verifier):
    """Only the signing is taken back; the record without proof before it stays as it was."""
    agreement = make_agreement(by=verifier)
    advance_to(agreement, Stage.CONFIRMATION, verifier)
    where = {"stage": Stage.CONFIRMATION, "holder": Holder.FOREIGN_AFFAIRS}
    waive(agreement, **where, ground="not_found", reason=REASON, by=verifier, today=TODAY)
    agreement.refresh_from_db()
    advance(agreement, to=Stage.SIGNING, by=verifier, on=ON, today=TODAY)
    correct(step_of(agreement, Stage.SIGNING), by=verifier, reason=REASON)
    agreement.refresh_from_db()
    assert (agreement.stage, agreement.signed_on) == (Stage.CONFIRMATION, UNKNOWN)
    advance(agreement, to=Stage.SIGNING, by=verifier, on=ON, today=TODAY)


# --- refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "stage"),
    [({}, Stage.INITIATIVE), (KINDS["legacy"], Stage.SIGNING), (KINDS["programme"], Stage.RUNNING),
     ({"kind": "contact"}, Stage.CONTACT)],
)  # fmt: skip
def test_only_step_of_a_record_is_not_taken_back(superuser, values, stage):
    agreement = make_agreement(by=superuser, **values)
    with pytest.raises(ValidationError) as refusal:
        correct(step_of(agreement, stage), by=superuser, reason=REASON)
    assert code_of(refusal) == "not_correctable"


@pytest.mark.parametrize("reason", ["", "   ", "Salah tekan.", "x" * 19, f"   {'x' * 19}   "])
def test_short_reason_is_refused(editor, verifier, reason):
    agreement = make_signed(by=editor)
    with pytest.raises(ValidationError) as refusal:
        correct(step_of(agreement, Stage.SIGNING), by=verifier, reason=reason)
    assert code_of(refusal) == "reason_short"
    agreement.refresh_from_db()
    assert agreement.stage == Stage.SIGNING


@pytest.mark.parametrize("kind", ["step", "paper", "end"])
def test_right_to_correct_is_needed(editor, kind):
    agreement = make_signed(by=editor)
    row = {"step": step_of(agreement, Stage.SIGNING), "paper": agreement.instruments.get(kind="mou")}.get(kind)
    if row is None:
        end(agreement, by=editor, on=ON, today=TODAY, reason="Mitra menarik diri.")
    with pytest.raises(PermissionDenied):
        correct(row or agreement, by=editor, reason=REASON)


def test_nothing_is_taken_back_in_the_trash(editor, verifier):
    agreement = make_signed(by=editor)
    Agreement.objects.filter(pk=agreement.pk).update(trashed_at=noon(TODAY))
    with pytest.raises(ValidationError) as refusal:
        correct(step_of(agreement, Stage.SIGNING), by=verifier, reason=REASON)
    assert code_of(refusal) == "in_trash"


def test_a_return_behind_the_gate_still_passes_it(superuser, editor):
    """A record that lacks a step never comes back to its signing by a correction."""
    agreement = make_signed(by=editor)
    advance(agreement, to=Stage.IMPLEMENTATION, by=editor, on=ON, today=TODAY)
    agreement.steps.filter(stage=Stage.CONFIRMATION).update(state=StepState.NOT_STARTED)
    with pytest.raises(ValidationError) as refusal:
        correct(step_of(agreement, Stage.IMPLEMENTATION), by=superuser, reason=REASON)
    assert code_of(refusal) == "gate"
