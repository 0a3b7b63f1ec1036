"""The rows of new records, made in memory for an import that writes thousands at once.

They are what `register` and `take_in` would write for the same facts; `tests/agreements/stages/test_begin_in_bulk.py`
compares them. The caller gives the register number, saves the rows in the order of `NewRecord.rows`, and refreshes the
derived rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.lifecycle import rules
from agreements.lifecycle.tracks import TRACKS, StageSpec
from agreements.lifecycle.vocabulary import EXTENSION_KINDS, InstrumentKind, SignedBefore, Stage, StepState, Track
from agreements.models import Agreement, Instrument, Party, Signature, Step
from agreements.record.instruments import UNKNOWN, latest_signing
from agreements.record.registration import track_for
from jambi_coop.lib.dates.known_date import KnownDate
from partners.models import Partner

from .take_in import STAGE_OF_PAPER, TAKEN_IN_KINDS, asks_for_day, region_of

FURTHER = frozenset(
    {
        *(InstrumentKind.IMPLEMENTING, InstrumentKind.PLAN_OF_ACTION, InstrumentKind.EXTENSION),
        *(InstrumentKind.AUTOMATIC, InstrumentKind.EXCHANGE, InstrumentKind.MINUTES, InstrumentKind.OTHER),
    }
)
"""Papers that no stage brings: they stand beside the text."""


@dataclass
class Paper:
    """An instrument that is not saved yet, with the signatures under it."""

    instrument: Instrument
    sides: list[Signature] = field(default_factory=list)

    @property
    def kind(self) -> InstrumentKind:
        return InstrumentKind(self.instrument.kind)

    @property
    def stage(self) -> Stage | None:
        """The stage that the paper shows; None for one that stands beside the text."""
        return STAGE_OF_PAPER.get(self.kind)

    @property
    def signed_on(self) -> KnownDate:
        return latest_signing(side.signed_on for side in self.sides)


@dataclass
class NewRecord:
    """A new agreement with everything that begins it; nothing is saved."""

    agreement: Agreement
    parties: list[Party]
    papers: list[Paper] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def rows(self) -> Iterable[list[Any]]:
        """Return the rows by model, in the order in which they refer to each other."""
        yield [self.agreement]
        yield self.parties
        yield [paper.instrument for paper in self.papers]
        yield [side for paper in self.papers for side in paper.sides]
        yield self.steps


def new_record(agreement: Agreement, partners: Sequence[tuple[Partner, str]], papers: Sequence[Paper]) -> NewRecord:
    """Return the rows of a new agreement: of one whose papers were signed already, or of one that only begins.

    `partners`: each with its role. Raises ValidationError as `take_in` and `register` do.
    """
    if not partners:
        raise ValidationError(_("Name at least one partner."), code="no_partner")
    try:
        region = region_of(agreement.region)
    except ValidationError as error:
        raise ValidationError({"region": error}) from error
    agreement.region, agreement.is_comparison = region or settings.REGISTRY_REGION, bool(region)
    agreement.stage_as_of = UNKNOWN
    parties = [Party(agreement=agreement, partner=partner, role=role) for partner, role in partners]
    record = NewRecord(agreement, parties, sorted(papers, key=_by_day))
    with_government = any(one.kind == Partner.Kind.LOCAL_GOVERNMENT for one, _role in partners)
    if papers:
        _take_in(record, with_government)
    else:
        _begin(record, with_government)
    return record


def _by_day(paper: Paper) -> tuple:
    day = paper.signed_on.latest
    return (paper.kind in EXTENSION_KINDS, day is None, day)


def _begin(record: NewRecord, with_government: bool) -> None:
    """Fill in the first stage of an agreement of which no paper is told."""
    agreement = record.agreement
    chosen = rules.track_of_old_text(agreement.kind, SignedBefore.NO, with_government=with_government)
    agreement.track = track_for(agreement.kind, chosen, UNKNOWN)
    agreement.stage = rules.first_stage(Track(agreement.track))
    spec = rules.the_spec(Track(agreement.track), Stage(agreement.stage))
    record.steps = [_step(agreement, spec, holder, spec.opening_state) for holder in spec.holders]


def _take_in(record: NewRecord, with_government: bool) -> None:
    """Fill in track, steps and stage of an agreement whose papers were signed already."""
    agreement, papers = record.agreement, record.papers
    _refuse_papers(agreement, papers)
    main = _main(papers)
    if asks_for_day(agreement.kind):
        agreement.signed_before = _signed_before(main)
    track = rules.track_of_old_text(agreement.kind, agreement.signed_before, with_government=with_government)
    agreement.track = track
    stage = max((one.stage for one in papers if one.stage is not None), key=lambda one: rules.position(track, one))
    last = TRACKS[track][: rules.position(track, stage) + 1]
    for spec in last:
        record.steps += _steps_of(agreement, spec, papers)
    agreement.stage = stage
    own = [one for one in papers if one.stage == stage and one.kind != InstrumentKind.EXTENSION]
    agreement.stage_as_of = latest_signing(one.signed_on for one in (own if stage == Stage.INTENT else own[:1]))
    for paper in papers:
        paper.instrument.agreement = agreement
        paper.instrument.signed_on = paper.signed_on
        if paper.kind == InstrumentKind.EXTENSION and paper is not main:
            paper.instrument.changes = paper.instrument.changes or main.instrument


def _staged(papers: Iterable[Paper]) -> list[Paper]:
    return [one for one in papers if one.stage is not None]


def _main(papers: Sequence[Paper]) -> Paper:
    """Return the paper that the record is about: the first text, else the first of the others."""
    order = (InstrumentKind.MOU, InstrumentKind.MEMBERSHIP, InstrumentKind.INTENT, InstrumentKind.EXTENSION)
    return min(_staged(papers), key=lambda one: order.index(one.kind))


def _refuse_papers(agreement: Agreement, papers: Sequence[Paper]) -> None:
    if agreement.kind not in TAKEN_IN_KINDS:
        raise ValidationError({"kind": _("A record of this kind begins the usual way, with “Add”.")})
    is_membership = agreement.kind == Agreement.Kind.MEMBERSHIP
    for paper in papers:
        kind = paper.kind
        known = kind in STAGE_OF_PAPER or kind in FURTHER
        if not known or (kind in STAGE_OF_PAPER and (kind == InstrumentKind.MEMBERSHIP) != is_membership):
            raise ValidationError({"instrument": _("This kind of cooperation has no such paper.")})
    if not _staged(papers):
        raise ValidationError({"instrument": _("Add the text or the Letter of Intent that the papers belong to.")})


def _signed_before(main: Paper) -> str:
    """Return whether the text was signed before PP 28/2018 came into force, as its day tells."""
    day = main.signed_on
    if main.kind == InstrumentKind.EXTENSION:
        return SignedBefore.NOT_KNOWN
    answers = [
        answer
        for answer in (SignedBefore.YES, SignedBefore.NO)
        if not rules.contradicts(answer, (day.earliest, day.latest))
    ]
    return answers[0] if len(answers) == 1 else SignedBefore.NOT_KNOWN


def _steps_of(agreement: Agreement, spec: StageSpec, papers: Sequence[Paper]) -> list[Step]:
    """Return the steps of one stage: done where a paper shows it, each Letter of Intent a round; else not known."""
    of_stage = [one for one in papers if one.stage == spec.stage]
    signed = [one for one in of_stage if one.kind != InstrumentKind.EXTENSION]
    if not signed:
        return [_step(agreement, spec, holder, StepState.UNKNOWN) for holder in spec.holders]
    if spec.stage != Stage.INTENT:
        signed = signed[:1]
    steps: list[Step] = []
    for number, paper in enumerate(signed, start=1):
        step = _step(agreement, spec, spec.holders[0], StepState.DONE)
        step.round = number
        if spec.instrument is None:  # a membership is decided; its paper stands beside the step
            step.decided_on = paper.signed_on
        else:
            step.instrument = paper.instrument
            paper.instrument.changes = signed[number - 2].instrument if number > 1 else None
        steps.append(step)
    return steps


def _step(agreement: Agreement, spec: StageSpec, holder: str, state: StepState) -> Step:
    return Step(agreement=agreement, stage=spec.stage, holder=holder, state=state)
