"""Writing of the letters of a step, and of the columns of the step that are derived from them; nothing else writes
either."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from django.db.models import QuerySet

from agreements.lifecycle.tracks import ASKED_STAGES
from agreements.lifecycle.vocabulary import Holder
from agreements.models import Letter, Step
from jambi_coop.lib.dates.known_date import KnownDate

from .saving import record_author, save

UNKNOWN = KnownDate.unknown()
Direction = Letter.Direction


@dataclass(frozen=True, kw_only=True)
class LetterFacts:
    """What is recorded of one letter; an empty value says that nobody told it."""

    number: str = ""
    dated: KnownDate = UNKNOWN
    sent_on: KnownDate = UNKNOWN
    received_on: KnownDate = UNKNOWN
    correspondent: str = ""
    subject: str = ""
    document: Any = None
    note: str = ""

    @property
    def days(self) -> tuple[KnownDate, ...]:
        return (self.dated, self.sent_on, self.received_on)

    def says_anything(self) -> bool:
        return any(getattr(self, item.name) for item in fields(self))


def reminders() -> QuerySet[Letter]:
    """Return the reminders that went out, in the order in which they were recorded."""
    return Letter.objects.filter(direction=Direction.REMINDER).order_by("pk")


def has_letters(step: Step) -> bool:
    """True where somebody else has the paper: others are asked, or the partner works on it. The city's own work is
    sent to nobody."""
    return step.stage in ASKED_STAGES or step.holder != Holder.CITY


def first_sent(letters: Iterable[Letter]) -> Letter | None:
    """Return the first letter that asked; of several whose days tell no order the one that was recorded first."""
    found = None
    for letter in letters:
        if letter.direction == Direction.OUT and (found is None or letter.moved_on.certainly_before(found.moved_on)):
            found = letter
    return found


def last_reply(letters: Iterable[Letter]) -> Letter | None:
    """Return the answer that was recorded last, whatever its days. None is recorded after the one that decides, so of
    a decided step it is that one."""
    return next((one for one in reversed(list(letters)) if one.direction == Direction.REPLY), None)


def derived_columns(step: Step, letters: Iterable[Letter]) -> dict[str, Any]:
    """Return the columns of the step that follow from its letters, in the order in which these were recorded."""
    letters = list(letters)
    sent, reply = first_sent(letters), last_reply(letters)
    found = {"sent_on": sent.sent_on if sent else UNKNOWN, "reply_number": reply.number if reply else ""}
    if step.stage in ASKED_STAGES:
        found["received_on"] = sent.received_on if sent else UNKNOWN
        found["letter_number"] = sent.number if sent else ""
    return found


def drift_of_letters(step: Step) -> list[str]:
    """Return the columns that are not what the letters say."""
    return [name for name, value in derived_columns(step, step.letters.all()).items() if getattr(step, name) != value]


def derive_letter_columns(step: Step, *, by, reason: str = "") -> None:
    """Set the columns of the step to what its letters say; save it where one changed."""
    vars(step).pop("_prefetched_objects_cache", None)
    changed = drift_of_letters(step)
    derived = derived_columns(step, step.letters.all())
    for name in changed:
        setattr(step, name, derived[name])
    if changed:
        save(step, by=by, reason=reason)


def save_step(step: Step, *, by, reason: str = "") -> None:
    """Save a step of which an act told days and numbers of letters, and bring its letters to them.

    What was told stands on `step`: it is written to the letter that asked and to the last answer, which are made where
    there is none; where all of it was taken out, the letter goes. Other letters are left alone.
    """
    save(step, by=by, reason=reason)
    letters = list(Letter.objects.filter(step=step))
    if not letters and not (step.sent_on or step.reply_number or step.stage in ASKED_STAGES):
        return
    facts = _facts_by_direction(step)
    _bring(step, first_sent(letters), Direction.OUT, facts[Direction.OUT], by, reason)
    _bring(step, last_reply(letters), Direction.REPLY, facts[Direction.REPLY], by, reason)
    derive_letter_columns(step, by=by, reason=reason)


def _facts_by_direction(step: Step) -> dict[str, dict[str, Any]]:
    """Return what a step says of the letter that asked, and of the answer."""
    sent = {"sent_on": step.sent_on}
    if step.stage in ASKED_STAGES:
        sent |= {"received_on": step.received_on, "number": step.letter_number}
    return {Direction.OUT: sent, Direction.REPLY: {"number": step.reply_number}}


def letters_of_facts(step: Step) -> list[Letter]:
    """Return the letters, not saved, of which a step without letters tells."""
    told = _facts_by_direction(step).items()
    return [Letter(step=step, direction=direction, **values) for direction, values in told if any(values.values())]


def _bring(step: Step, letter: Letter | None, direction: str, values: dict[str, Any], by, reason: str) -> None:
    """Write what was told to a letter; make it where it is missing, remove it where nothing is left that it says."""
    if letter is None:
        if not any(values.values()):
            return
        letter = Letter(step=step, direction=direction, version=0)
    elif all(getattr(letter, name) == value for name, value in values.items()):
        return
    elif not replace(facts_of(letter), **values).says_anything():
        remove_letter(letter, by=by, reason=reason)
        return
    for name, value in values.items():
        setattr(letter, name, value)
    save(letter, by=by, reason=reason)


def facts_of(letter: Letter) -> LetterFacts:
    """Return what is recorded of a letter."""
    return LetterFacts(**{item.name: getattr(letter, item.name) for item in fields(LetterFacts)})


def add_letter(step: Step, direction: str, facts: LetterFacts, *, by, reason: str = "") -> Letter:
    """Add a letter to a saved step, and derive the columns of the step."""
    letter = Letter(step=step, direction=direction, version=0)
    for item in fields(facts):
        setattr(letter, item.name, getattr(facts, item.name))
    save(letter, by=by, reason=reason)
    derive_letter_columns(step, by=by, reason=reason)
    return letter


def remove_letter(letter: Letter, *, by, reason: str) -> None:
    """Remove a letter; the history keeps it. The caller derives the columns of the step."""
    record_author(letter, by=by, reason=reason)
    letter.delete()
