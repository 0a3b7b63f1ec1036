"""The one list of questions before signing. Each is asked once; a law or a form selects its questions by source.

Sources: the eight points of the paper on the city's cooperation, PP 28/2018 Article 27 (requirements) and
Article 30(3) (parts of the cooperation plan).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .vocabulary import PARTY_TRACKS, Track


class QuestionSource(TextChoices):
    """The text from which a question comes."""

    PAPER = "paper", _("Eight points of analysis")
    REQUIREMENT = "requirement", _("Requirements (PP 28/2018 Article 27)")
    PLAN = "plan", _("Parts of the cooperation plan (PP 28/2018 Article 30(3))")


class Reply(TextChoices):
    """The reply to a question. *Not known* is not *no*."""

    YES = "yes", pgettext_lazy("reply", "Yes")
    PARTLY = "partly", pgettext_lazy("reply", "Partly")
    NO = "no", pgettext_lazy("reply", "No")
    UNKNOWN = "unknown", pgettext_lazy("reply", "Not known")


THERE = frozenset({Reply.YES, Reply.PARTLY})

Text = str | Promise
_UNKNOWN: Text = Reply.UNKNOWN.label
Words = Mapping[Reply, Text]

# A bare "no" next to "no representative office" or "risks" would be read as the opposite of what is meant, so each kind
# of question has its own words for the same replies.
MET: Words = {
    Reply.YES: pgettext_lazy("reply", "Met"),
    Reply.PARTLY: pgettext_lazy("reply", "Partly met"),
    Reply.NO: pgettext_lazy("reply", "Not met"),
    Reply.UNKNOWN: _UNKNOWN,
}
ANALYSED: Words = {
    Reply.YES: pgettext_lazy("reply", "Analysed"),
    Reply.PARTLY: pgettext_lazy("reply", "Partly analysed"),
    Reply.NO: pgettext_lazy("reply", "Not analysed"),
    Reply.UNKNOWN: _UNKNOWN,
}
PROVIDED: Words = {
    Reply.YES: pgettext_lazy("reply", "Provided"),
    Reply.PARTLY: pgettext_lazy("reply", "Partly provided"),
    Reply.NO: pgettext_lazy("reply", "Not provided"),
    Reply.UNKNOWN: _UNKNOWN,
}


@dataclass(frozen=True)
class Question:
    """One question, named by its subject. `sources` maps each source to its article or number.

    `words` are the labels of its replies. `only` names the tracks to which its law applies, by default both party
    tracks; `only_field` is the letter of UU 23/2014 Article 367(1) to which it is limited.
    """

    code: str
    name: Text
    sources: Mapping[QuestionSource, str]
    words: Words
    only: tuple[Track, ...] = PARTY_TRACKS
    only_field: str = ""

    def applies(self, source: QuestionSource, track: str) -> bool:
        """Return whether `source` asks it in `track`: the paper in all, PP 28/2018 only in the tracks of `only`."""
        return source in self.sources and (source == QuestionSource.PAPER or track in self.only)

    def basis(self, track: str) -> str:
        """Return the articles of law for it in `track`; "" for a point that only the paper names."""
        laws = (source for source in self.sources if source != QuestionSource.PAPER)
        return "; ".join(self.sources[source] for source in laws if self.applies(source, track))

    def asked_in(self, track: str, legal_fields: frozenset[str] = frozenset()) -> bool:
        """Return whether it is asked of an agreement in `track` with these letters of UU 23/2014 Article 367(1)."""
        asked = any(self.applies(source, track) for source in self.sources)
        return asked and (not self.only_field or self.only_field in legal_fields)


_PAPER, _REQUIREMENT, _PLAN = QuestionSource.PAPER, QuestionSource.REQUIREMENT, QuestionSource.PLAN
_27, _30 = "PP 28/2018 Ps 27", "PP 28/2018 Ps 30(3)"

QUESTIONS: tuple[Question, ...] = (
    Question("needs", _("Analysis of needs"), {_PAPER: "1"}, PROVIDED),
    Question("strengths", _("Strengths of the region"), {_PAPER: "2"}, ANALYSED),
    Question("risks", _("Weaknesses and risks"), {_PAPER: "3"}, ANALYSED),
    # ANALYSED and not MET: a point that was not analysed must not read as a requirement that failed.
    Question(
        "complementarity",
        _("Complementarity of both sides"),
        {_PAPER: "4", _REQUIREMENT: f"{_27}(3)b"},
        ANALYSED,
        only=(Track.KSDPL,),
    ),
    Question(
        "goals",
        _("Agreed fields, purpose and goals"),
        {_PAPER: "5", _PLAN: f"{_30}c"},
        PROVIDED,
    ),
    Question("activities", _("Planned programme of activities"), {_PAPER: "6"}, PROVIDED),
    Question("funding", _("Funding and sharing of costs"), {_PAPER: "7", _PLAN: f"{_30}f"}, PROVIDED),
    Question("duration", _("Duration"), {_PAPER: "8", _PLAN: f"{_30}g"}, PROVIDED),
    Question("diplomatic", _("Diplomatic relations of both states"), {_REQUIREMENT: f"{_27}(1)a"}, MET),
    Question("competence", _("Matter of the regional government"), {_REQUIREMENT: f"{_27}(1)b"}, MET),
    Question("no_office", _("No representative office abroad"), {_REQUIREMENT: f"{_27}(1)c"}, MET),
    Question("no_interference", _("No interference in domestic affairs"), {_REQUIREMENT: f"{_27}(1)d"}, MET),
    Question("policy", _("Fit with national and regional plans"), {_REQUIREMENT: f"{_27}(1)e"}, MET),
    Question("transfer", _("Transfer of knowledge to Indonesians"), {_REQUIREMENT: f"{_27}(2)"}, MET, only_field="a"),
    Question(
        "equality",
        _("Equal administrative standing or area"),
        {_REQUIREMENT: f"{_27}(3)a"},
        MET,
        only=(Track.KSDPL,),
    ),
    Question(
        "people",
        _("Better relations between the people"),
        {_REQUIREMENT: f"{_27}(3)c"},
        MET,
        only=(Track.KSDPL,),
    ),
    Question("subject", _("Parties to the cooperation"), {_PLAN: f"{_30}a"}, PROVIDED),
    Question("background", _("Background"), {_PLAN: f"{_30}b"}, PROVIDED),
    Question("object", _("Object of the cooperation"), {_PLAN: f"{_30}d"}, PROVIDED),
    Question("scope", _("Scope of the cooperation"), {_PLAN: f"{_30}e"}, PROVIDED),
)

BY_CODE: Mapping[str, Question] = {question.code: question for question in QUESTIONS}


def questions_of(source: QuestionSource) -> tuple[Question, ...]:
    """Return the questions of one source, in the order of the list."""
    return tuple(question for question in QUESTIONS if source in question.sources)


ANALYSIS = questions_of(QuestionSource.PAPER)
"""The eight points of analysis, whose counts are public."""
PLAN_PARTS = questions_of(QuestionSource.PLAN)
"""The seven parts without which the plan does not go to the council."""


def plan_gaps(replies: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the parts of the cooperation plan that are missing; a part that is partly there is not missing."""
    return tuple(part for part in PLAN_PARTS if replies.get(part.code) not in THERE)
