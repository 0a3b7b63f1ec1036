"""The nine tasks of an agreement: the table of their states, and what each says is missing."""

import pytest
from django.utils.translation import override

from agreements.lifecycle import TRACKS, Holder, Stage, StepFact, StepState, Track, position
from agreements.tasks import Part, TaskFacts, TaskState, tasks_of

NOT_STARTED, IN_PROGRESS = TaskState.NOT_STARTED, TaskState.IN_PROGRESS
DONE, CANNOT_START = TaskState.DONE, TaskState.CANNOT_START

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
SIGNED = {"steps": steps_until(Stage.SIGNING), "stage": Stage.SIGNING, "is_signed": True}
TEXT = {"instrument": "mou", "has_city_signatory": True, "terms": 1, "legal_bases": 1}
IDENTITY = {"has_summary": True, "has_sector": True, "has_legal_form": True, "has_legal_field": True}


def facts(**values):
    given = {"track": Track.KSDPL, "stage": Stage.INITIATIVE, "publication_class": "internal", "steps": [OPEN]}
    return TaskFacts(**{**given, "partners": 1, **values})


# (what, part, facts, state)
TABLE = [
    ("only title and kind", "identity", {}, IN_PROGRESS),
    ("every field", "identity", IDENTITY, DONE),
    ("legal form not told", "identity", {**IDENTITY, "has_legal_form": False}, IN_PROGRESS),
    (
        "legal form not asked",
        "identity",
        {"track": "programme", "stage": "running", **IDENTITY, "has_legal_form": 0},
        DONE,
    ),
    ("nobody", "actors", {"partners": 0}, NOT_STARTED),
    ("a partner only", "actors", {}, IN_PROGRESS),
    ("everybody", "actors", {"has_lead_office": True, "has_person_in_charge": True}, DONE),
    ("no file", "assessment", {"open_questions": 20}, NOT_STARTED),
    ("questions open", "assessment", {"has_assessment": True, "open_questions": 2, "is_decided": True}, IN_PROGRESS),
    ("no decision", "assessment", {"has_assessment": True}, IN_PROGRESS),
    ("answered and decided", "assessment", {"has_assessment": True, "is_decided": True}, DONE),
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
    ("gate closed, text written", "text", TEXT, CANNOT_START),
    ("gate closed by one", "text", {"steps": steps_until(Stage.CONFIRMATION)}, CANNOT_START),
    ("gate closed, yet signed", "text", {**TEXT, "is_signed": True}, IN_PROGRESS),
    ("gate closed, yet in force", "text", {**TEXT, "stage": Stage.IMPLEMENTATION}, IN_PROGRESS),
    ("gate closed, discontinued", "text", {"stage": Stage.DISCONTINUED}, CANNOT_START),
    ("gate open", "text", GATE_OPEN, NOT_STARTED),
    ("gate open by a waiver", "text", {"steps": steps_until(Stage.SIGNING, waived=[Stage.COUNCIL])}, NOT_STARTED),
    ("text written", "text", {**GATE_OPEN, **TEXT}, IN_PROGRESS),
    ("text signed", "text", {**SIGNED, **TEXT}, DONE),
    ("no text, a term", "text", {**SIGNED, "instrument": "no_text", "terms": 1}, DONE),
    ("no gate: pass-on", "text", {"track": Track.PASS_ON, "stage": Stage.PROPOSAL, "steps": []}, NOT_STARTED),
    ("no gate: programme", "text", {"track": Track.PROGRAMME, "stage": Stage.RUNNING, "terms": 1}, DONE),
    (
        "no gate: membership",
        "text",
        {"track": Track.MEMBERSHIP, "stage": Stage.MEMBER, "has_joined": True},
        IN_PROGRESS,
    ),
    ("no gate: old text", "text", {"track": Track.LEGACY, "stage": Stage.SIGNING, "is_signed": True}, IN_PROGRESS),
    ("none", "documents", {}, NOT_STARTED),
    ("a letter before signing", "documents", {"documents": 1}, IN_PROGRESS),
    ("signed, none", "documents", SIGNED, NOT_STARTED),
    ("signed, another", "documents", {**SIGNED, "documents": 1}, IN_PROGRESS),
    ("signed, the text", "documents", {**SIGNED, "documents": 1, "has_text": True}, DONE),
    ("signed, no text", "documents", {**SIGNED, "documents": 1, "instrument": "no_text"}, DONE),
    ("none", "results", {}, NOT_STARTED),
    ("no target", "results", {"indicators": 2, "indicators_without_target": 1}, IN_PROGRESS),
    ("no value", "results", {"indicators": 2, "indicators_without_value": 1}, IN_PROGRESS),
    ("all", "results", {"indicators": 2}, DONE),
    ("none", "follow_ups", {}, NOT_STARTED),
    ("some open", "follow_ups", {"follow_ups": 3, "open_follow_ups": 1}, IN_PROGRESS),
    ("all closed", "follow_ups", {"follow_ups": 3}, DONE),
    ("no partner", "publication", {"partners": 0}, CANNOT_START),
    ("no title", "publication", {"has_title": False}, CANNOT_START),
    ("internal", "publication", {}, NOT_STARTED),
    ("draft", "publication", {"publication_class": "draft"}, NOT_STARTED),
    ("checked", "publication", {"is_checked": True}, IN_PROGRESS),
    ("public", "publication", {"publication_class": "public"}, DONE),
    ("exempt", "publication", {"publication_class": "exempt"}, DONE),
]


@pytest.mark.parametrize(("what", "part", "values", "state"), TABLE, ids=[f"{row[1]}: {row[0]}" for row in TABLE])
def test_state_of_a_part(what, part, values, state):
    values = {name: Track(value) if name == "track" else value for name, value in values.items()}
    if "stage" in values:
        values["stage"] = Stage(values["stage"])
    found = {task.part: task for task in tasks_of(facts(**values))}
    assert found[part].state == state
    # What is not finished says why.
    assert state == DONE or found[part].sentence


def test_parts_come_in_the_order_of_the_work():
    assert [task.part for task in tasks_of(facts())] == list(Part)


def test_the_gate_names_each_step_that_it_waits_for():
    sentence = {task.part: task.sentence for task in tasks_of(facts(steps=steps_until(Stage.INTERMINISTERIAL)))}
    for stage in (Stage.INTERMINISTERIAL, Stage.DISCUSSION, Stage.CONFIRMATION):
        assert str(stage.label) in sentence[Part.TEXT]
    assert str(Stage.COUNCIL.label) not in sentence[Part.TEXT]
    assert str(Stage.INTERMINISTERIAL.label) in sentence[Part.COORDINATION]


@pytest.mark.parametrize("track", list(Track))
def test_only_the_tracks_of_the_city_itself_wait_before_signing(track):
    task = {task.part: task for task in tasks_of(facts(track=track, stage=TRACKS[track][0].stage, steps=[]))}[Part.TEXT]
    assert (task.state == CANNOT_START) == (track in (Track.KSDPL, Track.KSDLL))


def test_missing_fields_are_named():
    with override("en"):
        found = {task.part: task.sentence for task in tasks_of(facts(has_assessment=True, open_questions=1))}
    assert found[Part.ACTORS] == "Still missing: lead office; person in charge."
    assert found[Part.ASSESSMENT] == "Still missing: 1 question without an answer; the decision."
