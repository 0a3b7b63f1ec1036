"""The nine tasks of an agreement: the table of their states, and what each says is missing."""

from datetime import date, datetime

import pytest
from django.utils.translation import override

from agreements.lifecycle.questions import QUESTIONS
from agreements.lifecycle.rules import StepFact, position
from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import Holder, InstrumentKind, Stage, StepState, Track
from agreements.models import (
    Agreement,
    Answer,
    Assessment,
    Citation,
    Document,
    FollowUp,
    Indicator,
    Instrument,
    LegalField,
    Measurement,
    Party,
    Sector,
    Signature,
    Step,
    Target,
    Waiver,
)
from agreements.record.completeness import LOADED, Part, PartState, completeness_of
from jambi_coop.lib.dates.known_date import KnownDate

NOT_STARTED, IN_PROGRESS = PartState.NOT_STARTED, PartState.IN_PROGRESS
DONE, CANNOT_START = PartState.DONE, PartState.CANNOT_START


def with_rows(row, **rows):
    """The row with its rows as they are loaded; no database is asked."""
    row._prefetched_objects_cache = {}
    for name, found in rows.items():
        queryset = row._meta.get_field(name).related_model._base_manager.all()
        queryset._result_cache, queryset._prefetch_done = found, True
        row._prefetched_objects_cache[name] = queryset
    return row


IN_2020 = KnownDate.year(2020)
OPEN = StepFact(Stage.INITIATIVE, 1, Holder.CITY, StepState.IN_PROGRESS)


def steps_until(stage, track=Track.KSDPL, waived=()):
    """Every step before `stage` satisfied; those of the stages `waived` without proof instead."""
    return [
        StepFact(
            spec.stage,
            1,
            holder,
            StepState.UNKNOWN if spec.stage in waived else spec.satisfied_state,
            spec.stage in waived,
        )
        for spec in TRACKS[track][: position(track, stage)]
        for holder in spec.holders
    ]


GATE_OPEN = {"steps": steps_until(Stage.SIGNING), "stage": Stage.CONFIRMATION}


def paper(*sides, kind=InstrumentKind.MOU, validity="not_stated"):
    """An instrument with these signatures; without any it is not signed."""
    row = Instrument(pk=1, kind=kind, validity=validity, signed_on=IN_2020 if sides else KnownDate.unknown())
    return with_rows(row, signatures=list(sides))


CITY = Signature(side="city", name="Wali Kota", signed_on=IN_2020)
NAMELESS = Signature(side="all", signed_on=IN_2020)
SIGNED = {"steps": steps_until(Stage.SIGNING), "stage": Stage.SIGNING, "instruments": [paper(NAMELESS)]}
TEXT = {"instruments": [paper(CITY)], "citations": [Citation()]}
IDENTITY = {"summary": "Air", "sectors": [Sector()], "legal_form": "new", "legal_fields": [LegalField(letter="a")]}
SIGNED_TEXT = Document(kind=Document.Kind.AGREEMENT_TEXT)
DRAFT_VALUE = with_rows(Indicator(pk=1), targets=[Target()], measurements=[Measurement(state="draft")])
FINISHED, CANCELLED = FollowUp(done_on=IN_2020), FollowUp(cancelled_on=date(2026, 1, 1))


def indicator(targets=1, values=1):
    return with_rows(
        Indicator(pk=1), targets=[Target()] * targets, measurements=[Measurement(state="approved")] * values
    )


def assessed(unanswered=0, **values):
    """A file in which all but so many questions are answered."""
    answers = [Answer(question=question.code, reply="done") for question in QUESTIONS][unanswered:]
    return with_rows(Assessment(pk=1, **values), answers=answers)


def recorded(**values):
    """An agreement with all rows that the rules look at."""
    names = {path.split("__")[0] for path in LOADED} - {"assessment"}
    given = {"title": "Kerja sama", "kind": "other", "track": Track.KSDPL, "stage": Stage.INITIATIVE}
    given |= {"publication_class": "internal", "steps": [OPEN], "parties": [Party()], **values}
    rows = {name: given.pop(name, []) for name in names}
    rows["steps"] = [step_of(fact) for fact in rows["steps"]]
    assessment = given.pop("assessment", None)
    agreement = with_rows(Agreement(pk=1, **given), **rows)
    agreement._state.fields_cache["assessment"] = assessment
    return agreement


