"""The acts on the letters of a step: sent, received by the holder, answered, and one letter taken back.

A letter out makes a step at which others are asked *submitted*; an answer may bring the decision, which stands on the
step. The verbs move the agreement, these do not. Each runs in one transaction with the agreement locked, takes `by` and
`today`, and raises ValidationError with a sentence when refused; then nothing is written.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.lifecycle import rules
from agreements.lifecycle.tracks import ASKED_STAGES
from agreements.lifecycle.vocabulary import ANSWERED, PARTY_TRACKS, SATISFIED, Stage, StepState, Track, Verb
from agreements.models import Agreement, Letter, Step
from agreements.record.letters import (
    Direction,
    LetterFacts,
    add_letter,
    derive_letter_columns,
    derived_columns,
    facts_of,
    first_sent,
    has_letters,
    last_reply,
    remove_letter,
)
from agreements.record.locks import lock_alive
from agreements.record.permissions import require
from agreements.record.reasons import stated
from agreements.record.saving import finish, save
from agreements.record.signing import keep_signing
from jambi_coop.lib.dates.fields import refuse_future
from jambi_coop.lib.dates.known_date import KnownDate

from .moves import ANSWERED_NO
from .steps import check_step, next_round, opens_gate, refuse_without_letter

UNKNOWN = KnownDate.unknown()


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What an answer decides: approved, returned or rejected, on which day, and what only some steps have."""

    state: StepState
    on: KnownDate = UNKNOWN
    council_role: str = ""
    valid_until: KnownDate = UNKNOWN


@transaction.atomic
def send_letter(step: Step, facts: LetterFacts, *, by, today: date) -> Letter:
    """Record a letter of the city to the holder of the step.

    A step that was returned or rejected gets a further round with it. Refused for a step that is decided, that is still
    ahead, or whose holder this track does not ask.
    """
    step, agreement = _open(step, facts, today)
    if step.state in SATISFIED:
        _refuse(
            "decided", _("%(step)s is already “%(state)s”: nothing is asked any more."), step=step, state=_state(step)
        )
    if step.state in ANSWERED_NO:
        step = _further_round(step, by=by, today=today)
    _refuse_before_round(step, facts)
    letter = add_letter(step, Direction.OUT, facts, by=by)
    is_new = step.stage in ASKED_STAGES and step.state != StepState.SUBMITTED
    step.state = StepState.SUBMITTED if is_new else step.state
    check_step(step, today)
    if is_new:
        save(step, by=by)
    finish(agreement, by=by, reason=str(letter))
    return letter


@transaction.atomic
def send_reminder(step: Step, facts: LetterFacts, *, by, today: date) -> Letter:
    """Record that the city reminded the holder, who has the paper and has not answered."""
    step, agreement = _open(step, facts, today)
    if not lies_with_holder(step):
        _refuse("not_waiting", _("%(step)s does not wait for an answer: there is nothing to remind of."), step=step)
    _refuse_before_round(step, facts)
    _refuse_early(step.letters.all(), Direction.REMINDER, facts)
    letter = add_letter(step, Direction.REMINDER, facts, by=by)
    finish(agreement, by=by, reason=str(letter))
    return letter


@transaction.atomic
def record_receipt(step: Step, on: KnownDate, *, by, today: date) -> Letter:
    """Record the day on which the holder received the letter that asked; the limits of the law run from it."""
    step, agreement = _open(step, LetterFacts(received_on=on), today)
    if not lies_with_holder(step):
        _refuse("not_sent", _("No letter to %(holder)s is recorded as sent."), holder=step.get_holder_display())
    _refuse_before_round(step, LetterFacts(received_on=on))
    _refuse_after_answer(step.letters.all(), on)
    letter = first_sent(step.letters.all())
    if letter is None:
        letter = add_letter(step, Direction.OUT, LetterFacts(received_on=on), by=by)
    else:
        letter.received_on = on
        refuse_days(letter, today)
        save(letter, by=by)
        derive_letter_columns(step, by=by)
    check_step(step, today)
    finish(agreement, by=by, reason=str(letter))
    return letter


@transaction.atomic
def receive_letter(
    step: Step, facts: LetterFacts, *, by, today: date, is_reply: bool = True, decision: Decision | None = None
) -> Letter:
    """Record a letter from the holder: another letter, an answer, or an answer that decides the step (`decision`).

    Each holder of a stage has a step of its own, so the second ministry answers here too, apart from the first. That
    the Minister returns the plan is recorded by `return_for_repair`, which opens its further round.
    """
    step, agreement = _open(step, facts, today)
    track = Track(agreement.track)
    if is_reply:
        _refuse_reply(step)
        _refuse_before_round(step, facts)
        _refuse_early(step.letters.all(), Direction.REPLY, facts)
    letter = add_letter(step, Direction.REPLY if is_reply else Direction.IN, facts, by=by)
    if decision is not None:
        refuse_future(decision.on, today)
        _decide(step, decision, letter, track)
    check_step(step, today)
    if decision is not None:
        keep_signing(step, by=by)
        save(step, by=by)
    finish(agreement, by=by, reason=str(letter))
    return letter


