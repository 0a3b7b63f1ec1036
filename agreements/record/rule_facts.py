"""The dated facts of an agreement that the rules of status and follow-up condition read, out of its many rows.

Only what may be shown in public counts. Plans, due dates and the day of typing are no evidence.
"""

from collections.abc import Iterable
from datetime import date

from agreements.lifecycle.rules import position, spec_of
from agreements.lifecycle.tracks import END_STAGES
from agreements.lifecycle.vocabulary import (
    EXTENSION_KINDS,
    PARTY_TRACKS,
    SATISFIED,
    InstrumentKind,
    Stage,
    Track,
)
from agreements.models import Agreement, BeneficiaryCount, Document, FollowUp, Indicator, Step, Transaction
from agreements.models.digest import AnchorKind
from agreements.models.report import ReportState
from jambi_coop.lib.dates.known_date import KnownDate

from .horizon import attested_of
from .instruments import texts_of
from .stretches import NOTHING_KNOWN, Due, Facts, Paper

MONEY_THAT_MOVED = (Transaction.Kind.RECEIVED, Transaction.Kind.FEE)


def facts_for_rules(agreement: Agreement, derived: dict) -> Facts:
    """Return the facts that the rules of status and condition need; `derived` is the result of `derived_values`.

    They do not depend on the day of the call.
    """
    steps = list(agreement.steps.all())
    activities = [known for known in activities_of(agreement) if known]
    letters = [known for known in letters_of(agreement, steps) if known]
    papers = [*papers_of(agreement)]
    dated = (*activities, *letters, *(paper.day for paper in papers), *_further_evidence(agreement))
    texts = [one.signed_on for one in texts_of(agreement) if one.signed_on]
    ended_on = agreement.ended_on.latest if agreement.stage in END_STAGES else None
    same = ("is_committed", "ends_latest", "open_ended", "begins_on", "former_end_on")
    return Facts(
        stage=agreement.stage,
        track=agreement.track,
        is_comparison=agreement.is_comparison,
        paid_until=agreement.paid_until.latest,
        ended_on=ended_on or derived["ends_latest"],
        first_text=min(texts, key=_first_day, default=NOTHING_KNOWN),
        start=start_of(agreement, steps),
        activities=tuple(activities),
        letters=tuple(letters),
        papers=tuple(papers),
        evidence=tuple(known for known in dated if known),
        dues=tuple(Due(one.due_on, one.times_moved) for one in open_dues(agreement)),
        attested=attested_of(agreement.attestations.all(), activities),
        **{name: derived[name] for name in same},
    )


def activities_of(agreement: Agreement) -> Iterable[KnownDate]:
    """Yield the dates of public activities: a follow-up started, done or reported on with approval, a value measured
    and approved, money received, a fee paid."""
    for follow_up in public_follow_ups(agreement):
        yield follow_up.started_on
        yield follow_up.done_on
        yield from (one.happened_on for one in follow_up.reports.all() if one.state == ReportState.APPROVED)
    money = [line for line in agreement.transactions.all() if line.is_public and line.kind in MONEY_THAT_MOVED]
    values = [one for indicator in public_indicators(agreement) for one in indicator.measurements.all()]
    approved = [one for one in values if one.state == ReportState.APPROVED]
    yield from (line.value_date for line in money)
    yield from (one.measured_on or one.period for one in approved)


def letters_of(agreement: Agreement, steps: list[Step]) -> Iterable[KnownDate]:
    """Yield the days on which letters of the steps went out, came in or were answered, or own work was finished.

    Not the day on which own work began: that is at times no more than the day of typing.
    """
    for step in steps:
        spec = spec_of(Track(agreement.track), Stage(step.stage))
        if spec is not None and spec.event:
            continue  # a joining or a visit, which is no letter
        yield from (step.sent_on, step.decided_on)
        if spec is not None and spec.asked:
            yield step.received_on
        yield from (day for letter in step.letters.all() for day in letter.days)


PAPER_KINDS = {
    InstrumentKind.INTENT: AnchorKind.INTENT,
    InstrumentKind.STATE_AGREEMENT: AnchorKind.STATE_AGREEMENT,
    InstrumentKind.HANDOVER: AnchorKind.HANDOVER,
    InstrumentKind.MEMBERSHIP: AnchorKind.JOINING,
    **dict.fromkeys(EXTENSION_KINDS, AnchorKind.EXTENSION),
    **dict.fromkeys((InstrumentKind.MINUTES, InstrumentKind.TERMINATION, InstrumentKind.OTHER), AnchorKind.OTHER),
}
NO_EVENTS = (InstrumentKind.AUTOMATIC, InstrumentKind.MINUTES, InstrumentKind.TERMINATION)
"""Papers up to whose day the record is not known for that: nobody of the partner need have done anything."""


