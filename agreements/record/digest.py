"""Derive the digest and the stretches of days of an agreement from its many rows; `refresh_digest` is the only writer
of both.

The public list is built from them, so a row that is withheld from the public does not count.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from agreements.lifecycle.rules import position, spec_of
from agreements.lifecycle.vocabulary import PARTY_TRACKS, SATISFIED, Stage, StepState, Track
from agreements.models import (
    Agreement,
    Answer,
    Digest,
    Document,
    FollowUp,
    FollowUpReport,
    Indicator,
    Measurement,
    OfficialVisit,
    Party,
    Statement,
    Step,
    Stretch,
    Target,
    Transaction,
)
from agreements.models.digest import AnchorKind
from agreements.models.report import ReportState
from jambi_coop.lib.dates.counting import known_between
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.versions.versioning import lock_version

from .readiness import Readiness, readiness_of
from .search import public_texts, staff_texts, text_of
from .stretches import NOTHING_KNOWN, Facts, RuleAnswer, latest_of, stretches_of

IN_NO_ORDER: dict[str, Any] = {
    "assessment__answers": Answer,
    "assessment__visits": OfficialVisit,
    "documents": Document,
    "transactions": Transaction,
    "statements": Statement,
    "follow_ups": FollowUp,
    "follow_ups__reports": FollowUpReport,
    "indicators": Indicator,
    "indicators__measurements": Measurement,
    "indicators__targets": Target,
}
"""Rows whose order does not matter here: they are ordered by primary key, since their default order is costly."""
MONEY_THAT_MOVED = (Transaction.Kind.RECEIVED, Transaction.Kind.FEE)


# The agreements of an open `gathered_at_the_end`, by primary key; None outside.
_put_off: ContextVar[dict[int, Agreement] | None] = ContextVar("_put_off", default=None)


@contextmanager
def gathered_at_the_end() -> Iterator[None]:
    """Open a transaction in which several actions change the same agreements: the digest of each is refreshed once, at
    the end, and not after every action. Code inside must not read a digest.
    """
    with transaction.atomic():
        waiting: dict[int, Agreement] = {}
        token = _put_off.set(waiting)
        try:
            yield
        finally:
            _put_off.reset(token)
        for number in sorted(waiting):
            refresh_digest(waiting[number])


def refresh_digest(agreement: Agreement) -> None:
    """Derive and save digest and stretches of one agreement; call it after any change of the agreement or its rows.

    Inside `gathered_at_the_end` this is put off until the block ends.
    """
    waiting = _put_off.get()
    if waiting is None:
        _gather(agreement)
    else:
        waiting[agreement.pk] = agreement


@transaction.atomic
def _gather(agreement: Agreement) -> None:
    # Two transactions at once derive one after the other, so that the later one sees the rows of both.
    lock_version(agreement)
    loaded = with_rows(Agreement.objects.filter(pk=agreement.pk)).prefetch_related("stretches").get()
    derived = derived_values(loaded)
    digest = Digest(agreement=agreement, **derived)
    digest.save()
    written, wanted = loaded.stretches.all(), _stretches(loaded, derived)
    if _values(written) != _values(wanted):
        if written:
            written.delete()
        Stretch.objects.bulk_create(wanted)
    agreement.digest = digest
    agreement.__dict__.pop("stretch", None)


def _stretches(agreement: Agreement, derived: dict) -> list[Stretch]:
    return [
        Stretch(agreement=agreement, first_day=first, last_day=last, **answer._asdict())
        for first, last, answer in stretches_of(facts_for_rules(agreement, derived))
    ]


def _values(stretches: Iterable[Stretch]) -> list[tuple]:
    return [(one.first_day, one.last_day, *(getattr(one, name) for name in RuleAnswer._fields)) for one in stretches]


def with_rows(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Prefetch every row that the digests are derived from, with a number of queries that does not grow."""
    return agreements.select_related("lead_office", "assessment").prefetch_related(
        *("legal_fields", "sectors", "terms"),
        *(Prefetch(path, model.objects.order_by("pk")) for path, model in IN_NO_ORDER.items()),
        Prefetch("parties", Party.objects.select_related("partner").order_by("pk")),
        Prefetch("steps", Step.objects.select_related("waiver").order_by("pk")),
    )


