"""The correction of a step: its decision is taken back, and the stage follows to what the other steps show."""

from collections.abc import Iterable
from functools import cached_property

from django.utils.translation import gettext as _

from agreements.lifecycle import rules
from agreements.lifecycle.tracks import END_STAGES, SIGNED_STAGES
from agreements.lifecycle.vocabulary import (
    ANSWERED,
    EXTENSION_KINDS,
    PARTY_TRACKS,
    SATISFIED,
    TOUCHED,
    InstrumentKind,
    Stage,
    StepState,
    Track,
    state_word,
)
from agreements.models import Agreement, FollowUp, Instrument, Step
from agreements.record.letters import save_step
from agreements.record.renewal import binds, carry_back, movable
from agreements.record.saving import finish, record_author, save, step_facts
from agreements.record.signing import take_back_signatures
from agreements.record.staff.action_page import change_url
from agreements.record.wording import holder_label
from agreements.stages.gate import refuse_at_gate
from agreements.stages.moves import last_event
from agreements.stages.signing import BINDING
from jambi_coop.lib.dates.known_date import KnownDate

from .correction import Change, Correction, LaterRow, changed, non_empty, page_of

UNKNOWN = KnownDate.unknown()
OUTSIDE = (Stage.TERMINATED, Stage.DISCONTINUED)
"""End stages without a step: the agreement itself says so."""
EVIDENCE = ("letter_number", "reply_number", "signatories", "note", "sent_on", "document_id", "source_id")


def is_shown(step: Step) -> bool:
    """True for a step that shows that the agreement came as far, or that is recorded without proof."""
    return step.state in TOUCHED or step.is_waived


def may_be_corrected(step: Step, steps: Iterable[Step]) -> bool:
    """True where a step has something to take back, given all steps of its agreement; what stands on it is not asked
    here."""
    return not StepCorrection(step, steps).why_not(None)


