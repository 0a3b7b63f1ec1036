"""Content of the page on the procedure: every track with its stages, and the questions a partner should prepare for."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.lifecycle.citation import written_out
from agreements.lifecycle.explanations import TRACK_NOTES, explanation_of
from agreements.lifecycle.questions import QUESTIONS, Question, QuestionSource, questions_of
from agreements.lifecycle.tracks import TRACKS, StageSpec
from agreements.lifecycle.vocabulary import PARTY_TRACKS, Track

REGULATION = re.compile(r"(?:UU|PP) \d+/\d{4}")
GATE = "UU 23/2014 Ps 367(2); PP 28/2018 Ps 29, 37"
OFFERS = "PP 28/2018 Ps 28(1)-(2)"
CARRIED_ON = "PP 28/2018 Ps 25, 36"
COUNCIL = "PP 28/2018 Ps 30"


def cited_regulations() -> set[str]:
    """Return the short names of all regulations that the page cites."""
    texts = [spec.basis for specs in TRACKS.values() for spec in specs]
    texts += [
        text for question in QUESTIONS for source, text in question.sources.items() if source != QuestionSource.PAPER
    ]
    return set(REGULATION.findall(" ".join([*texts, GATE, OFFERS, CARRIED_ON, COUNCIL])))


def procedure_parts(addresses: Mapping[str, str]) -> dict:
    """Return the context of the page: `tracks` are (anchor, track, note, stages), `questions` (heading, questions).

    `addresses`: {short name of a regulation: address of its page}, for those that have one.
    """
    return {
        "tracks": [
            (anchor_of(track), track.label, TRACK_NOTES[track], [_stage(track, spec, addresses) for spec in specs])
            for track, specs in TRACKS.items()
        ],
        "questions": [(source.label, _questions(source, addresses)) for source in QuestionSource],
        "gate": articles(GATE, addresses),
        "offers": articles(OFFERS, addresses),
        "pass_on": articles(CARRIED_ON, addresses),
        "council": articles(COUNCIL, addresses),
    }


def anchor_of(track: Track) -> str:
    """Return the HTML anchor of a track on the page, such as `jalur-ksdpl`."""
    return f"jalur-{track.value.replace('_', '-')}"


def articles(basis: str, addresses: Mapping[str, str]) -> list[tuple[str, str]]:
    """Split "PP 28/2018 Ps 30; UU 23/2014 Ps 154(1)g" into (citation in words, address of its regulation, "" if it has
    none)."""
    pieces = [(piece, REGULATION.match(piece)) for piece in basis.split("; ") if piece]
    return [(written_out(piece), addresses.get(named.group(), "") if named else "") for piece, named in pieces]


def _stage(track: Track, spec: StageSpec, addresses: Mapping[str, str]) -> dict:
    """Return one stage with its explanation in plain language as `words`. `no_law` is shown if there are no
    `articles`."""
    return {
        "spec": spec,
        "words": explanation_of(track, spec.stage),
        "articles": articles(spec.basis, addresses),
        "limit": _limit(track, spec),
        "no_law": _("The rules of that time have not been read")
        if track == Track.LEGACY
        else _("No article is recorded"),
    }


def _limit(track: Track, spec: StageSpec) -> str:
    """Return the time limit of a stage. That the party tracks have no other, and which rules have not been read, the
    page says once, at its head."""
    days = spec.working_day_limit
    if days is None:
        return _("none found in the articles named below") if spec.basis and track not in PARTY_TRACKS else ""
    return ngettext(
        "at most %(days)d working day from receipt of the letter; PP 28/2018 does not say what follows when it passes",
        "at most %(days)d working days from receipt of the letter; PP 28/2018 does not say what follows when they pass",
        days,
    ) % {"days": days}


def _questions(source: QuestionSource, addresses: Mapping[str, str]) -> list[tuple]:
    """Return (name, articles, restriction) of each question; those of the paper have neither, since it is no law."""
    of_law = source != QuestionSource.PAPER
    return [
        (
            question.name,
            articles(question.sources[source], addresses) if of_law else [],
            _only(question) if of_law else "",
        )
        for question in sorted(questions_of(source), key=lambda question: question.sources[source])
    ]


def _only(question: Question) -> str:
    """Return for which cooperation only the law asks the question."""
    found = [_("only for science and technology")] if question.only_field else []
    if Track.KSDLL not in question.only:
        found.insert(0, _("only for a foreign local government"))
    return "; ".join(str(words) for words in found)
