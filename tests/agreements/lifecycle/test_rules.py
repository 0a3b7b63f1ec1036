"""The life cycle as data: every verb at every stage, the gate, what is missing."""

from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from agreements.lifecycle.rules import (
    StepFact,
    acting_holders,
    allowed_verbs,
    first_stage,
    furthest_stage,
    is_gated,
    latest_rounds,
    may_be_legacy,
    missing,
    next_stages,
    position,
    spec_of,
)
from agreements.lifecycle.tracks import END_STAGES, STAGE_GROUPS, TRACKS
from agreements.lifecycle.vocabulary import (
    PARTY_TRACKS,
    SATISFIED,
    Holder,
    Stage,
    StatusGroup,
    StepState,
    Track,
    Verb,
    state_word,
)
from agreements.management.commands.describe_lifecycle import TARGET, describe
from agreements.models import Agreement
from agreements.record.registration import track_for
from jambi_coop.lib.dates.known_date import KnownDate


def names(text):
    return text.split()


PARTY_ORDER = names(
    "initiative exploration consultation intent plan council verification draft interministerial discussion "
    "confirmation signing implementation completed"
)

ORDER = {
    "ksdpl": PARTY_ORDER,
    "ksdll": PARTY_ORDER,
    "pass_on": names(
        "proposal selected council state_agreement on_granting implementation handover operation completed"
    ),
    "programme": names("running completed"),
    "membership": names("proposal observer member completed"),
    "legacy": names("intent central_approval full_powers signing implementation completed"),
    "contact": names("contact"),
}

# Group of each stage as the data model lists them.
GROUPS = {
    "exploratory": "proposal initiative exploration consultation contact",
    "preparation": "selected intent plan draft discussion",
    "awaiting": "council verification interministerial confirmation state_agreement on_granting central_approval "
    "full_powers",
    "in_force": "signing implementation running observer member handover operation",
    "ended": "completed terminated",
    "discontinued": "discontinued",
}

BEFORE_SIGNING = set(names(" ".join(GROUPS[group] for group in ("exploratory", "preparation", "awaiting"))))


def done(track, stage, state=None, round_=1):
    spec = spec_of(track, stage)
    return [StepFact(stage, round_, holder, state or spec.satisfied_state) for holder in spec.holders]


def all_before_signing(track):
    return [fact for spec in TRACKS[track][: position(track, Stage.SIGNING)] for fact in done(track, spec.stage)]


@pytest.mark.parametrize("track", list(Track))
def test_track_has_the_stages_of_the_data_model(track):
    assert [str(spec.stage) for spec in TRACKS[track]] == ORDER[track]


@pytest.mark.parametrize(("group", "stages"), list(GROUPS.items()))
def test_stage_belongs_to_one_public_group(group, stages):
    assert {str(stage) for stage, its in STAGE_GROUPS.items() if its == group} == set(stages.split())


def test_stage_means_the_same_in_every_track():
    for specs in TRACKS.values():
        for spec in specs:
            assert STAGE_GROUPS[spec.stage] == spec.group


def expected_verbs(track, stage):
    if stage in END_STAGES:
        return {Verb.RECORD_PAST, Verb.WAIVE}
    if stage == "contact":
        return {Verb.RECORD_PAST}
    verbs = {Verb.ADVANCE, Verb.RECORD_PAST, Verb.WAIVE, Verb.CHANGE_TRACK}
    verbs.add(Verb.STOP if stage in BEFORE_SIGNING else Verb.END)
    if track in ("ksdpl", "ksdll") and stage == "verification":
        verbs.add(Verb.RETURN)
    return verbs


@pytest.mark.parametrize(
    ("track", "stage"),
    [(track, Stage(stage)) for track in ORDER for stage in [*ORDER[track], "terminated", "discontinued"]],
)
def test_allow_verbs_by_stage(track, stage):
    assert set(allowed_verbs(Track(track), stage)) == expected_verbs(track, stage)


@pytest.mark.parametrize(
    ("kind", "track"),
    [
        ("sister_city", "ksdpl"),
        ("local_government", "ksdpl"),
        ("grant", "pass_on"),
        ("loan", "pass_on"),
        ("granted_loan", "pass_on"),
        ("training", "programme"),
        ("membership", "membership"),
        ("contact", "contact"),
    ],
)
def test_track_follows_from_kind(kind, track):
    assert kind in Agreement.Kind.values
    assert track_for(kind, "", KnownDate.unknown()) == track


@pytest.mark.parametrize("track", PARTY_TRACKS)
def test_gate_stands_from_signing_on(track):
    gated = {spec.stage for spec in TRACKS[track] if is_gated(track, spec.stage)}
    assert gated == {Stage.SIGNING, Stage.IMPLEMENTATION, Stage.COMPLETED}
    assert is_gated(track, Stage.TERMINATED)
    assert not is_gated(track, Stage.DISCONTINUED)