class StepCorrection(Correction):
    """Takes back the last decision on a step: from *done* to *in progress*, from the answer to the question, from the
    event to nothing.

    A step on which only work began, or that has only been opened, is left: the agreement goes back to the stage before.
    A further round of that kind leaves the record, and the round before counts again. A record without proof stays in
    its round, and the next round needs its own.
    """

    kind = "step"

    def __init__(self, step: Step, steps: Iterable[Step] | None = None):
        self.row, self.agreement, self._steps = step, step.agreement, steps
        self.track, self.now = Track(self.agreement.track), Stage(self.agreement.stage)
        self.spec = rules.spec_of(self.track, Stage(step.stage))
        self.place = rules.position(self.track, Stage(step.stage))

    @property
    def title(self) -> str:
        return _("Correct a wrong step")

    @cached_property
    def rows(self) -> list[Step]:
        """All steps of the agreement, in the order of their rounds."""
        rows = self.agreement.steps.select_related("waiver", "instrument") if self._steps is None else self._steps
        return sorted(rows, key=lambda one: one.round)

    @cached_property
    def before(self) -> Step | None:
        """The round before this one. One without proof is left out: it was taken back for good."""
        row = self.row
        same = [
            one for one in self.rows if (one.stage, one.holder, one.round) == (row.stage, row.holder, row.round - 1)
        ]
        return next((one for one in same if not one.is_waived), None)

    @cached_property
    def others(self) -> list[Step]:
        """The last rounds of the other steps of this track."""
        last = {}
        for step in self.rows:
            if self._place(step) >= 0:
                last[step.stage, step.holder] = step
        return sorted((step for step in last.values() if step.pk != self.row.pk), key=self._place)

    def _place(self, step: Step) -> int:
        return rules.position(self.track, Stage(step.stage))

    @cached_property
    def later(self) -> list[Step]:
        """The steps that stand on this one: a further round of it, and what was reached after it.

        What was there before a further round was opened does not stand on that round, except behind the gate.
        """
        row = self.row
        same = [one for one in self.others if (one.stage, one.holder) == (row.stage, row.holder)]
        return [*same, *(one for one in self.others if is_shown(one) and self._stands_on(one, row))]

    def _stands_on(self, one: Step, row: Step) -> bool:
        """True for a step of a later stage that was reached after a round of this step."""
        is_after = row.round == 1 or one.pk > row.pk or rules.is_gated(self.track, Stage(one.stage))
        return self._place(one) > self.place and is_after

    @cached_property
    def leaves(self) -> bool:
        """True where the agreement leaves the stage; False where the step is open again."""
        assert self.spec is not None
        beyond = any(is_shown(one) and self._place(one) > self.place for one in self.others if one not in self.later)
        return self.spec.event or beyond or self.row.state in (StepState.NOT_STARTED, StepState.IN_PROGRESS)

    @cached_property
    def state(self) -> StepState:
        """The state of the step afterwards."""
        assert self.spec is not None
        now = StepState(self.row.state)
        if self.row.is_waived or now not in TOUCHED:
            return now
        if self.leaves or now == StepState.SUBMITTED:
            return StepState.NOT_STARTED
        return StepState.SUBMITTED if now in ANSWERED and self.row.sent_on else self.spec.opening_state

    @cached_property
    def is_removed(self) -> bool:
        """True for a further round in which nothing was written: it leaves the record, and the round before counts
        again. One after a round without proof does not: that round was taken back for good."""
        step = self.row
        if self.before is None or step.is_waived or self.state != StepState.NOT_STARTED:
            return False
        kept = step.instrument_id is not None or any(getattr(step, name) for name in EVIDENCE)
        return not kept and not step.letters.exists()

    @cached_property
    def stage(self) -> Stage | None:
        """The stage of the agreement afterwards; None where no other step shows any."""
        if self.place > rules.position(self.track, self.now):
            return self.now
        if self.row.is_waived:
            return Stage(self.row.stage)
        if self.is_removed and self.row.state not in SATISFIED:
            return self._stage_without_round()
        if self.leaves:
            rounds = [*self.others, *([self.before] if self.before else [])]
            shown = sorted((one for one in rounds if is_shown(one)), key=self._place)
            return Stage(shown[-1].stage) if shown else None
        return Stage(self.row.stage) if self.state != self.row.state else self.now

    def _stage_without_round(self) -> Stage:
        """Where the agreement stood before a further round was opened in which nothing happened.

        It did not move where the round was only begun anew. It came back from a later stage where the plan was
        returned, and it came from an earlier one where that has a finished round of its own since.
        """
        before = self.before
        assert before is not None
        if self.now != self.row.stage:
            return self.now
        finished = [one for one in self.others if one.state in SATISFIED and before.pk < one.pk < self.row.pk]
        came_from = [one for one in finished if one.round > 1 and self._place(one) < self.place]
        if came_from:
            return Stage(came_from[-1].stage)
        left = [one for one in self.others if one.state in TOUCHED and self._stands_on(one, before)]
        return Stage(left[-1].stage) if left else self.now

    def why_not(self, by) -> str:
        if self.spec is None:
            return _("This step belongs to another track.")
        if self.is_removed:
            return ""
        if self.later and (self.later[0].stage, self.later[0].holder) == (self.row.stage, self.row.holder):
            return ""
        if self.stage is None:
            return _("No other step shows how far this record has come. A record made by mistake goes to the trash.")
        if not self.row.is_waived and (self.state, self.stage) == (self.row.state, self.now):
            if self.before is not None:
                return _(
                    "Nothing is decided in this round. Take out its letters, note and documents first; then the round "
                    "itself can be taken back."
                )
            return _("Nothing is recorded here that could be taken back.")
        return ""

    # --- what stands on it -----------------------------------------------------------------------

    def later_rows(self) -> list[LaterRow]:
        found = []
        if self.now in OUTSIDE:
            name = f"{self.agreement.get_stage_display()} ({self.agreement.ended_on})"
            found.append(LaterRow(name, page_of(self.agreement, "end", self.agreement.pk)))
        papers = [later_paper(one) for one in self._papers()]
        steps = [LaterRow(name_of_step(one), page_of(self.agreement, "step", one.pk)) for one in self.later]
        return [*found, *self._renewals(), *papers, *reversed(steps)]

    def _papers(self) -> list[Instrument]:
        """The papers in effect that change the one of this step, and those that could bind the city only behind the
        gate. The paper of a step that stands on it is named as that step."""
        row = self.row
        named = {row.instrument_id, *(one.instrument_id for one in self.later)}
        papers = self.agreement.instruments.prefetch_related("signatures")
        return [one for one in papers if one.pk not in named and has_effect(one) and self._rests_here(one)]

    def _rests_here(self, paper: Instrument) -> bool:
        row = self.row
        if row.instrument_id is not None and row.state in SATISFIED and paper.changes_id == row.instrument_id:
            return True
        if row.stage == Stage.SIGNING:
            return paper.kind in EXTENSION_KINDS and paper.changes_id is None
        before = self.place < rules.position(self.track, Stage.SIGNING)
        return self.track in PARTY_TRACKS and before and paper.kind in BINDING and row.state != StepState.NOT_STARTED

    def _renewals(self) -> list[LaterRow]:
        """The records that renew this one, and the follow-ups carried over from the one it renews that were begun
        since; where the correction takes the signature back."""
        if not binds(self.agreement) or self.stage in SIGNED_STAGES:
            return []
        text = _("Renewed by %(number)s")
        found = [
            LaterRow(text % {"number": one.register_number}, change_url(one))
            for one in self.agreement.renewed_by.alive().order_by("-pk")
        ]
        if self.agreement.renews_id is None:
            return found
        brought = FollowUp.history.filter(agreement_id=self.agreement.renews_id).values("id")
        begun = FollowUp.objects.filter(agreement=self.agreement, pk__in=brought)
        begun = begun.exclude(pk__in=movable(self.agreement)).order_by("-pk")
        return [*found, *(LaterRow(str(one), change_url(one)) for one in begun)]

    # --- what is shown ---------------------------------------------------------------------------

    def facts(self) -> list[tuple[str, str]]:
        step = self.row
        name = {one: Step._meta.get_field(one).verbose_name for one in ("stage", "holder", "round", "sent_on")}
        return non_empty(
            (name["stage"], rules.stage_name(self.track, step.stage)),
            (name["holder"], holder_label(self.agreement, step.holder)),
            (name["round"], step.round if step.round > 1 else ""),
            (_("State"), step.get_state_display()),
            (name["sent_on"], step.sent_on),
            (_("received on") if self.spec and self.spec.asked else _("begun on"), step.received_on),
            (_("finished or decided on"), step.ended_on),
            (_("letter number"), step.letter_number),
            (_("number of the answer"), step.reply_number),
            (_("role of the council"), step.get_council_role_display()),
            (_("the Minister's outcome"), step.get_outcome_display()),
            (_("document"), step.document),
            (_("recorded without proof"), step.waiver.reason if step.is_waived else ""),
        )

    def changes(self) -> list[Change]:
        step, stage = self.row, self.stage or self.now
        state = StepState.NOT_STARTED if step.is_waived else self.state
        last = step.round
        if self.is_removed and self.before is not None:
            state, last = StepState(self.before.state), self.before.round
        found = changed(
            (_("Last round"), step.round, last),
            (_("State"), step.get_state_display(), str(state_word(step.stage, state))),
            (_("Stage of the agreement"), rules.stage_name(self.track, self.now), rules.stage_name(self.track, stage)),
        )
        if step.instrument is not None and self._signs():
            found += changed((_("signed on"), step.instrument.signed_on or _("not known"), ""))
        return found

    def notes(self) -> list[str]:
        found = super().notes()
        if self.row.is_waived:
            found.append(
                _("The record without proof stays visible in its round; a further round opens and needs its own.")
            )
        return [*found, _("Letters and documents of the row stay, and so do all earlier steps.")]

    # --- what is written -------------------------------------------------------------------------

    def _signs(self) -> bool:
        return self.row.state in SATISFIED and not self.row.is_waived

    def take_back(self, by, reason: str) -> None:
        agreement, step, day = self.agreement, self.row, self.row.ended_on
        stage = self.stage or self.now
        if step.is_waived:
            following = Step(agreement=agreement, stage=step.stage, holder=step.holder, round=step.round + 1, version=0)
            save(following, by=by, reason=reason)
        elif self.is_removed:
            record_author(step, by=by, reason=reason)
            step.delete()
        else:
            self._empty(by, reason)
        if stage != self.now:
            if self.now in END_STAGES:
                agreement.ended_on, agreement.end_reason, agreement.end_reason_code = UNKNOWN, "", ""
            _leave_membership(agreement, step, stage, day)
            agreement.stage, agreement.stage_as_of = stage, day_of_stage(agreement, stage)
        refuse_at_gate(agreement, rules.missing(self.track, stage, step_facts(agreement)))
        carry_back(agreement, by=by)
        finish(agreement, by=by, reason=reason)

    def _empty(self, by, reason: str) -> None:
        step = self.row
        assert self.spec is not None
        if step.instrument is not None and self._signs():
            take_back_signatures(step.instrument, by=by, reason=reason)
        if step.state == StepState.SUBMITTED:
            step.sent_on = UNKNOWN
        step.state, step.decided_on, step.outcome = self.state, UNKNOWN, ""
        if not self.spec.asked and self.state == StepState.NOT_STARTED:
            step.received_on = UNKNOWN  # the work has not begun either
        save_step(step, by=by, reason=reason)