def check_letter(letter: Letter, today: date) -> None:
    """Refuse a correction of one letter, which stands on `letter` unsaved, that the acts would have refused.

    Days that did not change are not held against those of the other letters: an old file may have them.
    """
    step, facts = letter.step, facts_of(letter)
    _refuse_nothing(facts)
    refuse_days(letter, today)
    letters = [letter if one.pk == letter.pk else one for one in step.letters.all()]
    if letter.days != Letter.objects.get(pk=letter.pk).days:
        _refuse_moved(step, letters, letter)
    after = copy(step)
    for name, value in derived_columns(step, letters).items():
        setattr(after, name, value)
    check_step(after, today)
    if step.reply_number and not after.reply_number:
        refuse_without_letter(after, Track(step.agreement.track))


def _refuse_moved(step: Step, letters: list[Letter], moved: Letter) -> None:
    """Refuse new days of a letter that do not fit the round before it, or the letters that answer it or remind."""
    if moved.direction == Direction.IN:
        return
    _refuse_before_round(step, moved)
    for one in letters if moved.direction == Direction.OUT else [moved]:
        if one.direction in (Direction.REMINDER, Direction.REPLY):
            _refuse_early(letters, one.direction, one)


@transaction.atomic
def open_round(step: Step, *, by, today: date) -> Step:
    """Begin a further round of a step that is over, such as a plan that is written anew; nothing is overwritten."""
    step, agreement = _open(step, None, today)
    if not _is_over(step):
        _refuse("round_open", _("%(step)s is not over yet: there is nothing to begin anew."), step=step)
    further = _further_round(step, by=by, today=today)
    finish(agreement, by=by, reason=str(further))
    return further


@transaction.atomic
def take_back_letter(letter: Letter, *, reason: str, by, today: date) -> Step:
    """Remove a letter that was recorded by mistake; the history keeps it. Returns its step.

    Needs the right `correct_step` and a reason. The letters by which a step was decided stay until the decision itself
    is taken back (`corrections.correct`). A step whose only letter goes is not *submitted* any more.
    """
    require(by, "agreements.correct_step")
    reason = stated(reason)
    letter = lock_alive(letter)
    step = letter.step
    agreement = step.agreement
    letters = list(step.letters.all())
    if step.state in ANSWERED and letter in (first_sent(letters), last_reply(letters)):
        text = _("%(step)s was decided with this letter (“%(state)s”). Take back the decision first.")
        _refuse("decided", text, step=step, state=_state(step))
    remove_letter(letter, by=by, reason=reason)
    if step.state == StepState.SUBMITTED and not step.letters.filter(direction=Direction.OUT).exists():
        step.state = StepState.NOT_STARTED
        save(step, by=by, reason=reason)
    derive_letter_columns(step, by=by, reason=reason)
    check_step(step, today)
    finish(agreement, by=by, reason=reason)
    return step


def lies_with_holder(step: Step) -> bool:
    """True while the holder has the paper: it was asked and has not answered, or works on it."""
    return step.state == StepState.SUBMITTED or (
        step.state == StepState.IN_PROGRESS and step.stage not in ASKED_STAGES and has_letters(step)
    )


def may_have_round(step: Step) -> bool:
    """True where `open_round` would open a further round: this one is over, and no signature rests on it."""
    return _is_over(step) and not opens_gate(_next_round_of(step))


def _is_over(step: Step) -> bool:
    """True where the round is over and the stage is no event, which happens once."""
    spec = rules.spec_of(Track(step.agreement.track), Stage(step.stage))
    return spec is not None and not spec.event and step.state in (*SATISFIED, *ANSWERED_NO)


def _refuse(code: str, text: str, **words) -> None:
    raise ValidationError(text, code=code, params=words)


def _state(step: Step) -> str:
    return step.get_state_display()


def _open(step: Step, facts: LetterFacts | None, today: date) -> tuple[Step, Agreement]:
    """Lock the step and return it with its agreement; refuse one on which no such act is possible. `facts` is None
    where no letter is written."""
    step = lock_alive(step)
    agreement = step.agreement
    track, stage = Track(agreement.track), Stage(step.stage)
    spec = rules.spec_of(track, stage)
    if spec is None or step.holder not in spec.possible_holders:
        text = _("In this track “%(stage)s” does not lie with %(holder)s.")
        _refuse("holder", text, stage=step.get_stage_display(), holder=step.get_holder_display())
    if rules.position(track, stage) > rules.position(track, Stage(agreement.stage)):
        _refuse("ahead", _("%(step)s is still ahead. Advance to this stage first."), step=step)
    if agreement.steps.filter(stage=stage, holder=step.holder, round__gt=step.round).exists():
        _refuse("later_round", _("%(step)s has a later round: record it there."), step=step)
    if facts is not None:
        _refuse_facts(step, facts, today)
    return step, agreement


