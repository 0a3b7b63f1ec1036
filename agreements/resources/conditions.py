"""The follow-up condition of a row of a download, put into words once for all rows that share its reason."""

from datetime import date

from django.utils.translation import get_language, override

from agreements.condition import Condition, Evidence, Verdict
from jambi_coop.lib.dates import known_between


class ConditionCells:
    """Cells of the condition on the day `today`, in one language.

    Both columns of a row are asked for with the same values one after the other, so the last verdict is kept.
    """

    def __init__(self, *, today: date, language: str):
        self.today, self.language = today, language
        with override(language):
            self._words = {condition: str(condition.label) for condition in Condition}
        self._sentences: dict[tuple, str] = {}
        self._last: tuple[tuple, Verdict | None] = ((), None)

    def word(self, *values) -> str:
        """The condition; "" where none is shown."""
        verdict = self._verdict(values)
        return self._words[verdict.condition] if verdict else ""

    def reason(self, *values) -> str:
        """The sentence behind it."""
        verdict = self._verdict(values)
        if verdict is None:
            return ""
        key = (verdict.rule, *SAID[verdict.rule](verdict.evidence))
        if key not in self._sentences:
            self._sentences[key] = self._sentence(verdict)
        return self._sentences[key]

    def _sentence(self, verdict: Verdict) -> str:
        if get_language() == self.language:
            return verdict.sentence
        with override(self.language):
            return verdict.sentence

    def _verdict(self, values: tuple) -> Verdict | None:
        if self._last[0] != values:
            self._last = (values, self._of(*values))
        return self._last[1]

    def _of(
        self,
        track: str,
        group: str,
        condition: str,
        rule: str,
        activity_earliest: date | None,
        activity_on: date | None,
        anchor_kind: str,
        anchor_earliest: date | None,
        anchor_on: date | None,
        due_earliest: date | None,
        due_on: date | None,
        due_moved: int,
        promised: int,
        proven: int,
    ) -> Verdict | None:
        if not rule:
            return None
        evidence = Evidence(
            track=track,
            group=group,
            activity=known_between(activity_earliest, activity_on),
            anchor=known_between(anchor_earliest, anchor_on),
            anchor_kind=anchor_kind,
            due=known_between(due_earliest, due_on),
            due_moved=due_moved,
            unproven=promised - proven,
        )
        return Verdict(Condition(condition), rule, evidence, self.today)


def _activity(evidence: Evidence) -> tuple:
    return evidence.activity.earliest, evidence.activity.latest


def _anchor(evidence: Evidence) -> tuple:
    return evidence.anchor_kind, evidence.anchor.earliest, evidence.anchor.latest


def _due(evidence: Evidence) -> tuple:
    return evidence.due.earliest, evidence.due.latest


# What the sentence of each rule depends on, besides the day.
SAID = {
    "completed": lambda evidence: (*_activity(evidence), evidence.unproven),
    "ended_silent": lambda _evidence: (),
    "inactive": _activity,
    "none_yet": _anchor,
    "overdue": _due,
    "nothing_planned": _anchor,
    "not_due": lambda evidence: (*_anchor(evidence), *_due(evidence)),
    "active": _activity,
    "planned": lambda evidence: (*_activity(evidence), *_due(evidence)),
    "slowing": lambda evidence: (*_activity(evidence), *_due(evidence), evidence.due_moved),
}
