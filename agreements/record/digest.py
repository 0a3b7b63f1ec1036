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

from agreements.lifecycle.rules import spec_of
from agreements.lifecycle.tracks import SIGNED_STAGES
from agreements.lifecycle.vocabulary import EXTENSION_KINDS, PARTY_TRACKS, Stage, StepState, Track
from agreements.models import (
    Agreement,
    Answer,
    Attestation,
    BeneficiaryCount,
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
from agreements.models.digest import AnchorKind, SignedText
from agreements.models.report import ReportState
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.versions.versioning import lock_version

from .horizon import contradicting
from .instruments import signing_day, terms_of
from .instruments import text_of as signed_text_of
from .readiness import Readiness, readiness_of
from .rule_facts import (
    activities_of,
    facts_for_rules,
    is_committed,
    last_satisfied,
    open_dues,
    papers_of,
    public_indicators,
    shown_documents,
    start_of,
)
from .search import public_texts, staff_texts, text_of
from .stretches import NOTHING_KNOWN, Paper, RuleAnswer, latest_of, stretches_of

IN_NO_ORDER: dict[str, Any] = {
    "assessment__answers": Answer,
    "assessment__visits": OfficialVisit,
    "documents": Document,
    "transactions": Transaction,
    "statements": Statement,
    "beneficiaries": BeneficiaryCount,
    "follow_ups": FollowUp,
    "follow_ups__reports": FollowUpReport,
    "indicators": Indicator,
    "indicators__measurements": Measurement,
    "indicators__targets": Target,
}
"""Rows whose order does not matter here: they are ordered by primary key, since their default order is costly."""


AT_ONCE = 200
"""Agreements whose rows are in memory at a time, where many are refreshed."""

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
        *("legal_fields", "sectors", "instruments__signatures", "attestations"),
        *(Prefetch(path, model.objects.order_by("pk")) for path, model in IN_NO_ORDER.items()),
        Prefetch("parties", Party.objects.select_related("partner").order_by("pk")),
        Prefetch("steps", Step.objects.select_related("waiver", "instrument").order_by("pk")),
        "steps__letters",
    )


def derived_values(agreement: Agreement) -> dict:
    """Return the values of the digest of an agreement, by field name; its rows are loaded (`with_rows`). Writes
    nothing."""
    parties = list(agreement.parties.all())
    terms, steps = terms_of(agreement), list(agreement.steps.all())
    activities = [known for known in activities_of(agreement) if known]
    partners = [party.partner for party in parties if party.partner.is_public and not party.partner.in_trash]
    return {
        "signed_on": signing_day(agreement),
        **_end(terms),
        **_beginning(terms),
        **_anchor(agreement, steps),
        **_asked(agreement, activities),
        **_next_due(agreement),
        **_results(agreement),
        **_waiting(agreement, steps),
        **_readiness(agreement, steps),
        "signed_text": _signed_text(agreement, steps),
        "steps_without_proof": sum(1 for step in steps if step.is_waived),
        "has_public_document": agreement.is_public and not agreement.in_trash and bool(shown_documents(agreement)),
        "partner_names": ", ".join(dict.fromkeys(partner.name for partner in partners)),
        "public_text": text_of(public_texts(agreement, partners)),
        "staff_text": text_of(staff_texts(agreement, [party.partner for party in parties])),
    }


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


