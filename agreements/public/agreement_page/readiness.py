"""The part on readiness before signing: what was analysed of the partner, with note and source, without a verdict.

Reasons, the note on the first contact and notes on visits are internal.
"""

from django.utils.translation import gettext as _

from agreements.lifecycle.questions import QuestionSource, Reply, questions_of
from agreements.lifecycle.vocabulary import PARTY_TRACKS, Track
from agreements.models import Agreement, Answer, Assessment, Digest
from agreements.record.digest import readiness_from
from agreements.record.readiness import analysis_sentence, is_hasty, pace_sentences
from agreements.record.wording import days_label
from jambi_coop.lib.records.language import localised

from .intro import public_parties

CHOOSES_PARTNER = (*PARTY_TRACKS, Track.LEGACY)
"""Tracks in which the city signs a text with a partner; in the others no analysis before signing is expected."""
TAGS = {Reply.YES: "reached", Reply.PARTLY: "attention", Reply.NO: "not_reached", Reply.UNKNOWN: "unknown"}


def readiness_part(agreement: Agreement) -> dict | None:
    """Return the part, from the assessment with its answers and visits, and the steps, fields and parties.

    None if there is no assessment and none is expected: not of a proposal, a visit, a course or a membership. `file` is
    None if one is missing.
    """
    file: Assessment | None = getattr(agreement, "assessment", None)
    readiness = readiness_from(agreement, list(agreement.steps.all()))
    if file is None or readiness is None:
        expected = agreement.track in CHOOSES_PARTNER and agreement.digest.is_committed and not agreement.is_comparison
        return {"file": None} if expected else None
    answers = {answer.question: answer for answer in file.answers.all()}
    others = [
        (source.label, _lines(agreement, source, answers))
        for source in (QuestionSource.REQUIREMENT, QuestionSource.PLAN)
    ]
    return {
        "file": file,
        "sentences": [
            analysis_sentence(readiness.not_done, readiness.not_known) + ".",
            *pace_sentences(readiness),
        ],
        "analysis": _lines(agreement, QuestionSource.PAPER, answers),
        "others": [(heading, lines) for heading, lines in others if lines],
        "strong": [party.partner for party in public_parties(agreement) if localised(party.partner, "strengths")],
        "journeys": list(file.visits.all()),
    }


def _lines(agreement: Agreement, source: QuestionSource, answers: dict[str, Answer]) -> list[dict]:
    """Return the questions that `source` asks of this agreement, each with its answer.

    `tag` sets the colour of the word.
    """
    letters = frozenset(field.letter for field in agreement.legal_fields.all())
    of_law = source != QuestionSource.PAPER
    lines = []
    for question in sorted(questions_of(source), key=lambda question: question.sources[source]):
        if question.applies(source, agreement.track) and question.asked_in(agreement.track, letters):
            answer = answers.get(question.code)
            reply = Reply(answer.reply) if answer else Reply.UNKNOWN
            lines.append(
                {
                    "name": question.name,
                    "basis": question.sources[source] if of_law else "",
                    "answer": answer,
                    "tag": TAGS[reply],
                    "word": question.words[reply],
                }
            )
    return lines


def row_sentences(digest: Digest) -> tuple[str, ...]:
    """Return the texts on readiness in the list: points left out, and a signing beside a visit where that goes with
    such a gap; "" each if not so."""
    not_done = digest.analysis_not_done or 0
    visit = ""
    if is_hasty(digest):
        visit = _("signed beside an official visit")
        if digest.days_to_signing is not None:
            words = _("signed beside an official visit, %(days)s after the first contact")
            visit = words % {"days": days_label(digest.days_to_signing, exact=True)}
    return (
        analysis_sentence(not_done, 0) if not_done else "",
        visit,
    )
