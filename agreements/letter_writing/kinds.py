"""The kinds of letters: the step each one moves, the tracks that have it, and who signs."""

from collections.abc import Mapping
from dataclasses import dataclass

from agreements.lifecycle.rules import spec_of
from agreements.lifecycle.vocabulary import PARTY_TRACKS, Holder, Stage, Track
from agreements.models import Agreement, LetterKind, Step

Kind = LetterKind
SEND, REMIND = "send", "remind"
"""The acts on letters (`agreements.stages.letter_pages.ACTS`) by which a letter is recorded as sent."""


@dataclass(frozen=True, kw_only=True)
class LetterSpec:
    """One kind of letter.

    `stage` and `holder` are those of the step that asks somebody with this letter; a reminder is of any step, and a
    letter without a stage belongs to the record alone. `basis_stage` is the stage whose articles the letter names,
    where it is another; `basis` names them where no stage does. `by_office`: the head of the office signs, not the
    mayor.
    """

    kind: LetterKind
    stage: Stage | None = None
    holder: Holder | None = None
    tracks: tuple[Track, ...] = tuple(Track)
    basis_stage: Stage | None = None
    basis: str = ""
    act: str = ""
    by_office: bool = False

    @property
    def stands_alone(self) -> bool:
        """True for a letter that moves no step, and is kept with the record."""
        return not self.act

    def basis_for(self, track: Track, step: Step | None) -> str:
        """Return the articles on which the letter rests, as `TRACKS` writes them; "" where none is recorded."""
        stage = self.basis_stage or self.stage or (Stage(step.stage) if step is not None else None)
        spec = spec_of(track, stage) if stage is not None else None
        return self.basis or (spec.basis if spec is not None else "")


_ALL = (
    LetterSpec(
        kind=Kind.CONSULTATION_HOME,
        stage=Stage.CONSULTATION,
        holder=Holder.HOME_AFFAIRS,
        tracks=PARTY_TRACKS,
        act=SEND,
    ),
    LetterSpec(
        kind=Kind.CONSULTATION_FOREIGN,
        stage=Stage.CONSULTATION,
        holder=Holder.FOREIGN_AFFAIRS,
        tracks=PARTY_TRACKS,
        act=SEND,
    ),
    LetterSpec(
        kind=Kind.COUNCIL_REQUEST,
        stage=Stage.COUNCIL,
        holder=Holder.COUNCIL,
        tracks=(*PARTY_TRACKS, Track.PASS_ON),
        act=SEND,
    ),
    LetterSpec(kind=Kind.PLAN, stage=Stage.VERIFICATION, holder=Holder.HOME_AFFAIRS, tracks=PARTY_TRACKS, act=SEND),
    LetterSpec(
        kind=Kind.DRAFT,
        stage=Stage.INTERMINISTERIAL,
        holder=Holder.HOME_AFFAIRS,
        tracks=PARTY_TRACKS,
        # The city submits the draft by Article 32(1); paragraphs (2) and (3) are of the meeting.
        basis_stage=Stage.DRAFT,
        act=SEND,
    ),
    LetterSpec(kind=Kind.REPORT, tracks=PARTY_TRACKS, basis_stage=Stage.IMPLEMENTATION),
    LetterSpec(kind=Kind.QUARTERLY_REPORT, tracks=(Track.PASS_ON,), basis_stage=Stage.IMPLEMENTATION),
    # The permit of the Minister is asked for through the governor (explanation of Article 76(1)i).
    LetterSpec(kind=Kind.TRAVEL_PERMIT, basis="UU 23/2014 Ps 76(1)i"),
    # The discussion of the text is led by the Foreign Minister: no letter of the city puts that paper with the partner.
    LetterSpec(kind=Kind.PARTNER),
    LetterSpec(kind=Kind.REMINDER, act=REMIND),
    LetterSpec(kind=Kind.NOTE, by_office=True),
)

SPECS: Mapping[LetterKind, LetterSpec] = {spec.kind: spec for spec in _ALL}


ADDRESSEES: Mapping[str, str] = {
    Holder.COUNCIL: "Ketua Dewan Perwakilan Rakyat Daerah Kota Jambi",
    Holder.HOME_AFFAIRS: "Menteri Dalam Negeri",
    Holder.FOREIGN_AFFAIRS: "Menteri Luar Negeri",
    Holder.FINANCE: "Menteri Keuangan",
    Holder.STATE_SECRETARIAT: "Menteri Sekretaris Negara",
}
"""To whom a letter to a holder is addressed; a line ministry is not known by its name, a partner by its own."""


def kinds_of_record(agreement: Agreement) -> list[LetterSpec]:
    """Return the letters that can be written on a record: those of its track. A reminder is of a step."""
    return [spec for spec in _ALL if agreement.track in spec.tracks and spec.act != REMIND]


def kinds_of_step(step: Step, acts: list[str]) -> list[LetterSpec]:
    """Return the letters by which a step can be moved, as far as its `acts` allow. A partner gets no reminder in
    Indonesian; its letter is one of the record."""
    return [spec for spec in _ALL if spec.act in acts and (_reminds(spec, step) or _is_of(spec, step))]


def _reminds(spec: LetterSpec, step: Step) -> bool:
    return spec.act == REMIND and step.holder != Holder.PARTNER


def _is_of(spec: LetterSpec, step: Step) -> bool:
    return (spec.stage, spec.holder) == (step.stage, step.holder) and step.agreement.track in spec.tracks


def step_of(spec: LetterSpec, agreement: Agreement) -> Step | None:
    """Return the last round of the step that a letter moves; None where the record has none yet."""
    if spec.stage is None or spec.holder is None:
        return None
    return agreement.steps.filter(stage=spec.stage, holder=spec.holder).order_by("-round").first()
