"""One case: the agreement, registered by the same action as in the application, and all rows that belong to it."""

from collections.abc import Mapping, Sequence
from typing import Any

from agreements.lifecycle.questions import BY_CODE, QUESTIONS
from agreements.models import (
    Agreement,
    Answer,
    Assessment,
    Attestation,
    BeneficiaryCount,
    Citation,
    Document,
    FollowUp,
    FollowUpReport,
    Indicator,
    LegalField,
    Measurement,
    OfficialVisit,
    Participation,
    Party,
    Review,
    Statement,
    Target,
    Transaction,
)
from agreements.record.digest import gathered_at_the_end, refresh_digest
from agreements.record.documents import attach_document
from agreements.record.registration import register
from jambi_coop.lib.dates.parser import parse
from jambi_coop.lib.files.private_files import content_of
from jambi_coop.lib.records.publication import PublicationClass

from .files import COMPARISONS, FixtureEntry, FixtureError
from .instruments import add_instruments
from .life import live
from .pdf import page_of
from .run import REASON, Run, find, remember, write
from .values import at, fill, fixed_days, read

# Lists of a case in the order of writing: name in the fixture -> model, and name of a row in an error.
ROWS: dict[str, tuple[Any, str]] = {
    "citations": (Citation, "citations"),
    "statements": (Statement, "statements"),
    "money": (Transaction, "money"),
    "follow_ups": (FollowUp, "follow-up"),
    "indicators": (Indicator, "indicator"),
    "beneficiaries": (BeneficiaryCount, "beneficiaries"),
    "reviews": (Review, "review"),
}
# Rows inside such a row: name in the fixture -> model, its foreign key, and its name in an error.
INSIDE: dict[Any, dict[str, tuple[Any, str, str]]] = {
    FollowUp: {
        "participants": (Participation, "follow_up", "participants"),
        "reports": (FollowUpReport, "follow_up", "report"),
    },
    Indicator: {
        "targets": (Target, "indicator", "target"),
        "measurements": (Measurement, "indicator", "measurement"),
    },
}


def add_case(run: Run, entry: FixtureEntry) -> None:
    """Register one case with all rows that belong to it. It is published by the system itself."""
    with gathered_at_the_end():
        _add_rows(run, entry)


def _add_rows(run: Run, entry: FixtureEntry) -> None:
    facts = dict(entry.facts)
    others = ("parties", "instruments", "documents", "life", "sectors", "legal_fields", "offices", "assessment")
    lists = {name: facts.pop(name, None) or [] for name in (*ROWS, *others, "attestations")}
    agreement = _register(run, entry, facts)
    remember(run, entry, agreement, is_new=True)
    _link(agreement, lists)
    for number, line in enumerate(lists["parties"], start=1):
        _add(run, Party(agreement=agreement), line, f"party {number}")
    run.documents = {}
    for number, line in enumerate(lists["documents"], start=1):
        with at(f"document {number}"):
            _add_document(run, agreement, line, number)
    if lists["assessment"]:
        with at("assessment"):
            _add_assessment(run, agreement, lists["assessment"])
    live(run, agreement, lists["life"])
    add_instruments(run, agreement, lists["instruments"])
    agreement.refresh_from_db()
    for name, (model, word) in ROWS.items():
        for number, line in enumerate(lists[name], start=1):
            _add(run, model(agreement=agreement), line, f"{word} {number}")
    for number, line in enumerate(lists["attestations"], start=1):
        with at(f"attestation {number}"):
            _add_attestation(run, agreement, line)
    refresh_digest(agreement)


def _register(run: Run, entry: FixtureEntry, facts: dict) -> Agreement:
    track, as_of, signed_on = (facts.pop(name, "") for name in ("track", "as_of", "signed_on"))
    agreement = Agreement(
        publication_class=PublicationClass.PUBLIC,
        is_comparison=entry.file == COMPARISONS,
        is_example=run.examples,
    )
    fill(agreement, facts, run)
    days = {"as_of": read(parse, fixed_days(as_of, run)), "signed_on": read(parse, fixed_days(signed_on, run))}
    return register(agreement, by=None, today=run.today, track=track, **days)


def _link(agreement: Agreement, lists: Mapping[str, Sequence[str]]) -> None:
    agreement._change_reason = REASON
    if lists["sectors"]:
        agreement.sectors.set([find("sector", name) for name in lists["sectors"]])
    if lists["offices"]:
        agreement.supporting_offices.set([find("office", name) for name in lists["offices"]])
    if lists["legal_fields"]:
        agreement.legal_fields.set(LegalField.objects.filter(letter__in=lists["legal_fields"]))


def _add(run: Run, row, facts: Mapping, place: str) -> None:
    """Fill and save one row, and then the rows inside it."""
    facts = dict(facts)
    inside = {name: facts.pop(name, []) for name in INSIDE.get(type(row), {})}
    with at(place):
        fill(row, facts, run)
        row.clean()
    write(row)
    for name, lines in inside.items():
        model, link, word = INSIDE[type(row)][name]
        for line in lines:
            _add(run, model(**{link: row}), line, f"{place}, {word}")


def _add_attestation(run: Run, agreement: Agreement, facts: Mapping) -> None:
    """Add what was asked, read or answered. Only an example can come accepted: of a real case somebody accepts it."""
    row = Attestation(agreement=agreement, entered_on=run.today)
    _add(run, row, facts, "facts")
    if row.answered_on > run.today:
        raise FixtureError("answered_on: this day is in the future")
    if row.accepted_on is not None and not run.examples:
        raise FixtureError("accepted_on: a person accepts it in the application")


def _add_document(run: Run, agreement: Agreement, facts: Mapping, number: int) -> None:
    """Add a document of an example, as a PDF of one page made from the lines under `page`."""
    document = Document(agreement=agreement, publication_class=PublicationClass.PUBLIC)
    fill(document, {name: value for name, value in facts.items() if name != "page"}, run)
    pdf = content_of(page_of(facts.get("page", [])), f"contoh-{number}.pdf")
    run.documents[document.title] = attach_document(document, pdf, by=None)


def _add_assessment(run: Run, agreement: Agreement, facts: Mapping) -> None:
    """Add the assessment with its answers and visits.

    `answers`: {code of a question: reply, or a mapping of reply, note and source}. `others`: the reply to every other
    question that is asked of this agreement.
    """
    facts = dict(facts)
    answers, visits, others = facts.pop("answers", {}), facts.pop("visits", []), facts.pop("others", "")
    assessment = Assessment(agreement=agreement)
    _add(run, assessment, facts, "facts")
    for unknown in sorted(set(answers) - set(BY_CODE)):
        raise FixtureError(f"there is no question “{unknown}”")
    letters = frozenset(agreement.legal_fields.values_list("letter", flat=True))
    for question in QUESTIONS:
        answer = answers.get(question.code) or (others if question.asked_in(agreement.track, letters) else "")
        if answer:
            given = answer if isinstance(answer, Mapping) else {"reply": answer}
            _add(run, Answer(assessment=assessment, question=question.code), given, f"answer {question.code}")
    for number, line in enumerate(visits, start=1):
        _add(run, OfficialVisit(assessment=assessment), line, f"visit {number}")
