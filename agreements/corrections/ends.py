"""The correction of an early end: a proposal that was discontinued, or an agreement that was ended, by mistake."""

from functools import cached_property

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.lifecycle import rules
from agreements.lifecycle.vocabulary import Stage, Track
from agreements.models import Agreement, Instrument
from agreements.record.saving import finish, save, step_facts
from agreements.stages.gate import refuse_at_gate

from .correction import Change, Correction, changed, non_empty
from .steps import OUTSIDE, UNKNOWN, day_of_stage


class EndCorrection(Correction):
    """Takes back an early end: the agreement stands again where it stood, or where steps recorded since show it."""

    kind = "end"

    def __init__(self, agreement: Agreement):
        self.row = self.agreement = agreement

    @property
    def title(self) -> str:
        return _("Take the early end back")

    def why_not(self, by) -> str:
        if self.agreement.stage in OUTSIDE:
            return ""
        return _("This record was neither discontinued nor ended early.")

    @cached_property
    def stage(self) -> Stage:
        """The stage afterwards."""
        agreement, track = self.agreement, Track(self.agreement.track)
        stood = (
            agreement.history.filter(track=track).exclude(stage__in=OUTSIDE).order_by("-history_date", "-history_id")
        )
        last = stood.first()
        shown = rules.stopped_at(track, step_facts(agreement))
        stages = [shown, *([Stage(last.stage)] if last is not None else [])]
        return max(stages, key=lambda stage: rules.position(track, stage))

    @cached_property
    def papers(self) -> list[Instrument]:
        """The papers on which the act that ended the record wrote the same end: a text that was taken in as ended."""
        ended = self.agreement.instruments.exclude(ending="").filter(changes=None)
        return [one for one in ended if one.ended_on == self.agreement.ended_on and self._says_the_same(one)]

    def _says_the_same(self, paper: Instrument) -> bool:
        """True for a paper with the reason of the record, which is the word for the end where nobody told another."""
        reasons = {paper.ended_reason.strip()}
        if not paper.ended_reason:
            for language, _name in settings.LANGUAGES:
                with override(language):
                    reasons.add(str(Instrument.Ending(paper.ending).label))
        return self.agreement.end_reason in reasons

    def facts(self) -> list[tuple[str, str]]:
        agreement = self.agreement
        return non_empty(
            (_("stage"), agreement.get_stage_display()),
            (_("ended on"), agreement.ended_on),
            (_("Why"), agreement.get_end_reason_code_display()),
            (_("Reason (internal)"), agreement.end_reason),
        )

    def changes(self) -> list[Change]:
        agreement = self.agreement
        stage = rules.stage_name(agreement.track, self.stage)
        how = Instrument._meta.get_field("ending").verbose_name
        return changed(
            (_("Stage of the agreement"), agreement.get_stage_display(), stage),
            (_("ended on"), agreement.ended_on, ""),
            *((f"{one}: {how}", one.get_ending_display(), "") for one in self.papers),
        )

    def take_back(self, by, reason: str) -> None:
        agreement, stage = self.agreement, self.stage
        for paper in self.papers:
            paper.ending, paper.ended_on, paper.ended_by, paper.ended_reason = "", UNKNOWN, None, ""
            save(paper, by=by, reason=reason)
        agreement.ended_on, agreement.end_reason, agreement.end_reason_code = UNKNOWN, "", ""
        agreement.stage, agreement.stage_as_of = stage, day_of_stage(agreement, stage)
        refuse_at_gate(agreement, rules.missing(Track(agreement.track), stage, step_facts(agreement)))
        finish(agreement, by=by, reason=reason)