def step_of(fact):
    step = Step(stage=fact.stage, round=fact.round, holder=fact.holder, state=fact.state)
    step._state.fields_cache["waiver"] = Waiver() if fact.waived else None
    return step


# (what, part, what is recorded, state)
TABLE = [
    ("only title and kind", "identity", {}, IN_PROGRESS),
    ("every field", "identity", IDENTITY, DONE),
    ("legal form not told", "identity", {**IDENTITY, "legal_form": ""}, IN_PROGRESS),
    (
        "legal form not asked",
        "identity",
        {"track": "programme", "stage": "running", **IDENTITY, "legal_form": ""},
        DONE,
    ),
    ("nobody", "actors", {"parties": []}, NOT_STARTED),
    ("a partner only", "actors", {}, IN_PROGRESS),
    ("everybody", "actors", {"lead_office_id": 1, "person_in_charge_id": 1}, DONE),
    ("no file", "assessment", {}, NOT_STARTED),
    ("questions open", "assessment", {"assessment": assessed(2, decision="go")}, IN_PROGRESS),
    ("no decision", "assessment", {"assessment": assessed()}, IN_PROGRESS),
    ("answered and decided", "assessment", {"assessment": assessed(decision="go")}, DONE),
    ("first own step open", "coordination", {}, NOT_STARTED),
    ("a step done", "coordination", {"steps": steps_until(Stage.EXPLORATION)}, IN_PROGRESS),
    (
        "a letter sent",
        "coordination",
        {"steps": [OPEN, StepFact("consultation", 1, "home_affairs", "submitted")]},
        IN_PROGRESS,
    ),
    ("all steps", "coordination", GATE_OPEN, DONE),
    ("all steps, one waived", "coordination", {"steps": steps_until(Stage.SIGNING, waived=[Stage.COUNCIL])}, DONE),
    ("no step asked", "coordination", {"track": Track.PROGRAMME, "stage": Stage.RUNNING, "steps": []}, DONE),
    ("old text", "coordination", {"track": Track.LEGACY, "stage": Stage.SIGNING, "steps": []}, DONE),
    ("pass-on", "coordination", {"track": Track.PASS_ON, "stage": Stage.PROPOSAL, "steps": []}, NOT_STARTED),
    ("gate closed", "text", {}, CANNOT_START),
    ("gate closed, text written", "text", {"instruments": [paper()], "citations": [Citation()]}, CANNOT_START),
    ("gate closed by one", "text", {"steps": steps_until(Stage.CONFIRMATION)}, CANNOT_START),
    ("gate closed, yet signed", "text", TEXT, IN_PROGRESS),
    ("gate closed, an LoI signed", "text", {"instruments": [paper(CITY, kind=InstrumentKind.INTENT)]}, CANNOT_START),
    ("gate closed, yet in force", "text", {"stage": Stage.IMPLEMENTATION}, IN_PROGRESS),
    ("gate closed, discontinued", "text", {"stage": Stage.DISCONTINUED}, CANNOT_START),
    ("gate open", "text", GATE_OPEN, NOT_STARTED),
    ("gate open by a waiver", "text", {"steps": steps_until(Stage.SIGNING, waived=[Stage.COUNCIL])}, NOT_STARTED),
    ("text written", "text", {**GATE_OPEN, **TEXT, "instruments": [paper()]}, IN_PROGRESS),
    ("text signed", "text", {**SIGNED, **TEXT}, DONE),
    ("no validity", "text", {**SIGNED, **TEXT, "instruments": [paper(CITY, validity="")]}, IN_PROGRESS),
    ("no signatory", "text", {**SIGNED, **TEXT, "instruments": [paper(NAMELESS)]}, IN_PROGRESS),
    ("known to be without a text", "text", {**SIGNED, "instruments": [], "without_text": True}, DONE),
    ("no gate: pass-on", "text", {"track": Track.PASS_ON, "stage": Stage.PROPOSAL, "steps": []}, NOT_STARTED),
    ("no gate: programme", "text", {"track": Track.PROGRAMME, "stage": Stage.RUNNING}, DONE),
    (
        "no gate: membership",
        "text",
        {"track": Track.MEMBERSHIP, "stage": Stage.MEMBER, "joined_on": IN_2020},
        IN_PROGRESS,
    ),
    (
        "no gate: old text",
        "text",
        {"track": Track.LEGACY, "stage": Stage.SIGNING, "instruments": [paper(NAMELESS)]},
        IN_PROGRESS,
    ),
    ("none", "documents", {}, NOT_STARTED),
    ("one in the trash", "documents", {"documents": [Document(trashed_at=datetime(2026, 1, 1))]}, NOT_STARTED),
    ("a letter before signing", "documents", {"documents": [Document()]}, IN_PROGRESS),
    ("signed, none", "documents", SIGNED, NOT_STARTED),
    ("signed, another", "documents", {**SIGNED, "documents": [Document()]}, IN_PROGRESS),
    ("signed, the text", "documents", {**SIGNED, "documents": [SIGNED_TEXT]}, DONE),
    ("signed, no text", "documents", {**SIGNED, "documents": [Document()], "without_text": True}, DONE),
    ("none", "results", {}, NOT_STARTED),
    ("no target", "results", {"indicators": [indicator(), indicator(targets=0)]}, IN_PROGRESS),
    ("a value not approved", "results", {"indicators": [DRAFT_VALUE]}, IN_PROGRESS),
    ("no value", "results", {"indicators": [indicator(), indicator(values=0)]}, IN_PROGRESS),
    ("all", "results", {"indicators": [indicator(), indicator()]}, DONE),
    ("none", "follow_ups", {}, NOT_STARTED),
    (
        "some open",
        "follow_ups",
        {"follow_ups": [FollowUp(), FINISHED, CANCELLED]},
        IN_PROGRESS,
    ),
    ("all closed", "follow_ups", {"follow_ups": [FINISHED, CANCELLED]}, DONE),
    ("no partner", "publication", {"parties": []}, CANNOT_START),
    ("no title", "publication", {"title": ""}, CANNOT_START),
    ("internal", "publication", {}, NOT_STARTED),
    ("draft", "publication", {"publication_class": "draft"}, NOT_STARTED),
    ("checked", "publication", {"checked_on": date(2026, 1, 1)}, IN_PROGRESS),
    ("public", "publication", {"publication_class": "public"}, DONE),
    ("exempt", "publication", {"publication_class": "exempt"}, DONE),
]


