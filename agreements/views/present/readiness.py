"""Readiness before signing: what was analysed of the partner, with the note and source that show it; no verdict.

Reasons, the note on the first contact and notes on visits stay inside.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.digest import readiness_from
from agreements.lifecycle import PARTY_TRACKS, Question, QuestionSource, Reply, Track, questions_of
from agreements.models import Agreement, Answer, Assessment, Digest
from agreements.readiness import analysis_sentence, haste_sentences

from .summary import public_parties
from .words import SourceLine, Text, Texts, date_words, source_line

CHOOSES_PARTNER = (*PARTY_TRACKS, Track.PROGRAMME, Track.MEMBERSHIP, Track.LEGACY)
"""Tracks in which the city chooses the partner; in the others nothing is expected of it."""
TAGS = {Reply.YES: "reached", Reply.PARTLY: "attention", Reply.NO: "not_reached", Reply.UNKNOWN: "unknown"}


@dataclass(frozen=True)
class AnswerLine:
    """One question with what is known of it; `tag` colours the word, `doubt` says what of its law is not certain."""

    name: str
    basis: str
    doubt: str
    tag: str
    word: str
    note: Text
    source: SourceLine | None


@dataclass(frozen=True)
class AnswerGroup:
    heading: str
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True)
class StrengthLine:
    partner: str
    text: Text


@dataclass(frozen=True)
class VisitLine:
    on: str
    direction: str
    source: SourceLine | None


@dataclass(frozen=True)
class ReadinessPart:
    """Without anything on record `is_recorded` is False and the rest empty."""

    is_recorded: bool
    sentences: tuple[str, ...] = ()
    analysis: tuple[AnswerLine, ...] = ()
    others: tuple[AnswerGroup, ...] = ()
    strengths: tuple[StrengthLine, ...] = ()
    needs: Text = Text("")
    plan_document: str = ""
    first_contact: str = ""
    visits: tuple[VisitLine, ...] = ()
    decision: str = ""
    decided_on: str = ""


def build_readiness(agreement: Agreement, texts: Texts) -> ReadinessPart | None:
    """From the file before signing with its answers and visits, steps, fields and parties as loaded.

    None where no file is to be expected and none exists.
    """
    file: Assessment | None = getattr(agreement, "assessment", None)
    readiness = readiness_from(agreement, list(agreement.steps.all()))
    if file is None or readiness is None:
        expected = agreement.track in CHOOSES_PARTNER and not agreement.is_comparison
        return ReadinessPart(is_recorded=False) if expected else None
    answers = {answer.question: answer for answer in file.answers.all()}
    sentences = [analysis_sentence(readiness.not_done, readiness.not_known) + ".", *haste_sentences(readiness)]
    sources = (QuestionSource.REQUIREMENT, QuestionSource.PLAN)
    return ReadinessPart(
        is_recorded=True,
        sentences=tuple(sentences),
        analysis=_lines(agreement, QuestionSource.PAPER, answers, texts),
        others=tuple(
            AnswerGroup(str(source.label), lines)
            for source in sources
            for lines in [_lines(agreement, source, answers, texts)]
            if lines
        ),
        strengths=tuple(_strengths(agreement, texts)),
        needs=texts(file, "city_needs"),
        plan_document=file.plan_document,
        first_contact=date_words(file.first_contact_on),
        visits=tuple(
            VisitLine(date_words(visit.on), visit.get_direction_display(), source_line(visit.source))
            for visit in file.visits.all()
        ),
        decision=file.get_decision_display() if file.decision else "",
        decided_on=date_words(file.decided_on),
    )


def _lines(
    agreement: Agreement, source: QuestionSource, answers: dict[str, Answer], texts: Texts
) -> tuple[AnswerLine, ...]:
    letters = frozenset(field.letter for field in agreement.legal_fields.all())
    return tuple(
        _line(question, source, answers.get(question.code), texts)
        for question in sorted(questions_of(source), key=lambda question: question.sources[source])
        if question.applies(source, agreement.track) and question.asked_in(agreement.track, letters)
    )


def _line(question: Question, source: QuestionSource, answer: Answer | None, texts: Texts) -> AnswerLine:
    reply = Reply(answer.reply) if answer else Reply.UNKNOWN
    return AnswerLine(
        name=str(question.name),
        basis=question.sources[source] if source != QuestionSource.PAPER else "",
        doubt=str(question.doubt) if source != QuestionSource.PAPER else "",
        tag=TAGS[reply],
        word=str(question.words[reply]),
        note=texts(answer, "note") if answer else Text(""),
        source=source_line(answer.source) if answer else None,
    )


def _strengths(agreement: Agreement, texts: Texts) -> Iterable[StrengthLine]:
    for party in public_parties(agreement):
        text = texts(party.partner, "strengths")
        if text:
            yield StrengthLine(party.partner.name, text)


def row_words(digest: Digest) -> tuple[str, ...]:
    """What the list says of readiness: points left out, and a signing beside a visit."""
    not_done = digest.analysis_not_done or 0
    return (
        analysis_sentence(not_done, 0) if not_done else "",
        _("signed beside an official visit") if digest.signed_at_visit else "",
    )
