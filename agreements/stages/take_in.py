"""The action that takes in a text that was signed already: one record with everything that is known of it, at once.

It tells what happened, so that the legal gate asks nothing here; nothing is asked of analysis, haste or first contact
either. The steps before the paper are recorded as *not known*. Where the law requires them, the public sees the record
only after `publish_unproven`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.follow_up.actions import finish_follow_up, plan_follow_up
from agreements.lifecycle import rules
from agreements.lifecycle.tracks import TRACK_OF_KIND, TRACKS
from agreements.lifecycle.vocabulary import (
    PARTY_TRACKS,
    InstrumentKind,
    SignedBefore,
    Stage,
    StepState,
    StopReason,
    Track,
)
from agreements.models import Agreement, Document, Instrument, Party, Signature
from agreements.record.digest import gathered_at_the_end
from agreements.record.documents import attach_document
from agreements.record.instruments import latest_signing
from agreements.record.permissions import require
from agreements.record.registration import register
from agreements.record.saving import finish, save
from agreements.record.signing import SideSigned, SignedText, refuse_future_sides
from agreements.record.wording import LEVELS
from jambi_coop.lib.dates.fields import refuse_future
from jambi_coop.lib.dates.known_date import KnownDate
from partners.models import Partner

from .actions import end, stop
from .moves import enter
from .past_steps import write_past_step
from .signing import sign
from .step_evidence import UNKNOWN, PastStep, StepEvidence

TAKEN_IN_KINDS = (
    *(Agreement.Kind.SISTER_CITY, Agreement.Kind.LOCAL_GOVERNMENT, Agreement.Kind.TECHNICAL),
    *(Agreement.Kind.MEMBERSHIP, Agreement.Kind.OTHER),
)
"""Agreements whose text the city signs itself; what the state signs for it, courses and visits begin the usual way."""

STAGE_OF_PAPER: Mapping[InstrumentKind, Stage] = {
    InstrumentKind.INTENT: Stage.INTENT,
    InstrumentKind.MOU: Stage.SIGNING,
    InstrumentKind.EXTENSION: Stage.SIGNING,
    InstrumentKind.MEMBERSHIP: Stage.MEMBER,
}
"""The papers that can be taken in, each with the stage that it shows. Of an extension the text itself was not found."""

FILE_KINDS = {InstrumentKind.INTENT: Document.Kind.INTENT, InstrumentKind.MEMBERSHIP: Document.Kind.LETTER}


@dataclass(frozen=True, kw_only=True)
class OldParty:
    """A partner with its role, and what is known of its signature (None: nothing)."""

    partner: Partner
    role: str = Party.Role.PARTY
    signed: SideSigned | None = None


@dataclass(frozen=True, kw_only=True)
class EarlyEnd:
    """How the paper ended before its time; `by` is the partner that withdrew, None the city."""

    how: str
    on: KnownDate = UNKNOWN
    by: Partner | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class PastActivity:
    """Something that took place under the text, on a day that is more or less known."""

    kind: str
    title: str
    on: KnownDate
    result: str


@dataclass(frozen=True, kw_only=True)
class OldText:
    """What is known of a text that was signed already.

    `text.sides` has the city's side, or that of all parties; the partners' sides are with the partners. `region` is
    that of a comparison case, empty for this city. `before`: was it signed before 13 July 2018? `upload` is the file.
    """

    kind: str
    title: str
    parties: Sequence[OldParty]
    paper: InstrumentKind
    text: SignedText
    before: str = ""
    region: str = ""
    upload: Any = None
    extensions: Sequence[SignedText] = field(default=())
    ending: EarlyEnd | None = None
    activity: PastActivity | None = None

    @property
    def sides(self) -> list[SideSigned]:
        return [*self.text.sides, *(one.signed for one in self.parties if one.signed is not None)]


@transaction.atomic
def take_in(old: OldText, *, by, today: date) -> Agreement:
    """Record a text that was signed already, by an editor alone, and return its agreement.

    Raises ValidationError for a day in the future, a day that contradicts the answer `before`, and a paper that the
    kind does not have.
    """
    require(by, "agreements.add_agreement")
    _refuse_wrong_kind(old)
    _refuse_days(old, today)
    with gathered_at_the_end():
        agreement = _register(old, by, today)
        parties = _keep_parties(agreement, old, by)
        paper = _keep_paper(agreement, old, parties, by, today)
        _keep_extensions(agreement, old, paper, by, today)
        _keep_activity(agreement, old, by, today)
        _keep_ending(agreement, old, paper, parties, by, today)
    agreement.refresh_from_db()
    return agreement


# --- what is refused ---------------------------------------------------------------------------------


def _refuse_wrong_kind(old: OldText) -> None:
    if old.kind not in TAKEN_IN_KINDS:
        raise ValidationError({"kind": _("A record of this kind begins the usual way, with “Add”.")})
    is_membership = old.kind == Agreement.Kind.MEMBERSHIP
    if old.paper not in STAGE_OF_PAPER or (old.paper == InstrumentKind.MEMBERSHIP) != is_membership:
        raise ValidationError({"paper": _("This kind of cooperation has no such paper.")})
    try:
        region_of(old.region)
    except ValidationError as error:
        raise ValidationError({"region": error}) from error
    if not old.parties:
        raise ValidationError(_("Name at least one partner."), code="no_partner")
    refuse_unanswered(old.kind, old.before)


def region_of(text: str) -> str:
    """Return the region of a comparison case, with single spaces; "" where none or this city is named, in whatever
    capitals.

    Raises ValidationError unless its first word tells the level.
    """
    region = " ".join(text.split())
    if region.casefold() in ("", settings.REGISTRY_REGION.casefold()):
        return ""
    level, _space, name = region.partition(" ")
    if level.capitalize() not in LEVELS or not name:
        sentence = _("Begin with “Kota”, “Kabupaten”, “Provinsi” or “Desa”, as in “Provinsi Sumatera Barat”.")
        raise ValidationError(sentence, code="level")
    return f"{level.capitalize()} {name}"


def refuse_unanswered(kind: str, before: str) -> None:
    """Raise ValidationError where nobody said whether a text of this kind was signed before 13 July 2018."""
    if asks_for_day(kind) and before not in SignedBefore.values:
        text = _("Say whether it was signed before 13 July 2018; that this is not known is an answer too.")
        raise ValidationError({"before": text})


def asks_for_day(kind: str) -> bool:
    """True for a kind whose track depends on whether the text was signed before 13 July 2018."""
    return TRACK_OF_KIND.get(kind, Track.KSDLL) in PARTY_TRACKS


def _refuse_days(old: OldText, today: date) -> None:
    for text in (old.text, *old.extensions):
        refuse_future_sides(text.sides, today)
    refuse_future_sides(old.sides, today)
    if old.ending is not None:
        refuse_future(old.ending.on, today)
    signed = latest_signing(side.signed_on for side in old.sides)
    first = None if old.paper == InstrumentKind.EXTENSION else signed.earliest  # the text itself is older
    if asks_for_day(old.kind) and rules.contradicts(old.before, (first, signed.latest)):
        sentence = _("“%(answer)s” does not fit the day of signing: %(day)s.")
        words = {"answer": SignedBefore(old.before).label, "day": signed}
        raise ValidationError({"before": sentence % words})


# --- what is written ---------------------------------------------------------------------------------


def _register(old: OldText, by, today: date) -> Agreement:
    region = region_of(old.region)
    agreement = Agreement(
        title=old.title,
        kind=old.kind,
        region=region or settings.REGISTRY_REGION,
        is_comparison=bool(region),
        signed_before=old.before if asks_for_day(old.kind) else "",
    )
    with_government = any(one.partner.kind == Partner.Kind.LOCAL_GOVERNMENT for one in old.parties)
    track = rules.track_of_old_text(old.kind, old.before, with_government=with_government)
    return register(agreement, by=by, today=today, track=track, begins_at=TRACKS[track][0].stage)


def _keep_parties(agreement: Agreement, old: OldText, by) -> dict[Partner, Party]:
    parties = {}
    for one in old.parties:
        party = Party(agreement=agreement, partner=one.partner, role=one.role, version=0)
        save(party, by=by)
        parties[one.partner] = party
    return parties


def _keep_paper(agreement: Agreement, old: OldText, parties: Mapping[Partner, Party], by, today: date) -> Instrument:
    """Write the steps of the track up to the paper, the paper with its signatures, and the stage that it shows."""
    text = replace(old.text, sides=_sides(old, parties), document=_attach(agreement, old, by))
    track, stage = Track(agreement.track), STAGE_OF_PAPER[old.paper]
    day = latest_signing(side.signed_on for side in text.sides)
    for spec in TRACKS[track][: rules.position(track, stage)]:
        for holder in spec.holders:
            write_past_step(agreement, PastStep(stage=spec.stage, holder=holder, state=StepState.UNKNOWN), by=by)
    holder = rules.the_spec(track, stage).holders[0]
    step = PastStep(stage=stage, holder=holder, state=StepState.DONE, text=text)
    if old.paper == InstrumentKind.EXTENSION:
        step, day = replace(step, state=StepState.UNKNOWN, text=None), UNKNOWN
    elif old.paper == InstrumentKind.MEMBERSHIP:
        step = replace(step, text=None, evidence=StepEvidence(decided_on=day))
    write_past_step(agreement, step, by=by)
    enter(agreement, stage, day)
    if old.activity is not None and stage == Stage.SIGNING:
        begun = PastStep(stage=Stage.IMPLEMENTATION, holder=holder, state=StepState.IN_PROGRESS)
        write_past_step(agreement, begun, by=by)
        enter(agreement, Stage.IMPLEMENTATION, UNKNOWN)
    finish(agreement, by=by, reason=_("Taken in as signed"))
    if step.text is None:
        return _sign_further(agreement, old.paper, text, None, by, today)
    paper = agreement.instruments.get()
    paper.clean()
    return paper


def _sides(old: OldText, parties: Mapping[Partner, Party]) -> list[SideSigned]:
    own = [replace(one.signed, party=parties[one.partner]) for one in old.parties if one.signed is not None]
    return [*old.text.sides, *own]


def _attach(agreement: Agreement, old: OldText, by) -> Document | None:
    if not old.upload:
        return None
    kind = FILE_KINDS.get(old.paper, Document.Kind.AGREEMENT_TEXT)
    document = Document(agreement=agreement, kind=kind, title=old.title)
    try:
        return attach_document(document, old.upload, by=by)
    except ValidationError as error:
        raise ValidationError({"upload": error.messages}) from error


def _sign_further(
    agreement: Agreement, kind: str, text: SignedText, changes: Instrument | None, by, today: date
) -> Instrument:
    """Write a paper that no stage brings, and its signing; without a side it was signed on a day that nobody knows."""
    paper = Instrument(agreement=agreement, kind=kind, changes=changes, version=0)
    text.write_to(paper)
    paper.clean()
    save(paper, by=by)
    return sign(paper, sides=text.sides or [SideSigned(side=Signature.Side.ALL)], by=by, today=today)


def _keep_extensions(agreement: Agreement, old: OldText, paper: Instrument, by, today: date) -> None:
    """Write each extension; of a Letter of Intent it is a further round, as the track has it."""
    for number, text in enumerate(old.extensions, start=2):
        if old.paper != InstrumentKind.INTENT:
            _sign_further(agreement, InstrumentKind.EXTENSION, text, paper, by, today)
            continue
        holder = rules.the_spec(Track(agreement.track), Stage.INTENT).holders[0]
        renewed = PastStep(stage=Stage.INTENT, holder=holder, state=StepState.DONE, round=number, text=text)
        write_past_step(agreement, renewed, by=by)
        enter(agreement, Stage.INTENT, latest_signing(side.signed_on for side in text.sides))
        finish(agreement, by=by, reason=_("Taken in as signed"))


def _keep_activity(agreement: Agreement, old: OldText, by, today: date) -> None:
    if old.activity is None:
        return
    done = old.activity
    planned = plan_follow_up(agreement, kind=done.kind, title=done.title, office=None, due_on=UNKNOWN, by=by)
    finish_follow_up(planned, done_on=done.on, result=done.result, by=by, today=today)


def _keep_ending(
    agreement: Agreement, old: OldText, paper: Instrument, parties: Mapping[Partner, Party], by, today: date
) -> None:
    """Write how the paper ended, and end the agreement; a Letter of Intent that another text replaced goes on."""
    ending = old.ending
    if ending is None:
        return
    how = Instrument.Ending(ending.how)
    paper.ending, paper.ended_on, paper.ended_reason = how, ending.on, ending.reason
    paper.ended_by = parties[ending.by] if ending.by is not None else None
    save(paper, by=by)
    reason = ending.reason or str(how.label)
    agreement.refresh_from_db()
    if old.paper != InstrumentKind.INTENT:
        end(agreement, by=by, on=ending.on, today=today, reason=reason)
    elif how != Instrument.Ending.REPLACED:
        stop(agreement, by=by, on=ending.on, today=today, code=_stop_code(ending), reason=reason)


def _stop_code(ending: EarlyEnd) -> StopReason:
    if ending.how != Instrument.Ending.WITHDRAWN:
        return StopReason.AFTER_INTENT
    return StopReason.PARTNER_WITHDREW if ending.by is not None else StopReason.CITY_WITHDREW