@pytest.mark.parametrize("track", [track for track in Track if track not in PARTY_TRACKS])
def test_no_gate_in_other_tracks(track):
    assert not any(is_gated(track, spec.stage) for spec in TRACKS[track])


@pytest.mark.parametrize("track", PARTY_TRACKS)
def test_nothing_missing_when_all_steps_satisfied(track):
    for target in (Stage.SIGNING, Stage.IMPLEMENTATION, Stage.COMPLETED):
        assert missing(track, target, all_before_signing(track)) == []


@pytest.mark.parametrize("track", PARTY_TRACKS)
@pytest.mark.parametrize("state", [s for s in StepState if s not in SATISFIED])
@pytest.mark.parametrize("stage", [Stage.COUNCIL, Stage.VERIFICATION, Stage.CONFIRMATION, Stage.PLAN])
def test_step_in_another_state_never_satisfies(track, stage, state):
    facts = [fact for fact in all_before_signing(track) if fact.stage != stage] + done(track, stage, state)
    unmet = missing(track, Stage.SIGNING, facts)
    assert {item.stage for item in unmet} == {stage}
    assert all(item.blocking for item in unmet)


def test_both_ministers_must_be_consulted():
    facts = [fact for fact in all_before_signing(Track.KSDPL) if fact.holder != Holder.FOREIGN_AFFAIRS]
    unmet = [(item.stage, item.holder) for item in missing(Track.KSDPL, Stage.SIGNING, facts)]
    assert unmet == [
        (Stage.CONSULTATION, Holder.FOREIGN_AFFAIRS),
        (Stage.CONFIRMATION, Holder.FOREIGN_AFFAIRS),
    ]


def test_last_round_decides():
    facts = all_before_signing(Track.KSDPL)
    again = done(Track.KSDPL, Stage.VERIFICATION, StepState.RETURNED, round_=2)
    assert missing(Track.KSDPL, Stage.SIGNING, facts + again)
    repaired = done(Track.KSDPL, Stage.VERIFICATION, round_=3)
    assert missing(Track.KSDPL, Stage.SIGNING, facts + again + repaired) == []


@pytest.mark.parametrize("track", PARTY_TRACKS)
def test_letter_of_intent_is_asked_of_institutions_too(track):
    """PP 28/2018 Article 28(3)-(5) stands in the part on both kinds."""
    without = [fact for fact in all_before_signing(track) if fact.stage != Stage.INTENT]
    assert [item.stage for item in missing(track, Stage.SIGNING, without)] == [Stage.INTENT]


@pytest.mark.parametrize(
    ("stage", "article"),
    [
        (Stage.INITIATIVE, ""),
        (Stage.INTENT, ""),
        (Stage.PLAN, " jo. Ps 38"),
        (Stage.COUNCIL, " jo. Ps 38"),
        (Stage.VERIFICATION, " jo. Ps 38"),
        (Stage.DRAFT, " jo. Ps 39"),
        (Stage.INTERMINISTERIAL, " jo. Ps 39"),
        (Stage.DISCUSSION, " jo. Ps 40"),
        (Stage.CONFIRMATION, " jo. Ps 40"),
        (Stage.SIGNING, " jo. Ps 40"),
    ],
)
def test_stages_of_institutions_rest_on_the_articles_of_ksdpl_and_their_own(stage, article):
    of_governments, *others = spec_of(Track.KSDPL, stage).basis.split("; ")
    assert spec_of(Track.KSDLL, stage).basis == "; ".join([of_governments + article, *others])


@pytest.mark.parametrize("stage", [Stage.INTENT, Stage.COUNCIL, Stage.VERIFICATION, Stage.CONFIRMATION])
@pytest.mark.parametrize("track", PARTY_TRACKS)
def test_not_applicable_impossible_for_the_steps_of_the_law(track, stage):
    assert StepState.NOT_APPLICABLE not in spec_of(track, stage).states()


def test_missing_before_signing_only_warns():
    unmet = missing(Track.KSDPL, Stage.COUNCIL, [])
    assert len(unmet) == 6
    assert not any(item.blocking for item in unmet)


@pytest.mark.parametrize(
    ("track", "stage", "facts", "expected"),
    [
        (Track.KSDPL, Stage.INITIATIVE, [], [Stage.EXPLORATION]),
        (Track.KSDLL, Stage.CONSULTATION, [], [Stage.INTENT]),
        (Track.PASS_ON, Stage.PROPOSAL, [], [Stage.SELECTED, Stage.COUNCIL, Stage.STATE_AGREEMENT]),
        (
            Track.KSDPL,
            Stage.PLAN,
            [StepFact(Stage.COUNCIL, 1, Holder.COUNCIL, StepState.APPROVED)],
            [Stage.COUNCIL, Stage.VERIFICATION],
        ),
        (Track.MEMBERSHIP, Stage.MEMBER, [], [Stage.COMPLETED]),
        (Track.KSDPL, Stage.COMPLETED, [], []),
        (Track.KSDPL, Stage.DISCONTINUED, [], []),
    ],
)
def test_next_stages(track, stage, facts, expected):
    assert next_stages(track, stage, facts) == expected


