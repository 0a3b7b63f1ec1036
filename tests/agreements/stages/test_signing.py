"""The acts of signing: who gives a paper its day, what is refused, and how it is taken back."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from agreements.corrections.actions import correct
from agreements.lifecycle.vocabulary import Holder, InstrumentKind, Stage, StepState, Track
from agreements.models import Instrument, Signature
from agreements.record.instruments import signing_day
from agreements.record.signing import SideSigned, SignedText
from agreements.stages.actions import advance
from agreements.stages.past_steps import record_past
from agreements.stages.signing import sign
from agreements.stages.step_evidence import PastStep, StepEvidence
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.factories import advance_to, make_agreement, make_assessment, make_instrument, make_signed

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

UNKNOWN = KnownDate.unknown()
TOMORROW = KnownDate.day(date(2026, 11, 25))
DAY = KnownDate.day(date(2026, 6, 20))
PARTIES = [SideSigned(side="all", signed_on=DAY)]


def signed(instrument, editor, *, sides=PARTIES):
    return sign(instrument, sides=sides, by=editor, today=TODAY)


def code_of(refusal):
    return refusal.value.error_list[0].code


def sides_of(instrument):
    return {(one.side, one.name, str(one.signed_on)) for one in instrument.signatures.all()}


# --- papers that no stage brings ---------------------------------------------------------------------


@pytest.mark.parametrize("track", ["ksdpl", "ksdll"])
@pytest.mark.parametrize("kind", InstrumentKind)
def test_only_what_binds_waits_for_the_approval(editor, track, kind):
    """In the party tracks; an LoI and the text of the agreement come by their stages."""
    agreement = make_agreement(by=editor, kind="technical", track=track)
    paper = make_instrument(agreement, kind, signed=False, title="Naskah")
    refused = {
        **dict.fromkeys(("intent", "mou"), "by_step"),
        **dict.fromkeys(("implementing", "extension", "exchange", "state_agreement", "pass_on", "membership"), "gate"),
        "automatic": "automatic",
    }
    if kind in refused:
        with pytest.raises(ValidationError) as refusal:
            signed(paper, editor)
        assert code_of(refusal) == refused[kind]
        assert not Signature.objects.exists()
    else:
        assert signed(paper, editor).signed_on == DAY


@pytest.mark.parametrize(
    ("kind", "values", "paper"),
    [
        ("grant", {}, "pass_on"),
        ("membership", {}, "membership"),
        ("sister_city", {"track": "legacy", "signed_on": "2014"}, "extension"),
    ],
)
def test_other_tracks_have_no_gate(editor, kind, values, paper):
    agreement = make_agreement(by=editor, kind=kind, **values)
    row = make_instrument(agreement, paper, signed=False)
    if paper == "pass_on":
        with pytest.raises(ValidationError) as refusal:
            signed(row, editor)
        assert code_of(refusal) == "by_step"
    else:
        assert signed(row, editor).signed_on == DAY


def test_an_extension_is_signed_once_the_text_is(editor):
    agreement = make_signed(by=editor)
    paper = make_instrument(agreement, "extension", signed=False, changes=agreement.instruments.get(kind="mou"))
    before = signing_day(agreement)
    signed(paper, editor)
    agreement.refresh_from_db()
    assert (agreement.edited_by, agreement.signed_on) == (editor, before)
    assert paper.history.first().history_user == editor


def test_nobody_signed_is_no_signing(editor):
    paper = make_instrument(make_signed(by=editor), "minutes", signed=False)
    with pytest.raises(ValidationError) as refusal:
        signed(paper, editor, sides=[])
    assert code_of(refusal) == "nobody"


def test_a_day_in_the_future_is_refused(editor):
    paper = make_instrument(make_signed(by=editor), "minutes", signed=False)
    with pytest.raises(ValidationError) as refusal:
        signed(
            paper, editor, sides=[SideSigned(side="city", signed_on=DAY), SideSigned(side="all", signed_on=TOMORROW)]
        )
    assert code_of(refusal) == "future"
    assert not paper.signatures.exists()


@pytest.mark.parametrize(
    ("city", "partner", "latest"),
    [
        ("18 Juni 2026", "20 Juni 2026", "20 Juni 2026"),
        ("20 Juni 2026", "", "20 Juni 2026"),
        ("", "", "tidak diketahui"),
    ],
)
def test_two_days_in_two_places_give_the_latest(editor, city, partner, latest):
    agreement = make_signed(by=editor)
    paper = make_instrument(agreement, "minutes", signed=False)
    given = [
        SideSigned(side="city", place="Jambi", signed_on=parse(city)),
        SideSigned(side="partner", party=agreement.parties.get(), place="Seremban", signed_on=parse(partner)),
    ]
    assert str(signed(paper, editor, sides=given).signed_on) == latest
    assert paper.is_signed
    # Said again, nothing is written anew.
    versions = set(paper.signatures.values_list("pk", "version"))
    signed(paper, editor, sides=given)
    assert set(paper.signatures.values_list("pk", "version")) == versions


# --- papers of the stages ----------------------------------------------------------------------------


@pytest.fixture
def before_signing(editor):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.CONFIRMATION, editor)
    return agreement


def sign_at_stage(agreement, editor, *, on=DAY, **text):
    evidence = StepEvidence(reply_number="119/KS", decided_on=KnownDate.day(date(2026, 6, 1)))
    given = SignedText(**text) if text else None
    advance(agreement, to=Stage.SIGNING, by=editor, on=on, today=TODAY, evidence=evidence, text=given)
    agreement.refresh_from_db()
    return agreement.steps.get(stage=Stage.SIGNING)


def test_signing_moves_the_day_to_the_text(before_signing, editor):
    step = sign_at_stage(before_signing, editor)
    assert (step.decided_on, step.ended_on, step.instrument.kind) == (UNKNOWN, DAY, "mou")
    assert before_signing.signed_on == DAY
    assert sides_of(step.instrument) == {("all", "", "20 Juni 2026")}


def test_last_of_two_signatures_is_the_day_of_the_text(before_signing, editor):
    later = KnownDate.day(date(2026, 6, 25))
    sides = [
        SideSigned(side="city", name="Wali Kota", signed_on=DAY),
        SideSigned(side="partner", party=before_signing.parties.get(), signed_on=later),
    ]
    step = sign_at_stage(before_signing, editor, sides=sides)
    assert sides_of(step.instrument) == {("city", "Wali Kota", "20 Juni 2026"), ("partner", "", "25 Juni 2026")}
    assert before_signing.signed_on == later


def test_signing_refuses_a_side_of_the_future(before_signing, editor):
    with pytest.raises(ValidationError) as refusal:
        sign_at_stage(before_signing, editor, sides=[SideSigned(side="city", signed_on=TOMORROW)])
    assert code_of(refusal) == "future"
    assert not Instrument.objects.filter(kind="mou").exists()


def intent_of(editor, **evidence):
    """An agreement that has passed its LoI with this evidence."""
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.INTENT, editor, on=parse("2025"))
    given = StepEvidence(**evidence)
    advance(agreement, to=Stage.PLAN, by=editor, on=DAY, today=TODAY, evidence=given)
    return agreement


def test_letter_of_intent_is_not_said_to_be_signed_on_the_day_of_the_next_stage(editor):
    agreement = intent_of(editor)
    paper = agreement.steps.get(stage=Stage.INTENT).instrument
    assert (paper.kind, paper.is_signed, paper.signed_on) == ("intent", True, UNKNOWN)
    assert signing_day(agreement) == UNKNOWN


def test_letter_of_intent_keeps_its_day_and_its_names(editor):
    step = intent_of(editor, decided_on=parse("Mei 2026"), signatories="Wali Kota").steps.get(stage=Stage.INTENT)
    assert sides_of(step.instrument) == {("all", "Wali Kota", "Mei 2026")}
    assert (step.decided_on, step.signatories, str(step.ended_on)) == (UNKNOWN, "", "Mei 2026")


def past(stage, holder=Holder.CITY, state=StepState.DONE, **values):
    names = ("cleared", "round")
    own = {name: values.pop(name) for name in names if name in values}
    return PastStep(stage=stage, holder=holder, state=state, evidence=StepEvidence(**values), **own)


def record(agreement, editor, *lines):
    record_past(agreement, steps=lines, by=editor, today=TODAY)
    agreement.refresh_from_db()


def test_second_letter_of_intent_renews_the_first(editor):
    agreement = make_agreement(by=editor)
    record(agreement, editor, past(Stage.INTENT, decided_on=parse("2023")))
    record(agreement, editor, past(Stage.INTENT, round=2, decided_on=parse("Juni 2024")))
    first, second = (agreement.steps.get(stage=Stage.INTENT, round=number).instrument for number in (1, 2))
    assert (first.changes, second.changes) == (None, first)
    assert [str(one.signed_on) for one in (first, second)] == ["2023", "Juni 2024"]


def test_day_that_is_emptied_in_the_table_leaves_the_names(before_signing, editor):
    sides = [SideSigned(side="city", name="Wali Kota", signed_on=DAY)]
    text = sign_at_stage(before_signing, editor, sides=sides).instrument
    record(before_signing, editor, past(Stage.SIGNING, cleared=("decided_on",)))
    assert sides_of(text) == {("city", "Wali Kota", "tidak diketahui")}
    assert before_signing.signed_on == UNKNOWN


@pytest.mark.parametrize(
    ("line", "signatures"),
    [
        ({"letter_number": "1/LoI"}, {("all", "", "2023")}),
        ({"letter_number": "1/LoI", "decided_on": parse("2023")}, {("all", "", "2023")}),
        ({"decided_on": parse("Mei 2023")}, {("all", "", "Mei 2023")}),
        ({"signatories": "Wali Kota"}, {("all", "Wali Kota", "2023")}),
        ({"cleared": ("decided_on",)}, {("all", "", "tidak diketahui")}),
        ({"state": StepState.IN_PROGRESS}, set()),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_table_of_past_steps_corrects_the_paper(editor, line, signatures):
    agreement = make_agreement(by=editor)
    record(agreement, editor, past(Stage.INTENT, decided_on=parse("2023")))
    record(agreement, editor, past(Stage.INTENT, **line))
    (paper,) = agreement.instruments.all()
    assert sides_of(paper) == signatures
    step = agreement.steps.get(stage=Stage.INTENT)
    assert (step.instrument, step.decided_on, step.signatories) == (paper, UNKNOWN, "")


def test_correction_takes_the_signature_back_and_the_history_keeps_it(editor, superuser):
    agreement = make_signed(by=editor, on=DAY)
    assert agreement.signed_on == DAY
    reason = "Ternyata belum ditandatangani."
    correct(agreement.steps.get(stage=Stage.SIGNING), by=superuser, reason=reason)
    agreement.refresh_from_db()
    text = agreement.instruments.get(kind="mou")
    assert (text.is_signed, text.signed_on, agreement.signed_on) == (False, UNKNOWN, UNKNOWN)
    last = Signature.history.filter(instrument=text.pk).first()
    assert (last.history_type, last.history_user, last.history_change_reason) == ("-", superuser, reason)
    # The LoI lies before it and stays.
    assert agreement.instruments.get(kind="intent").is_signed


def test_signing_after_a_correction_is_of_the_same_text(editor, superuser):
    agreement = make_signed(by=editor, on=parse("2025"))
    correct(agreement.steps.get(stage=Stage.SIGNING), by=superuser, reason="Salah hari penandatanganan.")
    agreement.refresh_from_db()
    make_assessment(agreement)
    step = sign_at_stage(agreement, editor)
    assert [one.signed_on for one in agreement.instruments.filter(kind="mou")] == [DAY]
    assert step.ended_on == DAY


def test_answer_no_has_its_day_on_the_step(editor):
    agreement = make_agreement(by=editor, kind="grant")
    record(agreement, editor, past(Stage.STATE_AGREEMENT, Holder.FINANCE, StepState.RETURNED, decided_on=DAY))
    step = agreement.steps.get(stage=Stage.STATE_AGREEMENT)
    assert (step.instrument, step.decided_on, step.ended_on) == (None, DAY, DAY)
    assert not agreement.instruments.exists()


def test_agreement_of_the_state_is_a_paper_of_the_pass_on_track(editor):
    agreement = make_agreement(by=editor, kind="grant")
    assert agreement.track == Track.PASS_ON
    record(agreement, editor, past(Stage.STATE_AGREEMENT, Holder.FINANCE, StepState.APPROVED, decided_on=DAY))
    assert [(one.kind, one.signed_on) for one in agreement.instruments.all()] == [("state_agreement", DAY)]


def test_registration_of_an_old_text_gives_it_its_day():
    agreement = make_agreement(track="legacy", signed_on="17 Juni 2014")
    (text,) = agreement.instruments.all()
    assert (text.kind, str(text.signed_on), str(agreement.signed_on)) == ("mou", "17 Juni 2014", "17 Juni 2014")
    assert agreement.steps.get().instrument == text