def derived_values(agreement: Agreement) -> dict:
    """Return the values of the digest of an agreement, by field name; its rows are loaded (`with_rows`). Writes
    nothing."""
    parties = list(agreement.parties.all())
    terms, steps = list(agreement.terms.all()), list(agreement.steps.all())
    partners = [party.partner for party in parties if party.partner.is_public and not party.partner.in_trash]
    return {
        **_end(terms),
        **_beginning(terms),
        **_anchor(agreement, terms, steps),
        **_next_due(agreement),
        **_results(agreement),
        **_waiting(agreement, steps),
        **_readiness(agreement, steps),
        "steps_without_proof": sum(1 for step in steps if step.is_waived),
        "has_public_document": agreement.is_public and not agreement.in_trash and bool(_shown_documents(agreement)),
        "partner_names": ", ".join(dict.fromkeys(partner.name for partner in partners)),
        "public_text": text_of(public_texts(agreement, partners)),
        "staff_text": text_of(staff_texts(agreement, [party.partner for party in parties])),
    }


def facts_for_rules(agreement: Agreement, derived: dict) -> Facts:
    """Return the facts that the rules of status and condition need; `derived` is the result of `derived_values`.

    They do not depend on the day of the call.
    """
    terms, steps = list(agreement.terms.all()), list(agreement.steps.all())
    activities = [known for known in _activities(agreement) if known]
    same = ("is_committed", "ends_latest", "begins_on", "former_end_on", "anchor_kind")
    return Facts(
        stage=agreement.stage,
        track=agreement.track,
        is_comparison=agreement.is_comparison,
        anchor=known_between(derived["anchor_earliest"], derived["anchor_on"]),
        due=known_between(derived["next_due_earliest"], derived["next_due_on"]),
        due_moved=derived["next_due_moved"],
        activities=tuple(activities),
        evidence=(*activities, *(known for known in _evidence(agreement, terms, steps) if known)),
        **{name: derived[name] for name in same},
    )


def drift_of(agreement: Agreement) -> list[str]:
    """Return the columns in which the stored digest differs from what `refresh_digest` would write, and "stretches"
    where those differ; the rows are loaded.
    """
    digest = getattr(agreement, "digest", None)
    derived = derived_values(agreement)
    found = [name for name, value in derived.items() if digest is None or getattr(digest, name) != value]
    if _values(agreement.stretches.all()) != _values(_stretches(agreement, derived)):
        found.append("stretches")
    return found


def refresh_digests(agreements: QuerySet[Agreement]) -> None:
    """Refresh the digests of these, in the order of their primary keys, so that two at once do not deadlock."""
    for agreement in Agreement.objects.filter(pk__in=agreements.values("pk")).order_by("pk"):
        refresh_digest(agreement)


def refresh_digests_of(partner) -> None:
    """Refresh the digests of all agreements of a partner; call it after name, country or class changed."""
    refresh_digests(Agreement.objects.filter(parties__partner=partner))


def _end(terms: list) -> dict:
    open_ended = bool(terms and terms[-1].open_ended)
    ends = [term.ends_on for term in terms if term.ends_on.latest] if not open_ended else []
    end = latest_of(ends)
    return {"ends_earliest": end.earliest, "ends_latest": end.latest, "open_ended": open_ended}


def _beginning(terms: list) -> dict:
    """Return the earliest first day of the last run of terms without a gap, and the last day before that gap.

    A term whose start or end is not known leaves no gap: a gap that is only possible does not count.
    """
    begins = former = until = None
    for number, term in enumerate(terms):
        start, end = term.starts_on.earliest, term.ends_on.latest or date.max
        if not number:
            begins = start
        elif start and until and until < start - timedelta(days=1):
            begins, former = start, until
        until = max(until or end, end)
    return {"begins_on": begins, "former_end_on": former}


