"""An agreement's record as nine tasks: how far each part is, and what is still missing in it, in words.

No query and no clock: whoever asks has loaded the facts. The parts may be filled in any order, and saved
incomplete; only what the law or the public page asks for first makes a part wait, and says so.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from agreements import lifecycle
from agreements.lifecycle import (
    PARTY_TRACKS,
    SATISFIED,
    STAGE_GROUPS,
    TRACKS,
    Group,
    Holder,
    Missing,
    Stage,
    StepFact,
    Track,
)
from agreements.models import Agreement
from jambi_coop.lib.publication import PublicationClass

AFTER_SIGNING = (Group.IN_FORCE, Group.ENDED)


class Part(TextChoices):
    """The nine parts, in the order of the work."""

    IDENTITY = "identity", gettext_lazy("Identity")
    ACTORS = "actors", gettext_lazy("Partners and actors")
    ASSESSMENT = "assessment", gettext_lazy("Assessment before signing")
    COORDINATION = "coordination", gettext_lazy("Coordination with the centre")
    TEXT = "text", gettext_lazy("Text and signing")
    DOCUMENTS = "documents", gettext_lazy("Documents")
    RESULTS = "results", gettext_lazy("Results and indicators")
    FOLLOW_UPS = "follow_ups", gettext_lazy("Follow-ups")
    PUBLICATION = "publication", gettext_lazy("Publication")


class TaskState(TextChoices):
    NOT_STARTED = "not_started", pgettext_lazy("task", "Not started")
    IN_PROGRESS = "in_progress", pgettext_lazy("task", "In progress")
    DONE = "done", pgettext_lazy("task", "Done")
    CANNOT_START = "cannot_start", pgettext_lazy("task", "Cannot start yet")


@dataclass(frozen=True, kw_only=True)
class TaskFacts:
    """What is recorded of one agreement. `open_questions` are asked of it and have no reply; counts leave out
    what lies in the trash; a value of an indicator counts once it is approved."""

    track: Track
    stage: Stage
    publication_class: str
    steps: Sequence[StepFact] = ()
    has_title: bool = True
    has_kind: bool = True
    has_summary: bool = False
    has_legal_form: bool = False
    has_legal_field: bool = False
    has_sector: bool = False
    partners: int = 0
    has_lead_office: bool = False
    has_person_in_charge: bool = False
    has_assessment: bool = False
    is_decided: bool = False
    open_questions: int = 0
    instrument: str = ""
    is_signed: bool = False
    has_city_signatory: bool = False
    has_joined: bool = False
    has_paid: bool = False
    terms: int = 0
    legal_bases: int = 0
    documents: int = 0
    has_text: bool = False
    indicators: int = 0
    indicators_without_target: int = 0
    indicators_without_value: int = 0
    follow_ups: int = 0
    open_follow_ups: int = 0
    is_checked: bool = False

    @property
    def was_signed(self) -> bool:
        """By its date, or by its stage where the day is not known."""
        return self.is_signed or STAGE_GROUPS[self.stage] in AFTER_SIGNING

    @property
    def is_without_text(self) -> bool:
        return self.instrument == Agreement.Instrument.NO_TEXT

    @property
    def gate(self) -> list[Missing]:
        """The steps without which the law does not let the city sign; empty where no gate stands."""
        return [item for item in lifecycle.missing(self.track, Stage.SIGNING, self.steps) if item.blocking]


@dataclass(frozen=True)
class Task:
    """One part: its state, and a sentence that says what is missing in it or why it waits."""

    part: Part
    state: TaskState
    sentence: str = ""


Found = tuple[TaskState, str]


def tasks_of(facts: TaskFacts) -> list[Task]:
    """All nine parts, in their order."""
    return [Task(part, *found(facts)) for part, found in RULES.items()]


def _wanting(wanted: Iterable[tuple[object, str]]) -> Found:
    """(there, name) of everything that belongs to a part."""
    wanted = list(wanted)
    absent = [name for there, name in wanted if not there]
    if not absent:
        return TaskState.DONE, ""
    state = TaskState.NOT_STARTED if len(absent) == len(wanted) else TaskState.IN_PROGRESS
    return state, still_missing(absent)


def still_missing(names: Iterable[object]) -> str:
    return _("Still missing: %(missing)s.") % {"missing": "; ".join(str(name) for name in names)}


def _identity(facts: TaskFacts) -> Found:
    wanted = [
        (facts.has_title, _("title")),
        (facts.has_kind, _("kind")),
        (facts.has_summary, _("summary")),
        (facts.has_sector, _("sectors")),
    ]
    if facts.track in PARTY_TRACKS:
        wanted += [
            (facts.has_legal_form, _("legal form")),
            (facts.has_legal_field, _("fields (UU 23/2014 Art. 367(1))")),
        ]
    return _wanting(wanted)


def _actors(facts: TaskFacts) -> Found:
    return _wanting(
        [
            (facts.partners, _("a partner")),
            (facts.has_lead_office, _("lead office")),
            (facts.has_person_in_charge, _("person in charge")),
        ]
    )


def _assessment(facts: TaskFacts) -> Found:
    if not facts.has_assessment:
        return TaskState.NOT_STARTED, _("No question is answered yet.")
    count = facts.open_questions
    questions = ngettext("%(count)d question without an answer", "%(count)d questions without an answer", count)
    absent = [questions % {"count": count}] if count else []
    if not facts.is_decided:
        absent.append(_("the decision"))
    return (TaskState.IN_PROGRESS, still_missing(absent)) if absent else (TaskState.DONE, "")


def _coordination(facts: TaskFacts) -> Found:
    """The steps that come before the agreement takes effect; what stands after them is work of other parts."""
    specs = TRACKS[facts.track]
    begins = next(spec.stage for spec in specs if spec.group in AFTER_SIGNING)
    needed = sum(len(spec.holders) for spec in specs[: lifecycle.position(facts.track, begins)] if not spec.optional)
    if not needed:
        return TaskState.DONE, _("This track asks for no step beforehand.")
    unmet = lifecycle.missing(facts.track, begins, facts.steps)
    if not unmet:
        return TaskState.DONE, ""
    done = _("%(done)d of %(total)d steps are done; next: %(next)s.")
    words = done % {"done": needed - len(unmet), "total": needed, "next": unmet[0]}
    return (TaskState.IN_PROGRESS if _has_begun(facts) else TaskState.NOT_STARTED), words


def _has_begun(facts: TaskFacts) -> bool:
    """Something is done, or lies with others; the first own step is open from the first day on."""
    return any(
        step.waived or step.state in SATISFIED or (step.state in lifecycle.TOUCHED and step.holder != Holder.CITY)
        for step in facts.steps
    )


def _text(facts: TaskFacts) -> Found:
    """The gate says what it needs before it bites; of what was signed all the same, it is told as missing."""
    gate = facts.gate
    asked = _("Before signing the law asks for (PP 28/2018 Articles 28–33; UU 23/2014 Article 367(2)): %(missing)s.")
    asked = asked % {"missing": "; ".join(str(item) for item in gate)}
    if gate and not facts.was_signed:
        return TaskState.CANNOT_START, asked
    state, sentence = _wanting(_wanted_of_text(facts))
    if gate:
        return TaskState.IN_PROGRESS, f"{sentence} {asked}".strip()
    return state, sentence


def _wanted_of_text(facts: TaskFacts) -> list[tuple[object, str]]:
    term = (facts.terms, _("a term"))
    if facts.track == Track.MEMBERSHIP:
        return [(facts.has_joined, _("day of joining")), (facts.has_paid, _("fee paid until"))]
    if facts.track == Track.PROGRAMME or facts.is_without_text:
        return [term]
    return [
        (facts.instrument, _("instrument")),
        (facts.is_signed, _("day of signing")),
        (facts.has_city_signatory, _("signatory for the city")),
        term,
        (facts.legal_bases, _("a legal basis")),
    ]


def _documents(facts: TaskFacts) -> Found:
    count = facts.documents
    there = ngettext("%(count)d document.", "%(count)d documents.", count) % {"count": count} if count else ""
    wanted = not facts.is_without_text and facts.track not in (Track.PROGRAMME, Track.MEMBERSHIP)
    if wanted and facts.was_signed and not facts.has_text:
        absent = still_missing([_("the signed text")])
        sentence = f"{there} {absent}".strip()
        return (TaskState.IN_PROGRESS if count else TaskState.NOT_STARTED), sentence
    if not count:
        return TaskState.NOT_STARTED, _("No document yet.")
    if facts.was_signed:
        return TaskState.DONE, there
    follows = _("The text follows once it is signed.")
    return TaskState.IN_PROGRESS, f"{there} {follows}" if wanted else there


def _results(facts: TaskFacts) -> Found:
    if not facts.indicators:
        return TaskState.NOT_STARTED, _("No result is promised yet.")
    absent = []
    if facts.indicators_without_target:
        text = ngettext(
            "%(count)d indicator without a target",
            "%(count)d indicators without a target",
            facts.indicators_without_target,
        )
        absent.append(text % {"count": facts.indicators_without_target})
    if facts.indicators_without_value:
        text = ngettext(
            "%(count)d indicator without an approved value",
            "%(count)d indicators without an approved value",
            facts.indicators_without_value,
        )
        absent.append(text % {"count": facts.indicators_without_value})
    return (TaskState.IN_PROGRESS, still_missing(absent)) if absent else (TaskState.DONE, "")


def _follow_ups(facts: TaskFacts) -> Found:
    if not facts.follow_ups:
        return TaskState.NOT_STARTED, _("Nothing is planned yet.")
    if facts.open_follow_ups:
        words = _("%(open)d of %(total)d follow-ups are open.")
        return TaskState.IN_PROGRESS, words % {"open": facts.open_follow_ups, "total": facts.follow_ups}
    return TaskState.DONE, ""


def _publication(facts: TaskFacts) -> Found:
    absent = [name for there, name in [(facts.has_title, _("title")), (facts.partners, _("a partner"))] if not there]
    if absent:
        return TaskState.CANNOT_START, still_missing(absent)
    label = PublicationClass(facts.publication_class).label
    if facts.publication_class in (PublicationClass.PUBLIC, PublicationClass.EXEMPT):
        return TaskState.DONE, _("Publication class: %(label)s.") % {"label": label}
    if facts.is_checked:
        return TaskState.IN_PROGRESS, _("Checked against its sources, and not public yet.")
    return TaskState.NOT_STARTED, _("Only staff see it. A second person publishes it.")


RULES: dict[Part, Callable[[TaskFacts], Found]] = {
    Part.IDENTITY: _identity,
    Part.ACTORS: _actors,
    Part.ASSESSMENT: _assessment,
    Part.COORDINATION: _coordination,
    Part.TEXT: _text,
    Part.DOCUMENTS: _documents,
    Part.RESULTS: _results,
    Part.FOLLOW_UPS: _follow_ups,
    Part.PUBLICATION: _publication,
}
