"""The legal gate: no signing in a party track while a step before it is open, whatever is done in whatever order."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.corrections.actions import correct
from agreements.lifecycle.rules import StepFact, furthest_stage, is_gated, next_stages
from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import PARTY_TRACKS, SATISFIED, Holder, Stage, StepState, Track
from agreements.models import Agreement, Waiver
from agreements.record.saving import step_facts
from agreements.stages.actions import advance, end, return_for_repair, stop
from agreements.stages.change_of_track import change_track
from agreements.stages.past_steps import record_past
from agreements.stages.step_evidence import PastStep, StepEvidence
from agreements.stages.waivers import WaiverRequest, waive
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.factories import TODAY, advance_to, make_agreement, make_assessment, past_steps

pytestmark = pytest.mark.django_db

REASON = "Surat belum ditemukan dalam arsip kantor."
DAYS = st.one_of(st.dates(date(2018, 7, 13), TODAY).map(KnownDate.day), st.integers(2018, 2026).map(KnownDate.year))
STAGES = st.sampled_from([spec.stage for spec in TRACKS[Track.KSDPL]])


def _any_state(draw, stage):
    spec = next(spec for spec in TRACKS[Track.KSDPL] if spec.stage == stage)
    return draw(st.sampled_from(spec.holders)), draw(st.sampled_from(spec.states()))


def do_something(draw, agreement, by):
    """One verb with drawn arguments; refusals are part of life."""
    on, stage = draw(DAYS), draw(STAGES)
    holder, state = _any_state(draw, stage)
    common = {"by": by, "today": TODAY}
    match draw(
        st.sampled_from(
            ["advance", "advance", "advance", "past", "past", "return", "waive", "correct", "track", "stop", "end"]
        )
    ):
        case "advance":
            advance(agreement, to=stage, on=on, **common)
        case "past":
            evidence = StepEvidence(decided_on=on)
            row = PastStep(stage=stage, holder=holder, state=state, evidence=evidence)
            record_past(agreement, steps=[row], **common)
        case "return":
            return_for_repair(agreement, on=on, **common)
        case "waive":
            waive(agreement, stage=stage, holder=holder, ground="not_found", reason=REASON, **common)
        case "correct":
            row = agreement.steps.filter(stage=stage, holder=holder).order_by("round").last()
            correct(row or agreement, reason=REASON, by=by)
        case "track":
            change_track(agreement, track=draw(st.sampled_from(list(Track))), reason=REASON, **common)
        case "stop":
            stop(agreement, on=on, code="other", reason=REASON, **common)
        case "end":
            end(agreement, on=on, reason=REASON, **common)


def gate_holds(agreement):
    """Also of a proposal that was stopped: a signing that stands in its ledger passed the gate."""
    is_signed = agreement.signed_on or agreement.steps.filter(stage=Stage.SIGNING, state=StepState.DONE).exists()
    is_beyond = is_signed or is_gated(Track(agreement.track), Stage(agreement.stage))
    if agreement.track not in PARTY_TRACKS or not is_beyond:
        return True
    step = agreement.steps.filter(stage=Stage.CONFIRMATION, holder=Holder.FOREIGN_AFFAIRS).order_by("round").last()
    return step is not None and (step.state in SATISFIED or Waiver.objects.filter(step=step).exists())


@settings(max_examples=25)
@given(st.data())
def test_no_path_around_the_gate(superuser, data):
    kind, track = data.draw(st.sampled_from([("sister_city", ""), ("other", "ksdll"), ("other", "pass_on")]))
    agreement = make_agreement("Uji gerbang", kind=kind, track=track, by=superuser)
    if data.draw(st.booleans()):
        make_assessment(agreement)
    steps_before = 0
    for _turn in range(data.draw(st.integers(3, 9))):
        agreement = Agreement.objects.get(pk=agreement.pk)
        try:
            do_something(data.draw, agreement, superuser)
        except (ValidationError, PermissionDenied):
            continue
        agreement.refresh_from_db()
        assert gate_holds(agreement), (agreement.track, agreement.stage)
        # A further round that was opened by mistake is the only step that a correction removes.
        steps_now = agreement.steps.filter(round=1).count()
        assert steps_now >= steps_before, "a step was lost"
        steps_before = steps_now


@pytest.mark.parametrize("left_out", [spec.stage for spec in TRACKS[Track.KSDPL][:11]])
def test_signing_is_refused_with_any_one_step_missing(superuser, left_out):
    """The refusal names the missing step and no other."""
    agreement = make_agreement("Satu langkah hilang", by=superuser)
    steps = [row for row in past_steps(Track.KSDPL, until=Stage.SIGNING) if row.stage != left_out]
    evidence = StepEvidence(decided_on=KnownDate.year(2021))
    signing = PastStep(stage=Stage.SIGNING, holder=Holder.CITY, state=StepState.DONE, evidence=evidence)
    with pytest.raises(ValidationError) as refused:
        record_past(agreement, steps=[*steps, signing], by=superuser, today=TODAY)
    assert [error.code for error in refused.value.error_list] == ["gate"]
    named = refused.value.messages[0].partition("Masih kurang: ")[2]
    assert {part.partition(" – ")[0] for part in named.split("; ")} == {str(left_out.label)}
    agreement.refresh_from_db()
    assert agreement.stage == Stage.INITIATIVE


@pytest.mark.django_db
def test_clerk_enters_bandung_and_melbourne_with_its_partly_unknown_dates(editor, verifier):
    """LoI 10 May 2019, council 30 March 2023, signed in April 2024; nothing is known of the other steps."""
    agreement = make_agreement("Kota kembar Bandung dan Melbourne", by=editor, as_of=KnownDate.unknown())
    told = {Stage.INTENT: "10 Mei 2019", Stage.PLAN: "", Stage.COUNCIL: "30/3/2023", Stage.SIGNING: "April 2024"}
    specs = {spec.stage: spec for spec in TRACKS[Track.KSDPL]}
    rows = [
        PastStep(
            stage=stage,
            holder=specs[stage].holders[0],
            state=specs[stage].satisfied_state,
            evidence=StepEvidence(decided_on=parse(day), letter_number="" if day else "menurut pemberitaan"),
        )
        for stage, day in told.items()
    ]
    request = WaiverRequest("not_found", "Pemberitaan tidak menyebut langkah ini.")
    waivers = {
        (stage, holder): request
        for stage, spec in specs.items()
        if stage not in told and not spec.event and stage != Stage.IMPLEMENTATION
        for holder in spec.holders
    }
    with pytest.raises(PermissionDenied):
        record_past(agreement, steps=rows, waivers=waivers, by=editor, today=TODAY)
    record_past(agreement, steps=rows, waivers=waivers, by=verifier, today=TODAY)
    agreement.refresh_from_db()
    assert (agreement.stage, str(agreement.signed_on)) == (Stage.SIGNING, "April 2024")
    assert Waiver.objects.filter(step__agreement=agreement).count() == len(waivers) == 9


def replayed(agreement):
    """The stage that the ledger itself leads to: the furthest one that a step shows."""
    known = [StepFact(step.stage, step.round, step.holder, step.state) for step in agreement.steps.all()]
    return furthest_stage(Track(agreement.track), known)


@settings(max_examples=8)
@given(st.lists(st.sampled_from(["advance", "return"]), min_size=1, max_size=14))
def test_ledger_replays_to_the_stage(superuser, verbs):
    """Going forward and back by the verbs, every round stays, and the steps alone lead to the stage or beyond it."""
    agreement = make_agreement("Uji ulang", by=superuser)
    make_assessment(agreement)
    rounds = 0
    for verb in verbs:
        agreement = Agreement.objects.get(pk=agreement.pk)
        day = KnownDate.day(TODAY)
        following = next_stages(Track(agreement.track), Stage(agreement.stage), step_facts(agreement))
        try:
            if verb == "return":
                return_for_repair(agreement, by=superuser, on=day, today=TODAY)
                rounds += 1
            elif following:
                evidence = StepEvidence(reply_number="119/KS", decided_on=day)
                advance(agreement, to=following[0], by=superuser, on=day, today=TODAY, evidence=evidence)
        except ValidationError:
            continue
    agreement = Agreement.objects.get(pk=agreement.pk)
    track = Track(agreement.track)
    assert agreement.steps.filter(stage=Stage.PLAN).count() in (0, 1 + rounds)
    if agreement.stage != Stage.INITIATIVE and not rounds:
        assert replayed(agreement) in (agreement.stage, *before_answer(track, agreement.stage))


def before_answer(track, stage):
    """A step that was opened and not sent yet shows nothing: then the ledger stands at the stage before."""
    stages = [spec.stage for spec in TRACKS[track]]
    return stages[max(stages.index(Stage(stage)) - 1, 0) : stages.index(Stage(stage))]


BEFORE_SIGNING = [spec.stage for spec in TRACKS[Track.KSDPL] if not is_gated(Track.KSDPL, spec.stage)]
MANDATORY = [spec.stage for spec in TRACKS[Track.KSDPL] if spec.stage in BEFORE_SIGNING and not spec.optional]


@pytest.mark.parametrize("stage", MANDATORY[:-1])
def test_no_signing_past_a_step_that_is_open(editor, stage):
    """The step was answered once, and is open again when the signing is to be recorded."""
    agreement = make_agreement(by=editor)
    advance_to(agreement, BEFORE_SIGNING[-1], editor)
    step = agreement.steps.filter(stage=stage).first()
    step.state = StepState.UNKNOWN
    step.save()
    before = agreement.history.count()
    on = KnownDate.day(date(2026, 5, 4))
    evidence = StepEvidence(reply_number="119/KS", decided_on=on)
    with pytest.raises(ValidationError) as refusal:
        advance(agreement, to=Stage.SIGNING, by=editor, on=on, today=TODAY, evidence=evidence)
    assert refusal.value.error_list[0].code == "gate"
    agreement.refresh_from_db()
    assert (agreement.stage, agreement.signed_on) == (BEFORE_SIGNING[-1], KnownDate.unknown())
    assert (agreement.history.count(), agreement.steps.filter(stage=Stage.SIGNING).count()) == (before, 0)