def _refuse_facts(step: Step, facts: LetterFacts, today: date) -> None:
    if not has_letters(step):
        _refuse("own_work", _("%(step)s is work of the city itself: it has no letters."), step=step)
    _refuse_nothing(facts)
    refuse_days(facts, today)


def _refuse_nothing(facts: LetterFacts) -> None:
    if not facts.says_anything():
        _refuse("empty", _("Say at least the number of the letter or a day."))


def refuse_days(letter: Letter | LetterFacts, today: date) -> None:
    """Refuse a day in the future, and a letter that was sent before it was written, or received before either."""
    for name in ("dated", "sent_on", "received_on"):
        try:
            refuse_future(getattr(letter, name), today)
        except ValidationError as error:
            raise ValidationError({name: error.error_list}) from error
    for name, earlier in (("sent_on", "dated"), ("received_on", "dated"), ("received_on", "sent_on")):
        if getattr(letter, name).certainly_before(getattr(letter, earlier)):
            text = _("A letter is written, then sent, then received: these days are in another order.")
            raise ValidationError({name: ValidationError(text, code="disorder")})


def _refuse_reply(step: Step) -> None:
    if step.state in ANSWERED:
        text = _("%(step)s is already decided (“%(state)s”). Record a later letter as one that is no answer.")
        _refuse("decided", text, step=step, state=_state(step))
    if not lies_with_holder(step):
        text = _(
            "No letter to %(holder)s is recorded as sent, so there is nothing to answer. Record that letter first; of "
            "an old file use “Record past steps”."
        )
        _refuse("not_sent", text, holder=step.get_holder_display())


def _refuse_early(letters: Iterable[Letter], direction: str, one: Letter | LetterFacts) -> None:
    """Refuse an answer or a reminder that is earlier than the letter that asked, or an answer that is earlier than the
    receipt of that letter."""
    asked = first_sent(letters)
    if asked is None:
        return
    text = _("This letter (%(day)s) would be earlier than the one that asked (%(asked)s).")
    _refuse_before(one, asked.moved_on, "before_letter", text)
    if direction == Direction.REPLY:
        text = _("This answer (%(day)s) would be earlier than the receipt of the letter that asked (%(asked)s).")
        _refuse_before(one, asked.received_on, "before_receipt", text)


def _refuse_before_round(step: Step, one: Letter | LetterFacts) -> None:
    """Refuse a letter of a further round that is earlier than the end of the round before."""
    former = step.agreement.steps.filter(stage=step.stage, holder=step.holder, round=step.round - 1).first()
    if former is not None:
        text = _("This letter (%(day)s) would be earlier than the end of the round before (%(asked)s).")
        _refuse_before(one, former.ended_on, "before_round", text)


def _refuse_after_answer(letters: Iterable[Letter], received: KnownDate) -> None:
    """Refuse a receipt that is later than an answer that came already."""
    text = _("This answer (%(day)s) would be earlier than the receipt of the letter that asked (%(asked)s).")
    for one in letters:
        if one.direction == Direction.REPLY:
            _refuse_before(one, received, "before_receipt", text)


def _refuse_before(one: Letter | LetterFacts, limit: KnownDate, code: str, text: str) -> None:
    for day in one.days:
        if day.certainly_before(limit):
            _refuse(code, text, day=day, asked=limit)


def _decide(step: Step, decision: Decision, letter: Letter, track: Track) -> None:
    if decision.state not in ANSWERED or step.stage not in ASKED_STAGES:
        _refuse("no_decision", _("%(step)s is not decided by a letter."), step=step)
    if step.stage == Stage.VERIFICATION and decision.state == StepState.RETURNED and track in PARTY_TRACKS:
        text = _(
            "That the Minister returns the plan is recorded with “%(verb)s”: it opens a further round of the plan."
        )
        _refuse("use_return", text, verb=Verb.RETURN.label)
    step.state = decision.state
    step.decided_on = decision.on or letter.dated or letter.received_on or step.decided_on
    step.council_role = decision.council_role or step.council_role
    step.valid_until = decision.valid_until or step.valid_until
    step.document = step.document or letter.document
    if step.stage == Stage.VERIFICATION and decision.state == StepState.APPROVED:
        step.outcome = Step.Outcome.GO_ON


def _next_round_of(step: Step) -> Step:
    """Return the further round of a step, unsaved."""
    spec = rules.the_spec(Track(step.agreement.track), Stage(step.stage))
    number = next_round(step.agreement, step.stage, step.holder)
    further = Step(agreement=step.agreement, stage=step.stage, holder=step.holder, round=number, version=0)
    further.state = spec.opening_state
    return further


def _further_round(step: Step, *, by, today: date) -> Step:
    further = _next_round_of(step)
    check_step(further, today)
    save(further, by=by)
    return further