def _activities(agreement: Agreement) -> Iterable[KnownDate]:
    """Yield the dates of public activities: a follow-up started, done or reported on with approval, a value measured
    and approved, money received, a fee paid."""
    for follow_up in _public_follow_ups(agreement):
        yield follow_up.started_on
        yield follow_up.done_on
        yield from (one.happened_on for one in follow_up.reports.all() if one.state == ReportState.APPROVED)
    money = [line for line in agreement.transactions.all() if line.is_public and line.kind in MONEY_THAT_MOVED]
    values = [one for indicator in _public_indicators(agreement) for one in indicator.measurements.all()]
    approved = [one for one in values if one.state == ReportState.APPROVED]
    yield from (line.value_date for line in money)
    yield from (one.period for one in approved)


def _evidence(agreement: Agreement, terms: list, steps: list[Step]) -> Iterable[KnownDate]:
    """Yield the dates on which something is known to have happened; plans and due dates are no evidence."""
    yield from (agreement.signed_on, agreement.city_signed_on, agreement.joined_on, agreement.stage_as_of)
    yield from (term.starts_on for term in terms)
    for step in steps:
        yield from (step.sent_on, step.received_on, step.decided_on)
    yield from (document.dated for document in _shown_documents(agreement))
    yield from (statement.as_of for statement in agreement.statements.all() if statement.is_public)
    yield from (line.value_date for line in agreement.transactions.all() if line.is_public)


def _shown_documents(agreement: Agreement) -> list[Document]:
    """Return the documents that are public as soon as the agreement itself is."""
    return [document for document in agreement.documents.all() if document.is_public and not document.in_trash]


def _public_follow_ups(agreement: Agreement) -> list[FollowUp]:
    return [one for one in agreement.follow_ups.all() if one.is_public and one.cancelled_on is None]


def _public_indicators(agreement: Agreement) -> list[Indicator]:
    return [one for one in agreement.indicators.all() if one.is_public]


def _anchor(agreement: Agreement, terms: list, steps: list[Step]) -> dict:
    """Return the day from which follow-up is counted: the first that is known of signing, LoI, the state's agreement,
    joining, start; and whether the city has committed itself at all (`_is_committed`)."""
    intent = _last_satisfied(steps, Stage.INTENT)
    state = _last_satisfied(steps, Stage.STATE_AGREEMENT)
    start = min((term.starts_on for term in terms if term.starts_on), key=_first_day, default=NOTHING_KNOWN)
    if not start and agreement.track == Track.PROGRAMME:
        start = agreement.stage_as_of
    candidates = [
        (AnchorKind.SIGNING, agreement.signed_on),
        (AnchorKind.INTENT, intent.decided_on if intent else NOTHING_KNOWN),
        (AnchorKind.STATE_AGREEMENT, state.decided_on if state else NOTHING_KNOWN),
        (AnchorKind.JOINING, agreement.joined_on),
        (AnchorKind.START, start),
    ]
    kind, day = next(((kind, day) for kind, day in candidates if day.latest), ("", NOTHING_KNOWN))
    return {
        "anchor_kind": kind,
        "anchor_earliest": day.earliest,
        "anchor_on": day.latest,
        "is_committed": _is_committed(agreement, intent),
    }


def _first_day(known: KnownDate) -> date:
    return known.earliest or known.latest or date.max


def _last_satisfied(steps: list[Step], stage: Stage) -> Step | None:
    """Return the step of the last round if it is done or approved, else None."""
    own = [step for step in steps if step.stage == stage]
    last = max(own, key=lambda step: step.round, default=None)
    return last if last is not None and last.state in SATISFIED else None