def test_a_direct_grant_is_signed_by_the_technical_ministry():
    """PP 10/2011 Article 63(1). One of the two ministries is enough; the one that was asked counts."""
    spec = spec_of(Track.PASS_ON, Stage.STATE_AGREEMENT)
    finance = StepFact(spec.stage, 1, Holder.FINANCE, StepState.NOT_STARTED)
    asked = StepFact(spec.stage, 1, Holder.FINANCE, StepState.SUBMITTED)
    line = StepFact(spec.stage, 1, Holder.LINE_MINISTRY, StepState.APPROVED)
    proposal = done(Track.PASS_ON, Stage.PROPOSAL)
    for facts, holders in [
        ([], (Holder.FINANCE,)),
        ([finance], (Holder.FINANCE,)),
        ([line], (Holder.LINE_MINISTRY,)),
        ([finance, line], (Holder.LINE_MINISTRY,)),
        ([asked, line], (Holder.FINANCE,)),
    ]:
        assert acting_holders(spec, latest_rounds(facts)) == holders
        unmet = [item.holder for item in missing(Track.PASS_ON, Stage.IMPLEMENTATION, [*proposal, *facts])]
        assert unmet == ([] if holders == (Holder.LINE_MINISTRY,) else [Holder.FINANCE])


@pytest.mark.parametrize(
    ("stage", "state", "word"),
    [
        (Stage.CONSULTATION, StepState.APPROVED, "Answered"),
        (Stage.STATE_AGREEMENT, StepState.APPROVED, "Signed"),
        (Stage.ON_GRANTING, StepState.APPROVED, "Signed"),
        (Stage.SELECTED, StepState.DONE, "Selected"),
        (Stage.COUNCIL, StepState.APPROVED, "Approved"),
        (Stage.STATE_AGREEMENT, StepState.SUBMITTED, "Submitted"),
    ],
)
def test_a_step_has_the_word_of_its_stage(stage, state, word):
    with override("en"):
        assert state_word(stage, state) == word


def test_an_award_stands_between_proposal_and_agreement():
    stages = [spec.stage for spec in TRACKS[Track.PASS_ON]]
    assert stages.index(Stage.PROPOSAL) < stages.index(Stage.SELECTED) < stages.index(Stage.STATE_AGREEMENT)
    assert STAGE_GROUPS[Stage.SELECTED] == StatusGroup.PREPARATION


def test_furthest_stage_ignores_unknown_steps():
    facts = done(Track.KSDPL, Stage.INTENT) + done(Track.KSDPL, Stage.COUNCIL, StepState.UNKNOWN)
    assert furthest_stage(Track.KSDPL, facts) == Stage.INTENT
    assert furthest_stage(Track.KSDPL, []) is None


@pytest.mark.parametrize(
    ("day", "legacy"), [(date(2018, 7, 12), True), (date(2018, 7, 13), False), (None, False), (date(1986, 12, 6), True)]
)
def test_legacy_only_before_the_regulation(day, legacy):
    assert may_be_legacy(day) is legacy


def test_first_stage_is_in_its_track():
    for track in Track:
        assert spec_of(track, first_stage(track)) is not None


@st.composite
def ledgers(draw):
    """Every step before the signing satisfied, but for one in any state; each of them in up to two earlier rounds."""
    track = draw(st.sampled_from(PARTY_TRACKS))
    specs = TRACKS[track][: position(track, Stage.SIGNING)]
    asked = draw(st.sampled_from([(spec.stage, holder) for spec in specs for holder in spec.holders]))
    state = draw(st.sampled_from(list(StepState)))
    facts = []
    for spec in specs:
        for holder in spec.holders:
            last = draw(st.integers(1, 3))
            states = [draw(st.sampled_from(list(StepState))) for _round in range(1, last)]
            states.append(state if (spec.stage, holder) == asked else spec.satisfied_state)
            facts += [StepFact(spec.stage, number, holder, one) for number, one in enumerate(states, 1)]
    return track, asked, state, facts


@given(ledgers())
def test_gate_opens_only_where_the_last_round_of_every_step_is_satisfied(ledger):
    track, asked, state, facts = ledger
    is_optional = spec_of(track, asked[0]).optional
    blocking = [(item.stage, item.holder) for item in missing(track, Stage.SIGNING, facts) if item.blocking]
    assert blocking == ([] if state in SATISFIED or is_optional else [asked])


def test_ended_groups_are_of_end_stages():
    assert {STAGE_GROUPS[stage] for stage in END_STAGES} == {StatusGroup.ENDED, StatusGroup.DISCONTINUED}


def test_page_of_the_life_cycle_is_up_to_date():
    assert TARGET.read_text(encoding="utf-8") == describe(), "run: manage.py describe_lifecycle"
