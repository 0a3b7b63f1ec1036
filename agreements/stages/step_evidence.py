"""Values passed to the life cycle actions: evidence of a step, and a line of the table of past steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from agreements.lifecycle.vocabulary import Stage, StepState
from agreements.models import Step
from agreements.record.signing import SignedText
from jambi_coop.lib.dates.known_date import KnownDate

UNKNOWN = KnownDate.unknown()


@dataclass(frozen=True, kw_only=True)
class StepEvidence:
    """Evidence of a step: dates, letters, signatories, document. An empty value leaves what the step has."""

    sent_on: KnownDate = UNKNOWN
    received_on: KnownDate = UNKNOWN
    decided_on: KnownDate = UNKNOWN
    valid_until: KnownDate = UNKNOWN
    letter_number: str = ""
    reply_number: str = ""
    signatories: str = ""
    council_role: str = ""
    outcome: str = ""
    note: str = ""
    document: Any = None
    source: Any = None

    def write_to(self, step: Step) -> None:
        for item in fields(StepEvidence):
            value = getattr(self, item.name)
            if value:
                setattr(step, item.name, value)

    def dates(self) -> list[KnownDate]:
        return [self.sent_on, self.received_on, self.decided_on]

    def names_a_paper(self) -> bool:
        """True where it names a letter or a document, which is of one holder only."""
        return any((self.letter_number, self.reply_number, self.document))


@dataclass(frozen=True, kw_only=True)
class PastStep:
    """One line of the table in which all steps of an old file are recorded at once.

    `cleared` names the fields whose saved value is removed: an empty value of `evidence` alone changes nothing. `text`:
    the paper that the step signed, where more is known of it than its day.
    """

    stage: Stage
    holder: str
    state: StepState
    round: int = 1
    evidence: StepEvidence = field(default_factory=StepEvidence)
    cleared: tuple[str, ...] = ()
    text: SignedText | None = None

    def write_to(self, step: Step) -> None:
        step.state = self.state
        for name in self.cleared:
            setattr(step, name, getattr(StepEvidence, name))
        self.evidence.write_to(step)


Evidence = StepEvidence | Mapping[str, StepEvidence]
"""The evidence of a stage: of its one holder, or of each by holder."""


def evidence_of(evidence: Evidence, holder: str) -> StepEvidence:
    """Return what is told of one holder."""
    return evidence if isinstance(evidence, StepEvidence) else evidence.get(holder, StepEvidence())
