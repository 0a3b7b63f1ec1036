"""One case: the agreement, registered as in life, and every row that hangs on it."""

from datetime import datetime, time

from django.utils.timezone import make_aware

from agreements import actions
from agreements.digest import refresh_digest
from agreements.models import (
    Agreement,
    Citation,
    Document,
    FollowUp,
    FollowUpReport,
    Indicator,
    LegalField,
    Measurement,
    Participation,
    Party,
    Review,
    Statement,
    Target,
    Term,
    Transaction,
)
from jambi_coop.lib.dates import KnownDate, parse
from jambi_coop.lib.files import content_of
from jambi_coop.lib.publication import PublicationClass

from .before_signing import add_assessment
from .files import COMPARISONS, Entry, FixtureError
from .life import live
from .pdf import page_of
from .run import REASON, Run, find, remember, write
from .values import fill, fixed_days

# Lists of a case in the order of writing: name in the fixture -> model.
ROWS = {"terms": Term, "citations": Citation, "statements": Statement, "money": Transaction}
LISTS = (
    *(*ROWS, "parties", "documents", "life", "follow_ups", "indicators", "reviews"),
    *("sectors", "legal_fields", "offices"),
)
OFFICE_OPENS = time(9)


def add_case(run: Run, entry: Entry) -> None:
    """Register one case with everything that hangs on it; the system publishes what it brings."""
    facts = dict(entry.facts)
    lists = {name: facts.pop(name, None) or [] for name in LISTS}
    assessment = facts.pop("assessment", None)
    agreement = _register(run, entry, facts)
    remember(run, entry, agreement, is_new=True)
    _link(agreement, lists)
    for number, line in enumerate(lists["parties"], start=1):
        _write(run, Party(agreement=agreement), line, f"party {number}")
    documents = {
        document.title: document
        for number, line in enumerate(lists["documents"], start=1)
        for document in [_document(run, agreement, line, number)]
    }
    if assessment:
        add_assessment(run, agreement, assessment)
    live(run, agreement, lists["life"], documents)
    agreement.refresh_from_db()
    for name, model in ROWS.items():
        for number, line in enumerate(lists[name], start=1):
            _write(run, model(agreement=agreement), line, f"{name} {number}", documents)
    for number, line in enumerate(lists["follow_ups"], start=1):
        _follow_up(run, agreement, line, f"follow-up {number}", documents)
    for number, line in enumerate(lists["indicators"], start=1):
        _indicator(run, agreement, line, f"indicator {number}", documents)
    for number, line in enumerate(lists["reviews"], start=1):
        _write(run, Review(agreement=agreement), line, f"review {number}", documents)
    refresh_digest(agreement)


def _register(run: Run, entry: Entry, facts: dict) -> Agreement:
    track, as_of = facts.pop("track", ""), facts.pop("as_of", "")
    agreement = Agreement(
        publication_class=PublicationClass.PUBLIC,
        is_comparison=entry.file == COMPARISONS,
        is_example=run.examples,
    )
    fill(agreement, facts, run, kind="case")
    since: KnownDate = parse(fixed_days(as_of, run))
    return actions.register(agreement, by=None, today=run.today, track=track, as_of=since)


def _link(agreement: Agreement, lists: dict) -> None:
    agreement._change_reason = REASON
    if lists["sectors"]:
        agreement.sectors.set([find("sector", name) for name in lists["sectors"]])
    if lists["offices"]:
        agreement.supporting_offices.set([find("office", name) for name in lists["offices"]])
    if lists["legal_fields"]:
        agreement.legal_fields.set(LegalField.objects.filter(letter__in=lists["legal_fields"]))


def _write(run: Run, row, facts: dict, place: str, documents=None) -> None:
    """Fill and save one row of the case; a fault names its place in the case."""
    try:
        fill(row, facts, run, documents)
        row.clean()
    except FixtureError as error:
        raise FixtureError(f"{place}: {error}") from error
    write(row)


def _document(run: Run, agreement: Agreement, facts: dict, number: int) -> Document:
    """A document of an example, as a PDF of one page made from the lines under `page`."""
    facts = dict(facts)
    lines = facts.pop("page", [])
    document = Document(agreement=agreement, publication_class=PublicationClass.PUBLIC)
    try:
        fill(document, facts, run)
    except FixtureError as error:
        raise FixtureError(f"document {number}: {error}") from error
    return actions.attach_document(document, content_of(page_of(lines), f"contoh-{number}.pdf"), by=None)


def _follow_up(run: Run, agreement: Agreement, facts: dict, place: str, documents) -> None:
    facts = dict(facts)
    participants, reports = facts.pop("participants", []), facts.pop("reports", [])
    follow_up = FollowUp(agreement=agreement)
    _write(run, follow_up, facts, place, documents)
    for line in participants:
        _write(run, Participation(follow_up=follow_up), line, f"{place}, participants")
    for line in reports:
        _report(run, follow_up, line, f"{place}, report", documents)


def _report(run: Run, follow_up: FollowUp, facts: dict, place: str, documents) -> None:
    """A report of an office; `submitted_on` is the day on which it was handed over."""
    facts = dict(facts)
    day = parse(fixed_days(facts.pop("submitted_on", ""), run)).latest
    report = FollowUpReport(follow_up=follow_up)
    report.submitted_at = make_aware(datetime.combine(day, OFFICE_OPENS)) if day else None
    _write(run, report, facts, place, documents)


def _indicator(run: Run, agreement: Agreement, facts: dict, place: str, documents) -> None:
    facts = dict(facts)
    measurements, targets = facts.pop("measurements", []), facts.pop("targets", [])
    indicator = Indicator(agreement=agreement)
    _write(run, indicator, facts, place, documents)
    for line in targets:
        _target(run, indicator, line, f"{place}, target")
    for line in measurements:
        _write(run, Measurement(indicator=indicator), line, f"{place}, measurement", documents)


def _target(run: Run, indicator: Indicator, facts: dict, place: str) -> None:
    """A target in the order of the fixture; like any other it is not changed afterwards and keeps no history."""
    target = Target(indicator=indicator, set_on=run.today)
    try:
        fill(target, facts, run)
    except FixtureError as error:
        raise FixtureError(f"{place}: {error}") from error
    target.save()
