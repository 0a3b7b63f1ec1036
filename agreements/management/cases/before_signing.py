"""The file before signing of a case: its facts, the answers by question, the visits."""

from collections.abc import Mapping

from agreements.lifecycle import QUESTIONS
from agreements.lifecycle.questions import BY_CODE
from agreements.models import Agreement, Answer, Assessment, OfficialVisit

from .files import FixtureError
from .run import Run, write
from .values import fill


def add_assessment(run: Run, agreement: Agreement, facts: Mapping) -> None:
    """`answers` gives a reply, or a mapping of reply, note and source, for the code of a question; `others` the
    reply to every other question that is asked of this agreement."""
    facts = dict(facts)
    answers, visits, others = facts.pop("answers", {}), facts.pop("visits", []), facts.pop("others", "")
    assessment = Assessment(agreement=agreement)
    _write(run, assessment, facts, "assessment")
    unknown = sorted(set(answers) - set(BY_CODE))
    if unknown:
        raise FixtureError(f"assessment: there is no question “{unknown[0]}”")
    letters = frozenset(agreement.legal_fields.values_list("letter", flat=True))
    for question in QUESTIONS:
        answer = answers.get(question.code)
        if answer is None and others and question.asked_in(agreement.track, letters):
            answer = others
        if answer is not None:
            row = Answer(assessment=assessment, question=question.code)
            _write(run, row, answer if isinstance(answer, Mapping) else {"reply": answer}, f"answer {question.code}")
    for number, line in enumerate(visits, start=1):
        _write(run, OfficialVisit(assessment=assessment), line, f"visit {number}")


def _write(run: Run, row, facts: Mapping, place: str) -> None:
    try:
        fill(row, facts, run)
        row.clean()
    except FixtureError as error:
        raise FixtureError(f"{place}: {error}") from error
    write(row)