def name_of_step(step: Step) -> str:
    """Return stage and holder of a step, its state and day."""
    words = [f"{rules.stage_name(step.agreement.track, step.stage)} – {holder_label(step.agreement, step.holder)}"]
    if step.round > 1:
        words.append(_("round %(number)s") % {"number": step.round})
    words.append(str(_("recorded without proof") if step.is_waived else step.get_state_display()))
    return ", ".join([*words, *([str(step.ended_on)] if step.ended_on else [])])


def name_of_paper(paper: Instrument) -> str:
    """Return the title of a paper, with the day of its signing."""
    return f"{paper}, {paper.signed_on}" if paper.signed_on else str(paper)


def later_paper(paper: Instrument) -> LaterRow:
    """Return a paper that stands on a row: the signing of it is taken back, and what nobody signs is deleted."""
    url = page_of(paper.agreement, "instrument", paper.pk) if paper.is_signed else change_url(paper)
    return LaterRow(name_of_paper(paper), url)


def has_effect(paper: Instrument) -> bool:
    """True for a signed paper and for an automatic extension, which nobody signs."""
    return paper.is_signed or paper.kind == InstrumentKind.AUTOMATIC


def day_of_stage(agreement: Agreement, stage: Stage) -> KnownDate:
    """Return the day as of which the agreement stood at a stage: as it was recorded, else from the steps."""
    stood = (
        agreement.history.filter(stage=stage, track=agreement.track).order_by("-history_date", "-history_id").first()
    )
    return (stood.stage_as_of if stood is not None else None) or last_event(agreement, stage)


def _leave_membership(agreement: Agreement, step: Step, stage: Stage, day: KnownDate) -> None:
    """Take back the day of joining that came with the step; one that was recorded before stays."""
    if step.stage != Stage.MEMBER or agreement.joined_on != day:
        return
    before = agreement.history.exclude(stage=Stage.MEMBER).order_by("-history_date", "-history_id").first()
    agreement.joined_on = before.joined_on if before is not None else UNKNOWN
