"""Writing of instruments and signatures: the last step of the acts of signing, which check what the law asks.

The day of a signing stands once, with the signatures. A step that signs a paper points at it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from agreements.lifecycle.rules import spec_of
from agreements.lifecycle.vocabulary import SATISFIED, Stage, Track
from agreements.models import Document, Instrument, Party, Signature, Step
from jambi_coop.lib.dates.fields import refuse_future
from jambi_coop.lib.dates.known_date import KnownDate

from .instruments import UNKNOWN, latest_signing
from .saving import record_author, save

OF_SIDE = ("body", "name", "position", "signed_on", "place", "number")
"""What is recorded of one side's signature."""


@dataclass(frozen=True, kw_only=True)
class SideSigned:
    """What one side signed: who, in which office, on which day, where, under which number."""

    side: str
    party: Party | None = None
    body: str = ""
    name: str = ""
    position: str = ""
    signed_on: KnownDate = UNKNOWN
    place: str = ""
    number: str = ""

    def says_anything(self) -> bool:
        return any((self.name, self.position, self.signed_on, self.place, self.number))


@dataclass(frozen=True, kw_only=True)
class SignedText:
    """The paper that is signed at a stage; an empty value leaves what the instrument has."""

    kind: str = ""
    title: str = ""
    language: str = ""
    validity: str = ""
    starts_on: KnownDate = UNKNOWN
    ends_on: KnownDate = UNKNOWN
    duration: str = ""
    option: str = ""
    notice_months: int | None = None
    review_on: date | None = None
    kept_at: str = ""
    document: Document | None = None
    source: Any = None
    sides: Sequence[SideSigned] = field(default=())

    def write_to(self, instrument: Instrument) -> None:
        for item in fields(SignedText):
            value = getattr(self, item.name)
            if value and item.name != "sides":
                setattr(instrument, item.name, value)


def keep_signing(step: Step, *, by, text: SignedText | None = None) -> None:
    """Give a step that signs a paper its instrument, and move the day and the signatories there.

    Nothing happens at other stages, or while the step is not satisfied. The caller saves the step afterwards.
    """
    spec = spec_of(Track(step.agreement.track), Stage(step.stage))
    if spec is None or spec.instrument is None or step.state not in SATISFIED:
        return
    instrument = step.instrument
    text = text or SignedText()
    if instrument is None:
        instrument = Instrument(agreement=step.agreement, kind=spec.instrument, version=0)
        instrument.changes = _former(step)
    elif _says_nothing_new(step, instrument, text):
        step.decided_on = UNKNOWN
        return
    text.write_to(instrument)
    instrument.source = instrument.source or step.source
    instrument.document = instrument.document or step.document
    if _differs(instrument):
        save(instrument, by=by)
    sides = [side for side in text.sides if side.says_anything()]
    is_told = not step.decided_on or step.decided_on in [side.signed_on for side in sides]
    if not sides or not is_told or step.signatories:
        sides.append(SideSigned(side=Signature.Side.ALL, signed_on=step.decided_on, name=step.signatories))
    keep_signatures(instrument, sides, by=by)
    step.instrument, step.decided_on, step.signatories = instrument, UNKNOWN, ""


def _says_nothing_new(step: Step, instrument: Instrument, text: SignedText) -> bool:
    known = (UNKNOWN, instrument.signed_on)
    return instrument.is_signed and step.decided_on in known and not step.signatories and text == SignedText()


def _former(step: Step) -> Instrument | None:
    """Return the Letter of Intent of the round before: the new one renews it."""
    if step.stage != Stage.INTENT:
        return None
    before = step.agreement.steps.filter(stage=step.stage, holder=step.holder, round__lt=step.round)
    last = before.exclude(instrument=None).order_by("round").last()
    return last.instrument if last is not None else None


def _differs(instrument: Instrument) -> bool:
    """True where a value of the instrument is not the saved one."""
    saved = Instrument.objects.filter(pk=instrument.pk).first()
    names = [one.attname for one in Instrument._meta.concrete_fields if one.name not in ("id", "version")]
    return saved is None or any(getattr(saved, name) != getattr(instrument, name) for name in names)


def keep_signatures(instrument: Instrument, sides: Iterable[SideSigned], *, by, reason: str = "") -> None:
    """Write the signature of each side, over the one that it has; an empty value leaves what is there. Then derive
    `signed_on`."""
    known = {(one.side, one.party_id, one.body): one for one in instrument.signatures.all()}
    for side in sides:
        row = known.get((side.side, side.party.pk if side.party else None, side.body))
        told = {name: value for name in OF_SIDE if (value := getattr(side, name))}
        if row is not None and all(getattr(row, name) == value for name, value in told.items()):
            continue
        row = row or Signature(instrument=instrument, side=side.side, party=side.party, version=0)
        for name, value in told.items():
            setattr(row, name, value)
        save(row, by=by, reason=reason)
    derive_signed_on(instrument, by=by, reason=reason)


def refuse_future_sides(sides: Iterable[SideSigned], today: date) -> None:
    """Raise ValidationError when a side is said to have signed after `today`."""
    for side in sides:
        refuse_future(side.signed_on, today)


def derive_signed_on(instrument: Instrument, *, by, reason: str = "") -> None:
    """Set the day of the instrument to the latest known day of its signatures; save it where it changed.

    Raises ValidationError where the day does not fit the end of the instrument, or the text that it extends.
    """
    vars(instrument).pop("_prefetched_objects_cache", None)
    day = latest_signing(one.signed_on for one in instrument.signatures.all())
    former, instrument.signed_on = instrument.signed_on, day
    instrument.refuse_misfits()
    if day != former:
        save(instrument, by=by, reason=reason)


def forget_days(instrument: Instrument, *, by, reason: str) -> None:
    """Empty the days of the signatures of an instrument: it is signed, on a day that nobody knows."""
    for row in instrument.signatures.exclude(signed_on_latest=None):
        row.signed_on = UNKNOWN
        save(row, by=by, reason=reason)
    derive_signed_on(instrument, by=by, reason=reason)


def take_back_signatures(instrument: Instrument, *, by, reason: str) -> None:
    """Remove the signatures of an instrument, for a signing that was recorded by mistake; the history keeps them."""
    for row in instrument.signatures.all():
        record_author(row, by=by, reason=reason)
        row.delete()
    derive_signed_on(instrument, by=by, reason=reason)