def refresh_digests_at_once(agreements: Iterable[int]) -> None:
    """Derive digests and stretches of many agreements, given by primary key, with a number of queries that grows with
    every `AT_ONCE` of them. The caller has locked the agreements and wrote all their rows."""
    wanted = sorted(set(agreements))
    for start in range(0, len(wanted), AT_ONCE):
        loaded = list(with_rows(Agreement.objects.filter(pk__in=wanted[start : start + AT_ONCE])))
        derived = [(one, derived_values(one)) for one in loaded]
        digests = [Digest(agreement=one, **values) for one, values in derived]
        Digest.objects.filter(pk__in=[one.pk for one in loaded]).delete()
        Digest.objects.bulk_create(digests)
        Stretch.objects.filter(agreement__in=loaded).delete()
        Stretch.objects.bulk_create(stretch for one, values in derived for stretch in _stretches(one, values))


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

    A term whose start or end is not known leaves no gap: a gap that is only possible does not count. An extension whose
    base nobody recorded does not say when the agreement began.
    """
    begins = former = until = None
    for number, term in enumerate(terms):
        start, end = term.starts_on.earliest, term.ends_on.latest or date.max
        if not number:
            begins = start if term.instrument.kind not in EXTENSION_KINDS else None
        elif start and until and until < start - timedelta(days=1):
            begins, former = start, until
        until = max(until or end, end)
    return {"begins_on": begins, "former_end_on": former}


def _anchor(agreement: Agreement, steps: list[Step]) -> dict:
    """Return the latest paper, joining or start, from which follow-up is counted; and whether the city has committed
    itself at all (`is_committed`)."""
    papers = [paper for paper in papers_of(agreement) if paper.day.latest]
    start = Paper(AnchorKind.START, start_of(agreement, steps))
    last = max(papers, key=lambda paper: paper.day.latest or date.min, default=start)
    return {
        "anchor_kind": last.kind if last.day else "",
        "anchor_earliest": last.day.earliest,
        "anchor_on": last.day.latest,
        "is_committed": is_committed(agreement, steps),
    }


def _asked(agreement: Agreement, activities: list[KnownDate]) -> dict:
    """Return how often an office was asked in vain since it last answered, and how many answers an activity
    contradicts."""
    rows = list(agreement.attestations.all())
    answered = max((one.answered_on for one in rows if one.confirms and one.accepted_on), default=date.min)
    asked = [one.answered_on for one in rows if one.kind == Attestation.Kind.ASKED and one.answered_on > answered]
    return {
        "asked_times": len(asked),
        "asked_on": max(asked, default=None),
        "contradicted": sum(1 for one in rows if one.accepted_on and contradicting(one, activities)),
    }


def _signed_text(agreement: Agreement, steps: list[Step]) -> SignedText:
    """Return which text of the city and a partner the record shows; on the tracks of the state's projects, of courses
    and of memberships the city signs none."""
    if agreement.track not in (*PARTY_TRACKS, Track.LEGACY) or agreement.without_text:
        return SignedText.NONE
    if signed_text_of(agreement) is not None or agreement.stage in SIGNED_STAGES:
        return SignedText.AGREEMENT
    return SignedText.INTENT if last_satisfied(steps, Stage.INTENT) else SignedText.NONE


def readiness_from(agreement: Agreement, steps: list[Step]) -> Readiness | None:
    """Return the readiness derived from the assessment; None where nothing was recorded. Answers and visits are
    loaded."""
    file = getattr(agreement, "assessment", None)
    if file is None or not file.says_anything():
        return None
    intent = last_satisfied(steps, Stage.INTENT)
    return readiness_of(
        file.replies(),
        first_contact=file.first_contact_on,
        intent=intent.ended_on if intent else NOTHING_KNOWN,
        signed=signing_day(agreement),
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
    rows = open_dues(agreement)
    first = min(rows, key=lambda one: (one.due_on.latest or date.max, one.times_moved, one.pk), default=None)
    if first is None:
        return {"next_due_earliest": None, "next_due_on": None, "next_due_moved": 0}
    return {
        "next_due_earliest": first.due_on.earliest,
        "next_due_on": first.due_on.latest,
        "next_due_moved": first.times_moved,
    }


def _results(agreement: Agreement) -> dict:
    # Without a target nothing was promised: the values are shown, and nothing has to be proven.
    indicators = [one for one in public_indicators(agreement) if one.targets.all()]
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