@pytest.mark.parametrize(("what", "part", "values", "state"), TABLE, ids=[f"{row[1]}: {row[0]}" for row in TABLE])
def test_state_of_a_part(what, part, values, state):
    found = {task.part: task for task in completeness_of(recorded(**values))}
    assert found[part].state == state
    # What is not finished says why.
    assert state == DONE or found[part].sentence


def test_parts_come_in_the_order_of_the_work():
    assert [task.part for task in completeness_of(recorded())] == list(Part)


def test_the_gate_names_each_step_that_it_waits_for():
    sentence = {
        task.part: task.sentence for task in completeness_of(recorded(steps=steps_until(Stage.INTERMINISTERIAL)))
    }
    for stage in (Stage.INTERMINISTERIAL, Stage.DISCUSSION, Stage.CONFIRMATION):
        assert str(stage.label) in sentence[Part.TEXT]
    assert str(Stage.COUNCIL.label) not in sentence[Part.TEXT]
    assert str(Stage.INTERMINISTERIAL.label) in sentence[Part.COORDINATION]


@pytest.mark.parametrize("track", list(Track))
def test_only_the_tracks_of_the_city_itself_wait_before_signing(track):
    task = {task.part: task for task in completeness_of(recorded(track=track, stage=TRACKS[track][0].stage, steps=[]))}[
        Part.TEXT
    ]
    assert (task.state == CANNOT_START) == (track in (Track.KSDPL, Track.KSDLL))


def test_missing_fields_are_named():
    with override("en"):
        found = {task.part: task.sentence for task in completeness_of(recorded(assessment=assessed(1)))}
    assert found[Part.ACTORS] == "Still missing: lead office; person in charge."
    assert found[Part.ASSESSMENT] == "Still missing: 1 question without an answer; the decision."
