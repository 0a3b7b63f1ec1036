"""The facts of one agreement's many rows gathered in its digest and its stretches of days; `refresh_digest` is the
only writer of both.

What the public list says comes from here, so a row that is withheld from the public counts for nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from agreements.lifecycle import PARTY_TRACKS, SATISFIED, Stage, StepState, Track, position, spec_of
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
"""Rows of which only the sum of them matters: by number, since their own order takes long to put together."""
MONEY_THAT_MOVED = (Transaction.Kind.RECEIVED, Transaction.Kind.FEE)


# The agreements of an open `gathered_at_the_end`, by number; None outside.
_put_off: ContextVar[dict[int, Agreement] | None] = ContextVar("_put_off", default=None)


@contextmanager
def gathered_at_the_end() -> Iterator[None]:
    """One transaction in which several actions change the same agreements: the facts of each are gathered once, at its
    end, and not after every action. Nothing within may read a digest.
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
    """Gather the facts of one agreement anew; call it after any change of the agreement or its rows."""
    waiting = _put_off.get()
    if waiting is None:
        _gather(agreement)
    else:
        waiting[agreement.pk] = agreement


@transaction.atomic
def _gather(agreement: Agreement) -> None:
    # Two that write at once gather one after the other, so that the later one sees both.
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
    """Agreements with every row that their digests rest on, in a number of queries that does not grow."""
    return agreements.select_related("lead_office", "assessment").prefetch_related(
        *("legal_fields", "sectors", "terms"),
        *(Prefetch(path, model.objects.order_by("pk")) for path, model in IN_NO_ORDER.items()),
        Prefetch("parties", Party.objects.select_related("partner").order_by("pk")),
        Prefetch("steps", Step.objects.select_related("waiver").order_by("pk")),
    )


def derived_values(agreement: Agreement) -> dict:
    """What the digest of an agreement has to say; its rows are loaded (`with_rows`). Writes nothing."""
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
    """What the rules of status and condition ask; `derived` holds its `derived_values`. No clock is
    asked, so that the facts are the same on every day.
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
    """The columns in which the stored digest differs from what `refresh_digest` would write, and "stretches" where
    those do; the rows are loaded.
    """
    digest = getattr(agreement, "digest", None)
    derived = derived_values(agreement)
    found = [name for name, value in derived.items() if digest is None or getattr(digest, name) != value]
    if _values(agreement.stretches.all()) != _values(_stretches(agreement, derived)):
        found.append("stretches")
    return found


def refresh_digests(agreements: QuerySet[Agreement]) -> None:
    """Gather these anew, one after the other in the order of their numbers, so that two who do it do not block."""
    for agreement in Agreement.objects.filter(pk__in=agreements.values("pk")).order_by("pk"):
        refresh_digest(agreement)


def refresh_digests_of(partner) -> None:
    """Gather anew every agreement of a partner whose name, country or class changed."""
    refresh_digests(Agreement.objects.filter(parties__partner=partner))


def _end(terms: list) -> dict:
    open_ended = bool(terms and terms[-1].open_ended)
    ends = [term.ends_on for term in terms if term.ends_on.latest] if not open_ended else []
    end = latest_of(ends)
    return {"ends_earliest": end.earliest, "ends_latest": end.latest, "open_ended": open_ended}


def _beginning(terms: list) -> dict:
    """The earliest first day of the last stretch without a gap, and the last day before that gap.

    A term whose start or end nobody knows leaves no gap: a day that is only possible takes no force away.
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
    """When, of what is shown in public: a follow-up started, done or reported on with approval, a value
    measured and approved, money received, a fee paid."""
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
    """When something is known to have happened; plans and due dates are no evidence."""
    yield from (agreement.signed_on, agreement.city_signed_on, agreement.joined_on, agreement.stage_as_of)
    yield from (term.starts_on for term in terms)
    for step in steps:
        yield from (step.sent_on, step.received_on, step.decided_on)
    yield from (document.dated for document in _shown_documents(agreement))
    yield from (statement.as_of for statement in agreement.statements.all() if statement.is_public)
    yield from (line.value_date for line in agreement.transactions.all() if line.is_public)


def _shown_documents(agreement: Agreement) -> list[Document]:
    """Shown as soon as the agreement itself is public."""
    return [document for document in agreement.documents.all() if document.is_public and not document.in_trash]


def _public_follow_ups(agreement: Agreement) -> list[FollowUp]:
    return [one for one in agreement.follow_ups.all() if one.is_public and one.cancelled_on is None]


def _public_indicators(agreement: Agreement) -> list[Indicator]:
    return [one for one in agreement.indicators.all() if one.is_public]


def _anchor(agreement: Agreement, terms: list, steps: list[Step]) -> dict:
    """The day from which follow-up is counted: the first that is known of signing, LoI, the state's agreement,
    joining, start; and whether a letter or a text binds the city at all."""
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
    """The step of the last round, where it is done or approved."""
    own = [step for step in steps if step.stage == stage]
    last = max(own, key=lambda step: step.round, default=None)
    return last if last is not None and last.state in SATISFIED else None


def _is_committed(agreement: Agreement, intent: Step | None) -> bool:
    """In the party tracks a signed LoI or text; elsewhere anything beyond the proposal."""
    track, stage = Track(agreement.track), Stage(agreement.stage)
    if track not in PARTY_TRACKS:
        return stage != Stage.PROPOSAL
    return intent is not None or position(track, stage) >= position(track, Stage.SIGNING)


def readiness_from(agreement: Agreement, steps: list[Step]) -> Readiness | None:
    """What the file before signing says; None where nothing was recorded. Its answers and visits are loaded."""
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
        "signed_at_visit": bool(found and found.signed_at_visit),
    }


def _next_due(agreement: Agreement) -> dict:
    """The first open due date; of several on one day the one that was moved least."""
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
    """The latest measurement that was approved and compared with its evidence; None without one."""
    verified = [one for one in indicator.measurements.all() if one.state == ReportState.APPROVED and one.is_checked]
    return max(verified, key=lambda one: (one.period.latest or date.min, one.pk), default=None)


def verified_value(indicator: Indicator):
    """The value of the last verified measurement; None without one."""
    last = last_verified(indicator)
    return last.value if last else None


def is_reached(indicator: Indicator) -> bool:
    """The latest verified value meets the target in force, which is the last that was set."""
    target = max(indicator.targets.all(), key=lambda one: one.pk, default=None)
    value = verified_value(indicator)
    if target is None or value is None:
        return False
    return value >= target.value if indicator.direction == Indicator.Direction.UP else value <= target.value


def _waiting(agreement: Agreement, steps: list[Step]) -> dict:
    """Since when an answer of others is waited for at the present stage; nothing where nothing was sent."""
    days = [waiting_since(agreement, step) for step in steps if step.stage == agreement.stage]
    first = min((day for day in days if day.latest), key=lambda day: day.latest or date.max, default=NOTHING_KNOWN)
    return {"waiting_earliest": first.earliest, "waiting_since": first.latest}


def waiting_since(agreement: Agreement, step: Step) -> KnownDate:
    """The day from which a step counts as lying with others: received, else sent; unknown when it does not."""
    spec = spec_of(Track(agreement.track), Stage(step.stage))
    if spec is None or not spec.asked or step.state != StepState.SUBMITTED:
        return NOTHING_KNOWN
    return step.received_on or step.sent_on