def _is_committed(agreement: Agreement, intent: Step | None) -> bool:
    """True with a signed LoI or text in the party tracks; in the others with any stage beyond the proposal."""
    track, stage = Track(agreement.track), Stage(agreement.stage)
    if track not in PARTY_TRACKS:
        return stage != Stage.PROPOSAL
    return intent is not None or position(track, stage) >= position(track, Stage.SIGNING)


def readiness_from(agreement: Agreement, steps: list[Step]) -> Readiness | None:
    """Return the readiness derived from the assessment; None where nothing was recorded. Answers and visits are
    loaded."""
    file = getattr(agreement, "assessment", None)
    if file is None or not file.says_anything():
        return None
    intent = _last_satisfied(steps, Stage.INTENT)
    return readiness_of(
        file.replies(),
        first_contact=file.first_contact_on,
        intent=intent.decided_on if intent else NOTHING_KNOWN,
        signed=agreement.signed_on,
        visits=[visit.on for visit in file.visits.all()],
    )


def _readiness(agreement: Agreement, steps: list[Step]) -> dict:
    found = readiness_from(agreement, steps)
    return {
        "analysis_not_done": found.not_done if found else None,
        "analysis_not_known": found.not_known if found else None,
        "days_to_signing": found.to_signing.days if found and found.to_signing and found.to_signing.exact else None,
        "signed_at_visit": bool(found and found.signed_at_visit),
    }


def _next_due(agreement: Agreement) -> dict:
    """Return the first open due date; of several on one day the one that was moved least often."""
    rows = [one for one in _public_follow_ups(agreement) if one.done_on.latest is None and one.due_on.latest]
    first = min(rows, key=lambda one: (one.due_on.latest or date.max, one.times_moved, one.pk), default=None)
    if first is None:
        return {"next_due_earliest": None, "next_due_on": None, "next_due_moved": 0}
    return {
        "next_due_earliest": first.due_on.earliest,
        "next_due_on": first.due_on.latest,
        "next_due_moved": first.times_moved,
    }


def _results(agreement: Agreement) -> dict:
    indicators = _public_indicators(agreement)
    return {
        "results_promised": len(indicators),
        "results_proven": sum(1 for one in indicators if verified_value(one) is not None),
        "results_reached": sum(1 for one in indicators if is_reached(one)),
    }


def last_verified(indicator: Indicator) -> Measurement | None:
    """Return the latest measurement that is approved and compared with its evidence; None without one."""
    verified = [one for one in indicator.measurements.all() if one.state == ReportState.APPROVED and one.is_checked]
    return max(verified, key=lambda one: (one.period.latest or date.min, one.pk), default=None)


def verified_value(indicator: Indicator):
    """Return the value of the last verified measurement; None without one."""
    last = last_verified(indicator)
    return last.value if last else None


def is_reached(indicator: Indicator) -> bool:
    """True where the latest verified value meets the target in force, which is the last that was set."""
    target = max(indicator.targets.all(), key=lambda one: one.pk, default=None)
    value = verified_value(indicator)
    if target is None or value is None:
        return False
    return value >= target.value if indicator.direction == Indicator.Direction.UP else value <= target.value


def _waiting(agreement: Agreement, steps: list[Step]) -> dict:
    """Return the first day since which an answer of others is awaited at the present stage; None where nothing was
    sent."""
    days = [waiting_since(agreement, step) for step in steps if step.stage == agreement.stage]
    first = min((day for day in days if day.latest), key=lambda day: day.latest or date.max, default=NOTHING_KNOWN)
    return {"waiting_earliest": first.earliest, "waiting_since": first.latest}


def waiting_since(agreement: Agreement, step: Step) -> KnownDate:
    """Return the day since which a step is with others: when it was received, else sent; unknown where it is not."""
    spec = spec_of(Track(agreement.track), Stage(step.stage))
    if spec is None or not spec.asked or step.state != StepState.SUBMITTED:
        return NOTHING_KNOWN
    return step.received_on or step.sent_on
