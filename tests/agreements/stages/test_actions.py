"""Moving agreements along their track: what each verb writes, and what it refuses."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agreements.corrections.actions import correct
from agreements.lifecycle.vocabulary import Holder, Stage, StepState, Track
from agreements.models import Agreement, Document, Step, Waiver
from agreements.record.partner_merge import merge_partners
from agreements.record.publication import Exemption, set_class
from agreements.stages.actions import advance, end, return_for_repair, stop
from agreements.stages.change_of_track import change_track
from agreements.stages.past_steps import record_past
from agreements.stages.step_evidence import PastStep, StepEvidence
from agreements.stages.steps import check_step
from agreements.stages.waivers import WaiverRequest, waive
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import advance_to, make_agreement, make_document, make_partner, make_signed, past_steps

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

ON = KnownDate.day(date(2026, 5, 4))
NOW = datetime(2026, 11, 24, 10, 15, tzinfo=ZoneInfo("Asia/Jakarta"))


def code_of(excinfo):
    return excinfo.value.error_list[0].code


def test_register_numbers_in_series(editor):
    first, second = make_agreement("Satu"), make_agreement("Dua")
    contoh = make_agreement("Contoh: tiga", is_example=True)
    other = make_agreement("Bukittinggi", is_comparison=True, region="Bukittinggi")
    assert [first.register_number, second.register_number] == ["KSLN-2026-0001", "KSLN-2026-0002"]
    assert contoh.register_number == "CONTOH-0001"
    assert other.register_number == "PB-0001"


def test_register_asks_for_track_where_kind_does_not_decide():
    with pytest.raises(ValidationError) as excinfo:
        make_agreement(kind=Agreement.Kind.OTHER)
    assert code_of(excinfo) == "track_needed"
    assert Agreement.objects.count() == 0


def test_register_refuses_legacy_without_early_signing_day():
    with pytest.raises(ValidationError) as excinfo:
        make_agreement(track="legacy", signed_on=KnownDate.year(2018))
    assert code_of(excinfo) == "not_legacy"
    old = make_agreement(track="legacy", signed_on=KnownDate.day(date(1986, 12, 6)))
    assert (old.track, old.stage) == ("legacy", "signing")


def test_advance_walks_to_signing_with_evidence(editor):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.SIGNING, editor)
    assert agreement.stage == Stage.SIGNING
    assert agreement.signed_on == ON
    assert agreement.steps.filter(stage=Stage.CONFIRMATION).get().state == StepState.APPROVED
    assert {step.state for step in agreement.steps.filter(stage=Stage.CONSULTATION)} == {StepState.APPROVED}
    assert agreement.history.first().history_user == editor


def test_advance_keeps_evidence_on_the_finished_step(editor):
    agreement = make_agreement(by=editor)
    evidence = StepEvidence(letter_number="119/12/KSD", decided_on=KnownDate.month(2026, 4))
    advance(agreement, to=Stage.EXPLORATION, by=editor, on=ON, today=TODAY, evidence=evidence)
    step = agreement.steps.get(stage=Stage.INITIATIVE)
    assert (step.state, step.letter_number, step.decided_on) == ("done", "119/12/KSD", KnownDate.month(2026, 4))


@pytest.mark.parametrize(
    ("to", "on", "code"),
    [
        (Stage.SIGNING, ON, "not_next"),
        (Stage.EXPLORATION, KnownDate.day(date(2026, 11, 25)), "future"),
        (Stage.EXPLORATION, KnownDate.unknown(), "date_needed"),
    ],
)
def test_advance_refuses(editor, to, on, code):
    agreement = make_agreement(by=editor)
    with pytest.raises(ValidationError) as excinfo:
        advance(agreement, to=to, by=editor, on=on, today=TODAY)
    assert code_of(excinfo) == code
    agreement.refresh_from_db()
    assert agreement.stage == Stage.INITIATIVE
    assert agreement.steps.get().state == StepState.IN_PROGRESS


def test_year_that_has_begun_is_not_the_future(editor):
    agreement = make_agreement(by=editor)
    advance(agreement, to=Stage.EXPLORATION, by=editor, on=KnownDate.year(2026), today=TODAY)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.EXPLORATION


def test_record_past_refuses_signing_without_proof_and_writes_nothing(editor):
    agreement = make_agreement(by=editor)
    signing = PastStep(stage=Stage.SIGNING, holder=Holder.CITY, state=StepState.DONE)
    with pytest.raises(ValidationError) as excinfo:
        record_past(agreement, steps=[signing], by=editor, today=TODAY)
    assert code_of(excinfo) == "gate"
    assert not Step.objects.filter(stage=Stage.SIGNING).exists()


def test_record_past_with_waivers_by_a_person_with_the_right(editor, verifier):
    agreement = make_agreement(by=editor)
    steps = [s for s in past_steps("ksdpl", until=Stage.SIGNING) if s.stage != Stage.CONFIRMATION]
    steps.append(
        PastStep(
            stage=Stage.SIGNING,
            holder=Holder.CITY,
            state=StepState.DONE,
            evidence=StepEvidence(decided_on=KnownDate.year(2021)),
        )
    )
    request = WaiverRequest("not_found", "Surat konfirmasi belum ditemukan dalam arsip 2021.")
    waivers = {(Stage.CONFIRMATION, Holder.FOREIGN_AFFAIRS): request}
    with pytest.raises(PermissionDenied):
        record_past(agreement, steps=steps, waivers=waivers, by=editor, today=TODAY)
    assert Waiver.objects.count() == 0
    record_past(agreement, steps=steps, waivers=waivers, by=verifier, today=TODAY)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.SIGNING
    assert agreement.signed_on == KnownDate.year(2021)
    assert Waiver.objects.get().step.state == StepState.UNKNOWN


@pytest.fixture
def stopped(editor):
    agreement = make_agreement(by=editor)
    on = KnownDate.day(date(2018, 7, 13))
    stop(agreement, by=editor, on=on, today=TODAY, code="other", reason="Tidak jadi.")
    return agreement


def signed_in(year):
    evidence = StepEvidence(decided_on=KnownDate.year(year))
    return PastStep(stage=Stage.SIGNING, holder=Holder.CITY, state=StepState.DONE, evidence=evidence)


def test_record_past_asks_the_gate_of_a_signing_after_which_the_proposal_was_stopped(stopped, editor):
    with pytest.raises(ValidationError) as excinfo:
        record_past(stopped, steps=[signed_in(2017)], by=editor, today=TODAY)
    assert code_of(excinfo) == "gate"
    assert not stopped.steps.filter(stage=Stage.SIGNING).exists()


def test_record_past_refuses_a_signing_after_the_end_in_words(stopped, editor):
    steps = [step for step in past_steps("ksdpl", until=Stage.SIGNING) if step.stage != Stage.SIGNING]
    before = stopped.steps.count()
    with pytest.raises(ValidationError, match="berakhir sebelum"):
        record_past(stopped, steps=[*steps, signed_in(2019)], by=editor, today=TODAY)
    stopped.refresh_from_db()
    assert stopped.signed_on == KnownDate.unknown()
    assert stopped.steps.count() == before
    record_past(stopped, steps=[*steps, signed_in(2018)], by=editor, today=TODAY)


def test_record_past_keeps_a_later_stage(editor):
    agreement = make_signed(by=editor)
    row = PastStep(
        stage=Stage.INTENT, holder=Holder.CITY, state=StepState.DONE, evidence=StepEvidence(letter_number="LoI 1")
    )
    record_past(agreement, steps=[row], by=editor, today=TODAY)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.SIGNING
    assert agreement.steps.get(stage=Stage.INTENT).letter_number == "LoI 1"


def test_record_past_refuses_a_state_that_the_stage_cannot_have(editor):
    agreement = make_agreement(by=editor)
    row = PastStep(stage=Stage.COUNCIL, holder=Holder.COUNCIL, state=StepState.NOT_APPLICABLE)
    with pytest.raises(ValidationError) as excinfo:
        record_past(agreement, steps=[row], by=editor, today=TODAY)
    assert code_of(excinfo) == "state_not_possible"


def test_return_for_repair_opens_a_second_round(editor):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.VERIFICATION, editor)
    return_for_repair(agreement, by=editor, on=ON, today=TODAY)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.PLAN
    assert list(agreement.steps.filter(stage=Stage.PLAN).order_by("round").values_list("round", "state")) == [
        (1, "done"),
        (2, "in_progress"),
    ]
    # The council has approved: the repaired plan may go straight back to the Minister.
    advance(agreement, to=Stage.VERIFICATION, by=editor, on=ON, today=TODAY)
    rounds = agreement.steps.filter(stage=Stage.VERIFICATION).order_by("round")
    assert [(step.round, step.state) for step in rounds] == [(1, "returned"), (2, "not_started")]


def test_stop_after_letter_of_intent_needs_one(editor):
    agreement = make_agreement(by=editor)
    with pytest.raises(ValidationError) as excinfo:
        stop(agreement, by=editor, on=ON, today=TODAY, code="after_intent", reason="Tidak dilanjutkan.")
    assert code_of(excinfo) == "no_intent"
    advance_to(agreement, Stage.PLAN, editor)
    stop(agreement, by=editor, on=ON, today=TODAY, code="after_intent", reason="Tidak dilanjutkan.")
    agreement.refresh_from_db()
    assert (agreement.stage, agreement.end_reason_code, agreement.ended_on) == ("discontinued", "after_intent", ON)


def test_stop_and_end_exclude_each_other(editor):
    proposal, signed = make_agreement(by=editor), make_signed(by=editor)
    with pytest.raises(ValidationError) as excinfo:
        end(proposal, by=editor, on=ON, today=TODAY, reason="x")
    assert code_of(excinfo) == "not_allowed"
    with pytest.raises(ValidationError) as excinfo:
        stop(signed, by=editor, on=ON, today=TODAY, code="other", reason="x")
    assert code_of(excinfo) == "not_allowed"
    end(signed, by=editor, on=ON, today=TODAY, reason="Mitra menarik diri.")
    signed.refresh_from_db()
    assert signed.stage == Stage.TERMINATED


@pytest.mark.parametrize(
    ("ground", "reason", "stage", "holder", "code"),
    [
        ("not_found", "terlalu pendek", Stage.COUNCIL, Holder.COUNCIL, "reason_short"),
        ("", "Surat belum ditemukan dalam arsip.", Stage.COUNCIL, Holder.COUNCIL, "ground_needed"),
        ("not_found", "Surat belum ditemukan dalam arsip.", Stage.COUNCIL, Holder.CITY, "not_required"),
        ("not_found", "Surat belum ditemukan dalam arsip.", Stage.SIGNING, Holder.CITY, "not_required"),
    ],
)
def test_waive_refuses(verifier, ground, reason, stage, holder, code):
    agreement = make_agreement(by=verifier)
    with pytest.raises(ValidationError) as excinfo:
        waive(agreement, stage=stage, holder=holder, ground=ground, reason=reason, by=verifier, today=TODAY)
    assert code_of(excinfo) == code


def test_waive_once_per_requirement(verifier):
    agreement = make_agreement(by=verifier)
    values = {"stage": Stage.COUNCIL, "holder": Holder.COUNCIL, "ground": "not_done"}
    reason = "Persetujuan DPRD tidak dimintakan waktu itu."
    waive(agreement, **values, reason=reason, by=verifier, today=TODAY)
    with pytest.raises(ValidationError) as excinfo:
        waive(agreement, **values, reason=reason, by=verifier, today=TODAY)
    assert code_of(excinfo) == "not_missing"


def test_correct_takes_back_signing_and_keeps_history(editor, verifier):
    agreement = make_signed(by=editor)
    signing, reason = agreement.steps.get(stage=Stage.SIGNING), "Tombol yang salah ditekan."
    with pytest.raises(PermissionDenied):
        correct(signing, by=editor, reason=reason)
    correct(signing, by=verifier, reason=reason)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.CONFIRMATION
    assert not agreement.signed_on
    assert agreement.steps.get(stage=Stage.SIGNING).state == StepState.NOT_STARTED
    assert agreement.steps.get(stage=Stage.SIGNING).history.filter(state="done").exists()
    assert agreement.history.first().history_change_reason == reason


def test_change_track_does_not_lead_around_the_gate(editor):
    agreement = make_agreement(kind=Agreement.Kind.TECHNICAL, track="pass_on", by=editor)
    row = PastStep(stage=Stage.IMPLEMENTATION, holder=Holder.CITY, state=StepState.IN_PROGRESS)
    record_past(agreement, steps=[row], by=editor, today=TODAY)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.IMPLEMENTATION
    change_track(agreement, track=Track.KSDLL, by=editor, reason="Ternyata pihak sendiri.", today=TODAY)
    agreement.refresh_from_db()
    assert (agreement.track, agreement.stage) == ("ksdll", "initiative")
    assert agreement.steps.filter(stage=Stage.IMPLEMENTATION).exists()


@pytest.mark.parametrize("state", [StepState.NOT_STARTED, StepState.UNKNOWN, StepState.REJECTED])
def test_step_edit_cannot_reopen_the_gate(editor, state):
    agreement = make_signed(by=editor)
    step = agreement.steps.get(stage=Stage.CONFIRMATION)
    step.state = state
    with pytest.raises(ValidationError) as excinfo:
        check_step(step, TODAY)
    assert code_of(excinfo) == "gate"


def test_publish_needs_another_person(editor, verifier):
    agreement = make_agreement(by=verifier)
    with pytest.raises(PermissionDenied):
        set_class(agreement, new_class="public", by=editor)
    with pytest.raises(ValidationError) as excinfo:
        set_class(agreement, new_class="public", by=verifier)
    assert code_of(excinfo) == "same_person"
    Agreement.objects.get(pk=agreement.pk)
    agreement.refresh_from_db()
    agreement.edited_by = editor
    agreement.save()
    set_class(agreement, new_class="public", by=verifier)
    assert Agreement.objects.public().get() == agreement


def test_exempt_needs_ground_and_review_day(verifier):
    agreement = make_agreement()
    for exemption, code in [
        (None, "ground_needed"),
        (Exemption(ground="f", reason="Sedang dirundingkan."), "review_needed"),
    ]:
        with pytest.raises(ValidationError) as excinfo:
            set_class(agreement, new_class="exempt", by=verifier, exemption=exemption)
        assert code_of(excinfo) == code


def test_failed_attachment_leaves_no_file(editor, monkeypatch):
    agreement = make_agreement(by=editor)
    storage = Document._meta.get_field("file").storage
    before = set(_files(storage))

    def fail(*args, **kwargs):
        raise RuntimeError("after the file was written")

    monkeypatch.setattr("agreements.record.documents.refresh_digest", fail)
    with pytest.raises(RuntimeError, match="after the file"):
        make_document(agreement, by=editor)
    assert Document.objects.count() == 0
    assert set(_files(storage)) == before


def _files(storage):
    folders, _ = storage.listdir("") if storage.exists("") else ([], [])
    return [name for folder in folders for name in storage.listdir(folder)[1]]


def test_merge_partners_moves_agreements_and_addresses(editor, client):
    keep, gone = make_partner("Kota Seremban"), make_partner("Seremban (kota)")
    agreement = make_agreement(partner=gone, by=editor)
    merge_partners(keep=keep, gone=gone, by=editor, now=NOW)
    assert agreement.parties.get().partner == keep
    gone.refresh_from_db()
    assert gone.merged_into == keep
    assert gone.in_trash
    assert client.get(gone.get_absolute_url()).headers["Location"] == keep.get_absolute_url()


def test_answer_of_others_needs_a_proof(editor):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.COUNCIL, editor)
    with pytest.raises(ValidationError) as excinfo:
        advance(agreement, to=Stage.VERIFICATION, by=editor, on=ON, today=TODAY)
    assert code_of(excinfo) == "unproven"
    step = agreement.steps.get(stage=Stage.COUNCIL)
    step.state = StepState.APPROVED
    with pytest.raises(ValidationError) as excinfo:
        check_step(step, TODAY)
    assert code_of(excinfo) == "unproven"


def test_step_after_the_gate_is_not_recorded_by_itself(editor):
    agreement = make_agreement(by=editor)
    step = Step(agreement=agreement, stage=Stage.SIGNING, holder=Holder.CITY, state=StepState.DONE)
    with pytest.raises(ValidationError) as excinfo:
        check_step(step, TODAY)
    assert code_of(excinfo) == "gate"


def test_change_track_never_takes_a_sister_city_out_of_the_gate(verifier):
    agreement = make_agreement(by=verifier)
    with pytest.raises(ValidationError) as excinfo:
        change_track(agreement, track=Track.PROGRAMME, by=verifier, reason="Salah pilih.", today=TODAY)
    assert code_of(excinfo) == "kind_and_track"
    training = make_agreement(kind=Agreement.Kind.TRAINING, by=verifier)
    training.kind = Agreement.Kind.SISTER_CITY
    with pytest.raises(ValidationError) as excinfo:
        training.clean()
    assert list(excinfo.value.message_dict) == ["kind"]


def test_leaving_a_party_track_needs_the_right_to_correct(editor, verifier):
    agreement = make_agreement(kind=Agreement.Kind.TECHNICAL, track="ksdll", by=editor)
    move = {"track": Track.PROGRAMME, "reason": "Ternyata pelatihan.", "today": TODAY}
    with pytest.raises(PermissionDenied):
        change_track(agreement, by=editor, **move)
    change_track(agreement, by=verifier, **move)
    agreement.refresh_from_db()
    assert agreement.track == Track.PROGRAMME


def test_correct_does_not_carry_a_waiver_to_the_next_signing(verifier):
    agreement = make_agreement(by=verifier)
    reason = "Surat konfirmasi belum ditemukan dalam arsip."
    where = {"stage": Stage.CONFIRMATION, "holder": Holder.FOREIGN_AFFAIRS}
    waive(agreement, **where, ground="not_found", reason=reason, by=verifier, today=TODAY)
    correct(agreement.steps.get(**where), by=verifier, reason="Suratnya ada di berkas lain.")
    rounds = agreement.steps.filter(**where).order_by("round")
    assert [hasattr(step, "waiver") for step in rounds] == [True, False]


def test_merging_an_unpublished_partner_into_a_public_one_needs_the_right_to_publish(editor):
    keep, gone = make_partner("Kota Seremban"), make_partner("Seremban", public=False)
    with pytest.raises(PermissionDenied):
        merge_partners(keep=keep, gone=gone, by=editor, now=NOW)