def papers_of(agreement: Agreement) -> Iterable[Paper]:
    """Yield the instruments with the day of their signing, an automatic extension with its first day, and the
    joining."""
    for one in agreement.instruments.all():
        day = one.starts_on if one.kind == InstrumentKind.AUTOMATIC else one.signed_on
        if day:
            kind = PAPER_KINDS.get(InstrumentKind(one.kind), AnchorKind.SIGNING)
            yield Paper(kind, day, one.kind not in NO_EVENTS)
    if agreement.joined_on:
        yield Paper(AnchorKind.JOINING, agreement.joined_on)


def _further_evidence(agreement: Agreement) -> Iterable[KnownDate]:
    """Yield the other dates on which something is known to have happened; plans and due dates are no evidence."""
    yield agreement.stage_as_of
    for instrument in agreement.instruments.all():
        yield from (instrument.starts_on, instrument.ended_on)
        yield from (signature.signed_on for signature in instrument.signatures.all())
    yield from (document.dated for document in shown_documents(agreement))
    yield from (statement.as_of for statement in agreement.statements.all() if statement.is_public)
    yield from (row.as_of for row in public_beneficiaries(agreement) if row.kind == BeneficiaryCount.Kind.SERVED)
    yield from (line.value_date for line in agreement.transactions.all() if line.is_public)


def shown_documents(agreement: Agreement) -> list[Document]:
    """Return the documents that are public as soon as the agreement itself is."""
    return [document for document in agreement.documents.all() if document.is_public and not document.in_trash]


def public_follow_ups(agreement: Agreement) -> list[FollowUp]:
    """Return the follow-ups that the public sees and that were not cancelled."""
    return [one for one in agreement.follow_ups.all() if one.is_public and one.cancelled_on is None]


def public_indicators(agreement: Agreement) -> list[Indicator]:
    """Return the indicators that the public sees."""
    return [one for one in agreement.indicators.all() if one.is_public]


def public_beneficiaries(agreement: Agreement) -> list[BeneficiaryCount]:
    """Return the counts of beneficiaries that the public reads; that of a withheld result is withheld with it."""
    shown = {None, *(one.pk for one in public_indicators(agreement))}
    return [row for row in agreement.beneficiaries.all() if row.is_public and row.indicator_id in shown]


def start_of(agreement: Agreement, steps: list[Step]) -> KnownDate:
    """Return the day on which a programme began; unknown in the other tracks."""
    if agreement.track != Track.PROGRAMME:
        return NOTHING_KNOWN
    running = next((step for step in steps if step.stage == Stage.RUNNING), None)
    return (running.received_on if running else NOTHING_KNOWN) or agreement.stage_as_of


def _first_day(known: KnownDate) -> date:
    return known.earliest or known.latest or date.max


def last_satisfied(steps: list[Step], stage: Stage) -> Step | None:
    """Return the step of the last round if it is done or approved, else None."""
    own = [step for step in steps if step.stage == stage]
    last = max(own, key=lambda step: step.round, default=None)
    return last if last is not None and last.state in SATISFIED else None


def is_committed(agreement: Agreement, steps: list[Step]) -> bool:
    """True with a signed LoI or text in the party tracks, with an award or agreement in the pass-on track; in the
    others with any stage beyond the proposal."""
    track, stage = Track(agreement.track), Stage(agreement.stage)
    if track == Track.PASS_ON:
        bound = any(step.stage in BINDING_STAGES and step.state in SATISFIED for step in steps)
        return bound or position(track, stage) >= position(track, Stage.IMPLEMENTATION)
    if track not in PARTY_TRACKS:
        return stage not in (Stage.PROPOSAL, Stage.CONTACT)
    intent = last_satisfied(steps, Stage.INTENT)
    return intent is not None or position(track, stage) >= position(track, Stage.SIGNING)


BINDING_STAGES = (Stage.SELECTED, Stage.STATE_AGREEMENT, Stage.ON_GRANTING)


def open_dues(agreement: Agreement) -> list[FollowUp]:
    """Return the public follow-ups that are not done and have a due date."""
    return [one for one in public_follow_ups(agreement) if one.done_on.latest is None and one.due_on.latest]
