"""An agreement's record as nine tasks: how far each part is, and what is still missing in it, in words.

No query and no clock: the caller has loaded the rows (`LOADED`). The parts may be filled in any order and saved
incomplete. A part waits only for what the law or the public page requires first, and its sentence names that.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from agreements.lifecycle import rules, vocabulary
from agreements.lifecycle.questions import QUESTIONS
from agreements.lifecycle.rules import StepFact
from agreements.lifecycle.tracks import STAGE_GROUPS, TRACKS
from agreements.lifecycle.vocabulary import PARTY_TRACKS, SATISFIED, Holder, Stage, StatusGroup, Track
from agreements.models import Agreement, Document, Indicator, ReportState, Signature
from jambi_coop.lib.records.publication import PublicationClass

from .instruments import text_of

AFTER_SIGNING = (StatusGroup.IN_FORCE, StatusGroup.ENDED)
TRACKS_WITHOUT_TEXT = (Track.PROGRAMME, Track.MEMBERSHIP, Track.CONTACT)


class Part(TextChoices):
    """The nine parts of a record, in the order of the work."""

    IDENTITY = "identity", gettext_lazy("Identity")
    ACTORS = "actors", gettext_lazy("Partners and actors")
    ASSESSMENT = "assessment", gettext_lazy("Assessment before signing")
    COORDINATION = "coordination", gettext_lazy("Coordination with the centre")
    TEXT = "text", gettext_lazy("Text and signing")
    DOCUMENTS = "documents", gettext_lazy("Documents")
    RESULTS = "results", gettext_lazy("Results and indicators")
    FOLLOW_UPS = "follow_ups", gettext_lazy("Follow-ups")
    PUBLICATION = "publication", gettext_lazy("Publication")


class PartState(TextChoices):
    """How far a part is. `CANNOT_START`: something that the law or the public page requires first is missing."""

    NOT_STARTED = "not_started", pgettext_lazy("task", "Not started")
    IN_PROGRESS = "in_progress", pgettext_lazy("task", "In progress")
    DONE = "done", pgettext_lazy("task", "Done")
    CANNOT_START = "cannot_start", pgettext_lazy("task", "Cannot start yet")


LOADED = (
    *("steps__waiver", "parties", "sectors", "legal_fields", "citations", "documents", "follow_ups"),
    *("steps__instrument", "instruments__signatures"),
    *("indicators__targets", "indicators__measurements", "assessment__answers"),
)
"""Rows of an agreement that the rules read; prefetch them before calling `completeness_of`."""


def was_signed(agreement: Agreement) -> bool:
    """True with a signed text, or, where none is recorded, with a stage in force or ended."""
    return text_of(agreement) is not None or STAGE_GROUPS[Stage(agreement.stage)] in AFTER_SIGNING


@dataclass(frozen=True)
class PartCompleteness:
    """One part: its state, and a sentence that says what is missing in it or why it waits."""

    part: Part
    state: PartState
    sentence: str = ""


Found = tuple[PartState, str]


def completeness_of(agreement: Agreement) -> list[PartCompleteness]:
    """Return all nine parts, in their order; `agreement` comes with its rows (`LOADED`)."""
    return [PartCompleteness(part, *found(agreement)) for part, found in RULES.items()]


def _wanting(wanted: Iterable[tuple[object, str]]) -> Found:
    """Return the state of a part from (is there, name) of everything that belongs to it, and the sentence."""
    wanted = list(wanted)
    absent = [name for there, name in wanted if not there]
    if not absent:
        return PartState.DONE, ""
    state = PartState.NOT_STARTED if len(absent) == len(wanted) else PartState.IN_PROGRESS
    return state, still_missing(absent)


def still_missing(names: Iterable[object]) -> str:
    """Return the sentence "Still missing: …." with the names, in the active language."""
    return _("Still missing: %(missing)s.") % {"missing": "; ".join(str(name) for name in names)}


def _identity(agreement: Agreement) -> Found:
    wanted = [
        (agreement.title, _("title")),
        (agreement.kind, _("kind")),
        (agreement.summary, _("summary")),
        (agreement.sectors.all(), _("sectors")),
    ]
    if agreement.track in PARTY_TRACKS:
        wanted += [
            (agreement.legal_form, _("legal form")),
            (agreement.legal_fields.all(), _("fields (UU 23/2014 Art. 367(1))")),
        ]
    return _wanting(wanted)


def _actors(agreement: Agreement) -> Found:
    return _wanting(
        [
            (agreement.parties.all(), _("a partner")),
            (agreement.lead_office_id, _("lead office")),
            (agreement.person_in_charge_id, _("person in charge")),
        ]
    )


def _assessment(agreement: Agreement) -> Found:
    assessment = getattr(agreement, "assessment", None)
    if assessment is None:
        return PartState.NOT_STARTED, _("No question is answered yet.")
    letters, replies = frozenset(one.letter for one in agreement.legal_fields.all()), assessment.replies()
    asked = [question.code for question in QUESTIONS if question.asked_in(agreement.track, letters)]
    count = sum(1 for code in asked if code not in replies)
    questions = ngettext("%(count)d question without an answer", "%(count)d questions without an answer", count)
    absent = [questions % {"count": count}] if count else []
    if not assessment.decision:
        absent.append(_("the decision"))
    return (PartState.IN_PROGRESS, still_missing(absent)) if absent else (PartState.DONE, "")


def _coordination(agreement: Agreement) -> Found:
    """Judge the steps before the agreement takes effect; the steps after that belong to other parts."""
    track, steps = Track(agreement.track), _facts(agreement)
    specs = TRACKS[track]
    begins = next((spec.stage for spec in specs if spec.group in AFTER_SIGNING), specs[-1].stage)
    needed = sum(len(spec.holders) for spec in specs[: rules.position(track, begins)] if not spec.optional)
    if not needed:
        return PartState.DONE, _("This track asks for no step beforehand.")
    unmet = rules.missing(track, begins, steps)
    if not unmet:
        return PartState.DONE, ""
    done = _("%(done)d of %(total)d steps are done; next: %(next)s.")
    words = done % {"done": needed - len(unmet), "total": needed, "next": unmet[0]}
    return (PartState.IN_PROGRESS if _has_begun(steps) else PartState.NOT_STARTED), words


def _facts(agreement: Agreement) -> list[StepFact]:
    return [step.fact for step in agreement.steps.all()]


def _has_begun(steps: Sequence[StepFact]) -> bool:
    """True where a step is done, waived or with others. The city's first step is open from the first day, so a step of
    the city that is only in progress shows nothing."""
    return any(
        step.waived or step.state in SATISFIED or (step.state in vocabulary.TOUCHED and step.holder != Holder.CITY)
        for step in steps
    )


def _text(agreement: Agreement) -> Found:
    """Name the steps that the legal gate requires: before signing the part cannot start without them; where the text
    was signed without them, they are listed as missing."""
    missing = rules.missing(Track(agreement.track), Stage.SIGNING, _facts(agreement))
    gate = [item for item in missing if item.blocking]
    asked = _("Before signing the law asks for (PP 28/2018 Articles 28–33; UU 23/2014 Article 367(2)): %(missing)s.")
    asked = asked % {"missing": "; ".join(str(item) for item in gate)}
    if gate and not was_signed(agreement):
        return PartState.CANNOT_START, asked
    state, sentence = _wanting(_wanted_of_text(agreement))
    if gate:
        return PartState.IN_PROGRESS, f"{sentence} {asked}".strip()
    return state, sentence


def _wanted_of_text(agreement: Agreement) -> list[tuple[object, str]]:
    text = text_of(agreement)
    validity = (text is not None and text.validity, _("how long it holds"))
    if agreement.track == Track.CONTACT:
        return []
    if agreement.track == Track.MEMBERSHIP:
        return [(agreement.joined_on, _("day of joining")), (agreement.paid_until, _("fee paid until"))]
    if agreement.track == Track.PROGRAMME or agreement.without_text:
        return []
    city = [one for one in (text.signatures.all() if text else ()) if one.side == Signature.Side.CITY]
    return [
        (text, _("the signed text")),
        (text and text.signed_on, _("day of signing")),
        (city and city[0].name, _("signatory for the city")),
        validity,
        (agreement.citations.all(), _("a legal basis")),
    ]


def _documents(agreement: Agreement) -> Found:
    kinds = [document.kind for document in agreement.documents.all() if not document.in_trash]
    count = len(kinds)
    there = ngettext("%(count)d document.", "%(count)d documents.", count) % {"count": count} if count else ""
    wanted = not agreement.without_text and agreement.track not in TRACKS_WITHOUT_TEXT
    if wanted and was_signed(agreement) and Document.Kind.AGREEMENT_TEXT not in kinds:
        absent = still_missing([_("the signed text")])
        sentence = f"{there} {absent}".strip()
        return (PartState.IN_PROGRESS if count else PartState.NOT_STARTED), sentence
    if not count:
        return PartState.NOT_STARTED, _("No document yet.")
    if was_signed(agreement):
        return PartState.DONE, there
    follows = _("The text follows once it is signed.")
    return PartState.IN_PROGRESS, f"{there} {follows}" if wanted else there


def _results(agreement: Agreement) -> Found:
    indicators = agreement.indicators.all()
    if not indicators:
        return PartState.NOT_STARTED, _("No result is promised yet.")
    absent = []
    if count := sum(1 for one in indicators if not one.targets.all()):
        text = ngettext("%(count)d indicator without a target", "%(count)d indicators without a target", count)
        absent.append(text % {"count": count})
    if count := sum(1 for one in indicators if not _has_value(one)):
        text = ngettext(
            "%(count)d indicator without an approved value", "%(count)d indicators without an approved value", count
        )
        absent.append(text % {"count": count})
    return (PartState.IN_PROGRESS, still_missing(absent)) if absent else (PartState.DONE, "")


def _has_value(indicator: Indicator) -> bool:
    """True with at least one approved measurement; others do not count."""
    return any(one.state == ReportState.APPROVED for one in indicator.measurements.all())


def _follow_ups(agreement: Agreement) -> Found:
    follow_ups = agreement.follow_ups.all()
    if not follow_ups:
        return PartState.NOT_STARTED, _("Nothing is planned yet.")
    if count := sum(1 for one in follow_ups if one.is_open):
        words = _("%(open)d of %(total)d follow-ups are open.")
        return PartState.IN_PROGRESS, words % {"open": count, "total": len(follow_ups)}
    return PartState.DONE, ""


def _publication(agreement: Agreement) -> Found:
    absent = [
        name for there, name in [(agreement.title, _("title")), (agreement.parties.all(), _("a partner"))] if not there
    ]
    if absent:
        return PartState.CANNOT_START, still_missing(absent)
    label = PublicationClass(agreement.publication_class).label
    if agreement.publication_class in (PublicationClass.PUBLIC, PublicationClass.EXEMPT):
        return PartState.DONE, _("Publication class: %(label)s.") % {"label": label}
    if agreement.checked_on:
        return PartState.IN_PROGRESS, _("Checked against its sources, and not public yet.")
    return PartState.NOT_STARTED, _("Only staff see it. A second person publishes it.")


RULES: dict[Part, Callable[[Agreement], Found]] = {
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
