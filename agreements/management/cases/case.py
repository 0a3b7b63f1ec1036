"""One case: the agreement, registered as in life, and every row that hangs on it."""

from agreements import actions
from agreements.digest import refresh_digest
from agreements.models import (
    Agreement,
    Citation,
    Document,
    FollowUp,
    Indicator,
    LegalField,
    Measurement,
    Participation,
    Party,
    Statement,
    Term,
    Transaction,
)
from jambi_coop.lib.dates import KnownDate, parse
from jambi_coop.lib.files import content_of
from jambi_coop.lib.publication import PublicationClass

from .files import COMPARISONS, Entry, FixtureError
from .life import live
from .pdf import page_of
from .run import REASON, Run, find, remember, write
from .values import fill, fixed_days

# Lists of a case in the order of writing: name in the fixture -> model.
ROWS = {"terms": Term, "citations": Citation, "statements": Statement, "money": Transaction}
LISTS = (*ROWS, "parties", "documents", "life", "follow_ups", "indicators", "sectors", "legal_fields", "offices")


def add_case(run: Run, entry: Entry) -> None:
    """Register one case with everything that hangs on it; the system publishes what it brings."""
    facts = dict(entry.facts)
    lists = {name: facts.pop(name, None) or [] for name in LISTS}
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
    live(run, agreement, lists["life"], documents)
    agreement.refresh_from_db()
    for name, model in ROWS.items():
        for number, line in enumerate(lists[name], start=1):
            _write(run, model(agreement=agreement), line, f"{name} {number}", documents)
    for number, line in enumerate(lists["follow_ups"], start=1):
        _follow_up(run, agreement, line, f"follow-up {number}", documents)
    for number, line in enumerate(lists["indicators"], start=1):
        _indicator(run, agreement, line, f"indicator {number}", documents)
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
    participants = facts.pop("participants", [])
    follow_up = FollowUp(agreement=agreement)
    _write(run, follow_up, facts, place, documents)
    for line in participants:
        _write(run, Participation(follow_up=follow_up), line, f"{place}, participants")


def _indicator(run: Run, agreement: Agreement, facts: dict, place: str, documents) -> None:
    facts = dict(facts)
    measurements = facts.pop("measurements", [])
    indicator = Indicator(agreement=agreement)
    _write(run, indicator, facts, place, documents)
    for line in measurements:
        _write(run, Measurement(indicator=indicator), line, f"{place}, measurement", documents)
